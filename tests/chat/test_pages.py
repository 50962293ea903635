"""The room over plain HTTP: list, page, form, events, frames; nothing needs a script."""

from __future__ import annotations

import asyncio
import json
import re
from typing import Any
from uuid import uuid4

import pytest
from django.db import OperationalError, transaction
from django.test import AsyncClient

from chat import services, taking_down, transcript, views
from chat.database import in_database
from chat.models import EventKind, Room, RoomEvent
from groups.models import Theme
from record.models import Entry

pytestmark = pytest.mark.django_db(transaction=True)


def say(person: Any, room: Room, body: str, **more: Any) -> RoomEvent:
    return services.send_message(person.actor, room=room, nonce=uuid4(), body=body, **more).event


def form(body: str, nonce: Any = None) -> dict[str, str]:
    return {"body": body, "nonce": str(nonce or uuid4())}


def frames(person: Any, room: Room, **frame: Any) -> Any:
    return person.client.post(
        f"/en/rooms/{room.slug}/frames/",
        json.dumps(frame),
        content_type="application/json",
        headers={"Sec-Fetch-Site": "same-origin"},
    )


def test_a_guest_reads_the_room_and_leaves_no_trace(
    room: Room, lucie: Any, guest: Any, django_assert_max_num_queries: Any
) -> None:
    say(lucie, room, "Bonsoir à tous.")
    with django_assert_max_num_queries(4):
        response = guest.client.get("/fr/rooms/table/")
    page = response.content.decode()
    assert "Bonsoir à tous." in page
    assert "<textarea" not in page
    assert not response.cookies
    assert "Cookie" not in response.headers.get("Vary", "")
    assert guest.client.get("/fr/rooms/").status_code == 200


def test_a_members_room_costs_twelve_queries_however_much_was_said(
    room: Room, lucie: Any, marc: Any, django_assert_num_queries: Any
) -> None:
    # Three to know who reads; the room, its lines and gestures, the other rooms, what was read, what waits, whom one
    # hides, who watches, one’s own masks.
    for number in (1, 12):
        for one in range(number):
            say(lucie, room, f"Bonsoir {one}.")
        with django_assert_num_queries(3 + 9):
            marc.client.get("/fr/rooms/table/")


def test_with_the_database_away_clients_are_told_in_frames(
    room: Room, lucie: Any, guest: Any, monkeypatch: Any
) -> None:
    def away(*_: Any) -> Any:
        raise OperationalError("server closed the connection unexpectedly")

    monkeypatch.setattr("chat.views._json_room", away)
    nonce = str(uuid4())
    for answer in (
        guest.client.get(f"/en/rooms/{room.slug}/events/"),
        frames(lucie, room, type="send", nonce=nonce, body="Bonsoir."),
    ):
        assert answer.status_code == 503
        assert [(one["type"], one["code"]) for one in answer.json()["frames"]] == [("error", "unavailable")]
        assert answer["Cache-Control"] == "no-store"


def test_a_guest_at_a_members_room_is_asked_to_come_in(members_room: Room, guest: Any, lucie: Any) -> None:
    response = guest.client.get("/fr/rooms/portes-closes/")
    assert response.status_code == 302
    assert "/accounts/login/" in response["Location"]
    door = guest.client.get(response["Location"]).content.decode()
    assert "Le salon demandé est réservé aux membres" in door
    assert 'name="next" value="/fr/rooms/portes-closes/"' in door
    assert "Le salon demandé" not in guest.client.get("/fr/accounts/login/").content.decode()
    again = guest.client.post(response["Location"], {"why": "room", "login": "x", "password": "y"}).content.decode()
    assert "Le salon demandé est réservé aux membres" in again
    assert guest.client.get("/fr/rooms/portes-closes/events/").status_code == 401
    assert "portes-closes" not in guest.client.get("/fr/rooms/").content.decode()
    assert lucie.client.get("/fr/rooms/portes-closes/").status_code == 200


def test_unknown_and_hidden_rooms_are_not_found(room: Room, lucie: Any) -> None:
    assert lucie.client.get("/fr/rooms/nulle-part/").status_code == 404
    assert lucie.client.get("/fr/rooms/nulle-part/events/").status_code == 404
    Theme.objects.update(is_shown=False)
    assert lucie.client.get("/fr/rooms/table/").status_code == 404
    assert frames(lucie, room, type="since", after=0).status_code == 404


