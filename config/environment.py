"""What the environment says, typed; nonsense stops the start with a sentence.

Every variable is explained in `.env.example`.
"""

from __future__ import annotations

import ipaddress
import os
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import environ as django_environ
from django.core.exceptions import ImproperlyConfigured

LOOPBACK = {"localhost", "127.0.0.1", "::1"}
BASE_DIR = Path(__file__).resolve().parent.parent
HOST_NAME = re.compile(r"[0-9A-Za-z]([0-9A-Za-z.-]{0,252}[0-9A-Za-z])?")
ENGINES = {
    "sqlite": "django.db.backends.sqlite3",
    "postgres": "django.db.backends.postgresql",
    "postgresql": "django.db.backends.postgresql",
}
MAIL_SCHEMES = {"smtp", "smtp+tls", "smtps", "smtp+ssl", "consolemail"}
DATABASE_FORMS = "postgres://user:password@host:5432/name, postgres://user@/name?host=/socket/folder or sqlite:////path"


def flag(environ: Mapping[str, str], name: str, *, default: bool) -> bool:
    """Return the on/off variable `name`. Raises ImproperlyConfigured for any other word."""
    word = environ.get(name, "").strip().lower()
    if not word:
        return default
    if word in {"on", "1", "true", "yes"}:
        return True
    if word in {"off", "0", "false", "no"}:
        return False
    raise ImproperlyConfigured(f"{name} is “{word}”; it must be “on” or “off”.")


def port(environ: Mapping[str, str], name: str, *, default: int) -> int:
    """Return the TCP port in `name`, 1 to 65535. Raises ImproperlyConfigured otherwise."""
    word = environ.get(name, "").strip()
    if not word:
        return default
    if not word.isascii() or not word.isdigit() or not 1 <= int(word) <= 65535:
        raise ImproperlyConfigured(f"{name} is “{word}”; it must be a port number from 1 to 65535.")
    return int(word)


def count(environ: Mapping[str, str], name: str, *, most: int, default: int = 0) -> int:
    """Return the small number in `name`, `default` when it is not given. Raises ImproperlyConfigured otherwise."""
    word = environ.get(name, "").strip() or str(default)
    if not word.isascii() or not word.isdigit() or int(word) > most:
        raise ImproperlyConfigured(f"{name} is “{word}”; it must be a number from 0 to {most}.")
    return int(word)


def one_of(environ: Mapping[str, str], name: str, words: tuple[str, ...]) -> str:
    """Return the word in `name`, the first of `words` when it is not given. Raises ImproperlyConfigured otherwise."""
    word = environ.get(name, "").strip().lower() or words[0]
    if word not in words:
        raise ImproperlyConfigured(f"{name} is “{word}”; it must be one of: {', '.join(words)}.")
    return word


@dataclass(frozen=True)
class Environment:
    """The typed environment of one process."""

    host: str
    port: int
    site_url: str
    database_url: str
    redis_url: str
    data_dir: Path
    rate_limits: bool
    lost_keys: bool
    debug: bool
    exit_url: str
    trusted_proxies: int
    record_years: int
    set_aside_after: int
    approval_hours: int
    page_cache_mib: int
    approval: str
    mail_url: str
    mail_from: str

    @property
    def site_host(self) -> str:
        return urlsplit(self.site_url).hostname or ""

    @property
    def is_https(self) -> bool:
        return self.site_url.startswith("https://")

    @property
    def is_loopback(self) -> bool:
        """True when both the listening address and the public one are this machine alone."""
        return self.host in LOOPBACK and self.site_host in LOOPBACK


def split(name: str, address: str) -> tuple[str, str]:
    """Return scheme and host of `address`, the value of variable `name`. Raises ImproperlyConfigured if it is none."""
    try:
        parts = urlsplit(address)
        # Reading the port is what checks it.
        _ = parts.port
    except ValueError:
        raise ImproperlyConfigured(f"{name} is “{address}”, which is not an address.") from None
    return parts.scheme, parts.hostname or ""


def is_host(word: str) -> bool:
    """Tell whether `word` is a name or an address without port."""
    if ":" not in word:
        return HOST_NAME.fullmatch(word) is not None
    try:
        ipaddress.IPv6Address(word)
    except ValueError:
        return False
    return True


def as_browsers_write(site_url: str) -> str:
    """Return a checked address as browsers say it in `Origin`: small letters, no port that goes without saying."""
    parts = urlsplit(site_url)
    host = f"[{parts.hostname}]" if ":" in (parts.hostname or "") else parts.hostname
    usual = {"http": 80, "https": 443}[parts.scheme]
    return f"{parts.scheme}://{host}" + (f":{parts.port}" if parts.port not in {None, usual} else "")


