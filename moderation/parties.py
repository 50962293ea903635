"""Who is too near to a case to decide it: nobody judges their own matter, or their own decision."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.functional import Promise, lazy
from django.utils.translation import gettext_lazy as _

from forum.models import Post
from members import masks, roles
from members.actor import Actor
from members.policies import until_words
from members.refusals import Refusal
from members.services import is_own
from moderation.models import Appeal, Case, Lane, TargetKind
from moderation.policies import reaches


def refusal(actor: Actor, case: Case, act: str, measure: str = "") -> Refusal | None:
    """Return why `actor` is too near to end a case of rules with `act`, None when they are not.

    That a case is not about themselves is asked before. Whoever wrote in the thread leaves it to somebody else, where
    there is somebody else; in a house with one pair of eyes, words that could harm do not wait for a second one.
    """
    if case.lane != Lane.RULE or not _posts_in_thread(case).filter(author__in=masks.knowing_all(actor).names).exists():
        return None
    # Nobody who wrote there counts as somebody else, or two who both did would each leave it to the other.
    writers = _posts_in_thread(case).values_list("author_id", flat=True).distinct()
    if not _others(case, act, measure, besides={case.subject_id, *writers}):
        return None
    return Refusal("not_allowed", _("You wrote in this thread yourself. Somebody else decides this one."))


def appeal_refusal(actor: Actor, appeal: Appeal, *, now: datetime | None = None) -> Refusal | None:
    """Return why `actor` may not answer an appeal, None when they may.

    Not its author; not who decided first, called the team to it or wrote in its thread, unless nobody else could
    answer: then they may, after the waiting period.
    """
    first = appeal.decision
    if is_own(actor, first.case.subject):
        return Refusal("not_allowed", _("This appeal is yours. Somebody else answers it."))
    if not reaches(actor, first.act, first.measure, first.case.lane):
        return Refusal(
            "not_allowed",
            _("Your role does not reach as far as this decision. A moderator of the whole house answers the appeal."),
        )
    callers = set(first.case.flags.filter(reporter__isnull=False).values_list("reporter_id", flat=True))
    names = masks.knowing_all(actor).names
    written = _posts_in_thread(first.case).filter(author__in=names)
    near = {first.decider_id, *callers, *written.values_list("author_id", flat=True)} & names
    if not near:
        return None
    if _others(
        first.case, first.act, first.measure, besides={first.case.subject_id, first.decider_id, *callers, *near}
    ):
        if is_own(actor, first.decider):
            return Refusal("not_allowed", _("You decided the first time. Somebody else answers the appeal."))
        return Refusal("not_allowed", _("You had a part in this. Somebody else answers the appeal."))
    if (now or timezone.now()) < appeal.same_from:
        return Refusal("not_allowed", _wait_sentence(appeal.same_from))
    return None


def _wait_sentence(until: datetime) -> str | Promise:
    def sentence() -> str:
        return str(
            _(
                "You had a part in the first decision, and nobody else here can answer. "
                "So that the answer comes with some distance, you can give it from %(day)s."
            )
        ) % {"day": until_words(until)}

    return lazy(sentence, str)()


def _posts_in_thread(case: Case) -> QuerySet[Post]:
    """Return what was written in the thread of a case about a post; nothing for other cases."""
    if case.target_kind != TargetKind.POST:
        return Post.objects.none()
    return Post.objects.filter(thread_id__in=Post.objects.filter(pk=int(case.target_id)).values("thread_id"))


def _others(case: Case, act: str, measure: str, *, besides: Iterable[UUID]) -> bool:
    """Whether somebody who holds none of the names `besides` could end `case` with `act`.

    Masks count for nobody here: who else may not decide, and therefore who is behind a mask, is not for others to find.
    """
    scopes = {""}
    for place in (case.room, case.theme):
        if place is not None:
            scopes.add(place.scope)
    if case.theme is not None and case.theme.parent_id is not None:
        scopes.add(f"theme:{case.theme.parent_id}")
    grants = roles.grants_of_others(besides, kinds=["moderator", "facilitator"], scopes=scopes)
    return any(reaches(Actor(grants=frozenset({grant})), act, measure, case.lane) for grant in grants)
