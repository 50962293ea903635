"""A name's public page, one's own place, the inbox and its letters."""

from __future__ import annotations

import re

import pytest
from pytest_django import DjangoAssertNumQueries

from forum import voices
from forum.models import Post, PostState
from members import inbox
from members.models import Letter, LetterKind
from moderation import services as moderation
from moderation.models import Case
from tests import factories
from tests.cast import Person

pytestmark = pytest.mark.django_db


def letter_to(person: Person, subject: str = "Au sujet de votre message") -> Letter:
    return inbox.send(person.name, kind=LetterKind.DECISION, language="fr", subject=subject, body="Bonjour,\n\nUn mot.")


def test_a_names_page_shows_the_month_it_came_and_never_the_day(guest: Person, lucie: Person) -> None:
    page = guest.client.get(f"/fr/names/{lucie.name.pk}/").content.decode()
    assert "Lucie du port" in page
    assert str(lucie.name.since.year) in page
    assert lucie.name.since.isoformat() not in page
    assert f"/fr/flag/name/{lucie.name.pk}/" in page


def test_a_names_page_shows_only_words_the_reader_may_see(guest: Person, lucie: Person, marc: Person) -> None:
    factories.make_thread(author=lucie.name, title="Pour tous", body="Bonsoir à tous")
    factories.make_thread(author=lucie.name, title="Entre membres", audience="members")
    open_thread = factories.make_thread(title="Chez une autre")
    factories.make_post(open_thread, lucie.name, body="Des mots cachés", state=PostState.HIDDEN)
    factories.make_post(open_thread, lucie.name, body="Une réponse & un merci")
    address = f"/fr/names/{lucie.name.pk}/"
    page = guest.client.get(address).content.decode()
    assert "Pour tous" in page
    assert "Une réponse &amp; un merci" in page
    assert "Entre membres" not in page
    assert "Des mots cachés" not in page
    assert "Entre membres" in marc.client.get(address).content.decode()


