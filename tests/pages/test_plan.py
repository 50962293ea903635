"""A plan for bad days: the page brings an empty form and lines of the member's place."""

from __future__ import annotations

from tests.cast import Person


def test_a_member_finds_the_plan_and_lines_beside_it(lucie: Person) -> None:
    page = lucie.client.get("/fr/me/plan/")
    assert page.status_code == 200
    assert page.text.count("<textarea") == 6
    assert 'href="tel:' in page.text
    assert "/fr/me/plan/" in lucie.client.get("/fr/me/").text


def test_nothing_but_its_owner_s_own_button_sends_it(lucie: Person) -> None:
    form = lucie.client.get("/fr/me/plan/").text.partition("data-plan=")[2].partition("</form>")[0]
    assert form.count("<button") - form.count('<button type="button"') == 1
    assert "Le garder dans la maison, scellé" in form


def test_a_guest_is_led_to_the_door(guest: Person) -> None:
    assert guest.client.get("/fr/me/plan/").status_code == 302
