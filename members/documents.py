"""The house's own pages (agreement, terms, privacy …): versions are kept, and members agree to one of them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils.html import format_html
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from markup import plain_text, rich_text
from members import policies
from members.actor import Actor
from members.models import HousePage, Topic
from members.refusals import Refusal
from record import services as record

SLUGS = ("agreement", "terms", "privacy", "legal", "accessibility")
# Which page a consent is given to; being an adult is a statement, not a page.
PAGE_OF_TOPIC = {Topic.AGREEMENT: "agreement", Topic.HEALTH: "privacy"}
_HEADING = re.compile(r"^##[ \t]+(\S.*)$", re.MULTILINE)
LONGEST_TITLE, LONGEST_BODY = 120, 20_000


@dataclass(frozen=True, slots=True)
class Draft:
    """The words of a page in both languages, not yet a version."""

    title_fr: str
    title_en: str
    body_fr: str
    body_en: str


def present_versions() -> dict[str, int]:
    """Return, for each consent topic that follows a page, the version that members must have agreed to. One query.

    A small correction makes a version that asks nobody again, so this may be older than the page one reads.
    """
    pages = HousePage.objects.filter(slug__in=PAGE_OF_TOPIC.values(), asks_again=True)
    return topics_by_page(dict(pages.values_list("slug").annotate(Max("version"))))


def topics_by_page(newest: dict[str, int]) -> dict[str, int]:
    """Return the version asked for by topic, from that of each page."""
    return {topic: newest[slug] for topic, slug in PAGE_OF_TOPIC.items() if slug in newest}


def present(slug: str) -> HousePage | None:
    """Return the newest version of a page, None when there is no such page."""
    return HousePage.objects.filter(slug=slug).order_by("-version").first()


def title_of(page: HousePage) -> str:
    """Return the title in the language of the page being read."""
    return page.title_fr if get_language() == "fr" else page.title_en


def html_of(page: HousePage) -> str:
    """Return the sanitised words in the language of the page being read."""
    return page.html_fr if get_language() == "fr" else page.html_en


def publish(actor: Actor, *, slug: str, draft: Draft, asks_again: bool, seen_version: int) -> HousePage:
    """Save a new version of a page and return it; the act is recorded.

    `seen_version` is the version that the keeper had before their eyes: when somebody published meanwhile, nothing is
    done. Raises Refusal (not_allowed, empty, too_long, bad_field when nothing changed or somebody was quicker).
    """
    if not policies.can_keep_house(actor):
        raise Refusal("not_allowed", _("Only those who keep the house can change its pages."))
    draft = _cleaned(draft)
    quicker = Refusal(
        "bad_field",
        _("Somebody changed this page while you were writing. Your words are kept below; compare, then send again."),
    )
    try:
        with transaction.atomic():
            before = present(slug)
            if before is None:
                raise Refusal("not_found", _("There is no such page."))
            if before.version != seen_version:
                raise quicker
            if draft == Draft(before.title_fr, before.title_en, before.body_fr, before.body_en):
                raise Refusal("bad_field", _("Nothing was changed, so there is no new version."))
            page = _save(slug, before.version + 1, draft, asks_again=asks_again)
            record.write(
                "page.published",
                {"slug": slug, "version": page.version, "asks_again": asks_again, "by": str(actor.pseudonym_id)},
            )
    except IntegrityError:
        raise quicker from None
    return page


def _cleaned(draft: Draft) -> Draft:
    titles = {name: plain_text.tidy_line(getattr(draft, name)) for name in ("title_fr", "title_en")}
    bodies = {name: plain_text.tidy(getattr(draft, name)) for name in ("body_fr", "body_en")}
    for name, words in {**titles, **bodies}.items():
        if plain_text.is_blank(words):
            raise Refusal("empty", _("Both languages are needed: something is still missing here."), field=name)
        if len(words) > (LONGEST_TITLE if name in titles else LONGEST_BODY):
            raise Refusal("too_long", _("This is longer than a page can hold. Your words are kept."), field=name)
    return Draft(**titles, **bodies)


def _save(slug: str, version: int, draft: Draft, *, asks_again: bool = True) -> HousePage:
    return HousePage.objects.create(
        slug=slug,
        version=version,
        title_fr=draft.title_fr,
        title_en=draft.title_en,
        body_fr=draft.body_fr,
        body_en=draft.body_en,
        html_fr=rendered(draft.body_fr),
        html_en=rendered(draft.body_en),
        recipe=rich_text.RECIPE,
        asks_again=asks_again,
    )


def rendered(body: str) -> str:
    """Return the words of a page as safe HTML. Its lines that begin with ## are real headings, so that one can leap.

    What people write gets none: a page has its own order, and a contribution must not break into it.
    """
    parts = _HEADING.split(body)
    html = [rich_text.render(parts[0]).html]
    for title, words in zip(parts[1::2], parts[2::2], strict=True):
        html += [format_html("<h2>{}</h2>", plain_text.tidy_line(title)), rich_text.render(words).html]
    return "\n".join(html)


# --- first versions -------------------------------------------------------------------------------
@lru_cache(maxsize=1)
def first_drafts() -> dict[str, Draft]:
    """Return the pages that every house begins with, from data/pages. The first line of a file is its title."""
    drafts = {}
    for slug in SLUGS:
        words = {}
        for language in ("fr", "en"):
            path = settings.BASE_DIR / "data" / "pages" / f"{slug}.{language}.md"
            title, _newline, body = path.read_text(encoding="utf-8").partition("\n")
            words[f"title_{language}"] = title.removeprefix("#").strip()
            words[f"body_{language}"] = body.strip()
        drafts[slug] = Draft(**words)
    return drafts


def load_first_versions() -> int:
    """Write version 1 of each page that has no version yet; return how many were written. Running twice is harmless."""
    there = set(HousePage.objects.values_list("slug", flat=True).distinct())
    missing = [slug for slug in SLUGS if slug not in there]
    for slug in missing:
        try:
            with transaction.atomic():
                _save(slug, 1, first_drafts()[slug])
        except IntegrityError:
            continue  # another process was quicker
    return len(missing)


def load_first_versions_after_migrate(using: str = "default", plan: Any = None, apps: Any = None, **_: Any) -> None:
    """Fill a fresh house's pages as soon as it has tables. Steps back where the tables are those of another moment."""
    if apps is not None and not _is_present_shape(apps):
        return
    load_first_versions()


def _is_present_shape(apps: Any) -> bool:
    """Whether the migrated state holds this version's page table: migrating backwards, it may not."""
    try:
        fields = {field.name for field in apps.get_model("members", "HousePage")._meta.get_fields()}
    except LookupError:
        return False
    return fields == {field.name for field in HousePage._meta.get_fields()}
