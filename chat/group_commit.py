"""Sends that wait together are committed together: whatever queued while the last batch was written is the next one.

A lone message waits for nobody. A batch of messages is prepared, written and committed in one trip, with as many
queries as one message; where that fails, or where one of them looks at another, each has a savepoint; if that fails as
a whole, they are tried one by one. Nobody is told anything before the commit that holds their message.
"""

from __future__ import annotations

import asyncio
import logging
import queue
import threading
from collections import deque
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from contextvars import copy_context
from functools import partial
from typing import Protocol
from weakref import WeakKeyDictionary

from django.db import DatabaseError, close_old_connections, transaction

from chat import plain_sends, services, writer
from chat.changes import Known
from chat.plain_sends import PlainSends, UnsureError
from chat.services import Asked, Draft, Outcome
from members.refusals import Refusal

logger = logging.getLogger(__name__)

MOST_TOGETHER = 100
_IDLE_S = 5.0

Job = tuple[Draft, "Answer"]
Prepare = Callable[[], "Draft | Outcome"]


class Answer(Protocol):
    """Where the outcome of a message goes: a `Future` for threads, or a `LoopAnswer`."""

    def set_running_or_notify_cancel(self) -> bool:
        """Whether somebody still waits; from here on it cannot be taken back."""

    def done(self) -> bool:
        """Whether it was answered, or is no longer waited for."""

    def set_result(self, result: Outcome) -> None:
        """Give the message."""

    def set_exception(self, exception: BaseException) -> None:
        """Give what went wrong."""


class LoopAnswer:
    """An answer for somebody in an event loop. All that are given there before its next turn wake it once."""

    __slots__ = ("_is_given", "_post", "future")

    def __init__(self, post: Post, future: asyncio.Future[Outcome]) -> None:
        self.future = future
        self._post = post
        self._is_given = False

    def set_running_or_notify_cancel(self) -> bool:
        return not self.future.cancelled()

    def done(self) -> bool:
        return self._is_given

    def set_result(self, result: Outcome) -> None:
        self._is_given = True
        self._post.put(self.future, result)

    def set_exception(self, exception: BaseException) -> None:
        self._is_given = True
        self._post.put(self.future, exception)


class Post:
    """Carries answers from the writer's thread into one event loop."""

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self.loop = loop
        self._waiting: deque[tuple[asyncio.Future[Outcome], Outcome | BaseException]] = deque()
        self._lock = threading.Lock()
        self._is_scheduled = False

    def put(self, future: asyncio.Future[Outcome], outcome: Outcome | BaseException) -> None:
        """Give an answer. Thread-safe; a loop that is gone needs none."""
        with self._lock:
            self._waiting.append((future, outcome))
            if self._is_scheduled:
                return
            self._is_scheduled = True
        try:
            self.loop.call_soon_threadsafe(self._deliver)
        except RuntimeError:
            logger.info("a message was written for somebody who is gone")

    def _deliver(self) -> None:
        with self._lock:
            given = list(self._waiting)
            self._waiting.clear()
            self._is_scheduled = False
        for future, outcome in given:
            if future.done():
                continue
            if isinstance(outcome, BaseException):
                future.set_exception(outcome)
            else:
                future.set_result(outcome)


_posts: WeakKeyDictionary[asyncio.AbstractEventLoop, Post] = WeakKeyDictionary()


