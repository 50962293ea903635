"""Nobody else learns who stands behind a mask: whoever holds it, every page is the same, to the last letter."""

from __future__ import annotations

import logging
import re
from collections import deque
from collections.abc import Callable, Iterator
from html import unescape
from typing import Any
from uuid import NAMESPACE_URL, UUID, uuid5

import pytest
from django.core import mail
from django.core.cache import caches
from django.db import connection, transaction
from django.urls import NoReverseMatch, reverse
from django.utils import translation

from chat.models import RoomEvent
from members import making, masks
from members.models import Pseudonym
from moderation.deciding import seen_of
from moderation.targets import held
from tests.addresses import ACTIONS, ADDRESSES
from tests.attack.worlds import MASKS, READERS, Fate, Holders, House, told
from tests.cast import Person

pytestmark = pytest.mark.django_db

ONE_PERSON: Holders = dict.fromkeys(MASKS, "lucie")
SEVERAL: Holders = dict(zip(MASKS, ("lucie", "bruno", "bruno", "chloe", "chloe"), strict=True))
SOMEBODY_ELSE: Holders = dict.fromkeys(MASKS, "chloe")
# Who reads what in which house: status, headers and words of each address, and what was asked of database and cache.
Seen = dict[str, tuple[Any, ...]]
# How many pages are opened by following links, beside those that one could write by hand.
MOST = 40


def begin(house: House) -> Iterator[str]:
    """Every address of the house that one could write by hand, for all that stands there."""
    threads = house.threads[1:]
    # What was said openly is read on the pages of threads; by itself, one such post stands for all.
    posts = [one for one in house.posts() if one.author.is_mask or (one.thread == threads[0] and one.is_opening)]
    known: list[dict[str, object]] = [{}, {"slug": house.theme}, {"slug": house.room}, {"slug": "agreement"}]
    known += [{"pk": one.pk} for one in [*threads, *posts]]
    known += [{"pk": one.pk, "slug": one.slug} for one in threads]
    known += [
        {"pk": one.pk} for one in [*house.masks.values(), *(house.people[name].name for name in ("lucie", "bruno"))]
    ]
    known += [{"pk": case} for case in house.cases]
    known += [{"kind": "post", "target_id": str(one.pk)} for one in posts]
    known += [{"kind": "name", "target_id": str(one.pk)} for one in house.masks.values()]
    known += [{"kind": "message", "target_id": f"{house.room}-{seq}"} for seq in (1, 2)]
    known += [{"slug": house.room, "seq": seq} for seq in (1, 2, 4)]
    with translation.override("fr"):
        for name in sorted({*ADDRESSES, *ACTIONS} - {"account_logout", "members:sign_out_everywhere", "readyz"}):
            for kwargs in known:
                try:
                    yield reverse(name, kwargs=kwargs)
                except NoReverseMatch:
                    continue
    yield from (f"/fr/search/?q={words}" for words in ("boussole", "mots", "nom"))
    yield f"/fr/rooms/{house.room}/events/?after=0"


def read(person: Person, house: House, fate: Fate, beyond: int) -> Seen:
    """Open every address and every page that those lead to."""
    if person.member is not None:
        # Else the first page with a form draws it, and which one that is hangs on how many are read.
        person.client.cookies["csrftoken"] = "c" * 32
    # Where no link is followed, a few pages do: those on which masks are named.
    waiting = deque(one for one in dict.fromkeys(begin(house)) if beyond or re.search(r"/(threads|names)/", one))
    known, seen = set(waiting), {}
    most = len(waiting) + beyond
    while waiting and len(seen) < most:
        address = waiting.popleft()
        fate.as_at(address)
        answer = seen[address] = ask(lambda address=address: person.client.get(address))
        for found in re.findall(r'(?:href|action|src)="(/(?:fr|en)/[^"]*)"', answer[3]):
            one = unescape(found).split("#")[0]
            if one not in known and "logout" not in one and "sign-out" not in one:
                known.add(one)
                waiting.append(one)
    return seen


def ask(way: Callable[[], Any]) -> tuple[Any, ...]:
    """What somebody is answered, and every statement and call to the cache on the way, without their values."""
    asked: list[str] = []

    def note(execute: Any, sql: str, *words: Any) -> Any:
        # How many values stand between brackets hangs on the keys of the house, which are the same.
        asked.append(re.sub(r"\d+", "0", sql))
        return execute(sql, *words)

    with pytest.MonkeyPatch.context() as patch, connection.execute_wrapper(note), transaction.atomic():
        for name in ("get", "set", "add", "delete", "incr", "get_many", "set_many", "touch"):
            called = getattr(caches["default"], name)

            def noted(*words: Any, _name: str = name, _called: Any = called, **more: Any) -> Any:
                asked.append(_name)
                return _called(*words, **more)

            patch.setattr(caches["default"], name, noted)
        answer = way()
        body = b"".join(answer.streaming_content).decode() if answer.streaming else answer.content.decode()
        transaction.set_rollback(True)
    headers = sorted((name, value) for name, value in answer.items())
    return answer.status_code, headers, answer.cookies.output(), body, tuple(asked)


