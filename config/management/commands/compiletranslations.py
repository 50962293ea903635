from typing import Any

from django.core.management.base import BaseCommand, CommandError

from config import translations


class Command(BaseCommand):
    help = "Merges locale/fr/parts/*.po and compiles them for Django. Needs no gettext."
    requires_system_checks: list[str] = []

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            count = translations.compile_all()
        except (translations.Conflict, OSError, ValueError) as fault:
            raise CommandError(str(fault)) from fault
        if options["verbosity"]:
            self.stdout.write(f"{count} sentences in French.")
