"""Every place that asks who is behind a mask is known here; one shows it, to two administrators together."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.test import Client

from members import masks
from tests import factories
from tests.cast import Person

pytestmark = [pytest.mark.django_db, pytest.mark.only_on("sqlite")]
ROOT = Path(__file__).parents[2]
APPS = ("config", "moderation", "forum", "chat", "groups", "members", "crisis", "record", "markup")
# What gives a member for a mask, and where it is asked: pauses and their news, who follows what they wrote, and the one
# place that shows it, to two administrators (tests/moderation/test_unmasking.py).
ASKED = {
    ("members/services.py", "behind"),
    ("members/services.py", "holder"),
    ("forum/following.py", "holder"),
    ("moderation/unmasking.py", "holder"),
}


def test_who_is_behind_a_mask_is_asked_where_it_is_known_to_be_and_nowhere_else() -> None:
    found = set()
    for app in APPS:
        for file in (ROOT / app).rglob("*.py"):
            path, text = file.relative_to(ROOT).as_posix(), file.read_text()
            if path == "members/masks.py" or "/migrations/" in path:
                continue
            found |= {(path, name) for name in re.findall(r"\bmasks\.(holders?|behind|_\w+)\(", text)}
            assert "from members.masks import" not in text, path
            assert not re.search(r"open_box\(\s*[\"']mask[\"']", text), path
    assert found == ASKED


def test_no_page_of_the_team_names_a_masks_holder(lucie: Person, ines: Person, odile: Person) -> None:
    worn = masks.wear(lucie.actor, scope=f"thread:{factories.make_thread().pk}", language="fr")
    for who in (ines, odile):
        client: Client = who.client
        for address in (
            f"/fr/names/{worn.pseudonym_id}/",
            "/fr/moderation/",
            "/fr/house/roles/",
            "/fr/house/",
            "/fr/house/unmasking/",
        ):
            page = client.get(address).content.decode()
            assert lucie.name.name not in page
            assert str(lucie.name.pk) not in page
            assert lucie.member is not None
            assert str(lucie.member.pk) not in page


def test_the_promise_stands_on_the_page_in_both_languages(client: Client) -> None:
    for address, promises in {
        "/fr/masks/": ["Deux personnes différentes", "Un seul compte ne peut pas le faire", "Une lettre vous prévient"],
        "/en/masks/": ["Two different administrators", "One account cannot do it", "You are told by letter"],
    }.items():
        page = client.get(address).content.decode()
        for promise in promises:
            assert promise in page
