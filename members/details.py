"""The question that is asked before personal details leave, in threads and rooms alike. It stops nobody."""

from __future__ import annotations

from django.utils.functional import lazy
from django.utils.text import get_text_list
from django.utils.translation import gettext, gettext_noop

from markup import personal_details
from markup.personal_details import Detail
from members.refusals import Refusal

_NAMES = {
    Detail.TELEPHONE: gettext_noop("a telephone number"),
    Detail.EMAIL: gettext_noop("an e-mail address"),
    Detail.ADDRESS: gettext_noop("a postal address"),
    Detail.NAME: gettext_noop("somebody’s full name"),
}


def question_about(*texts: str) -> Refusal | None:
    """Return the question that is asked before `texts` are published, None when they hold no personal details.

    It says what was seen, so that nobody has to look for it.
    """
    found = set().union(*map(personal_details.found_in, texts))
    if not found:
        return None

    def sentence() -> str:
        seen = get_text_list([gettext(name) for detail, name in _NAMES.items() if detail in found], gettext("and"))
        return gettext(
            "There seems to be %(seen)s in your words, and many people may read them. "
            "You can change them, or send them as they are."
        ) % {"seen": seen}

    return Refusal("confirm", lazy(sentence, str)(), field="body")
