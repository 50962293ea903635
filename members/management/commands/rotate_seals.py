"""`manage.py rotate_seals`: bring what is sealed under the newest key."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from members import masks, rotation


class Command(BaseCommand):
    help = (
        "Seal anew, under the first of SEAL_KEYS, whatever still stands under an older one. It may run beside the "
        "house, be stopped, and be begun again."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        """Turn every box, and say what was done; boxes that no key opens are left as they are, and counted."""
        lost = 0
        for turned in rotation.rotate():
            lost += turned.unreadable
            if turned.renewed or turned.unreadable:
                line = f"{turned.boxes.model._meta.label}.{turned.boxes.column}: {turned.renewed} sealed anew"
                self.stdout.write(f"{line}, {turned.unreadable} that no key opens" if turned.unreadable else line)
        written = 0
        for done, unreadable in masks.rotate():
            written, lost = written + done, lost + unreadable
        if written:
            self.stdout.write(f"masks: {written} written anew, in an order drawn by chance")
        if lost:
            self.stderr.write("Some boxes open under none of these keys. They are left as they are.")
        self.stdout.write("Everything that can be opened is under the newest key.")
