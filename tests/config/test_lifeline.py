"""With the database server gone, a member's help page is there at once: nobody is looked up, nothing waited for."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.test import Client

from config import lifeline

POSTGRES = {"ENGINE": "django.db.backends.postgresql", "HOST": "", "PORT": "", "OPTIONS": {}}


@pytest.fixture
def listener() -> Iterator[socket.socket]:
    with socket.socket() as line:
        line.bind(("127.0.0.1", 0))
        line.listen()
        yield line


def test_a_server_that_listens_answers_and_a_closed_door_does_not(listener: socket.socket, tmp_path: Path) -> None:
    port = listener.getsockname()[1]
    assert lifeline.answers({**POSTGRES, "HOST": "127.0.0.1", "PORT": str(port)})
    listener.close()
    assert not lifeline.answers({**POSTGRES, "HOST": "127.0.0.1", "PORT": str(port)})
    assert not lifeline.answers({**POSTGRES, "OPTIONS": {"host": str(tmp_path)}, "PORT": "5433"})
    with socket.socket(socket.AF_UNIX) as line:
        line.bind(str(tmp_path / ".s.PGSQL.5433"))
        line.listen()
        assert lifeline.answers({**POSTGRES, "OPTIONS": {"host": str(tmp_path)}, "PORT": "5433"})


def test_a_file_always_answers() -> None:
    assert lifeline.answers({"ENGINE": "django.db.backends.sqlite3", "NAME": "/nowhere"})


@pytest.mark.parametrize("language", ["fr", "en"])
def test_nobody_is_looked_up_for_the_help_lines_while_the_database_is_away(language: str, monkeypatch: Any) -> None:
    """No database is allowed here: a single question to it would fail the test."""
    monkeypatch.setattr(lifeline, "answers", lambda database: False)
    client = Client(headers={"Accept-Language": "fr-FR"})
    client.cookies[settings.SESSION_COOKIE_NAME] = "whatever"
    for page in ("answering/", "words/"):
        assert client.get(f"/{language}/help/{page}").status_code == 200
        client.cookies[settings.SESSION_COOKIE_NAME] = "whatever"
    answer = client.get(f"/{language}/help/")
    assert answer.status_code == 200
    assert "3114" in answer.content.decode()
    assert answer["Cache-Control"] == "no-store"
    assert not answer.cookies
