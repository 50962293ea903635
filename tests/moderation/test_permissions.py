"""Who may do what, where: each role has what it needs and nothing more. The table is the rule."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import transaction
from django.utils import timezone

from chat.policies import keeps_order
from members import standings
from members.actor import Sanction
from members.models import Role
from members.policies import can_keep_house
from members.refusals import Refusal
from moderation import claims, policies, services, watch
from moderation.models import Act, Lane, Measure
from tests import factories
from tests.cast import person
from tests.moderation.makers import call, make_message

pytestmark = pytest.mark.django_db

# Places: a room of the theme "inner" in the chapter "chapter"; "elsewhere" is a room of another chapter.
ACTIONS = {
    "watch": lambda actor, at: policies.can_watch(actor),
    "coordinate": lambda actor, at: policies.can_coordinate(actor),
    "keep house": lambda actor, at: can_keep_house(actor),
    "see here": lambda actor, at: policies.can_see(actor, at["here"]),
    "see elsewhere": lambda actor, at: policies.can_see(actor, at["elsewhere"]),
    "see a name": lambda actor, at: policies.can_see(actor, at["name"]),
    "take here": lambda actor, at: passes(claims.take, actor, at["here"]),
    "take elsewhere": lambda actor, at: passes(claims.take, actor, at["elsewhere"]),
    "go on duty": lambda actor, at: passes(watch.come, actor),
    "hide here": lambda actor, at: policies.can_decide(actor, at["here"], Act.HIDE),
    "hide elsewhere": lambda actor, at: policies.can_decide(actor, at["elsewhere"], Act.HIDE),
    "pause here": lambda actor, at: (
        policies.can_decide(actor, at["here"], Act.SUSPEND)
        and policies.reaches(actor, Act.SUSPEND, Measure.HERE, Lane.RULE)
    ),
    "suspend": lambda actor, at: (
        policies.can_decide(actor, at["here"], Act.SUSPEND)
        and policies.reaches(actor, Act.SUSPEND, Measure.SUSPENDED, Lane.RULE)
    ),
    "close an account": lambda actor, at: (
        policies.can_decide(actor, at["here"], Act.SUSPEND)
        and policies.reaches(actor, Act.SUSPEND, Measure.CLOSED, Lane.RULE)
    ),
    "move a thread": lambda actor, at: policies.can_decide(actor, at["here"], Act.MOVE),
    "look again here": lambda actor, at: passes(services.look_again, actor, at["here"]),
    "steer the room": lambda actor, at: policies.can_steer(actor, at["room"]) and keeps_order(actor, at["room"]),
}
NOTHING: frozenset[str] = frozenset()
IN_A_ROOM = frozenset(
    {"watch", "see here", "take here", "go on duty", "hide here", "pause here", "look again here", "steer the room"}
)
IN_A_THEME = IN_A_ROOM | {"move a thread"}
EVERYWHERE = IN_A_THEME | {
    *("coordinate", "see elsewhere", "see a name", "take elsewhere", "hide elsewhere", "suspend", "close an account")
}
ELSEWHERE_ALONE = frozenset({"watch", "go on duty", "see elsewhere", "take elsewhere", "hide elsewhere"})
# role, scope → what it may do.
TABLE: dict[tuple[str, str], frozenset[str]] = {
    ("", ""): NOTHING,
    ("facilitator", "room"): IN_A_ROOM,
    ("facilitator", "elsewhere"): ELSEWHERE_ALONE,
    ("moderator", "inner"): IN_A_THEME,
    ("moderator", "chapter"): IN_A_THEME,
    ("moderator", ""): EVERYWHERE,
    ("coordinator", ""): frozenset({"coordinate"}),
    ("resource", ""): NOTHING,
    ("resource", "room"): NOTHING,
    ("administrator", ""): frozenset({"keep house"}),
}


def passes(verb, *words) -> bool:
    try:
        verb(*words)
    except Refusal:
        return False
    return True


@pytest.fixture
def at(lucie, marc):
    chapter = factories.make_theme()
    inner = factories.make_theme(parent=chapter)
    room, other = factories.make_room(theme=inner), factories.make_room()
    return {
        "room": room,
        "scopes": {
            "": "",
            "room": room.scope,
            "elsewhere": other.scope,
            "inner": inner.scope,
            "chapter": chapter.scope,
        },
        "here": call(marc, "message", str(make_message(room, lucie.name).pk)).case,
        "elsewhere": call(marc, "message", str(make_message(other, lucie.name).pk)).case,
        "name": call(marc, "name", str(lucie.name.pk)).case,
    }


def entrusted(role: str, scope: str, **more):
    somebody = person("Tao")
    if role:
        Role.objects.create(member=somebody.member, kind=role, scope=scope, **more)
    return somebody


def all_that(actor, at) -> set[str]:
    """Everything that `actor` may do, each tried on its own and taken back."""
    found = set()
    for action, may in ACTIONS.items():
        with transaction.atomic():
            if may(actor, at):
                found.add(action)
            transaction.set_rollback(True)
    return found


@pytest.mark.parametrize("role, scope", TABLE)
def test_each_role_may_do_this_and_nothing_else(role, scope, at):
    assert all_that(entrusted(role, at["scopes"][scope]).actor, at) == TABLE[role, scope]


@pytest.mark.parametrize("role, scope", TABLE)
def test_a_role_past_its_last_day_may_do_nothing(role, scope, at):
    yesterday = timezone.localdate() - timedelta(days=1)
    actor = entrusted(role, at["scopes"][scope], until=yesterday).actor
    assert all_that(actor, at) == set()


@pytest.mark.parametrize("kind", ["suspended", "muted", "closed"])
@pytest.mark.parametrize("role, scope", [key for key in TABLE if key[0] not in {"", "administrator", "resource"}])
def test_whoever_may_not_write_watches_over_nobody(role, scope, kind, at):
    somebody = entrusted(role, at["scopes"][scope])
    standings.impose(somebody.member.pk, Sanction(kind, "", timezone.now() + timedelta(days=1)))
    assert all_that(somebody.actor, at) == set()


def test_nobody_decides_about_themselves_whatever_their_role(at, marc):
    somebody = entrusted("moderator", "")
    own = call(marc, "message", str(make_message(at["room"], somebody.name).pk)).case
    for action in ("see here", "take here", "hide here", "suspend", "look again here"):
        assert not ACTIONS[action](somebody.actor, {**at, "here": own}), action


def test_the_table_knows_every_role():
    from members.models import RoleKind

    assert {role for role, _scope in TABLE} - {""} == set(RoleKind.values)


def test_a_co_ordinator_reads_no_word(at, lucie, ines):
    watch.come(ines.actor)
    somebody = entrusted("coordinator", "")
    page = somebody.client.get("/fr/moderation/team/")
    words = page.content.decode()
    assert page.status_code == 200
    assert "Inès" in words
    assert "Lucie" not in words
    assert "Des mots" not in words
    assert "/cases/" not in words
    assert somebody.client.get("/fr/moderation/").status_code == 404
    for nobody in (lucie, entrusted_facilitator(at)):
        assert nobody.client.get("/fr/moderation/team/").status_code == 404


def entrusted_facilitator(at):
    somebody = person("Théo")
    Role.objects.create(member=somebody.member, kind="facilitator", scope=at["room"].scope)
    return somebody
