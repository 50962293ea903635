"""The socket of a room: translates frames into calls of their handlers, and what the hub hands out into frames.

No rule lives here. One plain loop a socket, no channel of its own: what others say comes through the hub.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Awaitable
from dataclasses import replace
from typing import Any
from urllib.parse import parse_qs

from django.conf import settings
from django.db import Error as DatabaseError
from django.utils import timezone, translation
from django.utils.translation import gettext_lazy as _

from chat import daphne, judging, openings, process, receiving, welcome, wire
from chat import frames as chat_frames
from chat.daphne_memory import forget_handshake
from chat.database import in_database
from chat.forms import LARGEST
from chat.group_commit import sends
from chat.hub import Batch, read_after
from chat.models import Room
from chat.outlet import Outlet
from chat.speaking import Spoken, heard_at_once
from chat.tokens import Bucket
from members.refusals import Refusal

logger = logging.getLogger(__name__)

PROTOCOL = 1
MOST_BAD = 16
MOST_FLOOD = 40
MOST_WAITING = 64
KEPT_S = 1.0
BAD_FRAMES, TOO_LARGE, FLOODING, RESTART, TROUBLE = 4400, 4413, 4429, 1012, 1013
_BAD = frozenset({"bad_json", "bad_field", "unknown_type"})

FLOOD = _("That was a lot at once. Please wait a few seconds; your words are kept.")
SLOWER = _("Delivery between the parts of this house is slower right now; nothing is lost.")


class RoomConsumer:
    """One socket."""

    # Thousands of them are open, most of them quiet.
    __slots__ = (
        "_ack _answered _asked _bad _flood _is_live _is_waiting _relook _spoken _stale _tokens _told asked_after "
        "asked_language compared frames is_sent_away judged_at language look member_id outlet person receive room_id "
        "seen seen_author send session_key slug"
    ).split()

    def __init__(self, scope: dict[str, Any], receive: Any, send: Any, frames: dict[str, chat_frames.Handler]) -> None:
        query = parse_qs(scope.get("query_string", b"").decode("latin-1"))
        self.slug: str = scope.get("url_route", {}).get("kwargs", {}).get("slug", "")
        self.session_key: str | None = scope.get("session_key")
        self.asked_language = _first(query, "lang") if _first(query, "lang") in dict(settings.LANGUAGES) else ""
        self.language = self.asked_language or settings.LANGUAGE_CODE
        self.asked_after = _first(query, "after")
        self.receive = daphne.bounded(receive, daphne.protocol_of(send), MOST_WAITING)
        self.send, self.frames = send, frames
        self.outlet = Outlet(send)
        self.look = welcome.Look()
        self.room_id = 0
        self.member_id: Any = None
        self.person: object = self
        self.judged_at = 0.0
        self._asked = self._answered = 0
        self._told: dict[str, Any] = {}
        self.seen_author: dict[str, Any] | None = None
        self.compared: object = None
        self.is_sent_away = False
        self.seen = 0
        self._is_live = False
        self._relook: asyncio.Task[None] | None = None
        self._stale = False
        self._bad = 0
        self._flood = 0
        self._tokens = Bucket()
        # What was taken at once, and the ack that goes out with its event.
        self._is_waiting = False
        self._spoken: Spoken | None = None
        self._ack: str | None = None

    @classmethod
    def as_asgi(cls, *, frames: dict[str, chat_frames.Handler]) -> Any:
        """Return the application that answers every room's socket with the handlers in `frames`."""

        async def room_socket(scope: dict[str, Any], receive: Any, send: Any) -> None:
            consumer = cls(scope, receive, send, frames)
            # This copy is ours, and all that was asked of it is known.
            scope.clear()
            await consumer.run()

        return room_socket

    # --- from the first handshake to the last frame -------------------------------------------------
    async def run(self) -> None:
        """Serve the socket until it closes."""
        if (await self.receive())["type"] != "websocket.connect":
            return
        translation.activate(self.language)
        try:
            await self._open()
            await self._listen()
        except asyncio.CancelledError:
            await self.farewell()
            raise
        finally:
            if self._relook is not None:
                self._relook.cancel()
            daphne.hear_usually(daphne.protocol_of(self.send))
            if self.room_id:
                process.here().close(self.room_id, self)

    async def _open(self) -> None:
        await self.send({"type": "websocket.accept"})
        protocol = daphne.protocol_of(self.send)
        forget_handshake(protocol)
        daphne.hear_plainly(protocol, self._hear)
        try:
            look = await self._judge()
            if look.close is not None or look.room is None:
                self.outlet.close_soon(look.close or welcome.NO_ROOM)
                return
            await self._enter(look.room)
        except DatabaseError as problem:
            logger.warning("a socket could not be opened: %s", type(problem).__name__)
            self.outlet.close_soon(TROUBLE)

    async def _enter(self, room: Room) -> None:
        """Join first, read then, and go on reading until the hub has nothing that the table did not show."""
        here = process.here()
        if daphne.is_serving():
            sends.make_ready()
        self.member_id = self.look.actor.member_id
        self.person = self.member_id or self
        self.room_id = room.pk
        line = here.open(room.pk, self)
        after = self._after()
        opening = await openings.here().opening(room.pk, after or 0, line.seq)
        if opening is None:
            self.outlet.close_soon(welcome.NO_ROOM)
            return
        fresh, seqs, texts = opening
        hello = {"type": "hello", "protocol": PROTOCOL, "room": wire.room_object(fresh), "you": self.look.you}
        first: list[dict[str, Any]] = [hello | {"now": wire.instant(timezone.now())}]
        self._told = self.look.rights
        if after is None and self.asked_after:
            first.append(self._error(Refusal("bad_field", receiving.BAD_JSON, field="after")))
        last = chat_frames.replayed(list(seqs), after or 0, fresh.first_seq)
        await self.outlet.push_patiently(*map(wire.encoded, first), *texts, wire.encoded(last))
        self.seen = fresh.last_seq
        while line.seq is not None and line.seq > self.seen:
            more = await in_database(read_after, room.pk, self.seen)
            if not more:
                break
            await self.outlet.push_patiently(*[news.text or "" for news in more])
            self.seen = more[-1].seq
        self._is_live = True
        here.hub.settle(line, self.seen)
        if self.look.you.get("why_not") == "full":
            self._say(self._error(process.full()))
        self.push(here.presence_frame(room.pk))
        if not here.bus.is_up:
            self.say_slower()

    def _after(self) -> int | None:
        if self.asked_after.isascii() and self.asked_after.isdigit() and len(self.asked_after) < 17:
            return min(int(self.asked_after), LARGEST)
        return None

    async def _listen(self) -> None:
        while True:
            if self.outlet.closed_with is not None:
                await self._wait_for_the_end()
                return
            self._is_waiting = True
            message = await self.receive()
            self._is_waiting = False
            if message["type"] == "websocket.disconnect":
                return
            if self._spoken is not None:
                await self._spoken.over()
            if self.outlet.closed_with is None:
                await self._take(message)

    async def _wait_for_the_end(self) -> None:
        """Drain what still comes in, for a while; a close that is not taken becomes an abort."""
        try:
            async with asyncio.timeout(5):
                while (await self.receive())["type"] != "websocket.disconnect":
                    pass
        except TimeoutError:
            self.outlet.abort()

    # --- frames in ----------------------------------------------------------------------------------
    def _hear(self, payload: bytes) -> bool:
        """Take a plain message at once, while the line is read; False: it goes the way of all frames."""
        is_free = self._is_waiting and self._spoken is None and self._is_live and not self._stale
        if not is_free or self.look.row is None or self.look.close is not None or len(payload) > receiving.FRAME_BYTES:
            return False
        if self.outlet.closed_with is not None or self.frames.get("send") is not chat_frames.send:
            return False
        if self._tokens.take():
            return False
        try:
            self._spoken = heard_at_once(self, self.look, payload)
        except Exception:
            # Whatever is wrong with it, the usual way meets it again, and answers.
            logger.exception("a message could not be taken at once")
        if self._spoken is None:
            self._tokens.give_back()
        return self._spoken is not None

    def say_ack(self, text: str) -> None:
        """Send an `ack` together with the event that is about to be delivered."""
        self._ack = text

    def said(self) -> None:
        """Learn that what was taken at once is over."""
        self._spoken = None
        self._bad = self._flood = 0
        if self._ack is not None:
            # Its event came another way, or is still to come.
            text, self._ack = self._ack, None
            self.outlet.push(text)

    async def take_again(self, text: str) -> None:
        """Take a frame that was counted, but not written at once, as all frames are, from who they are onwards."""
        translation.activate(self.language)
        self._stale = True
        if self.outlet.closed_with is None:
            await self._answer(text)

    async def tell(self, answers: Awaitable[list[dict[str, Any]]]) -> None:
        """Send some frames as soon as they are there."""
        translation.activate(self.language)
        await self.outlet.push_patiently(*map(wire.encoded, await answers))

    async def _take(self, message: dict[str, Any]) -> None:
        text = message.get("text")
        size = len(text.encode("utf-8", "replace")) if text is not None else len(message.get("bytes") or b"")
        if size > receiving.FRAME_BYTES:
            self.outlet.close_soon(TOO_LARGE)
            return
        if wait := self._tokens.take():
            self._flood += 1
            if self._flood > MOST_FLOOD:
                self.outlet.close_soon(FLOODING)
            else:
                self._say(self._error(Refusal("rate_limited", FLOOD, retry_after_s=wait), receiving.nonce_in(text)))
            return
        self._flood = 0
        await self._answer(text)

    async def _answer(self, text: str | None) -> None:
        data: dict[str, Any] = {}
        try:
            data = receiving.parsed(text)
            await self.outlet.push_patiently(*map(wire.encoded, await self._answers(data)))
        except Refusal as refusal:
            self._say(self._error(refusal, receiving.echoed(data)))
            self._bad = self._bad + 1 if refusal.code in _BAD else 0
            if self._bad >= MOST_BAD:
                self.outlet.close_soon(BAD_FRAMES)
            if refusal.code in {"suspended", "muted", "held", "closed", "agreement", "slow_mode", "full"}:
                self.look_again()
        else:
            self._bad = 0

    async def _answers(self, data: dict[str, Any]) -> list[dict[str, Any]]:
        handler = receiving.handler_for(self.frames, data)
        try:
            look = self.look
            now = time.monotonic()
            if self._stale or now - self.judged_at > KEPT_S:
                as_known = None if self._stale or look.close is not None else chat_frames.AS_KNOWN.get(handler)
                if as_known is not None and look.room is not None:
                    answers = await as_known(look, look.room, data)
                    if answers is not None:
                        return answers
                look = await self._judge(None if self._stale else self.look)
            if look.close is not None or look.room is None:
                if look.refusal is not None:
                    self._say(self._error(look.refusal, receiving.echoed(data)))
                self.outlet.close_soon(look.close or welcome.NO_ROOM)
                return []
            answers = await handler(look.actor, look.room, data)
        except Refusal:
            raise
        except Exception as problem:
            if not isinstance(problem, DatabaseError):
                logger.exception("the frame %s failed", data["type"])
            raise Refusal("unavailable", receiving.TROUBLED, retry_after_s=2) from problem
        if look.room.slow_mode_s and data["type"] == "send":
            self.look_again()
        return answers

    # --- who they are ---------------------------------------------------------------------------------
    async def _judge(self, known: welcome.Look | None = None) -> welcome.Look:
        """Look at the person's rights; whoever stands in the room hears at once what changed for them.

        An earlier look that is `known` is kept where it still holds.
        """
        self._stale = False
        self._asked += 1
        asked, began = self._asked, time.monotonic()
        look = await judging.here().judged(self.session_key, self.slug, self.asked_language, known)
        if asked < self._answered:
            # Asked before, answered after a newer look: what is known is younger.
            return self.look
        self._answered = asked
        if look is known:
            self.judged_at = began
            return look
        if look.room is not None and look.you.get("can_send") and not process.has_place(look.actor, look.room):
            look = replace(look, you={**look.you, "can_send": False, "why_not": "full"}, seen=None)
        self.look = look
        # Whoever is sent away is shown to be here for a while longer; see `Presence.linger`.
        self.is_sent_away = look.close == welcome.NOT_ALLOWED
        shown = look.you.get("author") if look.actor.shows_presence else None
        if not self.is_sent_away and shown != self.seen_author:
            self.seen_author = shown
            process.here().presence.moved.add(self.room_id)
        self.judged_at = began
        if not self.asked_language and self.look.actor.language:
            self.language = self.look.actor.language
            translation.activate(self.language)
        if self._is_live and look.close is None and look.rights != self._told:
            self._told = look.rights
            self._say({"type": "you", **look.you})
        return self.look

    def look_again(self) -> None:
        """Forget what is known of the person's rights and judge afresh, soon."""
        self._stale = True
        self.judged_at = time.monotonic()
        if self._relook is None and self.outlet.closed_with is None:
            self._relook = asyncio.get_running_loop().create_task(self._judge_and_tell())

    async def _judge_and_tell(self) -> None:
        translation.activate(self.language)
        try:
            while self._stale:
                look = await self._judge()
                if look.close is not None:
                    if look.refusal is not None:
                        self._say(self._error(look.refusal))
                    self.outlet.close_soon(look.close)
        except DatabaseError:
            # Looked at again at the next frame, or in a few seconds.
            self._stale = True
        finally:
            self._relook = None

    # --- frames out -----------------------------------------------------------------------------------
    def deliver(self, batch: Batch) -> None:
        """Take the next events from the hub; before the replay is over, the table gives them."""
        if not self._is_live or batch.last <= self.seen:
            return
        texts = batch.beyond(self.seen)
        self.seen = batch.last
        ack, self._ack = self._ack, None
        self.outlet.push_all(texts, ack)
        if not process.CHANGES_RIGHTS.isdisjoint(batch.kinds):
            self.look_again()

    def push(self, text: str) -> None:
        """Take a frame that is no event."""
        if self._is_live:
            self.outlet.push(text)

    async def farewell(self) -> None:
        """Say that the server ends (1012): the client comes back, elsewhere or later, with `after`."""
        if self.outlet.closed_with is None:
            self.outlet.closed_with = RESTART
            await self.outlet.say_close(RESTART)

    def say_slower(self) -> None:
        """Say once, calmly, that the way between the processes is broken."""
        with translation.override(self.language):
            self.push(wire.encoded(self._error(Refusal("unavailable", SLOWER))))

    def _say(self, frame: dict[str, Any]) -> None:
        self.outlet.push(wire.encoded(frame))

    def _error(self, refusal: Refusal, nonce: str | None = None) -> dict[str, Any]:
        with translation.override(self.language):
            return receiving.error_object(refusal, nonce)


def _first(query: dict[str, list[str]], name: str) -> str:
    return query.get(name, [""])[0]
