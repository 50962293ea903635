"""The page of the queue as somebody of the team has it before them, in four trips however many cases are open.

Places and the watch, then all that is looked up by name (what is in one's hands, what has waited too long, what was
just decided), then a page of the others.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import NamedTuple
from uuid import UUID

from django.utils import timezone

from members.actor import Actor
from moderation import queue
from moderation.filters import Filters, Places
from moderation.models import Case, CaseQuerySet, Claim, Decision, Urgency
from moderation.queue import Row

# How long the most urgent, and what can wait till later today, may go without anybody.
PATIENCE = {Urgency.CRISIS: timedelta(minutes=15), Urgency.AMBER: timedelta(hours=12)}


class Alarm(NamedTuple):
    """The oldest of its kind that nobody looks after, where it has waited too long."""

    case: Case
    waiting: str

    @property
    def is_crisis(self) -> bool:
        return bool(self.case.urgency == Urgency.CRISIS)


class Sight(NamedTuple):
    """What is in the reader's own hands, a page of the others, the alarms, and the decision that was asked for."""

    mine: list[Row]
    rows: list[Row]
    after: str
    alarms: list[Alarm]
    sent: Decision | None


def look(
    actor: Actor,
    filters: Filters,
    *,
    places: Places,
    is_awake: bool = True,
    sent: UUID | None = None,
    after: str = "",
    now: datetime | None = None,
) -> Sight:
    """Return what the actor has before them: of cases in themes they would rather not read, no words. Two queries.

    `is_awake`: whether alarms are for them; `sent` is a case of which they may want to hear their own decision.
    """
    now = now or timezone.now()
    cases = Case.objects.visible_to(actor).filter(closed_at=None)
    apart = _apart(actor, cases, sent, now, with_alarms=is_awake)
    mine = [one for one in apart if _is_held(one, actor, now)]
    found, key = queue.page_of(filters.narrow(cases.exclude(pk__in=[one.pk for one in mine]), places.themes), after)
    rows = queue.rows_of([*mine, *found], now, actor=actor, shielded=places.shielded)
    alarms = [one for one in apart if one.closed_at is None and one not in mine]
    alarms.sort(key=lambda one: one.urgency)
    return Sight(
        mine=rows[: len(mine)],
        rows=rows[len(mine) :],
        after=key,
        alarms=[Alarm(one, queue.waiting_words(one.opened_at, now)) for one in alarms],
        sent=next((one.decision for one in apart if one.closed_at is not None), None),
    )


def _apart(actor: Actor, cases: CaseQuerySet, sent: UUID | None, now: datetime, *, with_alarms: bool) -> list[Case]:
    """Return the open cases in the actor's hands, those with an alarm, and the one decided just now. One query."""
    held = Claim.objects.filter(holder__in=actor.names, until__gt=now)
    wanted = [cases.filter(pk__in=held.order_by("until", "pk").values("case_id")[: queue.PAGE])]
    if with_alarms:
        free = cases.exclude(pk__in=Claim.objects.filter(until__gt=now).values("case_id"))
        for urgency, patience in PATIENCE.items():
            late = free.filter(urgency=urgency, opened_at__lte=now - patience).order_by("opened_at", "pk")
            wanted.append(Case.objects.filter(pk__in=late.values("pk")[:1]))
    if sent is not None:
        wanted.append(Case.objects.filter(pk=sent, decision__decider__in=actor.names))
    first, *others = (one.order_by().values("pk") for one in wanted)
    found = queue.whole(first.union(*others) if others else first)
    return list(found.select_related("decision").order_by("claim__until", "pk"))


def _is_held(case: Case, actor: Actor, now: datetime) -> bool:
    claim = getattr(case, "claim", None)
    return case.closed_at is None and claim is not None and claim.holder_id in actor.names and claim.until > now
