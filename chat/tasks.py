"""Work that comes back by itself: rooms forget what they need not keep."""

from __future__ import annotations

from chat import forgetting
from record.jobs import periodic


@periodic(every_s=300)
def forget_old_words() -> None:
    """Erase what is older than its room keeps."""
    forgetting.forget_old_words()
