"""Search finds the same on every engine, by accents and endings, and nothing that its reader may not read."""

from __future__ import annotations

import re
from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import call_command
from django.db import connection
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from forum import following, services, taking_down, voices
from forum.models import Audience, Post, Thread
from forum.word_models import PostWords
from members import hiding, quiet
from tests import factories
from tests.cast import Person

pytestmark = pytest.mark.django_db

FRENCH = {
    "insomnie": "Je suis épuisée, les nuits d’insomnie n’en finissent pas.",
    "chevaux": "Les chevaux du voisin m’apaisent plus que les médicaments.",
    "père": "Mon père ne me reconnaît plus, l’hôpital m’a appelée hier.",
    "œuvre": "Le cœur n’y est pas, mais je me suis remis à l’œuvre avec ma sœur.",
    "répit": "Nous avons obtenu un séjour de répit : quinze jours à nous.",
    "seul": "Personne ne sait ce que c’est d’être seul au monde à Noël.",
}
ENGLISH = {
    "houses": "The houses in our street are dark, and I am grieving alone.",
    "naïve": "It was naïve to think that caring for her would be easy.",
    "nurse": "The night nurses were kind; one nurse held my hand.",
    "number": "I take 20 mg since March 2024.",
}
# What is typed, and which of the texts above it finds.
TABLE = [
    ("épuisé", {"insomnie"}),
    ("epuisees", {"insomnie"}),
    ("ÉPUISÉE insomnies", {"insomnie"}),
    ("épuisée chevaux", set()),
    ("cheval", {"chevaux"}),
    ("medicament", {"chevaux"}),
    ("hopital", {"père"}),
    ("l'hôpital", {"père"}),
    ("appelé", {"père"}),
    ("reconnait père", {"père"}),
    ("coeur", {"œuvre"}),
    ("œuvres soeur", {"œuvre"}),
    ("repit", {"répit"}),
    ("séjours", {"répit"}),
    ("quinze jours", {"répit"}),
    ("noel", {"seul"}),
    ("seule", {"seul"}),
    ("« seul au monde »", {"seul"}),
    ('"monde seul"', set()),
    ('"quinze jours"', {"répit"}),
    ('"jours quinze"', set()),
    ("“séjour de répit” obtenus", {"répit"}),
    ("house", {"houses"}),
    ("street house", {"houses"}),
    ("grieve", {"houses"}),
    ("naive", {"naïve"}),
    ("care", {"naïve"}),
    ("nurses", {"nurse"}),
    ('"night nurse"', {"nurse"}),
    ('"nurse night"', set()),
    ("2024", {"number"}),
    ("20 mg", {"number"}),
    ("reine", set()),
    # Signs that mean something to an engine mean nothing here.
    ("nurses OR cheval", set()),
    ("épuisée* -insomnie", {"insomnie"}),
    ("forms:nurse", set()),
    ("NEAR(nurse night)", set()),
    ("nurse' | 'cheval", set()),
    ("nurse & ! night", {"nurse"}),
    ('nurse" AND "night', {"nurse"}),
    ("nurse:*", {"nurse"}),
    ("nurse'); DROP TABLE forum_post; --", set()),
]


def found(person: Person, words: str, **filters: str) -> list[int]:
    """The numbers of the threads found, in the order of the page."""
    answer = person.client.get("/fr/search/", {"q": words, **filters})
    assert answer.status_code == 200
    listed = re.search(r'<ul class="threads list">(.*?)</ul>', answer.content.decode(), re.DOTALL)
    return [int(number) for number in re.findall(r'href="/fr/threads/(\d+)/', listed[1])] if listed else []


def page(person: Person, words: str, **filters: str) -> str:
    return person.client.get("/fr/search/", {"q": words, **filters}).content.decode()


@pytest.fixture
def texts() -> dict[str, Thread]:
    theme = factories.make_theme()
    made = {name: factories.make_thread(theme, title="Un fil", body=body) for name, body in FRENCH.items()}
    return made | {
        name: factories.make_thread(theme, title="A thread", language="en", body=body) for name, body in ENGLISH.items()
    }


def test_the_same_words_find_the_same_on_every_engine(guest: Person, texts: dict[str, Thread]) -> None:
    names = {thread.pk: name for name, thread in texts.items()}
    told = {words: {names[pk] for pk in found(guest, words)} for words, _ in TABLE}
    assert told == dict(TABLE)


def test_words_that_stand_everywhere_are_told_so_and_find_nothing(guest: Person, texts: dict[str, Thread]) -> None:
    for words in ["on me", "l' d' c'", "« on »"]:
        html = page(guest, words)
        assert 'aria-invalid="true"' in html
        assert 'class="threads list"' not in html
    assert found(guest, "je ne suis pas") == []


