"""Arrange the themes of the house. Every change is an act of power and goes into the record."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils.translation import gettext_lazy as _

from groups.models import Theme
from groups.policies import can_arrange_themes
from markup import plain_text
from members.actor import Actor
from members.refusals import Refusal
from record import services as record

# What an administrator decides about a theme; the slug is decided once, because addresses must last.
CHANGEABLE = (
    "parent",
    "position",
    "name_fr",
    "name_en",
    "description_fr",
    "description_en",
    "synonyms_fr",
    "synonyms_en",
    "for_concerned",
    "for_relatives",
    "is_sensitive",
    "is_shown",
    "approval",
    "note",
)
_SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
# Words that would be hard to tell from the house's own addresses.
_RESERVED = frozenset({"new", "edit", "all"})


def add_theme(actor: Actor, *, slug: str, **wanted: Any) -> Theme:
    """Add a theme, or a chapter when `parent` is None, and record it. `wanted` takes the names in CHANGEABLE.

    Raises Refusal (not_allowed, or bad_field with the field's name).
    """
    _may(actor)
    slug = slug.strip().lower()
    if not _SLUG.fullmatch(slug) or len(slug) > 60 or slug in _RESERVED:
        sentence = _("Use 1 to 60 small letters, digits and single hyphens, for example “after-a-stroke”.")
        raise Refusal("bad_field", sentence, field="slug")
    theme = Theme(slug=slug, version=1)
    _put(theme, wanted)
    _check(theme)
    try:
        with transaction.atomic():
            theme.save(force_insert=True)
            record.write("theme.added", {"by": _name(actor), "theme": slug, "now": _facts(theme)})
    except IntegrityError as clash:
        if Theme.objects.filter(slug=slug).exists():
            sentence = _("Another theme already has this address. Choose another one.")
            raise Refusal("bad_field", sentence, field="slug") from clash
        raise
    return theme


def change_theme(actor: Actor, *, theme: Theme, **wanted: Any) -> Theme:
    """Change what `wanted` names (see CHANGEABLE), record what was and what is, and return the theme as it is now.

    Nothing is written when nothing changes. Raises Refusal (not_allowed, or bad_field with the field's name).
    """
    _may(actor)
    with transaction.atomic():
        theme = Theme.objects.select_for_update(no_key=True).get(pk=theme.pk)
        before = _facts(theme)
        _put(theme, wanted)
        _check(theme)
        after = _facts(theme)
        changed = sorted(key for key, value in after.items() if before[key] != value)
        if not changed:
            return theme
        theme.save(update_fields=CHANGEABLE)
        Theme.objects.filter(pk=theme.pk).update(version=F("version") + 1)
        content: dict[str, Any] = {"by": _name(actor), "theme": theme.slug}
        content |= {"was": {key: before[key] for key in changed}, "now": {key: after[key] for key in changed}}
        record.write("theme.changed", content)
    theme.refresh_from_db()
    return theme


def _may(actor: Actor) -> None:
    if not can_arrange_themes(actor):
        raise Refusal("not_allowed", _("Only the administrators of the house arrange its themes."))


def _put(theme: Theme, wanted: Mapping[str, Any]) -> None:
    for key, value in wanted.items():
        if key not in CHANGEABLE:
            raise TypeError(f"“{key}” is nothing that a theme can be given.")
        if key.startswith("synonyms_"):
            value = _words(value)
        elif isinstance(value, str):
            value = plain_text.tidy_line(value)
        setattr(theme, key, value)


def _words(values: list[str]) -> list[str]:
    """Return the words tidied, without empty ones and doubles, in their order."""
    tidied = (plain_text.tidy_line(value) for value in values)
    return list(dict.fromkeys(value for value in tidied if value))


def _check(theme: Theme) -> None:
    for field, longest in (("name_fr", 120), ("name_en", 120), ("description_fr", 400), ("description_en", 400)):
        words = getattr(theme, field)
        if plain_text.is_blank(words):
            raise Refusal("bad_field", _("A theme speaks both languages: please write these words too."), field=field)
        if len(words) > longest:
            raise Refusal("bad_field", _("These words are too long for their place."), field=field)
    if len(theme.note) > 400:
        raise Refusal("bad_field", _("These words are too long for their place."), field="note")
    if not (theme.for_concerned or theme.for_relatives):
        sentence = _("Say for whom the theme is: people concerned, their relatives, or both.")
        raise Refusal("bad_field", sentence, field="for_concerned")
    _check_place(theme)


def _check_place(theme: Theme) -> None:
    """Refuse a third storey: a chapter holds themes, a theme holds none."""
    parent = theme.parent
    if parent is None:
        return
    if parent.pk == theme.pk or parent.parent_id is not None:
        raise Refusal("bad_field", _("Choose one of the chapters."), field="parent")
    if theme.pk and theme.themes.exists():
        raise Refusal("bad_field", _("A chapter that holds themes cannot stand in another chapter."), field="parent")


def _facts(theme: Theme) -> dict[str, Any]:
    """Return what the record keeps of a theme: plain values."""
    facts = {key: getattr(theme, key) for key in CHANGEABLE if key != "parent"}
    return {**facts, "parent": theme.parent.slug if theme.parent else None}


def _name(actor: Actor) -> str:
    return str(actor.pseudonym_id)
