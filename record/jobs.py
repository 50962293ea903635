"""Work that comes back by itself: each app declares its jobs in its module `tasks`, the worker runs those due."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

from django.utils.module_loading import autodiscover_modules

Work = TypeVar("Work", bound=Callable[[], object])


@dataclass(frozen=True)
class Job:
    """One idempotent function and how often it is due, in seconds."""

    name: str
    run: Callable[[], object]
    every_s: float


_REGISTRY: dict[str, Job] = {}


def periodic(every_s: float) -> Callable[[Work], Work]:
    """Declare a function without arguments as a job due every `every_s` seconds; it must bear running twice.

    Raises ValueError for an interval that is not above zero.
    """
    if every_s <= 0:
        raise ValueError("A job needs an interval above zero.")

    def keep(work: Work) -> Work:
        name = f"{work.__module__}.{work.__qualname__}"
        _REGISTRY[name] = Job(name=name, run=work, every_s=every_s)
        return work

    return keep


def jobs() -> list[Job]:
    """Return every declared job, by name, after reading each installed app's module `tasks`."""
    autodiscover_modules("tasks")
    return [_REGISTRY[name] for name in sorted(_REGISTRY)]
