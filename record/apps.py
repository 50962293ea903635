from django.apps import AppConfig


class RecordConfig(AppConfig):
    name = "record"

    def ready(self) -> None:
        """Register the check, and guard the tables."""
        from record import checks, promises, triggers  # noqa: F401

        triggers.guard(self, promises.TRIGGERS)
