import argparse
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from config import backups


class Command(BaseCommand):
    help = "Writes the whole house to one new file, while people go on. The keys are not in it: keep them elsewhere."

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("file", type=Path)

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            manifest = backups.backup(options["file"])
        except backups.BackupError as fault:
            raise CommandError(str(fault)) from fault
        rows = sum(manifest["rows"].values())
        self.stdout.write(f"{options['file']}: {len(manifest['rows'])} tables, {rows} rows.")
        self.stdout.write("The keys are not in it. Keep secret_key and seal_keys in another safe place.")
