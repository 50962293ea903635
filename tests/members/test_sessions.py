"""Sessions: useless to a thief, dated by the day, ended when they should be."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

import pytest
from django.conf import settings as house
from django.test import Client

from members import sessions
from members.models import Member, Session
from members.socket_sessions import MemberScope, actor_of_session, session_key_of
from tests import factories
from tests.cast import Person

pytestmark = pytest.mark.django_db


def sign_in(client: Client, member: Member, *, remember: bool = True, language: str = "fr") -> Any:
    fields = {"login": member.username, "password": factories.PASSWORD, **({"remember": "on"} if remember else {})}
    return client.post(f"/{language}/accounts/login/", fields)


def cookie_of(client: Client) -> str:
    return client.cookies[house.SESSION_COOKIE_NAME].value


def test_the_table_tells_nothing_of_whom_or_when(client: Client, time_machine: Any) -> None:
    member = factories.make_member()
    time_machine.move_to("2026-11-20T19:43:21Z", tick=False)
    assert sign_in(client, member).status_code == 302
    row = Session.objects.get()
    assert row.session_key != cookie_of(client)
    assert row.session_key == sessions.row_key(cookie_of(client))
    for secret in (str(member.pk), member.pk.hex, member.username, cookie_of(client)):
        assert secret not in row.session_data
    end = row.expire_date.astimezone(datetime.now().astimezone().tzinfo)
    from django.utils import timezone

    local = timezone.localtime(end)
    assert (local.hour, local.minute, local.second, local.microsecond) == (0, 0, 0, 0)


def test_no_hour_is_kept_even_inside_the_seal(client: Client, time_machine: Any) -> None:
    moment = datetime(2026, 11, 20, 19, 43, 21, tzinfo=UTC)
    time_machine.move_to(moment, tick=False)
    sign_in(client, factories.make_member())
    kept = json.dumps(dict(client.session.items()))
    assert str(int(moment.timestamp())) not in kept
    assert "19:43" not in kept
    assert "account_authentication_methods" not in kept


def test_a_row_that_somebody_changed_signs_nobody_in(client: Client) -> None:
    member, other = factories.make_member(), factories.make_member()
    sign_in(client, member)
    thief = Client()
    sign_in(thief, other)
    mine, theirs = (Session.objects.get(session_key=sessions.row_key(cookie_of(one))) for one in (client, thief))
    theirs.session_data = mine.session_data
    theirs.save()
    assert thief.get("/fr/me/consents/").status_code == 302


def test_signing_in_brings_a_new_session_key(client: Client) -> None:
    client.get("/fr/accounts/login/")
    before = client.cookies.get(house.SESSION_COOKIE_NAME)
    sign_in(client, factories.make_member())
    assert before is None or before.value != cookie_of(client)


def test_a_shared_computer_is_forgotten_when_the_browser_closes(client: Client) -> None:
    sign_in(client, factories.make_member(), remember=False)
    assert client.cookies[house.SESSION_COOKIE_NAME]["max-age"] == ""
    remembered = Client()
    sign_in(remembered, factories.make_member(), remember=True)
    assert int(remembered.cookies[house.SESSION_COOKIE_NAME]["max-age"]) == 30 * 86400


@pytest.mark.parametrize(
    "remember, days, holds", [(True, 13, True), (True, 16, False), (False, 1, True), (False, 3, False)]
)
def test_a_session_left_alone_ends(client: Client, time_machine: Any, remember: bool, days: int, holds: bool) -> None:
    time_machine.move_to("2026-03-02T12:00:00Z", tick=False)
    sign_in(client, factories.make_member(), remember=remember)
    cookie = cookie_of(client)
    time_machine.shift(days * 86400)
    assert (client.get("/fr/me/consents/").status_code == 200) is holds
    assert (actor_of_session(cookie, language="fr") is not None) is holds


def test_a_session_in_use_still_ends_after_a_month(client: Client, time_machine: Any) -> None:
    time_machine.move_to("2026-03-02T12:00:00Z", tick=False)
    sign_in(client, factories.make_member())
    for _ in range(3):
        time_machine.shift(9 * 86400)
        assert client.get("/fr/me/consents/").status_code == 200
    time_machine.shift(5 * 86400)
    assert client.get("/fr/me/consents/").status_code == 302


def test_using_a_session_writes_at_most_once_a_day(
    lucie: Person, time_machine: Any, django_assert_num_queries: Any
) -> None:
    time_machine.move_to("2026-03-02T12:00:00Z", tick=False)
    client = Client()
    client.force_login(lucie.member)
    client.get("/fr/me/consents/")
    before = Session.objects.get(session_key=sessions.row_key(cookie_of(client))).session_data
    client.get("/fr/me/consents/")
    assert Session.objects.get(session_key=sessions.row_key(cookie_of(client))).session_data == before
    time_machine.shift(86400)
    client.get("/fr/me/consents/")
    assert Session.objects.get(session_key=sessions.row_key(cookie_of(client))).session_data != before


def test_sign_out_everywhere_ends_every_session_and_tells_the_rooms(
    lucie: Person, django_capture_on_commit_callbacks: Any
) -> None:
    from members.signals import session_ended

    heard: list[Any] = []

    def hear(member_id: Any, **_: Any) -> None:
        heard.append(member_id)

    session_ended.connect(hear)
    other = Client()
    other.force_login(lucie.member)
    keys = [cookie_of(lucie.client), cookie_of(other)]
    assert all(actor_of_session(key, language="fr") for key in keys)
    with django_capture_on_commit_callbacks(execute=True):
        assert lucie.client.post("/fr/me/sign-out-everywhere/").status_code == 302
    assert heard
    assert set(heard) == {lucie.member.pk}
    assert [actor_of_session(key, language="fr") for key in keys] == [None, None]
    assert other.get("/fr/me/consents/").status_code == 302
    session_ended.disconnect(hear)


def test_signing_out_ends_this_session_alone_and_clears_the_browser(
    lucie: Person, django_capture_on_commit_callbacks: Any
) -> None:
    other = Client()
    other.force_login(lucie.member)
    key = cookie_of(lucie.client)
    assert lucie.client.get("/fr/accounts/logout/").status_code == 200
    with django_capture_on_commit_callbacks(execute=True):
        response = lucie.client.post("/fr/accounts/logout/")
    assert response.status_code == 302
    assert response["Clear-Site-Data"] == '"storage"'
    assert actor_of_session(key, language="fr") is None
    assert other.get("/fr/me/consents/").status_code == 200


def test_a_closed_account_is_out_at_the_next_page_and_frame(lucie: Person) -> None:
    key = cookie_of(lucie.client)
    Member.objects.filter(pk=lucie.member.pk).update(is_active=False)
    assert actor_of_session(key, language="fr") is None
    assert lucie.client.get("/fr/me/consents/").status_code == 302


def test_demo_sign_ins_live_on_this_machine_alone(client: Client, settings: Any) -> None:
    member = factories.make_member(is_demo=True)
    assert sign_in(client, member).status_code == 302
    key = cookie_of(client)
    settings.IS_LOOPBACK = False
    assert actor_of_session(key, language="fr") is None
    assert client.get("/fr/me/consents/").status_code == 302
    assert sign_in(Client(), member).status_code == 200


def test_a_guest_behind_a_socket_is_a_guest(db: None) -> None:
    actor = actor_of_session(None, language="en")
    assert actor is not None
    assert actor.is_guest
    assert actor.language == "en"
    assert actor_of_session("nothing-of-ours", language="en") is None


def test_a_member_behind_a_socket_is_read_afresh(lucie: Person) -> None:
    key = cookie_of(lucie.client)
    actor = actor_of_session(key, language="en")
    assert actor is not None
    assert (actor.member_id, actor.language) == (lucie.member.pk, "en")
    factories.Role.objects.create(member=lucie.member, kind="moderator")
    later = actor_of_session(key, language="en")
    assert later is not None
    assert later.holds("moderator")


@pytest.mark.parametrize(
    "cookies, key",
    [
        (b"sessionid=abc123", "abc123"),
        (b"other=1; sessionid=abc123; more=2", "abc123"),
        (b"b[ad=\xff; sessionid=abc123", "abc123"),
        (b"sessionid=", None),
        (b"", None),
        (b"notsessionid=abc", None),
    ],
)
def test_the_cookie_of_a_handshake_is_found_among_others(cookies: bytes, key: str | None) -> None:
    assert session_key_of({"headers": [(b"host", b"x"), (b"cookie", cookies)]}) == key


@pytest.mark.asyncio
async def test_member_scope_puts_the_key_and_asks_no_database() -> None:
    seen: dict[str, Any] = {}

    async def app(scope: Any, receive: Any, send: Any) -> None:
        seen.update(scope)

    await MemberScope(app)({"type": "websocket", "headers": [(b"cookie", b"sessionid=k1")]}, None, None)
    assert seen["session_key"] == "k1"


def test_a_guest_gets_no_cookie_and_no_session(client: Client, django_assert_num_queries: Any) -> None:
    for path in ("/fr/pages/agreement/", "/en/pages/privacy/"):
        response = client.get(path)
        assert response.status_code == 200
        assert not response.cookies
        assert "Cookie" not in response.get("Vary", "")
    assert not Session.objects.exists()


def test_a_cookie_of_nobody_is_taken_away(client: Client) -> None:
    client.cookies[house.SESSION_COOKIE_NAME] = "x" * 32
    response = client.get("/fr/me/consents/")
    assert response.status_code == 302
    assert response.cookies[house.SESSION_COOKIE_NAME]["max-age"] == 0


def test_passwords_are_hashed_at_a_modest_cost() -> None:
    from members.hashers import ModestArgon2PasswordHasher

    encoded = ModestArgon2PasswordHasher().encode("un-mot", "un-peu-de-sel")
    assert encoded.startswith("argon2$argon2id$v=19$m=19456,t=2,p=1$")
    assert ModestArgon2PasswordHasher().verify("un-mot", encoded)
    assert not ModestArgon2PasswordHasher().verify("un-autre", encoded)


def test_ended_sessions_leave_the_table(lucie: Person, time_machine: Any) -> None:
    from members.tasks import forget_ended_sessions
    from record.jobs import jobs

    assert Session.objects.count() == 1
    forget_ended_sessions()
    assert Session.objects.count() == 1
    time_machine.move_to(datetime.now(UTC).replace(year=datetime.now(UTC).year + 1))
    forget_ended_sessions()
    assert not Session.objects.exists()
    assert "members.tasks.forget_ended_sessions" in {job.name for job in jobs()}
