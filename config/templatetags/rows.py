"""Long pages, drawn quickly: the template of a row is drawn once for all rows that differ in their words alone.

The 30 posts of a page hold the same signs, links and sentences; what differs is who wrote, when, and the words. So each
row is taken apart: what differs in value gets a mark in its place, everything else (whatever it is: a field that a
template does not look at today may matter tomorrow) says which rows are alike. The template is drawn once for rows
that are alike, with the marks, and each row's own values, as the template would have printed them, take their places.
Nothing is kept from one page to the next.
"""

from __future__ import annotations

import copy
import dataclasses
import re
from collections.abc import Callable, Hashable, Iterable
from datetime import UTC, datetime
from functools import lru_cache
from html import escape
from typing import Any, NamedTuple
from uuid import UUID

from django import template
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, gettext

from config.templatetags.house import Calendar, face, french_spaces
from forum.models import PostState, Thread
from forum.reading import Line
from forum.search import Hit
from groups.models import Theme
from markup.word_forms import Piece
from members.models import Pseudonym

register = template.Library()

# The marks. They need not differ from what people write, only from what stands in the templates: a row's own text is
# never searched.
_NUMBER, _PLACE = 987_650_001, 987_650_002
_NAME_ID = UUID("9d8c7b6a-0000-4000-8000-00000000face")
_NAME, _WORDS, _TITLE, _FIRST, _THEME, _ADDRESS = (f"\ue000{letter}\ue000" for letter in "nwtfha")
_SLUG = "zz-slug-mark-zz"
_MADE, _CHANGED = datetime(1901, 2, 3, 4, 5, tzinfo=UTC), datetime(1902, 3, 4, 5, 6, tzinfo=UTC)


class Row(NamedTuple):
    """A row taken apart: what it is like, how to draw one of its kind with marks, and its own values by mark."""

    likeness: Hashable
    marked: Callable[[], Any]
    values: dict[str, str]


def draw(context: template.Context, name: str, variable: str, rows: Iterable[Row], **more: Any) -> list[SafeString]:
    """Draw every row with the template `name`, which finds its row in `variable`."""
    assert context.template is not None
    drawing = context.template.engine.get_template(name)
    kinds: dict[Hashable, list[str]] = {}
    drawn = []
    for row in rows:
        parts = kinds.get(row.likeness)
        if parts is None:
            with context.push(**{variable: row.marked(), **more}):
                html = drawing.render(context)
            marks = "|".join(re.escape(mark) for mark in sorted(row.values, key=len, reverse=True))
            parts = kinds[row.likeness] = re.split(f"({marks})", html)
        # Every second part is a mark.
        drawn.append(mark_safe("".join([row.values[part] if at % 2 else part for at, part in enumerate(parts)])))
    return drawn


@register.simple_tag(takes_context=True)
def each_post(context: template.Context, lines: list[Line], may_quote: Any = None) -> SafeString:
    """Print the posts of a page, each as `forum/_post.html` does."""
    marks = Marks()
    rows = (_post_row(line, marks) for line in lines)
    return mark_safe("".join(draw(context, "forum/_post.html", "line", rows, may_quote=may_quote)))


@register.simple_tag(takes_context=True)
def each_thread(
    context: template.Context, threads: list[Thread], show_theme: Any = None, level: str = "3"
) -> SafeString:
    """Print the threads of a list as its points, each as `components/thread_row.html` does."""
    marks = Marks()
    rows = (_thread_row(thread, marks) for thread in threads)
    drawn = draw(context, "components/thread_row.html", "thread", rows, show_theme=show_theme, level=level)
    return mark_safe("".join(f"<li>{one}</li>\n" for one in drawn))


@register.simple_tag(takes_context=True)
def each_hit(context: template.Context, hits: list[Hit]) -> SafeString:
    """Print what was found as points of a list, each as `forum/_hit.html` does."""
    marks = Marks()
    drawn = draw(context, "forum/_hit.html", "hit", (_hit_row(hit, marks) for hit in hits))
    return mark_safe("".join(f"<li>{one}</li>\n" for one in drawn))


@register.simple_tag
def theme_options(chapters: Iterable[Any], chosen: str = "") -> SafeString:
    """Print the chapters with their themes as the choices of a box: each chapter whole, then its themes.

    `chapters` are themes with their own in `shown_themes`, or pairs.
    """
    drawn = []
    language = get_language() or ""
    whole = gettext("%(chapter)s, all of it")
    for one in chapters:
        chapter, themes = one if isinstance(one, tuple) else (one, one.shown_themes)
        name = french_spaces(chapter.name, language)
        first = _option(chapter.slug, whole % {"chapter": name}, language, chapter.slug == chosen)
        drawn.append(f'<optgroup label="{escape(name)}">{first}')
        field = "name_fr" if language == "fr" else "name_en"
        drawn += [_option(one.slug, getattr(one, field), language, one.slug == chosen) for one in themes]
        drawn.append("</optgroup>")
    return mark_safe("".join(drawn))


@lru_cache(maxsize=1024)
def _option(slug: str, words: str, language: str, is_chosen: bool) -> str:
    chosen = " selected" if is_chosen else ""
    return f'<option value="{escape(slug)}"{chosen}>{escape(french_spaces(words, language))}</option>'


# --- taking apart ---------------------------------------------------------------------------------
_LINE = tuple(field.name for field in dataclasses.fields(Line) if field.name not in {"post", "quote_address"})
_POST = frozenset({"id", "position", "author_id", "html", "created_at", "edited_at", "recipe", "thread_id", "_state"})
_THREAD = frozenset(
    "id author_id title slug first_words created_at last_post_at last_position version theme_id _state".split()
)
_AUTHOR = frozenset({"id", "name", "skeleton", "shape", "hue", "since", "_state"})
_THEME_OWN = frozenset({"id", "slug", "name_fr", "name_en", "version", "position", "_state"})


