"""One door for words made safe: what comes out is harmless, the same twice, and what was typed is still there."""

from __future__ import annotations

import re
import threading
from html import escape, unescape
from html.parser import HTMLParser

import nh3
import pytest
from bleach._vendor import html5lib
from hypothesis import example, given, settings
from hypothesis import strategies as st

from markup import rich_text
from markup.rich_text import RECIPE, TooLongError, render
from tests.markup.vectors import ATTACKS, HOSTILE

# Nothing here asks the database of the run: once is enough.
pytestmark = pytest.mark.only_on("sqlite")

REL = "nofollow ugc noopener noreferrer"
XHTML = "{http://www.w3.org/1999/xhtml}"


def link(address: str, words: str | None = None) -> str:
    return f'<a href="{escape(address)}" rel="{REL}">{words or escape(address)}</a>'


def seen(html: str) -> str:
    """What a reader sees: the text alone."""
    return unescape(nh3.clean(html, tags=set()))


def assert_harmless(html: str) -> None:
    """Two parsers that know nothing of each other agree that only what we allow is there."""
    assert (
        nh3.Cleaner(
            tags=set(rich_text.TAGS), attributes=rich_text.ATTRIBUTES, url_schemes={"http", "https"}, link_rel=REL
        ).clean(html)
        == html
    )
    tree = html5lib.parseFragment(html, treebuilder="etree")
    shown = "".join(tree.itertext())
    assert re.sub(r"\r\n?", "\n", shown) == seen(html)
    for element in tree.iter():
        if element is tree:
            continue
        assert isinstance(element.tag, str), "a comment or an instruction"
        assert element.tag.startswith(XHTML), element.tag
        tag = element.tag.removeprefix(XHTML)
        assert tag in {"p", "br", "em", "strong", "s", "ul", "ol", "li", "blockquote", "pre", "code", "a"}
        if tag == "a":
            assert set(element.attrib) == {"href", "rel"}
            assert re.match(r"(?i)https?://[a-z0-9]", element.attrib["href"])
            assert element.attrib["rel"] == REL
        elif tag == "ol":
            assert set(element.attrib) <= {"start"}
            assert element.attrib.get("start", "1").isdigit()
        else:
            assert element.attrib == {}


