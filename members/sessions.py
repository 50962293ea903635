"""Signed-in browsers, as little of them as possible.

The row's key is a digest of the cookie, its words are sealed and padded, its expiry is a midnight: who takes the table
cannot sign in with it, nor read whose row it is or at what hour they came.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY
from django.contrib.auth import SESSION_KEY as MEMBER_KEY
from django.contrib.sessions.backends.base import SessionBase
from django.contrib.sessions.backends.db import SessionStore as DatabaseStore
from django.utils import timezone
from django.utils.crypto import constant_time_compare

from members import seal
from members.authentication import MemberBackend
from members.models import Member, Session

_BOX = "session"
_PAD = 512
# Days, counted by midnights: a browser that was told to remember, and one that was not (a shared computer).
IDLE_DAYS, IDLE_DAYS_UNREMEMBERED = 14, 1
ABSOLUTE_DAYS = settings.SESSION_COOKIE_AGE // 86400
_SINCE, _SEEN = "_since", "_seen"


def row_key(session_key: str) -> str:
    """Return the table's key for a cookie. The cookie is 160 random bits, so a plain digest cannot be guessed back."""
    return hashlib.sha256(f"entraide session {session_key}".encode()).hexdigest()[:40]


class SessionStore(DatabaseStore):
    """Django's database sessions on our own table, under digests, sealed."""

    @classmethod
    def get_model_class(cls) -> type[Session]:
        return Session

    # --- the row is found by a digest -----------------------------------------------------------
    def _row(self) -> Session | None:
        return Session.objects.filter(
            session_key=row_key(str(self.session_key)), expire_date__gt=timezone.now()
        ).first()

    def _get_session_from_db(self) -> Session | None:
        found = self._row() if self.session_key else None
        if found is None:
            self._session_key = None
        return found

    async def _aget_session_from_db(self) -> Session | None:
        found = None
        if self.session_key:
            found = await Session.objects.filter(
                session_key=row_key(self.session_key), expire_date__gt=timezone.now()
            ).afirst()
        if found is None:
            self._session_key = None
        return found

    def load(self) -> dict[str, Any]:
        return self._opened(self._get_session_from_db())

    async def aload(self) -> dict[str, Any]:
        return self._opened(await self._aget_session_from_db())

    def exists(self, session_key: str) -> bool:
        return Session.objects.filter(session_key=row_key(session_key)).exists()

    async def aexists(self, session_key: str) -> bool:
        return await Session.objects.filter(session_key=row_key(session_key)).aexists()

    def delete(self, session_key: str | None = None) -> None:
        if session_key := session_key or self.session_key:
            Session.objects.filter(session_key=row_key(session_key)).delete()

    async def adelete(self, session_key: str | None = None) -> None:
        if session_key := session_key or self.session_key:
            await Session.objects.filter(session_key=row_key(session_key)).adelete()

    def create_model_instance(self, data: dict[str, Any]) -> Session:
        key: str = self._get_or_create_session_key()  # type: ignore[attr-defined]
        return self._sealed(key, data, self.get_expiry_date())

    async def acreate_model_instance(self, data: dict[str, Any]) -> Session:
        key: str = await self._aget_or_create_session_key()  # type: ignore[attr-defined]
        return self._sealed(key, data, await self.aget_expiry_date())

    # --- its words are sealed -------------------------------------------------------------------
    def _sealed(self, session_key: str, data: dict[str, Any], expiry: Any) -> Session:
        row = row_key(session_key)
        words = json.dumps(data, separators=(",", ":")).encode()
        words += b" " * (-len(words) % _PAD)
        midnight = (timezone.localtime(expiry) + timedelta(days=1)).replace(hour=0, minute=0, second=0, microsecond=0)
        return Session(
            session_key=row,
            session_data=seal.close(_BOX, words, bound_to=row.encode()).hex(),
            expire_date=midnight,
        )

    def _opened(self, row: Session | None) -> dict[str, Any]:
        if row is None:
            return {}
        try:
            words = seal.open_box(_BOX, bytes.fromhex(row.session_data), bound_to=row.session_key.encode())
            return dict(json.loads(words))
        except (seal.Unreadable, ValueError):
            # Another house's key, or a row that somebody changed: nobody is signed in by it.
            self._session_key = None
            return {}


def mark_new(session: SessionBase) -> None:
    """Write down the day on which somebody signed in."""
    session[_SINCE] = session[_SEEN] = timezone.localdate().toordinal()


def keep_fresh(session: SessionBase) -> None:
    """Write down today as the last day of use: at most one write a day. Does nothing for a stale session."""
    today = timezone.localdate().toordinal()
    if session.get(_SEEN) != today and not is_stale(session):
        session[_SEEN] = today
        session.setdefault(_SINCE, today)


def is_stale(session: SessionBase) -> bool:
    """Whether the session was left alone, or has lasted, for too many days."""
    today = timezone.localdate().toordinal()
    idle = IDLE_DAYS_UNREMEMBERED if session.get_expire_at_browser_close() else IDLE_DAYS
    return today - session.get(_SEEN, today) > idle or today - session.get(_SINCE, today) > ABSOLUTE_DAYS


def member_of(session: SessionBase) -> Member | None:
    """Return who is signed in by `session`, read afresh; None when it ended or the account is closed."""
    member_id = _member_id_of(session)
    member = MemberBackend().get_user(member_id) if member_id else None
    return member if member is not None and _is_opened_by(session, member) else None


def members_of(session_keys: Collection[str]) -> dict[str, Member]:
    """Return who is signed in by each of these cookies, as `member_of` does, with two queries for all of them."""
    keys = {row_key(key): key for key in session_keys}
    sessions: dict[str, SessionStore] = {}
    for row in Session.objects.filter(session_key__in=keys, expire_date__gt=timezone.now()):
        key = keys[row.session_key]
        sessions[key] = store = SessionStore(key)
        store._session_cache = store._opened(row)  # type: ignore[attr-defined]
    wanted = {key: member_id for key, store in sessions.items() if (member_id := _member_id_of(store))}
    members = MemberBackend().get_users(set(wanted.values()))
    found = {key: members[member_id] for key, member_id in wanted.items() if member_id in members}
    return {key: member for key, member in found.items() if _is_opened_by(sessions[key], member)}


def _member_id_of(session: SessionBase) -> str | None:
    member_id, backend = session.get(MEMBER_KEY), session.get(BACKEND_SESSION_KEY)
    if not member_id or backend not in settings.AUTHENTICATION_BACKENDS or is_stale(session):
        return None
    return str(member_id)


def _is_opened_by(session: SessionBase, member: Member) -> bool:
    """Whether the session is from after the member's last new password or sign-out everywhere."""
    return constant_time_compare(session.get(HASH_SESSION_KEY) or "", member.get_session_auth_hash())
