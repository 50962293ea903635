"""Calls by name in a text: which names are called, and how the call is marked."""

from __future__ import annotations

import pytest

from markup import rich_text

pytestmark = pytest.mark.only_on("sqlite")

NAMES = ["Lucie du port", "Luc", "Éloïse", "O’Brien", "Marc des bois"]


@pytest.mark.parametrize(
    ("text", "called"),
    [
        ("Merci @Lucie du port.", {"Lucie du port"}),
        ("merci @lucie  du port", {"Lucie du port"}),
        ("@Lucie, merci", set()),
        ("@Lucienne et @Lucas", set()),
        ("@Luc, @luc et @LUC !", {"Luc"}),
        ("(@eloise)", {"Éloïse"}),
        ("@O'Brien", {"O’Brien"}),
        ("**@Luc**", {"Luc"}),
        ("- @Luc\n- @Marc des bois", {"Luc", "Marc des bois"}),
        ("écrivez à moi@luc.example", set()),
        ("@@Luc", set()),
        ("> @Luc disait cela\n\nJe pense comme vous.", set()),
        ("`@Luc`", set()),
        ("```\n@Luc\n```", set()),
        ("[@Luc](https://example.org/)", set()),
        (r"\@Luc", {"Luc"}),
        ("@", set()),
        ("@\u202eLuc", {"Luc"}),
        (">" * 60 + " @Luc", set()),
        ("@Marc\ndes bois", set()),
    ],
)
def test_a_name_is_called_in_the_words_of_the_author_alone(text: str, called: set[str]) -> None:
    assert rich_text.names_called(text, NAMES) == called


def test_of_two_names_that_fit_the_longer_one_is_called() -> None:
    assert rich_text.names_called("@Marc des bois", ["Marc", "Marc des bois"]) == {"Marc des bois"}


def test_a_call_is_marked_as_it_was_typed_and_nothing_else() -> None:
    html = rich_text.render("Bonjour @luc, *@Éloïse*\n> @Luc", called=["Luc", "Éloïse"]).html
    assert html == ("<p>Bonjour <b>@luc</b>, <em><b>@Éloïse</b></em></p>\n<blockquote>\n<p>@Luc</p>\n</blockquote>\n")


def test_nobody_can_type_the_mark_nor_smuggle_a_tag_in_by_a_name() -> None:
    assert "<b>" not in rich_text.render("<b>@Luc</b>").html
    html = rich_text.render("@a<b>c & <script>x</script>", called=["a", "a<b>c"]).html
    assert html == "<p><b>@a&lt;b&gt;c</b> &amp; &lt;script&gt;x&lt;/script&gt;</p>\n"


def test_words_that_call_nobody_are_rendered_as_ever() -> None:
    for text in ("Plain words.", "**Strong** @nobody", "a\n\nb"):
        assert rich_text.render(text, called=["Luc"]).html == rich_text.render(text).html
