"""Read the whole record and say whether it is as it was written."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from record import services


class Command(BaseCommand):
    help = "Verify the record: chain, contents, checkpoints. Fails at the first thing that is not as it was written."

    def handle(self, *args: Any, **options: Any) -> None:
        """Print the outcome. Raises CommandError when the record does not hold."""
        found = services.verify()
        if not found.ok:
            raise CommandError(f"The record does not hold at number {found.first_bad}: {found.reason}")
        self.stdout.write(f"The record holds: {found.checked} entries read, {found.erased} of them with words erased.")
