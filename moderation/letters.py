"""The letters of a decision, from the team, in the language of whoever reads them.

A letter to an author has four parts, always: what happened, which rule, until when, what next. Nothing in it leads to
who called, nothing in a note to those who called leads to more about the author than everybody can see.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from django.utils import translation
from django.utils.translation import gettext as _

from markup import rich_text
from members.models import Language
from moderation import cuts, notes, redaction, rules
from moderation.letter_parts import NOT_REPEATED, parts, place_of, subject_line
from moderation.letter_parts import Facts as Facts
from moderation.models import HIDING_ACTS, Act, Measure, TargetKind
from moderation.quoting import plain
from moderation.targets import Target


class Words(NamedTuple):
    """A letter before it is sent: one line, and Markdown of the house."""

    subject: str
    body: str


def to_author(facts: Facts, language: str) -> Words:
    """Return the letter to the author of what was decided, in their language."""
    with translation.override(language):
        return _care(facts) if facts.act == Act.CARED_FOR else _decided(facts)


def to_reporter(facts: Facts, language: str) -> Words:
    """Return the note to somebody who called, in the language in which they called."""
    with translation.override(language):
        body = [_("Hello,"), f"{_called_to(facts)} {_came_of_it(facts)}"]
        if facts.act == Act.NOTHING_WRONG and facts.explanation:
            body += [_("The team adds:"), facts.explanation]
        body += [_("Nobody learns from us that you wrote to us."), _signature()]
        return Words(_("What came of your report"), "\n\n".join(body))


def send_outcomes(facts: Facts) -> None:
    """Write a note to everybody who called and has none yet. Its rendering is made once a language.

    The note to a guest, or to a name that nobody holds any more, has no recipient: it says what would have been sent.
    """
    notes.send(facts.case, {language: to_reporter(facts, language) for language in Language.values})


# --- to the author --------------------------------------------------------------------------------
def _decided(facts: Facts) -> Words:
    four = parts(facts)
    body = [_("Hello %(name)s,") % {"name": plain(facts.case.subject.name)}]
    added = [_("The team adds:"), facts.explanation] if facts.explanation else []
    frame = facts.reason.letter if facts.reason is not None else ""
    if frame:
        body += [rules.filled(frame, four._asdict()), *added]
    else:
        body += [four.what, four.rule, *added, four.until, four.next]
    if facts.target is not None and facts.act == Act.REDACT:
        body += _now_reads(facts, facts.target, body)
    elif facts.target is not None and facts.act in (*HIDING_ACTS, Act.GIVE_BACK) and facts.rule not in NOT_REPEATED:
        body.append(_("Your words stay yours. Here they are as you wrote them:"))
        body.append(_given_back(facts.target.words, _room_left(body)))
    return Words(subject_line(facts), "\n\n".join([*body, _signature()]))


def _now_reads(facts: Facts, target: Target, body: list[str]) -> list[str]:
    """Show the author what was cut, unless it would harm, and how the message reads now."""
    shown = []
    if facts.rule not in NOT_REPEATED:
        passage = redaction.passages(target.source, facts.cut)
        shown = [_("This is the passage:"), _given_back(passage, _room_left(body) // 2)]
    shown.append(_("This is how your message reads now:"))
    now = cuts.words_cut(facts.case, target.source, facts.cut, target.language)
    return [*shown, _given_back(now, _room_left([*body, *shown]))]


def _room_left(body: list[str]) -> int:
    return rich_text.MAX_CHARACTERS - sum(len(part) + 2 for part in (*body, _signature()))


def _care(facts: Facts) -> Words:
    body = [
        _("Hello %(name)s,") % {"name": plain(facts.case.subject.name)},
        facts.explanation,
        _(
            "You did nothing wrong, and this letter is for you alone. "
            "If the night is too long: “Need help now?”, at the top of every page, says who answers."
        ),
        _signature(),
    ]
    return Words(_("A word from the team"), "\n\n".join(body))


# --- to those who called --------------------------------------------------------------------------
def _called_to(facts: Facts) -> str:
    named = {"place": plain(place_of(facts)), "name": plain(facts.case.subject.name)}
    if facts.case.target_kind == TargetKind.NAME:
        return _("You wrote to us about the name %(name)s.") % named
    if facts.case.target_kind == TargetKind.MESSAGE:
        return _("You wrote to us about a message in the room “%(place)s”.") % named
    target = facts.target
    if target is not None and target.holds_title and target.theme is not None and facts.act in HIDING_ACTS:
        # The title went with the words: whoever called does not keep it in their inbox.
        named["place"] = plain(target.theme.name)
        return _("You wrote to us about a message that opened a thread in “%(place)s”.") % named
    return _("You wrote to us about a message in the thread “%(place)s”.") % named


def _came_of_it(facts: Facts) -> str:
    if facts.act == Act.CARED_FOR:
        return _(
            "Somebody on the team read it and looked after it. Out of respect for the person, we do not say more. "
            "Thank you for looking out for them."
        )
    if facts.act == Act.RESTORE:
        return _("We have looked again, and put things back as they were.")
    if facts.act == Act.NOTHING_WRONG:
        if facts.case.target_kind == TargetKind.NAME:
            return _("We have looked and we are leaving things as they are. You were right to ask.")
        return _("We have read this message and we are leaving it. You were right to ask.")
    if facts.act == Act.MOVE:
        return _("We moved the whole thread to a theme where it belongs better. Its writer has been told.")
    done = _DONE[Act(facts.act)]()
    if facts.measure == Measure.CLOSED:
        done = _CLOSED[Act(facts.act)]()
    if facts.reason is None:
        return done
    return done + " " + _("The rule is this: %(rule)s.") % {"rule": facts.reason.name}


_DONE: dict[str, Callable[[], str]] = {
    Act.WARN: lambda: _("It stays where it is. We wrote to the person about it."),
    Act.RENAME: lambda: _("We asked the person to choose another name; that one is not shown any more."),
    Act.REDACT: lambda: _("We cut a passage and kept the rest. Its writer has been told why."),
    Act.HIDE: lambda: _("We took it down. Its writer has been told why."),
    Act.HIDE_SUSPEND: lambda: _(
        "We took it down, and asked its writer to pause from writing. They have been told why."
    ),
    Act.SUSPEND: lambda: _("We asked the person to pause from writing. They have been told why."),
    Act.SHOW: lambda: _("We have read it, and it is shown now."),
    Act.GIVE_BACK: lambda: _("We have read it, and gave it back to its writer."),
    Act.LOCK: lambda: _("We closed the whole thread: nothing is added to it any more. Its writer has been told why."),
}
_CLOSED: dict[str, Callable[[], str]] = {
    Act.HIDE_SUSPEND: lambda: _("We took it down, and closed the account of its writer. They have been told why."),
    Act.SUSPEND: lambda: _("We closed the account of the person. They have been told why."),
}


def _given_back(words: str, room: int) -> str:
    """Return the author's words as a quotation of at most `room` characters; the end of very long ones is left out."""
    if (quoted := _quoted(words)) and len(quoted) <= room:
        return quoted
    kept = words[:room]
    while len(quoted := _quoted(f"{kept} …")) > room:
        kept = kept[: len(kept) - 100]
    return quoted


def _quoted(words: str) -> str:
    return "\n".join(f"> {line}" for line in words.split("\n"))


def _signature() -> str:
    return _("The team of the house")