def test_the_plain_form_says_something_and_leads_back_to_the_latest(room: Room, lucie: Any) -> None:
    page = lucie.client.get("/fr/rooms/table/").content.decode()
    nonce = re.search(r'name="nonce" value="([^"]+)"', page)
    assert nonce
    response = lucie.client.post("/fr/rooms/table/", form("Bonsoir.", nonce[1]))
    assert (response.status_code, response["Location"]) == (303, "/fr/rooms/table/#latest")
    again = lucie.client.post("/fr/rooms/table/", form("Bonsoir.", nonce[1]))
    assert again.status_code == 303
    assert RoomEvent.objects.count() == 1
    page = lucie.client.get("/fr/rooms/table/").content.decode()
    assert "Bonsoir." in page
    assert 'class="msg mine"' in page


@pytest.mark.parametrize("body, status", [("", 422), ("   \u200b", 422), ("a" * 4001, 422)])
def test_refused_words_are_kept_with_the_sentence_beside(room: Room, lucie: Any, body: str, status: int) -> None:
    response = lucie.client.post("/en/rooms/table/", form(body))
    assert response.status_code == status
    page = response.content.decode()
    assert body in page
    assert "aria-invalid" in page
    assert not RoomEvent.objects.exists()


def test_a_paused_room_keeps_the_words(room: Room, lucie: Any) -> None:
    Room.objects.update(state="held")
    response = lucie.client.post("/en/rooms/table/", form("Je reviendrai."))
    assert response.status_code == 409
    assert "Je reviendrai." in response.content.decode()


def test_a_suspended_member_reads_and_is_told_why_not(room: Room, sam: Any, lucie: Any) -> None:
    say(lucie, room, "Bonsoir.")
    page = sam.client.get("/en/rooms/table/").content.decode()
    assert "Bonsoir." in page
    assert "<textarea" not in page
    assert "You cannot write until" in page
    assert sam.client.post("/en/rooms/table/", form("Moi aussi.")).status_code == 403
    assert RoomEvent.objects.count() == 1


def test_words_of_danger_bring_the_panel_with_the_words_right_below(room: Room, lucie: Any) -> None:
    response = lucie.client.post("/fr/rooms/table/", form("Je veux mourir."))
    assert response.status_code == 200
    page = response.content.decode()
    assert page.index('id="care"') < page.index("Je veux mourir.")


def test_removed_words_are_on_no_page_and_in_no_frame(room: Room, lucie: Any, marc: Any, guest: Any) -> None:
    say(lucie, room, "Voici un zzsecretzz.")
    say(marc, room, "Je réponds.", reply_to=1)
    assert "zzsecretzz" in guest.client.get("/fr/rooms/table/").content.decode()
    with transaction.atomic():
        taking_down.remove_message(room, 1, reason="personal_data")
    for address in ("/fr/rooms/table/", "/fr/rooms/table/events/?after=0", "/fr/rooms/table/events/?before=9"):
        for person in (guest, marc):
            assert "zzsecretzz" not in person.client.get(address).content.decode()
    assert "zzsecretzz" not in frames(marc, room, type="since", after=0).content.decode()
    assert 'class="msg gone"' in guest.client.get("/fr/rooms/table/").content.decode()


def test_an_older_page_is_reached_by_before(room: Room, lucie: Any, guest: Any, monkeypatch: Any) -> None:
    monkeypatch.setattr(transcript, "PAGE", 3)
    for number in range(1, 6):
        say(lucie, room, f"Ligne {number}.")
    page = guest.client.get("/fr/rooms/table/").content.decode()
    assert "Ligne 3." in page
    assert "Ligne 2." not in page
    assert "?before=3" in page
    older = guest.client.get("/fr/rooms/table/?before=3").content.decode()
    assert "Ligne 2." in older
    assert "Ligne 3." not in older
    assert 'id="later" href="?after=2"' in older
    latest = guest.client.get("/fr/rooms/table/?after=2").content.decode()
    assert "Ligne 5." in latest
    assert 'id="later"' not in latest
    assert guest.client.get("/fr/rooms/table/?before=x").status_code == 404


def test_an_answer_can_be_given_without_a_script(room: Room, lucie: Any, marc: Any) -> None:
    say(lucie, room, "Qui vient demain ?")
    page = marc.client.get("/en/rooms/table/?reply=1").content.decode()
    assert 'name="reply_to" value="1"' in page
    marc.client.post("/en/rooms/table/", form("Me.") | {"reply_to": "1"})
    assert RoomEvent.objects.get(seq=2).reply_to == 1
    assert "To Lucie du port" in marc.client.get("/en/rooms/table/").content.decode()


