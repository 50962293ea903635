"""Home, rooms and boxes to write in say honestly whether somebody watches, and who answers if not."""

from __future__ import annotations

import pytest

from moderation import watch
from tests import factories
from tests.moderation.makers import entrust

pytestmark = pytest.mark.django_db
WATCHED, ALONE = "quelqu’un de l’équipe veille", "personne de l’équipe ne veille"


def words(person, path) -> str:
    return person.client.get(path).content.decode().lower()


@pytest.mark.parametrize("path", ["/fr/", "/fr/rooms/"])
def test_everybody_reads_whether_somebody_watches(path, guest, lucie, ines):
    for reader in (guest, lucie):
        assert ALONE in words(reader, path)
        assert WATCHED not in words(reader, path)
    watch.come(ines.actor)
    for reader in (guest, lucie):
        assert WATCHED in words(reader, path)
        assert ALONE not in words(reader, path)
        assert "inès" not in words(reader, path)
    watch.rest(ines.actor)
    assert ALONE in words(guest, path)


def test_who_answers_is_always_one_step_away(guest, ines):
    for _ in range(2):
        line = words(guest, "/fr/").split("watch-line")[1].split("</p>")[0]
        assert 'href="/fr/help/"' in line
        watch.come(ines.actor)


def test_beside_the_box_it_is_about_this_place(lucie, anouk):
    room, elsewhere = factories.make_room(), factories.make_room()
    thread = factories.make_thread()
    entrust(anouk, "facilitator", room.scope)
    watch.come(anouk.actor)
    assert WATCHED in words(lucie, f"/fr/rooms/{room.slug}/")
    assert ALONE in words(lucie, f"/fr/rooms/{elsewhere.slug}/")
    assert ALONE in words(lucie, f"/fr/threads/{thread.pk}/{thread.slug}/")


def test_a_guest_s_page_changes_its_mark_with_the_watch(guest, ines):
    before = guest.client.get("/fr/")["ETag"]
    assert guest.client.get("/fr/", headers={"If-None-Match": before}).status_code == 304
    watch.come(ines.actor)
    assert guest.client.get("/fr/", headers={"If-None-Match": before}).status_code == 200
