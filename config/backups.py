"""The whole house in one file: a tar with the database and a manifest that lets anybody check it. Never the keys."""

from __future__ import annotations

import hashlib
import io
import json
import os
import subprocess
import sys
import tarfile
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.cache import cache
from django.core.management import call_command
from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
from django.utils import timezone

from config import dumps
from config.environment import BASE_DIR
from members.models import Member, Session

FORMAT = 1
MANIFEST = "manifest.json"
MANIFEST_LIMIT = 4 * 1024 * 1024
VERIFYING = """
import django
from django.core.management import call_command
django.setup()
call_command("migrate", interactive=False, verbosity=0)
call_command("verify_record")
"""


class BackupError(Exception):
    """A backup that cannot be made, trusted or put in place; the message is a sentence for the operator."""


@dataclass(frozen=True)
class Report:
    """What a check found: all of it good, or it would not have ended."""

    made_at: str
    tables: int
    rows: int
    record: str
    same_keys: bool


def backup(target: Path) -> dict[str, Any]:
    """Write the database to the new file `target`, readable by its owner alone, and return the manifest.

    Nobody is stopped meanwhile. Raises BackupError when the file exists or the engine refuses.
    """
    if target.exists():
        raise BackupError(f"{target} exists already; a backup never writes over another.")
    if not target.parent.is_dir():
        raise BackupError(f"There is no folder {target.parent}.")
    engine = dumps.engine()
    with tempfile.TemporaryDirectory(dir=target.parent, prefix=".backup-") as folder:
        database = Path(folder) / f"database.{engine.suffix}"
        try:
            counts = engine.dump(database)
        except dumps.DumpError as fault:
            raise BackupError(str(fault)) from fault
        manifest = {
            "format": FORMAT,
            "made_at": timezone.now().isoformat(timespec="seconds"),
            "engine": engine.name,
            "migrations": sorted([list(key) for key in MigrationRecorder(connection).applied_migrations()]),
            "keys": fingerprint(),
            "files": {database.name: {"sha256": sha256(database), "bytes": database.stat().st_size}},
            "rows": counts,
        }
        draft = Path(folder) / "whole.tar"
        handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "wb") as file:
            with tarfile.open(fileobj=file, mode="w:gz", compresslevel=6) as tar:
                _add(tar, MANIFEST, json.dumps(manifest, indent=1, sort_keys=True).encode())
                tar.add(database, arcname=database.name, filter=_anonymous)
            file.flush()
            os.fsync(file.fileno())
        try:
            os.link(draft, target)
        except FileExistsError:
            raise BackupError(f"{target} exists already; a backup never writes over another.") from None
    return manifest


def check(source: Path) -> Report:
    """Prove that `source` is whole and can be restored here: hashes, a real load elsewhere, its rows, the record.

    Raises BackupError at the first thing that is not as it should be. The house's own database is only read.
    """
    with opened(source) as (manifest, database):
        return _check(manifest, database)


def restore(source: Path, *, keep: Path | None) -> Report:
    """Check `source`, then put it in place of all that the database holds, bring it up to date, end every session.

    What the database held before is first written to `keep`, unless that is None. Raises BackupError, and changes
    nothing then.
    """
    with opened(source) as (manifest, database):
        report = _check(manifest, database)
        if not report.same_keys:
            raise BackupError(
                "The keys of this house are not those of the backup; put back seal_keys (or SEAL_KEYS) first: without "
                "them no sanction and no mask can be read again."
            )
        if keep is not None:
            backup(keep)
        connection.close()
        try:
            dumps.engine().load(database)
        except dumps.DumpError as fault:
            raise BackupError(str(fault)) from fault
    call_command("migrate", interactive=False, verbosity=0)
    # Sessions that ended since would live again, and cached pages be taken for the restored ones.
    Session.objects.all().delete()
    cache.clear()
    return report


def is_empty() -> bool:
    """Tell whether the house has no member yet, or not even tables."""
    tables = connection.introspection.table_names()
    return Member._meta.db_table not in tables or not Member.objects.exists()


