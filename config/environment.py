"""What the environment says, typed; nonsense stops the start with a sentence.

Every variable is explained in `.env.example`.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured

LOOPBACK = {"localhost", "127.0.0.1", "::1"}
BASE_DIR = Path(__file__).resolve().parent.parent


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
    debug: bool
    exit_url: str

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


def read(environ: Mapping[str, str] = os.environ) -> Environment:
    """Read and check the environment. Raises ImproperlyConfigured with a sentence for the operator."""
    listen = environ.get("HOST", "").strip() or "127.0.0.1"
    number = port(environ, "PORT", default=8000)
    site_url = (environ.get("SITE_URL", "").strip() or f"http://localhost:{number}").rstrip("/")
    parts = urlsplit(site_url)
    if parts.scheme not in {"http", "https"} or not parts.hostname or parts.path or parts.query or "*" in site_url:
        raise ImproperlyConfigured(f"SITE_URL is “{site_url}”; it must look like https://entraide.example.org.")
    found = Environment(
        host=listen,
        port=number,
        site_url=site_url,
        database_url=environ.get("DATABASE_URL", "").strip(),
        redis_url=environ.get("REDIS_URL", "").strip(),
        data_dir=Path(environ.get("DATA_DIR", "").strip() or BASE_DIR / "var"),
        rate_limits=flag(environ, "RATE_LIMITS", default=True),
        debug=flag(environ, "DEBUG", default=False),
        exit_url=environ.get("EXIT_URL", "").strip(),
    )
    if not found.rate_limits and not found.is_loopback:
        raise ImproperlyConfigured(
            "RATE_LIMITS=off is for tests on this machine alone; HOST and SITE_URL must both be loopback addresses."
        )
    if found.redis_url and urlsplit(found.redis_url).scheme not in {"redis", "rediss", "unix"}:
        raise ImproperlyConfigured(f"REDIS_URL is “{found.redis_url}”; it must begin with redis:// or rediss://.")
    return found
