"""Prints, as JSON, the guest pages that the benchmark asks for on the generated community."""

from __future__ import annotations

import json
import os

import django


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    django.setup()
    from django.db.models import Count

    from forum.models import Thread
    from groups.models import Theme

    longest = Thread.objects.order_by("-last_position")[0]
    usual = Thread.objects.filter(last_position__gte=10).order_by("id")[5]
    theme = Theme.objects.annotate(size=Count("threads")).order_by("-size")[0]
    address = f"/fr/threads/{longest.pk}/{longest.slug}/"
    last = -(-longest.last_position // 30)
    print(
        json.dumps(
            {
                "home": "/fr/",
                "theme": f"/fr/themes/{theme.slug}/",
                "thread": f"/fr/threads/{usual.pk}/{usual.slug}/",
                "long thread, first page": address,
                "long thread, last page": f"{address}?page={last}",
                "help": "/fr/help/",
            }
        )
    )


if __name__ == "__main__":
    main()
