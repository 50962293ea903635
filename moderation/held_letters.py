"""The letter to whoever wrote words that waited: they are shown now."""

from __future__ import annotations

from django.utils import translation
from django.utils.translation import gettext as _

from moderation.letter_parts import EXCERPT, Facts, place_of
from moderation.quoting import opening, plain


def shown(facts: Facts, language: str) -> tuple[str, str]:
    """Return subject and body of the letter that says that words which waited are shown now."""
    with translation.override(language):
        words = facts.target.words if facts.target is not None else facts.case.words
        body = [
            _("Hello %(name)s,") % {"name": plain(facts.case.subject.name)},
            _(
                "Somebody on the team has read your message “%(words)s”, in “%(place)s”. It is shown now, at its place "
                "in the conversation. Thank you for waiting."
            )
            % {"words": plain(opening(words, EXCERPT)), "place": plain(place_of(facts))},
        ]
        if facts.explanation:
            body += [_("The team adds:"), facts.explanation]
        body.append(_("The team of the house"))
        return _("Your message is shown now"), "\n\n".join(body)
