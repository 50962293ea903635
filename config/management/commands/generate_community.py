"""`manage.py generate_community`: invented rows by the million, for measurement alone."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from functools import lru_cache
from itertools import islice
from typing import Any

from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connection, transaction
from django.utils import timezone

from config.management import quick_rows
from forum.models import Post, Thread
from groups.models import Theme
from markup import plain_text, rich_text, word_forms
from members.models import Consent, Holding, Member, Pseudonym, Topic

SEED = 1871
BATCH = 2000
UNUSABLE = make_password(None)
STOCK = 4000  # paragraphs rendered once; every post is made of some of them
# As in every language, most words stand in few posts: each post has one of so many that nobody ever wrote.
RARE = 200_000
_SYLLABLES = [first + vowel for first in "bdfgklmnprstvz" for vowel in "aeiou"]


@dataclass(frozen=True)
class Paragraph:
    body: str
    html: str
    words: int
    # The forms of its words, by the language of the thread that it will stand in.
    forms: dict[str, list[str]]


@lru_cache(maxsize=1 << 18)
def _forms_of(word: str, language: str) -> list[str]:
    return word_forms.forms_in(word, language)


class Command(BaseCommand):
    help = "Generate members, themes, threads and posts for measurement, on a house reachable from this machine alone."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--members", type=int, default=500)
        parser.add_argument("--themes", type=int, default=60, help="how many of the 300 themes are shown, at most")
        parser.add_argument("--threads", type=int, default=2000)
        parser.add_argument("--posts", type=int, default=40_000)
        parser.add_argument("--long-thread", type=int, default=2000, help="posts of one very long thread")

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.IS_LOOPBACK:
            raise CommandError("Generated rows are only for HOST and SITE_URL on this machine alone (loopback).")
        if options["posts"] < options["threads"] + options["long_thread"]:
            raise CommandError("--posts must be at least --threads plus --long-thread.")
        call_command("load_themes")
        self.dice = random.Random(SEED)
        self.now = timezone.now()
        self.stock = self._stock()
        themes = self._themes(options["themes"])
        names = self._people(options["members"])
        self._conversations(themes, names, options)
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")

    def _stock(self) -> list[Paragraph]:
        """Paragraphs shuffled out of the demo community's own sentences, 25 to 60 words each."""
        sentences = []
        for language in ("fr", "en"):
            told = json.loads((settings.BASE_DIR / "data" / f"community-{language}.json").read_text(encoding="utf-8"))
            for thread in told["threads"]:
                for post in thread["posts"]:
                    sentences += [one.strip() for one in post["body"].replace("\n", " ").split(". ") if len(one) > 20]
        stock = []
        for _number in range(STOCK):
            words: list[str] = []
            wanted = self.dice.randint(25, 60)
            while len(words) < wanted:
                words += (self.dice.choice(sentences) + ".").split(" ")
            body = " ".join(words)
            html = rich_text.render(body).html
            forms = {language: word_forms.forms_in(plain_text.of_html(html), language) for language in ("fr", "en")}
            stock.append(Paragraph(body, html, len(words), forms))
        return stock

    def _words(self, language: str) -> tuple[str, str, list[str]]:
        """A post of 50 to 400 words, its rendering and its forms: paragraphs render apart, so theirs can be joined."""
        wanted, taken, chosen = self.dice.randint(50, 370), 0, []
        while taken < wanted:
            paragraph = self.dice.choice(self.stock)
            chosen.append(paragraph)
            taken += paragraph.words
        forms = [form for one in chosen for form in one.forms[language]]
        rare = self._rare_word()
        body = "\n\n".join([*(one.body for one in chosen), f"{rare}."])
        html = "\n".join([*(one.html for one in chosen), f"<p>{rare}.</p>"])
        return body, html, forms + _forms_of(rare, language)

    def _rare_word(self) -> str:
        """An invented word; half of the posts share a few hundred of them, the others have one of very many."""
        rank = int(RARE ** self.dice.random())
        word = "".join(_SYLLABLES[rank // len(_SYLLABLES) ** place % len(_SYLLABLES)] for place in range(3))
        return f"Zo{word}"

    def _themes(self, wanted: int) -> list[Theme]:
        themes = list(Theme.objects.exclude(parent=None).order_by("-is_shown", "id")[:wanted])
        Theme.objects.filter(pk__in=[one.pk for one in themes]).update(is_shown=True)
        return themes

    def _people(self, wanted: int) -> list[Pseudonym]:
        made: list[Pseudonym] = []
        today = timezone.localdate()
        for start in range(0, wanted, BATCH):
            numbers = range(start, min(start + BATCH, wanted))
            members = [
                Member(username=f"generated-{number}", password=UNUSABLE, language=self.dice.choice(["fr", "fr", "en"]))
                for number in numbers
            ]
            names = [
                Pseudonym(
                    name=f"Voix {number}",
                    skeleton=f"generated {number}",
                    shape=self.dice.randrange(10),
                    hue=self.dice.randrange(8),
                    since=today - timedelta(days=self.dice.randrange(1000)),
                )
                for number in numbers
            ]
            with transaction.atomic():
                Member.objects.bulk_create(members)
                Pseudonym.objects.bulk_create(names)
                Holding.objects.bulk_create(
                    Holding(member=member, pseudonym=name) for member, name in zip(members, names, strict=True)
                )
                Consent.objects.bulk_create(
                    Consent(member=member, topic=topic, version=1) for member in members for topic in Topic.values
                )
            made += names
        return made

    def _conversations(self, themes: list[Theme], names: list[Pseudonym], options: dict[str, Any]) -> None:
        lengths = self._lengths(options["threads"], options["posts"], options["long_thread"])
        threads = (self._thread(number, length, themes, names) for number, length in enumerate(lengths))
        self.thread_numbers, self.post_numbers = quick_rows.numbers_after(Thread), quick_rows.numbers_after(Post)
        written = 0
        with quick_rows.many(Thread, Post):
            while batch := list(islice(threads, 500)):
                with transaction.atomic():
                    quick_rows.write(batch)
                    posts = list(self._posts(batch, names))
                    quick_rows.write(post for post, _forms in posts)
                    quick_rows.write_words((post.pk, forms) for post, forms in posts)
                written += len(posts)
                self.stdout.write(f"{written} posts")

    def _lengths(self, threads: int, posts: int, long_thread: int) -> list[int]:
        """How many posts each thread has: one very long, the others as evenly as chance allows."""
        lengths = [1] * threads
        lengths[0] = max(long_thread, 1)
        for _post in range(posts - sum(lengths)):
            lengths[self.dice.randrange(1, threads) if threads > 1 else 0] += 1
        return lengths

    def _thread(self, number: int, length: int, themes: list[Theme], names: list[Pseudonym]) -> Thread:
        created_at = self.now - timedelta(days=self.dice.randrange(1, 700), minutes=self.dice.randrange(1440))
        opening = self.dice.choice(self.stock).body
        return Thread(
            id=next(self.thread_numbers),
            theme=themes[0] if number == 0 else self.dice.choice(themes),
            author=self.dice.choice(names),
            title=" ".join(opening.split(" ")[:9])[:140],
            slug=f"generated-{number}",
            language=self.dice.choice(["fr", "fr", "en"]),
            first_words=opening[:200],
            created_at=created_at,
            last_post_at=min(created_at + timedelta(minutes=11 * length), self.now),
            last_position=length,
            is_answered=length > 1,
        )

    def _posts(self, threads: list[Thread], names: list[Pseudonym]) -> Iterator[tuple[Post, list[str]]]:
        for thread in threads:
            for position in range(1, thread.last_position + 1):
                body, html, forms = self._words(thread.language)
                post = Post(
                    id=next(self.post_numbers),
                    thread=thread,
                    position=position,
                    author=thread.author if position == 1 else self.dice.choice(names),
                    body=body,
                    html=html,
                    recipe=rich_text.RECIPE,
                    created_at=min(thread.created_at + timedelta(minutes=11 * position), self.now),
                )
                yield post, forms
