"""A community over three weeks, as the linker's prey: everything is done through the services, at an hour of its own.

People come on some evenings, many at once; they read, write under their name, and some write under a mask in the same
sitting, before or after. They follow, make gestures, call the team, read their letters, ask for another look, take back
and change what they wrote, write where somebody reads first, meet in rooms (`gatherings`); two leave the house, masks
are opened by two administrators. The worker does its rounds.
"""

from __future__ import annotations

import logging
import random
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any
from unittest import mock
from uuid import UUID, uuid4

import time_machine
from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.utils import timezone

from chat import process
from forum import approval, following, gestures, services
from forum.models import Post, Thread
from groups.models import Approval
from members import inbox, leaving, masks, names, recognition, scattering
from members.actor import Actor
from members.models import Consent, Holding, Letter, Member, Pseudonym, Role, Topic
from members.refusals import Refusal
from members.sessions import SessionStore, keep_fresh, mark_new
from moderation import appeals, deciding, late_lines, unmasking
from moderation import services as moderation
from moderation.models import Case, Decision
from moderation.unmasking_models import Ground
from tests import factories
from tests.attack import gatherings

WORDS = "on parle doucement de la nuit du bruit de la fenêtre et des jours qui passent sans que rien ne change".split()
TICK = timedelta(minutes=15)


@dataclass(frozen=True)
class Scale:
    """How large a community is."""

    authors: int = 200
    sittings: int = 230
    evenings: int = 8
    threads: int = 30
    gatherings: int = 10


@dataclass
class Community:
    """Who is who: the truth that only this test knows."""

    holders: dict[UUID, UUID] = field(default_factory=dict)
    open_names: dict[UUID, UUID] = field(default_factory=dict)
    # What the house logged meanwhile.
    lines: list[str] = field(default_factory=list)


