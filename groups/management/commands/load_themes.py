"""Add the chapters and themes of the inventory that the house does not have yet."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from groups import inventory


class Command(BaseCommand):
    help = "Add the chapters and themes of data/themes.json that are not there yet; what is there is left as it is."

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            added = inventory.load()
        except (OSError, ValueError, KeyError, TypeError) as problem:
            raise CommandError(f"The inventory of themes cannot be read: {problem}") from problem
        if options["verbosity"]:
            self.stdout.write(f"Themes added: {added}." if added else "Themes: nothing to add.")
