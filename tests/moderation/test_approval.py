"""Approval before showing: words wait, seen by their author and the team alone; a person shows them or returns them."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest
from django.urls import reverse

from forum import approval, services
from forum.approval import Kept
from forum.models import HeldPost, HeldState, Post, Thread
from forum.services import Published
from groups.models import Approval
from members import inbox
from members.models import Letter
from members.refusals import Refusal
from moderation import services as moderation
from moderation.models import Act, Case, Decision, Lane, Origin, Urgency
from moderation.targets import State
from moderation.targets import held as target_held
from record import services as record
from record.models import Entry
from tests import factories
from tests.moderation.makers import entrust

pytestmark = pytest.mark.django_db


@pytest.fixture
def theme(db: None) -> Any:
    return factories.make_theme("nuits", approval=Approval.EVERYBODY)


def answer(person: Any, thread: Thread, body: str = "Des mots qui attendent.", **more: Any) -> Any:
    return services.reply(person.actor, thread=thread, body=body, nonce=more.get("nonce", uuid4()))


def start(person: Any, theme: Any, body: str = "Premiers mots qui attendent.", **more: Any) -> Any:
    return services.start_thread(
        person.actor,
        theme=theme,
        title=more.get("title", "Un fil qui attend"),
        body=body,
        language="fr",
        audience="anyone",
        nonce=more.get("nonce", uuid4()),
    )


def held_answer(person: Any, theme: Any, body: str = "Des mots qui attendent.") -> tuple[HeldPost, Case]:
    kept = answer(person, factories.make_thread(theme), body)
    assert isinstance(kept, Kept)
    return kept.held, Case.objects.get(target_kind="held", target_id=str(kept.held.pk), lane=Lane.RULE)


def test_an_answer_waits_and_nothing_betrays_it(theme, lucie, marc, guest):
    thread = factories.make_thread(theme)
    thread.refresh_from_db()
    before = (thread.version, thread.last_position, thread.last_post_at, thread.is_answered, Post.objects.count())
    kept = answer(lucie, thread, "Des mots à moi seule.")
    thread.refresh_from_db()
    assert isinstance(kept, Kept)
    after = (thread.version, thread.last_position, thread.last_post_at, thread.is_answered, Post.objects.count())
    assert after == before
    places = [
        reverse("forum:thread_detail", args=[thread.pk, thread.slug]),
        reverse("theme_detail", args=[theme.slug]),
        reverse("name_detail", args=[lucie.name.pk]),
        reverse("forum:held_detail", args=[kept.held.pk]),
    ]
    for other in (marc, guest):
        for place in places:
            assert "Des mots à moi seule." not in other.client.get(place, follow=True).content.decode()
    assert marc.client.get(places[-1], headers={"Accept-Language": "fr"}).status_code == 404
    own = lucie.client.get(places[0], headers={"Accept-Language": "fr"}, follow=True).content.decode()
    assert "Des mots à moi seule." in own


@pytest.mark.parametrize("language", ["fr", "en"])
def test_the_author_reads_that_it_waits_and_how_long(language, theme, lucie, settings):
    settings.APPROVAL_HOURS = 7
    thread = factories.make_thread(theme)
    page = lucie.client.get(f"/{language}/threads/{thread.pk}/{thread.slug}/").content.decode()
    assert ("en 7" in page or "7\u00a0h" in page or "7 h" in page) if language == "fr" else "within 7 hours" in page
    sent = lucie.client.post(f"/{language}/threads/{thread.pk}/reply/", {"body": "Mes mots.", "nonce": str(uuid4())})
    held = HeldPost.objects.get()
    assert sent["Location"] == f"/{language}/held/{held.pk}/"
    waiting = lucie.client.get(sent["Location"]).content.decode()
    assert ("attend, il n’est pas perdu" if language == "fr" else "waits, it is not lost") in waiting
    assert "Mes mots." in waiting
    assert "Mes mots." in lucie.client.get(f"/{language}/me/waiting/").content.decode()


def test_showing_gives_the_next_place_and_tells_the_author(theme, lucie, marc, ines):
    thread = factories.make_thread(theme, marc.name)
    held, case = held_answer(lucie, theme)
    HeldPost.objects.filter(pk=held.pk).update(thread=thread)
    factories.make_post(thread, marc.name)
    assert (case.origin, case.urgency, case.theme) == (Origin.HELD, Urgency.AMBER, theme)
    decision = moderation.decide(ines.actor, case, act="show")
    post = Post.objects.get(author=lucie.name)
    assert (post.thread, post.position, post.body) == (thread, 3, "Des mots qui attendent.")
    thread.refresh_from_db()
    assert (thread.last_position, thread.is_answered) == (3, True)
    held.refresh_from_db()
    assert (held.state, held.post, held.body, held.html) == (HeldState.SHOWN, post, "", "")
    assert decision.letter.recipient == lucie.name
    assert "paraît maintenant" in decision.letter.body
    assert Entry.objects.get(kind="decision.show")
    assert record.verify().ok
    assert lucie.client.get(f"/fr/held/{held.pk}/")["Location"] == f"/fr/posts/{post.pk}/"


def test_a_thread_opens_when_it_is_shown(theme, lucie, ines, guest):
    kept = start(lucie, theme, title="Le soir surtout")
    assert isinstance(kept, Kept)
    assert not Thread.objects.exists()
    case = Case.objects.get()
    assert "Le soir surtout" in case.words
    page = ines.client.get(f"/fr/moderation/cases/{case.pk}/").content.decode()
    assert "Le soir surtout" in page
    assert 'value="show"' in page
    assert 'value="give_back"' in page
    assert 'value="hide"' not in page
    moderation.decide(ines.actor, case, act="show")
    thread = Thread.objects.get()
    assert (thread.title, thread.slug, thread.last_position, thread.author) == (
        "Le soir surtout",
        "le-soir-surtout",
        1,
        lucie.name,
    )
    assert "Le soir surtout" in guest.client.get(f"/fr/themes/{theme.slug}/").content.decode()
    # Whoever waited hears of answers like anybody else.
    factories.make_post(thread, ines.name)
    assert [one.kind for one in inbox.items_for(lucie.actor)].count("reply") == 1


def test_giving_back_is_a_letter_from_a_person_with_the_words(theme, lucie, ines):
    held, case = held_answer(lucie, theme, "Appelez-moi au 06.")
    for explanation in ("", " \u200b"):
        with pytest.raises(Refusal) as refused:
            moderation.decide(ines.actor, case, act="give_back", rule="personal_data", explanation=explanation)
        assert refused.value.field == "explanation"
    with pytest.raises(Refusal):
        moderation.decide(ines.actor, case, act="give_back", explanation="Sans règle.")
    decision = moderation.decide(
        ines.actor, case, act="give_back", rule="personal_data", explanation="Sans le numéro, il peut paraître."
    )
    held.refresh_from_db()
    assert held.state == HeldState.RETURNED
    assert not Post.objects.filter(author=lucie.name).exists()
    assert "Sans le numéro, il peut paraître." in decision.letter.body
    assert "> Appelez-moi au 06." in decision.letter.body
    page = lucie.client.get(f"/fr/held/{held.pk}/").content.decode()
    assert "Appelez-moi" not in page
    # Looked at once more, it can still be shown.
    again = moderation.look_again(ines.actor, case)
    moderation.decide(ines.actor, again, act="show")
    assert Post.objects.get(author=lucie.name).body == "Appelez-moi au 06."


def test_the_author_changes_words_that_wait_and_the_team_sees_them_anew(theme, lucie, ines):
    held, case = held_answer(lucie, theme)
    seen = target_held("held", str(held.pk)).seen
    sent = lucie.client.post(f"/fr/held/{held.pk}/edit/", {"body": "D’autres mots."})
    assert sent.status_code == 303
    answered = ines.client.post(f"/fr/moderation/cases/{case.pk}/decide/", {"act": "show", "seen": seen})
    assert answered.status_code == 409
    assert "D’autres mots." in answered.content.decode()
    moderation.decide(ines.actor, case, act="show")
    assert Post.objects.get(author=lucie.name).body == "D’autres mots."
    assert Case.objects.count() == 1


@pytest.mark.parametrize("body", ["", " \u200b", "é" * 20_001])
def test_a_change_that_cannot_be_kept_comes_back(body, theme, lucie):
    held, _case = held_answer(lucie, theme)
    answered = lucie.client.post(f"/fr/held/{held.pk}/edit/", {"body": body})
    assert answered.status_code == 422
    held.refresh_from_db()
    assert held.body == "Des mots qui attendent."


def test_taking_back_erases_the_words_and_closes_the_case(theme, lucie, ines):
    held, case = held_answer(lucie, theme)
    for _ in range(2):
        assert lucie.client.post(f"/fr/held/{held.pk}/withdraw/").status_code == 303
    held.refresh_from_db()
    case.refresh_from_db()
    assert (held.state, held.body, held.html, held.title) == (HeldState.WITHDRAWN, "", "", "")
    assert case.is_withdrawn
    assert not Decision.objects.exists()
    assert "qui attendent" not in lucie.client.get("/fr/me/waiting/").content.decode().split("<h1")[0]
    with pytest.raises(Refusal):
        moderation.decide(ines.actor, case, act="show")
    assert not Post.objects.filter(author=lucie.name).exists()


def test_only_the_author_changes_or_takes_back(theme, lucie, marc, ines):
    held, _case = held_answer(lucie, theme)
    for other in (marc, ines):
        for path in ("", "edit/"):
            assert other.client.get(f"/fr/held/{held.pk}/{path}").status_code == 404
        assert other.client.post(f"/fr/held/{held.pk}/withdraw/").status_code == 404
        assert other.client.post(f"/fr/held/{held.pk}/edit/", {"body": "x"}).status_code == 404
        with pytest.raises(Refusal):
            approval.withdraw_held(other.actor, held=held)
        with pytest.raises(Refusal):
            approval.change_held(other.actor, held=held, body="x")


def test_after_the_decision_the_author_changes_the_post_not_what_waited(theme, lucie, ines):
    held, case = held_answer(lucie, theme)
    moderation.decide(ines.actor, case, act="show")
    assert lucie.client.post(f"/fr/held/{held.pk}/edit/", {"body": "Trop tard."}).status_code == 403
    assert lucie.client.post(f"/fr/held/{held.pk}/withdraw/").status_code == 403
    assert Post.objects.get(author=lucie.name).body == "Des mots qui attendent."


def test_words_of_danger_bring_help_at_once_and_a_case_of_care(theme, lucie, ines):
    thread = factories.make_thread(theme)
    sent = lucie.client.post(
        f"/fr/threads/{thread.pk}/reply/", {"body": "Je veux mourir ce soir.", "nonce": str(uuid4())}
    )
    page = sent.content.decode()
    assert sent.status_code == 200
    assert page.index('class="care') < page.index("Je veux mourir ce soir.")
    care = Case.objects.get(lane=Lane.CARE)
    assert (care.target_kind, care.urgency) == ("held", Urgency.CRISIS)
    assert ines.client.get(f"/fr/moderation/cases/{care.pk}/").status_code == 200
    moderation.decide(ines.actor, care, act="cared_for", outcome="answered", explanation="Je vous ai lue.")
    assert Case.objects.get(lane=Lane.RULE).closed_at is None


@pytest.mark.parametrize("kind", ["answer", "thread"])
def test_the_same_form_sent_twice_waits_once_and_never_twice_after(kind, theme, lucie, ines):
    nonce = uuid4()
    thread = factories.make_thread(theme)

    def send(body: str = "Des mots qui attendent.") -> Any:
        if kind == "thread":
            return start(lucie, theme, body, nonce=nonce)
        return answer(lucie, thread, body, nonce=nonce)

    first, second = send(), send()
    assert first.held == second.held
    assert (first.is_new, second.is_new) == (True, False)
    with pytest.raises(Refusal) as refused:
        send("D’autres mots.")
    assert refused.value.field == "nonce"
    moderation.decide(ines.actor, Case.objects.get(target_kind="held"), act="show")
    third = send()
    assert isinstance(third, Published)
    assert not third.is_new
    assert Post.objects.filter(author=lucie.name).count() == 1


@pytest.mark.parametrize(
    "asked, parent, waits",
    [
        ("nobody", "nobody", False),
        ("first", "nobody", True),
        ("nobody", "first", True),
        ("everybody", "first", True),
        ("nobody", "everybody", True),
        ("masks", "nobody", False),
        ("masks", "first", True),
    ],
)
def test_theme_and_chapter_say_whose_words_wait(asked, parent, waits, lucie):
    chapter = factories.make_theme(approval=parent)
    theme = factories.make_theme(parent=chapter, approval=asked)
    done = answer(lucie, factories.make_thread(theme))
    assert isinstance(done, Kept) == waits


def test_first_words_wait_once_and_later_ones_do_not(lucie, ines):
    theme = factories.make_theme(approval=Approval.FIRST)
    _held, case = held_answer(lucie, theme)
    moderation.decide(ines.actor, case, act="show")
    assert isinstance(answer(lucie, factories.make_thread(theme)), Published)


@pytest.mark.parametrize("where", ["house", "chapter", "theme"])
def test_where_masks_are_read_first_they_wait_and_names_do_not(where, lucie, settings):
    settings.APPROVAL = "masks" if where == "house" else "nobody"
    chapter = factories.make_theme(approval="masks" if where == "chapter" else "nobody")
    theme = factories.make_theme(parent=chapter, approval="masks" if where == "theme" else "nobody")
    thread = factories.make_thread(theme)
    told = "Sous un masque, quelqu’un de l’équipe lit votre message"
    assert told in lucie.client.get(f"/fr/threads/{thread.pk}/{thread.slug}/").content.decode()
    assert isinstance(answer(lucie, thread), Published)
    masked = services.reply(lucie.actor, thread=thread, body="Sous un masque.", nonce=uuid4(), is_masked=True)
    assert isinstance(masked, Kept)


@pytest.mark.parametrize("asked", ["masks", "everybody"])
def test_a_mask_of_the_team_waits_like_every_mask(asked, ines):
    thread = factories.make_thread(factories.make_theme(approval=asked))
    assert isinstance(answer(ines, thread), Published)
    masked = services.reply(ines.actor, thread=thread, body="Sous un masque.", nonce=uuid4(), is_masked=True)
    assert isinstance(masked, Kept)


def test_whoever_holds_a_role_needs_nobody(theme, ines, anouk):
    entrust(anouk, "facilitator", "room:1")
    for one in (ines, anouk):
        assert isinstance(answer(one, factories.make_thread(theme)), Published)


def test_a_moderator_of_the_theme_decides_and_nobody_about_themselves(theme, lucie, anouk, marc):
    held, case = held_answer(lucie, theme)
    entrust(marc, "moderator", "theme:999999")
    with pytest.raises(Refusal):
        moderation.decide(marc.actor, case, act="show")
    entrust(lucie, "moderator", "")
    with pytest.raises(Refusal):
        moderation.decide(lucie.actor, case, act="show")
    entrust(anouk, "moderator", theme.scope)
    moderation.decide(anouk.actor, case, act="show")
    held.refresh_from_db()
    assert held.state == HeldState.SHOWN


def test_what_waits_is_in_the_one_queue(theme, lucie, ines):
    held_answer(lucie, theme)
    page = ines.client.get("/fr/moderation/").content.decode()
    assert "À lire avant de le montrer" in page


@pytest.mark.parametrize("act", [Act.HIDE, Act.RESTORE, Act.REDACT, Act.NOTHING_WRONG])
def test_words_that_wait_are_shown_or_given_back_and_nothing_else(act, theme, lucie, ines):
    _held, case = held_answer(lucie, theme)
    with pytest.raises(Refusal):
        moderation.decide(ines.actor, case, act=act, rule="hostile", cut=[0])
    assert Letter.objects.count() == 0


def test_a_thread_closed_meanwhile_takes_what_waited_before(theme, lucie, ines):
    held, case = held_answer(lucie, theme)
    Thread.objects.filter(pk=held.thread_id).update(is_locked=True)
    moderation.decide(ines.actor, case, act="show")
    assert target_held("held", str(held.pk)).state == State.SHOWN


def test_an_appeal_that_is_granted_shows_what_was_given_back(theme, lucie, ines, ivy):
    from moderation import appeals

    _held, case = held_answer(lucie, theme)
    decision = moderation.decide(ines.actor, case, act="give_back", rule="hostile", explanation="Pas ainsi.")
    appeal = appeals.appeal(lucie.actor, decision.letter, words="Je ne visais personne.")
    appeals.answer(ivy.actor, appeal.case, is_granted=True, explanation="Vous avez raison.")
    assert Post.objects.get(author=lucie.name).body == "Des mots qui attendent."


def test_words_that_wait_without_a_case_are_found_again(theme, lucie, ines):
    held = factories.make_held(factories.make_thread(theme), lucie.name)
    assert moderation.find_forgotten() == 1
    assert moderation.find_forgotten() == 0
    case = Case.objects.get()
    assert (case.target_id, case.origin) == (str(held.pk), Origin.HELD)
    moderation.decide(ines.actor, case, act="show")
    assert moderation.find_forgotten() == 0
