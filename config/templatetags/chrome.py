"""What stands around every page: the same for all guests of a language and a place, so it is drawn once for them."""

from __future__ import annotations

import re
from functools import lru_cache
from html import escape
from typing import Any

from django import template
from django.conf import settings
from django.core.signals import setting_changed
from django.template.base import Template
from django.urls import get_script_prefix
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

register = template.Library()

_BACK, _OTHER = "\ue000back\ue000", "\ue000other\ue000"
_MARKS = re.compile(f"({_BACK}|{_OTHER})")


@register.simple_tag(takes_context=True)
def around(context: template.Context, part: str) -> SafeString:
    """Print `components/<part>.html`.

    For a guest it may hang on the language, on `place`, on whether there are `come_back` and `other_language.address`,
    and print these two; on nothing else. For members it is drawn like any template.
    """
    assert context.template is not None
    drawing = context.template.engine.get_template(f"components/{part}.html")
    actor = context.get("actor")
    if actor and not actor.is_guest:
        return drawing.render(context)
    back, other = str(context.get("come_back") or ""), str((context.get("other_language") or {}).get("address") or "")
    values = {_BACK: escape(back), _OTHER: escape(other)}
    place = str(context.get("place") or "")
    pieces = _drawn(
        drawing, get_language() or "", place, bool(back), bool(other), get_script_prefix(), settings.ROOT_URLCONF
    )
    return mark_safe("".join([values[one] if at % 2 else one for at, one in enumerate(pieces)]))


@lru_cache(maxsize=128)
def _drawn(
    drawing: Template, _language: str, place: str, has_back: bool, has_other: bool, _prefix: str, _addresses: str
) -> list[str]:
    context: dict[str, Any] = {"place": place, "come_back": _BACK if has_back else ""}
    context["other_language"] = {"address": _OTHER if has_other else ""}
    return _MARKS.split(drawing.render(template.Context(context)))


def _forget(*, setting: str, **_: Any) -> None:
    if setting in {"STORAGES", "STATIC_URL", "STATIC_ROOT", "TEMPLATES"}:
        _drawn.cache_clear()


setting_changed.connect(_forget)
