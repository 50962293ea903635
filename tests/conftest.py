"""What every test may count on. The cast is in `tests/cast.py`, how rows are made in `tests/factories.py`."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.core.cache import cache
from django.utils import translation

from config import translations

pytest_plugins = ["tests.triggers", "tests.cast"]


def pytest_sessionstart(session: pytest.Session) -> None:
    """Compile the French words once, before parallel processes begin."""
    if not hasattr(session.config, "workerinput"):
        translations.compile_all()


@pytest.fixture(autouse=True)
def _clean_surroundings() -> Iterator[None]:
    """Empty the cache and forget the active language: neither counters nor words leak from one test to the next."""
    cache.clear()
    yield
    translation.deactivate_all()
