"""Templates, scripts and styles as they are written: nothing inline, nothing from elsewhere, every form complete."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

# Nothing here asks the database of the run: once is enough.
pytestmark = pytest.mark.only_on("sqlite")

ROOT = Path(__file__).resolve().parent.parent
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))
SCRIPTS = sorted((ROOT / "static").rglob("*.js"))
STYLES = sorted((ROOT / "static").rglob("*.css"))
DRAWINGS = sorted((ROOT / "static").rglob("*.svg"))

COMMENTS = re.compile(r"{%\s*comment.*?endcomment\s*%}|{#.*?#}|<!--.*?-->", re.DOTALL)


def name(path: Path) -> str:
    return str(path.relative_to(ROOT))


def words(path: Path) -> str:
    return COMMENTS.sub("", path.read_text())


# The base itself, and the page that must not look like ours.
WHOLE_PAGES = {"templates/base.html", "templates/pages/exit.html"}

each_template = pytest.mark.parametrize("path", TEMPLATES, ids=name)


def test_there_is_something_to_look_at() -> None:
    assert len(TEMPLATES) > 20
    assert SCRIPTS
    assert STYLES


@each_template
def test_no_script_style_or_handler_is_inline(path: Path) -> None:
    text = words(path)
    for script in re.findall(r"<script\b[^>]*>", text, re.IGNORECASE):
        assert re.search(r"""\bsrc=["']{%\s*static """, script), script
    assert not re.search(r"<style\b", text, re.IGNORECASE)
    assert not re.search(r"\sstyle\s*=", text, re.IGNORECASE)
    assert not re.search(r"<[^>]*\son[a-z]+\s*=", text, re.IGNORECASE)
    assert not re.search(r"javascript:|hx-on|srcdoc", text, re.IGNORECASE)


@each_template
def test_nothing_comes_from_or_goes_to_another_host(path: Path) -> None:
    text = words(path)
    assert not re.search(r"""\b(?:src|href|action|formaction|poster|data)\s*=\s*["']?\s*(?:https?:)?//""", text)
    for tag in ("iframe", "object", "embed", "base", "video", "audio", "img"):
        assert not re.search(rf"<{tag}\b", text, re.IGNORECASE), tag
    assert 'http-equiv="refresh"' not in text


@each_template
def test_every_form_has_an_address_and_a_token(path: Path) -> None:
    text = words(path)
    forms = re.findall(r"<form\b.*?</form>", text, re.DOTALL)
    assert len(forms) == text.count("<form")
    for form in forms:
        head = form[: form.index(">", form.rfind("%}", 0, form.find(">") + 1) + 1) + 1] if "%}" in form else form
        assert re.search(r"\baction=", head), form[:200]
        if re.search(r"""\bmethod=["']?post""", head, re.IGNORECASE):
            # A guest has no session to protect: such a form says so, and its view asks where the request comes from.
            assert "csrf_token" in form or "data-guest-safe" in head, form[:200]
        else:
            assert "csrf_token" not in form, "a token in an address would be kept in histories"


@each_template
def test_nothing_is_printed_unescaped(path: Path) -> None:
    text = words(path)
    assert not re.search(r"\|\s*safe(?:seq)?\b", text)
    assert "autoescape" not in text
    assert "|striptags" not in text


@each_template
def test_a_page_never_shows_how_many_people_there_are(path: Path) -> None:
    assert not re.search(r"{{[^}]*\b(?:member|people|reader|visitor|follower)s?_?count", words(path))


@each_template
def test_partials_are_underscored_and_pages_extend_the_base(path: Path) -> None:
    text = words(path)
    is_piece = path.name.startswith("_") or path.parent.name in {"components", "mail", "elements"}
    if not is_piece and name(path) not in WHOLE_PAGES:
        assert "{% extends " in text


@pytest.mark.parametrize("path", SCRIPTS, ids=name)
def test_scripts_build_nodes_from_text_alone(path: Path) -> None:
    text = re.sub(r"/\*.*?\*/|^\s*//.*$", "", path.read_text(), flags=re.DOTALL | re.MULTILINE)
    for closed in (
        r"\beval\s*\(",
        r"new Function",
        r"document\.write",
        r"outerHTML\s*=",
        r"insertAdjacentHTML",
        r"setAttribute\(\s*['\"]on",
    ):
        assert not re.search(closed, text), closed
    assert not re.search(r"['\"`](?:https?:|wss?:)?//[a-z]", text, re.IGNORECASE), "another host"
    assert not re.search(r"\.style\.\w+\s*=|\.cssText", text), "state stands in data- attributes"
    # The one place for HTML from the server, which sanitised it.
    assert len(re.findall(r"innerHTML", text)) <= 1
    if "innerHTML" in text:
        assert path.name in {"room.js", "lines.js", "line.js", "log.js"}


def test_html_from_the_server_is_placed_in_one_spot() -> None:
    placed = sum(path.read_text().count(".innerHTML =") for path in SCRIPTS)
    assert placed <= 1


@pytest.mark.parametrize("path", [*STYLES, *DRAWINGS], ids=name)
def test_styles_and_drawings_load_nothing(path: Path) -> None:
    text = path.read_text()
    assert "@import" not in text
    for address in re.findall(r"url\(\s*['\"]?([^)'\"]+)", text):
        assert address.startswith(("../", "#", "data:image/svg")), address
    assert "<script" not in text
    assert not re.search(r"\b(?:xlink:)?href=\"(?!#)", text)
