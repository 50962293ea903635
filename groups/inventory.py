"""The inventory that comes with the house: six chapters and their themes, read from `data/themes.json`."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import transaction

from groups.models import Theme


def default_path() -> Path:
    """Return where the inventory stands in the product."""
    return Path(settings.BASE_DIR) / "data" / "themes.json"


def load(path: Path | None = None) -> int:
    """Add the chapters and themes of the inventory that the house does not have yet; return how many were added.

    What is there already is left as it is: administrators may have changed it. Chapters are shown, themes when the
    inventory says that one starts with them. Raises OSError or ValueError when the file cannot be read.
    """
    inventory = json.loads((path or default_path()).read_text(encoding="utf-8"))
    with transaction.atomic():
        known = dict(Theme.objects.values_list("slug", "pk"))
        rows = [_row(item, position, is_shown=True) for position, item in enumerate(inventory["chapters"], start=1)]
        added = _add_missing(rows, known)
        parents = dict(Theme.objects.filter(parent=None).values_list("slug", "pk"))
        return added + _add_missing(list(_themes(inventory["chapters"], parents)), known)


def _themes(chapters: list[dict[str, Any]], parents: dict[str, int]) -> Iterator[Theme]:
    for chapter in chapters:
        if chapter["slug"] not in parents:
            # An administrator put this chapter under another one: its themes are theirs to arrange.
            continue
        for position, item in enumerate(chapter["themes"], start=1):
            theme = _row(item, position, is_shown=bool(item["start"]))
            theme.parent_id = parents[chapter["slug"]]
            yield theme


def _row(item: dict[str, Any], position: int, *, is_shown: bool) -> Theme:
    audiences = item.get("audiences", ["concerned", "relatives"])
    return Theme(
        slug=item["slug"],
        position=position,
        name_fr=item["fr"]["name"],
        name_en=item["en"]["name"],
        description_fr=item["fr"]["description"],
        description_en=item["en"]["description"],
        synonyms_fr=item["fr"].get("synonyms", []),
        synonyms_en=item["en"].get("synonyms", []),
        for_concerned="concerned" in audiences,
        for_relatives="relatives" in audiences,
        is_sensitive=bool(item.get("sensitive")),
        is_shown=is_shown,
        note=item.get("note") or "",
        version=1,
    )


def _add_missing(rows: list[Theme], known: dict[str, int]) -> int:
    missing = [row for row in rows if row.slug not in known]
    Theme.objects.bulk_create(missing)
    return len(missing)
