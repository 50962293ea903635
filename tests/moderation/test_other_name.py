"""A name that wounds is asked to be another: gone from every page at once, a letter, a choice, and a way back."""

from __future__ import annotations

import pytest

from forum import policies as forum
from members import new_name
from members.models import Letter, Pseudonym
from members.refusals import Refusal
from moderation import appeals, services
from moderation.models import Act, Case, Decision
from tests import factories
from tests.moderation.makers import call, entrust

pytestmark = pytest.mark.django_db
WOUNDING = "Nom Blessant"
ADDRESS = "/fr/me/name/"


@pytest.fixture
def bad(lucie, marc):
    """Somebody under a name that wounds, who wrote a post, and the case about that name."""
    Pseudonym.objects.filter(pk=lucie.name.pk).update(name=WOUNDING, skeleton="nomblessant")
    thread = factories.make_thread(factories.make_theme(), lucie.name)
    return thread, call(marc, "name", str(lucie.name.pk)).case


def renamed(by, case: Case) -> Decision:
    return services.decide(by.actor, case, act=Act.RENAME, rule="hostile", explanation="Ce nom vise d’autres membres.")


def test_the_name_is_gone_everywhere_and_its_holder_is_told(bad, lucie, ines, guest):
    thread, case = bad
    page = ines.client.get(f"/fr/moderation/cases/{case.pk}/").content.decode()
    assert 'value="rename"' in page
    decision = renamed(ines, case)
    lent = lucie.name.name
    assert lent != WOUNDING
    for person, address in (
        (guest, f"/fr/threads/{thread.pk}/{thread.slug}/"),
        (guest, f"/fr/names/{lucie.name.pk}/"),
        (ines, f"/fr/moderation/cases/{case.pk}/"),
        (ines, "/fr/moderation/decided/"),
    ):
        shown = person.client.get(address).content.decode()
        assert lent in shown
    assert WOUNDING not in guest.client.get(f"/fr/threads/{thread.pk}/{thread.slug}/").content.decode()
    letter = decision.letter
    assert (WOUNDING in letter.body, lent in letter.body) == (True, True)
    assert "Ce nom vise d’autres membres." in letter.body
    refusal = forum.starting_refusal(lucie.actor, thread.theme)
    assert (refusal.code, refusal.field) == ("not_allowed", "name")
    assert ADDRESS in lucie.client.get("/fr/me/").content.decode()
    assert decision.before == WOUNDING
    assert bytes(decision.before_box).find(WOUNDING.encode()) < 0


def test_one_chooses_a_name_and_writes_again(bad, lucie, marc, ines):
    thread, case = bad
    decision = renamed(ines, case)
    assert lucie.client.get(ADDRESS).status_code == 200
    for wrong in ("", "Modération", marc.name.name):
        answer = lucie.client.post(ADDRESS, {"pseudonym": wrong})
        assert 'aria-invalid="true"' in answer.content.decode()
    assert lucie.client.post(ADDRESS, {"pseudonym": "Saule du quai"}).status_code == 200
    assert lucie.actor.name == "Saule du quai"
    assert forum.starting_refusal(lucie.actor, thread.theme) is None
    assert "L’équipe l’a demandé" not in lucie.client.get(ADDRESS).content.decode()
    with pytest.raises(Refusal):
        new_name.choose(lucie.actor, typed="Encore un autre")
    # What was chosen is the person's own: nothing is left to put back.
    again = services.look_again(ines.actor, case)
    with pytest.raises(Refusal):
        services.decide(ines.actor, again, act=Act.RESTORE)
    decision.refresh_from_db()
    assert decision.undone_at is None


def test_put_back_the_name_is_theirs_again_and_they_write(bad, lucie, ines, ivy):
    thread, case = bad
    first = renamed(ines, case)
    decision = services.decide(ivy.actor, services.look_again(ivy.actor, case), act=Act.RESTORE)
    assert lucie.actor.name == WOUNDING
    assert f"Vous vous appelez ici {WOUNDING}" in decision.letter.body
    assert forum.starting_refusal(lucie.actor, thread.theme) is None
    first.refresh_from_db()
    assert first.undone_at is not None


def test_an_appeal_gives_it_back(bad, lucie, ines, ivy):
    thread, case = bad
    first = renamed(ines, case)
    asked = appeals.appeal(lucie.actor, first.letter, words="C’est le nom de ma rue.")
    appeals.answer(ivy.actor, asked.case, is_granted=True, explanation="Vous avez raison.")
    assert lucie.actor.name == WOUNDING
    assert forum.starting_refusal(lucie.actor, thread.theme) is None


def test_a_name_that_somebody_has_taken_since_is_not_given_twice(bad, lucie, ines, ivy):
    thread, case = bad
    renamed(ines, case)
    lent = lucie.name.name
    factories.make_pseudonym("Nom blessant")
    decision = services.decide(ivy.actor, services.look_again(ivy.actor, case), act=Act.RESTORE)
    # They keep the lent one, and write again.
    assert lucie.name.name == lent
    assert f"Vous vous appelez ici {lent}" in decision.letter.body
    assert forum.starting_refusal(lucie.actor, thread.theme) is None


def test_only_moderators_ask_and_only_about_names(bad, lucie, marc, ines, anouk):
    thread, case = bad
    entrust(anouk, "facilitator", thread.theme.scope)
    for person, about in ((anouk, case), (ines, call(marc, "post", str(thread.posts.get().pk)).case)):
        with pytest.raises(Refusal):
            services.decide(person.actor, about, act=Act.RENAME, rule="hostile")
    with pytest.raises(Refusal):
        services.decide(ines.actor, case, act=Act.RENAME)
    assert lucie.name.name == WOUNDING
    assert Letter.objects.count() == 0


def test_a_name_nobody_holds_any_more_changes_all_the_same(ines, marc):
    left = factories.make_pseudonym(WOUNDING)
    case = call(marc, "name", str(left.pk)).case
    decision = renamed(ines, case)
    left.refresh_from_db()
    assert left.name != WOUNDING
    assert decision.standing is None


def test_it_is_asked_beside_the_name_in_two_actions(bad, lucie, ines):
    address = f"/fr/moderation/now/name/{lucie.name.pk}/"
    shown = ines.client.get(address).content.decode()
    sent = {name: shown.split(f'name="{name}" value="')[1].split('"')[0] for name in ("seen", "nonce")}
    answer = ines.client.post(address, sent | {"act": "rename", "rule": "hostile"})
    assert answer.status_code == 303
    assert lucie.name.name != WOUNDING
    assert WOUNDING not in ines.client.get(answer["Location"]).content.decode()
