"""Plain text: what has no shape goes, what was meant stays."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from markup import plain_text
from markup.plain_text import excerpt, is_blank, links_in, tidy, tidy_line
from tests.markup.vectors import ATTACKS, HOSTILE

# Nothing here asks the database of the run: once is enough.
pytestmark = pytest.mark.only_on("sqlite")

TEXT = st.one_of(
    st.text(max_size=80),
    st.lists(
        st.sampled_from(
            [*"ab \n\t\r\x00*", "e", "\u0301", "\u200d", "\u200b", "\u202e", "\u00a0", "👩", "\u2028", "\ufe0f"]
        )
    ).map("".join),
)


@pytest.mark.parametrize(
    "typed, kept",
    [
        ("e\u0301te\u0301", "été"),
        ("a\r\nb\rc\u2028d\u2029e\x0bf", "a\nb\nc\nd\ne\nf"),
        ("a \t\nb  ", "a\nb"),
        ("\n\n a\n\n\n\n\nb\n\n", " a\n\n\nb"),
        ("mer\u200bci \u202eabc\u202c \x00\x07fin", "merci abc fin"),
        ("so\u00adleil", "soleil"),
        ("lone \ud800 half", "lone  half"),
        ("«\u00a0oui\u00a0»\u202f!", "«\u00a0oui\u00a0»\u202f!"),
        ("👩\u200d👧\u200d👦 ❤\ufe0f 🇫🇷 👍🏽", "👩\u200d👧\u200d👦 ❤\ufe0f 🇫🇷 👍🏽"),
        ("a\u200db\u200c c", "ab c"),
        ("می\u200cخواهم", "می\u200cخواهم"),
        ("Z" + "\u0302" * 50, "Ẑ" + "\u0302" * 4),
        ("  - liste\n    - dedans", "  - liste\n    - dedans"),
        ("tag\U000e0041s", "tags"),
        ("\u2800\n\u3164", ""),
        ("", ""),
    ],
)
def test_tidying_keeps_what_can_be_seen(typed: str, kept: str) -> None:
    assert tidy(typed) == kept


@settings(max_examples=400, deadline=None)
@given(TEXT)
def test_tidying_twice_is_tidying_once(text: str) -> None:
    once = tidy(text)
    assert tidy(once) == once
    assert unicodedata.is_normalized("NFC", once)
    assert "\r" not in once
    assert "\x00" not in once
    once.encode()
    line = tidy_line(text)
    assert tidy_line(line) == line
    assert "\n" not in line


@given(st.text(alphabet="abcdefghijé ’.,«»\u00a0\u202fœ", max_size=60).filter(lambda text: text == text.strip(" ")))
def test_ordinary_sentences_are_not_touched(text: str) -> None:
    if not is_blank(text) and text.rstrip() == text:
        assert tidy(text) == text


def test_a_line_is_one_line() -> None:
    assert tidy_line("  Mon \t titre\n\nsur  deux\u00a0: lignes ") == "Mon titre sur deux\u00a0: lignes"


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "\n\t",
        "\u00a0\u202f\u3000",
        "\u200b\u200d\ufeff",
        "\u2800\u3164\u115f\uffa0",
        "\u202e\u00ad",
        "\x00",
        "\ufe0f",
    ],
)
def test_what_nobody_can_see_is_blank(text: str) -> None:
    assert is_blank(text)
    assert tidy_line(text) in {"", "\u2800", "\ufe0f"}


@pytest.mark.parametrize("text", ["a", " . ", "é", "👍", "\u200bx", "0", "\u0301", "中"])
def test_anything_seen_is_not_blank(text: str) -> None:
    assert not is_blank(text)


@given(TEXT)
def test_blank_stays_blank_when_tidied(text: str) -> None:
    if is_blank(text):
        assert tidy(text) == ""
    else:
        assert not is_blank(tidy(text))


@pytest.mark.parametrize(
    "source, length, shown",
    [
        ("**Bonsoir** à *tous*", 80, "Bonsoir à tous"),
        ("# Titre\n\nLe texte\nsuit.", 80, "Titre Le texte suit."),
        ("> cité\n\n- un\n- deux", 80, "cité un deux"),
        ("[ici](https://a.example/b) et `code`", 80, "ici (a.example) et code"),
        ("<b>gras</b> &amp; co", 80, "<b>gras</b> &amp; co"),
        ("un deux trois quatre", 12, "un deux…"),
        ("un deux trois quatre", 13, "un deux…"),
        ("un deux trois quatre", 14, "un deux trois…"),
        ("un deux, trois", 9, "un deux…"),
        ("a" * 50, 10, "a" * 9 + "…"),
        ("exact", 5, "exact"),
        ("```\nun\ndeux\n```", 80, "un deux"),
        ("", 10, ""),
    ],
)
def test_an_excerpt_is_the_words_alone_cut_between_two(source: str, length: int, shown: str) -> None:
    assert excerpt(source, length) == shown


@settings(max_examples=200, deadline=None)
@given(TEXT | st.sampled_from(ATTACKS), st.integers(2, 60))
def test_an_excerpt_is_never_longer_and_is_one_line(source: str, length: int) -> None:
    found = excerpt(source, length)
    assert len(found) <= length
    assert "\n" not in found


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_sources_have_an_excerpt_too(name: str) -> None:
    assert len(excerpt(HOSTILE[name], 120)) <= 120
    assert isinstance(links_in(HOSTILE[name]), bool)
    assert len(tidy(HOSTILE[name])) <= 20_000


def test_an_excerpt_needs_room() -> None:
    with pytest.raises(ValueError, match="two characters"):
        excerpt("a", 1)


@pytest.mark.parametrize(
    "text",
    [
        "https://a.example",
        "voir HTTP://A.EXAMPLE",
        "www.a.example",
        "moi@a.example",
        "monsite.com",
        "discord.gg/abcdef",
        "t.me/abc",
        "wa.me/33612345678",
        "[x](mailto:a)",
        "ｈｔｔｐ：／／a.example",
        "hxxp://a.example",
        "mon\u200bsite.c\u00adom",
    ],
)
def test_links_are_seen(text: str) -> None:
    assert links_in(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "fin.de phrase",
        "Bonsoir.Je suis là",
        "et/ou",
        "24/7, 1/2",
        "à 3.50 euros",
        "M. et/ou Mme",
        "j’ai :/ mal",
        "@lucie bonjour",
        "s.o.s",
        "etc.../rien",
    ],
)
def test_ordinary_words_are_no_links(text: str) -> None:
    assert not links_in(text)


@given(st.lists(st.sampled_from([*"a. :/@([])", "www", "com", "mailto:", "é", "K", "//"]), max_size=12).map("".join))
def test_the_quick_look_for_links_overlooks_none(text: str) -> None:
    assert links_in(text) == bool(plain_text._LINK.search(unicodedata.normalize("NFKC", text)))
