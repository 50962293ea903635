"""What a letter to an author says of a decision: what happened, which rule, until when, what next.

Whole sentences for each act and each kind of target, so that every language can say them in its own way.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import NamedTuple

from django.utils.translation import gettext as _

from groups.models import Theme
from members.policies import until_words
from moderation.models import HIDING_ACTS, PAUSING_ACTS, THREAD_ACTS, Act, Case, Decision, Measure, Reason, TargetKind
from moderation.quoting import opening, plain
from moderation.rules import Named
from moderation.targets import Target

EXCERPT = 90
# Words that must not be read once more, not even by their author.
NOT_REPEATED = frozenset({Reason.METHOD_DETAIL, Reason.ILLEGAL})


@dataclass(frozen=True)
class Facts:
    """What was decided about what; `was_lifted`: a pause that was still running was ended.

    `target` is as it was before. `named` holds the words of the reason (without it, those that come with the house
    for `rule`), `cut` the pieces taken out, `undone` the decision that was changed back.
    """

    case: Case
    target: Target | None
    act: str
    rule: str
    explanation: str
    until: datetime | None
    was_lifted: bool = False
    measure: str = ""
    named: Named | None = None
    cut: frozenset[int] = field(default_factory=frozenset)
    to_theme: Theme | None = None
    undone: Decision | None = None

    @property
    def reason(self) -> Named | None:
        """The words of the reason, None where the act needs none."""
        return self.named or (Named(self.rule) if self.rule else None)


class Parts(NamedTuple):
    """The four parts that every letter to an author has."""

    what: str
    rule: str
    until: str
    next: str


def parts(facts: Facts) -> Parts:
    """Return the four parts in the active language, none of them empty."""
    return Parts(_what(facts), _rule(facts), _until(facts), _next(facts))


def subject_line(facts: Facts) -> str:
    """Return the line above the letter."""
    kind, place = facts.case.target_kind, place_of(facts)
    if facts.act == Act.RESTORE:
        if kind == TargetKind.NAME or facts.target is None:
            return _("You can write again")
        return _("Your message in “%(place)s”: we looked again") % {"place": place}
    if facts.measure == Measure.CLOSED:
        return _("Your account is closed")
    if facts.act in PAUSING_ACTS:
        return _("A pause from writing")
    if facts.act in THREAD_ACTS:
        return _("About your thread “%(place)s”") % {"place": place}
    if kind == TargetKind.NAME:
        return _("A word from the team about your name here")
    return _("About your message in “%(place)s”") % {"place": place}


def place_of(facts: Facts) -> str:
    """The title of the thread, the name of the room, or the name itself."""
    if facts.target is not None:
        return facts.target.title
    if facts.case.room is not None:
        return facts.case.room.name
    return facts.case.theme.name if facts.case.theme is not None else facts.case.subject.name


# --- what happened --------------------------------------------------------------------------------
def _what(facts: Facts) -> str:
    words = facts.target.words if facts.target is not None else facts.case.words
    named = {
        "words": plain(opening(words, EXCERPT)),
        "place": plain(place_of(facts)),
        "name": plain(facts.case.subject.name),
        "theme": plain(facts.to_theme.name) if facts.to_theme is not None else "",
    }
    act, kind = facts.act, facts.case.target_kind
    if facts.act == Act.RESTORE and facts.undone is not None and (facts.undone.act, kind) in _CHANGED_BACK:
        return _CHANGED_BACK[facts.undone.act, kind]() % named
    say = _CLOSED.get((act, kind)) if facts.measure == Measure.CLOSED else None
    sentence = (say or _WHAT[act, kind])() % named
    if facts.act == Act.RESTORE and facts.was_lifted and kind != TargetKind.NAME:
        sentence += " " + _("The pause from writing that came with it is over too.")
    return sentence


_WHAT: dict[tuple[str, str], Callable[[], str]] = {
    (Act.WARN, TargetKind.POST): lambda: _(
        "We write to you about your message “%(words)s” in the thread “%(place)s”. It stays where it is."
    ),
    (Act.WARN, TargetKind.MESSAGE): lambda: _(
        "We write to you about your message “%(words)s” in the room “%(place)s”. It stays where it is."
    ),
    (Act.WARN, TargetKind.NAME): lambda: _(
        "We write to you about the name %(name)s, or about what was written under it. Nothing was taken down."
    ),
    (Act.REDACT, TargetKind.POST): lambda: _(
        "We kept your message “%(words)s” in the thread “%(place)s”, and cut one passage."
    ),
    (Act.REDACT, TargetKind.MESSAGE): lambda: _(
        "We kept your message “%(words)s” in the room “%(place)s”, and cut one passage."
    ),
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
    (Act.RENAME, TargetKind.NAME): lambda: _(
        "We ask you to choose another name than “%(words)s”. Nobody reads it here any more; until you have chosen, "
        "what you wrote stands under a name that the house lends you, %(name)s."
    ),
    (Act.GIVE_BACK, TargetKind.HELD): lambda: _(
        "We read your message “%(words)s” for “%(place)s” before others could, and we do not show it as it is."
    ),
    (Act.MOVE, TargetKind.POST): lambda: _("We moved your thread “%(place)s” to the theme “%(theme)s”."),
    (Act.LOCK, TargetKind.POST): lambda: _(
        "We closed your thread “%(place)s”. It can be read, and nothing is added any more."
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
_CLOSED: dict[tuple[str, str], Callable[[], str]] = {
    (Act.HIDE_SUSPEND, TargetKind.POST): lambda: _(
        "We took down your message “%(words)s” in the thread “%(place)s”, and we closed your account."
    ),
    (Act.HIDE_SUSPEND, TargetKind.MESSAGE): lambda: _(
        "We took down your message “%(words)s” in the room “%(place)s”, and we closed your account."
    ),
    (Act.SUSPEND, TargetKind.POST): lambda: _(
        "We closed your account, because of your message “%(words)s” in the thread “%(place)s”. "
        "The message itself was not taken down for this."
    ),
    (Act.SUSPEND, TargetKind.MESSAGE): lambda: _(
        "We closed your account, because of your message “%(words)s” in the room “%(place)s”. "
        "The message itself was not taken down for this."
    ),
    (Act.SUSPEND, TargetKind.NAME): lambda: _(
        "We closed your account, because of the name %(name)s, or of what was written under it."
    ),
}
_CHANGED_BACK: dict[tuple[str, str], Callable[[], str]] = {
    (Act.REDACT, TargetKind.POST): lambda: _(
        "We looked again at your message “%(words)s” in the thread “%(place)s”. The passage that we had cut is back."
    ),
    (Act.REDACT, TargetKind.MESSAGE): lambda: _(
        "We looked again at your message “%(words)s” in the room “%(place)s”. The passage that we had cut is back."
    ),
    (Act.MOVE, TargetKind.POST): lambda: _(
        "We looked again at your thread “%(place)s”. It stands again in the theme where you opened it."
    ),
    (Act.RENAME, TargetKind.NAME): lambda: _(
        "We looked again at your name, and changed our decision. You are called %(name)s here, and can write at once."
    ),
    (Act.LOCK, TargetKind.POST): lambda: _(
        "We looked again at your thread “%(place)s”. It is open again: everybody can add to it."
    ),
}


# --- which rule, and who decided --------------------------------------------------------------------
def _rule(facts: Facts) -> str:
    if facts.act == Act.RESTORE:
        return _("On a second reading, it keeps to what we agreed on in this house.")
    reason = facts.reason
    if reason is None:
        sentence = _("This is about the place of a conversation; no rule of the house was broken.")
    else:
        sentence = _("The rule is this: %(rule)s. %(why)s") % {"rule": reason.name, "why": reason.why}
    return sentence + " " + _who(facts)


def _who(facts: Facts) -> str:
    if facts.case.set_aside_at is not None:
        return _(
            "The house had set your words aside by itself, because several people had called. "
            "A person on the team then read them and decided."
        )
    return _("A person on the team read it and decided; no machine took part.")


# --- until when, and where --------------------------------------------------------------------------
def _until(facts: Facts) -> str:
    if facts.measure == Measure.CLOSED:
        return _(
            "Your account stays closed until the team opens it again. You can still come in, read, and find your "
            "letters, and “Need help now?” stays at the top of every page."
        )
    if facts.until is not None:
        named = {"day": until_words(facts.until), "place": plain(_where(facts))}
        return _PAUSES[facts.measure or Measure.SUSPENDED](facts) % named
    if facts.act == Act.RESTORE:
        return _("This holds from now on, without an end.")
    return _ENDLESS.get(facts.act, _ENDLESS[Act.HIDE])()


def _where(facts: Facts) -> str:
    """The room or the theme that a pause in one place is about."""
    place = facts.case.room or facts.case.theme
    return place.name if place is not None else ""


_PAUSES: dict[str, Callable[[Facts], str]] = {
    Measure.HERE: lambda facts: (
        _(
            "You cannot write in the room “%(place)s” until %(day)s; after that, it opens again by itself. "
            "You can read there, and write everywhere else as before."
        )
        if facts.case.room is not None
        else _(
            "You cannot write in the theme “%(place)s” until %(day)s; after that, it opens again by itself. "
            "You can read there, and write everywhere else as before."
        )
    ),
    Measure.READ_ONLY: lambda facts: _(
        "Until %(day)s you can read everywhere, in the live rooms too, and not write; after that, it opens again by "
        "itself. “Need help now?” stays at the top of every page."
    ),
    Measure.SUSPENDED: lambda facts: _(
        "You cannot write until %(day)s; after that, it opens again by itself. "
        "You can still read, and “Need help now?” stays at the top of every page."
    ),
}
_ENDLESS: dict[str, Callable[[], str]] = {
    Act.WARN: lambda: _("Nothing follows from this by itself, and nothing is closed to you. You can write as before."),
    Act.REDACT: lambda: _(
        "This concerns that one passage, which stays out without an end. You can write here as before."
    ),
    Act.HIDE: lambda: _(
        "This concerns that one message, which stays down without an end. You can write here as before."
    ),
    Act.GIVE_BACK: lambda: _(
        "This concerns that one message, which is not shown, without an end. You can write here as before."
    ),
    Act.MOVE: lambda: _("It stays there from now on, under the same address. You can write here as before."),
    Act.RENAME: lambda: _(
        "You can write again as soon as you have chosen a name: “My place” leads there. "
        "You can read everywhere meanwhile."
    ),
    Act.LOCK: lambda: _("It stays closed without an end; you can open another one. You can write here as before."),
}


# --- what next --------------------------------------------------------------------------------------
def _next(facts: Facts) -> str:
    if facts.act == Act.RESTORE:
        return _("There is nothing you need to do. Past what happened, you are at home here.")
    second = _(
        "If you see it otherwise, you can ask for another look, once and within six months: the page of this letter, "
        "in your inbox, has a button for it, during a pause too. Where the team is more than one person, somebody else "
        "than the first time reads everything again. You get an answer in writing."
    )
    can_be_rewritten = facts.act == Act.GIVE_BACK or (facts.act in HIDING_ACTS and facts.act not in PAUSING_ACTS)
    if can_be_rewritten and facts.rule not in NOT_REPEATED:
        return _("You can write it another way.") + " " + second
    return second
