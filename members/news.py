"""News inside a transaction: receivers only write rows, and a failing one never takes the sender with it."""

from __future__ import annotations

import logging
from typing import Any

from django.db import transaction
from django.dispatch import Signal

logger = logging.getLogger(__name__)


def announce(signal: Signal, **news: Any) -> None:
    """Send `news` to every receiver of `signal`, each in a savepoint of the open transaction.

    A receiver that raises is undone alone and reported to the operators by its name, without the words of anybody.
    """
    for receiver in signal._live_receivers(None)[0]:
        _tell(receiver, signal, news)


def announce_all(signal: Signal, all_news: list[dict[str, Any]]) -> None:
    """Send many news, as `announce` does each; where nothing fails, a receiver needs one savepoint for all of them."""
    for receiver in signal._live_receivers(None)[0] if all_news else ():
        try:
            with transaction.atomic():
                for news in all_news:
                    receiver(signal=signal, sender=None, **news)
        except Exception:
            # All of it was undone: told one by one, only what fails is left out.
            for news in all_news:
                _tell(receiver, signal, news)


def _tell(receiver: Any, signal: Signal, news: dict[str, Any]) -> None:
    try:
        with transaction.atomic():
            receiver(signal=signal, sender=None, **news)
    except Exception as problem:
        logger.error("%s failed on news: %s", getattr(receiver, "__qualname__", receiver), type(problem).__name__)
