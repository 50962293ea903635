import argparse
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from config import backups


class Command(BaseCommand):
    help = "Puts a backup in place of what the house holds (stop web and worker first), or only proves that it could."
    # The database may hold nothing yet.
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--check", action="store_true", help="load it into a throw-away database and verify it")
        parser.add_argument("--replace", action="store_true", help="even though the house has members")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            if options["check"]:
                report = backups.check(options["file"])
            else:
                report = self.restore(options["file"], replace=options["replace"])
        except backups.BackupError as fault:
            raise CommandError(str(fault)) from fault
        self.stdout.write(f"The backup of {report.made_at} holds: {report.tables} tables, {report.rows} rows.")
        self.stdout.write(report.record)
        if not report.same_keys:
            self.stdout.write("Its keys are not those of this house: it cannot be restored without its own seal_keys.")
        if not options["check"]:
            self.stdout.write("It stands in its place. Everybody signs in again.")

    def restore(self, file: Path, *, replace: bool) -> backups.Report:
        """Restore `file`, keeping what was there. Raises BackupError, also when members would be replaced unasked."""
        if backups.is_empty():
            return backups.restore(file, keep=None)
        if not replace:
            raise backups.BackupError("The house has members; --replace puts the backup in their place.")
        folder = settings.DATA_DIR / "before-restore"
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        keep = folder / f"{timezone.now():%Y-%m-%d-%H%M%S}.tar.gz"
        self.stdout.write(f"What the house holds now is kept in {keep}.")
        return backups.restore(file, keep=keep)
