"""Sends that wait together are committed together: whatever queued while the last batch was written is the next one.

A lone message waits for nobody. Each message has a savepoint; if a batch fails as a whole, its messages are tried one
by one. Nobody is told anything before the commit that holds their message.
"""

from __future__ import annotations

import logging
import queue
import threading
from concurrent.futures import Future

from django.db import close_old_connections, transaction

from chat import services, writer
from chat.services import Draft, Published
from members.refusals import Refusal

logger = logging.getLogger(__name__)

MOST_TOGETHER = 100
_IDLE_S = 5.0

Job = tuple[Draft, "Future[Published]"]


class GroupCommit:
    """One queue and one thread for the sends of this process. The thread ends when nothing comes."""

    def __init__(self) -> None:
        self._jobs: queue.SimpleQueue[Job] = queue.SimpleQueue()
        self._lock = threading.Lock()
        self._thread: threading.Thread | None = None

    def submit(self, draft: Draft) -> Future[Published]:
        """Queue a draft. The future gives the message once it is committed, or raises as `write_message` does."""
        future: Future[Published] = Future()
        with self._lock:
            self._jobs.put((draft, future))
            if self._thread is None:
                self._thread = threading.Thread(target=self._work, name="room-writer", daemon=True)
                self._thread.start()
        return future

    def _work(self) -> None:
        while True:
            try:
                jobs = [self._jobs.get(timeout=_IDLE_S)]
            except queue.Empty:
                with self._lock:
                    if self._jobs.empty():
                        self._thread = None
                        return
                continue
            while len(jobs) < MOST_TOGETHER:
                try:
                    jobs.append(self._jobs.get_nowait())
                except queue.Empty:
                    break
            jobs = [(draft, future) for draft, future in jobs if future.set_running_or_notify_cancel()]
            try:
                close_old_connections()
                commit(jobs)
            except Exception as problem:
                # This thread serves everybody: whatever happens to a batch, the next one is written.
                logger.exception("a batch could not be written")
                for _draft, future in jobs:
                    if not future.done():
                        future.set_exception(problem)
            finally:
                close_old_connections()


def commit(jobs: list[Job]) -> None:
    """Write these drafts in one transaction and answer their futures after it; one by one if that fails."""
    if not jobs:
        return
    outcomes: list[tuple[Future[Published], Published | Refusal]] = []
    try:
        with transaction.atomic():
            rooms = writer.lock(sorted({draft.room_id for draft, _future in jobs}))
            for draft, future in jobs:
                try:
                    outcomes.append((future, services.write_message(draft, rooms)))
                except Refusal as refusal:
                    outcomes.append((future, refusal))
    except Exception as problem:
        if len(jobs) == 1:
            jobs[0][1].set_exception(problem)
            return
        for job in jobs:
            commit([job])
        return
    for future, outcome in outcomes:
        if isinstance(outcome, Refusal):
            future.set_exception(outcome)
        else:
            future.set_result(outcome)


sends = GroupCommit()
