"""What every template needs: drawings, days and hours in words, French spacing, and the one door for stored HTML."""

from __future__ import annotations

import html
import re
from datetime import UTC, date, datetime
from functools import lru_cache
from typing import Any

from django import template
from django.core.signals import setting_changed
from django.templatetags.static import static
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html, strip_tags
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, gettext, pgettext

register = template.Library()

NBSP = "\u00a0"

# The names of the drawings in static/icons/icons.svg; a test holds the two together.
ICONS = frozenset(
    "lamp lampoff lampq exit home shelf window cup search flag reply quote follow lock world members mask hand clock"
    " phone sms check wait back pen put heart same sprout light slow line people right left letter pin pause give mute"
    " tool key more".split()
)
WINDOWS = frozenset({"open", "held", "closed"})
SHAPES, MASK_SHAPES = 10, 12
HUES = ("straw", "sage", "sky", "rose", "lilac", "sand", "mint", "fog")


@lru_cache(maxsize=1)
def sprite_address() -> str:
    """Return the address of the file that holds every shared drawing."""
    return static("icons/icons.svg")


@lru_cache(maxsize=512)
def _drawing(symbol: str, css: str, box: str) -> SafeString:
    """Return an `<svg>` that shows `symbol` of the sprite. The arguments come from this module, never from people."""
    return mark_safe(
        f'<svg class="{css}" viewBox="{box}" aria-hidden="true"><use href="{sprite_address()}#{symbol}"/></svg>'
    )


def _forget_addresses(*, setting: str, **_: Any) -> None:
    if setting in {"STORAGES", "STATIC_URL", "STATIC_ROOT"}:
        sprite_address.cache_clear()
        _drawing.cache_clear()


setting_changed.connect(_forget_addresses)


# --- drawings -------------------------------------------------------------------------------------
@register.simple_tag
def sprite() -> str:
    """Return the address of the sprite, for scripts that draw (`#i-…`, `#face-0` …, `#mask-0` …, `#window-…`)."""
    return sprite_address()


@register.simple_tag
def icon(name: str, extra: str = "") -> SafeString:
    """Draw an icon; it always stands beside a word. `extra="turn"` adds a class. Raises TemplateSyntaxError."""
    if name not in ICONS or extra not in {"", "turn"}:
        raise template.TemplateSyntaxError(f"There is no icon “{name}”.")
    return _drawing(f"i-{name}", f"icon {extra}".rstrip(), "0 0 24 24")


@register.simple_tag
def window(state: str) -> SafeString:
    """Draw the window of a room in `state` (open, held, closed). Raises TemplateSyntaxError for any other."""
    if state not in WINDOWS:
        raise template.TemplateSyntaxError(f"A window cannot be “{state}”.")
    return _drawing(f"window-{state}", "window", "0 0 72 72")


@register.simple_tag
def face(author: Any, size: str = "") -> SafeString:
    """Draw the face of `author` (a name, an actor or a mapping with shape and hue). `size` is "", "big" or "tiny"."""
    if isinstance(author, dict):
        shape, hue, is_mask = author.get("shape", 0), author.get("hue", 0), author.get("mask", False)
    else:
        shape, hue, is_mask = (getattr(author, name, 0) for name in ("shape", "hue", "is_mask"))
    css = f"face hue-{HUES[int(hue or 0) % len(HUES)]}"
    if size in {"big", "tiny"}:
        css = f"{css} {size}"
    drawing = f"mask-{int(shape or 0) % MASK_SHAPES}" if is_mask else f"face-{int(shape or 0) % SHAPES}"
    return _drawing(drawing, css, "0 0 48 48")


_INBOX_ICONS = {"outcome": "check", "care": "heart", "reply": "reply", "notice": "lamp"}
_INBOX_ICONS |= {"call": "hand", "follow": "follow", "wait": "wait", "ask": "world"}


@register.simple_tag
def inbox_icon(kind: str) -> SafeString:
    """Draw the icon of a line of the inbox: an answer, a letter, a word of care, what became of a report."""
    return icon(_INBOX_ICONS.get(str(kind), "letter"))


