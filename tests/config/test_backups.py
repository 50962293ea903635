"""One file holds the house; it is proven before it is trusted, and put in place whole or not at all."""

import io
import json
import tarfile
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, transaction

from config import backups
from forum.models import Post, Thread
from members.models import Member, Session
from record import services as record
from record.models import Entry
from tests import factories

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def lived_in(tmp_path: Path) -> Thread:
    """A house with a member, a thread, and an act in its record."""
    factories.make_member("Marguerite")
    with transaction.atomic():
        record.write("decision.hide", {"why": "à cause d’une adresse"})
    return factories.make_thread(body="Des mots à garder — 💡.")


def tell(file: Path, **change: object) -> None:
    """Write the backup again with another manifest."""
    with tarfile.open(file) as tar:
        inside = {member.name: tar.extractfile(member).read() for member in tar}  # type: ignore[union-attr]
    manifest = {**json.loads(inside[backups.MANIFEST]), **change}
    inside[backups.MANIFEST] = json.dumps(manifest).encode()
    with tarfile.open(file, "w:gz") as tar:
        for name, words in inside.items():
            info = tarfile.TarInfo(name)
            info.size = len(words)
            tar.addfile(info, io.BytesIO(words))


def test_what_was_saved_comes_back_and_what_came_later_is_gone(lived_in: Thread, tmp_path: Path):
    file = tmp_path / "house.tar.gz"
    backups.backup(file)
    Post.objects.update(body="Autre chose.")
    later = factories.make_thread()
    report = backups.restore(file, keep=tmp_path / "before.tar.gz")
    assert Post.objects.get(thread=lived_in).body == "Des mots à garder — 💡."
    assert not Thread.objects.filter(pk=later.pk).exists()
    assert record.verify().ok
    assert Entry.objects.count() == record.verify().checked > 0
    assert report.rows > 0
    # What stood there before can be put back in turn, and the promises of the tables stand again.
    backups.restore(tmp_path / "before.tar.gz", keep=None)
    assert Thread.objects.filter(pk=later.pk).exists()
    call_command("check", databases=["default"])


def test_after_a_restore_everybody_signs_in_again(lived_in: Thread, tmp_path: Path, lucie):
    assert Session.objects.exists()
    backups.backup(tmp_path / "house.tar.gz")
    backups.restore(tmp_path / "house.tar.gz", keep=None)
    assert not Session.objects.exists()
    assert Member.objects.filter(pk=lucie.member.pk).exists()


def test_a_backup_holds_no_key_and_belongs_to_its_owner(lived_in: Thread, tmp_path: Path, settings):
    file = tmp_path / "house.tar.gz"
    backups.backup(file)
    assert file.stat().st_mode & 0o777 == 0o600
    with tarfile.open(file) as tar:
        assert len(tar.getnames()) == 2
        whole = b"".join(tar.extractfile(member).read() for member in tar)  # type: ignore[union-attr]
        assert {(member.uid, member.uname, member.mode) for member in tar} == {(0, "", 0o600)}
    for key in settings.SEAL_KEYS:
        assert key not in whole
        assert key.hex().encode() not in whole
    assert settings.SECRET_KEY.encode() not in whole
    assert [path.name for path in tmp_path.iterdir()] == ["house.tar.gz"]


def test_the_check_says_what_it_found_and_changes_nothing(lived_in: Thread, tmp_path: Path, capsys):
    file = tmp_path / "house.tar.gz"
    call_command("backup", str(file))
    Post.objects.update(body="Autre chose.")
    call_command("restore", str(file), "--check")
    said = capsys.readouterr().out
    assert "The record holds" in said
    assert "tables" in said
    assert Post.objects.get(thread=lived_in).body == "Autre chose."
    assert [path.name for path in tmp_path.iterdir()] == ["house.tar.gz"]


def test_a_backup_never_writes_over_another(tmp_path: Path):
    (tmp_path / "house.tar.gz").write_text("older")
    with pytest.raises(backups.BackupError, match="exists already"):
        backups.backup(tmp_path / "house.tar.gz")
    assert (tmp_path / "house.tar.gz").read_text() == "older"


