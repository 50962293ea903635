"""The letters of a decision, from the team, in the language of whoever reads them.

A letter to an author has four parts, always: what happened, which rule, until when, what next. Nothing in it leads to
who called, nothing in a note to those who called leads to more about the author than everybody can see.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from django.utils import translation
from django.utils.translation import gettext as _

from markup import rich_text
from members import inbox
from members.models import Language, Letter, LetterKind
from members.policies import until_words
from moderation.models import HIDING_ACTS, PAUSING_ACTS, Act, Case, Flag, Reason, TargetKind
from moderation.quoting import opening, plain
from moderation.rules import RULES
from moderation.targets import Target

_EXCERPT = 90
_BATCH = 500
# Words that must not be read once more, not even by their author.
_NOT_REPEATED = frozenset({Reason.METHOD_DETAIL, Reason.ILLEGAL})


@dataclass(frozen=True)
class Facts:
    """What was decided about what; `was_lifted`: a pause that was still running was ended."""

    case: Case
    target: Target | None
    act: str
    rule: str
    explanation: str
    until: datetime | None
    was_lifted: bool = False


class Words(NamedTuple):
    """A letter before it is sent: one line, and Markdown of the house."""

    subject: str
    body: str


class Parts(NamedTuple):
    """The four parts that every letter to an author has."""

    what: str
    rule: str
    until: str
    next: str


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


def parts(facts: Facts) -> Parts:
    """Return the four parts in the active language, none of them empty."""
    return Parts(_what(facts), _rule(facts), _until(facts), _next(facts))


def send_outcomes(facts: Facts) -> None:
    """Write a note to everybody who called and has none yet. Its rendering is made once a language.

    The note to a guest, or to a name that nobody holds any more, has no recipient: it says what would have been sent.
    """
    waiting = list(facts.case.flags.filter(outcome=None, withdrawn_at=None).order_by("pk"))
    reached = inbox.reachable({flag.reporter_id for flag in waiting if flag.reporter_id is not None})
    for language in Language.values:
        flags = [flag for flag in waiting if flag.language == language]
        if flags:
            _send(flags, to_reporter(facts, language), language, reached)


def _send(flags: list[Flag], words: Words, language: str, reached: set[UUID]) -> None:
    rendered = rich_text.render(words.body)
    letters = Letter.objects.bulk_create(
        [
            Letter(
                recipient_id=flag.reporter_id if flag.reporter_id in reached else None,
                kind=LetterKind.OUTCOME,
                language=language,
                subject=words.subject,
                body=words.body,
                html=rendered.html,
                recipe=rendered.recipe,
            )
            for flag in flags
        ],
        batch_size=_BATCH,
    )
    for flag, letter in zip(flags, letters, strict=True):
        flag.outcome = letter
    Flag.objects.bulk_update(flags, ["outcome"], batch_size=_BATCH)


# --- to the author --------------------------------------------------------------------------------
def _decided(facts: Facts) -> Words:
    four = parts(facts)
    body = [_("Hello %(name)s,") % {"name": plain(facts.case.subject.name)}, four.what, four.rule]
    if facts.explanation:
        body += [_("The team adds:"), facts.explanation]
    body += [four.until, four.next]
    if facts.act in HIDING_ACTS and facts.target is not None and facts.rule not in _NOT_REPEATED:
        body.append(_("Your words stay yours. Here they are as you wrote them:"))
        room = rich_text.MAX_CHARACTERS - sum(len(part) + 2 for part in (*body, _signature()))
        body.append(_given_back(facts.target.words, room))
    return Words(_subject(facts), "\n\n".join([*body, _signature()]))


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


def _subject(facts: Facts) -> str:
    kind, place = facts.case.target_kind, _place(facts)
    if facts.act == Act.RESTORE:
        if kind == TargetKind.NAME or facts.target is None:
            return _("You can write again")
        return _("Your message in “%(place)s”: we looked again") % {"place": place}
    if facts.act in PAUSING_ACTS:
        return _("A pause from writing")
    return _("About your message in “%(place)s”") % {"place": place}


def _what(facts: Facts) -> str:
    named = {"words": plain(opening(_words(facts), _EXCERPT)), "place": plain(_place(facts))}
    named["name"] = plain(facts.case.subject.name)
    sentence = _WHAT[facts.act, facts.case.target_kind]() % named
    if facts.act == Act.RESTORE and facts.was_lifted and facts.case.target_kind != TargetKind.NAME:
        sentence += " " + _("The pause from writing that came with it is over too.")
    return sentence


# Whole sentences a kind of target, so that each language can say them in its own way.
_WHAT: dict[tuple[str, str], Callable[[], str]] = {
    (Act.HIDE, TargetKind.POST): lambda: _("We took down your message “%(words)s” in the thread “%(place)s”."),
    (Act.HIDE, TargetKind.MESSAGE): lambda: _("We took down your message “%(words)s” in the room “%(place)s”."),
    (Act.HIDE_SUSPEND, TargetKind.POST): lambda: _(
        "We took down your message “%(words)s” in the thread “%(place)s”, and we ask you to pause from writing."
    ),
    (Act.HIDE_SUSPEND, TargetKind.MESSAGE): lambda: _(
        "We took down your message “%(words)s” in the room “%(place)s”, and we ask you to pause from writing."
    ),
    (Act.SUSPEND, TargetKind.POST): lambda: _(
        "We ask you to pause from writing, because of your message “%(words)s” in the thread “%(place)s”. "
        "The message itself was not taken down for this."
    ),
    (Act.SUSPEND, TargetKind.MESSAGE): lambda: _(
        "We ask you to pause from writing, because of your message “%(words)s” in the room “%(place)s”. "
        "The message itself was not taken down for this."
    ),
    (Act.SUSPEND, TargetKind.NAME): lambda: _(
        "We ask you to pause from writing, because of the name %(name)s, or of what was written under it."
    ),
    (Act.RESTORE, TargetKind.POST): lambda: _(
        "We looked again at your message “%(words)s” in the thread “%(place)s”, and changed our decision."
    ),
    (Act.RESTORE, TargetKind.MESSAGE): lambda: _(
        "We looked again at your message “%(words)s” in the room “%(place)s”, and changed our decision."
    ),
    (Act.RESTORE, TargetKind.NAME): lambda: _(
        "We looked again at what we had decided about the name %(name)s. Your pause is over."
    ),
}


def _rule(facts: Facts) -> str:
    if facts.act == Act.RESTORE:
        return _("On a second reading, it keeps to what we agreed on in this house.")
    rule = RULES[facts.rule]
    sentence = _("The rule is this: %(rule)s. %(why)s") % {"rule": rule.name, "why": rule.why}
    return sentence + " " + _("A person on the team read it and decided; no machine took part.")


def _until(facts: Facts) -> str:
    if facts.until is not None:
        return _(
            "You cannot write until %(day)s; after that, it opens again by itself. "
            "You can still read, and “Need help now?” stays at the top of every page."
        ) % {"day": until_words(facts.until)}
    if facts.act == Act.RESTORE:
        return _("This holds from now on, without an end.")
    return _("This concerns that one message, which stays down without an end. You can write here as before.")


def _next(facts: Facts) -> str:
    if facts.act == Act.RESTORE:
        return _("There is nothing you need to do. Past what happened, you are at home here.")
    second = _(
        "If you see it otherwise, you can ask for a second look: write to us at the address on the page "
        "“Legal notice and contact”, at the foot of every page, with the name you have here and the day of this letter."
    )
    if facts.act == Act.HIDE and facts.rule not in _NOT_REPEATED:
        return _("You can write it another way.") + " " + second
    return second


# --- to those who called --------------------------------------------------------------------------
def _called_to(facts: Facts) -> str:
    named = {"place": plain(_place(facts)), "name": plain(facts.case.subject.name)}
    if facts.case.target_kind == TargetKind.NAME:
        return _("You wrote to us about the name %(name)s.") % named
    if facts.case.target_kind == TargetKind.MESSAGE:
        return _("You wrote to us about a message in the room “%(place)s”.") % named
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
    done = {
        Act.HIDE: _("We took it down. Its writer has been told why."),
        Act.HIDE_SUSPEND: _("We took it down, and asked its writer to pause from writing. They have been told why."),
        Act.SUSPEND: _("We asked the person to pause from writing. They have been told why."),
    }[Act(facts.act)]
    return done + " " + _("The rule is this: %(rule)s.") % {"rule": RULES[facts.rule].name}


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


# --- pieces ---------------------------------------------------------------------------------------
def _words(facts: Facts) -> str:
    return facts.target.words if facts.target is not None else facts.case.words


def _place(facts: Facts) -> str:
    """The title of the thread, the name of the room, or the name itself."""
    if facts.target is not None:
        return facts.target.title
    if facts.case.room is not None:
        return facts.case.room.name
    return facts.case.theme.name if facts.case.theme is not None else facts.case.subject.name


def _signature() -> str:
    return _("The team of the house")
