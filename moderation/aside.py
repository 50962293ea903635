"""When the house is alone: enough people call, nobody is on duty, and words are set aside until somebody has looked.

The one thing that the house does to words by itself. It decides nothing: it ends with the decision of a person, it is
told to the author at once, and it is said to be done by a program. It is never done to words of somebody who may not be
well, nor to words that a person has read and left.
"""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.db.models import Sum
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from members import inbox
from members.models import LetterKind
from members.services import holder_language
from moderation import targets, watch
from moderation.letter_parts import Facts
from moderation.models import Act, Case, Decision, Lane, TargetKind, Urgency
from moderation.quoting import opening, plain
from moderation.targets import SET_ASIDE, State, Target
from moderation.weighing import FULL
from record import services as record

_EXCERPT = 90
_LEFT = [Act.NOTHING_WRONG, Act.RESTORE, Act.REDACT, Act.WARN, Act.APPEAL_GRANTED]


def consider(case: Case, target: Target, *, now: datetime | None = None) -> bool:
    """Set the words of a locked target aside if its locked case asks for it; return whether that was done now."""
    now = now or timezone.now()
    if not _may_be(case, target) or not _is_enough(case) or _is_looked_after(case, target, now):
        return False
    targets.hide(target, reason=SET_ASIDE)
    language = holder_language(target.author, place=target.language)
    with translation.override(language):
        subject, body = _told(target)
    case.set_aside_letter = inbox.send(
        target.author, kind=LetterKind.NOTICE, language=language, subject=subject, body=body
    )
    case.set_aside_at = now
    case.urgency = min(case.urgency, Urgency.RED)
    case.save(update_fields=["set_aside_at", "set_aside_letter", "urgency"])
    record.write(
        "case.set_aside",
        {
            "case": str(case.pk),
            "target": f"{case.target_kind}:{case.target_id}",
            "subject": str(case.subject_id),
            "automated": True,
            "letter": case.set_aside_letter_id,
        },
    )
    return True


def back_again(facts: Facts, language: str) -> tuple[str, str]:
    """Return subject and body of the letter that follows when a person found nothing wrong with words set aside."""
    with translation.override(language):
        subject = _("Your message is back")
        body = [
            _("Hello %(name)s,") % {"name": plain(facts.case.subject.name)},
            _(
                "Somebody on the team has read your message “%(words)s”, which the house had set aside by itself. "
                "They found nothing wrong with it. It stands again where it was."
            )
            % {"words": plain(opening(facts.case.words, _EXCERPT))},
            _("We are glad that you write here. There is nothing you need to do, and nothing is held against you."),
            _("The team of the house"),
        ]
        return subject, "\n\n".join(body)


def _may_be(case: Case, target: Target) -> bool:
    """Whether these are words that the house may set aside at all."""
    if not settings.SET_ASIDE_AFTER or case.lane != Lane.RULE or case.set_aside_at is not None:
        return False
    return target.kind in {TargetKind.POST, TargetKind.MESSAGE} and target.state == State.SHOWN


def _is_enough(case: Case) -> bool:
    weights = case.flags.filter(withdrawn_at=None).aggregate(all=Sum("weight"))["all"] or 0
    return bool(weights >= FULL * settings.SET_ASIDE_AFTER)


def _is_looked_after(case: Case, target: Target, now: datetime) -> bool:
    """Whether a person is there for these words, or has been: on duty, in a case of care, or by an earlier decision."""
    same = {"target_kind": case.target_kind, "target_id": case.target_id}
    if Case.objects.filter(**same, lane=Lane.CARE, closed_at=None).exists():
        return True
    earlier = Decision.objects.filter(act__in=_LEFT, **{f"case__{key}": value for key, value in same.items()})
    if any(one.case.words == target.words for one in earlier.select_related("case")):
        return True
    return watch.somebody_watches(now, room=target.room, theme=target.theme)


def _told(target: Target) -> tuple[str, str]:
    """Return subject and body of the letter to the author: what happened, that nothing is decided, until when."""
    named = {"words": plain(opening(target.words, _EXCERPT)), "place": plain(target.title)}
    what = (
        _("Several people called the team to your message “%(words)s” in the room “%(place)s”.")
        if target.kind == TargetKind.MESSAGE
        else _("Several people called the team to your message “%(words)s” in the thread “%(place)s”.")
    )
    body = [
        _("Hello %(name)s,") % {"name": plain(target.author.name)},
        what % named
        + " "
        + _("Nobody on the team is there at this hour, so the house has set it aside by itself, for now."),
        _(
            "Nothing is decided. A program did this by counting calls; it has not read your words, and it judges "
            "neither them nor you."
        ),
        _(
            "It lasts until a person from the team has read it, before everything else. Then it stands again where "
            "it was, or a letter tells you what was decided, and why."
        ),
        _(
            "There is nothing you need to do. Your words are kept. If this is a hard moment, “Need help now?”, at the "
            "top of every page, says who answers now."
        ),
        _("The team of the house"),
    ]
    return _("Your message is set aside until somebody has looked"), "\n\n".join(body)
