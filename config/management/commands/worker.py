import argparse
import signal
import threading
from typing import Any

from django.core.management.base import BaseCommand

from config import jobs
from record.jobs import jobs as declared


class Command(BaseCommand):
    help = "Runs the work that comes back by itself: what each app's module `tasks` declares, whenever it is due."

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("--once", action="store_true", help="run every job once, then end")

    def handle(self, *args: Any, **options: Any) -> None:
        rounds = jobs.Rounds(declared())
        if options["once"]:
            rounds.run_due()
            return
        stop = threading.Event()
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: stop.set())
        rounds.run_until(stop)
