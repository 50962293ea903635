"""Sends that wait together are committed together: whatever queued while the last batch was written is the next one.

A lone message waits for nobody. A batch of plain messages is prepared, written and committed in one trip, with as many
queries as one message; where that fails, or where one of them looks at another, each has a savepoint; if that fails as
a whole, they are tried one by one. Nobody is told anything before the commit that holds their message.
"""

from __future__ import annotations

import logging
import queue
import threading
from collections.abc import Callable
from concurrent.futures import Future
from contextvars import copy_context
from functools import partial

from django.db import close_old_connections, transaction

from chat import services, writer
from chat.approval import Kept
from chat.services import Draft, Published
from members.refusals import Refusal

logger = logging.getLogger(__name__)

MOST_TOGETHER = 100
_IDLE_S = 5.0

Answer = Published | Kept
Job = tuple[Draft, "Future[Answer]"]
Prepare = Callable[[], "Draft | Answer"]


class GroupCommit:
    """One queue and one thread for the sends of this process. The thread ends when nothing comes."""

    def __init__(self) -> None:
        self._jobs: queue.SimpleQueue[tuple[Prepare, Future[Answer]]] = queue.SimpleQueue()
        self._lock = threading.Lock()
        self._thread: threading.Thread | None = None

    def submit(self, draft: Draft) -> Future[Answer]:
        """Queue a draft. The future gives the message once it is committed, or raises as `write_message` does."""
        return self.prepare_and_submit(lambda: draft)

    def prepare_and_submit(self, prepare: Prepare) -> Future[Answer]:
        """Queue what makes a draft (such as a call of `prepare_message`); it is made in the writer's thread.

        The future raises what `prepare` raises, and else does as that of `submit`.
        """
        future: Future[Answer] = Future()
        job = (partial(copy_context().run, prepare), future)
        with self._lock:
            self._jobs.put(job)
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
            jobs = [(prepare, future) for prepare, future in jobs if future.set_running_or_notify_cancel()]
            try:
                close_old_connections()
                commit(_prepared(jobs))
            except Exception as problem:
                # This thread serves everybody: whatever happens to a batch, the next one is written.
                logger.exception("a batch could not be written")
                for _prepare, future in jobs:
                    if not future.done():
                        future.set_exception(problem)
            finally:
                close_old_connections()


def _prepared(jobs: list[tuple[Prepare, Future[Answer]]]) -> list[Job]:
    """Make the drafts; answer at once whoever is refused, or had been heard before."""
    ready: list[Job] = []
    for prepare, future in jobs:
        try:
            draft = prepare()
        except Exception as problem:
            future.set_exception(problem)
            continue
        if isinstance(draft, Draft):
            ready.append((draft, future))
        else:
            future.set_result(draft)
    return ready


def commit(jobs: list[Job]) -> None:
    """Write these drafts in one transaction and answer their futures after it; one by one if that fails."""
    if not jobs:
        return
    if len(jobs) > 1 and _commit_together(jobs):
        return
    outcomes: list[tuple[Future[Answer], Answer | Refusal]] = []
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
    _answer(outcomes)


def _commit_together(jobs: list[Job]) -> bool:
    """Write the batch without savepoints and answer its futures; False, with nothing written, where that cannot be."""
    drafts = [draft for draft, _future in jobs]
    try:
        with transaction.atomic():
            found = services.write_messages(drafts, writer.lock(sorted({draft.room_id for draft in drafts})))
    except Exception as problem:
        logger.info("a batch is written one by one: %s", type(problem).__name__)
        return False
    if found is None:
        return False
    _answer([(future, outcome) for (_draft, future), outcome in zip(jobs, found, strict=True)])
    return True


def _answer(outcomes: list[tuple[Future[Answer], Answer | Refusal]]) -> None:
    for future, outcome in outcomes:
        if isinstance(outcome, Refusal):
            future.set_exception(outcome)
        else:
            future.set_result(outcome)


sends = GroupCommit()
