"""The invented community that a new house can be filled with: everyday words about hard things, nobody in danger."""

from __future__ import annotations

import json
import re
from pathlib import Path

from crisis.detection.assess import Level
from tests.crisis.suite import Case

DATA = Path(__file__).resolve().parents[3] / "data"
_SENTENCE = re.compile(r"[^.!?\n]+[.!?]*")
# Threads whose words somebody flagged out of worry are left out: they are not harmless.
_WORRY = "worry"


def said(language: str) -> list[Case]:
    """Return every post and message of the community in `language`, and every sentence of them by itself."""
    told = json.loads((DATA / f"community-{language}.json").read_text(encoding="utf-8"))
    worried = {flag["thread"] for flag in told["flags"] if flag["reason"] == _WORRY and "thread" in flag}
    bodies = [
        post["body"]
        for number, thread in enumerate(told["threads"])
        if number not in worried
        for post in thread["posts"]
    ]
    bodies += [event["body"] for room in told["rooms"] for event in room["events"] if event.get("body")]
    found: dict[str, None] = {}
    for body in bodies:
        found[body] = None
        for sentence in _SENTENCE.findall(body):
            if len(sentence.split()) > 3:
                found[sentence.strip()] = None
    return [Case("village", language, text, Level.NONE, frozenset()) for text in found]
