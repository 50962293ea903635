"""How often: per member and per address, over all processes, never failing open, keeping no address."""

from __future__ import annotations

import threading
from dataclasses import replace
from typing import Any
from uuid import uuid4

import pytest
from django.core.cache import cache
from django.test import RequestFactory

from members import limits
from members.actor import GUEST
from members.limits import Rate
from members.refusals import Refusal
from tests.cast import Person

pytestmark = pytest.mark.django_db


def request_from(address: str, **meta: str) -> Any:
    return RequestFactory().post("/", REMOTE_ADDR=address, **meta)


def spent(times: int, take: Any) -> int:
    """How many of `times` tries pass."""
    passed, codes = 0, set()
    for _ in range(times):
        try:
            take()
            passed += 1
        except Refusal as no:
            codes.add(no.code)
    assert codes <= {"rate_limited"}
    return passed


def test_all_guests_of_a_process_share_one_bucket_and_nobody_is_kept(time_machine: Any, monkeypatch: Any) -> None:
    monkeypatch.setitem(limits.RATES, "guest_search", (Rate(5, 2.0), Rate(8, 60.0)))
    time_machine.move_to("2026-11-20T20:00:00Z", tick=False)
    assert spent(9, lambda: limits.spend_here("guest_search")) == 5
    time_machine.move_to("2026-11-20T20:00:04Z", tick=False)
    assert spent(9, lambda: limits.spend_here("guest_search")) == 2
    time_machine.move_to("2026-11-20T21:00:00Z", tick=False)
    assert spent(9, lambda: limits.spend_here("guest_search")) == 5
    assert set(limits.HERE) == {("guest_search", 0), ("guest_search", 1)}


def test_a_burst_passes_then_one_a_second(lucie: Person, time_machine: Any) -> None:
    time_machine.move_to("2026-11-20T20:00:00Z", tick=False)
    actor = lucie.actor
    assert spent(30, lambda: limits.spend(actor, "message")) == 20
    with pytest.raises(Refusal) as caught:
        limits.spend(actor, "message")
    assert caught.value.retry_after_s == 1
    time_machine.shift(1)
    assert spent(3, lambda: limits.spend(actor, "message")) == 1
    time_machine.shift(3600)
    assert spent(30, lambda: limits.spend(actor, "message")) == 20


def test_a_second_is_a_second_however_the_bucket_is_moved(lucie: Person, time_machine: Any) -> None:
    time_machine.move_to("2026-11-20T20:00:00Z", tick=False)
    for _person in range(12):
        somebody = replace(lucie.actor, member_id=uuid4())
        spent(20, lambda actor=somebody: limits.spend(actor, "message"))
        with pytest.raises(Refusal) as caught:
            limits.spend(somebody, "message")
        assert caught.value.retry_after_s == 1


def test_each_person_and_each_action_has_a_bucket_of_its_own(lucie: Person, marc: Person) -> None:
    spent(30, lambda: limits.spend(lucie.actor, "message"))
    limits.spend(marc.actor, "message")
    limits.spend(lucie.actor, "post")


def test_a_bucket_follows_the_person_not_the_name_on_the_page(lucie: Person) -> None:
    spent(30, lambda: limits.spend(lucie.actor, "message"))
    with pytest.raises(Refusal):
        limits.spend(replace(lucie.actor, pseudonym_id=None, name="Autre"), "message")


