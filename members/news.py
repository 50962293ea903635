"""News inside a transaction: receivers only write rows, and a failing one never takes the sender with it."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Any, TypeVar

from django.db import transaction
from django.dispatch import Signal

logger = logging.getLogger(__name__)

Receiver = TypeVar("Receiver", bound=Callable[..., Any])


def only_if(concerns: Callable[..., bool]) -> Callable[[Receiver], Receiver]:
    """Return a decorator for a receiver that has nothing to do with news for which `concerns(**news)` is false.

    Such news cost no savepoint, and the receiver may not be called with them.
    """

    def marked(receiver: Receiver) -> Receiver:
        receiver.concerns = concerns  # type: ignore[attr-defined]
        return receiver

    return marked


def concerns_anybody(signal: Signal, **news: Any) -> bool:
    """Whether some receiver would have something to do with `news`."""
    for receiver in signal._live_receivers(None)[0]:
        concerns = getattr(receiver, "concerns", None)
        if concerns is None or concerns(**news):
            return True
    return False


def announce(signal: Signal, **news: Any) -> None:
    """Send `news` to every receiver of `signal`, each in a savepoint of the open transaction.

    A receiver that raises is undone alone and reported to the operators by its name, without the words of anybody.
    """
    announce_all(signal, [news])


def announce_all(signal: Signal, all_news: list[dict[str, Any]]) -> None:
    """Send many news, as `announce` does each; where nothing fails, a receiver needs one savepoint for all of them."""
    for receiver in signal._live_receivers(None)[0] if all_news else ():
        concerns = getattr(receiver, "concerns", None)
        heard = [news for news in all_news if concerns is None or concerns(**news)]
        if len(heard) > 1:
            try:
                with transaction.atomic():
                    for news in heard:
                        receiver(signal=signal, sender=None, **news)
                continue
            except Exception:
                # All of it was undone: told one by one, only what fails is left out.
                logger.info("news are told one by one")
        for news in heard:
            _tell(receiver, signal, news)


def _tell(receiver: Any, signal: Signal, news: dict[str, Any]) -> None:
    try:
        with transaction.atomic():
            receiver(signal=signal, sender=None, **news)
    except Exception as problem:
        logger.error("%s failed on news: %s", getattr(receiver, "__qualname__", receiver), type(problem).__name__)
