"""Keys are made once, belong to their owner alone, and never change by themselves."""

import multiprocessing
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured

from config import keys


@pytest.fixture(autouse=True)
def _no_keys_from_outside(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("SECRET_KEY", raising=False)
    monkeypatch.delenv("SEAL_KEYS", raising=False)


def test_a_key_is_made_once_and_read_by_its_owner_alone(tmp_path: Path):
    folder = tmp_path / "var"
    first = keys.secret_key(folder)
    assert len(first) >= 50
    assert keys.secret_key(folder) == first
    assert (folder / "secret_key").stat().st_mode & 0o777 == 0o600
    assert folder.stat().st_mode & 0o777 == 0o700
    assert [path.name for path in folder.iterdir()] == ["secret_key"]


def test_a_key_file_that_others_could_read_is_closed(tmp_path: Path):
    keys.seal_keys(tmp_path)
    (tmp_path / "seal_keys").chmod(0o644)
    keys.seal_keys(tmp_path)
    assert (tmp_path / "seal_keys").stat().st_mode & 0o777 == 0o600


def _start(folder: Path, gate, found) -> None:
    gate.wait()
    found.put((keys.secret_key(folder), keys.seal_keys(folder)))


def test_processes_that_start_at_once_agree_on_one_key(tmp_path: Path):
    fork = multiprocessing.get_context("fork")
    for attempt in range(5):
        gate, found = fork.Event(), fork.Queue()
        starting = [fork.Process(target=_start, args=(tmp_path / str(attempt), gate, found)) for _ in range(6)]
        for process in starting:
            process.start()
        gate.set()
        seen = [found.get(timeout=60) for _ in starting]
        for process in starting:
            process.join()
        assert all(one == seen[0] for one in seen)


def test_keys_from_outside_win_and_nothing_is_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("SECRET_KEY", "s" * 50)
    monkeypatch.setenv("SEAL_KEYS", f"{'ab' * 32}, {'cd' * 32}")
    assert keys.secret_key(tmp_path) == "s" * 50
    assert keys.seal_keys(tmp_path) == [bytes([0xAB]) * 32, bytes([0xCD]) * 32]
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("words", ["", "short", "zz" * 32, "ab" * 31, ","])
def test_a_spoilt_key_stops_the_start_instead_of_being_replaced(tmp_path: Path, words: str):
    (tmp_path / "seal_keys").write_text(words)
    with pytest.raises(ImproperlyConfigured):
        keys.seal_keys(tmp_path)
    assert (tmp_path / "seal_keys").read_text() == words


def test_a_short_secret_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("SECRET_KEY", "s" * 49)
    with pytest.raises(ImproperlyConfigured, match="SECRET_KEY"):
        keys.secret_key(tmp_path)


def test_a_data_folder_that_is_a_file_is_told(tmp_path: Path):
    (tmp_path / "var").write_text("")
    with pytest.raises(ImproperlyConfigured, match="secret_key"):
        keys.secret_key(tmp_path / "var")


def test_the_file_of_the_database_is_for_its_owner_alone(tmp_path: Path):
    file = tmp_path / "entraide.sqlite3"
    keys.keep_private(file)
    assert file.stat().st_mode & 0o777 == 0o600
    with closing(sqlite3.connect(file)) as database:
        database.execute("PRAGMA journal_mode=WAL")
        database.execute("CREATE TABLE words (body)")
        database.commit()
        assert {path.stat().st_mode & 0o777 for path in tmp_path.iterdir()} == {0o600}
        assert len(list(tmp_path.iterdir())) == 3


def test_a_file_that_others_could_read_is_closed_to_them_and_keeps_its_words(tmp_path: Path):
    file = tmp_path / "entraide.sqlite3"
    file.write_bytes(b"words")
    file.chmod(0o644)
    keys.keep_private(file)
    assert (file.stat().st_mode & 0o777, file.read_bytes()) == (0o600, b"words")


def test_where_no_file_can_be_the_start_is_not_stopped_by_it(tmp_path: Path):
    keys.keep_private(tmp_path / "nowhere" / "entraide.sqlite3")
    keys.keep_private(tmp_path)
    assert list(tmp_path.iterdir()) == []