def test_every_rate_of_an_action_must_agree(lucie: Person, time_machine: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(limits.RATES, "essay", (Rate(2, 1.0), Rate(3, 1000.0)))
    time_machine.move_to("2026-11-20T20:00:00Z", tick=False)
    assert spent(2, lambda: limits.spend(lucie.actor, "essay")) == 2
    time_machine.shift(10)
    assert spent(2, lambda: limits.spend(lucie.actor, "essay")) == 1
    time_machine.shift(10)
    with pytest.raises(Refusal) as caught:
        limits.spend(lucie.actor, "essay")
    assert caught.value.retry_after_s is not None
    assert caught.value.retry_after_s > 900


def test_many_threads_at_once_spend_no_token_twice(
    lucie: Person, time_machine: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(limits.RATES, "rush", (Rate(10, 1000.0),))
    actor, passed, start = lucie.actor, [], threading.Barrier(8)

    def go() -> None:
        start.wait(60)
        for _ in range(5):
            try:
                limits.spend(actor, "rush")
                passed.append(1)
            except Refusal:
                pass

    threads = [threading.Thread(target=go) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert len(passed) == 10


def test_a_cache_that_cannot_say_never_fails_open(lucie: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cache, "add", lambda *a, **k: False)
    # Redis takes a token in one step, without that lock; lost, it says nothing.
    monkeypatch.setattr(cache, "take_tokens", lambda *a: None, raising=False)
    monkeypatch.setattr(limits, "_WAIT_S", 0.02)
    with pytest.raises(Refusal):
        limits.spend(lucie.actor, "post")


def test_off_is_off(lucie: Person, settings: Any) -> None:
    settings.RATE_LIMITS = False
    assert spent(100, lambda: limits.spend(lucie.actor, "message")) == 100


def test_a_guest_has_no_bucket_of_a_member() -> None:
    with pytest.raises(Refusal) as caught:
        limits.spend(GUEST, "post")
    assert caught.value.code == "not_member"


def test_one_household_of_ipv6_is_one_address_and_neighbours_are_not() -> None:
    same = {limits.address_key(request_from(a)) for a in ("2001:db8:1:2::1", "2001:db8:1:2:ffff::9")}
    assert len(same) == 1
    assert limits.address_key(request_from("2001:db8:1:3::1")) not in same
    assert limits.address_key(request_from("::ffff:192.0.2.1")) == limits.address_key(request_from("192.0.2.1"))


def test_the_key_of_an_address_changes_every_day_and_holds_no_address(time_machine: Any, settings: Any) -> None:
    time_machine.move_to("2026-11-20T12:00:00Z")
    today = limits.address_key(request_from("192.0.2.1"))
    time_machine.move_to("2026-11-21T12:00:00Z")
    assert limits.address_key(request_from("192.0.2.1")) != today
    time_machine.move_to("2026-11-20T12:00:00Z")
    assert limits.address_key(request_from("192.0.2.1")) == today
    settings.SEAL_KEYS = [b"k" * 32]
    assert limits.address_key(request_from("192.0.2.1")) != today


@pytest.mark.parametrize("header", ["HTTP_X_FORWARDED_FOR", "HTTP_FORWARDED", "HTTP_X_REAL_IP", "HTTP_CLIENT_IP"])
def test_a_header_that_anybody_can_write_changes_no_key(header: str) -> None:
    plain = limits.address_key(request_from("192.0.2.1"))
    assert limits.address_key(request_from("192.0.2.1", **{header: "198.51.100.7"})) == plain


def test_behind_our_own_proxy_the_last_address_counts(settings: Any) -> None:
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1
    seen = limits.address_key(request_from("10.0.0.1", HTTP_X_FORWARDED_FOR="6.6.6.6, 192.0.2.1"))
    assert seen == limits.address_key(request_from("10.0.0.1", HTTP_X_FORWARDED_FOR="7.7.7.7, 192.0.2.1"))
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 0
    assert seen == limits.address_key(request_from("192.0.2.1"))


@pytest.mark.parametrize("address", ["", "unix:", "not-an-address"])
def test_without_an_address_all_share_one_bucket(address: str) -> None:
    assert limits.address_key(request_from(address)) == limits.address_key(request_from(""))


def test_every_sentence_of_a_limit_says_how_to_go_on(lucie: Person) -> None:
    sentences = {str(limits._sentence(wait)) for wait in (5, 300, 7200)}
    assert len(sentences) == 3
    assert all("Please" in sentence for sentence in sentences)
