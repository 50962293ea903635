"""Speaking in a room under a mask: others meet the mask alone, and nothing of the open name moves with it."""

from __future__ import annotations

from concurrent.futures import Future
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import transaction
from django.utils import timezone

from chat import approval, company, gestures, group_commit, marks, own_words, pace, process, services, voices, writer
from chat.held_models import HeldMessage
from chat.models import EarlierWords, EventKind, MessageState, Room, RoomEvent
from chat.presence import token
from groups.models import Approval
from members import masks
from members.models import Mask, Pseudonym, Role
from members.refusals import Refusal
from tests.cast import Person

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def in_company(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let four others stand in every room."""
    monkeypatch.setattr(process, "members_in", lambda room_id: {"one", "two", "three", "four"})


def say(person: Person, room: Room, body: str = "Sous un masque.", *, is_masked: bool = True, **more: Any) -> RoomEvent:
    done = services.send_message(
        person.actor, room=room, nonce=more.pop("nonce", uuid4()), body=body, is_masked=is_masked, **more
    )
    assert isinstance(done, services.Published)
    return done.event


def stored(event: RoomEvent) -> RoomEvent:
    return RoomEvent.objects.select_related("author", "room__theme__parent").get(pk=event.pk)


def is_coarse(moment: datetime | None) -> bool:
    assert moment is not None
    return (moment.minute % 15, moment.second, moment.microsecond) == (0, 0, 0)


# --- whose words --------------------------------------------------------------------------------------
@pytest.mark.usefixtures("in_company")
def test_what_is_said_stands_under_the_mask_and_the_next_words_too(
    room: Room, members_room: Room, lucie: Person, marc: Person
) -> None:
    first, second = stored(say(lucie, room)), stored(say(lucie, room))
    elsewhere, other = stored(say(lucie, members_room)), stored(say(marc, room))
    assert first.author is not None
    assert first.author.is_mask
    assert first.author == second.author
    assert first.author.scope == room.scope
    assert len({first.author_id, elsewhere.author_id, other.author_id, lucie.name.pk}) == 4
    assert [one.seq for one in (first, second, other)] == [1, 2, 3]


@pytest.mark.usefixtures("in_company")
def test_rows_of_masks_bear_drawn_numbers_and_quarters_of_an_hour(room: Room, lucie: Person, marc: Person) -> None:
    before = say(marc, room, is_masked=False)
    masked = stored(say(lucie, room))
    own_words.edit_message(lucie.actor, room=room, target_seq=masked.seq, nonce=uuid4(), body="Autrement.")
    gestures.make_gesture(
        lucie.actor, room=room, target_seq=before.seq, gesture="here", is_on=True, nonce=uuid4(), is_masked=True
    )
    own_words.delete_message(lucie.actor, room=room, target_seq=masked.seq, nonce=uuid4())
    written = RoomEvent.objects.filter(author=masked.author)
    assert {event.kind for event in written} == {"message", "edited", "gesture", "removed"}
    assert all(event.pk >= masks.LOWEST_ID and is_coarse(event.at) for event in written)
    assert all(is_coarse(earlier.until) for earlier in EarlierWords.objects.all())
    # What is said openly is counted on, as if nobody wore a mask.
    after = say(marc, room, is_masked=False)
    assert before.pk < after.pk < masks.LOWEST_ID


@pytest.mark.usefixtures("in_company")
def test_many_at_once_keep_their_numbers_masked_or_not(room: Room, lucie: Person, marc: Person) -> None:
    say(lucie, room)
    asked = [
        services.Asked(who.actor, room, uuid4(), f"{number}", is_masked=is_masked)
        for number, (who, is_masked) in enumerate([(lucie, True), (marc, False), (lucie, False), (marc, False)])
    ]
    with transaction.atomic():
        drafts = [draft for draft in services.prepare_messages(asked) if isinstance(draft, services.Draft)]
        found = services.write_messages(drafts, writer.lock_heads([room.pk]))
    assert found is not None
    said = list(RoomEvent.objects.select_related("author").order_by("seq"))
    assert [event.body for event in said[1:]] == ["0", "1", "2", "3"]
    assert [event.author.is_mask for event in said if event.author] == [True, True, False, False, False]
    assert [event.pk >= masks.LOWEST_ID for event in said] == [True, True, False, False, False]
    assert [one.event.pk for one in found if isinstance(one, services.Published)] == [event.pk for event in said[1:]]


@pytest.mark.usefixtures("in_company")
def test_an_id_never_comes_twice_even_where_a_room_forgot_its_last_words(room: Room, lucie: Person) -> None:
    last = say(lucie, room, is_masked=False).pk
    say(lucie, room)
    RoomEvent.objects.all().delete()
    assert say(lucie, room, is_masked=False).pk > last


@pytest.mark.usefixtures("in_company")
def test_the_same_nonce_is_one_message_whatever_the_name(room: Room, lucie: Person) -> None:
    nonce = uuid4()
    first = say(lucie, room, nonce=nonce, is_masked=False)
    assert say(lucie, room, nonce=nonce).pk == first.pk
    other = uuid4()
    masked = say(lucie, room, nonce=other)
    assert say(lucie, room, nonce=other, is_masked=False).pk == masked.pk
    assert RoomEvent.objects.count() == 2
    # Nothing that was kept of the nonce is the member's, nor the same for two nonces.
    keys = [bytes(event.nonce_key or b"") for event in RoomEvent.objects.all()]
    assert all(lucie.member.pk.bytes not in key for key in keys)  # type: ignore[union-attr]
    assert len(set(keys)) == 2


# --- company ------------------------------------------------------------------------------------------
def test_among_few_a_mask_is_refused_and_nothing_is_made(room: Room, lucie: Person) -> None:
    with pytest.raises(Refusal) as refused:
        say(lucie, room)
    assert refused.value.code == "too_few_present"
    with pytest.raises(Refusal) as refused:
        gestures.make_gesture(
            lucie.actor, room=room, target_seq=1, gesture="here", is_on=True, nonce=uuid4(), is_masked=True
        )
    assert refused.value.code == "too_few_present"
    assert not Mask.objects.exists()
    assert not RoomEvent.objects.exists()


def test_the_fifth_makes_company_and_counts_once(room: Room, lucie: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    assert lucie.member is not None
    there = {"one", "two", "three", token(lucie.member.pk, room.pk)}
    monkeypatch.setattr(process, "members_in", lambda room_id: there)
    assert company.too_few_refusal(lucie.actor, room) is not None
    there.add("four")
    assert company.too_few_refusal(lucie.actor, room) is None


def test_what_was_said_in_company_is_acknowledged_again_among_few(
    room: Room, lucie: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    nonce = uuid4()
    monkeypatch.setattr(process, "members_in", lambda room_id: set("abcd"))
    first = say(lucie, room, nonce=nonce)
    monkeypatch.setattr(process, "members_in", lambda room_id: set())
    assert say(lucie, room, nonce=nonce).pk == first.pk


# --- own words ----------------------------------------------------------------------------------------
@pytest.mark.usefixtures("in_company")
def test_one_changes_and_takes_back_ones_masked_words_and_nobody_else_can(
    room: Room, lucie: Person, marc: Person
) -> None:
    event = stored(say(lucie, room))
    for who, is_refused in ((marc, True), (lucie, False)):
        for act in (
            lambda who: own_words.edit_message(
                who.actor, room=room, target_seq=event.seq, nonce=uuid4(), body="Autrement."
            ),
            lambda who: own_words.delete_message(who.actor, room=room, target_seq=event.seq, nonce=uuid4()),
        ):
            if not is_refused:
                act(who)
                continue
            with pytest.raises(Refusal) as refused:
                act(who)
            assert refused.value.code == "not_allowed"
    assert stored(event).state == MessageState.REMOVED
    assert set(RoomEvent.objects.values_list("author", flat=True)) == {event.author_id}


@pytest.mark.usefixtures("in_company")
def test_a_mask_has_its_whole_quarter_of_an_hour_for_changes(room: Room, lucie: Person) -> None:
    event = say(lucie, room)
    RoomEvent.objects.filter(pk=event.pk).update(at=timezone.now() - timedelta(minutes=29))
    own_words.edit_message(lucie.actor, room=room, target_seq=event.seq, nonce=uuid4(), body="Encore à temps.")
    RoomEvent.objects.filter(pk=event.pk).update(at=timezone.now() - timedelta(minutes=31))
    with pytest.raises(Refusal) as refused:
        own_words.edit_message(lucie.actor, room=room, target_seq=event.seq, nonce=uuid4(), body="Trop tard.")
    assert refused.value.code == "too_old"


@pytest.mark.usefixtures("in_company")
def test_a_gesture_goes_under_the_name_that_made_it(room: Room, lucie: Person, marc: Person) -> None:
    target = say(marc, room, is_masked=False)

    def gesture(*, is_on: bool, is_masked: bool, kind: str = "here") -> Pseudonym | None:
        event = gestures.make_gesture(
            lucie.actor,
            room=room,
            target_seq=target.seq,
            gesture=kind,
            is_on=is_on,
            nonce=uuid4(),
            is_masked=is_masked,
        )
        return stored(event).author if event else None

    masked = gesture(is_on=True, is_masked=True)
    assert masked is not None
    assert masked.is_mask
    # It stands, whatever the name: nobody makes it twice.
    assert gesture(is_on=True, is_masked=False) is None
    assert gesture(is_on=False, is_masked=False) == masked
    assert gesture(is_on=True, is_masked=False) == lucie.name
    assert gesture(is_on=False, is_masked=True) == lucie.name


@pytest.mark.usefixtures("in_company")
def test_nobody_makes_gestures_to_their_own_mask(room: Room, lucie: Person) -> None:
    event = say(lucie, room)
    for is_masked in (True, False):
        with pytest.raises(Refusal) as refused:
            gestures.make_gesture(
                lucie.actor,
                room=room,
                target_seq=event.seq,
                gesture="here",
                is_on=True,
                nonce=uuid4(),
                is_masked=is_masked,
            )
        assert refused.value.code == "not_allowed"


# --- what a mask may not give away --------------------------------------------------------------------
@pytest.mark.usefixtures("in_company")
def test_whoever_welcomes_people_has_no_badge_and_no_privilege_under_a_mask(room: Room, anouk: Person) -> None:
    Role.objects.create(member=anouk.member, kind="facilitator", scope=room.scope)
    assert say(anouk, room, is_masked=False).badge == "facilitator"
    assert stored(say(anouk, room)).badge == ""
    Room.objects.update(slow_mode_s=600)
    room.refresh_from_db()
    say(anouk, room, is_masked=False)
    say(anouk, room, is_masked=False)
    with pytest.raises(Refusal) as refused:
        say(anouk, room)
    assert refused.value.code == "slow_mode"


@pytest.mark.usefixtures("in_company")
def test_slow_mode_is_one_pace_for_all_names(room: Room, lucie: Person) -> None:
    Room.objects.update(slow_mode_s=60)
    room.refresh_from_db()
    say(lucie, room)
    for is_masked in (True, False):
        with pytest.raises(Refusal) as refused:
            say(lucie, room, is_masked=is_masked)
        assert refused.value.code == "slow_mode"
        assert 50 < (refused.value.retry_after_s or 0) <= 60
    assert (pace.next_send_at(lucie.actor, room) or datetime.min.replace(tzinfo=UTC)) > timezone.now()


@pytest.mark.usefixtures("in_company")
def test_what_a_mask_says_moves_no_mark_of_its_holder(room: Room, lucie: Person, marc: Person) -> None:
    say(marc, room, is_masked=False)
    lucie.client.post(f"/fr/rooms/{room.slug}/read/", {"number": 1})
    address = f"/fr/rooms/{room.slug}/"
    done = lucie.client.post(address, {"body": "Sous un masque.", "nonce": uuid4(), "voice": "mask"})
    assert done.status_code == 303
    assert marks.read_seq(lucie.actor, room) == 1


# --- words that wait ----------------------------------------------------------------------------------
@pytest.mark.usefixtures("in_company")
def test_words_that_wait_under_a_mask_are_their_authors_alone_and_shown_under_it(
    room: Room, lucie: Person, marc: Person
) -> None:
    Room.objects.update(approval=Approval.EVERYBODY)
    room.refresh_from_db()
    done = services.send_message(lucie.actor, room=room, nonce=uuid4(), body="À lire d’abord.", is_masked=True)
    assert isinstance(done, approval.Kept)
    held = HeldMessage.objects.select_related("author").get(pk=done.held.pk)
    assert held.author.is_mask
    assert held.pk >= masks.LOWEST_ID
    assert is_coarse(held.at)
    address = f"/fr/rooms/{room.slug}/waiting/{held.pk}/"
    assert lucie.client.get(address).status_code == 200
    assert marc.client.get(address).status_code == 404
    assert "À lire d’abord." in lucie.client.get(f"/fr/rooms/{room.slug}/").content.decode()
    assert "À lire d’abord." not in marc.client.get(f"/fr/rooms/{room.slug}/").content.decode()
    event = approval.show_held(held)
    assert event is not None
    assert stored(event).author == held.author
    assert stored(event).pk >= masks.LOWEST_ID
    assert is_coarse(stored(event).at)
    assert is_coarse(HeldMessage.objects.get(pk=held.pk).ended_at)


@pytest.mark.usefixtures("in_company")
def test_where_masks_are_read_first_a_mask_waits_and_a_name_does_not(room: Room, lucie: Person) -> None:
    Room.objects.update(approval=Approval.MASKS)
    room.refresh_from_db()
    assert "Sous un masque, quelqu’un de l’équipe lit" in lucie.client.get(f"/fr/rooms/{room.slug}/").content.decode()
    done = [
        services.send_message(lucie.actor, room=room, nonce=uuid4(), body="Des mots.", is_masked=is_masked)
        for is_masked in (True, False)
    ]
    assert [isinstance(one, approval.Kept) for one in done] == [True, False]


# --- pages --------------------------------------------------------------------------------------------
@pytest.mark.usefixtures("in_company")
def test_the_page_shows_the_mask_to_all_and_its_acts_to_its_holder_alone(
    room: Room, lucie: Person, marc: Person, guest: Person
) -> None:
    event = stored(say(lucie, room))
    assert event.author is not None
    address = f"/fr/rooms/{room.slug}/"
    mine, his, nobodys = (who.client.get(address).content.decode() for who in (lucie, marc, guest))
    own = f"/fr/rooms/{room.slug}/messages/{event.seq}/#take-back"
    assert own in mine
    assert own not in his
    for page in (his, nobodys):
        assert event.author.name in page
        assert lucie.name.name not in page
        assert str(lucie.name.pk) not in page
        line = page.split(f'id="m{event.seq}"')[1].split("</li>")[0]
        assert "<time" not in line
        assert "masque</span>" in line
    assert "Mon masque" not in his
    assert f"mon masque, {event.author.name}" in mine.replace("\u00a0", " ")
    # Whoever has a mask here does not step out of it by accident.
    assert '<option value="mask" selected>' in mine
    assert '<option value="name" selected>' in his


def test_the_form_refuses_among_few_with_the_words_and_the_choice_kept(room: Room, lucie: Person) -> None:
    wanted = {"body": "Des mots à garder.", "nonce": uuid4(), "voice": "mask"}
    page = lucie.client.post(f"/fr/rooms/{room.slug}/", wanted)
    assert page.status_code == 409
    text = page.content.decode()
    assert "Des mots à garder." in text
    assert "un masque ne vous cacherait pas" in text
    assert '<option value="mask" selected>' in text
    assert not RoomEvent.objects.exists()


@pytest.mark.usefixtures("in_company")
def test_a_gesture_by_the_plain_form_is_made_under_the_name_that_was_chosen(
    room: Room, lucie: Person, marc: Person
) -> None:
    target = say(marc, room, is_masked=False)
    here = f"/fr/rooms/{room.slug}/messages/{target.seq}/"
    wanted = {"gesture": "here", "on": "on", "nonce": uuid4(), "voice": "mask"}
    assert lucie.client.post(f"{here}gesture/", wanted).status_code == 303
    made = RoomEvent.objects.select_related("author").get(kind=EventKind.GESTURE)
    assert made.author is not None
    assert made.author.is_mask
    assert made.author == voices.mask_in(lucie.actor, room)
    assert 'aria-pressed="true"' in lucie.client.get(here).content.decode()
    assert 'aria-pressed="true"' not in marc.client.get(here).content.decode()


@pytest.mark.usefixtures("in_company")
def test_first_words_that_come_at_once_are_of_one_mask(room: Room, lucie: Person, marc: Person) -> None:
    jobs: list[group_commit.Job] = []
    for who, is_masked in ((lucie, True), (marc, False), (lucie, True), (marc, True)):
        draft = services.prepare_message(who.actor, room=room, nonce=uuid4(), body="Bonsoir.", is_masked=is_masked)
        assert isinstance(draft, services.Draft)
        jobs.append((draft, Future()))
    group_commit.commit(jobs)
    said = [stored(answer.result().event) for _draft, answer in jobs if isinstance(answer, Future)]
    assert [event.seq for event in said] == [1, 2, 3, 4]
    assert said[0].author == said[2].author
    assert len({event.author_id for event in said}) == 3
    assert Mask.objects.count() == 2
