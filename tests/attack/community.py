"""A community over three weeks, as the linker's prey: everything is done through the services, at an hour of its own.

People come on some evenings, many at once; they read, write under their name, and some write under a mask in the same
sitting, before or after. They follow, make gestures, call the team, read their letters, ask for another look, take back
and change what they wrote, write where somebody reads first; two leave the house. The worker does its rounds.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any
from uuid import UUID, uuid4

import time_machine
from django.contrib.auth.hashers import make_password
from django.utils import timezone

from forum import approval, following, gestures, services
from forum.models import Post, Thread
from groups.models import Approval
from members import inbox, leaving, masks, names, recognition, scattering
from members.actor import Actor
from members.models import Consent, Holding, Letter, Member, Pseudonym, Role, Topic
from members.refusals import Refusal
from moderation import appeals, deciding, late_lines
from moderation import services as moderation
from moderation.models import Case, Decision
from tests import factories

WORDS = "on parle doucement de la nuit du bruit de la fenêtre et des jours qui passent sans que rien ne change".split()
TICK = timedelta(minutes=15)


@dataclass(frozen=True)
class Scale:
    """How large a community is."""

    authors: int = 200
    sittings: int = 230
    evenings: int = 8
    threads: int = 30


@dataclass
class Community:
    """Who is who: the truth that only this test knows."""

    holders: dict[UUID, UUID] = field(default_factory=dict)
    open_names: dict[UUID, UUID] = field(default_factory=dict)
    # When words under a mask were written, by the number of their post.
    written: dict[int, float] = field(default_factory=dict)


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
        # Always the same hour, so that the same seed gives the same quarters.
        now = datetime(2026, 3, 20, 22, 7, tzinfo=UTC)
        with time_machine.travel(now - timedelta(days=21), tick=False) as clock:
            self._settle_in()
            for evening in self._evenings(now):
                for _ in range(self.scale.sittings // self.scale.evenings):
                    self._sitting(evening + self.chance.random() * 3 * 3600)
                self._team(evening + 3.2 * 3600)
            self._leave(now.timestamp() - 4 * 3600)
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
        return self.found

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
        themes = [factories.make_theme() for _ in range(4)]
        self.read_first = factories.make_theme(approval=Approval.EVERYBODY)
        for number in range(self.scale.threads):
            theme = self.read_first if number % 10 == 9 else themes[number % 4]
            self.threads.append(factories.make_thread(theme, pseudonyms[number]))

    def _evenings(self, now: datetime) -> list[float]:
        """The evenings on which people come; the last of them is tonight."""
        last = now.timestamp() - 5 * 3600
        days = self.chance.sample(range(1, 20), self.scale.evenings - 1)
        return sorted([last - day * 86400 for day in days] + [last])

    def _plan(self, at: float, act: Callable[[], None]) -> None:
        self.agenda.append((at, next(self.numbers), act))

    # --- a sitting ------------------------------------------------------------------------------
    def _sitting(self, begins: float) -> None:
        """Somebody comes, writes a little, perhaps under a mask too, and goes."""
        member = self.chance.choice(self.members[2:])
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
        for step in steps:
            at += self.chance.uniform(12, 140)
            self._plan(at, lambda step=step: step(recognition.recognise(member, language="fr")))

    def _words(self) -> str:
        return " ".join(self.chance.choices(WORDS, k=self.chance.randrange(6, 60))).capitalize() + "."

    def _thread(self) -> Thread:
        thread = self.chance.choice(self.threads)
        return Thread.objects.select_related("theme", "author").get(pk=thread.pk)

    def _read(self, actor: Actor, thread: Thread) -> None:
        following.read_up_to(actor, thread=thread, position=thread.last_position)

    def _open(self, actor: Actor) -> None:
        thread = self._thread()
        self._read(actor, thread)
        services.reply(actor, thread=thread, body=self._words(), nonce=uuid4())

    def _masked(self, actor: Actor) -> None:
        assert actor.member_id is not None
        if self.chance.random() < 0.08:
            said: Any = services.start_thread(
                actor,
                theme=self.threads[0].theme,
                title=self._words()[:60],
                body=self._words(),
                language="fr",
                audience="anyone",
                nonce=uuid4(),
                is_masked=True,
            )
            self.threads.append(said.post.thread)
        else:
            thread = self._thread()
            self._read(actor, thread)
            said = services.reply(actor, thread=thread, body=self._words(), nonce=uuid4(), is_masked=True)
        author = said.held.author_id if isinstance(said, approval.Kept) else said.post.author_id
        self.found.holders[author] = actor.member_id
        if isinstance(said, services.Published):
            self.found.written[said.post.pk] = timezone.now().timestamp()
            self._afterwards(actor, said.post)

    def _afterwards(self, actor: Actor, post: Post) -> None:
        """Some change at once what they wrote, some take it back."""
        luck = self.chance.random()
        fresh = Post.objects.select_related("thread__theme", "thread__author", "author").get(pk=post.pk)
        if luck < 0.15:
            services.edit_post(actor, post=fresh, body=self._words())
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
                appeals.appeal(actor, letter, words=self._words())

    # --- the team, and those who leave ----------------------------------------------------------
    def _team(self, at: float) -> None:
        self._plan(at, self._decide_all)

    def _decide_all(self) -> None:
        for number, case in enumerate(Case.objects.filter(closed_at=None).order_by("opened_at")):
            actor = recognition.recognise(self.members[number % 2], language="fr")
            try:
                if case.target_kind == "held":
                    deciding.decide(actor, case, act="show")
                elif case.lane == "rule":
                    deciding.decide(actor, case, act="hide", rule="hostile", explanation="Voyez la charte.")
            except (Refusal, deciding.AlreadyDecided):
                continue

    def _leave(self, at: float) -> None:
        for member in self.chance.sample(self.members[2:], 2):
            self._plan(at, lambda member=member: self._goes(member))

    def _goes(self, member: Member) -> None:
        today = timezone.localdate()
        Member.objects.filter(pk=member.pk).update(leaves_on=today, takes_words=True)
        leaving.leave_due(today=today)


def worker() -> None:
    """What the worker does for masks every few minutes."""
    late_lines.write_due()
    scattering.scatter()
