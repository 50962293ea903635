"""A word that belongs to a few is planted in every private place, and looked for as everybody, everywhere."""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field
from html import unescape
from uuid import uuid4

import pytest
from django.db import transaction
from django.http import HttpResponseBase
from django.urls import NoReverseMatch, reverse
from django.utils import translation

from chat.services import send_message
from chat.taking_down import remove_message
from forum import services, taking_down
from forum.models import Audience, EarlierWords, Post, Thread
from members import inbox
from moderation import services as moderation
from tests import factories
from tests.addresses import ACTIONS, ADDRESSES
from tests.cast import Person

pytestmark = pytest.mark.django_db
# How many pages a visitor opens, one link after the other: the house of this test has fewer for each of them.
MOST = 120


@dataclass
class Plant:
    """A word, who may read it, and on which addresses anybody may (whoever opens what was folded away)."""

    readers: set[str]
    open_at: str = "(?!)"


@dataclass
class Garden:
    plants: dict[str, Plant]
    addresses: list[str]
    people: dict[str, Person] = field(default_factory=dict)


def words_of(plant: str) -> str:
    """A word that stands nowhere else, said in a sentence that shares another word with all of them."""
    return f"zzsecret{plant}zz"


def said(plant: str) -> str:
    return f"Une boussole, {words_of(plant)}, et la nuit."


@pytest.fixture
def garden(
    guest: Person, lucie: Person, marc: Person, sam: Person, anouk: Person, ines: Person, odile: Person
) -> Garden:
    """Lucie wrote; Marc, Sam and Anouk (a facilitator of another place) are others; Inès and Odile decide and keep."""
    team, members = {"ines", "odile"}, {"lucie", "marc", "sam", "anouk", "ines", "odile"}
    chapter = factories.make_theme("chapitre")
    theme = factories.make_theme("nuits", parent=chapter)
    away = factories.make_theme("ailleurs", is_shown=False, name_fr=words_of("themename"))
    author = lucie.name
    plants: dict[str, Plant] = {}
    threads = []

    def thread(plant: str, readers: set[str], open_at: str = "(?!)", **fields: object) -> Thread:
        plants[plant] = Plant(readers, open_at)
        threads.append(factories.make_thread(**{"theme": theme, "author": author, "body": said(plant), **fields}))
        return threads[-1]

    thread("members", members, audience=Audience.MEMBERS)
    thread(
        "memberstitle", members, audience=Audience.MEMBERS, title=said("memberstitle"), slug="zzsecretmemberstitlezz"
    )
    thread("unshown", {"odile"}, theme=away, is_indexed=True)
    # The team may narrow its queue to any theme.
    plants["themename"] = Plant(team)
    noted = thread(
        "noted", set(), r"/(?:threads|posts|flag|moderation)/.*", note="Parle d’une maladie.", is_indexed=True
    )
    Post.objects.filter(thread=noted).update(note="Parle d’une maladie.")
    plain = factories.make_thread(theme, author, title="Un fil ouvert", body="Une boussole.", is_indexed=True)
    threads.append(plain)

    def answer(plant: str, readers: set[str]) -> Post:
        plants[plant] = Plant(readers)
        return factories.make_post(plain, author, body=said(plant))

    taking_down.hide_post(answer("hidden", {"lucie", *team}), reason="hostile")
    services.delete_post(lucie.actor, post=answer("deleted", set()))
    changed = answer("earlier", {"lucie", *team})
    services.edit_post(lucie.actor, post=changed, body="D’autres mots.")
    gone = thread("hiddenopening", {"lucie", *team}, title=said("hiddenopening"))
    taking_down.hide_post(gone.posts.get(), reason="hostile")
    plants["held"] = Plant({"lucie", *team})
    factories.make_held(plain, author, body=said("held"))
    plants["letter"] = Plant({"lucie"})
    inbox.send(author, kind="notice", language="fr", subject=said("letter"), body=said("letter"))
    plants["casenote"] = Plant({"lucie", *team})
    noisy = factories.make_post(plain, marc.name, body="Une boussole de trop.")
    flag = moderation.raise_flag(
        lucie.actor, kind="post", target_id=str(noisy.pk), reason="hostile", note=said("casenote")
    )
    plants["room"] = Plant(members)
    closed = factories.make_room("portes-closes", theme, guests_may_read=False, topic="Boussoles")
    room = factories.make_room("ouverte", theme)
    send_message(lucie.actor, room=closed, nonce=uuid4(), body=said("room"))
    plants["removed"] = Plant({"lucie", *team})
    message = send_message(lucie.actor, room=room, nonce=uuid4(), body=said("removed")).event
    with transaction.atomic():
        remove_message(room, message.seq, reason="hostile")
    people = {"guest": guest, "lucie": lucie, "marc": marc, "sam": sam, "anouk": anouk, "ines": ines, "odile": odile}
    return Garden(plants, list(_addresses(plants, threads, flag.case_id, [room.slug, closed.slug])), people)


