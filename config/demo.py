"""The demo community: an invented house that looks lived in tonight.

The words stand in `data/community-*.json`, written one by one. Everything is deterministic but the passwords and what
masks draw by chance; times are told from the moment of the first start. Whose a mask is, the story does not say: it is
given to somebody who says nothing in that place under their own name.
"""

from __future__ import annotations

import json
import random
import secrets
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from chat import writer
from chat.models import EventKind, Room, RoomEvent
from forum import voices, words
from forum.models import Post, Thread
from groups.models import Theme
from markup import plain_text, rich_text
from members import making, masks, names, recognition
from members.actor import Actor
from members.models import Consent, Holding, Member, Pseudonym, Role, Topic
from moderation import services as moderation
from moderation.models import Act, Case, Decision, Flag, Reason

SEED = 1789
SHAPES, HUES = 10, 8
ADMINISTRATOR = "Clé sous le pot"
# Who of the community can be signed in as: the key in var/demo.json, the sign-in name, the public name.
SIGN_INS = {
    "member": ("demo-member", "Marguerite"),
    "second_member": ("demo-second-member", "Thursday bus"),
    "facilitator": ("demo-facilitator", "Anouk"),
    "moderator": ("demo-moderator", "Inès"),
    "second_moderator": ("demo-second-moderator", "Ivy gate"),
    "administrator": ("demo-administrator", ADMINISTRATOR),
}
# Where the help lines that come by themselves are looked for.
REGIONS = {"fr": "FR", "en": "GB"}
RULE_OF_REMOVAL = {
    "table-des-aidants": Reason.PERSONAL_DATA,
    "un-jour-sans-boire": Reason.ADVERTISING,
    "apres-lui-apres-elle": Reason.PERSONAL_DATA,
    "douleur-nuits-longues": Reason.MEDICAL_ADVICE,
    "the-back-step": Reason.PERSONAL_DATA,
    "the-long-corridor": Reason.HOSTILE,
}


_INTENTS = {
    **{name: name for name in ("listen", "ideas", "practical")},
    "same_experience": "same",
    "good_news": "good",
}
_WISHES = {"listen": "listen", "ideas": "ideas", "experience": "same"}
_GESTURES = {"here": "hear", "same": "same", "thanks": "thanks", "courage": "courage"}


@dataclass(frozen=True)
class SignIn:
    """A way into the demo: its key, the sign-in name, the password and the public name."""

    key: str
    login: str
    password: str
    name: str


