"""The inventory, and what administrators make of it: idempotent, recorded, in both languages."""

from __future__ import annotations

import json

import pytest
from django.core.management import CommandError, call_command

from groups import inventory, services
from groups.models import Theme
from groups.policies import can_arrange_themes
from members.actor import GUEST
from members.refusals import Refusal
from record import services as record
from record.models import Entry
from tests import factories

pytestmark = pytest.mark.django_db
WORDS = {
    "name_fr": "Après un accident",
    "name_en": "After an accident",
    "description_fr": "Ce qui vient ensuite.",
    "description_en": "What comes next.",
}


def entries() -> list[tuple[str, dict]]:
    return [(entry.kind, record.read(entry)) for entry in Entry.objects.order_by("number")]


# --- the inventory ----------------------------------------------------------------------------------
def test_the_inventory_fills_an_empty_house_with_six_chapters(guest):
    listed = json.loads(inventory.default_path().read_text(encoding="utf-8"))["chapters"]
    items = [item for chapter in listed for item in chapter["themes"]]
    assert inventory.load() == 6 + len(items)
    chapters = Theme.objects.filter(parent=None)
    assert [one.slug for one in chapters] == [one["slug"] for one in listed]
    assert all(chapter.is_shown for chapter in chapters)
    shown = Theme.objects.visible_to(GUEST).exclude(parent=None)
    assert {one.slug for one in shown} == {item["slug"] for item in items if item["start"]}
    assert Theme.objects.count() == 6 + len(items)
    found = Theme.objects.get(slug="ill-child")
    assert (found.parent.slug, found.for_concerned, found.for_relatives) == ("illness", False, True)
    assert found.name_fr == "Parents d’un enfant gravement malade"
    assert found.name_en == "Parents of a seriously ill child"
    assert "maman d’un enfant malade" in found.synonyms_fr


def test_loading_again_adds_nothing_and_leaves_what_administrators_changed(odile):
    inventory.load()
    cancer = Theme.objects.get(slug="cancer")
    services.change_theme(odile.actor, theme=cancer, name_en="Cancer, together", is_shown=False)
    before = list(Theme.objects.order_by("pk").values())
    assert inventory.load() == 0
    assert list(Theme.objects.order_by("pk").values()) == before


def test_loading_brings_back_what_is_missing_and_only_that():
    inventory.load()
    Theme.objects.filter(slug="cancer").delete()
    assert inventory.load() == 1
    assert Theme.objects.get(slug="cancer").parent.slug == "illness"


def test_a_chapter_that_became_a_theme_keeps_its_place():
    inventory.load()
    illness, other = Theme.objects.filter(parent=None)[:2]
    illness.themes.all().delete()
    illness.parent = other
    illness.save()
    assert inventory.load() == 0


def test_the_command_says_what_it_did_and_refuses_a_broken_file(capsys, monkeypatch, tmp_path):
    call_command("load_themes")
    assert "Themes added: 390." in capsys.readouterr().out
    call_command("load_themes")
    assert "nothing to add" in capsys.readouterr().out
    call_command("load_themes", verbosity=0)
    assert capsys.readouterr().out == ""
    for words in ("{", "[]", '{"chapters": [{}]}'):
        broken = tmp_path / "themes.json"
        broken.write_text(words, encoding="utf-8")
        monkeypatch.setattr(inventory, "default_path", lambda broken=broken: broken)
        with pytest.raises(CommandError, match="cannot be read"):
            call_command("load_themes")


def test_every_theme_of_the_inventory_fits_the_rules_of_the_house(odile):
    inventory.load()
    for theme in Theme.objects.select_related("parent"):
        services._check(theme)
        assert services._SLUG.fullmatch(theme.slug)


# --- services ---------------------------------------------------------------------------------------
def test_only_administrators_arrange_themes(guest, lucie, anouk, ines, odile):
    theme = factories.make_theme()
    assert can_arrange_themes(odile.actor)
    for person in (guest, lucie, anouk, ines):
        assert not can_arrange_themes(person.actor)
        for act in (
            lambda p=person: services.add_theme(p.actor, slug="neuf", **WORDS),
            lambda p=person: services.change_theme(p.actor, theme=theme, name_fr="Autre"),
        ):
            with pytest.raises(Refusal) as refused:
                act()
            assert refused.value.code == "not_allowed"
    assert not Entry.objects.exists()


