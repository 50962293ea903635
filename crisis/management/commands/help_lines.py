"""Hand on the help lines, or take in a file of them: help_lines export lines.csv, help_lines import lines.json."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from crisis import exchange, keeping
from crisis.helplines import BadData


class Command(BaseCommand):
    help = "Write the help lines to a file (.json or .csv), or take in such a file."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("act", choices=["export", "import"])
        parser.add_argument("file", type=Path)

    def handle(self, *_args: Any, act: str, file: Path, **_options: Any) -> None:
        if act == "export":
            rows = keeping.rows()
            text = exchange.as_csv(rows) if file.suffix == ".csv" else exchange.as_json(rows)
            file.write_text(text, encoding="utf-8")
            self.stdout.write(f"{len(rows)} lines written to {file}.")
            return
        try:
            changed = keeping.take_in(exchange.read(file.read_bytes()))
        except (BadData, OSError) as wrong:
            raise CommandError(str(wrong)) from wrong
        keeping.write_copy()
        self.stdout.write(f"{changed} lines changed.")
