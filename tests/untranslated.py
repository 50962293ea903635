"""Every sentence in code and templates has its French, complete and reviewed, and no French outlives its sentence.

`python -m tests.untranslated` prints what is wrong and fails. Needs gettext.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import polib

from config import translations

ROOT = Path(__file__).resolve().parent.parent
ROOMS = ["config", "markup", "record", "crisis", "members", "groups", "forum", "chat", "moderation", "templates"]


def sentences() -> polib.POFile:
    """Return every translatable sentence of the house, as gettext finds them in a copy of the sources."""
    with tempfile.TemporaryDirectory() as folder:
        for room in ROOMS:
            ignored = shutil.ignore_patterns("__pycache__", "migrations")
            shutil.copytree(ROOT / room, Path(folder) / room, ignore=ignored)
        (Path(folder) / "locale").mkdir()
        environ = {name: word for name, word in os.environ.items() if name != "DJANGO_SETTINGS_MODULE"}
        command = [
            sys.executable,
            "-m",
            "django",
            "makemessages",
            "--locale=fr",
            "--extension=html,txt,py",
            "--no-wrap",
        ]
        done = subprocess.run(command, cwd=folder, env=environ, capture_output=True, text=True, check=False)
        if done.returncode:
            raise RuntimeError(done.stderr)
        return polib.pofile(str(Path(folder) / "locale" / "fr" / "LC_MESSAGES" / "django.po"))


def faults() -> list[str]:
    """Return what is wrong, one line each; nothing when every sentence is translated once and used."""
    said = []
    areas = translations.parts()
    try:
        done = {translations.key_of(entry): entry for entry in translations.merge(areas)}
    except translations.Conflict as conflict:
        return [str(conflict)]
    found = {translations.key_of(entry): entry for entry in sentences()}
    for key, entry in found.items():
        place = ":".join(entry.occurrences[0]) if entry.occurrences else "?"
        if key not in done:
            said.append(f"{place}: no French for “{entry.msgid}”")
        elif bool(entry.msgid_plural) != bool(done[key].msgid_plural):
            said.append(f"{place}: one form or several? “{entry.msgid}”")
    for area, part in areas.items():
        for entry in part:
            if not translations.is_complete(entry):
                said.append(f"{area}.po:{entry.linenum}: fuzzy, empty or obsolete: “{entry.msgid}”")
            elif translations.key_of(entry) not in found:
                said.append(f"{area}.po:{entry.linenum}: no longer used: “{entry.msgid}”")
    return said


if __name__ == "__main__":
    wrong = faults()
    print("\n".join(wrong) or "Every sentence has its French.")
    sys.exit(bool(wrong))
