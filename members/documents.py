"""The house's own pages (agreement, terms, privacy …) and their versions."""

from __future__ import annotations

from django.db.models import Max

from members.models import HousePage, Topic

# Which page a consent is given to; being an adult is a statement, not a page.
PAGE_OF_TOPIC = {Topic.AGREEMENT: "agreement", Topic.HEALTH: "privacy"}


def present_versions() -> dict[str, int]:
    """Return the present version for each consent topic that follows a page. One query."""
    newest = dict(
        HousePage.objects.filter(slug__in=PAGE_OF_TOPIC.values()).values_list("slug").annotate(Max("version"))
    )
    return {topic: newest[slug] for topic, slug in PAGE_OF_TOPIC.items() if slug in newest}
