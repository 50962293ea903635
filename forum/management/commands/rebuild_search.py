"""`manage.py rebuild_search`: write down the words of every post anew, in short batches, while the house is open."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from forum import word_index


class Command(BaseCommand):
    help = "Rebuild what the search finds posts by. The house may stay open; running it twice changes nothing."

    def handle(self, *args: Any, **options: Any) -> None:
        word_index.make_table()
        last: int | None = 0
        while last is not None:
            last = word_index.rebuild(last)
        word_index.settle()
        self.stdout.write("Every post can be found by its words.")
