"""Who a sign-in name and a password belong to, and who somebody's session belongs to."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib.auth.backends import BaseBackend
from django.http import HttpRequest

from members.models import Member


def may_sign_in(member: Member) -> bool:
    """Whether this account is open here and now: demo sign-ins live on a house of this machine alone."""
    return member.is_active and (settings.IS_LOOPBACK or not member.is_demo)


def tidy_sign_in_name(words: str) -> str:
    """Return a sign-in name as it is kept, from what somebody typed off a sheet of paper."""
    return "-".join(words.replace("\u2011", "-").replace("\u2013", "-").casefold().replace("-", " ").split())[:64]


class MemberBackend(BaseBackend):
    """Sign-in name and password; an unknown name costs as long as a known one."""

    def authenticate(
        self, request: HttpRequest | None, username: str | None = None, password: str | None = None, **_: Any
    ) -> Member | None:
        """Return the member, or None: unknown name, other password, closed account and demo sign-in look the same."""
        if username is None or password is None or "\x00" in username:
            return None
        try:
            member = Member.objects.get(username=tidy_sign_in_name(username))
        except Member.DoesNotExist:
            Member().set_password(password)
            return None
        if member.check_password(password) and may_sign_in(member):
            return member
        return None

    def get_user(self, user_id: UUID | str) -> Member | None:
        """Return the member of a session, None when the account may no longer be used here."""
        try:
            member = Member.objects.get(pk=user_id)
        except (Member.DoesNotExist, ValueError):
            return None
        return member if may_sign_in(member) else None

    def get_users(self, user_ids: Collection[str]) -> dict[str, Member]:
        """Return those of many members whose accounts may be used here, by id; one query."""
        members = Member.objects.in_bulk([user_id for user_id in user_ids if _is_id(user_id)])
        return {str(pk): member for pk, member in members.items() if may_sign_in(member)}


def _is_id(words: str) -> bool:
    try:
        UUID(words)
    except ValueError:
        return False
    return True