def test_a_theme_is_added_and_recorded(odile):
    chapter = factories.make_theme("chapitre")
    theme = services.add_theme(
        odile.actor,
        slug=" After-An-Accident ",
        parent=chapter,
        **{**WORDS, "name_fr": "  Après\u200b un   accident "},
        synonyms_fr=["accidenté", " accidenté ", "", "choc"],
    )
    theme.refresh_from_db()
    assert (theme.slug, theme.name_fr, theme.parent) == ("after-an-accident", "Après un accident", chapter)
    assert theme.synonyms_fr == ["accidenté", "choc"]
    ((kind, content),) = entries()
    assert kind == "theme.added"
    assert content["by"] == str(odile.actor.pseudonym_id)
    assert content["now"]["name_en"] == "After an accident"
    assert content["now"]["parent"] == "chapitre"
    assert str(odile.member.pk) not in json.dumps(content)


def test_a_change_records_what_was_and_what_is_and_raises_the_version(odile):
    theme = factories.make_theme("deuil", name_fr="Deuil")
    changed = services.change_theme(odile.actor, theme=theme, name_fr="Après la mort de quelqu’un", is_sensitive=True)
    assert (changed.name_fr, changed.is_sensitive, changed.version) == (
        "Après la mort de quelqu’un",
        True,
        theme.version + 1,
    )
    ((kind, content),) = entries()
    assert kind == "theme.changed"
    assert content["was"] == {"name_fr": "Deuil", "is_sensitive": False}
    assert content["now"] == {"name_fr": "Après la mort de quelqu’un", "is_sensitive": True}


def test_changing_nothing_writes_nothing(odile):
    theme = factories.make_theme("deuil", name_fr="Deuil")
    assert services.change_theme(odile.actor, theme=theme, name_fr="Deuil ").version == theme.version
    assert not Entry.objects.exists()


@pytest.mark.parametrize("slug", ["", "Été", "a b", "-a", "a--b", "a/b", "new", "x" * 61, "a_b"])
def test_addresses_are_plain(odile, slug):
    with pytest.raises(Refusal) as refused:
        services.add_theme(odile.actor, slug=slug, **WORDS)
    assert refused.value.field == "slug"


def test_an_address_is_taken_once(odile):
    factories.make_theme("deuil")
    with pytest.raises(Refusal) as refused:
        services.add_theme(odile.actor, slug="deuil", **WORDS)
    assert refused.value.field == "slug"
    assert not Entry.objects.exists()


@pytest.mark.parametrize(
    "field, value",
    [
        ("name_fr", ""),
        ("name_en", "\u200b"),
        ("description_fr", " "),
        ("description_en", "x" * 401),
        ("name_fr", "x" * 121),
        ("note", "x" * 401),
    ],
)
def test_a_theme_speaks_both_languages_within_measure(odile, field, value):
    theme = factories.make_theme()
    with pytest.raises(Refusal) as refused:
        services.change_theme(odile.actor, theme=theme, **{field: value})
    assert refused.value.field == field


def test_a_theme_is_for_somebody(odile):
    with pytest.raises(Refusal) as refused:
        services.change_theme(odile.actor, theme=factories.make_theme(), for_concerned=False, for_relatives=False)
    assert refused.value.field == "for_concerned"


def test_there_are_two_storeys_and_no_third(odile):
    chapter = factories.make_theme("chapitre")
    theme = factories.make_theme("theme", parent=chapter)
    other = factories.make_theme("autre")
    for moved, under in ((other, theme), (chapter, other), (chapter, chapter)):
        with pytest.raises(Refusal) as refused:
            services.change_theme(odile.actor, theme=moved, parent=under)
        assert refused.value.field == "parent"
    assert services.change_theme(odile.actor, theme=theme, parent=other).parent == other
    assert services.change_theme(odile.actor, theme=theme, parent=None).parent is None


