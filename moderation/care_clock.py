"""The clock of the care lane: nobody who may not be well waits unseen.

A case of care is for those on duty, for a quarter of an hour. Has nobody taken it by then, those who moderate and are
not on duty are called; after as long again, the co-ordinators. When nobody is on duty, the first call goes out at
once. The day after it was looked after, whoever did so is reminded to ask how the person is. Letters name the case and
nothing of what was said. It all rests on the table of calls: run as often as one likes, each step is taken once.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from members import inbox
from members.models import Holding, LetterKind, Pseudonym, Role, RoleKind
from members.services import holder_language
from moderation import watch
from moderation.care_models import CareCall, CareStep
from moderation.models import Act, Case, Claim, Decision, Lane

PATIENCE = timedelta(minutes=15)
NEXT_DAY = timedelta(hours=20)
# A day on which nobody asked again passes: no reminder comes for what is long over.
LATEST = timedelta(days=3)


def go_round(now: datetime | None = None) -> int:
    """Take every step that is due; return how many were taken."""
    now = now or timezone.now()
    return _call_for_waiting(now) + _remind_of_yesterday(now)


def due_step(case: Case, now: datetime) -> CareStep | None:
    """Return how far the house should have gone at `now` for an open case that nobody has taken."""
    patience = PATIENCE if watch.somebody_watches(now, room=case.room, theme=case.theme) else timedelta()
    waited = now - case.opened_at
    if waited >= patience + PATIENCE:
        return CareStep.COORDINATOR
    return CareStep.BACKUP if waited >= patience else None


def _call_for_waiting(now: datetime) -> int:
    taken = Claim.objects.filter(until__gt=now).values("case_id")
    waiting = Case.objects.filter(lane=Lane.CARE, closed_at=None).exclude(pk__in=taken)
    steps = 0
    for case in waiting.select_related("room", "theme").order_by("opened_at"):
        due = due_step(case, now)
        steps += sum(_take(case, step, now) for step in (CareStep.BACKUP, CareStep.COORDINATOR) if due and step <= due)
    return steps


def _remind_of_yesterday(now: datetime) -> int:
    decided = Decision.objects.filter(act=Act.CARED_FOR, case__lane=Lane.CARE)
    found = decided.filter(at__lte=now - NEXT_DAY, at__gt=now - LATEST)
    found = found.exclude(case__in=CareCall.objects.filter(step=CareStep.NEXT_DAY).values("case"))
    return sum(_take(one.case, CareStep.NEXT_DAY, now) for one in found.select_related("case"))


def _take(case: Case, step: CareStep, now: datetime) -> bool:
    """Take one step of one case, once; return whether it was taken now."""
    if CareCall.objects.filter(case=case, step=step).exists():
        return False
    try:
        with transaction.atomic():
            CareCall.objects.create(case=case, step=step, at=now)
            for name in _whom(case, step, now):
                _write(case, step, name)
    except IntegrityError:
        # Another worker took it in the same moment.
        return False
    return True


def _whom(case: Case, step: CareStep, now: datetime) -> Iterable[Pseudonym]:
    """Return who is called: never the person whom the case is about."""
    if step == CareStep.NEXT_DAY:
        return Pseudonym.objects.filter(pk=case.decision.decider_id).exclude(pk=case.subject_id)
    kind = RoleKind.MODERATOR if step == CareStep.BACKUP else RoleKind.COORDINATOR
    today = timezone.localdate(now)
    held = Role.objects.filter(Q(until=None) | Q(until__gte=today), kind=kind, scope="")
    holders = Holding.objects.filter(is_current=True, member__is_active=True, member__in=held.values("member"))
    found = Pseudonym.objects.filter(pk__in=holders.values("pseudonym")).exclude(pk=case.subject_id)
    if step == CareStep.BACKUP:
        # Those on duty have it before them already.
        found = found.exclude(pk__in=watch.on_duty(now, scopes=None, resting=True).values("pseudonym"))
    return found


def _write(case: Case, step: CareStep, name: Pseudonym) -> None:
    language = holder_language(name, place="")
    with translation.override(language):
        if step == CareStep.NEXT_DAY:
            subject = _("Yesterday you looked after somebody")
            words = _("How are they today? A word from somebody who remembers may do good. And how are you yourself?")
        else:
            subject = _("Somebody may not be well, and nobody has looked yet")
            words = _(
                "If you can, take a look now, or ask somebody who can. If you cannot, let it be: others are asked."
            )
        address = reverse("moderation:case_detail", args=[case.pk])
        link = _("Look at it")
        body = f"{words}\n\n[{link}]({address})"
        inbox.send(name, kind=LetterKind.NOTICE, language=language, subject=subject, body=body)
