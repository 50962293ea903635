"""Rows drawn quickly are the rows that their templates draw, one by one."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.template import engines
from django.utils import timezone, translation

from forum import reading, search
from forum.models import Post, PostState, Thread
from groups.models import Theme
from members.actor import GUEST, Actor
from tests import factories
from tests.cast import Person

pytestmark = pytest.mark.django_db
HOSTILE = "<b>&\"' 987650001 zz-slug-mark-zz %s {{ x }} \\1"


def drawn(source: str, **context: Any) -> str:
    """Draw a piece of a template, as a page would."""
    told: str = engines["django"].from_string("{% load rows %}" + source).render({"actor": GUEST, **context})
    return told


def posts_of_every_kind(lucie: Person, marc: Person) -> Thread:
    author, other = lucie.name, factories.make_pseudonym("Nom & <autre>", shape=3, hue=4)
    thread = factories.make_thread(author=author, body="Premiers mots.", language="fr")
    now = timezone.now()
    resource = factories.make_pseudonym("Sage", trade="sage-femme <i>")
    for number, (name, more) in enumerate(
        [
            (other, {}),
            (author, {}),
            (marc.name, {"edited_at": now}),
            (other, {"edited_at": now - timedelta(days=400), "note": "Parle de <guerre>."}),
            (resource, {"received": "hear thanks"}),
            (factories.make_pseudonym("Dune & lente", scope=f"thread:{thread.pk}", shape=11, since=None), {}),
            (factories.make_pseudonym("Galet", scope=f"thread:{thread.pk}", hue=3, since=None), {"edited_at": now}),
            (other, {"state": PostState.DELETED}),
            (other, {"state": PostState.HIDDEN, "removal_reason": "hostile"}),
            (other, {"created_at": now - timedelta(days=500)}),
            (other, {}),
        ]
    ):
        factories.make_post(thread, name, body=f"Mots {number} {HOSTILE} 987650002", **more)
    return thread


@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize("who", ["guest", "lucie", "ines"])
def test_posts_of_every_kind_are_drawn_as_their_template_draws_them(
    language: str, who: str, lucie: Person, marc: Person, ines: Person
) -> None:
    thread = posts_of_every_kind(lucie, marc)
    actor: Actor = {"guest": GUEST, "lucie": lucie.actor, "ines": ines.actor}[who]
    with translation.override(language):
        lines = reading.lines_on(actor, Thread.objects.select_related("theme").get(pk=thread.pk), 1, now=timezone.now())
        assert len(lines) == 12
        known = {"lines": lines, "thread": thread, "form": object() if who != "guest" else None, "actor": actor}
        one_by_one = '{% for line in lines %}{% include "forum/_post.html" with may_quote=form %}{% endfor %}'
        assert drawn("{% each_post lines may_quote=form %}", **known) == drawn(one_by_one, **known)


@pytest.mark.parametrize("language", ["fr", "en"])
def test_threads_of_every_kind_are_drawn_as_their_template_draws_them(language: str, lucie: Person) -> None:
    chapter = factories.make_theme("perte")
    themes = [
        factories.make_theme(
            f"theme-{number}", parent=chapter, name_fr=f"Thème ! {number} <", name_en=f"Theme {number}"
        )
        for number in range(2)
    ]
    now = timezone.now()
    kinds: list[dict[str, Any]] = [
        {},
        {"title": f"Est-ce possible ? {HOSTILE}"},
        {"language": "en", "title": "Is it possible ?"},
        {"audience": "members"},
        {"is_locked": True},
        {"intent": "good"},
        {"note": "Parle de <guerre>."},
        {"is_pinned": True},
        {"created_at": now - timedelta(days=500)},
    ]
    for number, more in enumerate(kinds):
        factories.make_thread(themes[number % 2], lucie.name, body=f"Bonsoir : {HOSTILE} {number} !", **more)
    mask = factories.make_pseudonym("Dune lente", scope="thread:1", shape=11, since=None)
    factories.make_thread(themes[0], mask, body="Premiers mots, masqués.")
    answered = factories.make_thread(themes[0], body="Premiers mots.")
    factories.make_post(answered)
    Thread.objects.filter(pk=factories.make_thread(themes[0]).pk).update(first_words="")
    threads = list(Thread.objects.select_related("author", "theme").order_by("pk"))
    assert len(threads) == 12
    with translation.override(language):
        for show in ("", "show_theme=True"):
            row = f'{{% include "components/thread_row.html" with unused=1 {show} %}}'
            one_by_one = f"{{% for thread in threads %}}<li>{row}</li>\n{{% endfor %}}"
            assert drawn(f"{{% each_thread threads {show} %}}", threads=threads) == drawn(one_by_one, threads=threads)


@pytest.mark.parametrize("language", ["fr", "en"])
def test_hits_of_every_kind_are_drawn_as_their_template_draws_them(language: str, lucie: Person) -> None:
    theme = factories.make_theme(name_fr="Thème ! <", name_en="Theme")
    kinds: list[dict[str, Any]] = [
        {"title": f"Est-ce possible ? {HOSTILE}"},
        {"language": "en"},
        {"audience": "members"},
        {"note": "Parle de <guerre>.", "title": "Une lampe"},
    ]
    for more in kinds:
        thread = factories.make_thread(theme, body=f"Une lampe & {HOSTILE}", **more)
        if "note" in more:
            Post.objects.filter(thread=thread).update(note=more["note"])
    mask = factories.make_pseudonym("Dune lente", scope="thread:1", shape=11, since=None)
    factories.make_thread(theme, mask, body="Une lampe masquée.")
    gone = factories.make_thread(theme)
    factories.make_post(gone, body="Une lampe encore.")
    Thread.objects.filter(pk=gone.pk).update(opening_state="deleted")
    hits, _further = search.look_for(lucie.actor, search.Wanted("lampes"), now=timezone.now())
    assert len(hits) == 6
    with translation.override(language):
        one_by_one = '{% for hit in hits %}<li>{% include "forum/_hit.html" %}</li>\n{% endfor %}'
        assert drawn("{% each_hit hits %}", hits=hits) == drawn(one_by_one, hits=hits)


def test_a_long_page_draws_its_template_a_few_times(monkeypatch: pytest.MonkeyPatch) -> None:
    """Not once a post: that is what makes a page quick."""
    from django.template.base import Template

    thread = factories.make_thread()
    for number in range(29):
        factories.make_post(thread, body=f"Mots {number}.")
    names: list[str] = []
    draw = Template.render

    def counted(self: Template, context: Any) -> Any:
        names.append(self.name or "")
        return draw(self, context)

    monkeypatch.setattr(Template, "render", counted)
    lines = reading.lines_on(GUEST, Thread.objects.select_related("theme").get(pk=thread.pk), 1, now=timezone.now())
    drawn("{% each_post lines %}", lines=lines, thread=thread)
    assert names.count("forum/_post.html") == 2


def test_a_list_whose_themes_are_not_loaded_asks_for_none(django_assert_num_queries: Any) -> None:
    factories.make_thread()
    threads = list(Thread.objects.select_related("author"))
    assert Theme.objects.exists() and Post.objects.exists()
    with django_assert_num_queries(0):
        assert "Un fil" in drawn("{% each_thread threads %}", threads=threads)
