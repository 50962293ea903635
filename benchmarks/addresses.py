"""Prints, as JSON, the guest pages that the benchmark asks for on the generated community."""

from __future__ import annotations

import json
import os

import django


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    django.setup()
    from django.db.models import Count

    from forum.models import Post, Thread
    from groups.models import Theme

    longest = Thread.objects.order_by("-last_position")[0]
    usual = Thread.objects.filter(last_position__gte=10).order_by("id")[5]
    theme = Theme.objects.annotate(size=Count("threads")).order_by("-size")[0]
    address = f"/fr/threads/{longest.pk}/{longest.slug}/"
    last = -(-longest.last_position // 30)
    # A word that stands in three posts of all.
    for post in Post.objects.filter(thread=usual, position__in=[1, 3, 5]):
        post.html = post.html.replace("</p>", " Une calebasse.</p>", 1)
        post.save(update_fields=["html"])
    deep = Thread.objects.filter(theme=theme).order_by("last_post_at", "pk")[min(20, theme.size - 1)]
    micro = int(deep.last_post_at.timestamp() * 1_000_000)
    print(
        json.dumps(
            {
                "home": "/fr/",
                "theme": f"/fr/themes/{theme.slug}/",
                "thread": f"/fr/threads/{usual.pk}/{usual.slug}/",
                "long thread, first page": address,
                "long thread, last page": f"{address}?page={last}",
                "theme, deep page": f"/fr/themes/{theme.slug}/?after=0-{micro}-{deep.pk}",
                "search, common word": "/fr/search/?q=jour",
                "search, rare word": "/fr/search/?q=calebasses",
                "help": "/fr/help/",
            }
        )
    )


if __name__ == "__main__":
    main()
