"""Letters and other news to a name, gathered when somebody looks; opening the inbox writes nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import Field, QuerySet
from django.http import Http404
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise

from markup import plain_text, rich_text
from members import limits, masks
from members.actor import Actor
from members.models import Letter, Pseudonym
from members.sealed import with_words

_LATEST = 100


@dataclass(frozen=True, slots=True)
class Item:
    """One line of the inbox. `kind` chooses its icon; `language` is that of its words, "" for the page's own.

    `title_language` is that of the title where it is another one.
    """

    kind: str
    at: datetime
    title: str | Promise
    line: str | Promise
    url: str
    is_new: bool
    language: str = ""
    title_language: str = ""


Source = Callable[[Actor], Iterable[Item]]
_sources: list[Source] = []
_markers: list[Callable[[Actor], None]] = []


def register(source: Source) -> None:
    """Add a source of items; called in an app's `ready()`. The same source twice counts once."""
    if source not in _sources:
        _sources.append(source)


def register_marker(marker: Callable[[Actor], None]) -> None:
    """Add what marks a source's items as read when somebody puts all of it away; called in an app's `ready()`."""
    if marker not in _markers:
        _markers.append(marker)


def put_away_news(actor: Actor) -> None:
    """Mark as read whatever the sources told. Letters stay: each is put away by itself. Raises Refusal (not_member)."""
    limits.spend(actor, "settings")
    for marker in _markers:
        marker(actor)


def send(
    recipient: Pseudonym | None, *, kind: str, language: str, subject: str, body: str, by_day: bool = False
) -> Letter:
    """Save a letter to a name (None: somebody without one, kept for the record of the house) and return it.

    A name that nobody holds any more receives nothing: its letter has no recipient either. `body` is Markdown of the
    house. `by_day` keeps the day without the hour, for letters about what the member did themselves. Call
    it inside the transaction of what the letter tells.
    """
    rendered = rich_text.render(body)
    now = timezone.now()
    letter = Letter(
        recipient=recipient if recipient is not None and reachable([recipient.pk]) else None,
        kind=kind,
        language=language,
        recipe=rendered.recipe,
        at=timezone.localtime(now).replace(hour=0, minute=0, second=0, microsecond=0) if by_day else now,
    )
    with_words(letter, subject=plain_text.tidy(subject)[:200], body=body, html=rendered.html)
    letter.save(force_insert=True)
    return letter


def reword(letter: Letter, *, subject: str, body: str) -> None:
    """Let a letter say something else: words that it repeated are erased. "" leaves an empty sheet.

    Notes that were written together and share these words say it all of them. One statement.
    """
    rendered = rich_text.render(body)
    letter.subject, letter.body, letter.html = plain_text.tidy(subject)[:200], body, rendered.html
    letter.recipe = rendered.recipe
    columns = ("subject_box", "body_box", "html_box", "recipe")
    Letter.objects.filter(text=letter.text).update(**{column: getattr(letter, column) for column in columns})


def reached() -> QuerySet[Pseudonym]:
    """Return the names whose holder would find a letter: all but open names that nobody holds."""
    return Pseudonym.objects.exclude(scope="", holding=None)


def reachable(names: Iterable[UUID]) -> set[UUID]:
    """Return those of the names that letters go to, masks too while their key is here; see `masks.answering`.

    One query for open names, two with masks.
    """
    return masks.answering(list(names))


def send_many(waiting: QuerySet[Any, Any], *, kind: str, words: Mapping[str, tuple[str, str]]) -> None:
    """Save a letter for each row of `waiting`, in one statement.

    `words` holds subject and body by language. `waiting` gives `number` (what the letter `answers`: never two of a
    kind), `language` and `recipient` (the id of a name, None for a letter without a recipient). Call it inside the
    transaction of what the letters tell.
    """
    at = timezone.now()
    drafts = []
    for language, (subject, body) in words.items():
        rendered = rich_text.render(body)
        line = plain_text.tidy(subject)[:200]
        draft = Letter(kind=kind, language=language, recipe=rendered.recipe, at=at)
        drafts.append(with_words(draft, subject=line, body=body, html=rendered.html))
    own = {"id", "recipient", "answers"}
    fields = [field for field in Letter._meta.concrete_fields if field.name not in own]
    quote = connection.ops.quote_name
    columns = ", ".join(quote(str(field.column)) for field in fields)
    # The same columns for each language, one after another; the database picks those of the row's own.
    one = ", ".join(f"{_typed(field)} AS {quote(str(field.column))}" for field in fields)
    said = " UNION ALL ".join([f"SELECT {one}"] * len(drafts))
    values = [
        field.get_db_prep_save(field.pre_save(draft, add=True), connection) for draft in drafts for field in fields
    ]
    sql, params = waiting.query.sql_with_params()
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {quote(Letter._meta.db_table)} (recipient_id, answers, {columns})"  # noqa: S608 (ours)
            f" SELECT w.recipient, w.number, {', '.join(f's.{quote(str(field.column))}' for field in fields)}"
            f" FROM ({sql}) w JOIN ({said}) s ON s.language = w.language ORDER BY w.number",
            [*params, *values],
        )


def _typed(field: Field[Any, Any]) -> str:
    """Return the mark of a value, with its type where the database would not know it by itself."""
    return f"CAST(%s AS {field.db_type(connection)})" if connection.vendor == "postgresql" else "%s"


def items_for(actor: Actor) -> list[Item]:
    """Return what is in the actor's inbox, newest first: letters to any of their names, and every source's items.

    Masks are names too: a source is given the actor with all of them.
    """
    if actor.is_guest:
        return []
    actor = masks.knowing_all(actor)
    items = list(_letters(actor))
    for source in _sources:
        items.extend(source(actor))
    return sorted(items, key=lambda item: item.at, reverse=True)


def has_news(actor: Actor) -> bool:
    """Whether something waits unread, for a mask too: a letter, or what a source tells. Two queries with a letter."""
    if actor.is_guest:
        return False
    actor = masks.knowing_all(actor)
    if Letter.objects.filter(recipient__in=actor.names, is_read=False).exists():
        return True
    return any(item.is_new for source in _sources for item in source(actor))


def letter_for(actor: Actor, pk: int) -> Letter:
    """Return a letter to one of the actor's names. Raises Http404 for anybody else's, as for one that never was."""
    try:
        names = masks.knowing_all(actor).names
        return Letter.objects.select_related("recipient").get(pk=pk, recipient__in=names)
    except (Letter.DoesNotExist, OverflowError):
        raise Http404 from None


def mark_read(actor: Actor, pk: int, *, is_read: bool = True) -> Letter:
    """Put a letter away, or back among the new ones. Raises Http404 for a letter of somebody else."""
    letter = letter_for(actor, pk)
    if letter.is_read != is_read:
        letter.is_read = is_read
        letter.save(update_fields=["is_read"])
    return letter


def _without_greeting(body: str) -> str:
    """Return a letter from its first sentence on: a line of the inbox has no room for a greeting."""
    greeting, _blank, rest = body.partition("\n\n")
    return rest if rest and greeting.endswith(",") and "\n" not in greeting else body


def _letters(actor: Actor) -> Iterable[Item]:
    letters = Letter.objects.filter(recipient__in=actor.names).defer("html_box").order_by("-id")[:_LATEST]
    for letter in letters:
        yield Item(
            kind=letter.kind,
            at=letter.at,
            title=letter.subject,
            line=plain_text.excerpt(_without_greeting(letter.body), 140),
            url=reverse("letter_detail", args=[letter.pk]),
            is_new=not letter.is_read,
            language=letter.language,
        )
