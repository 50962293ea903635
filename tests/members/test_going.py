"""Leaving in three weeks, with or without one's words, and taking everything along before."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.utils import timezone

from chat import services as rooms
from chat.models import EarlierWords, MessageState, RoomEvent
from forum.models import Post, PostState
from members import export, inbox, leaving, masks
from members.models import Consent, Holding, Letter, Mask, Member, Pseudonym, Role
from members.refusals import Refusal
from tests import factories
from tests.cast import Person

pytestmark = pytest.mark.django_db(transaction=True)
TODAY = timezone.localdate
SECRET = "mes mots du phare"


@pytest.fixture(autouse=True)
def _no_limits(settings: Any) -> None:
    settings.RATE_LIMITS = False


def ask(person: Person, *, takes_words: bool = True) -> None:
    leaving.ask_to_leave(person.actor, password=factories.PASSWORD, takes_words=takes_words)


def masked_post(person: Person, number: int) -> Post:
    thread = factories.make_thread()
    worn = masks.wear(person.actor, scope=f"thread:{thread.pk}", language="fr")
    return factories.make_post(thread, Pseudonym.objects.get(pk=worn.pseudonym_id), body=f"{SECRET} {number}")


def test_whoever_asks_has_three_weeks_and_may_stay(lucie: Person) -> None:
    page = lucie.client.post("/fr/me/leave/", {"takes_words": "yes", "password": factories.PASSWORD}, follow=True)
    assert "Vous avez demandé à partir" in page.content.decode()
    assert leaving.day_of(lucie.actor) == TODAY() + timedelta(days=21)
    assert leaving.leave_due(today=TODAY() + timedelta(days=20)) == 0
    page = lucie.client.post("/fr/me/leave/", {"stay": "yes"}, follow=True)
    assert "Vous avez demandé à partir" not in page.content.decode()
    assert leaving.day_of(lucie.actor) is None
    assert leaving.leave_due(today=TODAY() + timedelta(days=30)) == 0
    assert Member.objects.filter(pk=lucie.member.pk, is_active=True).exists()  # type: ignore[union-attr]


@pytest.mark.parametrize("sent", [{"takes_words": "yes", "password": "autre"}, {"password": ""}, {}])
def test_without_the_password_nobody_leaves_and_the_choice_stays(lucie: Person, sent: dict[str, str]) -> None:
    page = lucie.client.post("/fr/me/leave/", sent)
    assert 'aria-invalid="true"' in page.content.decode()
    assert leaving.day_of(lucie.actor) is None


def test_the_last_keeper_of_the_house_entrusts_it_first(odile: Person, lucie: Person) -> None:
    with pytest.raises(Refusal) as refused:
        ask(odile)
    assert refused.value.code == "not_allowed"
    Role.objects.create(member=lucie.member, kind="administrator", scope="")
    ask(odile)
    assert leaving.day_of(odile.actor) is not None


def test_on_the_day_the_account_and_the_words_under_open_names_go(lucie: Person, marc: Person) -> None:
    member = lucie.member
    assert member is not None
    name, theirs = lucie.name, factories.make_post(factories.make_thread(), marc.name, body="À Marc.")
    thread = factories.make_thread(author=name, title="Mon titre", body=SECRET)
    hidden = factories.make_post(thread, name, body=SECRET, state=PostState.HIDDEN)
    room = factories.make_room()
    said = rooms.send_message(lucie.actor, room=room, nonce=uuid4(), body=SECRET).event
    EarlierWords.objects.create(event=said, body=SECRET)
    letter = inbox.send(name, kind="notice", language="fr", subject=SECRET, body=SECRET)
    ask(lucie)
    assert leaving.leave_due(today=TODAY() + timedelta(days=21)) == 1
    assert not Member.objects.filter(pk=member.pk).exists()
    assert not Holding.objects.filter(pseudonym=name).exists()
    assert not Consent.objects.filter(member=member.pk).exists()
    thread.refresh_from_db()
    assert (thread.title, thread.first_words, thread.opening_state) == ("", "", PostState.DELETED)
    for post in (thread.posts.get(position=1), Post.objects.get(pk=hidden.pk)):
        assert (post.body, post.html, post.state) == ("", "", PostState.DELETED)
    said.refresh_from_db()
    assert (said.body, said.html, said.state) == ("", "", MessageState.REMOVED)
    assert not EarlierWords.objects.exists()
    assert RoomEvent.objects.filter(room=room, kind="removed", target_seq=said.seq).count() == 1
    letter.refresh_from_db()
    assert (letter.recipient, letter.subject, letter.body, letter.html) == (None, "", "", "")
    assert Post.objects.get(pk=theirs.pk).body == "À Marc."
    # The name stays, held by nobody, and is never given again.
    assert Pseudonym.objects.filter(pk=name.pk).exists()
    assert leaving.leave_due(today=TODAY() + timedelta(days=22)) == 0


def test_words_stay_for_whoever_wants_them_to(lucie: Person) -> None:
    thread = factories.make_thread(author=lucie.name, body=SECRET)
    post = masked_post(lucie, 1)
    ask(lucie, takes_words=False)
    assert leaving.leave_due(today=TODAY() + timedelta(days=21)) == 1
    assert thread.posts.get().body == SECRET
    assert Post.objects.get(pk=post.pk).body == f"{SECRET} 1"
    assert not Member.objects.exists()


def test_words_under_masks_fade_one_by_one_within_thirty_days(lucie: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    posts = [masked_post(lucie, number) for number in range(4)]
    ask(lucie)
    day = TODAY() + timedelta(days=21)
    assert leaving.leave_due(today=day) == 1
    shell = Member.objects.get()
    assert (shell.is_active, shell.has_usable_password(), shell.recovery_hash) == (False, False, "")
    assert Post.objects.filter(body__startswith=SECRET).count() == 4
    # Chance says no, then yes for one alone.
    monkeypatch.setattr("members.leaving.secrets.randbelow", lambda most: 1)
    assert leaving.fade_due(today=day) == 0
    drawn = iter([1, 0, 1, 1])
    monkeypatch.setattr("members.leaving.secrets.randbelow", lambda most: next(drawn))
    assert leaving.fade_due(today=day) == 1
    assert Post.objects.filter(body__startswith=SECRET).count() == 3
    monkeypatch.undo()
    assert leaving.fade_due(today=day + timedelta(days=30)) == 4
    assert not Post.objects.filter(body__startswith=SECRET).exists()
    assert {post.state for post in Post.objects.filter(pk__in=[one.pk for one in posts])} == {PostState.DELETED}
    assert not Member.objects.exists()
    # Their rows stay and open onto nobody: rows that went together would tell that they were one person's.
    assert Mask.objects.count() == 4


def test_an_eraser_that_fails_keeps_the_account_for_the_next_time(lucie: Person, monkeypatch: Any) -> None:
    def fail(names: frozenset[Any]) -> None:
        raise RuntimeError

    ask(lucie)
    monkeypatch.setattr(leaving, "_erasers", [*leaving._erasers, fail])
    with pytest.raises(RuntimeError):
        leaving.leave_due(today=TODAY() + timedelta(days=21))
    assert Holding.objects.filter(member=lucie.member).exists()
    monkeypatch.undo()
    assert leaving.leave_due(today=TODAY() + timedelta(days=21)) == 1


def test_the_file_holds_everything_about_oneself_masks_included_and_nothing_of_others(
    lucie: Person, marc: Person
) -> None:
    factories.make_post(factories.make_thread(), marc.name, body="Les mots de Marc.")
    open_post = factories.make_post(factories.make_thread(), lucie.name, body="Les mots de Lucie.")
    masked = masked_post(lucie, 1)
    inbox.send(lucie.name, kind="notice", language="fr", subject="Une lettre", body="Bonjour.")
    answer = lucie.client.post("/fr/me/take-along/", {"password": factories.PASSWORD})
    assert answer["Content-Disposition"] == 'attachment; filename="notes.json"'
    assert answer["Cache-Control"] == "no-store"
    found = json.loads(answer.content)
    words = {post["words"] for post in found["posts"]}
    assert words == {open_post.body, masked.body}
    assert {name["is_mask"] for name in found["names"]} == {True, False}
    assert found["letters"][0]["subject"] == "Une lettre"
    assert "Les mots de Marc" not in answer.content.decode()
    assert "argon" not in answer.content.decode()


def test_the_file_asks_for_the_password(lucie: Person) -> None:
    answer = lucie.client.post("/fr/me/take-along/", {"password": "autre"})
    assert answer["Content-Type"].startswith("text/html")
    with pytest.raises(Refusal):
        export.everything(lucie.actor, password="autre")


def test_every_source_of_the_file_speaks_of_the_actor_alone(lucie: Person, marc: Person) -> None:
    factories.make_post(factories.make_thread(), marc.name, body="x")
    found = export.everything(lucie.actor, password=factories.PASSWORD)
    assert {"posts", "messages", "calls", "decisions"} <= set(found)
    assert all(found[name] == [] for name in ("posts", "messages", "calls", "decisions"))


def test_letters_to_the_one_who_left_are_kept_without_a_recipient(lucie: Person) -> None:
    name = lucie.name
    ask(lucie)
    leaving.leave_due(today=TODAY() + timedelta(days=21))
    letter = inbox.send(name, kind="notice", language="fr", subject="Trop tard", body="Bonjour.")
    assert letter.recipient is None
    assert Letter.objects.count() == 1