class GroupCommit:
    """One queue and one thread for the sends of this process. The thread ends when nothing comes."""

    def __init__(self) -> None:
        self._jobs: queue.SimpleQueue[tuple[Prepare | Asked, Answer]] = queue.SimpleQueue()
        self._lock = threading.Lock()
        self._thread: threading.Thread | None = None
        self._plain: WeakKeyDictionary[asyncio.AbstractEventLoop, PlainSends] = WeakKeyDictionary()

    def submit(self, draft: Draft) -> Future[Outcome]:
        """Queue a draft. The future gives the message once it is committed, or raises as `write_message` does."""
        return self.prepare_and_submit(lambda: draft)

    def prepare_and_submit(self, prepare: Prepare) -> Future[Outcome]:
        """Queue what makes a draft (such as a call of `prepare_message`); it is made in the writer's thread.

        The future raises what `prepare` raises, and else does as that of `submit`.
        """
        future: Future[Outcome] = Future()
        self._put((partial(copy_context().run, prepare), future))
        return future

    def say(self, asked: Asked) -> asyncio.Future[Outcome]:
        """Queue what somebody in the running event loop wants to say; the future does as that of `submit`.

        Those who ask at once are prepared together. Raises, through the future, what `prepare_message` raises too.
        """
        loop = asyncio.get_running_loop()
        future: asyncio.Future[Outcome] = loop.create_future()
        if not self._plain_here().take(asked, future):
            self._say_in_thread(asked, future)
        return future

    async def say_as_known(self, asked: Asked, known: Known) -> Outcome | None:
        """Say something where `known`, an earlier judgement of who speaks, holds in the moment of the commit.

        None, with nothing said, where they have to be judged first: it does not hold, or that could not be asked.
        """
        future: asyncio.Future[Outcome] = asyncio.get_running_loop().create_future()
        try:
            return await future if self._plain_here().take(asked, future, known) else None
        except UnsureError:
            return None

    def take_at_once(self, asked: Asked, known: Known, answer: plain_sends.Answer) -> bool:
        """Take a plain message as `say_as_known` does, and tell `answer`; False where it has to go another way."""
        return self._plain_here().take(asked, answer, known)

    def make_ready(self) -> None:
        """Have the running event loop open its line to the database before somebody speaks."""
        self._plain_here().make_ready()

    def _plain_here(self) -> PlainSends:
        loop = asyncio.get_running_loop()
        return self._plain.get(loop) or self._plain.setdefault(loop, PlainSends(self._say_in_thread))

    def _say_in_thread(self, asked: Asked, future: asyncio.Future[Outcome]) -> None:
        loop = future.get_loop()
        post = _posts.get(loop) or _posts.setdefault(loop, Post(loop))
        self._put((asked, LoopAnswer(post, future)))

    def _put(self, job: tuple[Prepare | Asked, Answer]) -> None:
        with self._lock:
            self._jobs.put(job)
            if self._thread is None:
                self._thread = threading.Thread(target=self._work, name="room-writer", daemon=True)
                self._thread.start()

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


def _prepared(jobs: list[tuple[Prepare | Asked, Answer]]) -> list[Job]:
    """Make the drafts; answer at once whoever is refused, or had been heard before."""
    asked = [one for one, _answer in jobs if isinstance(one, Asked)]
    together = iter(services.prepare_messages(asked) if asked else ())
    ready: list[Job] = []
    for one, answer in jobs:
        try:
            found = next(together) if isinstance(one, Asked) else one()
        except Exception as problem:
            found = problem
        if isinstance(found, Draft):
            ready.append((found, answer))
        elif isinstance(found, Exception):
            answer.set_exception(found)
        else:
            answer.set_result(found)
    return ready


def commit(jobs: list[Job]) -> None:
    """Write these drafts in one transaction and answer them after it; one by one if that fails."""
    if not jobs or _commit_together(jobs):
        return
    try:
        known = services.made_before([draft.key for draft, _answer in jobs])
    except DatabaseError as problem:
        for _draft, answer in jobs:
            answer.set_exception(problem)
        return
    if known:
        # Who lost an ack comes again: the others need not wait for each of them.
        _answer([(answer, known[draft.key]) for draft, answer in jobs if draft.key in known])
        commit([job for job in jobs if job[0].key not in known])
        return
    outcomes: list[tuple[Answer, Outcome | Refusal]] = []
    try:
        with transaction.atomic():
            rooms = writer.lock(sorted({draft.room_id for draft, _answer in jobs}))
            for draft, answer in jobs:
                try:
                    outcomes.append((answer, services.write_message(draft, rooms)))
                except Refusal as refusal:
                    outcomes.append((answer, refusal))
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
    drafts = [draft for draft, _answer in jobs]
    try:
        with transaction.atomic():
            found = services.write_messages(drafts, writer.lock_heads(list({draft.room_id for draft in drafts})))
    except Exception as problem:
        logger.info("a batch was not written as a whole: %s", type(problem).__name__)
        return False
    if found is None:
        return False
    _answer([(answer, outcome) for (_draft, answer), outcome in zip(jobs, found, strict=True)])
    return True


def _answer(outcomes: Sequence[tuple[Answer, Outcome | Refusal]]) -> None:
    for answer, outcome in outcomes:
        if isinstance(outcome, Refusal):
            answer.set_exception(outcome)
        else:
            answer.set_result(outcome)


sends = GroupCommit()
