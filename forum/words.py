"""What the words of a contribution must be, and what is kept of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from forum.models import Intent, Wish
from markup import plain_text, rich_text
from members.refusals import Refusal

TITLE_MIN, TITLE_MAX = 3, 140
BODY_MAX = 20_000
SLUG_MAX = 80
FIRST_WORDS = 200
NOTE_MAX = 80
# What the addresses of a thread use for themselves.
_TAKEN = frozenset({"reply", "care", "ways", "audience", "widening", "read", "follow"})


@dataclass(frozen=True, slots=True)
class Manner:
    """How words are meant: the content note before them and, for the opening of a thread, what it is for."""

    note: str = ""
    intent: str = ""
    wish: str = ""
    is_indexed: bool = False


class Words(NamedTuple):
    """A body as typed (tidied), its rendering and the number of the recipe."""

    body: str
    html: str
    recipe: int


def clean_title(typed: str) -> str:
    """Return the title tidied, on one line. Raises Refusal (empty, too_long) for the field `title`."""
    title = plain_text.tidy_line(typed)
    if plain_text.is_blank(title):
        raise Refusal("empty", _("A thread needs a title: a few words that say what it is about."), field="title")
    if len(title) < TITLE_MIN:
        sentence = _("This title is very short. Three letters at least, so that others can recognise the thread.")
        raise Refusal("empty", sentence, field="title")
    if len(title) > TITLE_MAX:
        sentence = _("This title is too long for its line: 140 characters at most. The rest fits in the text.")
        raise Refusal("too_long", sentence, field="title")
    return title


def checked_body(typed: str) -> str:
    """Return the body tidied. Raises Refusal (empty, too_long) for the field `body`."""
    body = plain_text.tidy(typed)
    if plain_text.is_blank(body):
        raise Refusal("empty", _("There are no words here yet. Write a few, then send."), field="body")
    if len(body) > BODY_MAX:
        sentence = _("This is longer than one message can hold: 20,000 characters. You can cut it in two.")
        raise Refusal("too_long", sentence, field="body")
    return body


def clean_body(typed: str) -> Words:
    """Return the body tidied and rendered. Raises Refusal (empty, too_long) for the field `body`."""
    body = checked_body(typed)
    rendered = rich_text.render(body)
    return Words(body, rendered.html, rendered.recipe)


def slug_of(title: str) -> str:
    """Return the words of the address of a thread; "-" when the title has no letter that fits there."""
    slug = slugify(title)[:SLUG_MAX].strip("-_") or "-"
    return f"{slug}-" if slug in _TAKEN else slug


def first_words_of(body: str, note: str = "", *, is_sheltered: bool = False) -> str:
    """Return the first words of a body as plain text, for lists; "" behind a content note and in a sheltered thread."""
    return "" if note or is_sheltered else plain_text.excerpt(body, FIRST_WORDS)


def clean_note(typed: str) -> str:
    """Return a content note as it is kept, "" when there is nothing to see in it. Raises Refusal (too_long)."""
    note = plain_text.tidy_line(typed)
    if plain_text.is_blank(note):
        return ""
    if len(note) > NOTE_MAX:
        sentence = _("A few words are enough before a message: 80 characters at most.")
        raise Refusal("too_long", sentence, field="note")
    return note


def clean_manner(manner: Manner, *, audience: str) -> Manner:
    """Return `manner` as it is kept: what only members read is never listed outside. Raises Refusal."""
    if manner.intent not in {"", *Intent.values}:
        raise Refusal("bad_field", _("Choose what your thread is for, or leave it open."), field="intent")
    if manner.wish not in {"", *Wish.values}:
        raise Refusal("bad_field", _("Choose which answers would help, or leave it open."), field="wish")
    return Manner(clean_note(manner.note), manner.intent, manner.wish, manner.is_indexed and audience == "anyone")
