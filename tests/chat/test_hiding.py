"""Whom one hides is not seen in rooms: by the server on plain pages, unknown to the person hidden."""

from __future__ import annotations

import re
from typing import Any
from uuid import uuid4

import pytest

from chat import marks, services, transcript
from chat.models import Room, RoomEvent
from members import hiding

pytestmark = [pytest.mark.django_db(transaction=True)]


def say(person: Any, room: Room, body: str, **more: Any) -> RoomEvent:
    return services.send_message(person.actor, room=room, nonce=uuid4(), body=body, **more).event


def page(person: Any, room: Room, query: str = "") -> str:
    return str(person.client.get(f"/fr/rooms/{room.slug}/{query}").content.decode())


def test_words_of_a_hidden_person_stay_out_of_the_page_of_one_reader(
    room: Room, lucie: Any, marc: Any, anouk: Any, guest: Any
) -> None:
    said = say(marc, room, "Des mots de Marc.")
    say(anouk, room, "Réponse d’Anouk.", reply_to=said.seq)
    hiding.hide(lucie.actor, marc.name.pk)
    seen = page(lucie, room)
    assert "Des mots de Marc." not in seen
    assert marc.name.name not in seen
    assert "Réponse d’Anouk." in seen
    assert "À quelqu’un que vous ne voyez plus" in seen
    assert f'data-hidden="{marc.name.pk}"' in seen
    for other in (marc, anouk, guest):
        theirs = page(other, room)
        assert "Des mots de Marc." in theirs
        assert 'data-hidden=""' in theirs
        assert "ne voyez plus" not in theirs.replace('data-to-hidden="À quelqu’un que vous ne voyez plus"', "")
    hiding.show(lucie.actor, marc.name.pk)
    assert "Des mots de Marc." in page(lucie, room)


def test_a_full_page_stays_full_and_every_line_is_reached(room: Room, lucie: Any, marc: Any, anouk: Any) -> None:
    for number in range(transcript.PAGE + 5):
        say(anouk, room, f"Ligne {number}.")
        say(marc, room, f"Bruit {number}.")
    hidden = frozenset({marc.name.pk})
    room.refresh_from_db()
    newest = transcript.page_of(lucie.actor, room, hidden=hidden)
    assert len(newest.lines) == transcript.PAGE
    assert newest.before is not None
    older = transcript.page_of(lucie.actor, room, hidden=hidden, before=newest.before)
    words = [line.event.body for line in older.lines + newest.lines]
    assert words == [f"Ligne {number}." for number in range(transcript.PAGE + 5)]
    first = transcript.page_of(lucie.actor, room, hidden=hidden, after=0)
    assert [line.event.body for line in first.lines] == words[: transcript.PAGE]


def test_what_a_hidden_person_says_is_no_news_of_a_room(room: Room, lucie: Any, marc: Any, anouk: Any) -> None:
    marks.read_up_to(lucie.actor, room=room, seq=say(lucie, room, "Me voilà.").seq)
    say(marc, room, "Encore moi.")
    assert marks.with_news(lucie.actor, [room]) == {room.pk}
    hiding.hide(lucie.actor, marc.name.pk)
    assert "du nouveau" not in str(lucie.client.get("/fr/rooms/").content.decode())
    assert 'id="new"' not in page(lucie, room)
    say(anouk, room, "Bonsoir.")
    assert "du nouveau" in str(lucie.client.get("/fr/rooms/").content.decode())
    assert 'id="new"' in page(lucie, room)


def test_the_hidden_person_meets_nothing_different(room: Room, lucie: Any, marc: Any) -> None:
    def everything() -> list[str]:
        here = f"/fr/rooms/{room.slug}/"
        places = (
            "/fr/me/",
            "/fr/inbox/",
            f"/fr/names/{lucie.name.pk}/",
            "/fr/me/hidden/",
            here,
            f"{here}events/?after=0",
        )
        return [without_tokens(marc.client.get(place).content.decode()) for place in places]

    say(lucie, room, "Bonsoir.")
    say(marc, room, "Bonsoir Lucie.")
    before = everything()
    hiding.hide(lucie.actor, marc.name.pk)
    assert everything() == before


def without_tokens(page: str) -> str:
    return re.sub(
        r'(csrfmiddlewaretoken"|name="nonce") value="[^"]*"|nonce="[^"]*"|\b[0-9a-f-]{36}" id="id_nonce', "", page
    )


def test_one_hides_and_shows_again_by_plain_forms(room: Room, lucie: Any, marc: Any) -> None:
    say(marc, room, "Des mots de Marc.")
    way = f"/fr/names/{marc.name.pk}/hide/"
    assert f'href="{way}?next=/fr/rooms/{room.slug}/"' in page(lucie, room)
    asked = lucie.client.get(f"{way}?next=/fr/rooms/{room.slug}/").content.decode()
    assert f"Ne plus voir {marc.name.name}" in asked
    done = lucie.client.post(way, {"next": f"/fr/rooms/{room.slug}/"})
    assert (done.status_code, done["Location"]) == (302, f"/fr/rooms/{room.slug}/")
    assert "Des mots de Marc." not in page(lucie, room)
    listed = lucie.client.get("/fr/me/hidden/").content.decode()
    assert marc.name.name in listed
    assert lucie.client.get("/fr/me/hidden/list/").json() == {"names": [str(marc.name.pk)]}
    assert lucie.client.post(way, {"shown": "yes"})["Location"] == "/fr/me/hidden/"
    assert "Des mots de Marc." in page(lucie, room)
    assert lucie.client.get("/fr/me/hidden/list/").json() == {"names": []}


def test_the_way_back_never_leads_to_another_site(lucie: Any, marc: Any) -> None:
    way = f"/fr/names/{marc.name.pk}/hide/"
    for elsewhere in ("https://ailleurs.example/", "//ailleurs.example/", "javascript:alert(1)"):
        assert lucie.client.post(way, {"next": elsewhere})["Location"] == "/fr/me/hidden/"
        asked = lucie.client.get(f"{way}?next={elsewhere}").content.decode()
        assert '<input type="hidden" name="next" value="/fr/me/hidden/">' in asked


def test_ones_own_name_and_no_name_are_answered_calmly(lucie: Any, guest: Any) -> None:
    own = f"/fr/names/{lucie.name.pk}/hide/"
    assert "On ne se cache pas" in lucie.client.get(own).content.decode()
    refused = lucie.client.post(own, {})
    assert refused.status_code == 403
    assert "On ne se cache pas" in refused.content.decode()
    assert lucie.client.get(f"/fr/names/{uuid4()}/hide/").status_code == 404
    assert guest.client.get(own)["Location"].startswith("/fr/accounts/login/")
