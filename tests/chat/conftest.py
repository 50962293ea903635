from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from asgiref.sync import SyncToAsync
from django.db import connections

from chat.models import Room
from tests import factories


@pytest.fixture
def room(transactional_db: None) -> Room:
    """An open room that visitors may look into."""
    return factories.make_room("table")


@pytest.fixture
def members_room(transactional_db: None) -> Room:
    return factories.make_room("portes-closes", guests_may_read=False)


@pytest.fixture(autouse=True)
def _no_limits_left(settings: Any) -> None:
    """Counters of one test never slow the next; tests of limits turn them on."""
    settings.RATE_LIMITS = False


@pytest.fixture(autouse=True)
def _no_connection_left() -> Iterator[None]:
    """Close what `sync_to_async` and the sockets' threads hold: the test database could not be dropped otherwise."""
    yield
    SyncToAsync.single_thread_executor.submit(connections.close_all).result(60)
