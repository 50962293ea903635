"""Work that comes back by itself: rooms forget what they need not keep, and earlier wordings end."""

from __future__ import annotations

from chat import forgetting, sealing
from record.jobs import periodic


@periodic(every_s=300)
def forget_old_words() -> None:
    """Erase what is older than its room keeps."""
    forgetting.forget_old_words()


@periodic(every_s=3_600)
def forget_earlier_words() -> int:
    """Erase what messages said before they were changed, when nobody has to read it again."""
    return sealing.erase_old()