def forms(house: House) -> Iterator[tuple[str, str, dict[str, str]]]:
    """What one may do about masks by forms: who, where, with which words."""
    opened = house.threads[3]
    message = RoomEvent.objects.get(room__slug=house.room, seq=2).pk
    posts = {one.author_id: one for one in house.posts() if one.author.is_mask and one.is_shown}
    mask = house.masks["answerer"]
    said, first = posts[mask.pk], posts[house.masks["opener"].pk]
    flag = {"reason": "hostile", "note": "Cela blesse."}
    decided = {"rule": "hostile", "explanation": "Ces mots blessent."}
    for who in ("marc", "ines"):
        for post in (said, first):
            yield who, f"/fr/flag/post/{post.pk}/", flag
            yield (
                who,
                f"/fr/moderation/now/post/{post.pk}/",
                {**decided, "act": "hide", "seen": seen_of(held("post", str(post.pk)))},
            )
        yield who, f"/fr/flag/name/{mask.pk}/", flag
        yield who, f"/fr/flag/message/{message}/", flag
    for who in ("guest", "marc", "anouk"):
        yield who, f"/fr/threads/{opened.pk}/reply/", {"body": f"Merci @{house.masks['opener'].name}, et bonsoir."}
        yield who, "/fr/posts/gesture/", {"gesture": f"{said.pk}-hear-on"}
    yield "marc", f"/fr/threads/{opened.pk}/follow/", {"on": "yes"}
    yield "marc", f"/fr/names/{mask.pk}/hide/", {"away": "yes"}
    yield "marc", f"/fr/posts/{said.pk}/edit/", {"body": "Les mots d’un autre."}
    yield "marc", f"/fr/posts/{said.pk}/delete/", {"confirmed": "on"}
    yield "marc", f"/fr/rooms/{house.room}/", {"body": "Je vous entends."}
    seen = seen_of(held("post", str(said.pk)))
    for act, pause in (("hide", ""), ("hide_suspend", "suspended:7d"), ("nothing_wrong", "")):
        whole = {**decided, "act": act, "pause": pause, "seen": seen}
        yield "ines", f"/fr/moderation/cases/{house.cases[2]}/decide/", whole
    yield "ines", f"/fr/moderation/cases/{house.cases[2]}/ask/", {"words": "À qui parliez-vous ?"}
    for who in ("ines", "odile"):
        upheld = {"outcome": "upheld", "explanation": "Lu une seconde fois."}
        yield who, f"/fr/moderation/cases/{house.cases[1]}/answer/", upheld
    yield (
        "odile",
        f"/fr/house/unmasking/ask/{mask.pk}/",
        {"ground": "danger", "reason": "Un danger.", "delay_days": "0"},
    )


def send(house: House, fate: Fate) -> Seen:
    """Send each of these forms, empty too; nothing of it stays."""
    seen: Seen = {}
    for number, (who, where, words) in enumerate(forms(house)):
        for sent in ({}, {"nonce": str(uuid5(NAMESPACE_URL, str(number))), **words}):
            told = f"{who} {number} {where} {sorted(sent)}"
            fate.as_at(told)
            headers = {"Sec-Fetch-Site": "same-origin"}
            seen[told] = ask(
                lambda who=who, where=where, sent=sent, headers=headers: house.people[who].client.post(
                    where, sent, headers=headers
                )
            )
    return seen


class Log(logging.Handler):
    def __init__(self) -> None:
        super().__init__(logging.DEBUG)
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        if not record.name.startswith("django.db"):
            self.lines.append(f"{record.name} {record.getMessage()}")


def everything(
    patch: pytest.MonkeyPatch, holders: Holders, readers: tuple[str, ...] = READERS, beyond: int = MOST
) -> dict[str, Seen]:
    """Tell the house with these holders, and return what each reader sees; letters that were sent, and the log."""
    log = Log()
    logging.getLogger().addHandler(log)
    mail.outbox.clear()
    try:
        with told(patch, holders) as (house, fate):
            seen = {who: read(house.people[who], house, fate, beyond) for who in readers}
            seen["forms"] = send(house, fate) if beyond else {}
    finally:
        logging.getLogger().removeHandler(log)
    sent = {str(number): (one.subject, one.body, one.to) for number, one in enumerate(mail.outbox)}
    return {**seen, "mail": sent, "log": dict(enumerate(log.lines))}  # type: ignore[dict-item]


def differences(one: dict[str, Seen], other: dict[str, Seen]) -> list[str]:
    """Where two tellings differ, a line each."""
    found = []
    for who in one:
        for address in sorted({*one[who], *other[who]}, key=str):
            mine, theirs = one[who].get(address), other[who].get(address)
            if mine != theirs:
                found.append(f"{who} {address}: {first_difference(mine, theirs)}")
    return found


