"""Acts of every kind in a small house, one after the other: whatever may change a page that a guest reads."""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from uuid import uuid4

from django.db.models import F
from django.utils import timezone

from chat import keeping
from chat.models import RoomState
from forum import audience, caring, gestures, rearranging, services, steering, taking_down
from forum.models import Audience, GestureKind, HeldPost, Intent, Post, PostState, Thread
from groups.models import Theme
from groups.services import change_theme
from members import roles
from moderation import watch
from tests import factories
from tests.cast import Person


def address(thread: Thread, page: int = 1) -> str:
    return f"/fr/threads/{thread.pk}/{thread.slug}/" + (f"?page={page}" if page > 1 else "")


class Walk:
    """A small house, what may be done in it, and the pages that this may change."""

    def __init__(self, lucie: Person, marc: Person, ines: Person, odile: Person) -> None:
        self.dice = random.Random(1871)
        self.lucie, self.marc, self.ines, self.odile = lucie, marc, ines, odile
        chapter = factories.make_theme("perte")
        self.themes = [factories.make_theme(f"theme-{number}", parent=chapter) for number in range(2)]
        self.room = factories.make_room("veillee", self.themes[0])
        self.threads = [
            factories.make_thread(one, lucie.name, title=f"Fil {one.slug}", is_indexed=True) for one in self.themes
        ]
        for number in range(31):
            factories.make_post(self.threads[0], (lucie, marc)[number % 2].name, body=f"Message {number}.")
        self.resource = roles.appoint(
            odile.actor, name=marc.name.name, kind="resource", label="infirmier", until=timezone.localdate()
        )

    def addresses(self) -> Iterator[str]:
        yield from ("/fr/", "/en/", "/fr/unanswered/", "/fr/themes/", "/fr/themes/perte/", "/fr/themes/perte/feed/")
        for theme in self.themes:
            yield from (f"/fr/themes/{theme.slug}/", f"/fr/themes/{theme.slug}/feed/")
        for thread in Thread.objects.order_by("pk")[:4]:
            yield from (address(thread), address(thread, 2))

    def _post(self, state: str = PostState.SHOWN) -> Post:
        mine = Post.objects.filter(author=self.lucie.name, state=state).select_related("thread__theme", "author")
        return self.dice.choice(list(mine.order_by("pk")) or list(Post.objects.order_by("pk")))

    def _thread(self) -> Thread:
        return self.dice.choice(list(Thread.objects.select_related("theme", "author").order_by("pk")))

    def reply(self) -> None:
        services.reply(self.marc.actor, thread=self._thread(), body=f"Réponse {self.dice.random()}.", nonce=uuid4())

    def start(self) -> None:
        services.start_thread(
            self.lucie.actor,
            theme=self.dice.choice(self.themes),
            title=f"Nouveau fil {self.dice.random()}",
            body="Premiers mots.",
            language="fr",
            audience=self.dice.choice(list(Audience.values)),
            nonce=uuid4(),
        )

    def edit(self) -> None:
        post = self._post()
        title = f"Autre titre {self.dice.random()}" if post.is_opening else None
        services.edit_post(self.lucie.actor, post=post, body=f"Autres mots {self.dice.random()}.", title=title)

    def take_back(self) -> None:
        services.delete_post(self.lucie.actor, post=self._post())

    def hide(self) -> None:
        taking_down.hide_post(self._post(), reason="hostile")

    def restore(self) -> None:
        taking_down.restore_post(self._post(PostState.HIDDEN))

    def cut(self) -> None:
        steering.replace_words(self._post(), body="Le reste.", reason="private")

    def close(self) -> None:
        thread = self._thread()
        steering.close_thread(thread, is_locked=not thread.is_locked)

    def move(self) -> None:
        steering.move_thread(self._thread(), theme=self.dice.choice(self.themes))

    def hold_and_show(self) -> None:
        from forum import approval

        approval.show_held(factories.make_held(self._thread(), self.marc.name, body=f"Attendu {self.dice.random()}."))
        assert not HeldPost.objects.filter(state="waiting").exists()

    def arrange(self) -> None:
        theme = self.dice.choice(self.themes)
        change_theme(self.odile.actor, theme=theme, name_fr=f"Nom {self.dice.random()}")

    def arrange_chapter(self) -> None:
        change_theme(self.odile.actor, theme=self.themes[0].parent, name_fr=f"Chapitre {self.dice.random()}")

    def put_away_theme(self) -> None:
        theme = type(self.themes[1]).objects.get(pk=self.themes[1].pk)
        change_theme(self.odile.actor, theme=theme, is_shown=not theme.is_shown)

    def keep_room(self) -> None:
        state = self.dice.choice([RoomState.OPEN, RoomState.HELD, RoomState.CLOSED])
        keeping.change_room(self.odile.actor, room=self.room, state=state, topic=f"Ce soir {self.dice.random()}")

    def tend(self) -> None:
        wanted = self.dice.choice(
            [{"is_pinned": True}, {"is_tender": True}, {"is_memorial": True}, {"is_pinned": False}]
        )
        caring.tend_thread(self.ines.actor, thread=self._thread(), reason="Pour en prendre soin.", **wanted)

    def close_in_time(self) -> None:
        soon = timezone.now() + timedelta(milliseconds=400)
        Thread.objects.filter(pk=self._thread().pk).update(closes_at=soon)
        Theme.objects.update(version=F("version") + 1)
        Thread.objects.update(version=F("version") + 1)
        time.sleep(0.5)
        caring.close_those_due()

    def join(self) -> None:
        one, other = self._thread(), self._thread()
        rearranging.join_threads(self.ines.actor, thread=one, into=other, reason="Ils parlent du même.")

    def split(self) -> None:
        thread = self._thread()
        moved = [thread.last_position]
        title = f"Séparé {self.dice.random()}"
        rearranging.split_thread(self.ines.actor, thread=thread, positions=moved, title=title, reason="Autre chose.")

    def gesture(self) -> None:
        kind = self.dice.choice(GestureKind.values)
        gestures.make_gesture(self.marc.actor, post=self._post(), gesture=kind, is_on=self.dice.random() < 0.7)

    def narrow(self) -> None:
        audience.narrow(self.lucie.actor, thread=self._thread())

    def ways(self) -> None:
        intent, is_indexed = self.dice.choice(["", *Intent.values]), self.dice.random() < 0.5
        audience.change_ways(self.lucie.actor, thread=self._thread(), intent=intent, wish="", is_indexed=is_indexed)

    def watch(self) -> None:
        self.dice.choice([watch.come, watch.rest, watch.wake, watch.go])(self.ines.actor)

    def trade(self) -> None:
        from members.models import Role

        if Role.objects.filter(pk=self.resource.pk).exists():
            roles.dismiss(self.odile.actor, role_id=self.resource.pk)
        else:
            self.resource = roles.appoint(
                self.odile.actor,
                name=self.marc.name.name,
                kind="resource",
                label=f"sage-femme {self.dice.randrange(99)}",
                until=timezone.localdate(),
            )


# In an order in which each finds what it needs.
ACTS: list[Callable[[Walk], None]] = [
    *(Walk.reply, Walk.start, Walk.edit, Walk.gesture, Walk.ways, Walk.tend, Walk.split, Walk.take_back, Walk.hide),
    *(Walk.restore, Walk.cut, Walk.move, Walk.hold_and_show, Walk.arrange, Walk.arrange_chapter, Walk.keep_room),
    *(Walk.watch, Walk.trade, Walk.close, Walk.close_in_time, Walk.join, Walk.narrow, Walk.put_away_theme),
]
