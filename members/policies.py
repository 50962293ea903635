"""May they speak? Read only, free of HTTP; the sentences are for the person themselves."""

from __future__ import annotations

from datetime import datetime

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.functional import Promise, lazy
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from members.actor import Actor
from members.models import Topic
from members.refusals import Refusal

RENAMING = "renaming"
"""The sanction of somebody who is asked to choose another name; see `members.new_name`."""
# Without these nobody speaks; the order is the order in which they are asked for.
NEEDED = (Topic.ADULT, Topic.AGREEMENT, Topic.HEALTH)


def until_words(until: datetime) -> str:
    """Return day and hour in words: “jeudi 4 juin, 9 h”, “Thursday 4 June, 9 am”, in the active language."""
    at = timezone.localtime(until)
    if get_language() == "fr":
        number = "1er" if at.day == 1 else str(at.day)
        hour = f"{at.hour}\u00a0h" + (f"\u00a0{at.minute:02}" if at.minute else "")
    else:
        number = str(at.day)
        hour = f"{at.hour % 12 or 12}" + (f":{at.minute:02}" if at.minute else "")
        hour += "\u00a0am" if at.hour < 12 else "\u00a0pm"
    return f"{date_format(at, 'l')} {number}\u00a0{date_format(at, 'F')}, {hour}"


def speaking_refusal(actor: Actor, *, scope: str = "") -> Refusal | None:
    """Return why `actor` may not speak now in the house (or in `scope`, such as "room:12"), None when they may."""
    if actor.is_guest:
        return Refusal("not_member", _("To write here, come in first. Reading stays open without a name."))
    now = timezone.now()
    if actor.sanction(now, "closed") is not None:
        return Refusal(
            "suspended",
            _(
                "This account is closed: you cannot write here. The letter in your inbox says why, and how to ask for "
                "a second look. You can still read, and still find help."
            ),
        )
    suspended = actor.sanction(now, "suspended", scope=scope)
    if suspended is not None:
        return Refusal("suspended", _suspended_sentence(suspended.until))
    muted = actor.sanction(now, "muted", scope=scope)
    if muted is not None:
        sentence = _muted_sentence(muted.until) if muted.scope else _reading_sentence(muted.until)
        return Refusal("muted", sentence, retry_after_s=_seconds_to(muted.until, now))
    if (renaming := renaming_refusal(actor)) is not None:
        return renaming
    for topic in NEEDED:
        if topic not in actor.consents:
            return Refusal("agreement", _MISSING[topic])
    return None


def renaming_refusal(actor: Actor) -> Refusal | None:
    """Return what somebody reads whom the team asked to choose another name, None when it did not."""
    if actor.sanction(timezone.now(), RENAMING) is None:
        return None
    sentence = _(
        "The team asks you to choose another name before you write. The letter in your inbox says why. "
        "You can read everywhere meanwhile."
    )
    return Refusal("not_allowed", sentence, field="name")


def can_speak(actor: Actor, *, scope: str = "") -> bool:
    """Whether `actor` may speak now in the house, or in `scope`."""
    return speaking_refusal(actor, scope=scope) is None


def missing_consents(actor: Actor) -> list[str]:
    """Return what a member still has to agree to before they can write; empty for a guest."""
    return [] if actor.is_guest else [topic.value for topic in NEEDED if topic not in actor.consents]


def newcomer_link_refusal() -> Refusal:
    """Return what whoever publishes for the first time reads when their words hold a link.

    Forum and chat ask “has this name published before?” of their own tables, and raise this when it has not.
    """
    return Refusal(
        "not_allowed",
        _(
            "First words here cannot hold a link or an e-mail address: it keeps advertisers out. "
            "Your words are kept; take the link out for now, and the next time you may add one."
        ),
        field="body",
    )


def can_keep_house(actor: Actor) -> bool:
    """Whether `actor` keeps the house: its pages, themes, rooms and roles."""
    return actor.holds("administrator")


def _seconds_to(until: datetime | None, now: datetime) -> int | None:
    return max(1, round((until - now).total_seconds())) if until else None


_MISSING = {
    Topic.ADULT: _("Before you write: this house is for adults. You can say that you are one on your page, My place."),
    Topic.AGREEMENT: _(
        "How we talk to each other here has changed, or you have not read it yet. "
        "You can read and accept it on your page, My place. Your words are kept."
    ),
    Topic.HEALTH: _(
        "To write here, this site needs your agreement to keep what you say about your health. "
        "You can give it on your page, My place, and take it back whenever you like. Reading stays open."
    ),
}


def _suspended_sentence(until: datetime | None) -> str | Promise:
    if until is None:
        return _(
            "You cannot write here for now. The letter in your inbox says why. You can still read, and still find help."
        )

    def sentence() -> str:
        return str(
            _(
                "You cannot write until %(day)s. The letter in your inbox says why. "
                "You can still read, and still find help."
            )
        ) % {"day": until_words(until)}

    return lazy(sentence, str)()


def _reading_sentence(until: datetime | None) -> str | Promise:
    if until is None:
        return _("For now you can read everywhere, and not write. The letter in your inbox says why.")

    def sentence() -> str:
        return str(_("Until %(day)s you can read everywhere, and not write. The letter in your inbox says why.")) % {
            "day": until_words(until)
        }

    return lazy(sentence, str)()


def _muted_sentence(until: datetime | None) -> str | Promise:
    if until is None:
        return _("You are asked to let others speak for now. You can read on.")

    def sentence() -> str:
        return str(_("You are asked to let others speak until %(day)s. You can read on.")) % {"day": until_words(until)}

    return lazy(sentence, str)()