@pytest.mark.parametrize("spoil", ["cut", "flipped", "not a tar", "empty", "absent"])
def test_a_damaged_backup_is_refused_and_changes_nothing(lived_in: Thread, tmp_path: Path, spoil: str):
    file = tmp_path / "house.tar.gz"
    backups.backup(file)
    words = bytearray(file.read_bytes())
    if spoil == "cut":
        file.write_bytes(words[: len(words) // 2])
    elif spoil == "flipped":
        words[len(words) // 2] ^= 0xFF
        file.write_bytes(words)
    elif spoil == "absent":
        file.unlink()
    else:
        file.write_bytes(b"" if spoil == "empty" else b"not a tar at all")
    with pytest.raises(backups.BackupError):
        backups.check(file)
    with pytest.raises(backups.BackupError):
        backups.restore(file, keep=None)
    assert Thread.objects.filter(pk=lived_in.pk).exists()


@pytest.mark.parametrize(
    "change, sentence",
    [
        ({"engine": "oracle"}, "is of oracle"),
        ({"format": 2}, "another version"),
        ({"migrations": [["forum", "9999_from_the_future"]]}, "newer version"),
        ({"rows": {"forum_post": 5}}, "rows"),
        ({"files": {}}, "cannot be read"),
    ],
)
def test_a_backup_that_does_not_fit_is_refused_with_a_sentence(
    lived_in: Thread, tmp_path: Path, change: dict, sentence: str
):
    file = tmp_path / "house.tar.gz"
    backups.backup(file)
    tell(file, **change)
    with pytest.raises(backups.BackupError, match=sentence):
        backups.check(file)


def test_another_database_under_the_same_manifest_is_noticed(lived_in: Thread, tmp_path: Path):
    file = tmp_path / "house.tar.gz"
    manifest = backups.backup(file)
    [(name, facts)] = manifest["files"].items()
    tell(file, files={name: {**facts, "sha256": "0" * 64}})
    with pytest.raises(backups.BackupError, match="hash differs"):
        backups.check(file)


def test_a_record_that_somebody_changed_does_not_pass_the_check(lived_in: Thread, tmp_path: Path):
    from tests.triggers import lowered

    with lowered():
        Entry.objects.update(kind="decision.nothing")
    backups.backup(tmp_path / "house.tar.gz")
    with pytest.raises(backups.BackupError, match="record does not hold"):
        backups.check(tmp_path / "house.tar.gz")
    # The house that flushes after this test must find the promises in place.
    assert record.verify().ok is False


def test_without_its_keys_a_backup_is_checked_but_not_restored(lived_in: Thread, tmp_path: Path, settings, capsys):
    file = tmp_path / "house.tar.gz"
    backups.backup(file)
    settings.SEAL_KEYS = [b"k" * 32]
    call_command("restore", str(file), "--check")
    assert "not those of this house" in capsys.readouterr().out
    with pytest.raises(CommandError, match="seal_keys"):
        call_command("restore", str(file), "--replace")


def test_members_are_never_replaced_unasked(lived_in: Thread, tmp_path: Path, settings):
    file = tmp_path / "house.tar.gz"
    backups.backup(file)
    with pytest.raises(CommandError, match="--replace"):
        call_command("restore", str(file))
    settings.DATA_DIR = tmp_path / "var"
    call_command("restore", str(file), "--replace")
    [kept] = (tmp_path / "var" / "before-restore").iterdir()
    assert backups.check(kept).rows > 0


def test_no_throw_away_database_stays_behind(lived_in: Thread, tmp_path: Path):
    backups.backup(tmp_path / "house.tar.gz")
    backups.check(tmp_path / "house.tar.gz")
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT datname FROM pg_database WHERE datname LIKE 'entraide_check_%'")
            assert cursor.fetchall() == []
    assert [path.name for path in tmp_path.iterdir()] == ["house.tar.gz"]