def test_a_names_page_asks_a_fixed_number_of_questions(
    guest: Person, lucie: Person, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    address = f"/fr/names/{lucie.name.pk}/"
    for _ in range(2):
        with django_assert_num_queries(2):
            guest.client.get(address)
        for _ in range(12):
            factories.make_thread(author=lucie.name)


def test_the_older_words_of_a_name_follow_without_a_double(guest: Person, lucie: Person) -> None:
    thread = factories.make_thread()
    for number in range(45):
        factories.make_post(thread, lucie.name, body=f"Mot numéro {number}.")
    address, seen = f"/fr/names/{lucie.name.pk}/", []
    while address:
        page = guest.client.get(address).content.decode()
        seen += re.findall(r"Mot numéro (\d+)\.", page)
        found = re.search(r'rel="next" href="([^"]+)"', page)
        address = found.group(1) if found else ""
    assert seen == [str(number) for number in range(44, -1, -1)]


def test_an_unknown_name_is_not_found(guest: Person) -> None:
    assert guest.client.get("/fr/names/00000000-0000-4000-8000-000000000000/").status_code == 404


@pytest.mark.parametrize("address", ["/fr/me/", "/fr/inbox/", "/fr/inbox/1/"])
def test_a_guest_is_asked_to_come_in_and_comes_back_here(guest: Person, address: str) -> None:
    answer = guest.client.get(address)
    assert answer.status_code == 302
    assert answer.headers["Location"] == f"/fr/accounts/login/?next={address}"


def test_my_place_leads_to_everything_one_may_change(lucie: Person) -> None:
    answer = lucie.client.get("/fr/me/")
    page = answer.content.decode()
    assert answer.status_code == 200
    assert "Lucie du port" in page
    for place in ("/fr/inbox/", f"/fr/names/{lucie.name.pk}/", "/fr/accounts/logout/"):
        assert place in page, place
    assert "no-store" in answer.headers["Cache-Control"]


def test_news_is_told_in_words_and_never_counted(lucie: Person) -> None:
    assert "Quelque chose vous attend" not in lucie.client.get("/fr/me/").content.decode()
    letter_to(lucie)
    letter_to(lucie)
    page = lucie.client.get("/fr/me/").content.decode()
    assert "Quelque chose vous attend" in page


def test_reading_a_letter_writes_nothing_and_a_button_puts_it_away(lucie: Person) -> None:
    letter = letter_to(lucie)
    assert "Au sujet de votre message" in lucie.client.get("/fr/inbox/").content.decode()
    page = lucie.client.get(f"/fr/inbox/{letter.pk}/").content.decode()
    assert "<p>Un mot.</p>" in page
    letter.refresh_from_db()
    assert not letter.is_read
    assert lucie.client.post(f"/fr/inbox/{letter.pk}/", {"away": "yes"}).status_code == 302
    letter.refresh_from_db()
    assert letter.is_read
    lucie.client.post(f"/fr/inbox/{letter.pk}/", {"away": "no"})
    letter.refresh_from_db()
    assert not letter.is_read


def test_a_letter_to_somebody_else_is_not_found(lucie: Person, marc: Person) -> None:
    letter = letter_to(lucie)
    assert marc.client.get(f"/fr/inbox/{letter.pk}/").status_code == 404
    assert marc.client.post(f"/fr/inbox/{letter.pk}/", {"away": "yes"}).status_code == 404
    assert marc.client.get(f"/fr/inbox/{'9' * 25}/").status_code == 404


def test_opening_the_inbox_asks_the_same_number_of_questions_however_full_it_is(
    lucie: Person, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    letter_to(lucie)
    with django_assert_max_num_queries(16) as few:
        lucie.client.get("/fr/inbox/")
    for _ in range(10):
        letter_to(lucie)
    with django_assert_max_num_queries(len(few)):
        lucie.client.get("/fr/inbox/")


def test_the_keys_of_the_house_are_shown_to_administrators_alone(
    guest: Person, lucie: Person, ines: Person, odile: Person
) -> None:
    for person in (guest, lucie, ines):
        assert person.client.get("/fr/house/").status_code == 404
    page = odile.client.get("/fr/house/")
    assert page.status_code == 200
    assert "/fr/house/themes/" in page.content.decode()


def test_moderators_have_a_fifth_place_in_the_navigation(lucie: Person, ines: Person) -> None:
    assert "/fr/moderation/" in ines.client.get("/fr/").content.decode()
    assert "/fr/moderation/" not in lucie.client.get("/fr/").content.decode()


def test_a_line_of_the_inbox_begins_with_what_is_said_not_with_the_greeting(lucie: Person) -> None:
    letter_to(lucie)
    page = lucie.client.get("/fr/inbox/").content.decode()
    assert "Un mot." in page
    assert "Bonjour" not in page


def test_a_letter_about_a_decision_leads_to_the_place(lucie: Person, marc: Person, ines: Person) -> None:
    post = factories.make_post(factories.make_thread(), lucie.name, body="Des mots à reprendre")
    moderation.raise_flag(marc.actor, kind="post", target_id=str(post.pk), reason="hostile", note="")
    decision = moderation.decide(ines.actor, Case.objects.get(), act="hide", rule="hostile")
    page = lucie.client.get(f"/fr/inbox/{decision.letter_id}/").content.decode()
    assert f'href="/fr/posts/{post.pk}/"' in page
    plain = letter_to(lucie)
    assert "/fr/posts/" not in lucie.client.get(f"/fr/inbox/{plain.pk}/").content.decode()


def test_a_suspended_member_reads_why_on_their_place_and_finds_the_letters(sam: Person) -> None:
    page = sam.client.get("/en/me/").content.decode()
    assert "You cannot write until" in page
    assert "Read the letter" in page


def test_a_closed_door_leads_a_suspended_member_to_the_letter(sam: Person) -> None:
    answer = sam.client.get(f"/en/themes/{factories.make_theme().slug}/new/")
    assert answer.status_code == 403
    page = answer.content.decode()
    assert "You cannot write until" in page
    assert '<a href="/en/inbox/">Read the letter</a>' in page


def test_places_are_entrusted_by_their_names(odile: Person, lucie: Person) -> None:
    room = factories.make_room(name="La table du soir")
    page = odile.client.get("/fr/house/roles/").content.decode()
    assert f'<option value="{room.scope}">La table du soir</option>' in page
    sent = {"name": lucie.name.name, "kind": "facilitator", "scope": room.scope, "until": "2099-12-31"}
    assert odile.client.post("/fr/house/roles/", sent).status_code == 302
    page = odile.client.get("/fr/house/roles/").content.decode()
    assert "accueil, La table du soir" in page
    again = odile.client.post("/fr/house/roles/", {**sent, "name": "Personne"}).content.decode()
    assert f'<option value="{room.scope}" selected>' in again


def test_words_under_a_mask_stand_newest_first_on_its_page(guest: Person) -> None:
    thread = factories.make_thread()
    mask = factories.make_pseudonym("Fougère lente", scope=f"thread:{thread.pk}")
    for number in range(24):
        factories.make_post(thread, mask, body=f"Mot {number}.", pk=voices.new_id(Post, is_masked=True))
    html = guest.client.get(f"/fr/names/{mask.pk}/").content.decode()
    older = re.search(r"\?before=\d+", html)
    assert older
    html += guest.client.get(f"/fr/names/{mask.pk}/{older[0]}").content.decode()
    assert [int(one) for one in re.findall(r"Mot (\d+)\.", html)] == list(range(23, -1, -1))
