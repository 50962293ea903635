"""The team's letters around an appeal: the answer to it, and a question on the way, from the team's name."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone, translation
from django.utils.formats import date_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from members.policies import until_words
from moderation.letters import Words
from moderation.models import Appeal, Case, TargetKind
from moderation.quoting import plain
from moderation.undoing import Undone


@dataclass(frozen=True)
class Answer:
    """What was answered to an appeal. `undone` is None where the decision stays; `by_same`: nobody else could."""

    appeal: Appeal
    explanation: str
    undone: Undone | None
    by_same: bool


def answer_letter(answer: Answer, language: str) -> Words:
    """Return the answer to an appeal in the member's language: what, why, until when, what next."""
    with translation.override(language):
        first = answer.appeal.decision
        asked = _("You asked us on %(asked)s to look again at our decision of %(decided)s, %(about)s.") % {
            "asked": day(answer.appeal.at),
            "decided": day(first.at),
            "about": about(first.case),
        }
        body = [
            _("Hello %(name)s,") % {"name": plain(first.case.subject.name)},
            f"{asked} {_who(answer)}",
            _granted(answer.undone) if answer.undone is not None else _("We keep our decision."),
            _("Here is why:"),
            answer.explanation,
            _until(answer),
            _next(answer),
            _("The team of the house"),
        ]
        return Words(_("Our answer to your appeal"), "\n\n".join(body))


def question_letter(case: Case, words: str, language: str) -> Words:
    """Return a question of the team about a case, in the member's language."""
    with translation.override(language):
        subject_case = case.appeal.decision.case if case.target_kind == TargetKind.DECISION else case
        body = [
            _("Hello %(name)s,") % {"name": plain(case.subject.name)},
            _("The team would like to ask you something before anything is decided, %(about)s:")
            % {"about": about(subject_case)},
            words,
            _(
                "You can answer on the page of this letter, if you like and when you like. "
                "Only the team reads your answer. Not answering is fine too."
            ),
            _("The team of the house"),
        ]
        return Words(_("A question from the team"), "\n\n".join(body))


def day(at: datetime) -> str:
    """Return a day as a letter says it, in the active language."""
    on = timezone.localtime(at)
    number = "1er" if on.day == 1 and get_language() == "fr" else str(on.day)
    return f"{number}\u00a0{date_format(on, 'F Y')}"


def about(case: Case) -> str:
    """Say what a case is about, by its place: the words themselves may be sealed, or erased."""
    if case.target_kind == TargetKind.NAME:
        return _("about the name %(name)s") % {"name": plain(case.subject.name)}
    if case.room is not None:
        return _("about a message in the room “%(place)s”") % {"place": plain(case.room.name)}
    return _("about a message under “%(place)s”") % {"place": plain(case.theme.name if case.theme else "")}


def _who(answer: Answer) -> str:
    if answer.by_same:
        return _(
            "There is nobody else on the team who could do it, so the same person read everything again, "
            "after some days had passed."
        )
    return _("Somebody else on the team than the first time read everything again.")


def _granted(undone: Undone) -> str:
    sentences = [_("We change our decision: you were right to ask.")]
    if undone.is_restored:
        sentences.append(_("Your words stand again where they stood."))
    if undone.is_lifted:
        sentences.append(_("The pause that came with it is over: you can write again."))
    if not any(undone):
        sentences.append(_("There was nothing left to put back, but it no longer counts."))
    return " ".join(sentences)


def _until(answer: Answer) -> str:
    until = answer.appeal.decision.until
    if answer.undone is not None:
        return _("This holds from now on, without an end.")
    if until is not None and until > timezone.now():
        return _("The pause lasts until %(day)s, as before; after that, it opens again by itself.") % {
            "day": until_words(until)
        }
    return _("Nothing is added to it.")


def _next(answer: Answer) -> str:
    if answer.undone is not None:
        return _("There is nothing you need to do. This decision no longer stands among the past ones of your name.")
    return _(
        "Inside the house, a decision is looked at again once. If you still see it otherwise, the page "
        "“Legal notice and contact”, at the foot of every page, says who else you can turn to."
    )