@contextmanager
def opened(source: Path) -> Iterator[tuple[dict[str, Any], Path]]:
    """Give the manifest of `source` and its database, unpacked beside it for as long as it is needed.

    Raises BackupError when the file is no backup, is damaged or is of another engine or a newer version.
    """
    with tempfile.TemporaryDirectory(dir=source.absolute().parent, prefix=".restore-") as folder:
        try:
            with tarfile.open(source, "r:*") as tar:
                manifest = json.loads(_read(tar, MANIFEST, MANIFEST_LIMIT))
                engine = _fit(manifest)
                name = f"database.{engine.suffix}"
                known = manifest["files"][name]
                database = Path(folder) / name
                _unpack(tar, name, database, known["bytes"])
        except (OSError, EOFError, tarfile.TarError, KeyError, TypeError, ValueError) as fault:
            raise BackupError(f"{source} cannot be read as a backup ({type(fault).__name__}).") from fault
        if sha256(database) != known["sha256"]:
            raise BackupError("The database in the backup is not the one that was saved: its hash differs.")
        yield manifest, database


def fingerprint() -> str:
    """Return what tells one set of keys from another, and nothing about them."""
    return hashlib.sha256(b"entraide backup\n" + settings.SEAL_KEYS[-1]).hexdigest()[:16]


def sha256(path: Path) -> str:
    """Return the hash of a file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _check(manifest: dict[str, Any], database: Path) -> Report:
    try:
        with dumps.engine().throw_away(database) as (url, counts):
            if counts != manifest["rows"]:
                raise BackupError("The backup does not hold the rows that its manifest tells of.")
            record = _verified(url)
    except dumps.DumpError as fault:
        raise BackupError(str(fault)) from fault
    return Report(
        made_at=manifest["made_at"],
        tables=len(counts),
        rows=sum(counts.values()),
        record=record,
        same_keys=manifest["keys"] == fingerprint(),
    )


def _verified(url: str) -> str:
    """Have a process of its own bring the loaded copy up to date and verify the record in it; return its words."""
    environ = {**os.environ, "DATABASE_URL": url, "DJANGO_SETTINGS_MODULE": "config.settings"}
    environ |= {"SECRET_KEY": settings.SECRET_KEY, "SEAL_KEYS": ",".join(key.hex() for key in settings.SEAL_KEYS)}
    environ |= {"DATA_DIR": str(settings.DATA_DIR), "REDIS_URL": ""}
    done = subprocess.run(
        [sys.executable, "-c", VERIFYING], cwd=BASE_DIR, env=environ, capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise BackupError(f"The backup does not hold: {done.stderr.strip().splitlines()[-1]}")
    return done.stdout.strip()


def _fit(manifest: dict[str, Any]) -> dumps.Engine:
    engine = dumps.engine()
    if manifest["format"] != FORMAT:
        raise BackupError("This backup was made by another version of Entraide, in a form that this one cannot read.")
    if manifest["engine"] != engine.name:
        raise BackupError(f"This backup is of {manifest['engine']}, but DATABASE_URL says {engine.name}.")
    known = set(MigrationLoader(None).disk_migrations)
    if newer := [key for key in map(tuple, manifest["migrations"]) if key not in known]:
        raise BackupError(f"This backup was made by a newer version of Entraide ({newer[0][0]} {newer[0][1]}).")
    return engine


def _read(tar: tarfile.TarFile, name: str, limit: int) -> bytes:
    file = tar.extractfile(name)
    if file is None:
        raise ValueError(name)
    return file.read(limit)


def _unpack(tar: tarfile.TarFile, name: str, target: Path, size: int) -> None:
    """Copy exactly `size` bytes of member `name`; a damaged archive cannot fill the disk."""
    file = tar.extractfile(name)
    if file is None:
        raise ValueError(name)
    left = int(size)
    handle = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "wb") as out:
        while left and (chunk := file.read(min(left, 1 << 20))):
            out.write(chunk)
            left -= len(chunk)
    if left:
        raise EOFError(name)


def _add(tar: tarfile.TarFile, name: str, words: bytes) -> None:
    info = tarfile.TarInfo(name)
    info.size, info.mode = len(words), 0o600
    tar.addfile(info, io.BytesIO(words))


def _anonymous(info: tarfile.TarInfo) -> tarfile.TarInfo:
    """Take the operator's own names and times out of the archive."""
    info.uid = info.gid = info.mtime = 0
    info.uname = info.gname = ""
    info.mode = 0o600
    return info
