"""What detection finds leads to the order of the team's list and to its author's own panel, and nowhere else."""

from __future__ import annotations

import ast
from pathlib import Path
from uuid import uuid4

import pytest
from django.apps import apps
from django.test import Client

from crisis.detection import assess
from forum.models import Post
from forum.services import reply
from members.models import Letter
from moderation.models import Case, Lane
from tests import factories
from tests.cast import Person

ROOT = Path(__file__).resolve().parents[2]
APPS = ("config", "moderation", "forum", "chat", "groups", "members", "crisis", "record", "markup")
# Who asks, and what becomes of it there: the panel of the author (writing, frames, pointers) or a case of care.
ASK = {"forum/services.py", "forum/approval.py", "chat/services.py", "chat/own_words.py", "moderation/pointers.py"}
# What is typed into a search is read for its own page alone; `looked_for` takes words apart as detection does.
ASK |= {"forum/search_views.py", "crisis/looked_for.py"}
# `verdicts` asks a person of the team whether the reading was right, `care_views` names the version of the rules.
ARE_TOLD = {"moderation/verdicts.py", "moderation/care_views.py"}
ARE_TOLD |= {"forum/writing_views.py", "moderation/services.py", "crisis/views.py", "chat/approval.py"}
READ_A_LEVEL = {"forum/writing_views.py", "chat/frames.py", "chat/views.py", "moderation/pointers.py"}


def sources() -> list[Path]:
    found = [path for app in APPS for path in (ROOT / app).rglob("*.py")]
    return [path for path in found if not {"migrations", "detection"} & set(path.parts)]


def name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def imports_detection(tree: ast.AST) -> bool:
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("crisis.detection"):
            return True
        if isinstance(node, ast.Import) and any(one.name.startswith("crisis.detection") for one in node.names):
            return True
    return False


def test_only_these_modules_know_detection() -> None:
    found = {name(path) for path in sources() if imports_detection(ast.parse(path.read_text(encoding="utf-8")))}
    assert found == ASK | ARE_TOLD


def test_only_the_panel_and_the_care_lane_look_at_what_was_found() -> None:
    """Whoever reads `.assessment.level`, `.brings_panel`, `.marks` or `.opens_case` stands in one of these files."""
    readers = set()
    for path in sources():
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not isinstance(node, ast.Attribute) or node.attr not in {"level", "brings_panel", "marks", "opens_case"}:
                continue
            holder = node.value
            called = holder.attr if isinstance(holder, ast.Attribute) else getattr(holder, "id", "")
            if called == "assessment":
                readers.add(name(path))
    assert readers == READ_A_LEVEL | {"moderation/services.py", "moderation/verdicts.py"}


def test_no_table_keeps_what_was_found() -> None:
    kept = {"level", "score", "risk", "danger", "assessment", "crisis", "detected", "marks"}
    for model in apps.get_models():
        for field in model._meta.concrete_fields:
            assert not kept & set(field.name.split("_")), (model, field)


@pytest.mark.django_db
def test_others_see_heavy_words_as_they_see_any_others(lucie: Person, marc: Person, guest: Person) -> None:
    thread = factories.make_thread()
    words = "Je veux mourir."
    assert assess(words).opens_case

    def page(client: Client) -> str:
        return client.get(f"/fr/threads/{thread.pk}/{thread.slug}/").text

    for body in ("Il fait froid.", words):
        reply(lucie.actor, thread=thread, body=body, nonce=uuid4())
    calm, heavy = Post.objects.filter(thread=thread, body__in=["Il fait froid.", words]).order_by("pk")
    assert Case.objects.get().lane == Lane.CARE
    assert not Letter.objects.exists()
    for client in (marc.client, guest.client):
        shown = page(client)
        assert words in shown
        assert 'class="care' not in shown
        assert calm.state == heavy.state
