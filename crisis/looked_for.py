"""Words that somebody types into a search at three in the morning, and nothing else: help comes before what was found.

In a sentence they may mean anything, and `crisis.detection` reads the sentence; alone in the box they are the question
itself. Whoever looks for them for another reason has lost nothing: what they looked for stands right below.
"""

from __future__ import annotations

from itertools import pairwise

from crisis.detection.normalise import fold, tokens

# How words begin, wherever they stand in a search.
_BEGINNINGS = tuple(map(fold, "suicid selfharm automutil autodestruct scarifi overdos".split()))
# Two words side by side.
_PAIRS = frozenset(
    tuple(map(fold, pair.split()))
    for pair in (
        "idees noires|idee noire|en finir|me tuer|se tuer|me supprimer|mettre fin|plus vivre|plus envie|envie mourir|"
        "veux mourir|veux disparaitre|me blesser|me couper|self harm|self injury|hurt myself|hurting myself|"
        "harm myself|kill myself|killing myself|cut myself|cutting myself|end it|end my|ending it|ending my|"
        "wanna die|to die|better dead|no hope"
    ).split("|")
)
# Said alone, or with one word more.
_ALONE = frozenset(map(fold, "mourir die dying kms mutiler mutilation desespoir hopeless".split()))


def asks_for_help(typed: str) -> bool:
    """Whether help belongs before what is found with the words `typed` into a search. Never raises."""
    words = [token.text for token in tokens(typed) if token.text[0].isalnum()]
    return (
        any(word.startswith(_BEGINNINGS) for word in words)
        or any(pair in _PAIRS for pair in pairwise(words))
        or (len(words) <= 2 and not _ALONE.isdisjoint(words))
    )
