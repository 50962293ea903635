"""A mask leads to nobody without the keys, and with them to its holder alone."""

from __future__ import annotations

import threading
from datetime import UTC, datetime
from io import StringIO
from typing import Any
from uuid import uuid4

import pytest
from django.core.management import call_command
from django.core.management.base import SystemCheckError
from django.db import connection, connections
from django.test.utils import CaptureQueriesContext

from members import hiding, making, masks, quiet, seal, services
from members.actor import GUEST, Actor
from members.models import Holding, Mask, Member, Pseudonym
from members.refusals import Refusal
from tests import factories
from tests.cast import Person

pytestmark = pytest.mark.django_db


def wear(person: Person, scope: str = "thread:7", language: str = "fr") -> Actor:
    return masks.wear(person.actor, scope=scope, language=language)


def test_the_same_person_has_one_mask_in_a_place_and_another_elsewhere(lucie: Person, marc: Person) -> None:
    first, again, elsewhere, other = wear(lucie), wear(lucie), wear(lucie, "room:7"), wear(marc)
    assert first.pseudonym_id == again.pseudonym_id
    assert len({first.pseudonym_id, elsewhere.pseudonym_id, other.pseudonym_id, lucie.actor.pseudonym_id}) == 4
    assert first.is_mask
    assert first.name != lucie.actor.name
    assert first.sanctions == lucie.actor.sanctions


def test_a_guest_has_no_mask() -> None:
    assert masks.own_in(GUEST, "thread:7") is None
    assert masks.all_of(GUEST) == []
    with pytest.raises(Refusal) as refused:
        masks.wear(GUEST, scope="thread:7", language="fr")
    assert refused.value.code == "not_member"


def test_a_name_under_a_mask_shows_no_presence(lucie: Person) -> None:
    lucie.member.shows_presence = True
    assert lucie.actor.shows_presence
    assert not wear(lucie).shows_presence


def test_two_masks_of_one_person_share_no_value_in_any_column(lucie: Person) -> None:
    here, there = wear(lucie, "thread:7"), wear(lucie, "thread:8")
    shared = {"since", "trade", "trade_until"}
    for model in (Pseudonym, Mask):
        rows = [model.objects.filter(pk=one.pseudonym_id).values().get() for one in (here, there)]
        for column in set(rows[0]) - shared - {"shape", "hue"}:
            assert rows[0][column] != rows[1][column], column
    assert set(Pseudonym.objects.exclude(scope="").values_list("since", "trade", "trade_until")) == {(None, "", None)}


def test_every_row_has_one_size_whatever_the_place(lucie: Person, marc: Person) -> None:
    for scope in ("thread:1", "room:1", f"thread:{masks.random_id()}"):
        wear(lucie, scope)
        wear(marc, scope)
    sizes = {(len(row.own), len(row.chain), len(row.sealed)) for row in Mask.objects.all()}
    assert len(sizes) == 1


def test_no_value_of_a_mask_is_that_of_a_member(lucie: Person) -> None:
    mask = Mask.objects.get(pk=wear(lucie).pseudonym_id)
    secret = lucie.member.pk.bytes
    for value in (mask.pk.bytes, mask.own, mask.chain, mask.sealed):
        assert secret not in bytes(value)


def test_names_and_faces_in_one_place_differ(lucie: Person, marc: Person, anouk: Person) -> None:
    worn = [wear(person) for person in (lucie, marc, anouk)]
    assert len({one.name for one in worn}) == 3
    assert len({(one.shape, one.hue) for one in worn}) == 3


def test_one_finds_all_ones_masks_and_nobody_elses(lucie: Person, marc: Person, settings: Any) -> None:
    settings.RATE_LIMITS = False
    mine = {wear(lucie, f"thread:{number}").pseudonym_id for number in range(70)}
    wear(marc)
    with CaptureQueriesContext(connection) as queries:
        found = masks.all_of(lucie.actor)
    assert {one.pk for one in found} == mine
    # Recognising the person aside: one probe that finds, one that ends, one that reads the names.
    assert sum("members_mask" in query["sql"] for query in queries) <= 3
    assert masks.knowing_all(lucie.actor).names == lucie.actor.names | mine


