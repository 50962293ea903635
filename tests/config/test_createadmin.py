"""The first administrator: opened from the command line, with a sign-in name that nobody chose."""

import io
from pathlib import Path

import pytest
from django.contrib.auth import authenticate
from django.core.management import CommandError, call_command

from members.models import Holding, Member, Role
from record.models import Entry
from tests import factories

pytestmark = pytest.mark.django_db

PASSWORD = "une phrase assez longue"


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "password"
    path.write_text(PASSWORD + "\n", encoding="utf-8")
    return path


def test_the_printed_name_signs_in_and_keeps_the_house(file: Path):
    out = io.StringIO()
    call_command("createadmin", password_file=file, stdout=out)
    login = out.getvalue().split("Sign-in name: ")[1].splitlines()[0]
    member = Member.objects.get()
    assert authenticate(None, username=login, password=PASSWORD) == member
    assert factories.actor_of(member).holds("administrator")
    assert Holding.objects.get(member=member).pseudonym.name in out.getvalue()
    assert PASSWORD not in out.getvalue()


def test_that_somebody_got_the_keys_stands_in_the_record(file: Path):
    call_command("createadmin", password_file=file, stdout=io.StringIO())
    assert Entry.objects.filter(kind="role.given").exists()


def test_a_public_name_may_be_chosen_but_not_taken(file: Path):
    call_command("createadmin", password_file=file, name="Clé de voûte", stdout=io.StringIO())
    assert Holding.objects.get().pseudonym.name == "Clé de voûte"
    with pytest.raises(CommandError):
        call_command("createadmin", password_file=file, name="Cle de voute", stdout=io.StringIO())
    assert Member.objects.count() == 1


@pytest.mark.parametrize("words", ["", "short", "password123"])
def test_a_poor_password_opens_nothing(tmp_path: Path, words: str):
    (tmp_path / "password").write_text(words)
    with pytest.raises(CommandError):
        call_command("createadmin", password_file=tmp_path / "password")
    assert not Member.objects.exists()
    assert not Role.objects.exists()


def test_a_missing_file_and_nobody_at_the_keyboard_are_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    with pytest.raises(CommandError, match="cannot be read"):
        call_command("createadmin", password_file=tmp_path / "absent")
    monkeypatch.setattr("sys.stdin", io.StringIO())
    with pytest.raises(CommandError, match="--password-file"):
        call_command("createadmin")


def test_the_password_may_come_from_standard_input(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("sys.stdin", io.StringIO(PASSWORD + "\n"))
    call_command("createadmin", password_file=Path("-"), stdout=io.StringIO())
    assert Member.objects.get().check_password(PASSWORD)