@pytest.mark.parametrize(
    "words",
    [
        "é" * 10_000,
        "mot " * 2_500,
        "&&& ||| !!! *** ((( )))",
        '"',
        '""""',
        "«»",
        "-- ' ; \\ %s %(a)s {} $",
        "\u202e\u202d\u200f\u2066",
        "🙂🙃",
        "\u0301\u0301\u0301",
        "un deux trois quatre cinq six sept huit neuf dix onze douze treize",
    ],
)
def test_a_hostile_search_gets_a_clear_sentence(guest: Person, texts: dict[str, Thread], words: str) -> None:
    answer = guest.client.get("/fr/search/", {"q": words})
    assert answer.status_code == 200
    assert 'class="fix" id="look-for-error"' in answer.content.decode()


def test_text_from_right_to_left_is_found_as_it_was_written(guest: Person) -> None:
    thread = factories.make_thread(title="سلام", body="كتبت هذا في الليل وحدي")
    assert found(guest, "الليل") == [thread.pk]
    assert found(guest, "ليل") == []


def test_a_nul_in_the_address_is_refused_before_anybody_looks(guest: Person) -> None:
    assert guest.client.get("/fr/search/?q=a%00b").status_code == 400


def test_words_under_masks_stand_among_the_others_by_their_time(guest: Person) -> None:
    thread, now = factories.make_thread(body="Rien."), timezone.now()
    mask = factories.make_pseudonym("Fougère lente", scope=f"thread:{thread.pk}")
    for number in range(50):
        is_masked = number % 3 == 0
        post = factories.make_post(
            thread,
            mask if is_masked else None,
            body=f"Une mouette {number}.",
            pk=voices.new_id(Post, is_masked=is_masked),
        )
        # A few of one quarter of an hour, so that their numbers decide.
        at = now + timedelta(minutes=number // 4 * 4 if is_masked else number)
        Post.objects.filter(pk=post.pk).update(created_at=at)
    told, page_at = [], "/fr/search/?q=mouette"
    while page_at:
        html = guest.client.get(page_at).content.decode()
        told += [int(one) for one in re.findall(r"Une <mark>mouette</mark> (\d+)\.", html)]
        older = re.search(r'rel="next" href="([^"]+)"', html)
        page_at = older[1].replace("&amp;", "&") if older else ""
    assert sorted(told) == list(range(50))
    assert all(abs(number - (49 - place)) <= 6 for place, number in enumerate(told)), told


def test_newest_words_come_first_and_every_hit_has_its_page(guest: Person) -> None:
    thread = factories.make_thread(title="Long", body="Le premier soir.")
    for _number in range(44):
        factories.make_post(thread, body="Encore un soir.")
    seen: list[str] = []
    address = "/fr/search/?q=soir"
    for _page in range(3):
        html = guest.client.get(address).content.decode()
        seen += re.findall(r'href="(/fr/threads/[^"]+#p\d+)"', html)
        older = re.search(r'rel="next" href="([^"]+)"', html)
        if older is None:
            break
        address = older[1].replace("&amp;", "&")
    assert [int(one.rsplit("#p", 1)[1]) for one in seen] == list(range(45, 0, -1))


def test_the_words_are_marked_and_everything_else_is_text(guest: Person) -> None:
    factories.make_thread(
        title="Un fil", body="La **fatigue** est là, <script>alert(1)</script> je suis fatiguée & lasse."
    )
    html = page(guest, "fatigué")
    assert "La <mark>fatigue</mark> est là" in html
    assert "je suis <mark>fatiguée</mark> &amp; lasse" in html
    assert "<script>alert" not in html


def test_a_title_is_found_with_the_opening_words(guest: Person) -> None:
    thread = factories.make_thread(title="La boussole", body="Rien d’autre.")
    factories.make_post(thread, body="Une réponse.")
    assert found(guest, "boussoles") == [thread.pk]


def test_filters_narrow_the_search(guest: Person) -> None:
    chapter = factories.make_theme("perte")
    theme = factories.make_theme("deuil", parent=chapter)
    inside = factories.make_thread(theme, body="lumière", intent="good")
    english = factories.make_thread(theme, body="lumière", language="en")
    old = factories.make_thread(body="lumière")
    Post.objects.filter(thread=old).update(created_at=timezone.now() - timedelta(days=40))
    everything = [old.pk, english.pk, inside.pk]
    assert found(guest, "lumière") == everything
    assert found(guest, "lumière", theme="deuil") == [english.pk, inside.pk]
    assert found(guest, "lumière", theme="perte") == [english.pk, inside.pk]
    assert found(guest, "lumière", language="en") == [english.pk]
    assert found(guest, "lumière", intent="good") == [inside.pk]
    assert found(guest, "lumière", since="month") == [english.pk, inside.pk]
    assert found(guest, "lumière", since="year") == everything
    for nonsense in [
        {"theme": "nulle-part"},
        {"language": "xx"},
        {"intent": "'"},
        {"since": "ever"},
        {"before": "a"},
        {"before": "0-9"},
    ]:
        assert found(guest, "lumière", **nonsense) == everything


def test_what_a_guest_may_not_read_is_no_hit(guest: Person, lucie: Person) -> None:
    secret = "xylophone"
    unshown = factories.make_theme(is_shown=False)
    members = factories.make_thread(title="Entre nous", body=secret, audience=Audience.MEMBERS)
    factories.make_thread(unshown, body=secret)
    hidden = factories.make_post(factories.make_thread(), body=secret)
    taking_down.hide_post(hidden, reason="rule_1")
    factories.make_thread(body=secret, note="Parle d’une maladie.")
    assert found(guest, secret) == []
    # Only what was typed comes back, in its box and in the addresses that lead on.
    assert secret not in re.sub(r"<input[^>]+>|href=\"[^\"]+\"", "", page(guest, secret))
    assert found(lucie, secret) == [members.pk]


def test_what_a_member_does_not_want_to_see_is_no_hit(guest: Person, lucie: Person, marc: Person) -> None:
    theme, hidden = factories.make_theme(), factories.make_theme("hidden")
    kept = factories.make_thread(theme, body="Une lanterne.")
    spared = [
        factories.make_thread(theme, marc.name, body="Une lanterne."),
        factories.make_thread(hidden, body="Une lanterne."),
        factories.make_thread(theme, body="Une lanterne et une scie."),
    ]
    hiding.hide(lucie.actor, marc.name.pk)
    following.hide_theme(lucie.actor, theme=hidden, is_on=True)
    quiet.change(lucie.actor, muted_words=("scie",))
    assert set(found(guest, "lanterne")) == {kept.pk, *(one.pk for one in spared)}
    assert found(lucie, "lanterne") == [kept.pk]


def test_nothing_is_counted(guest: Person, texts: dict[str, Thread]) -> None:
    html = page(guest, "nurse")
    main = html[html.index("<main") : html.index("</main>")]
    assert not re.search(r"\b\d+ (?:r[ée]sult|message|fil|thread|hit)", main)


def test_the_index_follows_the_words(guest: Person, lucie: Person, texts: dict[str, Thread]) -> None:
    thread = texts["répit"]
    post = thread.posts.get()
    taking_down.hide_post(post, reason="rule_1")
    assert not PostWords.objects.filter(pk=post.pk).exists()
    taking_down.restore_post(Post.objects.get(pk=post.pk))
    assert found(guest, "répit") == [thread.pk]
    post = factories.make_post(thread, author=factories.name_of(lucie.member), body="Premier jet.")
    services.edit_post(lucie.actor, post=post, body="Un brouillard.")
    assert found(guest, "brouillards") == [thread.pk]
    assert found(guest, "jet") == []
    services.delete_post(lucie.actor, post=Post.objects.get(pk=post.pk))
    assert found(guest, "brouillard") == []
    assert not PostWords.objects.filter(pk=post.pk).exists()


def test_a_new_title_is_found_at_once(guest: Person, lucie: Person) -> None:
    thread = factories.make_thread(author=factories.name_of(lucie.member), title="Avant", body="Des mots.")
    services.edit_post(lucie.actor, post=thread.posts.get(), body="Des mots.", title="Girouette")
    assert found(guest, "girouette") == [thread.pk]
    assert found(guest, "avant") == []


def test_a_rebuild_finds_everything_again(guest: Person, texts: dict[str, Thread]) -> None:
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM forum_post_words")
    assert found(guest, "nurse") == []
    for _twice in range(2):
        call_command("rebuild_search", stdout=StringIO())
    assert found(guest, "nurse") == [texts["nurse"].pk]


def test_a_search_asks_two_questions(
    guest: Person, texts: dict[str, Thread], django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for _number in range(30):
        factories.make_thread(body="nurse")
    with django_assert_num_queries(2):
        guest.client.get("/fr/search/", {"q": "nurse"})


def test_whoever_looks_for_words_of_danger_sees_help_first(guest: Person) -> None:
    factories.make_thread(title="Une nuit", body="Ce soir-là j’avais envie de mourir, et je suis encore là.")
    html = page(guest, "envie de mourir")
    assert html.index("data-care") < html.index('type="search"') < html.index("Une nuit")
    assert "Rien n’est gardé de ce que vous cherchez." in html
    # Nobody knows where they are: they can say so there, and the answer stands in an address.
    assert '<form class="row" method="get" action="/fr/help/">' in html
    assert '<option value="FR">France</option>' in html
    assert "data-care" not in page(guest, "soir")


@pytest.mark.parametrize("alone", ["suicide", "Idées noires", "mourir ?", "self-harm", "kill myself"])
def test_a_word_of_distress_alone_in_the_box_brings_help_first(guest: Person, alone: str) -> None:
    assert "data-care" in page(guest, alone)


def test_a_word_that_is_everywhere_in_the_readers_language_is_said_to_be(guest: Person) -> None:
    factories.make_thread(title="L’été", body="L’été a été long.")
    assert "Ces mots sont dans presque tous les messages." in page(guest, "été")


def test_a_search_is_kept_by_nobody(guest: Person) -> None:
    answer = guest.client.get("/fr/search/", {"q": "soir"})
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["X-Robots-Tag"] == "noindex"
    assert not answer.cookies


def test_the_page_without_words_is_only_its_box(guest: Person) -> None:
    html = guest.client.get("/fr/search/").content.decode()
    assert 'type="search"' in html
    assert "aria-invalid" not in html.split("<main")[1]
