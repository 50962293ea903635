"""Decide from inside a room, in one step: open the case, or join it, and end it. A decision like any other."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from chat import answering, keeping
from chat.models import EventKind, Room, RoomEvent
from groups.models import Theme
from markup import plain_text
from members.actor import Actor
from members.nonces import nonce_key
from members.refusals import Refusal
from moderation import measures, targets, triage, undoing
from moderation.deciding import decide
from moderation.models import Act, Case, Decision, Lane, Measure, Origin, TargetKind, Urgency
from moderation.policies import can_steer
from moderation.services import open_or_join

LONGEST_REASON = 300


def decide_at_once(
    actor: Actor,
    *,
    kind: str,
    target_id: str,
    act: str,
    rule: str = "",
    measure: str = "",
    until: datetime | None = None,
    explanation: str = "",
    to_theme: Theme | None = None,
    chosen: int | None = None,
    seen: str | None = None,
    nonce: UUID | None = None,
) -> Decision:
    """Decide about a target without a call before: its letter, its line in the record and its appeal are the same.

    A case that was open is ended with it. The same `nonce` from the same person gives the first decision again.
    Raises what `deciding.decide` does, and Refusal: `not_member`, `not_found`.
    """
    return _once(
        actor,
        nonce,
        lambda key: decide(
            actor,
            _case(kind, target_id, rule, Origin.AGAIN if act == Act.RESTORE else Origin.TEAM),
            act=act,
            rule=rule,
            measure=measure,
            until=until,
            explanation=explanation,
            to_theme=to_theme,
            chosen=chosen,
            seen=seen,
            nonce_key=key,
        ),
    )


def mute(actor: Actor, *, room: Room, author_id: UUID, minutes: int, rule: str, nonce: UUID) -> Decision | None:
    """Ask somebody to let others speak in `room` for some minutes, because of the last thing they said there.

    With 0 minutes, what still runs of it ends; None when nothing does. The words stay: `decide_at_once` takes them
    down. Raises what `decide_at_once` does.
    """
    if minutes == 0:
        return _unmute(actor, room, author_id, nonce)
    if timedelta(minutes=minutes) > measures.LONGEST:
        raise Refusal("bad_field", _("Please choose how long the pause lasts."), field="minutes")
    said = RoomEvent.objects.filter(room_id=room.pk, kind=EventKind.MESSAGE, author_id=author_id).order_by("-seq")
    # A call about their last words deserves its own decision; the pause is then about what they said before.
    called = Case.objects.filter(target_kind=TargetKind.MESSAGE, lane=Lane.RULE, room_id=room.pk, closed_at=None)
    open_ones = {int(pk) for pk in called.filter(subject_id=author_id).values_list("target_id", flat=True)}
    target_id = said.exclude(pk__in=open_ones).values_list("pk", flat=True).first() or (
        said.values_list("pk", flat=True).first()
    )
    if target_id is None:
        raise Refusal("not_found", _("This person has said nothing here."), field="author")
    return decide_at_once(
        actor,
        kind=TargetKind.MESSAGE,
        target_id=str(target_id),
        act=Act.SUSPEND,
        rule=rule,
        measure=Measure.HERE,
        until=measures.ending(timedelta(minutes=minutes), timezone.now()),
        nonce=nonce,
    )


def pauses_in(room: Room) -> list[Decision]:
    """Return the decisions of this room that ask somebody to let others speak and still run, the newest first."""
    given = Decision.objects.filter(
        case__room_id=room.pk, act=Act.SUSPEND, measure=Measure.HERE, undone_at=None, until__gt=timezone.now()
    )
    found = given.select_related("case", "case__subject", "standing").order_by("-pk")
    return [one for one in found if undoing.is_running(one)]


def _unmute(actor: Actor, room: Room, author_id: UUID, nonce: UUID) -> Decision | None:
    running = [one for one in pauses_in(room) if one.case.subject_id == author_id]
    if not running and actor.member_id is not None:
        return Decision.objects.filter(nonce_key=nonce_key(actor, nonce)).first()
    if not running:
        raise _not_a_member()
    ended = running[0]

    def end(key: bytes | None) -> Decision:
        case = _case(ended.case.target_kind, ended.case.target_id, ended.rule, Origin.AGAIN)
        return decide(actor, case, act=Act.RESTORE, undoes=ended, nonce_key=key)

    return _once(actor, nonce, end)


def steer(actor: Actor, *, room: Room, reason: str, nonce: UUID, **wanted: object) -> Room:
    """Pause, close or open a room, change its topic or its pace; everybody there reads why, and so does the record.

    Raises Refusal: `not_allowed`, `bad_field`, `empty`, `too_long`.
    """
    _may_steer(actor, room)
    reason = plain_text.tidy_line(reason)
    if plain_text.is_blank(reason):
        raise Refusal(
            "empty",
            _("Please say why in a few words: everybody in the room reads them, and the record keeps them."),
            field="reason",
        )
    if len(reason) > LONGEST_REASON:
        raise Refusal("too_long", _("Please say why in fewer words."), field="reason")
    key = nonce_key(actor, nonce)
    # The same form again finds the room as it wanted it.
    if not wanted and not RoomEvent.objects.filter(nonce_key=key).exists():
        raise Refusal("bad_field", _("Please say what is to change in the room."), field="state")
    return keeping.steer_room(actor, room=room, reason=reason, nonce_key=key, **wanted)


def notice(actor: Actor, *, room: Room, body: str, nonce: UUID) -> RoomEvent:
    """Say something to everybody in a room as whoever welcomes them. Raises Refusal."""
    _may_steer(actor, room)
    return keeping.post_notice(actor, room=room, body=body, nonce_key=nonce_key(actor, nonce))


def lay_card(actor: Actor, *, room: Room, is_on: bool) -> Room:
    """Lay the card “how to answer someone” beside the box of a room, or take it away. Raises Refusal."""
    _may_steer(actor, room)
    return answering.lay_card(actor, room=room, is_on=is_on)


def _may_steer(actor: Actor, room: Room) -> None:
    if not can_steer(actor, room):
        raise Refusal("not_allowed", _("Only those who welcome people in this room, or moderate it, can do this."))


def _once(actor: Actor, nonce: UUID | None, act: Callable[[bytes | None], Decision]) -> Decision:
    """Return the decision that this nonce made before, or make it now; opening the case and ending it are one."""
    if actor.member_id is None:
        raise _not_a_member()
    key = nonce_key(actor, nonce) if nonce is not None else None
    try:
        if key is not None and (found := _made_with(key)) is not None:
            return found
        with transaction.atomic():
            return act(key)
    except (IntegrityError, Refusal):
        # The same frame twice at once: the first half was quicker, on the case or on the nonce.
        if key is not None and (found := _made_with(key)) is not None:
            return found
        raise


def _made_with(key: bytes) -> Decision | None:
    return Decision.objects.filter(nonce_key=key).first()


def _case(kind: str, target_id: str, rule: str, origin: Origin) -> Case:
    """Return the open case of rules about a target, or a new one. Needs an open transaction; locks the target."""
    target = targets.lock(kind, target_id)
    if target is None:
        raise Refusal("not_found", _("This is no longer here."))
    urgency = triage.URGENCY_OF_REASON.get(rule, Urgency.GREEN)
    return open_or_join(target, Lane.RULE, urgency, origin)


def _not_a_member() -> Refusal:
    return Refusal("not_member", _("Only those who welcome people in this room, or moderate it, can do this."))