def first_difference(mine: object, theirs: object) -> str:
    if not isinstance(mine, tuple) or not isinstance(theirs, tuple):
        return f"{str(mine)[:300]} ≠ {str(theirs)[:300]}"
    for part, other in zip(mine, theirs, strict=True):
        if part != other:
            lines = zip(str(part).splitlines(), str(other).splitlines(), strict=False)
            return next((f"{a.strip()[:300]} ≠ {b.strip()[:300]}" for a, b in lines if a != b), f"{len(str(part))}")
    return ""


@pytest.fixture(autouse=True)
def _no_limits(settings: Any) -> None:
    settings.RATE_LIMITS = False


def test_whoever_holds_the_masks_every_page_is_the_same_for_everybody_else() -> None:
    """Nor do statements, calls to the cache, headers, cookies, letters or the log: the way to an answer is the same."""
    # What hangs on the engine is the statements, and the team's are the most.
    readers = READERS if connection.vendor == "sqlite" else ("ines",)
    with pytest.MonkeyPatch.context() as patch:
        tellings = [everything(patch, holders, readers) for holders in (ONE_PERSON, SEVERAL)]
        silent = everything(patch, SOMEBODY_ELSE, readers[-1:], beyond=0)
    assert differences(*tellings) == []
    for who in readers[-1:]:
        assert differences({who: silent[who]}, {who: {page: tellings[0][who][page] for page in silent[who]}}) == []
    told = tellings[0].pop("forms")
    taken = [form for form, answer in told.items() if answer[0] in {302, 303}]
    refused = [form for form, answer in told.items() if answer[0] in {400, 403, 404, 422}]
    assert min(len(taken), len(refused)) >= len(told) / 4, {form: answer[0] for form, answer in told.items()}
    # The look is not blind: each reader opened much, and met masks and their words.
    for who in readers:
        assert len(tellings[0][who]) > 100, who
        words = " ".join(str(page[3]) for page in tellings[0][who].values())
        assert "Sans mon nom" in words, who
        assert "Des mots changés." in words, who


# --- broken builds ------------------------------------------------------------------------------------
def a_face_from_the_holder(patch: pytest.MonkeyPatch) -> None:
    made = masks._made

    def with_face(member_id: UUID, scope: str, language: str) -> Pseudonym:
        patch.setattr(making, "_face", lambda: (0, member_id.int % 12))
        return made(member_id, scope, language)

    patch.setattr(masks, "_made", with_face)


def a_name_from_the_holder(patch: pytest.MonkeyPatch) -> None:
    made = masks._made

    def numbered(member_id: UUID, scope: str, language: str) -> Pseudonym:
        mask = made(member_id, scope, language)
        Pseudonym.objects.filter(pk=mask.pk).update(name=f"{mask.name} {uuid5(member_id, scope).hex[:4]}")
        return mask

    patch.setattr(masks, "_made", numbered)


def a_trace_on_the_open_name(patch: pytest.MonkeyPatch) -> None:
    wear = masks.wear

    def wear_and_touch(actor: Any, **where: Any) -> Any:
        Pseudonym.objects.filter(pk=actor.pseudonym_id).update(trade="a parlé sous un masque")
        return wear(actor, **where)

    patch.setattr(masks, "wear", wear_and_touch)


def a_line_in_the_log(patch: pytest.MonkeyPatch) -> None:
    wear = masks.wear

    def wear_and_note(actor: Any, **where: Any) -> Any:
        logging.getLogger("members").warning("A mask for %s.", actor.name)
        return wear(actor, **where)

    patch.setattr(masks, "wear", wear_and_note)


def a_longer_way_for_one_holder(patch: pytest.MonkeyPatch) -> None:
    """The pages are the same to the letter; only the way to them is not."""

    def asked_twice(self: Pseudonym) -> bool:
        if self.scope and Pseudonym.objects.filter(holding__member=masks.holder(self.pk), name__startswith="Lucie"):
            Pseudonym.objects.exists()
        return bool(self.scope)

    patch.setattr(Pseudonym, "is_mask", property(asked_twice))


BROKEN = (
    a_longer_way_for_one_holder,
    a_face_from_the_holder,
    a_name_from_the_holder,
    a_trace_on_the_open_name,
    a_line_in_the_log,
)


@pytest.mark.only_on("sqlite")
@pytest.mark.parametrize("breaks", BROKEN)
def test_a_build_that_tells_is_found_out(breaks: Callable[[pytest.MonkeyPatch], None]) -> None:
    with pytest.MonkeyPatch.context() as patch:
        breaks(patch)
        one, other = (everything(patch, holders, ("ines",), beyond=0) for holders in (ONE_PERSON, SEVERAL))
    assert differences(one, other) != []
