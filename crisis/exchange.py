"""The help lines as a file to be handed on: JSON as it is kept, or CSV for a spreadsheet."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext

from crisis import hours
from crisis.helplines import BadData, place_of

FIELDS = (
    *("slug", "country", "region", "name", "names", "about", "purpose", "also_for", "phone", "option", "text"),
    *("chat_url", "web_url", "hours", "languages", "free", "sources", "verified", "as_of", "confidence"),
    *("announced", "notes"),
)
# What is more than a word stands in its cell as JSON.
_NESTED = frozenset({"names", "about", "also_for", "text", "hours", "languages", "free", "sources", "announced"})
_MOST_BYTES = 2_000_000


def as_json(rows: Sequence[dict[str, Any]]) -> str:
    """Return `rows` as JSON, in the form of the file that comes with the house."""
    return json.dumps(list(rows), ensure_ascii=False, indent=1) + "\n"


def as_csv(rows: Sequence[dict[str, Any]]) -> str:
    """Return `rows` as CSV. No cell begins as a formula would."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(FIELDS)
    for row in rows:
        writer.writerow([_cell(name, row.get(name)) for name in FIELDS])
    return out.getvalue()


def read(content: bytes) -> list[dict[str, Any]]:
    """Return the rows of a file in either form. Raises BadData when it is neither."""
    if len(content) > _MOST_BYTES:
        raise BadData(gettext("This file is too large to be one of help lines."))
    try:
        text = content.decode("utf-8-sig")
        rows = json.loads(text) if text.lstrip().startswith("[") else _from_csv(text)
    except (ValueError, RecursionError, csv.Error) as wrong:
        raise BadData(gettext("This file cannot be read as JSON or CSV.")) from wrong
    if (
        not isinstance(rows, list)
        or not rows
        or not all(isinstance(row, dict) and set(FIELDS) == set(row) for row in rows)
    ):
        raise BadData(gettext("This file does not hold the columns of help lines."))
    # Hours that a person wrote as words become a rule where they are plain enough.
    return [{**row, "hours": hours.as_rule(row["hours"], place=place_of(row))} for row in rows]


def _from_csv(text: str) -> list[dict[str, Any]]:
    return [{name: _value(name, cell) for name, cell in row.items()} for row in csv.DictReader(io.StringIO(text))]


def _cell(name: str, value: Any) -> str:
    if name in _NESTED:
        return json.dumps(value, ensure_ascii=False)
    found = "" if value is None else str(value)
    # A spreadsheet takes these for formulas; a telephone number with a plus is one of them.
    return f"'{found}" if found[:1] in {"=", "+", "-", "@", "'"} else found


def _value(name: Any, cell: Any) -> Any:
    if name == "hours" and isinstance(cell, str) and not cell.startswith(("{", "[", '"', "null")):
        return cell.removeprefix("'") or None
    if name in _NESTED:
        return json.loads(cell)
    found = cell.removeprefix("'") if isinstance(cell, str) else cell
    return found or None