class Life:
    """One run of a community; `work` is what the worker does every quarter of an hour."""

    def __init__(self, seed: int, scale: Scale, *, work: Callable[[], None]) -> None:
        self.chance = random.Random(seed)
        self.scale, self.work = scale, work
        self.found = Community()
        self.numbers = count()
        self.agenda: list[tuple[float, int, Callable[[], None]]] = []
        self.members: list[Member] = []
        self.threads: list[Thread] = []

    def run(self) -> Community:
        """Let the weeks go by, and return who is who."""
        # Always the same hour, so that the same seed gives the same quarters; not over yet by the clock of Redis.
        now = (datetime.now(UTC) + timedelta(days=1)).replace(hour=22, minute=7, second=0, microsecond=0)
        with ExitStack() as stack:
            clock = stack.enter_context(time_machine.travel(now - timedelta(days=21), tick=False))
            stack.enter_context(_logged(self.found.lines))
            # Enough others stand in every room.
            stack.enter_context(mock.patch.object(process, "members_in", return_value=set("abcde")))
            self._settle_in()
            for evening in self._evenings(now):
                for _ in range(self.scale.sittings // self.scale.evenings):
                    self._sitting(evening + self.chance.random() * 3 * 3600)
                for _ in range(max(1, self.scale.gatherings // self.scale.evenings)):
                    gatherings.plan(self, evening + self.chance.random() * 2 * 3600)
                self.plan(evening + 3.2 * 3600, self._decide_all)
                self.plan(evening + 3.3 * 3600, self._open_a_mask)
            self._leave(now.timestamp() - 4 * 3600)
            self._live(clock)
        return self.found

    def _live(self, clock: time_machine.Coordinates) -> None:
        tick = 0.0
        for at, _number, act in sorted(self.agenda, key=lambda one: one[:2]):
            while tick and tick + TICK.total_seconds() <= at:
                tick += TICK.total_seconds()
                clock.move_to(tick)
                self.work()
                if at - tick > 4 * TICK.total_seconds():
                    tick = 0.0
            clock.move_to(at)
            try:
                act()
            except (Refusal, deciding.AlreadyDecided, Holding.DoesNotExist):
                continue
            tick = tick or at
        for _ in range(5):
            tick += TICK.total_seconds()
            clock.move_to(tick)
            self.work()

    # --- people and places ----------------------------------------------------------------------
    def _settle_in(self) -> None:
        secret = make_password(None)
        self.members = [
            Member(username=f"essai-{uuid4().hex[:10]}", password=secret) for _ in range(self.scale.authors)
        ]
        Member.objects.bulk_create(self.members)
        called = [f"Personne {self.chance.randrange(10**9)}" for _ in self.members]
        pseudonyms = [Pseudonym(name=name, skeleton=names.skeleton(name)) for name in called]
        Pseudonym.objects.bulk_create(pseudonyms)
        pairs = list(zip(self.members, pseudonyms, strict=True))
        Holding.objects.bulk_create([Holding(member=member, pseudonym=name) for member, name in pairs])
        Consent.objects.bulk_create(
            [Consent(member=member, topic=topic, version=10_000) for member in self.members for topic in Topic.values]
        )
        self.found.open_names = {name.pk: member.pk for member, name in pairs}
        for member in self.members[:2]:
            Role.objects.create(member=member, kind="moderator", scope="")
        for member in self.members[2:4]:
            Role.objects.create(member=member, kind="administrator", scope="")
        themes = [factories.make_theme() for _ in range(4)]
        self.read_first = factories.make_theme(approval=Approval.EVERYBODY)
        for number in range(self.scale.threads):
            theme = self.read_first if number % 10 == 9 else themes[number % 4]
            self.threads.append(factories.make_thread(theme, pseudonyms[number]))
        self.rooms = gatherings.rooms(themes[0])
        self.browsers: dict[UUID, str] = {}

    def _evenings(self, now: datetime) -> list[float]:
        """The evenings on which people come; the last of them is tonight."""
        last = now.timestamp() - 5 * 3600
        days = self.chance.sample(range(1, 20), self.scale.evenings - 1)
        return sorted([last - day * 86400 for day in days] + [last])

    def plan(self, at: float, act: Callable[[], None]) -> None:
        """Let something happen at a moment."""
        self.agenda.append((at, next(self.numbers), act))

    # --- a sitting ------------------------------------------------------------------------------
    def _sitting(self, begins: float) -> None:
        """Somebody comes, writes a little, perhaps under a mask too, and goes."""
        member = self.someone()
        steps: list[Callable[[Actor], None]] = [self._letters] if self.chance.random() < 0.5 else []
        if self.chance.random() < 0.75:
            steps.append(self._open)
        if self.chance.random() < 0.6:
            steps.append(self._masked)
            if self.chance.random() < 0.4:
                steps.append(self._masked)
        if self.chance.random() < 0.7:
            steps.append(self._open)
        if self.chance.random() < 0.4:
            steps.append(self._around)
        if self.chance.random() < 0.5:
            self.chance.shuffle(steps)
        at = begins
        self.plan(at, lambda: self._comes(member))
        for step in steps:
            at += self.chance.uniform(12, 140)
            self.plan(at, lambda step=step: step(recognition.recognise(member, language="fr")))

    def someone(self) -> Member:
        """Return one of those who come to write."""
        return self.chance.choice(self.members[4:])

    def _comes(self, member: Member) -> None:
        """Sign in, or come back with the browser that was signed in before."""
        browser = SessionStore(self.browsers.get(member.pk))
        if browser.get("member") is None:
            browser["member"] = str(member.pk)
            mark_new(browser)
        keep_fresh(browser)
        browser.save()
        self.browsers[member.pk] = str(browser.session_key)

    def words(self) -> str:
        """Return what somebody says."""
        return " ".join(self.chance.choices(WORDS, k=self.chance.randrange(6, 60))).capitalize() + "."

    def _thread(self) -> Thread:
        thread = self.chance.choice(self.threads)
        return Thread.objects.select_related("theme", "author").get(pk=thread.pk)

    def _read(self, actor: Actor, thread: Thread) -> None:
        following.read_up_to(actor, thread=thread, position=thread.last_position)

    def _open(self, actor: Actor) -> None:
        thread = self._thread()
        self._read(actor, thread)
        services.reply(actor, thread=thread, body=self.words(), nonce=uuid4())

    def _masked(self, actor: Actor) -> None:
        assert actor.member_id is not None
        if self.chance.random() < 0.08:
            said: Any = services.start_thread(
                actor,
                theme=self.threads[0].theme,
                title=self.words()[:60],
                body=self.words(),
                language="fr",
                audience="anyone",
                nonce=uuid4(),
                is_masked=True,
            )
            self.threads.append(said.post.thread)
        else:
            thread = self._thread()
            self._read(actor, thread)
            said = services.reply(actor, thread=thread, body=self.words(), nonce=uuid4(), is_masked=True)
        author = said.held.author_id if isinstance(said, approval.Kept) else said.post.author_id
        self.found.holders[author] = actor.member_id
        if isinstance(said, services.Published):
            self._afterwards(actor, said.post)

    def _afterwards(self, actor: Actor, post: Post) -> None:
        """Some change at once what they wrote, some take it back."""
        luck = self.chance.random()
        fresh = Post.objects.select_related("thread__theme", "thread__author", "author").get(pk=post.pk)
        if luck < 0.15:
            services.edit_post(actor, post=fresh, body=self.words())
        elif luck < 0.2:
            services.delete_post(actor, post=fresh)

    def _around(self, actor: Actor) -> None:
        """Follow something, say something without a word, call the team."""
        thread = self._thread()
        following.follow_thread(actor, thread=thread, is_on=True)
        posts = Post.objects.select_related("thread__theme", "author").filter(thread=thread)
        post = self.chance.choice(list(posts.order_by("position")))
        gestures.make_gesture(actor, post=post, gesture=self.chance.choice(["hear", "same"]), is_on=True)
        if self.chance.random() < 0.6:
            moderation.raise_flag(actor, kind="post", target_id=str(post.pk), reason="hostile")

    def _letters(self, actor: Actor) -> None:
        """Read what came, to a name or to a mask, in one go; ask for another look at a decision."""
        known = masks.knowing_all(actor)
        for letter in list(Letter.objects.filter(recipient__in=known.names, is_read=False)):
            inbox.mark_read(actor, letter.pk)
            if Decision.objects.filter(letter=letter).exists() and self.chance.random() < 0.6:
                appeals.appeal(actor, letter, words=self.words())

    # --- the team, and those who leave ----------------------------------------------------------
    def _decide_all(self) -> None:
        for number, case in enumerate(Case.objects.filter(closed_at=None).order_by("opened_at")):
            actor = recognition.recognise(self.members[number % 2], language="fr")
            try:
                if case.target_kind == "held":
                    deciding.decide(actor, case, act="show")
                elif case.lane == "rule":
                    measure = gatherings.measure(self.chance) if case.target_kind == "message" else {"act": "hide"}
                    deciding.decide(actor, case, rule="hostile", explanation="Voyez la charte.", **measure)
            except (Refusal, deciding.AlreadyDecided):
                continue

    def _open_a_mask(self) -> None:
        """Two administrators open a mask, for a reason of their own; the letter waits for its holder."""
        first, second = (recognition.recognise(member, language="fr") for member in self.members[2:4])
        known = sorted(self.found.holders)
        mask = Pseudonym.objects.filter(pk=self.chance.choice(known)).first() if known else None
        if mask is not None:
            asked = unmasking.ask(first, mask=mask, ground=Ground.DANGER, reason="Une vie en danger.")
            unmasking.answer(second, pk=asked.pk, agrees=self.chance.random() < 0.7, words="Je l’ai lu.")

    def _leave(self, at: float) -> None:
        for member in self.chance.sample(self.members[4:], 2):
            self.plan(at, lambda member=member: self._goes(member))

    def _goes(self, member: Member) -> None:
        today = timezone.localdate()
        Member.objects.filter(pk=member.pk).update(leaves_on=today, takes_words=True)
        leaving.leave_due(today=today)


@contextmanager
def _logged(lines: list[str]) -> Iterator[None]:
    """Keep what the house logs, as its own handler writes it."""

    class Kept(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            lines.append(self.format(record))

    handler, root = Kept(), logging.getLogger()
    handler.setFormatter(logging.Formatter(settings.LOGGING["formatters"]["plain"]["format"]))
    root.addHandler(handler)
    try:
        yield
    finally:
        root.removeHandler(handler)


def worker() -> None:
    """What the worker does for masks every few minutes, and every few hours."""
    late_lines.write_due()
    scattering.scatter()
    scattering.move_letters()
