"""What browsers send, and what their pages hold: forms filled in, boxes read back."""

from __future__ import annotations

import html
import re
from typing import Any
from uuid import uuid4

WORDS = "Chez nous, c’est le soir <que> c’est le plus dur.\n\n« Il attend » & il écoute."


def form_of_thread(**wanted: Any) -> dict[str, Any]:
    given = {"title": "Le soir", "body": WORDS, "language": "fr", "audience": "anyone", "nonce": str(uuid4())}
    return {**given, **wanted}


def form_of_reply(**wanted: Any) -> dict[str, Any]:
    return {"body": WORDS, "nonce": str(uuid4()), **wanted}


def kept(response: Any, words: str = WORDS) -> bool:
    """Whether `words` stand in a box of the page, exactly."""
    boxes = re.findall(r"<textarea[^>]*>\n?(.*?)</textarea>", response.content.decode(), re.DOTALL)
    return words.replace("\r\n", "\n") in [html.unescape(box).replace("\r\n", "\n") for box in boxes]


def nonce_in(response: Any) -> str:
    return re.search(r'name="nonce" value="([0-9a-f-]{36})"', response.content.decode())[1]
