"""The protocol's page says what the code does: every frame, kind, error and close code, and examples that are true."""

from __future__ import annotations

import ast
import json
import re
from pathlib import Path
from typing import Any

import polib
import pytest
from django.conf import settings

from chat.models import EventKind, GestureKind, RoomState
from chat.wire import room_object
from config.frames import FRAMES
from moderation.models import Reason
from tests import factories

PAGE = (Path(settings.BASE_DIR) / "docs" / "chat-protocol.md").read_text(encoding="utf-8")
# Of the server itself, not of the house.
OF_THE_SERVER = {"1007", "1009"}


def section(title: str) -> str:
    return PAGE.split(f"\n## {title}\n")[1].split("\n## ")[0]


def first_cells(title: str) -> set[str]:
    """Every word in the first cell of the rows of a section's tables."""
    found = set()
    for line in section(title).splitlines():
        if re.match(r"\| (`|\d{4} )", line) and not line.startswith("| `code` | meaning"):
            found |= set(re.findall(r"[a-z_]+|\d{4}", line.split("|")[1]))
    return found


def trees(*apps: str) -> list[ast.Module]:
    root = Path(settings.BASE_DIR)
    files = [path for app in apps for path in (root / app).rglob("*.py") if "migrations" not in path.parts]
    return [ast.parse(path.read_text(encoding="utf-8")) for path in files]


def frame_types() -> set[str]:
    """Every `"type"` that chat and moderation write into a frame."""
    found = set()
    for tree in trees("chat", "moderation"):
        for node in ast.walk(tree):
            if isinstance(node, ast.Dict):
                for key, value in zip(node.keys, node.values, strict=True):
                    if isinstance(key, ast.Constant) and key.value == "type" and isinstance(value, ast.Constant):
                        found.add(str(value.value))
    return {kind for kind in found if not kind.startswith("websocket.")} - {"news"}


def error_codes() -> set[str]:
    """The code of every refusal that is written out in the apps behind the frames."""
    found = {RoomState.HELD.value, RoomState.CLOSED.value}
    for tree in trees("chat", "members"):
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "Refusal" and node.args:
                code = node.args[0]
                if isinstance(code, ast.Constant):
                    found.add(str(code.value))
    return found


def close_codes() -> set[str]:
    found = set()
    for tree in trees("chat"):
        for node in ast.walk(tree):
            number = node.value if isinstance(node, ast.Constant) and isinstance(node.value, int) else 0
            if 4400 <= number < 4500 or number in {1012, 1013}:
                found.add(str(number))
    return found


def examples(arrow: str) -> list[dict[str, Any]]:
    """Every example that is a frame, read as JSON: a broken one fails here."""
    blocks = re.findall(r"```\n(.*?)```", PAGE, re.DOTALL)
    lines = [line for block in blocks for line in block.splitlines() if line.startswith(f"{arrow} {{")]
    return [json.loads(line[2:]) for line in lines if "…" not in line.rpartition("}")[2]]


def sentences() -> list[re.Pattern[str]]:
    """What the house says in English, as patterns: its variables may be anything."""
    found = []
    for path in (Path(settings.BASE_DIR) / "locale" / "fr" / "parts").glob("*.po"):
        for entry in polib.pofile(str(path)):
            for text in filter(None, (entry.msgid, entry.msgid_plural)):
                pieces = re.split(r"%\([a-z_]+\)s", text)
                found.append(re.compile(".+".join(re.escape(piece) for piece in pieces)))
    return found


def test_every_frame_stands_on_the_page_and_no_other() -> None:
    assert first_cells("Client to house") == set(FRAMES)
    told = {name for name in first_cells("House to client") if name not in EventKind.values}
    assert told == frame_types()


def test_every_kind_of_event_and_every_gesture_stands_on_the_page() -> None:
    assert set(EventKind.values) <= first_cells("House to client")
    assert all(f"`{kind}`" in section("House to client") for kind in GestureKind.values)
    assert all(f"`{reason}`" in section("Client to house") for reason in Reason.values)


def test_every_error_stands_on_the_page_and_no_other() -> None:
    assert first_cells("Errors") == error_codes()


def test_every_close_code_stands_on_the_page_and_no_other() -> None:
    assert first_cells("Closes") == close_codes()
    assert all(code in section("Closes") for code in OF_THE_SERVER)


def test_there_is_an_example_of_everything() -> None:
    said, told = examples("→"), examples("←")
    assert {frame["type"] for frame in said} == set(FRAMES)
    assert {frame["type"] for frame in told} == frame_types()
    assert {frame["kind"] for frame in told if frame["type"] == "event"} == set(EventKind.values)
    assert {frame["code"] for frame in told if frame["type"] == "error"} == error_codes()
    assert set(re.findall(r"^← close (\d+)$", PAGE, re.MULTILINE)) == close_codes()


def test_the_sentences_of_the_examples_are_those_of_the_house() -> None:
    known = sentences()
    for frame in examples("←"):
        if frame["type"] == "error":
            assert any(pattern.fullmatch(frame["detail"]) for pattern in known), frame["detail"]


@pytest.mark.django_db
def test_the_examples_have_the_fields_of_the_real_frames() -> None:
    hello = next(frame for frame in examples("←") if frame["type"] == "hello")
    assert list(hello["room"]) == list(room_object(factories.make_room()))
    for frame in examples("←"):
        if frame["type"] == "event":
            assert list(frame)[:6] == ["type", "seq", "kind", "id", "at", "author"]
