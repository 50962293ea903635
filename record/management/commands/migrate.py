"""Django's `migrate`, which installs the triggers and so must not be stopped by the check that misses them."""

from __future__ import annotations

from typing import Any

from django.core.management.commands.migrate import Command as Migrate

from record import checks


class Command(Migrate):
    def check(self, *args: Any, **options: Any) -> None:
        """Run the system checks of before a migration, all but the one that a migration repairs."""
        with checks.being_installed():
            super().check(*args, **options)