class Marks:
    """What the templates of a page make of the marks that they print with a face or as a day, drawn once for all rows.

    The address of the drawings is known only when static files are collected, so nothing of it outlives the page.
    """

    def __init__(self) -> None:
        self.calendar = Calendar()
        self.faces = {is_mask: str(face({"shape": 9, "hue": 7, "mask": is_mask})) for is_mask in (False, True)}
        self.moments = tuple(self.calendar.moment(one) for one in (_MADE, _CHANGED))
        self.days = tuple(self.calendar.day(one) for one in (_MADE, _CHANGED))
        self._themes: dict[int, str] = {}

    def theme(self, theme: Theme) -> str:
        """Return the name of a theme as a template prints it; few stand beside many rows."""
        if theme.pk not in self._themes:
            self._themes[theme.pk] = escape(french_spaces(theme.name))
        return self._themes[theme.pk]


def _likeness(row: Any, besides: frozenset[str]) -> Hashable:
    found = tuple([item for item in row.__dict__.items() if item[0] not in besides])
    try:
        hash(found)
    except TypeError:
        return repr(found)
    return found


def _marked_author(author: Pseudonym) -> Pseudonym:
    marked = copy.copy(author)
    marked.id, marked.name, marked.shape, marked.hue = _NAME_ID, _NAME, 9, 7
    return marked


def _author_values(author: Pseudonym, marks: Marks) -> dict[str, str]:
    return {str(_NAME_ID): str(author.id), _NAME: escape(author.name), marks.faces[author.is_mask]: face(author)}


def _post_row(line: Line, marks: Marks) -> Row:
    post = line.post
    author = post.author

    def marked() -> Line:
        one = copy.copy(post)
        one.id, one.position, one.html, one.created_at = _NUMBER, _PLACE, _WORDS, _MADE
        one.edited_at = _CHANGED if post.edited_at else None
        one.thread, one.author = post.thread, _marked_author(author)
        return dataclasses.replace(line, post=one, quote_address=_ADDRESS)

    likeness = (
        tuple(getattr(line, name) for name in _LINE),
        _likeness(post, _POST),
        _likeness(author, _AUTHOR),
        post.edited_at is None,
    )
    # A mask's words bear the day alone.
    when = marks.calendar.day if author.is_mask else marks.calendar.moment
    made, changed = marks.days if author.is_mask else marks.moments
    values = {
        str(_NUMBER): str(post.id),
        str(_PLACE): str(post.position),
        _WORDS: post.html,
        _ADDRESS: escape(line.quote_address),
        made: when(post.created_at),
        changed: when(post.edited_at),
        **_author_values(author, marks),
    }
    return Row(likeness, marked, values)


def _thread_row(thread: Thread, marks: Marks) -> Row:
    author = thread.author
    has_theme = Thread.theme.is_cached(thread)
    theme = thread.theme if has_theme else None

    def marked() -> Thread:
        one = copy.copy(thread)
        one.id, one.slug, one.title, one.created_at, one.last_post_at = _NUMBER, _SLUG, _TITLE, _MADE, _CHANGED
        one.first_words = _FIRST if thread.first_words else ""
        one.author = _marked_author(author)
        if theme is not None:
            one.theme = _marked_theme(theme)
        return one

    likeness = (
        _likeness(thread, _THREAD),
        _likeness(author, _AUTHOR),
        None if theme is None else _likeness(theme, _THEME_OWN),
        bool(thread.first_words),
    )
    values = {
        str(_NUMBER): str(thread.id),
        _SLUG: escape(thread.slug),
        _TITLE: escape(french_spaces(thread.title, thread.language)),
        _FIRST: escape(french_spaces(thread.first_words, thread.language)),
        _THEME: marks.theme(theme) if theme is not None else "",
        marks.days[0]: marks.calendar.day(thread.created_at),
        marks.days[1]: marks.calendar.day(thread.last_post_at),
        **_author_values(author, marks),
    }
    return Row(likeness, marked, values)


def _hit_row(hit: Hit, marks: Marks) -> Row:
    post, thread, author, theme = hit.post, hit.post.thread, hit.post.author, hit.post.thread.theme
    is_titled = thread.opening_state == PostState.SHOWN

    def marked() -> Hit:
        one, within = copy.copy(post), copy.copy(thread)
        one.created_at, one.author, one.thread = _MADE, _marked_author(author), within
        within.theme = _marked_theme(theme)
        if is_titled:
            within.title = _TITLE
        return Hit(one, _ADDRESS, [Piece(_WORDS, is_found=False)] if hit.pieces else [])

    likeness = (
        (bool(hit.pieces), post.note, thread.language, thread.audience, thread.opening_state),
        _likeness(author, _AUTHOR),
    )
    values = {
        _ADDRESS: escape(hit.address),
        _TITLE: escape(french_spaces(thread.shown_title, thread.title_language)),
        _WORDS: "".join(f"<mark>{escape(one.text)}</mark>" if one.is_found else escape(one.text) for one in hit.pieces),
        _THEME: marks.theme(theme),
        marks.days[0]: marks.calendar.day(post.created_at),
        **_author_values(author, marks),
    }
    return Row(likeness, marked, values)


def _marked_theme(theme: Theme) -> Theme:
    marked = copy.copy(theme)
    marked.name_fr = marked.name_en = _THEME
    return marked