class Community:
    """Writes one telling of the demo community. Use `tell()`."""

    def __init__(self, now: datetime) -> None:
        self.now = now
        self.dice = random.Random(SEED)
        self.names: dict[str, Pseudonym] = {}
        self.members: dict[str, Member] = {}
        self.posts: dict[tuple[str, int, int], Post] = {}
        self.languages: dict[str, str] = {}
        # The masks by place and name, and who wears one: nobody wears two.
        self.masks: dict[tuple[str, str], Pseudonym] = {}
        self.wearers: list[str] = []

    @transaction.atomic
    def tell(self) -> list[SignIn]:
        """Write everybody and everything; return the ways in. Must run on a house without members."""
        stories = {language: _read(language) for language in ("fr", "en")}
        sign_ins = self._people(stories)
        for language, story in stories.items():
            for number, thread in enumerate(story["threads"]):
                self._thread(language, number, thread)
            for room in story["rooms"]:
                self._room(language, room)
        for language, story in stories.items():
            self._flags(language, story["flags"])
        return sign_ins

    # --- people ---------------------------------------------------------------------------------

    def _people(self, stories: dict[str, Any]) -> list[SignIn]:
        passwords = {name: secrets.token_urlsafe(9) for _login, name in SIGN_INS.values()}
        logins = {name: login for login, name in SIGN_INS.values()}
        told = [(language, person) for language, story in stories.items() for person in story["members"]]
        told.append(("fr", {"name": ADMINISTRATOR, "since_days": 700, "role": "administrator"}))
        for language, person in told:
            name = person["name"]
            member = Member.objects.create_user(
                username=logins.get(name) or f"demo-{secrets.token_hex(8)}",
                password=passwords.get(name),
                is_demo=True,
                language=language,
                region=REGIONS[language],
            )
            pseudonym = Pseudonym.objects.create(
                name=name,
                skeleton=names.skeleton(name),
                shape=self.dice.randrange(SHAPES),
                hue=self.dice.randrange(HUES),
                since=timezone.localdate(self.now) - timedelta(days=person["since_days"]),
            )
            Holding.objects.create(member=member, pseudonym=pseudonym)
            Consent.objects.bulk_create(Consent(member=member, topic=topic, version=1) for topic in Topic.values)
            if person["role"] in ("moderator", "administrator"):
                Role.objects.create(member=member, kind=person["role"])
            self.members[name], self.names[name], self.languages[name] = member, pseudonym, language
        return [SignIn(key, login, passwords[name], name) for key, (login, name) in SIGN_INS.items()]

    def _actor(self, name: str) -> Actor:
        return recognition.recognise(self.members[name])

    # --- masks ----------------------------------------------------------------------------------

    def _voice(self, said: dict[str, Any], scope: str, language: str, all_said: list[dict[str, Any]]) -> Pseudonym:
        """Return the name that something is said under: an open one, or the mask that the story names."""
        if said["author"] is not None:
            return self.names[said["author"]]
        name = said["mask"]
        if (scope, name) not in self.masks:
            here = {one["author"] for one in all_said}
            # Whoever is signed in as speaks under their own name until they choose otherwise.
            taken = here.union(self.wearers, (name for _login, name in SIGN_INS.values()))
            wearer = self.dice.choice(
                [one for one, tongue in self.languages.items() if tongue == language and one not in taken]
            )
            self.wearers.append(wearer)
            worn = masks.wear(self._actor(wearer), scope=scope, language=language)
            assert worn.pseudonym_id is not None
            mask = Pseudonym.objects.get(pk=worn.pseudonym_id)
            mask.name, mask.skeleton = name, names.skeleton(name)
            mask.shape, mask.hue = self.dice.randrange(making.SHAPES), self.dice.randrange(HUES)
            mask.save(update_fields=["name", "skeleton", "shape", "hue"])
            self.masks[scope, name] = mask
        return self.masks[scope, name]

    # --- threads --------------------------------------------------------------------------------

    def _thread(self, language: str, number: int, told: dict[str, Any]) -> None:
        posts = told["posts"]
        opened_at = self._opening(told)
        theme = _theme(told["theme"])
        number_of_thread = voices.next_thread() if posts[0]["author"] is None else None

        def said_at(post: dict[str, Any]) -> datetime:
            moment = opened_at + timedelta(hours=post["hours_after"])
            return voices.dated(moment, is_masked=post["author"] is None)

        author = self._voice(posts[0], voices.scope_of(number_of_thread or 0), language, posts)
        thread = Thread.objects.create(
            pk=number_of_thread,
            theme=theme,
            author=author,
            title=told["title"],
            slug=words.slug_of(told["title"]),
            language=language,
            audience=told["audience"],
            note=told["content_note"] or "",
            intent=_INTENTS.get(told["intent"], ""),
            wish=_WISHES.get(told["wish"], ""),
            first_words="" if told["content_note"] else plain_text.excerpt(posts[0]["body"], 200),
            created_at=said_at(posts[0]),
            last_post_at=max(map(said_at, posts)),
            last_position=len(posts),
            is_answered=any((post["author"], post["mask"]) != (posts[0]["author"], posts[0]["mask"]) for post in posts),
        )
        for position, post in enumerate(posts, start=1):
            rendered = rich_text.render(_with_quote(post))
            self.posts[language, number, position - 1] = Post.objects.create(
                pk=voices.new_id(Post, is_masked=post["author"] is None),
                thread=thread,
                position=position,
                author=self._voice(post, voices.scope_of(thread.pk), language, posts),
                body=_with_quote(post),
                html=rendered.html,
                recipe=rendered.recipe,
                note=told["content_note"] or "" if position == 1 else "",
                received=" ".join(sorted({_GESTURES[kind] for kind in post["gestures"] if kind in _GESTURES})),
                created_at=said_at(post),
            )

    def _opening(self, told: dict[str, Any]) -> datetime:
        """When the thread was opened: so many days ago, at an hour of its own, everything in it already said."""
        opened_at = self.now - timedelta(days=told["days_ago"], minutes=self.dice.randrange(7, 300))
        last = timedelta(hours=told["posts"][-1]["hours_after"])
        return min(opened_at, self.now - last - timedelta(minutes=20))

    # --- rooms ----------------------------------------------------------------------------------

    def _room(self, language: str, told: dict[str, Any]) -> None:
        room = Room.objects.create(
            slug=told["slug"],
            theme=_theme(told["theme"]),
            name=told["name"],
            topic=told["topic"],
            language=language,
        )
        Role.objects.create(member=self.members[told["facilitator"]], kind="facilitator", scope=room.scope)
        began_at = self._evening(told)
        seqs: dict[int, int] = {}
        awaiting_removal: list[tuple[RoomEvent, str]] = []
        for index, event in enumerate(told["events"]):
            at = began_at + timedelta(minutes=event["minute"], seconds=self.dice.randrange(50))
            notice = event["kind"] == EventKind.NOTICE
            if notice and awaiting_removal:
                self._removal(room, *awaiting_removal.pop(), at=at - timedelta(seconds=20))
            rendered = rich_text.render(event["body"])
            saved = writer.append(
                room,
                RoomEvent(
                    room=room,
                    kind=event["kind"],
                    at=masks.coarse(at) if event["author"] is None else at,
                    author=self._voice(event, room.scope, language, told["events"]),
                    badge="facilitator" if event["author"] == told["facilitator"] else "",
                    body=event["body"],
                    html=rendered.html,
                    recipe=rendered.recipe,
                    reply_to=seqs.get(event["reply_to"]) if event["reply_to"] is not None else None,
                ),
            )
            seqs[index] = saved.seq
            if event.get("removed"):
                awaiting_removal.append((saved, event["removed"]))

    def _evening(self, told: dict[str, Any]) -> datetime:
        day = timezone.localdate(self.now) - timedelta(days=told["days_ago"])
        hour, minute = map(int, told["start"].split(":"))
        began_at = timezone.make_aware(datetime.combine(day, time(hour, minute)))
        last = timedelta(minutes=told["events"][-1]["minute"] + 2)
        return began_at if began_at + last < self.now else began_at - timedelta(days=1)

    def _removal(self, room: Room, event: RoomEvent, explanation: str, *, at: datetime) -> None:
        """A removal is a decision like any other: case, letter, record. Only its times are told as of that evening."""
        moderator = self._actor("Inès" if room.language == "fr" else "Ivy gate")
        rule = RULE_OF_REMOVAL[room.slug]
        # The letter quotes the words taken down: whoever they greet is not the one who called.
        here = (one for one, language in self.languages.items() if language == room.language)
        near = {one for one in self.names if self.names[one] == event.author}.union(self.wearers)
        reporter = next(one for one in here if one not in near and one not in event.body)
        flag = moderation.raise_flag(
            self._actor(reporter), kind="message", target_id=str(event.pk), reason=rule, note=""
        )
        decision = moderation.decide(moderator, flag.case, act=Act.HIDE, rule=rule, explanation=explanation, until=None)
        RoomEvent.objects.filter(room=room, kind=EventKind.REMOVED, target_seq=event.seq).update(at=at)
        Flag.objects.filter(pk=flag.pk).update(at=at)
        Case.objects.filter(pk=flag.case_id).update(opened_at=at, closed_at=at)
        Decision.objects.filter(pk=decision.pk).update(at=at)

    # --- flags ----------------------------------------------------------------------------------

    def _flags(self, language: str, told: list[dict[str, Any]]) -> None:
        readers = [name for name, spoken in self.languages.items() if spoken == language]
        for number, one in enumerate(told):
            post = self.posts[language, one["thread"], one["post"]]
            near = {one for one in readers if self.names[one].pk == post.author_id}.union(self.wearers)
            reporter = self.dice.choice([one for one in readers if one not in near])
            flag = moderation.raise_flag(
                self._actor(reporter), kind="post", target_id=str(post.pk), reason=one["reason"], note=one["note"]
            )
            at = min(self.now - timedelta(minutes=11 + 47 * number), self.now)
            Flag.objects.filter(pk=flag.pk).update(at=at)
            Case.objects.filter(pk=flag.case_id).update(opened_at=at)


def _read(language: str) -> dict[str, Any]:
    path = settings.BASE_DIR / "data" / f"community-{language}.json"
    story: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return story


def _theme(slug: str) -> Theme:
    """Return the theme, shown from now on: people talk in it."""
    theme = Theme.objects.get(slug=slug)
    if not theme.is_shown:
        theme.is_shown = True
        theme.save(update_fields=["is_shown"])
    return theme


def _with_quote(post: dict[str, Any]) -> str:
    return f"> {post['quote']}\n\n{post['body']}" if post["quote"] else str(post["body"])