@pytest.mark.parametrize(
    "language, body, shown",
    [
        ("fr", "Il dit « reviens » !", "« Il dit “reviens” ! »"),
        ("fr", "« Reviens », dit-il.", "« “Reviens”, dit-il. »"),
        ("fr", "Elle cite « tout un long passage" + " qui ne finit pas" * 9, "Elle cite “tout un long passage"),
        ("en", "He said “come back”.", "“He said ‘come back’.”"),
    ],
)
def test_a_quotation_within_a_quotation_has_inner_marks(
    room: Room, lucie: Any, marc: Any, guest: Any, language: str, body: str, shown: str
) -> None:
    first = say(lucie, room, body)
    services.send_message(marc.actor, room=room, nonce=uuid4(), body="Oui.", reply_to=first.seq)
    page = guest.client.get(f"/{language}/rooms/{room.slug}/").content.decode()
    to = page.split(f'data-to="{first.seq}"')[1].split("</p>")[0].replace("« ", "« ").replace(" »", " »")
    assert shown in to
    assert to.count("«") <= 1


def test_a_notice_is_shown_with_its_authors_name(room: Room, anouk: Any, guest: Any) -> None:
    from chat import writer

    with transaction.atomic():
        writer.append(room, RoomEvent(kind=EventKind.NOTICE, author=anouk.name, body="Bonsoir, la table est mise."))
    assert "la table est mise" in guest.client.get("/fr/rooms/table/").content.decode()
    event = guest.client.get("/fr/rooms/table/events/?after=0").json()["events"][0]
    assert (event["kind"], event["text"]) == ("notice", "Bonsoir, la table est mise.")


def test_events_page_both_ways(room: Room, lucie: Any, guest: Any, monkeypatch: Any) -> None:
    monkeypatch.setattr("chat.wire.REPLAY", 2)
    for number in range(1, 6):
        say(lucie, room, f"Ligne {number}.")

    def seqs(query: str) -> tuple[list[int], bool]:
        answer = guest.client.get(f"/fr/rooms/table/events/?{query}").json()
        assert (answer["first_seq"], answer["last_seq"]) == (1, 5)
        return [event["seq"] for event in answer["events"]], answer["truncated"]

    assert seqs("after=0") == ([1, 2], True)
    assert seqs("after=3") == ([4, 5], False)
    assert seqs("after=5") == ([], False)
    assert seqs("before=3") == ([1, 2], False)
    assert seqs("before=5") == ([3, 4], True)
    assert seqs("") == ([4, 5], True)


@pytest.mark.parametrize("query", ["after=x", "after=-1", "before=1.5", "after=0&wait=soon", "after=" + "9" * 40])
def test_events_with_nonsense_are_refused(room: Room, guest: Any, query: str) -> None:
    response = guest.client.get(f"/en/rooms/table/events/?{query}")
    assert response.status_code == 400
    assert response.json()["frames"][0]["code"] == "bad_field"


def test_frames_over_http_answer_what_the_socket_would(room: Room, lucie: Any) -> None:
    nonce = str(uuid4())
    first = frames(lucie, room, type="send", nonce=nonce, body="Bonsoir.").json()["frames"]
    again = frames(lucie, room, type="send", nonce=nonce, body="Bonsoir.").json()["frames"]
    assert first == again
    assert first[0].keys() == {"type", "nonce", "seq", "id", "at"}
    events = frames(lucie, room, type="since", after=0).json()["frames"]
    assert [frame["type"] for frame in events] == ["event", "replayed"]
    assert frames(lucie, room, type="dance").json()["frames"][0]["code"] == "unknown_type"
    empty = frames(lucie, room, type="send", nonce=nonce.replace("-", ""), body="").json()["frames"][0]
    assert empty["code"] == "bad_field"


def test_bad_frames_over_http_have_their_codes(room: Room, lucie: Any) -> None:
    address = "/en/rooms/table/frames/"
    for body, status, code in ((b"nonsense", 400, "bad_json"), (b"\xff", 400, "bad_json"), (b"[]", 400, "bad_json")):
        response = lucie.client.post(address, body, content_type="application/json")
        assert (response.status_code, response.json()["frames"][0]["code"]) == (status, code)
    long = lucie.client.post(address, b" " * 17_000, content_type="application/json")
    assert long.status_code == 413
    assert lucie.client.get(address).status_code == 405


def test_a_guest_speaks_neither_by_form_nor_by_frame(room: Room, guest: Any) -> None:
    answer = frames(guest, room, type="send", nonce=str(uuid4()), body="Bonsoir.")
    assert answer.json()["frames"][0]["code"] == "not_member"
    assert not answer.cookies
    kept = guest.client.post("/fr/rooms/table/", form("Mes mots à moi."), headers={"Sec-Fetch-Site": "same-origin"})
    assert "Mes mots à moi." in kept.content.decode()
    foreign = guest.client.post(
        "/fr/rooms/table/frames/", b"{}", content_type="application/json", headers={"Sec-Fetch-Site": "cross-site"}
    )
    assert foreign.status_code == 403
    assert not RoomEvent.objects.exists()


