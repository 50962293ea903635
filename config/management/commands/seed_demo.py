"""`manage.py seed_demo`: fill an empty house with the demo community."""

from __future__ import annotations

import json
import os
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from config.demo import Community
from members.models import Member


class Command(BaseCommand):
    help = "Fill an empty house with an invented community; only where the house is reachable from this machine alone."

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.IS_LOOPBACK:
            raise CommandError("The demo community is only for HOST and SITE_URL on this machine alone (loopback).")
        if Member.objects.exists():
            raise CommandError("This house already has members; the demo community needs an empty one.")
        call_command("load_themes")
        sign_ins = Community(timezone.now()).tell()
        path = settings.DATA_DIR / "demo.json"
        ways = {one.key: {"login": one.login, "password": one.password, "name": one.name} for one in sign_ins}
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            json.dump(ways, file, ensure_ascii=False, indent=2)
        self.stdout.write(f"The demo community is in. Its sign-ins stand in {path.name}.")
