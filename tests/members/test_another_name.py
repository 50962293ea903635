"""A new name because one wants one: what retires, what stays, how often, and two at once."""

from __future__ import annotations

import threading
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.utils import timezone

from forum import following, services
from forum.models import Post
from members import hiding, inbox, names, new_name, standings
from members.actor import Sanction
from members.models import Holding, Pseudonym
from members.refusals import Refusal
from members.services import suspend
from tests import factories
from tests.cast import Person

pytestmark = pytest.mark.django_db
PLACE = "/fr/me/name/"


@pytest.fixture(autouse=True)
def _no_limits(settings: Any) -> None:
    settings.RATE_LIMITS = False


def refused(person: Person, typed: str) -> str:
    with pytest.raises(Refusal) as no:
        new_name.take(person.actor, typed=typed)
    return no.value.code


def test_one_begins_again_and_the_old_name_keeps_what_was_written(lucie: Person, marc: Person) -> None:
    old = lucie.name
    post = factories.make_post(factories.make_thread(author=marc.name), old)
    page = lucie.client.post(PLACE, {"pseudonym": "Saule du quai", "knows": "on"})
    assert page.status_code == 200
    assert lucie.actor.name == "Saule du quai"
    assert (lucie.name.shape, lucie.name.hue, lucie.name.since) != (None, None, None)
    assert Post.objects.get(pk=post.pk).author == old
    assert old.name in marc.client.get(f"/fr/names/{old.pk}/").content.decode()
    for name, other in ((old, lucie.name), (lucie.name, old)):
        seen = marc.client.get(f"/fr/names/{name.pk}/").content.decode()
        assert other.name not in seen
        assert str(other.pk) not in seen
    done = services.edit_post(lucie.actor, post=post, body="Autrement.")
    assert done.post.author == old


def test_without_saying_that_one_knows_nothing_changes_and_the_words_stay(lucie: Person) -> None:
    page = lucie.client.post(PLACE, {"pseudonym": "Saule du quai"})
    assert 'value="Saule du quai"' in page.content.decode()
    assert lucie.actor.name == "Lucie du port"


def test_nobody_ever_bears_the_old_name_again(lucie: Person, marc: Person) -> None:
    new_name.take(lucie.actor, typed="Saule du quai")
    assert refused(marc, "Lucie du port") == "bad_field"
    Pseudonym.objects.filter(pk=lucie.name.pk).update(since=timezone.localdate() - timedelta(days=40))
    assert refused(lucie, "LUCIE  du port") == "bad_field"
    assert lucie.actor.name == "Saule du quai"


def test_the_first_name_may_go_at_once_the_next_one_after_thirty_days(lucie: Person) -> None:
    new_name.take(lucie.actor, typed="Saule du quai")
    assert refused(lucie, "Saule gris") == "rate_limited"
    page = lucie.client.get(PLACE).content.decode()
    assert "à partir du" in page
    assert "<form class=" not in page.split("<main")[1].split("</main>")[0]
    assert lucie.client.post(PLACE, {"pseudonym": "Saule gris", "knows": "on"}).status_code == 429
    Pseudonym.objects.filter(pk=lucie.name.pk).update(since=timezone.localdate() - timedelta(days=30))
    assert new_name.take(lucie.actor, typed="Saule gris").name == "Saule gris"
    assert Holding.objects.filter(member=lucie.member, is_current=True).count() == 1
    assert Holding.objects.filter(member=lucie.member).count() == 3


@pytest.mark.parametrize("kind", ["muted", "suspended", "closed"])
def test_during_a_pause_the_name_stays_and_afterwards_the_pause_was_the_persons(lucie: Person, kind: str) -> None:
    assert lucie.member is not None
    standings.impose(lucie.member.pk, Sanction(kind, "", timezone.now() + timedelta(days=1)))
    assert refused(lucie, "Saule du quai") == "not_allowed"


def test_what_stands_about_the_person_goes_on(lucie: Person, marc: Person) -> None:
    old, thread = lucie.name, factories.make_thread(author=marc.name)
    services.reply(lucie.actor, thread=thread, body="Je lis.", nonce=uuid4())
    hiding.hide(lucie.actor, factories.make_thread().author_id)
    inbox.send(old, kind="notice", language="fr", subject="À l’ancien nom", body="Bonjour.")
    new_name.take(lucie.actor, typed="Saule du quai")
    assert following.followed_threads(lucie.actor) == [thread]
    assert hiding.hidden_names(lucie.actor)
    assert "À l’ancien nom" in lucie.client.get("/fr/inbox/").content.decode()
    # A pause laid on the old name holds the person.
    suspend(old, until=timezone.now() + timedelta(days=1))
    with pytest.raises(Refusal) as no:
        services.reply(lucie.actor, thread=thread, body="Encore.", nonce=uuid4())
    assert no.value.code == "suspended"


def test_what_a_resource_person_is_stands_beside_the_new_name_alone(lucie: Person) -> None:
    old = lucie.name
    Pseudonym.objects.filter(pk=old.pk).update(trade="infirmière")
    new_name.take(lucie.actor, typed="Saule du quai")
    assert (Pseudonym.objects.get(pk=old.pk).trade, lucie.name.trade) == ("", "infirmière")


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("is_one_person", [True, False])
def test_two_at_once_get_one_clear_answer_each(lucie: Person, marc: Person, is_one_person: bool) -> None:
    """The same name for two people, or two names for one person in two tabs."""
    people = (lucie, lucie) if is_one_person else (lucie, marc)
    wanted = ("Saule du quai", "Saule gris") if is_one_person else ("Saule du quai", "Saule du quai")
    actors, together = [one.actor for one in people], threading.Barrier(2)
    told: list[str] = []

    def take(actor: Any, typed: str) -> None:
        try:
            together.wait(30)
            new_name.take(actor, typed=typed)
            told.append("taken")
        except Refusal as no:
            told.append(no.code)
        finally:
            connection.close()

    threads = [threading.Thread(target=take, args=one) for one in zip(actors, wanted, strict=True)]
    for one in threads:
        one.start()
    for one in threads:
        one.join(60)
    assert sorted(told) == (["rate_limited", "taken"] if is_one_person else ["bad_field", "taken"])
    assert Holding.objects.filter(is_current=True).count() == 2
    assert Pseudonym.objects.filter(skeleton=names.skeleton("Saule du quai")).count() <= 1
