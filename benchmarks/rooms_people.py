"""Fills a house for the benchmark of rooms: members with every consent, signed in, and empty rooms.

Prints the name of the cookie and the cookies as JSON. `python -m benchmarks.rooms_people <members> <rooms>`
"""

from __future__ import annotations

import json
import os
import sys


def main(people: int, rooms: int) -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    import django

    django.setup()
    from django.conf import settings
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
    from django.contrib.auth.hashers import make_password
    from django.db import transaction

    from chat.models import Room
    from groups.models import Theme
    from members import sessions
    from members.models import Consent, Holding, Member, Pseudonym, Topic

    unusable = make_password(None)
    cookies = []
    with transaction.atomic():
        words = {"name_fr": "Mesure", "name_en": "Measure"}
        theme = Theme.objects.create(slug="mesure", is_shown=True, **words)
        Room.objects.bulk_create(
            Room(slug=f"mesure-{number}", theme=theme, name="Mesure", language="fr", capacity=5000)
            for number in range(rooms)
        )
        members = Member.objects.bulk_create(
            Member(username=f"mesure-{number}", password=unusable, language="fr") for number in range(people)
        )
        names = Pseudonym.objects.bulk_create(
            Pseudonym(name=f"Voix {number}", skeleton=f"mesure {number}") for number in range(people)
        )
        Holding.objects.bulk_create(
            Holding(member=one, pseudonym=name) for one, name in zip(members, names, strict=True)
        )
        Consent.objects.bulk_create(
            Consent(member=one, topic=topic, version=1) for one in members for topic in Topic.values
        )
        for member in members:
            session = sessions.SessionStore()
            session[SESSION_KEY] = str(member.pk)
            session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
            session[HASH_SESSION_KEY] = member.get_session_auth_hash()
            sessions.mark_new(session)
            session.save()
            cookies.append(session.session_key)
    print(json.dumps({"name": settings.SESSION_COOKIE_NAME, "cookies": cookies}))


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]))
