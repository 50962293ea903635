"""The rules of the house as a decision names them: a sentence, why it is there, and how words break it."""

from __future__ import annotations

from typing import NamedTuple

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from moderation.models import Reason


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
