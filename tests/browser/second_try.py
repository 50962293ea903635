"""A journey that fails is tried once more, with a browser and a house of its own, and is named at the end of the run.

A browser, a house, two databases and the test itself share two processors: one of them may wait longer than anybody
should. That is for journeys alone: anywhere else a rare failure may be a lost message.
"""

from __future__ import annotations

from itertools import chain

import pytest
from _pytest.runner import runtestprotocol

FIRST = "failed at first"
# Where more fail, it is not the machine.
SECOND_TRIES = 5
TRIED = pytest.StashKey[int]()


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_protocol(item: pytest.Item, nextitem: pytest.Item | None) -> bool:
    """Run a journey, and once more if it failed. What is reported is how it ended, and why it failed at first."""
    item.ihook.pytest_runtest_logstart(nodeid=item.nodeid, location=item.location)
    reports = runtestprotocol(item, log=False, nextitem=nextitem)
    failed = [report for report in reports if report.failed]
    tried = item.session.stash.get(TRIED, 0)
    if failed and tried < SECOND_TRIES:
        item.session.stash[TRIED] = tried + 1
        # Nothing of the first time is left: neither what the journey wrote nor a browser that fell.
        item.session._setupstate.teardown_exact(None)
        reports = runtestprotocol(item, log=False, nextitem=nextitem)
        reports[-1].user_properties.append((FIRST, "\n".join(report.longreprtext for report in failed)))
    for report in reports:
        item.ihook.pytest_runtest_logreport(report=report)
    item.ihook.pytest_runtest_logfinish(nodeid=item.nodeid, location=item.location)
    return True


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Name every journey that failed at first, with what was wrong."""
    for report in chain.from_iterable(terminalreporter.stats.values()):
        if why := dict(getattr(report, "user_properties", ())).get(FIRST):
            terminalreporter.section(f"FAILED AT FIRST: {report.nodeid}", sep="!")
            terminalreporter.line(str(why))