class Strict(HTMLParser):
    """A third, simple reader: tags open and close in order."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []

    def handle_starttag(self, tag: str, attrs: object) -> None:
        if tag != "br":
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


def assert_well_formed(html: str) -> None:
    reader = Strict()
    reader.feed(html)
    reader.close()
    assert reader.open == []


# --- what people write ----------------------------------------------------------------------------
@pytest.mark.parametrize(
    "source, html",
    [
        ("Bonsoir", "<p>Bonsoir</p>\n"),
        ("une ligne\nune autre\n\nplus loin", "<p>une ligne<br>\nune autre</p>\n<p>plus loin</p>\n"),
        ("*doux* et **fort** et ~~passé~~", "<p><em>doux</em> et <strong>fort</strong> et <s>passé</s></p>\n"),
        ("- un\n- deux", "<ul>\n<li>un</li>\n<li>deux</li>\n</ul>\n"),
        ("1. un\n2. deux", "<ol>\n<li>un</li>\n<li>deux</li>\n</ol>\n"),
        ("1984. C’était un lundi.", '<ol start="1984">\n<li>C’était un lundi.</li>\n</ol>\n'),
        ("> dit hier\n\nje réponds", "<blockquote>\n<p>dit hier</p>\n</blockquote>\n<p>je réponds</p>\n"),
        ("`a < b`", "<p><code>a &lt; b</code></p>\n"),
        ("```python\na < b\n```", "<pre><code>a &lt; b\n</code></pre>\n"),
        ("# Ma *nuit*\n\nsuite", "<p><strong>Ma <em>nuit</em></strong></p>\n<p>suite</p>\n"),
        ("#\n", "<p></p>\n"),
        ("#1 pour moi", "<p>#1 pour moi</p>\n"),
        ("avant\n---\naprès", "<p>avant<br>\n---<br>\naprès</p>\n"),
        ("    un vers en retrait", "<p>un vers en retrait</p>\n"),
        ("[1]: une note", "<p>[1]: une note</p>\n"),
        ("&eacute; et &lt;b&gt;", "<p>&amp;eacute; et &amp;lt;b&amp;gt;</p>\n"),
        ("a | b\n--|--\n1 | 2", "<p>a | b<br>\n--|--<br>\n1 | 2</p>\n"),
        ("![moi](photo.png)", "<p>![moi](photo.png)</p>\n"),
        ("", ""),
        ("\n \n", ""),
    ],
)
def test_what_people_write_reads_as_they_meant_it(source: str, html: str) -> None:
    assert render(source).html == html
    assert_harmless(html)


def test_the_recipe_goes_with_the_html() -> None:
    assert render("a").recipe == render("*a*").recipe == RECIPE == 1


FRENCH = (
    "« L’été\u00a0», dit-elle\u00a0: c’est long\u202f! «\u00a0Oui\u00a0» — 50\u00a0% d’œufs…"
    " 👩\u200d👧 ❤️ “ok” ‘ok’ 3\u2009h"
)


@pytest.mark.parametrize("around", ["{}", "*{}* a", "- {}", "> {}", "# {}"])
def test_typography_is_kept_to_the_letter(around: str) -> None:
    shown = seen(render(around.format(FRENCH)).html)
    assert FRENCH in shown


def test_words_that_turn_round_or_hide_are_put_right() -> None:
    assert render("a\u202eb\u200bc\x00d\u2066e").html == "<p>abcde</p>\n"


# --- links ----------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    "source, html",
    [
        ("voir https://a.example/b?c=1&d=2.", f"voir {link('https://a.example/b?c=1&d=2')}."),
        ("(https://a.example/b_(c))", f"({link('https://a.example/b_(c)')})"),
        ("«\u00a0https://a.example/é\u00a0»\u00a0!", f"«&nbsp;{link('https://a.example/é')}&nbsp;»&nbsp;!"),
        ("https://a.example/?x=1&copy=2&lt;", link("https://a.example/?x=1&copy=2&lt") + ";"),
        ("<https://a.example/>", link("https://a.example/")),
        ("fin.de phrase, www.a.example, a.example/b", "fin.de phrase, www.a.example, a.example/b"),
        ("ecrire@a.example", "ecrire@a.example"),
        ("`https://a.example`", "<code>https://a.example</code>"),
        ("[ici](https://a.example/b)", link("https://a.example/b", "ici (a.example)")),
        ("[*ici*](https://a.example/b)", link("https://a.example/b", "<em>ici</em> (a.example)")),
        ('[ici](https://a.example/b "un titre")', link("https://a.example/b", "ici (a.example)")),
        ("[](https://a.example/b)", link("https://a.example/b")),
        ("[https://a.example/b](https://a.example/b)", link("https://a.example/b")),
        (
            "[https://bank.example](https://evil.example)",
            link("https://evil.example", "https://bank.example (evil.example)"),
        ),
        ("[bank。example](https://evil.example)", link("https://evil.example", "bank。example (evil.example)")),
        (
            "[evil.example](https://evil.example.org)",
            link("https://evil.example.org", "evil.example (evil.example.org)"),
        ),
        ("[a](https://a.example:8443/)", link("https://a.example:8443/", "a (a.example:8443)")),
        ("[а](https://аpple.example)", link("https://xn--pple-43d.example", "а (xn--pple-43d.example)")),
        ("https://bank.example@evil.example/", "https://bank.example@evil.example/"),
        ("[a](https://bank.example@evil.example/)", "[a](https://bank.example@evil.example/)"),
        ("https://аpple.example/", "https://аpple.example/"),
        ("https://evil.example\\@bank.example", "https://evil.example@bank.example"),
    ],
)
def test_a_link_shows_where_it_leads_and_anything_doubtful_stays_words(source: str, html: str) -> None:
    assert render(source).html == f"<p>{html}</p>\n"
    assert_harmless(render(source).html)


def test_a_link_keeps_its_host_and_path() -> None:
    address = "https://a.example/fr/threads/42/un-titre/?page=2#p17"
    for source in (address, f"<{address}>", f"[là]({address})"):
        assert re.findall(r'href="([^"]*)"', render(source).html) == [address]


# --- attacks --------------------------------------------------------------------------------------
@pytest.mark.parametrize("source", ATTACKS)
@pytest.mark.parametrize("around", ["{}", "a {} b", "> {}", "- {}", "*{}*", "[{}](https://a.example)", "{}\n\n{}"])
def test_known_attacks_come_out_as_words(source: str, around: str) -> None:
    html = render(around.replace("{}", source)).html
    assert_harmless(html)
    assert_well_formed(html)


@pytest.mark.parametrize("source", [source for source in ATTACKS if source.startswith("<") and "https:" not in source])
def test_the_words_of_an_attack_are_all_still_there(source: str) -> None:
    """Escaped, never swallowed: somebody may have to read what was tried."""
    letters = re.sub(r"[\s\x00]+", "", source)
    assert re.sub(r"\s+", "", seen(render(source).html)) == letters


MARKDOWN = st.lists(
    st.sampled_from(
        [
            *"*_`~[]()<>&#\\!|>-+=.:/@\"' \t\n",
            *("a", "é", "1", "\u00a0", "\u202f", "\u200d", "😀", "**", "~~", "```", "\n\n", "> ", "- ", "1. ", "# "),
            *(
                "](",
                "](https://a.example",
                "https://",
                "http://a.example/",
                "javascript:",
                "<a href=",
                "<img src=x onerror=",
            ),
            *("&lt;", "&amp;", "&#x3c;", "<!--", "-->", "</p>", "<svg>", "<math>", "<style>", "    "),
        ]
    ),
    max_size=60,
).map("".join)
ANYTHING = st.one_of(MARKDOWN, st.text(max_size=200))


@settings(max_examples=400, deadline=None)
@given(ANYTHING)
@example("[a](https://a.example/&quot;b)")
@example("https://a.example/&amp;lt;")
def test_whatever_is_typed_comes_out_harmless_and_stays_the_same(source: str) -> None:
    html = render(source).html
    assert_harmless(html)
    assert_well_formed(html)
    assert render(source).html == html


@settings(max_examples=300, deadline=None)
@given(ANYTHING)
def test_both_sanitisers_agree(source: str) -> None:
    """What bleach lets pass, nh3 changes only in spelling: neither has to save the other."""
    markdown = rich_text._markdown()
    first = rich_text._first_gate().clean(markdown.render(rich_text.characters.cleaned(source)))
    last = rich_text._last_gate().clean(first)
    assert seen(first) == seen(last)
    assert re.findall(r"</?\w+", first) == re.findall(r"</?\w+", last)


@pytest.mark.parametrize("source", ATTACKS)
def test_each_gate_alone_holds_against_raw_html(source: str) -> None:
    """Were the renderer to let HTML through one day, each sanitiser alone would still stop it."""
    raw = f"<p>{source}</p>"
    for html in (rich_text._first_gate().clean(raw), rich_text._last_gate().clean(raw)):
        tree = html5lib.parseFragment(html, treebuilder="etree")
        for element in list(tree.iter())[1:]:
            assert isinstance(element.tag, str)
            assert element.tag.removeprefix(XHTML) in rich_text.TAGS
            assert set(element.attrib) <= {"href", "rel", "start"}
            assert re.match(r"(?i)https?:", element.attrib.get("href", "https:"))


# --- the short way --------------------------------------------------------------------------------
PLAIN = st.lists(
    st.sampled_from(
        [
            *"abcéèœ ,;:.!?'’\"()«»-–—…\n/=+#|{}%$@^",
            *("\u00a0", "\u202f", "\n\n", "12", "1)", "- ", "😀", "e\u0301", "ok. ", "\n#", "##"),
        ]
    ),
    max_size=40,
).map("".join)


@settings(max_examples=600, deadline=None)
@given(st.one_of(PLAIN, st.text(max_size=100), ANYTHING))
@example("a\n\n\u00a0\n\nb")
@example("a\u00a0\nb")
@example("a\n - b")
@example("1) a")
@example("http://")
@example("#1 a\n# a")
@example("#\u00a0a")
@example("#######\n####### a")
def test_the_short_way_gives_what_the_long_way_gives(source: str) -> None:
    source = rich_text.characters.cleaned(source)
    if rich_text._has_no_markup(source):
        assert rich_text._short_way(source) == rich_text._long_way(source)


@pytest.mark.parametrize("source", ["Bonjour, j’ai mal dormi : peut-être demain…", "a\nb\n\nc", "#1", FRENCH])
def test_an_ordinary_message_takes_the_short_way(source: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rich_text, "_long_way", None)
    assert render(source).html.startswith("<p>")


# --- limits ---------------------------------------------------------------------------------------
def test_twenty_thousand_characters_and_not_one_more() -> None:
    assert len(render("a" * 20_000).html) == 20_008
    with pytest.raises(TooLongError):
        render("a" * 20_001)


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_input_comes_to_an_end_and_stays_small(name: str) -> None:
    source = HOSTILE[name][:20_000]
    html = render(source).html
    assert len(html) <= 12 * len(source)
    assert_harmless(html)
    depth = 0
    for tag in re.findall(r"</?[a-z]+", html.replace("<br", "")):
        depth += -1 if tag.startswith("</") else 1
        assert 0 <= depth <= rich_text.MAX_DEPTH + 1


@pytest.mark.parametrize("depth", range(1, 40))
@pytest.mark.parametrize("mark", ["> ", "- ", "1. ", "*", "> - "])
def test_no_word_is_lost_however_deep_it_lies(mark: str, depth: int) -> None:
    source = mark * depth + "trésor" + ("*" * depth if mark == "*" else "") + "\n\nensuite"
    shown = seen(render(source).html)
    assert "trésor" in shown
    assert "ensuite" in shown


def test_threads_do_not_disturb_one_another() -> None:
    sources = [f"*{n}* [a](https://a{n}.example) https://b{n}.example <i>{n}</i>" for n in range(40)]
    expected = [render(source).html for source in sources]
    found: list[list[str]] = []

    def work() -> None:
        found.append([render(source).html for source in sources])

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    assert found == [expected] * 4
