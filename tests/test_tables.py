"""What the tables cannot tell: no public row leads to a member, and no exact time stands beside one."""

from __future__ import annotations

from datetime import UTC

import pytest
from django.apps import apps
from django.db import models
from django.utils import timezone

from members.models import Member, Pseudonym, Session
from tests.cast import Person

HOUSE = ("groups", "forum", "chat", "moderation", "record", "crisis")


def leads_to(model: type[models.Model]) -> set[type[models.Model]]:
    """Every model that a row of `model` leads to by its own columns, however far."""
    found: set[type[models.Model]] = set()
    waiting = [model]
    while waiting:
        for field in waiting.pop()._meta.get_fields():
            # A column of this table, not a relation that another table holds.
            if getattr(field, "concrete", False) or field.many_to_many:
                other = field.related_model if field.is_relation and not field.auto_created else None
                if isinstance(other, type) and other not in found:
                    found.add(other)
                    waiting.append(other)
    return found


def exact_times(model: type[models.Model]) -> set[str]:
    return {
        field.name
        for field in model._meta.concrete_fields
        if isinstance(field, models.DateTimeField | models.TimeField)
    }


def test_no_public_row_leads_to_a_member() -> None:
    public = [model for model in apps.get_models() if model._meta.app_label in HOUSE]
    assert len(public) >= 10
    for model in public:
        assert Member not in leads_to(model), model


def test_a_pseudonym_leads_nowhere() -> None:
    assert leads_to(Pseudonym) == set()


def test_the_walk_itself_finds_members() -> None:
    """Were the walk blind, the two tests above would hold for nothing."""
    from forum.models import Post
    from members.models import Holding

    assert leads_to(Holding) == {Member, Pseudonym}
    assert Pseudonym in leads_to(Post)


@pytest.mark.parametrize("label", HOUSE)
def test_no_public_table_keeps_a_member_under_another_name(label: str) -> None:
    """A bare column with a member's id would be a join that no foreign key shows."""
    for model in apps.get_app_config(label).get_models():
        for field in model._meta.concrete_fields:
            assert not {"member", "user", "account", "username", "ip", "address_ip"} & set(field.name.split("_")), field


def test_no_exact_time_stands_beside_a_member() -> None:
    for model in apps.get_models():
        beside = {field.related_model for field in model._meta.concrete_fields if field.is_relation} | {model}
        if beside & {Member}:
            assert exact_times(model) == set(), model
    assert exact_times(Pseudonym) == set()


def test_a_session_ends_at_a_midnight(lucie: Person) -> None:
    """An exact end would tell the minute of the sign-in."""
    ends = Session.objects.get().expire_date
    assert any(
        (at.hour, at.minute, at.second, at.microsecond) == (0, 0, 0, 0)
        for at in (ends.astimezone(UTC), timezone.localtime(ends))
    )


def test_tables_that_would_tell_more_are_not_installed() -> None:
    labels = {config.label for config in apps.get_app_configs()}
    assert not labels & {"admin", "sessions", "usersessions", "socialaccount", "mfa", "auditlog"}


@pytest.mark.parametrize("label", ["members", *HOUSE])
def test_every_text_has_a_limit_or_a_reason(label: str) -> None:
    """Every stored short text has a length; long ones are limited by the services that write them."""
    for model in apps.get_app_config(label).get_models():
        for field in model._meta.concrete_fields:
            if isinstance(field, models.CharField):
                assert field.max_length, field
            assert not isinstance(field, models.FileField | models.GenericIPAddressField), field


def test_rendered_html_is_kept_with_its_source_and_its_recipe() -> None:
    for model in apps.get_models():
        names = {field.name for field in model._meta.concrete_fields}
        for name in names:
            if name == "html" or name.startswith("html_"):
                assert name.replace("html", "body") in names, model
                # Words that were taken down stand sealed beside their post or message, which keeps the recipe.
                owner = model._meta.pk.related_model if model._meta.pk else None
                kept = {field.name for field in owner._meta.concrete_fields} if isinstance(owner, type) else set()
                assert "recipe" in names | kept, model
