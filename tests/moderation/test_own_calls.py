"""One's own calls: where they stand, a word more, taking one back; and nobody else ever sees who called."""

from __future__ import annotations

import pytest
from django.db import DatabaseError, transaction
from django.test import override_settings

from members.refusals import Refusal
from moderation import calls, services
from moderation.calls import Stage
from moderation.models import Case, Decision, Flag, Urgency
from record import services as record
from record.models import Entry
from tests.moderation.makers import call, case_about, target_of

pytestmark = pytest.mark.django_db


def stage(person, flag: Flag) -> str:
    found = calls.report_of(person.actor, flag.pk)
    assert found is not None
    return found.stage


def test_a_call_is_followed_from_receipt_to_outcome(lucie, marc, ines):
    case = case_about(lucie, marc)
    flag = case.flags.get()
    words = marc.client.get("/fr/me/reports/").content.decode()
    assert "Pas encore lu" in words
    assert f'href="/fr/me/reports/{flag.pk}/"' in words
    services.decide(ines.actor, case, act="nothing_wrong", explanation="Dit sans méchanceté.", seen=None)
    assert stage(marc, flag) == Stage.DECIDED
    page = marc.client.get(f"/fr/me/reports/{flag.pk}/").content.decode()
    assert "Dit sans méchanceté." in page
    assert "report_withdraw" not in page
    assert "/withdraw/" not in page


def test_only_who_called_sees_a_call(lucie, marc, ines, guest):
    flag = case_about(lucie, marc).flags.get()
    for other in (lucie, ines):
        assert other.client.get(f"/fr/me/reports/{flag.pk}/").status_code == 404
        assert other.client.post(f"/fr/me/reports/{flag.pk}/withdraw/").status_code == 404
        assert other.client.post(f"/fr/me/reports/{flag.pk}/add/", {"words": "x"}).status_code == 404
        assert f"/me/reports/{flag.pk}/" not in other.client.get("/fr/me/reports/").content.decode()
    assert guest.client.get("/fr/me/reports/").status_code == 302
    assert Flag.objects.get().withdrawn_at is None


def test_a_word_is_added_and_read_by_whoever_decides(lucie, marc, ines):
    case = case_about(lucie, marc)
    flag = case.flags.get()
    for words in ("C’était la deuxième fois.", "Et encore <ce> soir."):
        sent = marc.client.post(f"/fr/me/reports/{flag.pk}/add/", {"words": words})
        assert sent.status_code == 303
    page = ines.client.get(f"/fr/moderation/cases/{case.pk}/").content.decode()
    assert "C’était la deuxième fois." in page
    assert "Et encore &lt;ce&gt; soir." in page


@pytest.mark.parametrize("words", ["", " \u200b ", "é" * 4_001])
def test_what_cannot_be_added_is_kept_on_the_page(words, lucie, marc):
    flag = case_about(lucie, marc).flags.get()
    answer = marc.client.post(f"/fr/me/reports/{flag.pk}/add/", {"words": words})
    assert answer.status_code == 422
    assert 'class="fix"' in answer.content.decode()
    assert words.strip("\u200b ") in answer.content.decode()


def test_taking_back_the_only_call_closes_the_case_without_a_decision(lucie, marc, ines):
    case = case_about(lucie, marc)
    flag = case.flags.get()
    assert marc.client.post(f"/fr/me/reports/{flag.pk}/withdraw/").status_code == 303
    case.refresh_from_db()
    assert (case.is_withdrawn, case.closed_at is not None) == (True, True)
    assert not Decision.objects.exists()
    assert Entry.objects.get().kind == "case.withdrawn"
    assert str(marc.name.pk) not in str(record.read(Entry.objects.get()))
    assert record.verify().ok
    assert "Vous l’avez retiré" in marc.client.get(f"/fr/me/reports/{flag.pk}/").content.decode()
    assert marc.client.post(f"/fr/me/reports/{flag.pk}/withdraw/").status_code == 303
    assert Entry.objects.count() == 1
    # Whoever had the page open is told, and nothing is decided.
    with pytest.raises(Refusal) as refused:
        services.decide(ines.actor, case, act="hide", rule="hostile")
    assert "retiré" in str(refused.value.detail) or "taken back" in str(refused.value.detail)
    page = ines.client.get(f"/fr/moderation/cases/{case.pk}/")
    assert page.status_code == 200
    assert "a retiré son signalement" in page.content.decode()
    posted = ines.client.post(f"/fr/moderation/cases/{case.pk}/decide/", {"act": "hide", "rule": "hostile"})
    assert posted.status_code == 409
    assert not Decision.objects.exists()


