"""What every test may count on. The cast is in `tests/cast.py`, how rows are made in `tests/factories.py`."""

from __future__ import annotations

import importlib
from collections.abc import Iterator

import pytest
from django.core.cache import cache
from django.utils import translation


def _standing() -> Iterator[str]:
    # While the house is being built, a plugin whose storeys are missing is left out.
    for name in ("tests.triggers", "tests.cast"):
        try:
            importlib.import_module(name)
        except ImportError:
            continue
        yield name


pytest_plugins = list(_standing())


@pytest.fixture(autouse=True)
def _clean_surroundings() -> Iterator[None]:
    """Empty the cache and forget the active language: neither counters nor words leak from one test to the next."""
    cache.clear()
    yield
    translation.deactivate_all()
