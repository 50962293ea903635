"""Search inside a room: visible words, folded, by key; what is gone, forgotten or hidden is never found."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest

from chat import own_words, searching, services
from chat.models import Room, RoomEvent
from markup.word_forms import read_query
from members import hiding
from tests import factories

pytestmark = [pytest.mark.django_db(transaction=True)]


def say(person: Any, room: Room, body: str, **more: Any) -> RoomEvent:
    return services.send_message(person.actor, room=room, nonce=uuid4(), body=body, **more).event


def hits(person: Any, room: Room, query: str, **more: Any) -> list[str]:
    room.refresh_from_db()
    return [line.event.body for line in searching.search(person.actor, room, read_query(query), **more).lines]


def test_words_are_found_without_accents_case_or_their_endings_newest_first(room: Room, lucie: Any, marc: Any) -> None:
    say(lucie, room, "La fatigue des soirs d’été.")
    say(marc, room, "FATIGUÉ, ce soir.")
    say(marc, room, "Mon **cœur** bat.")
    assert hits(lucie, room, "fatigue soir") == ["FATIGUÉ, ce soir.", "La fatigue des soirs d’été."]
    assert hits(lucie, room, "FÂTIGUES") == ["FATIGUÉ, ce soir.", "La fatigue des soirs d’été."]
    assert hits(lucie, room, "été la") == []
    assert hits(lucie, room, "coeur") == hits(lucie, room, "cœur") == ["Mon **cœur** bat."]
    assert len(hits(lucie, room, '"fatigue du soir"')) == 2
    assert hits(lucie, room, '"soirs de fatigue"') == []
    assert hits(lucie, room, "igue") == []
    assert hits(lucie, room, "fatigue coeur") == []
    assert hits(lucie, room, " -!? ") == hits(lucie, room, "") == []


def test_only_visible_words_are_found(room: Room, lucie: Any, marc: Any) -> None:
    say(lucie, room, "Premier mot.")
    say(lucie, room, "Lire [ceci](https://example.org/secretplace).")
    say(lucie, room, "Plié.", content_note="Hôpital")
    assert hits(marc, room, "secretplace") == []
    assert hits(marc, room, "ceci") == ["Lire [ceci](https://example.org/secretplace)."]
    assert hits(marc, room, "hopital") == ["Plié."]


def test_what_was_taken_down_back_or_forgotten_is_not_found(room: Room, lucie: Any, marc: Any) -> None:
    old = say(lucie, room, "Des mots oubliés.")
    taken = say(lucie, room, "Des mots repris.")
    removed = say(lucie, room, "Des mots retirés.")
    changed = say(lucie, room, "Des mots bruts.")
    say(lucie, room, "Des mots présents.")
    own_words.delete_message(lucie.actor, room=room, target_seq=taken.seq, nonce=uuid4())
    own_words.edit_message(lucie.actor, room=room, target_seq=changed.seq, nonce=uuid4(), body="Des mots polis.")
    RoomEvent.objects.filter(pk=removed.pk).update(state="removed")
    Room.objects.filter(pk=room.pk).update(first_seq=old.seq + 1)
    assert hits(marc, room, "mots") == ["Des mots présents.", "Des mots polis."]


def test_whom_one_hides_is_not_found(room: Room, lucie: Any, marc: Any) -> None:
    say(marc, room, "Une phrase de Marc.")
    say(lucie, room, "Une phrase de Lucie.")
    hiding.hide(lucie.actor, marc.name.pk)
    hidden = hiding.hidden_names(lucie.actor)
    assert hits(lucie, room, "phrase", hidden=hidden) == ["Une phrase de Lucie."]
    assert "de Marc" not in lucie.client.get("/fr/rooms/table/search/?q=phrase").content.decode()
    assert "de Lucie" in lucie.client.get("/fr/rooms/table/search/?q=phrase").content.decode()


def test_a_long_search_goes_on_from_page_to_page_and_misses_nothing(
    room: Room, lucie: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(searching, "HITS", 4)
    monkeypatch.setattr(searching, "_PIECE", 5)
    monkeypatch.setattr(searching, "STRETCH", 10)
    for number in range(40):
        say(lucie, room, f"Pierre {number}." if number % 3 == 0 or number < 3 else f"Sable {number}.")
    room.refresh_from_db()
    found: list[str] = []
    before, pages = None, 0
    while True:
        page = searching.search(lucie.actor, room, read_query("pierre"), before=before)
        found += [line.event.body for line in page.lines]
        pages += 1
        if page.before is None:
            break
        before = page.before
    wanted = [f"Pierre {number}." for number in range(40) if number % 3 == 0 or number < 3]
    assert found == wanted[::-1]
    assert pages > 3


def test_another_room_and_a_closed_one_tell_nothing(
    room: Room, members_room: Room, lucie: Any, marc: Any, guest: Any
) -> None:
    say(lucie, members_room, "Derrière la porte.")
    assert hits(lucie, room, "porte") == []
    way = "/fr/rooms/portes-closes/search/?q=porte"
    assert "Derrière" in marc.client.get(way).content.decode()
    assert guest.client.get(way)["Location"].startswith("/fr/accounts/login/")
    assert guest.client.get("/fr/rooms/table/search/?q=x")["Location"].startswith("/fr/accounts/login/")
    assert lucie.client.get("/fr/rooms/nulle-part/search/?q=x").status_code == 404
    assert lucie.client.get("/fr/rooms/table/search/?q=x&before=abc").status_code == 404


def test_the_page_keeps_what_was_asked_and_says_what_it_found(room: Room, lucie: Any) -> None:
    event = say(lucie, room, "Une lampe, la nuit.", content_note="Nuit")
    page = lucie.client.get("/fr/rooms/table/search/", {"q": '"<lampe>'}).content.decode()
    assert 'value="&quot;&lt;lampe&gt;"' in page
    assert "Une lampe, la nuit." in page
    assert '<details class="note"' in page
    assert f"?before={event.seq + 31}#m{event.seq}" in page
    assert "Rien ici ne contient" in lucie.client.get("/fr/rooms/table/search/?q=absent").content.decode()
    for query, sentence in [
        ("mot " * 2500, "C’est trop long à chercher"),
        ("()&|!*:-", "pas de mot à chercher"),
        ("de la", "presque tous les messages"),
        ("שלום لامپا", "Rien ici ne contient"),
    ]:
        answer = lucie.client.get("/fr/rooms/table/search/", {"q": query})
        assert answer.status_code == 200
        assert sentence in answer.content.decode(), query[:20]
    empty = lucie.client.get("/fr/rooms/table/search/").content.decode()
    assert "Rien ici" not in empty
    assert "/fr/rooms/table/search/" in lucie.client.get("/fr/rooms/table/").content.decode()


def test_a_search_takes_few_queries(room: Room, lucie: Any, django_assert_max_num_queries: Any) -> None:
    others = [factories.make_member(f"Voisine {word}") for word in ("une", "deux")]
    for member in others:
        services.send_message(factories.actor_of(member), room=room, nonce=uuid4(), body="Bonsoir à vous.")
    room.refresh_from_db()
    actor = lucie.actor
    with django_assert_max_num_queries(4):
        assert len(searching.search(actor, room, read_query("bonsoir")).lines) == 2
