"""How the house speaks: no word that accuses or scolds, and the signs of each language as it writes them."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import polib
import pytest

# Nothing here asks the database of the run: once is enough.
pytestmark = pytest.mark.only_on("sqlite")

ROOT = Path(__file__).resolve().parent.parent
NBSP, NARROW = "\u00a0", "\u202f"

ENGLISH = (
    r"commit(?:ted|s|ting)? suicide",
    r"(?:successful|failed) suicide",
    r"detected|suspicious|violations?|violate[sd]?",
    r"blocked|banned|invalid|illegal input|forbidden|denied",
    r"errors?|oops|sorry|unfortunately",
    r"users?|login|log in|password incorrect",
)
FRENCH = (
    r"commettre un suicide|commis un suicide|suicide réussi|tentative ratée",
    r"détectée?s?|suspecte?s?|infractions?|violations?",
    r"bloquée?s?|bannie?s?|invalides?|refusé par le système",
    r"erreurs?|oups|désolée?s?|malheureusement",
    r"utilisateurs?|utilisatrices?|l['’]usagère?s?",
)


def parts() -> list[Path]:
    return sorted((ROOT / "locale" / "fr" / "parts").glob("*.po"))


def entries() -> list[tuple[str, polib.POEntry]]:
    return [(path.name, entry) for path in parts() for entry in polib.pofile(str(path)) if not entry.obsolete]


def texts(entry: polib.POEntry) -> list[str]:
    return [text for text in (entry.msgstr, *entry.msgstr_plural.values()) if text]


def sources(entry: polib.POEntry) -> list[str]:
    return [text for text in (entry.msgid, entry.msgid_plural) if text]


def bare(text: str) -> str:
    """The words without placeholders and markup."""
    return re.sub(r"%\([a-z_0-9]+\)[sd]|%[sd]|{[a-z_0-9]*}|</?[a-z][^>]*>", "", text)


def found_in(text: str, forbidden: tuple[str, ...]) -> list[str]:
    return [match[0] for words in forbidden for match in re.finditer(rf"\b(?:{words})\b", bare(text), re.IGNORECASE)]


def template_words() -> list[tuple[str, str]]:
    """What templates say outside tags, blocks and comments: the few words that are the same in both languages."""
    said = []
    for path in sorted((ROOT / "templates").rglob("*.html")):
        text = re.sub(
            r"{%\s*comment.*?endcomment\s*%}|{#.*?#}|<!--.*?-->|<!doctype[^>]*>", "", path.read_text(), flags=re.DOTALL
        )
        text = re.sub(r"{%\s*blocktranslate.*?endblocktranslate\s*%}", "", text, flags=re.DOTALL)
        text = re.sub(r"{%.*?%}|{{.*?}}", "", text, flags=re.DOTALL)
        text = re.sub(r"<[^>]*>", "\n", text, flags=re.DOTALL)
        said += [(str(path.relative_to(ROOT)), line.strip()) for line in text.splitlines() if line.strip()]
    return said


def test_there_are_words_to_read() -> None:
    assert len(entries()) > 100


def test_no_sentence_accuses_or_scolds() -> None:
    wrong = [
        f"{name}: “{text}” says {words}"
        for name, entry in entries()
        for forbidden, said in ((ENGLISH, sources(entry)), (FRENCH, texts(entry)))
        for text in said
        if (words := found_in(text, forbidden))
    ]
    assert wrong == []


@pytest.mark.parametrize("said", ["Oups, une erreur", "Commentaire bloqué", "L’utilisateur", "Malheureusement"])
def test_the_ear_hears_what_french_must_not_say(said: str) -> None:
    assert found_in(said, FRENCH)


@pytest.mark.parametrize("said", ["He committed suicide", "Spam detected", "Invalid value", "The user"])
def test_the_ear_hears_what_english_must_not_say(said: str) -> None:
    assert found_in(said, ENGLISH)


@pytest.mark.parametrize("said", ["terror", "Someone died by suicide", "%(user)s", "inspecter", "le débloquer"])
def test_the_ear_hears_nothing_that_is_not_there(said: str) -> None:
    assert not found_in(said, (*ENGLISH, *FRENCH))


def test_nobody_is_shouted_at() -> None:
    loud = [
        f"{name}: {text}" for name, entry in entries() for text in (*sources(entry), *texts(entry)) if "!" in bare(text)
    ]
    assert loud == []


def test_french_spaces_are_the_ones_french_writes() -> None:
    """A no-break space before : ; ! ? and inside « »; never an ordinary one that a line could break at."""
    wrong = [
        f"{name}: {text}"
        for name, entry in entries()
        for text in texts(entry)
        if re.search(
            rf"[^\s{NBSP}{NARROW}?!:;/\d][;!?»]| [:;!?»]|« |«[^\s{NBSP}{NARROW}]|\w:(?=\s|$)",
            bare(text).replace("://", ""),
        )
    ]
    assert wrong == []


def test_apostrophes_and_quotes_are_typographic() -> None:
    wrong = [
        f"{name}: {text}"
        for name, entry in entries()
        for text in (*sources(entry), *texts(entry))
        if re.search(r"\w'\w|\"\w|\w\"|\.\.\.", bare(text))
    ]
    assert wrong == []


def test_french_is_not_left_in_english() -> None:
    """A long sentence that is the same in both languages was forgotten."""
    same = [
        f"{name}: {entry.msgid}" for name, entry in entries() if entry.msgid == entry.msgstr and len(entry.msgid) > 30
    ]
    assert same == []


def test_each_translation_keeps_the_places_of_its_sentence() -> None:
    places = re.compile(r"%\([a-z_0-9]+\)[sd]|%[sd]|{[a-z_0-9]*}")
    wrong = [
        f"{name}: {entry.msgid}"
        for name, entry in entries()
        if not entry.msgid_plural
        and entry.msgstr
        and sorted(places.findall(entry.msgid)) != sorted(places.findall(entry.msgstr))
    ]
    assert wrong == []


def test_templates_say_nothing_that_cannot_be_translated() -> None:
    """Names, signs and the two languages' own names are the same everywhere; sentences are not."""
    same_everywhere = re.compile(r"[\W\d_]*(?:Entraide|English|Français|Find A Helpline)?[\W\d_]*")
    wrong = [f"{name}: {line}" for name, line in template_words() if not same_everywhere.fullmatch(line)]
    assert wrong == []


def test_code_marks_its_sentences_for_translation() -> None:
    """A refusal's sentence goes through gettext: no bare string as its detail."""
    wrong = []
    for app in ("members", "groups", "forum", "chat", "moderation", "config"):
        for path in sorted((ROOT / app).rglob("*.py")):
            for node in ast.walk(ast.parse(path.read_text())):
                if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "Refusal" and len(node.args) > 1:
                    detail = node.args[1]
                    if isinstance(detail, ast.JoinedStr) or (isinstance(detail, ast.Constant) and detail.value):
                        wrong.append(f"{path.relative_to(ROOT)}:{node.lineno}")
    assert wrong == []