def test_a_hole_in_the_chain_hides_nothing(lucie: Person) -> None:
    worn = [wear(lucie, f"thread:{number}").pseudonym_id for number in range(3)]
    Mask.objects.filter(pk=worn[1]).delete()
    assert {one.pk for one in masks.all_of(lucie.actor)} == {worn[0], worn[2]}
    assert wear(lucie, "thread:9").pseudonym_id in {one.pk for one in masks.all_of(lucie.actor)}


def test_more_masks_than_one_probe_holds_are_all_found(lucie: Person, settings: Any, monkeypatch: Any) -> None:
    settings.RATE_LIMITS = False
    monkeypatch.setattr(making, "BLOCK", 4)
    worn = {wear(lucie, f"thread:{number}").pseudonym_id for number in range(9)}
    assert {one.pk for one in masks.all_of(lucie.actor)} == worn


def test_a_mask_is_known_as_its_holders_own_and_nobody_elses(lucie: Person, marc: Person) -> None:
    mask = wear(lucie).pseudonym_id
    assert services.is_own(lucie.actor, Pseudonym.objects.get(pk=mask))
    assert not services.is_own(marc.actor, Pseudonym.objects.get(pk=mask))


def test_a_decision_reaches_the_holder_of_a_mask_and_of_a_name(lucie: Person, marc: Person) -> None:
    mask = wear(lucie).pseudonym_id
    assert mask is not None
    assert marc.actor.pseudonym_id is not None
    assert masks.holders([mask, marc.actor.pseudonym_id, uuid4()]) == {
        mask: lucie.member.pk,
        marc.actor.pseudonym_id: marc.member.pk,
    }


def test_a_seal_moved_to_another_mask_opens_onto_nobody(lucie: Person, marc: Person) -> None:
    mine, theirs = wear(lucie).pseudonym_id, wear(marc).pseudonym_id
    stolen = Mask.objects.get(pk=theirs).sealed
    Mask.objects.filter(pk=mine).update(sealed=stolen)
    assert mine is not None
    assert masks.holder(mine) is None
    assert not masks.answering([mine])


def test_under_another_key_a_mask_leads_to_nobody_and_stays_as_it_is(lucie: Person, settings: Any) -> None:
    mask = wear(lucie).pseudonym_id
    assert mask is not None
    before = Mask.objects.filter(pk=mask).values().get()
    settings.SEAL_KEYS = [b"another key of thirty-two bytes!"]
    assert masks.holder(mask) is None
    assert not masks.answering([mask])
    assert masks.own_in(lucie.actor, "thread:7") is None
    assert masks.reseal([mask]) == 1
    assert Mask.objects.filter(pk=mask).values().get() == before


def test_a_rotation_loses_nothing_while_both_keys_are_there_and_after(
    lucie: Person, marc: Person, settings: Any
) -> None:
    old, new = settings.SEAL_KEYS[0], b"a newer key, of thirty-two bytes"
    first = wear(lucie).pseudonym_id
    settings.SEAL_KEYS = [new, old]
    second = wear(lucie, "thread:8").pseudonym_id
    assert wear(lucie).pseudonym_id == first
    assert {one.pk for one in masks.all_of(lucie.actor)} == {first, second}
    assert masks.reseal(list(Mask.objects.values_list("pk", flat=True))) == 0
    settings.SEAL_KEYS = [new]
    assert wear(lucie).pseudonym_id == first
    assert {one.pk for one in masks.all_of(lucie.actor)} == {first, second}
    assert first is not None
    assert masks.holder(first) == lucie.member.pk


@pytest.mark.only_on("sqlite")
def test_a_rotation_that_was_killed_in_the_middle_is_begun_again(lucie: Person, settings: Any) -> None:
    old, new = settings.SEAL_KEYS[0], b"a newer key, of thirty-two bytes"
    worn = {wear(lucie, f"thread:{number}").pseudonym_id for number in range(4)}
    settings.SEAL_KEYS = [new, old]
    killed = masks.rotate(batch=1)
    assert next(killed) == (1, 0)
    killed.close()
    for _again in range(2):
        assert {one.pk for one in masks.all_of(lucie.actor)} == worn
        assert {wear(lucie, f"thread:{number}").pseudonym_id for number in range(4)} == worn
        assert sum(done for done, _unreadable in masks.rotate(batch=3)) == 4
    settings.SEAL_KEYS = [new]
    assert {one.pk for one in masks.all_of(lucie.actor)} == worn


