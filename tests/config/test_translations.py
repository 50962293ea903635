"""French comes from one file an area; nothing untranslated, nothing contradictory, nothing left behind."""

import gettext
import shutil
from pathlib import Path

import polib
import pytest

from config import translations
from tests import untranslated

# Nothing here asks the database of the run: once is enough.
pytestmark = pytest.mark.only_on("sqlite")

HEAD = 'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=utf-8\\n"\n'
HEAD += '"Plural-Forms: nplurals=2; plural=(n > 1);\\n"\n\n'


@pytest.fixture
def french(tmp_path: Path) -> Path:
    (tmp_path / "parts").mkdir()
    return tmp_path


def part(folder: Path, area: str, words: str) -> None:
    (folder / "parts" / f"{area}.po").write_text(HEAD + words, encoding="utf-8")


def compiled(folder: Path) -> gettext.GNUTranslations:
    with (folder / "LC_MESSAGES" / "django.mo").open("rb") as file:
        return gettext.GNUTranslations(file)


def test_parts_become_one_catalogue(french: Path):
    part(french, "forum", 'msgid "Reply"\nmsgstr "Répondre"\n')
    part(french, "chat", 'msgid "Room"\nmsgstr "Salon"\n\nmsgctxt "navigation"\nmsgid "Watch"\nmsgstr "Veiller"\n')
    assert translations.compile_all(french) == 3
    words = compiled(french)
    assert words.gettext("Reply") == "Répondre"
    assert words.gettext("Room") == "Salon"
    assert words.pgettext("navigation", "Watch") == "Veiller"


def test_a_sentence_that_two_areas_translate_alike_is_no_matter(french: Path):
    part(french, "forum", 'msgid "Send"\nmsgstr "Envoyer"\n')
    part(french, "chat", 'msgid "Send"\nmsgstr "Envoyer"\n')
    assert translations.compile_all(french) == 1


def test_a_sentence_that_two_areas_translate_differently_is_told(french: Path):
    part(french, "forum", 'msgid "Send"\nmsgstr "Envoyer"\n')
    part(french, "chat", 'msgid "Send"\nmsgstr "Poster"\n')
    with pytest.raises(translations.Conflict, match=r"“Send”.+chat\.po and forum\.po"):
        translations.compile_all(french)


def test_an_unreviewed_sentence_stays_english(french: Path):
    part(french, "forum", '#, fuzzy\nmsgid "Send"\nmsgstr "Envoyer peut-être"\n\nmsgid "Quote"\nmsgstr ""\n')
    assert translations.compile_all(french) == 0
    assert compiled(french).gettext("Send") == "Send"


def test_both_forms_of_a_sentence_are_kept(french: Path):
    part(french, "forum", 'msgid "%d day"\nmsgid_plural "%d days"\nmsgstr[0] "%d jour"\nmsgstr[1] "%d jours"\n')
    translations.compile_all(french)
    assert [compiled(french).ngettext("%d day", "%d days", n) for n in (1, 2)] == ["%d jour", "%d jours"]


@pytest.mark.skipif(not shutil.which("xgettext"), reason="gettext is not installed")
def test_the_search_finds_what_is_missing_fuzzy_and_no_longer_used(monkeypatch: pytest.MonkeyPatch):
    found = polib.POFile()
    found.append(polib.POEntry(msgid="Said", occurrences=[("forum/views.py", "3")]))
    found.append(polib.POEntry(msgid="Unsaid", occurrences=[("templates/a.html", "7")]))
    written = polib.POFile()
    written.append(polib.POEntry(msgid="Said", msgstr="Dit"))
    written.append(polib.POEntry(msgid="Gone", msgstr="Parti"))
    written.append(polib.POEntry(msgid="Doubtful", msgstr="Douteux", flags=["fuzzy"]))
    monkeypatch.setattr(untranslated, "sentences", lambda: found)
    monkeypatch.setattr(untranslated.translations, "parts", lambda: {"forum": written})
    wrong = "\n".join(untranslated.faults())
    assert "templates/a.html:7: no French for “Unsaid”" in wrong
    assert "no longer used: “Gone”" in wrong
    assert "fuzzy, empty or obsolete: “Doubtful”" in wrong
    assert "“Said”" not in wrong


@pytest.mark.skipif(not shutil.which("xgettext"), reason="gettext is not installed")
def test_sentences_of_code_and_of_templates_are_found():
    found = {entry.msgid for entry in untranslated.sentences()}
    assert "This page cannot be used in that way." in found
    assert "Skip to the content" in found


def test_variables_in_a_sentence_are_the_same_in_french():
    placeholder = __import__("re").compile(r"%\([a-z_]+\)[sd]|%[sd]|\{[a-z_]*\}")
    for area, catalogue in translations.parts().items():
        for entry in catalogue:
            for words in [entry.msgstr, *entry.msgstr_plural.values()]:
                if words and not entry.msgid_plural:
                    assert sorted(placeholder.findall(words)) == sorted(placeholder.findall(entry.msgid)), (
                        area,
                        entry.msgid,
                    )


def test_french_signs_stand_behind_a_space_that_does_not_break():
    wrong = __import__("re").compile(r"[^\s\u00a0\u202f?!:;«»…/\-(][?!;»]|« | »|[^\u00a0\u202f\s?!] [?!;:»]")
    for area, catalogue in translations.parts().items():
        for entry in catalogue:
            assert not wrong.search(entry.msgstr.replace("&nbsp;", "\u00a0").replace("://", "")), (area, entry.msgstr)
