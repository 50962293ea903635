"""Those who decide act on a mask of a room; what they decide reaches its holder, and says nothing to anybody else."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest

from chat import leaving as rooms
from chat import process, services
from chat.models import Room, RoomEvent
from members import hiding, inbox, masks
from members.models import Letter, Role
from members.refusals import Refusal
from moderation import at_once
from moderation.models import Act, Case, Decision, Flag
from moderation.services import raise_flag
from tests import factories
from tests.cast import Person

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _in_company(monkeypatch: pytest.MonkeyPatch, settings: Any) -> None:
    settings.RATE_LIMITS = False
    monkeypatch.setattr(process, "members_in", lambda room_id: set("abcd"))


@pytest.fixture
def room(anouk: Person) -> Room:
    found = factories.make_room("table")
    Role.objects.create(member=anouk.member, kind="facilitator", scope=found.scope)
    return found


def say(person: Person, room: Room, body: str = "Sous un masque.", *, is_masked: bool = True) -> RoomEvent:
    done = services.send_message(person.actor, room=room, nonce=uuid4(), body=body, is_masked=is_masked)
    assert isinstance(done, services.Published)
    return RoomEvent.objects.select_related("author", "room__theme__parent").get(pk=done.event.pk)


def refusal_of(person: Person, room: Room, *, is_masked: bool) -> str:
    with pytest.raises(Refusal) as refused:
        say(person, room, is_masked=is_masked)
    return refused.value.code


def test_a_pause_given_to_a_mask_holds_for_every_name_and_its_letter_comes_to_the_inbox(
    room: Room, lucie: Person, marc: Person, anouk: Person
) -> None:
    said = say(lucie, room)
    elsewhere = factories.make_room("ailleurs")
    assert said.author_id is not None
    at_once.mute(anouk.actor, room=room, author_id=said.author_id, minutes=30, rule="hostile", nonce=uuid4())
    assert {refusal_of(lucie, room, is_masked=is_masked) for is_masked in (True, False)} == {"muted"}
    say(lucie, elsewhere, is_masked=False)
    letter = Letter.objects.get()
    assert letter.recipient_id == said.author_id
    assert letter.language == room.language
    assert inbox.has_news(lucie.actor)
    assert not inbox.has_news(marc.actor)
    assert letter.subject in lucie.client.get("/fr/inbox/").content.decode()
    # Nothing that those who decide can read names her.
    case = Case.objects.get()
    assert case.subject_id == said.author_id
    for address in (f"/fr/moderation/cases/{case.pk}/", "/fr/moderation/", f"/fr/rooms/{room.slug}/"):
        page = anouk.client.get(address).content.decode()
        assert "Lucie du port" not in page
        assert str(lucie.name.pk) not in page


def test_a_pause_given_to_the_open_name_holds_under_the_mask(room: Room, lucie: Person, anouk: Person) -> None:
    say(lucie, room, is_masked=False)
    at_once.mute(anouk.actor, room=room, author_id=lucie.name.pk, minutes=30, rule="hostile", nonce=uuid4())
    assert refusal_of(lucie, room, is_masked=True) == "muted"


def test_what_a_mask_said_is_taken_down_and_put_back_like_anybodys_words(
    room: Room, lucie: Person, marc: Person, ines: Person
) -> None:
    said = say(lucie, room)
    flag = raise_flag(marc.actor, kind="message", target_id=str(said.pk), reason="hostile", note="")
    assert flag.case.subject == said.author
    decided = at_once.decide_at_once(
        ines.actor, kind="message", target_id=str(said.pk), act=Act.HIDE, rule="hostile", nonce=uuid4()
    )
    assert "Sous un masque." not in marc.client.get(f"/fr/rooms/{room.slug}/").content.decode()
    assert Decision.objects.get(pk=decided.pk).letter is not None
    at_once.decide_at_once(ines.actor, kind="message", target_id=str(said.pk), act=Act.RESTORE, rule="", nonce=uuid4())
    assert "Sous un masque." in marc.client.get(f"/fr/rooms/{room.slug}/").content.decode()


def test_nobody_calls_the_team_to_their_own_mask_nor_decides_about_it(
    room: Room, lucie: Person, marc: Person, anouk: Person
) -> None:
    said = say(anouk, room)
    with pytest.raises(Refusal) as refused:
        raise_flag(anouk.actor, kind="message", target_id=str(said.pk), reason="hostile", note="")
    assert refused.value.code == "not_allowed"
    case = raise_flag(marc.actor, kind="message", target_id=str(said.pk), reason="hostile", note="").case
    assert case.pk not in Case.objects.visible_to(anouk.actor).values_list("pk", flat=True)
    for act in (
        lambda: at_once.decide_at_once(
            anouk.actor, kind="message", target_id=str(said.pk), act=Act.HIDE, rule="hostile", nonce=uuid4()
        ),
        lambda: at_once.mute(
            anouk.actor, room=room, author_id=said.author_id or uuid4(), minutes=5, rule="hostile", nonce=uuid4()
        ),
    ):
        with pytest.raises(Refusal):
            act()
    assert not Decision.objects.exists()
    assert Flag.objects.count() == 1


def test_a_mask_is_hidden_alone_and_the_name_behind_it_is_not(room: Room, lucie: Person, marc: Person) -> None:
    said = say(lucie, room, "Derrière le masque.")
    say(lucie, room, "À visage découvert.", is_masked=False)
    assert said.author is not None
    hiding.hide(marc.actor, said.author.pk)
    page = marc.client.get(f"/fr/rooms/{room.slug}/").content.decode()
    assert "Derrière le masque." not in page
    assert "À visage découvert." in page


def test_what_one_said_under_a_mask_is_taken_along_and_goes_with_its_holder(
    room: Room, lucie: Person, marc: Person
) -> None:
    said = say(lucie, room)
    assert said.author_id is not None
    for who, is_theirs in ((lucie, True), (marc, False)):
        taken = rooms.written_by(masks.knowing_all(who.actor))
        assert ("Sous un masque." in str(taken)) == is_theirs
    assert masks.all_of(lucie.actor) == [said.author]
    rooms.erase_words(frozenset({said.author_id}))
    assert RoomEvent.objects.get(pk=said.pk).body == ""