def test_the_command_that_turns_the_keys_turns_those_of_masks(lucie: Person, marc: Person, settings: Any) -> None:
    old, new = settings.SEAL_KEYS[0], b"a newer key, of thirty-two bytes"
    worn = {person.member: wear(person).pseudonym_id for person in (lucie, marc)}
    settings.SEAL_KEYS = [new, old]
    call_command("rotate_seals", stdout=StringIO())
    settings.SEAL_KEYS = [new]
    assert {member: masks.own_in(factories.actor_of(member), "thread:7").pk for member in worn} == worn  # type: ignore


def test_the_command_turns_every_sealed_list_of_a_member_too(lucie: Person, marc: Person, settings: Any) -> None:
    old, new = settings.SEAL_KEYS[0], b"a newer key, of thirty-two bytes"
    hiding.hide(lucie.actor, marc.name.pk)
    quiet.change(lucie.actor, muted_words=("hôpital",))
    settings.SEAL_KEYS = [new, old]
    call_command("rotate_seals", stdout=StringIO())
    settings.SEAL_KEYS = [new]
    for drawer in (hiding.DRAWER, quiet.DRAWER):
        row = drawer.table.objects.get()
        assert seal.open_box(drawer.purpose, row.sealed, bound_to=bytes(row.token)) != b""


def test_an_erased_member_leaves_masks_that_open_onto_nobody(lucie: Person) -> None:
    mask = wear(lucie).pseudonym_id
    assert mask is not None
    before = Mask.objects.values().get(pk=mask)
    Holding.objects.filter(member=lucie.member).delete()
    lucie.member.delete()
    assert Mask.objects.values().get(pk=mask) == before
    assert not Member.objects.filter(pk=masks.holder(mask)).exists()


def test_times_of_masks_are_quarters_of_an_hour() -> None:
    moment = datetime(2026, 3, 4, 21, 44, 59, 999, tzinfo=UTC)
    assert masks.coarse(moment) == datetime(2026, 3, 4, 21, 30, tzinfo=UTC)
    assert masks.coarse(datetime(2026, 3, 4, 21, 45, tzinfo=UTC)) == datetime(2026, 3, 4, 21, 45, tzinfo=UTC)


def test_ids_of_masked_rows_fit_a_browser_and_never_meet_a_sequence() -> None:
    drawn = [masks.random_id() for _number in range(500)]
    assert len(set(drawn)) == 500
    assert all(2**50 <= one < 2**53 for one in drawn)
    assert drawn != sorted(drawn)


def test_a_key_for_one_purpose_says_nothing_about_another(lucie: Person) -> None:
    parts = (lucie.member.pk.bytes, "1")
    digests = {seal.digest(purpose, *parts) for purpose in ("mask-own", "mask-chain", "standing-token", "nonce")}
    assert len(digests) == 4


@pytest.mark.django_db(transaction=True)
def test_a_mask_asked_for_twice_at_once_is_one_mask(lucie: Person) -> None:
    actor, found, start = lucie.actor, [], threading.Barrier(6)

    def ask() -> None:
        start.wait(timeout=60)
        try:
            found.append(masks.wear(actor, scope="thread:7", language="fr").pseudonym_id)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=ask) for _number in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=120)
    assert len(found) == 6
    assert len(set(found)) == 1
    assert Mask.objects.count() == 1
    assert Pseudonym.objects.exclude(scope="").count() == 1


def test_a_house_with_other_keys_than_its_own_does_not_open(lucie: Person, settings: Any) -> None:
    wear(lucie)
    call_command("check", databases=["default"])
    settings.SEAL_KEYS = [b"another key of thirty-two bytes!"]
    before = list(Mask.objects.values())
    with pytest.raises(SystemCheckError, match="not the keys of this house"):
        call_command("check", databases=["default"])
    settings.LOST_KEYS = True
    call_command("check", databases=["default"])
    assert list(Mask.objects.values()) == before


def test_masks_under_a_key_that_is_gone_are_told_and_the_others_are_found(
    lucie: Person, settings: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    own = settings.SEAL_KEYS
    wear(lucie)
    settings.SEAL_KEYS = [b"another key of thirty-two bytes!"]
    wear(lucie, "thread:8")
    call_command("check", databases=["default"])
    assert "1 of 2 masks" in capsys.readouterr().err
    settings.SEAL_KEYS = [*settings.SEAL_KEYS, *own]
    assert len(masks.all_of(lucie.actor)) == 2
