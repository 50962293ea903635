"""Where a member’s help lines come from: their own choice, else what their browser names, for that moment alone."""

from __future__ import annotations

import pytest

from members import recognition
from members.socket_sessions import MemberScope
from tests.cast import Person

pytestmark = pytest.mark.django_db


def test_who_never_chose_gets_the_country_their_browser_names_and_nothing_is_kept(lucie: Person) -> None:
    assert lucie.member is not None
    assert recognition.recognise(lucie.member, accept_language="fr-CA,fr;q=0.8").region == "CA"
    assert recognition.recognise(lucie.member, accept_language="fr").region == ""
    lucie.member.refresh_from_db()
    assert lucie.member.region == ""


def test_one_s_own_choice_comes_before_the_browser(lucie: Person) -> None:
    assert lucie.member is not None
    lucie.member.region = "CH"
    assert recognition.recognise(lucie.member, accept_language="fr-CA").region == "CH"


def test_a_page_hands_on_what_the_browser_says(lucie: Person) -> None:
    answer = lucie.client.get("/fr/me/", headers={"Accept-Language": "fr-BE"})
    assert answer.wsgi_request.actor.region == "BE"


@pytest.mark.asyncio
async def test_a_socket_hands_on_what_the_browser_says() -> None:
    seen = {}

    async def room(scope, receive, send):  # type: ignore[no-untyped-def]
        seen.update(scope)

    await MemberScope(room)({"headers": [(b"accept-language", b"fr-CH,fr")]}, None, None)
    assert seen["accept_language"] == "fr-CH,fr"
    assert seen["session_key"] is None
