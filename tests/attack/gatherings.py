"""Evenings in rooms: some who speak openly, some under a mask, some both in one sitting, and some who only listen.

A quarter of them wear their mask all evening, a quarter put it on and off; they make gestures, change and take back
what they said, and call the team, who take words down and mute. In one room somebody reads what masks say first, in
another one speaks slowly.
"""

from __future__ import annotations

import random
from datetime import timedelta
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from django.utils import timezone

from chat import gestures, marks, own_words, services
from chat.approval import Kept
from chat.models import EventKind, MessageState, Room, RoomEvent
from groups.models import Approval, Theme
from members import recognition
from members.actor import Actor
from moderation import services as moderation
from tests import factories

if TYPE_CHECKING:
    from tests.attack.community import Life

SLOW_S = 30


def rooms(theme: Theme) -> list[Room]:
    """Make the rooms of a community."""
    return [
        factories.make_room("veillee", theme),
        factories.make_room("lu-avant", theme, approval=Approval.MASKS),
        factories.make_room("lente", theme, slow_mode_s=SLOW_S),
    ]


def plan(life: Life, begins: float) -> None:
    """Plan an evening: who comes to a room, and what they do there."""
    chance = life.chance
    room = chance.choice([life.rooms[0], life.rooms[0], *life.rooms[1:]])
    for _ in range(chance.randrange(7, 12)):
        member, at = life.someone(), begins + chance.random() * 1_200
        manner = chance.choice(["open", "masked", "both", "listens"])
        for _turn in range(chance.randrange(2, 5)):
            at += chance.uniform(20, 240)
            is_masked = manner == "masked" or (manner == "both" and chance.random() < 0.5)

            def speaks(member: Any = member, is_masked: bool = is_masked, is_quiet: bool = manner == "listens") -> None:
                _turn_of(life, recognition.recognise(member, language="fr"), room, is_masked, is_quiet=is_quiet)

            life.plan(at, speaks)


def measure(chance: random.Random) -> dict[str, Any]:
    """Return what the team decides about words said in a room."""
    if chance.random() < 0.5:
        return {"act": "hide"}
    return {"act": "hide_suspend", "measure": "here", "until": timezone.now() + timedelta(days=2)}


def _turn_of(life: Life, actor: Actor, room: Room, is_masked: bool, *, is_quiet: bool) -> None:
    chance = life.chance
    room = Room.objects.select_related("theme__parent").get(pk=room.pk)
    if room.last_seq and not is_masked:
        # The screen says how far one has read, whoever spoke; nothing moves while a mask is worn.
        marks.read_up_to(actor, room=room, seq=room.last_seq)
    luck = chance.random()
    if is_quiet or (luck < 0.15 and room.last_seq):
        _answer_without_a_word(life, actor, room, is_masked)
        return
    said = services.send_message(actor, room=room, nonce=uuid4(), body=life.words(), is_masked=is_masked)
    assert actor.member_id is not None
    event = said.held if isinstance(said, Kept) else said.event
    if is_masked and event.author_id is not None:
        life.found.holders[event.author_id] = actor.member_id
    if isinstance(said, Kept):
        return
    luck = chance.random()
    if luck < 0.12:
        own_words.edit_message(actor, room=room, target_seq=said.event.seq, nonce=uuid4(), body=life.words())
    elif luck < 0.18:
        own_words.delete_message(actor, room=room, target_seq=said.event.seq, nonce=uuid4())


def _answer_without_a_word(life: Life, actor: Actor, room: Room, is_masked: bool) -> None:
    """Make a gesture to something that was said lately, or call the team to it."""
    said = RoomEvent.objects.filter(room=room, kind=EventKind.MESSAGE).exclude(state=MessageState.REMOVED)
    lately = list(said.order_by("-seq")[:6])
    if not lately:
        return
    target = life.chance.choice(lately)
    if life.chance.random() < 0.35:
        moderation.raise_flag(actor, kind="message", target_id=str(target.pk), reason="hostile")
        return
    kind = life.chance.choice(["here", "same"])
    made = gestures.make_gesture(
        actor, room=room, target_seq=target.seq, gesture=kind, is_on=True, nonce=uuid4(), is_masked=is_masked
    )
    if made is not None and is_masked and made.author_id is not None and actor.member_id is not None:
        life.found.holders[made.author_id] = actor.member_id
