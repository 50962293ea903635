"""Work that comes back by itself: threads close at the hour that their pages name."""

from __future__ import annotations

from forum import caring
from record.jobs import periodic


@periodic(every_s=60)
def close_threads_on_time() -> None:
    """Close the threads whose hour has come."""
    caring.close_those_due()
