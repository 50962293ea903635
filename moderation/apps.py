from django.apps import AppConfig


class ModerationConfig(AppConfig):
    name = "moderation"

    def ready(self) -> None:
        """Hear of words of danger, and guard what a closed case promises."""
        from chat.signals import published as message_published
        from forum.signals import published as post_published
        from moderation import promises, services
        from record import triggers

        post_published.connect(services.open_care_case, dispatch_uid="moderation.care.post")
        message_published.connect(services.open_care_case, dispatch_uid="moderation.care.message")
        triggers.guard(self, promises.TRIGGERS)
