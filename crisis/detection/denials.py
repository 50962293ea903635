"""What is plainly denied in the first person: “I do not want to die”. It undoes nothing that is said beside it."""

from __future__ import annotations

from collections.abc import Sequence

from crisis.detection import english_phrases, french_phrases
from crisis.detection.french import FRENCH
from crisis.detection.grammar import Grammar, patterns, search

_FRENCH = patterns(
    """
    je ne? veux|voulais|voudrais|souhaite|vais|pense|compte|pensais pas|plus|jamais ~ a? @die
    je|j n|ne? ai pas|plus|jamais|aucune ~ envie|intention|desir|l_intention|l_envie|d_envie|d_intention de|d? @die
    je|j n|ne? ai pas|plus|jamais|aucune d|de? pensees|idees|envies|pulsions suicidaires|noires
    je ne? suis pas|plus ~ suicidaire
    je ne? pense pas|plus|jamais ~ au|a suicide|@die|la_mort
    je ne? me tuerai|suiciderai|couperai pas|jamais
    """,
    french_phrases.PHRASES,
)
_ENGLISH = patterns(
    """
    i do|did|would not ~ want|wish|plan|intend to ~ @die
    i no longer ~ want|wish|plan|intend to ~ @die
    i no longer|never ~ feel|think|felt|thought like|about|of ~ @killing|dying|suicide
    i am not ~ going|planning|trying|about to ~ @die
    i will not|never ~ @kill
    i am not|no_longer ~ suicidal
    i have no|not ~ intention|wish|desire|plan|plans|urge to|of ~ @die|@killing
    i have no|not ~ any? suicidal thoughts|ideas|urges
    """,
    english_phrases.PHRASES,
)


def denied(grammar: Grammar, texts: Sequence[str]) -> list[int]:
    """Return where among the words `texts` something is denied."""
    wanted = _FRENCH if grammar is FRENCH else _ENGLISH
    if grammar.negations.isdisjoint(texts):
        return []
    return [start for start, _end in search(wanted, texts, grammar)]