@register.simple_tag
def hue_name(number: int) -> str:
    """Return the name of a paper, for the class `hue-…` of a drawing that a script fills in."""
    return HUES[int(number) % len(HUES)]


@register.simple_tag
def brand() -> SafeString:
    """Draw the sign of the house."""
    return _drawing("brand", "sign", "0 0 40 40")


@register.simple_tag
def street() -> SafeString:
    """Draw the street at the foot of the page."""
    return mark_safe(
        '<svg class="street" viewBox="0 0 1600 112" preserveAspectRatio="xMidYMax slice" aria-hidden="true">'
        f'<use href="{sprite_address()}#street"/></svg>'
    )


@register.simple_tag
def trade(author: Any) -> SafeString:
    """Print what a resource person is, beside their name; nothing for others."""
    words = getattr(author, "shown_trade", "")
    return format_html(' <span class="tag boxed">{}</span>', words) if words else SafeString("")


@register.simple_tag
def masked(author: Any) -> SafeString:
    """Print the word that stands beside every mask; nothing for other names."""
    if not getattr(author, "is_mask", False):
        return SafeString("")
    return format_html(' <span class="tag boxed">{} {}</span>', icon("mask"), pgettext("name", "mask"))


# --- stored HTML ----------------------------------------------------------------------------------
@register.filter(name="sanitised")
def sanitised_filter(stored: str | None) -> SafeString:
    """Print HTML that `markup` sanitised before it was stored. Never hand it anything else."""
    return mark_safe(stored or "")


@register.simple_tag
def sanitised(stored: str | None) -> SafeString:
    """Print HTML that `markup` sanitised before it was stored: `{% sanitised post.html %}`."""
    return sanitised_filter(stored)


@register.filter
def first_sentences(stored: str | None, length: int = 200) -> str:
    """Return the beginning of stored HTML as plain text, for a line in a list; the template escapes it."""
    words = " ".join(html.unescape(strip_tags((stored or "").replace("</p>", " "))).split())
    if len(words) <= length:
        return words
    return words[:length].rsplit(" ", 1)[0].rstrip(" ,;:.…") + "…"


# --- French spacing -------------------------------------------------------------------------------
_SPACES = " \u00a0\u202f"
_BEFORE = re.compile(r"(?<=[^\s]) +(?=[:;!?»%€])|(?<=[\w)\].…’”])(?=[;!?»](?:$|[\s;!?»)\].,…]))")
_AFTER = re.compile(rf"«[{_SPACES}]*(?=\S)")


@register.filter
def french_spaces(text: Any, language: str = "") -> str:
    """Put no-break spaces before ; : ! ? » and after «, where the words are French.

    `language` is the language of the words; without it, that of the page. For titles and sentences, not for HTML:
    the result is text and is escaped as such. A colon that touches its word is left alone (hours, addresses).
    """
    words = str(text or "")
    if (language or get_language()) != "fr":
        return words
    return _BEFORE.sub(NBSP, _AFTER.sub("«" + NBSP, words))


# --- days and hours -------------------------------------------------------------------------------
def day_words(value: date | datetime) -> str:
    """Return a day in words: “dimanche 14 juin”, “Sunday 14 June”; with the year when it is not the present one."""
    on = timezone.localtime(value) if isinstance(value, datetime) else value
    number = "1er" if on.day == 1 and get_language() == "fr" else str(on.day)
    words = f"{date_format(on, 'l')} {number}{NBSP}{date_format(on, 'F')}"
    return words if on.year == timezone.localdate().year else f"{words}{NBSP}{on.year}"


def clock_words(value: datetime) -> str:
    """Return an hour in words: “19 h 40”, “19 h”; “7:40 pm”, “7 pm”."""
    at = timezone.localtime(value)
    if get_language() == "fr":
        return f"{at.hour}{NBSP}h{NBSP}{at.minute:02}" if at.minute else f"{at.hour}{NBSP}h"
    half = "am" if at.hour < 12 else "pm"
    hour = at.hour % 12 or 12
    return f"{hour}:{at.minute:02}{NBSP}{half}" if at.minute else f"{hour}{NBSP}{half}"


