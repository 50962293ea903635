"""The French words: written in one file an area (`locale/fr/parts`), merged and compiled into what Django reads."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

import polib

from config.environment import BASE_DIR

FRENCH = BASE_DIR / "locale" / "fr"
METADATA = {
    "Content-Type": "text/plain; charset=utf-8",
    "Content-Transfer-Encoding": "8bit",
    "Language": "fr",
    "Plural-Forms": "nplurals=2; plural=(n > 1);",
}

Key = tuple[str, str]


class Conflict(Exception):
    """Two parts translate one sentence differently."""


def key_of(entry: polib.POEntry) -> Key:
    """Return what makes an entry one of its kind: its context and its sentence."""
    return (entry.msgctxt or "", entry.msgid)


def is_complete(entry: polib.POEntry) -> bool:
    """Tell whether an entry is translated and reviewed."""
    words = list(entry.msgstr_plural.values()) if entry.msgid_plural else [entry.msgstr]
    return not entry.obsolete and "fuzzy" not in entry.flags and bool(words) and all(words)


def parts(folder: Path = FRENCH) -> dict[str, polib.POFile]:
    """Return the parts by area. Raises OSError or ValueError with file and line when one cannot be read."""
    return {path.stem: polib.pofile(str(path), encoding="utf-8") for path in sorted((folder / "parts").glob("*.po"))}


def merge(areas: dict[str, polib.POFile]) -> polib.POFile:
    """Return one catalogue of all complete entries. Raises Conflict when two areas disagree about a sentence."""
    whole = polib.POFile()
    whole.metadata = METADATA
    seen: dict[Key, tuple[str, polib.POEntry]] = {}
    for area, part in areas.items():
        for entry in part:
            if not is_complete(entry):
                continue
            if key_of(entry) in seen:
                other, known = seen[key_of(entry)]
                if (known.msgstr, known.msgstr_plural) != (entry.msgstr, entry.msgstr_plural):
                    raise Conflict(f"“{entry.msgid}” is translated differently in {other}.po and {area}.po.")
                continue
            seen[key_of(entry)] = (area, entry)
            whole.append(entry)
    return whole


def compile_all(folder: Path = FRENCH) -> int:
    """Write the compiled catalogue of `folder` and return how many sentences it holds. Raises what its steps raise."""
    whole = merge(parts(folder))
    target = folder / "LC_MESSAGES" / "django.mo"
    target.parent.mkdir(parents=True, exist_ok=True)
    handle, draft = tempfile.mkstemp(dir=target.parent)
    with os.fdopen(handle, "wb") as file:
        file.write(whole.to_binary())
    # Replaced in one step: a process that starts meanwhile reads the old words or the new ones, never half of them.
    Path(draft).chmod(0o644)
    Path(draft).replace(target)
    return len(whole)