def test_nothing_but_what_a_theme_has_can_be_changed(odile):
    with pytest.raises(TypeError):
        services.change_theme(odile.actor, theme=factories.make_theme(), slug="autre")


def test_what_is_not_shown_is_seen_by_administrators_alone(guest, lucie, ines, odile):
    theme = factories.make_theme(is_shown=False)
    seen = [Theme.objects.visible_to(one.actor).filter(pk=theme.pk).exists() for one in (guest, lucie, ines, odile)]
    assert seen == [False, False, False, True]


# --- pages ------------------------------------------------------------------------------------------
def form(**wanted):
    return {
        **WORDS,
        "slug": "after-an-accident",
        "parent": "",
        "for_concerned": "on",
        "is_shown": "on",
        "approval": "nobody",
        "position": "3",
        **wanted,
    }


def test_administrators_add_and_change_themes_on_pages(odile, guest):
    chapter = factories.make_theme("chapitre")
    assert (
        'value="' + str(chapter.pk) + '" selected'
        in odile.client.get("/fr/house/themes/new/?chapter=chapitre").content.decode()
    )
    response = odile.client.post("/fr/house/themes/new/", form(parent=chapter.pk, synonyms_fr="un\n\n deux \n"))
    theme = Theme.objects.get(slug="after-an-accident")
    assert response.status_code == 302
    assert (theme.parent, theme.synonyms_fr, theme.for_relatives, theme.position) == (chapter, ["un", "deux"], False, 3)
    page = odile.client.get("/fr/house/themes/after-an-accident/").content.decode()
    assert "un\ndeux</textarea>" in page
    assert 'name="slug"' not in page
    odile.client.post("/fr/house/themes/after-an-accident/", form(name_fr="Après le choc", slug="autre", is_shown=""))
    theme.refresh_from_db()
    assert (theme.slug, theme.name_fr, theme.is_shown, theme.parent) == (
        "after-an-accident",
        "Après le choc",
        False,
        None,
    )
    assert [kind for kind, _content in entries()] == ["theme.added", "theme.changed"]
    assert "Après le choc" in odile.client.get("/fr/house/themes/").content.decode()
    assert "After an accident" in odile.client.get("/en/house/themes/").content.decode()
    assert guest.client.get("/fr/themes/after-an-accident/").status_code == 404


@pytest.mark.parametrize(
    "wanted",
    [
        {"slug": "É"},
        {"name_fr": ""},
        {"position": "-1"},
        {"position": "x"},
        {"parent": "9" * 30},
        {"for_concerned": ""},
        {"name_en": "\x00"},
        {"slug": "deja-la"},
    ],
)
def test_a_form_that_cannot_be_kept_comes_back_with_its_words(odile, wanted):
    factories.make_theme("deja-la")
    response = odile.client.post("/fr/house/themes/new/", form(**wanted))
    assert response.status_code == 422
    assert "Ce qui vient ensuite." in response.content.decode()
    assert Theme.objects.count() == 1


def test_nobody_else_enters_these_pages(guest, lucie, ines):
    theme = factories.make_theme("deuil")
    for address in ("/fr/house/themes/", "/fr/house/themes/new/", "/fr/house/themes/deuil/"):
        assert guest.client.get(address).status_code == 302
        for person in (lucie, ines):
            assert person.client.get(address).status_code == 404
            if not address.endswith("themes/"):
                assert person.client.post(address, form()).status_code == 404
    theme.refresh_from_db()
    assert Theme.objects.count() == 1
    assert not Entry.objects.exists()


def test_an_unknown_theme_is_not_found(odile):
    assert odile.client.get("/fr/house/themes/nulle-part/").status_code == 404


def test_the_note_is_for_the_team_alone(guest, lucie, ines, odile):
    factories.make_theme("deuil", note="Ne pas mélanger.")
    seen = [
        "Ne pas mélanger." in one.client.get("/fr/themes/deuil/").content.decode()
        for one in (guest, lucie, ines, odile)
    ]
    assert seen == [False, False, True, True]