def _addresses(plants: dict[str, Plant], threads: list[Thread], case: object, rooms: list[str]) -> Iterator[str]:
    """Every address that somebody could write by hand, of what was planted and of what was not."""
    with translation.override("fr"):
        for name in sorted({*ADDRESSES, *ACTIONS}):
            for known in (
                {},
                {"slug": "nuits"},
                {"slug": "ailleurs"},
                {"pk": case},
                *({"slug": slug} for slug in rooms),
            ):
                try:
                    yield reverse(name, kwargs=known)
                except NoReverseMatch:
                    continue
        for thread in threads:
            # Nobody types words that they do not know: from a number, the house itself leads on to them or does not.
            slug = "x" if "zzsecret" in thread.slug else thread.slug
            address = reverse("forum:thread_detail", args=[thread.pk, slug])
            yield from (address, address.replace("/fr/", "/en/"), f"/fr/threads/{thread.pk}/x/", f"{address}?page=1")
            yield from (f"{address}?quote={position}" for position in range(1, thread.last_position + 1))
            yield from (f"/fr/threads/{thread.pk}/{act}/" for act in ("reply", "care", "care/split", "care/join"))
        for post in Post.objects.order_by("pk"):
            yield from (f"/fr/posts/{post.pk}/{act}" for act in ("", "edit/", "delete/"))
            yield from (f"/fr/flag/post/{post.pk}/", f"/fr/moderation/now/post/{post.pk}/")
        for slug in rooms:
            yield from (f"/fr/rooms/{slug}/events/?after={seq}" for seq in range(4))
            yield from (f"/fr/rooms/{slug}/messages/{seq}/" for seq in range(1, 4))
            yield from (f"/fr/flag/message/{slug}-{seq}/" for seq in range(1, 4))
        for more in ("", "&theme=nuits", "&theme=ailleurs", "&language=fr"):
            yield from (f"/fr/search/?q={words}{more}" for words in ("boussole", "« la nuit »"))
        yield from (f"/fr/search/?q={words_of(plant)}" for plant in plants)
        yield from (
            "/fr/themes/nuits/feed/",
            "/fr/themes/ailleurs/feed/",
            "/en/themes/chapitre/feed/",
            "/fr/themes/?theme=ailleurs",
        )
        yield from (f"/fr/inbox/{pk}/" for pk in range(1, 4))
        yield from (f"/fr/held/{pk}/" for pk in range(1, 4))


def visit(person: Person, begin: list[str]) -> Iterator[tuple[str, HttpResponseBase, str]]:
    """Open every address and every page of the house that those lead to; give what was told, headers and all."""
    waiting, known, opened = deque(begin), set(begin), 0
    while waiting and opened < MOST + len(begin):
        address = waiting.popleft()
        opened += 1
        answer = person.client.get(address)
        body = b"".join(answer.streaming_content).decode() if answer.streaming else answer.content.decode()
        yield address, answer, body
        found = [unescape(one).split("#")[0] for one in re.findall(r'(?:href|action)="(/(?:fr|en)/[^"]*)"', body)]
        if location := answer.headers.get("Location", ""):
            found.append(location.split("#")[0])
        for one in found:
            # Signing out would end the visit.
            if one not in known and "logout" not in one and "sign-out" not in one:
                known.add(one)
                waiting.append(one)


def told(answer: HttpResponseBase, body: str, typed: str) -> str:
    """Everything that was said, without what the visitor typed, in whatever shape it comes back."""
    headers = "\n".join(f"{name}: {value}" for name, value in answer.items())
    cookies = answer.cookies.output() if answer.cookies else ""
    if "/search/" in typed:
        # In the box, and in the addresses that lead on; hits have neither.
        body = re.sub(r'<input[^>]+name="q"[^>]*>|(?:href|value)="[^"]*q(?:=|%3D)[^"]*"', "", body)
    # The address of a page stands in links to the door and to the other language: whoever came here had it already.
    path = re.escape(typed.split("?")[0][3:])
    body = re.sub(rf'href="[^"]*{path}[^"]*"', "", body)
    return unescape(f"{headers}\n{cookies}\n{body}")


@pytest.mark.parametrize("who", ["guest", "marc", "sam", "anouk", "lucie", "ines", "odile"])
def test_nobody_reads_a_word_that_is_not_theirs(who: str, garden: Garden) -> None:
    seen: set[str] = set()
    leaks = []
    for address, answer, body in visit(garden.people[who], garden.addresses):
        assert answer.status_code < 500, address
        whole = told(answer, body, address)
        for plant, rights in garden.plants.items():
            if words_of(plant) not in whole:
                continue
            seen.add(plant)
            if who not in rights.readers and not re.fullmatch(r"/(?:fr|en)" + rights.open_at, address.split("?")[0]):
                leaks.append((plant, address))
    assert leaks == []
    # The look itself is not blind: what one may read was found.
    must = {"guest": {"noted"}, "marc": {"members", "room", "noted"}, "lucie": {"letter", "held", "members"}}
    must |= {"ines": {"casenote", "members"}, "odile": {"unshown", "themename"}}
    assert must.get(who, {"members"}) <= seen


def test_earlier_words_are_there_to_be_found(garden: Garden) -> None:
    """They stand on no page of the test above but those of a case, and yet they are kept."""
    assert any(words_of("earlier") in one.body for one in EarlierWords.objects.all())
