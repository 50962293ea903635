"""The rules that a page needs, out of all: nothing that may match is lost, and the order of authority stays."""

import pytest

from config.look_rules import Sheet, smaller

pytestmark = pytest.mark.only_on("sqlite")

CSS = """
@layer base, parts;  /* the order */
@layer base {
  :root { --ink: #111; --roof: #222; --unasked: var(--ink); }
  *, *::before { box-sizing: border-box; }
  h1, h4 { margin: 0 }
  .face { color: var(--ink); }
}
@layer parts {
  .post > header h2:not(.sr), .case-row { color: red; }
  :is(.stack, .stack-2) > * + * { margin: 1px; }
  .post:has(.act) a[href] { color: blue; }
  @media (max-width: 30em) { .case-row { display: none; } }
  @media print { .post { color: #000; } .help { display: none; } }
  input:not([type="radio"], [type="checkbox"]) { width: 100%; }
}
"""


def needed(classes: str = "", elements: str = "", drawings: str = "") -> str:
    return Sheet(CSS, drawings).for_page(frozenset(classes.split()), frozenset(elements.split()))


def test_a_page_gets_the_rules_of_its_classes_and_elements_in_their_layers() -> None:
    css = needed("post", "header h2 h1")
    assert css.startswith("@layer base,parts;@layer base{")
    assert "h1{margin:0}" in css
    assert "h4" not in css
    assert ".post > header h2:not(.sr){color:red}" in css
    assert "case-row" not in css
    assert "@media print{.post{color:#000}}" in css
    assert css.index("box-sizing") < css.index("color:red")


def test_what_stands_in_brackets_may_always_match() -> None:
    css = needed("post", "a")
    assert ".post:has(.act) a[href]{color:blue}" in css
    assert ":is(.stack,.stack-2) > * + *{margin:1px}" in css
    assert 'input:not([type="radio"],[type="checkbox"]){width:100%}' in needed("", "input")
    assert "input" not in css


def test_a_group_without_a_rule_is_left_out() -> None:
    assert "max-width" not in needed("post")
    assert "@media (max-width:30em){.case-row{display:none}}" in needed("case-row")


def test_values_that_nothing_asks_for_are_left_out_and_those_of_drawings_kept() -> None:
    assert "--" not in needed("post")
    assert "--ink:#111" in needed("face")
    assert "--unasked" not in needed("face")
    assert "--roof:#222" in needed("post", drawings='<path fill="var(--roof)"/>')


def test_a_sheet_that_is_never_closed_is_a_fault() -> None:
    with pytest.raises(ValueError, match="never closed"):
        Sheet("@layer base { .post { color: red; }")


def test_smaller_says_the_same() -> None:
    assert smaller("a > b ,\n c { margin: 0 ;  color: red; } /* x */") == "a > b,c{margin:0;color:red}"
