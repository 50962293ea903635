"""What reading the words adds to posting a thread: `python -m benchmarks.posting [threads]`.

The same thread is sent through the same form again and again, in turns with detection and with one that finds nothing
and looks at nothing. Times are of this process's CPU, so that whatever else the machine does counts for both alike.
Words are everyday ones of the suite, none of them of danger: what a case of care costs is not the price of reading.
"""

from __future__ import annotations

import json
import os
import statistics
import sys
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any
from unittest.mock import patch
from uuid import uuid4

if TYPE_CHECKING:
    from collections.abc import Iterator

# How long the words are, and what posting may cost at most against posting without reading.
SIZES = (300, 1200, 4000)
AIM = 1.1


@contextmanager
def _house() -> Iterator[tuple[Any, str]]:
    """An empty house on a database of its own; gives a member's browser and the address of the form."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
    import django

    django.setup()
    from django.conf import settings
    from django.test import Client
    from django.test.runner import DiscoverRunner
    from django.test.utils import setup_test_environment

    setup_test_environment()
    runner = DiscoverRunner(verbosity=0, interactive=False)
    databases = runner.setup_databases()
    settings.RATE_LIMITS = False
    try:
        from tests import factories

        member = factories.make_member("Qui mesure")
        factories.make_theme("mesure")
        browser = Client()
        browser.force_login(member)
        yield browser, "/fr/themes/mesure/new/"
    finally:
        runner.teardown_databases(databases)


def _words(length: int) -> str:
    from tests.crisis.suite import cases

    calm = [case.text for case in cases("open") if case.level.value == "none" and not case.marks]
    said: list[str] = []
    while sum(map(len, said)) < length:
        said.append(calm[len(said) % len(calm)])
    return " ".join(said)[:length]


def run(threads: int = 150) -> list[dict[str, float]]:
    """Return, for each length, what a thread costs with and without detection in milliseconds of CPU, and the ratio."""
    found = []
    with _house() as (browser, address):
        from crisis.detection import Assessment, assess

        def post(body: str, reader: Any) -> float:
            form = {"title": "Un soir ordinaire", "body": body, "language": "fr", "audience": "anyone"}
            with patch("forum.services.assess", reader):
                begun = time.process_time_ns()
                answer = browser.post(address, {**form, "nonce": str(uuid4())})
                took = (time.process_time_ns() - begun) / 1e6
            if answer.status_code not in {302, 303}:
                raise SystemExit(f"A thread was not taken: {answer.status_code}")
            return took

        for length in SIZES:
            body = _words(length)
            readers = {"with": assess, "without": lambda _text: Assessment()}
            took: dict[str, list[float]] = {name: [] for name in readers}
            for number in range(threads + 10):
                for name, reader in sorted(readers.items(), reverse=bool(number % 2)):
                    one = post(body, reader)
                    if number >= 10:
                        took[name].append(one)
            middle = {name: statistics.median(each) for name, each in took.items()}
            found.append(
                {
                    "characters": length,
                    "with_ms": round(middle["with"], 2),
                    "without_ms": round(middle["without"], 2),
                    "ratio": round(middle["with"] / middle["without"], 3),
                    "aim": AIM,
                }
            )
    return found


if __name__ == "__main__":
    print(json.dumps(run(*map(int, sys.argv[1:2])), indent=1))
