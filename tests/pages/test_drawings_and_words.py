"""The template tags of the house: drawings, days and hours in words, French spacing, stored HTML."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from types import SimpleNamespace

import brotli
import pytest
from django.conf import settings
from django.template import Context, Template, TemplateSyntaxError
from django.utils import timezone, translation

from config.templatetags import house

NBSP = "\u00a0"
STATIC = settings.BASE_DIR / "static"


def render(source: str, language: str = "fr", **context: object) -> str:
    with translation.override(language):
        return Template("{% load house %}" + source).render(Context(context))


def test_every_icon_that_templates_may_name_is_drawn_and_every_drawing_has_a_name() -> None:
    symbols = set(re.findall(r'<symbol id="([^"]+)"', (STATIC / "icons/icons.svg").read_text()))
    expected = {f"i-{name}" for name in house.ICONS} | {f"window-{state}" for state in house.WINDOWS}
    expected |= {f"face-{number}" for number in range(house.SHAPES)} | {"brand", "street"}
    expected |= {f"mask-{number}" for number in range(house.MASK_SHAPES)}
    assert symbols == expected


def test_the_drawings_take_their_colours_from_properties_because_rules_do_not_reach_into_them() -> None:
    sprite = (STATIC / "icons/icons.svg").read_text()
    assert "class=" not in sprite
    assert "style=" not in sprite
    assert "<style" not in sprite
    known = set(re.findall(r"(--[\w-]+):", (STATIC / "css/look.css").read_text()))
    assert set(re.findall(r"var\((--[\w-]+)", sprite)) <= known


def test_an_unknown_icon_is_noticed_where_it_is_written() -> None:
    with pytest.raises(TemplateSyntaxError):
        render('{% icon "unicorn" %}')
    with pytest.raises(TemplateSyntaxError):
        render('{% window "ajar" %}')


def test_a_face_is_drawn_from_two_small_numbers_and_says_nothing_to_a_screen_reader() -> None:
    drawn = render("{% face author %}", author=SimpleNamespace(shape=4, hue=3))
    assert 'class="face hue-rose"' in drawn
    assert "#face-4" in drawn
    assert 'aria-hidden="true"' in drawn
    assert "#face-2" in render("{% face author 'tiny' %}", author={"shape": 12, "hue": 9})


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("Qui veille ?", f"Qui veille{NBSP}?"),
        ("Qui veille?", f"Qui veille{NBSP}?"),
        ("« Oui madame », elle m’a dit", f"«{NBSP}Oui madame{NBSP}», elle m’a dit"),
        ("«Oui»", f"«{NBSP}Oui{NBSP}»"),
        ("Il a dit : non ; puis oui !", f"Il a dit{NBSP}: non{NBSP}; puis oui{NBSP}!"),
        ("19:40, https://exemple.org", "19:40, https://exemple.org"),
        (f"Déjà{NBSP}: ainsi", f"Déjà{NBSP}: ainsi"),
        ("Quoi ?!", f"Quoi{NBSP}?!"),
        ("40 %", f"40{NBSP}%"),
    ],
)
def test_french_words_get_their_no_break_spaces(typed: str, shown: str) -> None:
    assert house.french_spaces(typed, "fr") == shown
    assert house.french_spaces(typed, "en") == typed


def test_french_spacing_never_prints_markup() -> None:
    assert "<b>" not in render("{{ title|french_spaces:'fr' }}", title="<b>Quoi ?</b>")


def test_a_moment_is_told_in_words_in_the_time_of_the_house() -> None:
    year = timezone.localdate().year
    at = datetime(year, 6, 14, 17, 40, tzinfo=UTC)
    french, english = render("{% moment at %}", at=at), render("{% moment at %}", "en", at=at)
    assert f'<time datetime="{year}-06-14T19:40+02:00">' in french
    assert f"14{NBSP}juin, 19{NBSP}h{NBSP}40</time>" in french
    assert f"14{NBSP}June, 7:40{NBSP}pm</time>" in english


def test_another_year_is_named_and_the_first_of_a_month_is_premier() -> None:
    assert render("{% day on %}", on=date(2019, 5, 1)).endswith(f">mercredi 1er{NBSP}mai{NBSP}2019</time>")
    assert render("{% day on %}", "en", on=date(2019, 5, 1)).endswith(f">Wednesday 1{NBSP}May{NBSP}2019</time>")


def test_the_full_hour_carries_no_minutes_and_noon_is_twelve() -> None:
    ten, noon = datetime(2026, 1, 5, 21, 0, tzinfo=UTC), datetime(2026, 1, 5, 11, 0, tzinfo=UTC)
    with translation.override("fr"):
        assert house.clock_words(ten) == f"22{NBSP}h"
    with translation.override("en"):
        assert house.clock_words(ten) == f"10{NBSP}pm"
        assert house.clock_words(noon) == f"12{NBSP}pm"


def test_how_a_thread_stands_is_told_in_words_and_never_in_numbers() -> None:
    thread = SimpleNamespace(is_locked=False, is_answered=False, last_post_at=datetime(2019, 5, 1, tzinfo=UTC))
    assert render("{% standing_words t %}", "en", t=thread) == "Waiting for a first answer"
    thread.is_answered = True
    assert "<time" in render("{% standing_words t %}", "en", t=thread)
    thread.is_locked = True
    assert render("{% standing_words t %}", "en", t=thread) == "This thread is closed; it can be read"


def test_the_first_sentences_of_stored_html_are_text_cut_between_words() -> None:
    stored = "<p>Un &amp; deux.</p><p>" + "encore " * 60 + "</p>"
    words = house.first_sentences(stored, 40)
    assert words.startswith("Un & deux. encore")
    assert words.endswith("encore…")
    assert len(words) <= 41
    assert "&lt;script" in render("{{ h|first_sentences }}", h="&lt;script&gt;")


def test_words_in_another_language_are_marked() -> None:
    assert render("{% foreign 'en' %}", "fr") == ' lang="en"'
    assert render("{% foreign 'fr' %}", "fr") == ""


def test_the_one_sheet_stays_small() -> None:
    assert len(brotli.compress((STATIC / "css/look.css").read_bytes())) < 15_000
    scripts = [STATIC / "js/exit.js"]
    assert sum(len(brotli.compress(one.read_bytes())) for one in scripts) < 8_000


def test_nothing_in_sheet_or_drawings_comes_from_another_host() -> None:
    for path in [*(STATIC / "css").glob("*.css"), *(STATIC / "icons").glob("*.svg")]:
        text = re.sub(r"http://www.w3.org/2000/svg|/\*|\*/", "", path.read_text())
        assert "//" not in text, path
        assert "@import" not in text, path
