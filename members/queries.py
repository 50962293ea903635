"""What somebody typed to find words again, in threads and in rooms alike."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from markup import word_forms
from members.refusals import Refusal

LONGEST = 200
MOST_WORDS = 12


def read(typed: str) -> word_forms.Query:
    """Return what is looked for. Raises Refusal (empty, too_long) with a sentence for whoever typed it."""
    if len(typed) > LONGEST:
        raise Refusal("too_long", _("This is too long to look for. A few words are enough."), field="q")
    query = word_forms.read_query(typed)
    if not query.words:
        raise Refusal("empty", _("There is no word to look for here. Write one or two."), field="q")
    if len(query.words) > MOST_WORDS:
        raise Refusal("too_long", _("These are many words. Choose the few that matter most."), field="q")
    return query


def too_common() -> Refusal:
    """What is said where every word that is looked for stands in nearly every text."""
    return Refusal("empty", _("These words stand in nearly every message. Add one that is rarer."), field="q")
