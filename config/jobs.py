"""The worker's rounds: which job is due, and what happens when one fails."""

from __future__ import annotations

import contextlib
import logging
import threading
import time
from collections.abc import Callable, Iterable

from django.db import close_old_connections

from config import health
from record.jobs import Job

log = logging.getLogger("entraide.worker")

BEAT_S = 10.0


class Rounds:
    """Runs each job when it is due, in turn, in one thread; a job that fails is tried again when it is next due.

    Several workers may run at once: jobs are idempotent. `clock` gives seconds that never go back.
    """

    def __init__(self, jobs: Iterable[Job], clock: Callable[[], float] = time.monotonic) -> None:
        self.clock = clock
        self.due = {job: clock() for job in jobs}

    def run_due(self) -> None:
        """Run what is due now."""
        for job, at in list(self.due.items()):
            if at <= self.clock():
                self.run(job)

    def run(self, job: Job) -> None:
        """Run one job, whatever it does, and note when it is due again."""
        beat()
        try:
            job.run()
        except Exception:
            # Words of people never stand in exceptions of jobs; the trace names the place in the code.
            log.exception("%s failed; it is tried again in %g s", job.name, job.every_s)
        finally:
            self.due[job] = self.clock() + job.every_s
            # The job may have lost the database; the next one begins with a fresh connection.
            close_old_connections()

    def pause(self) -> float:
        """Return the seconds until the next job is due, at most one heartbeat."""
        next_at = min(self.due.values(), default=self.clock() + BEAT_S)
        return max(0.0, min(BEAT_S, next_at - self.clock()))

    def run_until(self, stop: threading.Event) -> None:
        """Go on until `stop` is set; a job that has begun is finished."""
        while not stop.is_set():
            beat()
            for job, at in list(self.due.items()):
                if stop.is_set():
                    return
                if at <= self.clock():
                    self.run(job)
            stop.wait(self.pause())


def beat() -> None:
    """Leave a sign of life; not being able to is no reason to stop working."""
    with contextlib.suppress(OSError):
        health.beat()