def database(url: str, *, data_dir: Path) -> dict[str, Any]:
    """Return Django's settings of the database at `url`, SQLite in `data_dir` when it is empty.

    What stands behind the question mark goes to the driver. Raises ImproperlyConfigured for anything else; the sentence
    never repeats the address, which may hold a password.
    """
    if not url:
        return {"ENGINE": ENGINES["sqlite"], "NAME": data_dir / "entraide.sqlite3", "OPTIONS": {}}
    try:
        scheme = urlsplit(url).scheme
        found = dict(django_environ.Env.db_url_config(url)) if scheme in ENGINES else {}
    except Exception:
        found = {}
    name = str(found.get("NAME") or "")
    if not name or (found["ENGINE"] == ENGINES["sqlite"] and name == ":memory:"):
        raise ImproperlyConfigured(f"DATABASE_URL cannot be read; it must look like {DATABASE_FORMS}.")
    return {**found, "ENGINE": ENGINES[scheme], "OPTIONS": dict(found.get("OPTIONS") or {})}


def mail(url: str) -> dict[str, Any]:
    """Return Django's settings of the mail server at `url`, {} when it is empty.

    Raises ImproperlyConfigured for anything else; the sentence never repeats the address, which may hold a password.
    """
    if not url:
        return {}
    try:
        scheme = urlsplit(url).scheme
        found = dict(django_environ.Env.email_url_config(url)) if scheme in MAIL_SCHEMES else {}
    except Exception:
        found = {}
    if not found or (scheme != "consolemail" and not found.get("EMAIL_HOST")):
        raise ImproperlyConfigured("MAIL_URL cannot be read; it must look like smtp+tls://user:password@host:587.")
    return found


def read(environ: Mapping[str, str] = os.environ) -> Environment:
    """Read and check the environment. Raises ImproperlyConfigured with a sentence for the operator."""

    def word(name: str) -> str:
        return environ.get(name, "").strip()

    listen = word("HOST") or "127.0.0.1"
    if not is_host(listen):
        raise ImproperlyConfigured(f"HOST is “{listen}”; it must be a name or an address without port, like 127.0.0.1.")
    number = port(environ, "PORT", default=8000)
    site_url = (word("SITE_URL") or f"http://localhost:{number}").rstrip("/")
    scheme, site_host = split("SITE_URL", site_url)
    bare = scheme in {"http", "https"} and site_host and re.fullmatch(r"https?://[^/?#@\s*]+", site_url)
    if not bare or not is_host(site_host):
        raise ImproperlyConfigured(f"SITE_URL is “{site_url}”; it must look like https://entraide.example.org.")
    site_url = as_browsers_write(site_url)
    exit_url = word("EXIT_URL")
    if exit_url and (split("EXIT_URL", exit_url)[0] not in {"http", "https"} or not split("EXIT_URL", exit_url)[1]):
        raise ImproperlyConfigured(f"EXIT_URL is “{exit_url}”; it must be a whole address, beginning with https://.")
    redis_url = word("REDIS_URL")
    if redis_url and split("REDIS_URL", redis_url)[0] not in {"redis", "rediss", "unix"}:
        raise ImproperlyConfigured("REDIS_URL cannot be read; it must look like redis://127.0.0.1:6379/0.")
    data_dir = Path(word("DATA_DIR") or BASE_DIR / "var").expanduser().resolve()
    if data_dir.exists() and not data_dir.is_dir():
        raise ImproperlyConfigured(f"DATA_DIR is “{data_dir}”, which is a file; it must be a folder.")
    database(word("DATABASE_URL"), data_dir=data_dir)
    mail(word("MAIL_URL"))
    mail_from = word("MAIL_FROM") or f"noreply@{site_host}"
    if not re.fullmatch(r"[^@\s<>]+@[^@\s<>]+", mail_from):
        raise ImproperlyConfigured(f"MAIL_FROM is “{mail_from}”; it must be an address like noreply@example.org.")
    found = Environment(
        host=listen,
        port=number,
        site_url=site_url,
        database_url=word("DATABASE_URL"),
        redis_url=redis_url,
        data_dir=data_dir,
        rate_limits=flag(environ, "RATE_LIMITS", default=True),
        lost_keys=flag(environ, "LOST_KEYS", default=False),
        debug=flag(environ, "DEBUG", default=False),
        exit_url=exit_url,
        trusted_proxies=count(environ, "TRUSTED_PROXIES", most=9),
        record_years=count(environ, "RECORD_YEARS", most=99, default=3),
        set_aside_after=count(environ, "SET_ASIDE_AFTER", most=99, default=3),
        approval_hours=count(environ, "APPROVAL_HOURS", most=99, default=12),
        page_cache_mib=count(environ, "PAGE_CACHE_MIB", most=999, default=16),
        approval=one_of(environ, "APPROVAL", ("nobody", "first", "masks", "everybody")),
        mail_url=word("MAIL_URL"),
        mail_from=mail_from,
    )
    if not found.rate_limits and not found.is_loopback:
        raise ImproperlyConfigured(
            "RATE_LIMITS=off is for tests on this machine alone; HOST and SITE_URL must both be loopback addresses."
        )
    if found.debug and not found.is_loopback:
        raise ImproperlyConfigured(
            "DEBUG=on shows the inside of the house; HOST and SITE_URL must both be loopback addresses."
        )
    return found
