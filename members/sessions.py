"""Sessions in the database whose expiry is a midnight, so that no row tells when somebody signed in."""

from __future__ import annotations

from datetime import timedelta

from django.contrib.sessions.backends.db import SessionStore as DatabaseStore
from django.utils import timezone

from members.models import Session


class SessionStore(DatabaseStore):
    """Django's database sessions on our own table."""

    @classmethod
    def get_model_class(cls) -> type[Session]:  # type: ignore[override]
        return Session

    def create_model_instance(self, data):  # type: ignore[no-untyped-def]
        instance = super().create_model_instance(data)
        end = timezone.localtime(instance.expire_date) + timedelta(days=1)
        instance.expire_date = end.replace(hour=0, minute=0, second=0, microsecond=0)
        return instance