def test_others_who_called_keep_the_case_open_as_urgent_as_they_are(lucie, marc, sam):
    target_id, _ = target_of("post", lucie)
    grave = call(marc, "post", target_id, "illegal")
    call(sam, "post", target_id, "advertising")
    assert Case.objects.get().urgency == Urgency.RED
    calls.withdraw(marc.actor, grave)
    case = Case.objects.get()
    assert (case.closed_at, case.urgency) == (None, Urgency.GREEN)


def test_a_worry_taken_back_is_read_even_so(lucie, marc):
    case = case_about(lucie, marc, reason="worry")
    calls.withdraw(marc.actor, case.flags.get())
    case.refresh_from_db()
    assert case.closed_at is None


def test_who_took_back_gets_no_letter_and_may_call_again(lucie, marc, sam, ines):
    target_id, _ = target_of("post", lucie)
    flag = call(marc, "post", target_id, "other", "Une première fois.")
    call(sam, "post", target_id)
    calls.withdraw(marc.actor, flag)
    again = call(marc, "post", target_id, "hostile", "Tout de même.")
    assert (again.pk, again.withdrawn_at, again.note) == (flag.pk, None, "Tout de même.")
    calls.withdraw(marc.actor, again)
    services.decide(ines.actor, again.case, act="hide", rule="hostile")
    flag.refresh_from_db()
    assert flag.outcome is None
    assert not marc.client.get("/fr/inbox/").content.decode().count("signalement »")


def test_after_the_decision_nothing_is_taken_back_or_added(lucie, marc, ines):
    case = case_about(lucie, marc)
    flag = case.flags.get()
    services.decide(ines.actor, case, act="nothing_wrong")
    for path, sent in (("withdraw", {}), ("add", {"words": "Mes mots gardés."})):
        answer = marc.client.post(f"/fr/me/reports/{flag.pk}/{path}/", sent)
        assert answer.status_code == 409
    flag.refresh_from_db()
    assert (flag.withdrawn_at, flag.added) == (None, "")


@pytest.mark.parametrize("fault", ["a call is left", "no call was taken back", "decided"])
def test_the_database_closes_no_case_as_withdrawn_that_is_not(fault, lucie, marc, sam, ines):
    target_id, _ = target_of("post", lucie)
    flag = call(marc, "post", target_id)
    case = flag.case
    if fault == "a call is left":
        call(sam, "post", target_id)
        calls.withdraw(marc.actor, flag)
    if fault == "decided":
        services.decide(ines.actor, case, act="nothing_wrong")
        case.refresh_from_db()
    with pytest.raises(DatabaseError), transaction.atomic():
        Case.objects.filter(pk=case.pk).update(is_withdrawn=True, closed_at=case.closed_at or case.opened_at)


def test_the_list_goes_on_by_key_and_costs_the_same(lucie, marc, django_assert_max_num_queries):
    with override_settings(RATE_LIMITS=False):
        for _ in range(calls.PAGE + 3):
            case_about(lucie, marc)
    first, key = calls.reports_of(marc.actor)
    rest, end = calls.reports_of(marc.actor, before=key)
    assert (len(first), len(rest), end) == (calls.PAGE, 3, "")
    assert not {one.flag.pk for one in first} & {one.flag.pk for one in rest}
    actor = marc.actor
    with django_assert_max_num_queries(2):
        calls.reports_of(actor)


@override_settings(RATE_LIMITS=True)
def test_calling_for_much_leaves_room_for_a_worry(lucie, marc):
    for _ in range(10):
        case_about(lucie, marc)
    with pytest.raises(Refusal) as refused:
        case_about(lucie, marc)
    assert refused.value.code == "rate_limited"
    assert case_about(lucie, marc, reason="worry").lane == "care"


def test_words_taken_down_are_not_shown_to_whoever_called(lucie, marc, ines):
    target_id, _ = target_of("post", lucie, "Un détail à ne pas relire.")
    flag = call(marc, "post", target_id, "method_detail")
    services.decide(ines.actor, flag.case, act="hide", rule="method_detail")
    page = marc.client.get(f"/fr/me/reports/{flag.pk}/").content.decode()
    assert "Un détail" not in page
