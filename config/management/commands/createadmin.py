import argparse
import getpass
import sys
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from members import documents, names, suggestions
from members.models import Consent, Holding, Member, Pseudonym, Role, RoleKind, Topic
from members.refusals import Refusal
from record import services as record


class Command(BaseCommand):
    help = "Opens an account that keeps the house, and prints the sign-in name that the server gave it."

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument(
            "--password-file", type=Path, help="read the password from the first line; - for standard input"
        )
        parser.add_argument("--name", default="", help="the public name; by default a friendly one is drawn")
        parser.add_argument("--language", choices=list(dict(settings.LANGUAGES)), default="fr")

    def handle(self, *args: Any, **options: Any) -> None:
        password = self.password(options["password_file"])
        login = suggestions.sign_in_name(options["language"])
        try:
            validate_password(password, Member(username=login))
        except ValidationError as refused:
            raise CommandError(" ".join(refused.messages)) from None
        try:
            name = self.open(login, password, options["name"], options["language"])
        except Refusal as refused:
            raise CommandError(str(refused.detail)) from None
        self.stdout.write(f"Sign-in name: {login}")
        self.stdout.write(f"Public name:  {name}")
        self.stdout.write("The sign-in name is shown nowhere else: write it down.")

    def password(self, file: Path | None) -> str:
        """Return the password, asked for twice or read. Raises CommandError."""
        if file is not None:
            try:
                words = sys.stdin.readline() if str(file) == "-" else file.read_text(encoding="utf-8")
            except (OSError, UnicodeDecodeError) as fault:
                raise CommandError(f"{file} cannot be read: {fault}.") from None
            return words.partition("\n")[0].rstrip("\r")
        if not sys.stdin.isatty():
            raise CommandError("Nobody is there to type a password; --password-file=FILE hands it over.")
        first = getpass.getpass("Password (ten characters or more): ")
        if getpass.getpass("Once more: ") != first:
            raise CommandError("The two are not the same.")
        return first

    @transaction.atomic
    def open(self, login: str, password: str, name: str, language: str) -> str:
        """Open the account and return its public name. Raises Refusal for a name that is taken or cannot be one."""
        name = names.clean_name(name) if name else suggestions.free_name(language)
        skeleton = names.skeleton(name)
        if Pseudonym.objects.filter(scope="", skeleton=skeleton).exists():
            raise names.taken()
        shape, hue = suggestions.face()
        member = Member.objects.create_user(username=login, password=password, language=language)
        pseudonym = Pseudonym.objects.create(name=name, skeleton=skeleton, shape=shape, hue=hue)
        Holding.objects.create(member=member, pseudonym=pseudonym)
        present = documents.present_versions()
        Consent.objects.bulk_create(
            Consent(member=member, topic=topic, version=present.get(topic, 1)) for topic in Topic.values
        )
        Role.objects.create(member=member, kind=RoleKind.ADMINISTRATOR)
        role = {"role": RoleKind.ADMINISTRATOR.value, "scope": "", "until": None}
        record.write("role.given", {"name": str(pseudonym.pk), **role, "by": "command line"})
        return name
