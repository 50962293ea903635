"""The rules of the house as a decision names them: a sentence, why it is there, and how words break it.

Those below come with the house. Its administrators write their own words over them, add others, and retire them.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import NamedTuple

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from moderation.models import Decision, Reason, RuleWords


class Rule(NamedTuple):
    """`name` says what one does not do here; `why` says it to the author, with the way that stays open."""

    name: Promise
    why: Promise


RULES: dict[str, Rule] = {
    Reason.HOSTILE: Rule(
        _("Nobody is hurt with words here"),
        _("Here one may disagree, be angry and say so; one does not hurt, mock or threaten anybody."),
    ),
    Reason.PERSONAL_DATA: Rule(
        _("We give nobody’s name, number or address"),
        _(
            "Here nothing is written that could lead to a person: no full name, number, address or place of work, "
            "not even one’s own."
        ),
    ),
    Reason.METHOD_DETAIL: Rule(
        _("We do not describe ways to harm oneself"),
        _(
            "Here one may say everything one feels, and that one wants to die too. "
            "How it could be done is left out, for those who read at night."
        ),
    ),
    Reason.MEDICAL_ADVICE: Rule(
        _("We tell nobody to start or stop a treatment"),
        _(
            "Here one may tell what one lives through, with or without a treatment. "
            "One does not advise others to begin, change or stop theirs."
        ),
    ),
    Reason.ADVERTISING: Rule(
        _("Nothing is sold here, and nobody is recruited"),
        _("Here nobody sells, advertises or recruits, for a good cause either."),
    ),
    Reason.ILLEGAL: Rule(
        _("What the law forbids has no place here"),
        _("What the law forbids cannot stay here, and we may have to pass it on."),
    ),
    Reason.OTHER: Rule(
        _("The house agreement"),
        _("It does not fit what we agreed on when we came in: the house agreement."),
    ),
}


@dataclass(frozen=True)
class Named:
    """A reason by its code, in the words of the house (`row`) or, without them, in those that come with it."""

    code: str
    row: RuleWords | None = None

    @property
    def name(self) -> str:
        return self.row.name if self.row is not None else str(RULES[self.code].name)

    @property
    def why(self) -> str:
        return self.row.why if self.row is not None else str(RULES[self.code].why)

    @property
    def letter(self) -> str:
        """The frame of a letter in the active language, "" for the usual one."""
        return self.row.letter if self.row is not None else ""


def present() -> dict[str, Named]:
    """Return the reasons that can be chosen now, by code, those that come with the house first. One query."""
    found = {str(code): Named(str(code)) for code in RULES}
    newest = {row.code: row for row in RuleWords.objects.order_by("code", "version")}
    for code, row in newest.items():
        if row.is_retired:
            found.pop(code, None)
        else:
            found[code] = Named(code, row)
    return found


def was_there(code: str) -> bool:
    """Whether there once was a reason with this code."""
    return code in RULES or RuleWords.objects.filter(code=code).exists()


PARTS = ("what", "rule", "until", "next")
_PART = re.compile(r"\{(\w*)\}")


def filled(frame: str, parts: dict[str, str]) -> str:
    """Return the frame of a letter with its four parts in their places; anything else in it stays as it is."""
    return _PART.sub(lambda found: parts.get(found[1], found[0]), frame)


def of_decision(decision: Decision) -> Named | None:
    """Return the reason that a decision named, in the words that it had then; None without one.

    No query when `rule_words` is loaded.
    """
    if decision.rule_words_id is not None or decision.rule in RULES:
        return Named(decision.rule, decision.rule_words)
    return None
