"""Each trigger keeps one promise, on both engines: with it the act is refused, without it the act goes through."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from django.core.checks import Tags, run_checks
from django.core.management import CommandError, call_command
from django.core.management.base import SystemCheckError
from django.db import IntegrityError, connection, transaction

from record import promises, services, triggers
from record.models import Checkpoint, Content, Entry, Head
from record.triggers import Trigger
from tests.triggers import lowered

pytestmark = pytest.mark.django_db

BREAKS: dict[str, Callable[[], object]] = {
    "record_entry_no_update": lambda: Entry.objects.filter(number=1).update(kind="other"),
    "record_entry_no_delete": lambda: Entry.objects.filter(number=2).delete(),
    "record_content_no_update": lambda: Content.objects.update(body=b"{}"),
    "record_checkpoint_no_update": lambda: Checkpoint.objects.update(hash="0" * 64),
    "record_checkpoint_no_delete": lambda: Checkpoint.objects.all().delete(),
    "record_head_one_step": lambda: Head.objects.update(number=9),
    "record_head_no_delete": lambda: Head.objects.all().delete(),
}


@pytest.fixture
def _a_record() -> None:
    services.write("decision.hide", {"target": "post:1"})
    services.checkpoint()
    services.write("decision.hide", {"target": "post:2"})


@pytest.mark.usefixtures("_a_record")
@pytest.mark.parametrize("trigger", promises.TRIGGERS, ids=lambda trigger: trigger.name)
def test_each_promise_holds_by_its_trigger_alone(trigger: Trigger) -> None:
    break_it = BREAKS[trigger.name]
    with pytest.raises(IntegrityError, match=trigger.message.rstrip(".")), transaction.atomic():
        break_it()
    with lowered(trigger):
        assert break_it()


@pytest.mark.usefixtures("_a_record")
def test_raw_sql_is_refused_as_well() -> None:
    for statement in ("UPDATE record_entry SET at = at", "DELETE FROM record_entry", "DELETE FROM record_checkpoint"):
        with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)
    if connection.vendor == "postgresql":
        with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("TRUNCATE record_entry")
    assert Entry.objects.count() == 2


@pytest.mark.usefixtures("_a_record")
def test_what_lies_before_the_checkpoint_may_go() -> None:
    Entry.objects.filter(number=1).delete()
    assert services.verify().ok


def database_errors() -> list[str]:
    return [found.msg for found in run_checks(tags=[Tags.database], databases=["default"]) if found.id == "record.E001"]


@pytest.mark.parametrize("trigger", promises.TRIGGERS, ids=lambda trigger: trigger.name)
def test_the_check_misses_each_trigger(trigger: Trigger) -> None:
    assert database_errors() == []
    with lowered(trigger):
        assert len(database_errors()) == 1
        assert trigger.name in database_errors()[0]
        with pytest.raises(SystemCheckError, match=trigger.name):
            call_command("check", tags=[Tags.database], databases=["default"])
    assert database_errors() == []


def test_a_trigger_whose_words_were_softened_is_missed() -> None:
    strict = promises.TRIGGERS[1]
    softened = Trigger(strict.name, strict.table, strict.event, strict.message, when="1 = 0")
    triggers.remove(strict)
    triggers.install(softened)
    assert triggers.missing([strict]) == [strict]
    triggers.install(strict)
    assert triggers.missing([strict]) == []


def test_the_companion_that_refuses_emptying_is_missed_too() -> None:
    if connection.vendor != "postgresql":
        assert promises.TRIGGERS[1].emptying not in triggers._standing(connection)
        return
    with connection.cursor() as cursor:
        cursor.execute("DROP TRIGGER record_entry_no_delete_all ON record_entry")
    assert len(database_errors()) == 1
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE record_entry DISABLE TRIGGER record_entry_no_update")
    assert len(database_errors()) == 2


def test_installing_again_changes_nothing() -> None:
    before = triggers._standing(connection)
    for trigger in promises.TRIGGERS:
        triggers.install(trigger)
    assert triggers._standing(connection) == before


def test_two_triggers_may_not_share_a_name() -> None:
    from django.apps import apps

    clash = Trigger("record_entry_no_update", "record_entry", "DELETE", "Other.")
    with pytest.raises(ValueError, match="already a trigger"):
        triggers.guard(apps.get_app_config("record"), [clash])


@pytest.mark.parametrize("name, message", [("a b", "x"), ("a;", "x"), ("a" * 56, "x"), ("fine", "it's")])
def test_a_trigger_that_would_break_its_own_sql_is_refused(name: str, message: str) -> None:
    with pytest.raises(ValueError, match=r"name of a trigger|apostrophe"):
        Trigger(name, "record_entry", "UPDATE", message)


@pytest.fixture
def _in_any_case_up_again() -> Iterator[None]:
    yield
    for trigger in triggers.missing():
        triggers.install(trigger)


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("_in_any_case_up_again")
def test_migrate_is_not_stopped_by_the_check_and_puts_the_triggers_back() -> None:
    triggers.remove(promises.TRIGGERS[0])
    with pytest.raises((SystemCheckError, CommandError)):
        call_command("check", tags=[Tags.database], databases=["default"])
    call_command("migrate", verbosity=0, interactive=False, skip_checks=False)
    assert triggers.missing() == []


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("_in_any_case_up_again")
def test_tables_that_a_migration_remakes_have_their_triggers_again() -> None:
    """Back to before the first migration and forward: on SQLite, remade tables lose their triggers without a word."""
    call_command("migrate", "record", "zero", verbosity=0, interactive=False)
    assert "record_entry" not in connection.introspection.table_names()
    assert triggers.missing() == []
    call_command("migrate", verbosity=0, interactive=False)
    assert set(promises.TRIGGERS) <= set(triggers.registered())
    assert triggers.missing() == []
    assert "record_entry_no_update" in triggers._standing(connection)


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("_in_any_case_up_again")
def test_a_table_that_a_trigger_reads_can_be_remade() -> None:
    """The delete trigger of the entries reads the checkpoints; SQLite would refuse to rename their table under it."""
    from django.db.models import CharField

    from record.triggers import _after_migrate, _before_migrate

    field = Checkpoint._meta.get_field("hash")
    wider = CharField(max_length=80)
    wider.set_attributes_from_name("hash")
    wider.model = Checkpoint
    _before_migrate(None, "default", plan=[(object(), False)])
    with connection.schema_editor() as editor:
        editor.alter_field(Checkpoint, field, wider)
        editor.alter_field(Checkpoint, wider, field)
    _after_migrate("default")
    assert triggers.missing() == []


@pytest.mark.django_db(transaction=True)
def test_a_transactional_test_may_write_to_the_record() -> None:
    with transaction.atomic():
        services.write("decision.hide", {"target": "post:1"})
    services.checkpoint()
    assert services.verify().checked == 1


@pytest.mark.django_db(transaction=True)
def test_and_the_next_one_finds_it_empty_with_the_triggers_up() -> None:
    assert not Entry.objects.exists()
    assert not Head.objects.exists()
    assert triggers.missing() == []