def test_a_members_frame_needs_the_token(room: Room, lucie: Any) -> None:
    from django.test import Client

    strict = Client(enforce_csrf_checks=True)
    strict.cookies = lucie.client.cookies
    response = strict.post("/en/rooms/table/frames/", b"{}", content_type="application/json")
    assert response.status_code == 403


def test_a_members_page_is_kept_by_no_cache(room: Room, lucie: Any) -> None:
    assert lucie.client.get("/fr/rooms/table/")["Cache-Control"] == "no-store"
    assert lucie.client.get("/fr/rooms/table/events/?after=0")["Cache-Control"] == "no-store"


@pytest.mark.asyncio
async def test_a_long_poll_waits_for_the_next_event_and_no_longer(room: Room, lucie: Any, monkeypatch: Any) -> None:
    # Nothing but the event ends the waiting within the patience of a test.
    monkeypatch.setattr(views, "LONGEST_WAIT_S", 3_600)
    client = AsyncClient()
    client.cookies = lucie.client.cookies
    waiting = asyncio.create_task(client.get("/fr/rooms/table/events/?after=0&wait=3600"))
    await asyncio.sleep(0.5)
    assert not waiting.done()
    from tests.chat.sockets import standing_in

    async with standing_in(room, lucie) as socket:
        await socket.send("Me voici.")
        answer = (await asyncio.wait_for(waiting, 30)).json()
    assert [event["seq"] for event in answer["events"]] == [1]
    empty = await client.get("/fr/rooms/table/events/?after=1&wait=1")
    assert empty.json()["events"] == []


@pytest.mark.asyncio
async def test_a_long_poll_of_someone_signed_out_meanwhile_gives_nothing(
    members_room: Room, lucie: Any, marc: Any
) -> None:
    client = AsyncClient()
    client.cookies = lucie.client.cookies.copy()
    waiting = asyncio.create_task(client.get("/fr/rooms/portes-closes/events/?after=0&wait=20"))
    await asyncio.sleep(0.3)
    # In threads of their own: the poll occupies the one that the tests share.
    await in_database(lucie.client.logout)
    await in_database(say, marc, members_room, "Entre nous.")
    answer = await waiting
    assert answer.status_code == 401
    assert "Entre nous" not in answer.content.decode()


def test_an_administrator_adds_and_changes_rooms_on_record(room: Room, odile: Any, lucie: Any) -> None:
    theme = Theme.objects.get(pk=room.theme_id)
    words = {
        "slug": "nuits-longues",
        "name": "Les nuits longues",
        "theme": theme.pk,
        "language": "fr",
        "topic": "",
        "state": "open",
        "guests_may_read": "on",
        "slow_mode_s": 0,
        "capacity": 40,
        "keep_hours": 24,
        "approval": "first",
        "agreement_fr": "On ne donne pas de conseils.",
        "agreement_en": "",
    }
    assert lucie.client.post("/en/house/rooms/new/", words).status_code == 404
    blank = odile.client.get("/en/house/rooms/new/").content.decode()
    assert ("Choose where it belongs" in blank, "-----" in blank) == (True, False)
    assert odile.client.post("/en/house/rooms/new/", words).status_code == 302
    made = Room.objects.get(slug="nuits-longues")
    assert (made.guests_may_read, made.capacity, made.keep_hours, made.agreement_version) == (True, 40, 24, 1)
    clash = odile.client.post("/en/house/rooms/new/", words)
    assert clash.status_code == 422
    assert "Another room already has this address" in clash.content.decode()
    changed = words | {"state": "closed", "topic": "À demain."}
    assert odile.client.post("/en/house/rooms/nuits-longues/", changed).status_code == 302
    made.refresh_from_db()
    assert (made.state, made.topic) == ("closed", "À demain.")
    event = RoomEvent.objects.get(room=made)
    assert (event.kind, event.params) == ("room", {"state": "closed", "topic": "À demain."})
    assert list(Entry.objects.order_by("pk").values_list("kind", flat=True)) == ["room.added", "room.changed"]
    version = Theme.objects.get(pk=theme.pk).version
    assert odile.client.post("/en/house/rooms/nuits-longues/", changed).status_code == 302
    assert Theme.objects.get(pk=theme.pk).version == version
    assert Entry.objects.count() == 2
    rewritten = changed | {"agreement_fr": "On parle de soi."}
    assert odile.client.post("/en/house/rooms/nuits-longues/", rewritten).status_code == 302
    made.refresh_from_db()
    assert made.agreement_version == 2
    for wrong in ({"capacity": 0}, {"capacity": 6_000}, {"keep_hours": 5}):
        assert odile.client.post("/en/house/rooms/nuits-longues/", rewritten | wrong).status_code == 422
    for address in ("/en/house/rooms/", "/fr/house/rooms/nuits-longues/", "/fr/house/rooms/new/"):
        assert odile.client.get(address).status_code == 200