@lru_cache(maxsize=4096)
def _moment(minute: datetime, _seen_from: tuple[str, str, date]) -> SafeString:
    """Print a minute. What it looks like hangs on language, time zone and, for the year, the present day alone."""
    return _time(minute, f"{day_words(minute)}, {clock_words(minute)}")


@lru_cache(maxsize=4096)
def _day(on: date, _seen_from: tuple[str, str, date]) -> SafeString:
    return _time(on, day_words(on))


class Calendar:
    """Prints days and moments as the reader of a page sees them: their language, their zone, the present year.

    A long page makes one for all its rows.
    """

    def __init__(self) -> None:
        self._zone = timezone.get_current_timezone()
        self._seen_from = (get_language() or "", timezone.get_current_timezone_name(), timezone.localdate())

    def moment(self, value: datetime | None) -> str:
        """Print when something was said: “dimanche 14 juin, 19 h 40”; nothing for nothing."""
        if not value:
            return ""
        # In UTC no two instants share a name, as they do in the hour that autumn brings twice.
        return _moment(value.astimezone(UTC).replace(second=0, microsecond=0), self._seen_from)

    def day(self, value: date | datetime | None) -> str:
        """Print a day: “dimanche 14 juin”; nothing for nothing."""
        if value is None:
            return ""
        return _day(value.astimezone(self._zone).date() if isinstance(value, datetime) else value, self._seen_from)


def _time(value: date | datetime, words: str) -> SafeString:
    machine = (
        timezone.localtime(value).isoformat(timespec="minutes") if isinstance(value, datetime) else value.isoformat()
    )
    return format_html('<time datetime="{}">{}</time>', machine, words)


@register.simple_tag
def moment(value: datetime | None) -> str:
    """Print when something was said: “dimanche 14 juin, 19 h 40”."""
    return Calendar().moment(value)


@register.simple_tag
def day(value: date | datetime | None) -> str:
    """Print a day: “dimanche 14 juin”."""
    return Calendar().day(value)


@register.simple_tag
def clock(value: datetime | None) -> str:
    """Print an hour: “19 h 40”."""
    return _time(value, clock_words(value)) if value else ""


@register.filter
def month(value: date | None) -> str:
    """Return a month in words: “juin 2026”."""
    return f"{date_format(value, 'F')}{NBSP}{value.year}" if value else ""


@register.filter
def in_day_words(value: date | datetime | None) -> str:
    """Return a day as plain text, for a sentence that cannot hold a `<time>`."""
    return day_words(value) if value else ""


@register.filter
def in_clock_words(value: datetime | None) -> str:
    """Return an hour as plain text, for a sentence that cannot hold a `<time>`."""
    return clock_words(value) if value else ""


# --- how things stand -----------------------------------------------------------------------------
@register.simple_tag
def standing_words(thread: Any) -> str:
    """Say how a thread stands, in words: closed, waiting for a first answer, or the day of its last post."""
    if thread.is_locked:
        return gettext("This thread is closed; it can be read")
    if not thread.is_answered:
        return gettext("Waiting for a first answer")
    before, _, after = gettext("Someone wrote here on %(day)s").partition("%(day)s")
    return format_html("{}{}{}", before, day(thread.last_post_at), after)


@register.filter
def room_state_words(state: str) -> str:
    """Return the word on a room's window."""
    return {
        "open": pgettext("room", "Open"),
        "held": pgettext("room", "Paused"),
        "closed": pgettext("room", "Closed"),
    }.get(str(state), "")


@register.filter
def language_name(code: str) -> str:
    """Return a language's own name."""
    return {"fr": "Français", "en": "English"}.get(str(code), "")


@register.simple_tag
def foreign(code: str) -> str:
    """Print ` lang="en"` where words in `code` stand on a page in another language, and nothing otherwise."""
    return format_html(' lang="{}"', code) if is_foreign(code) else ""


@register.filter
def is_foreign(code: str) -> bool:
    """Whether words in `code` are in another language than the page."""
    return bool(code) and code != get_language()
