from django.apps import AppConfig


class MembersConfig(AppConfig):
    name = "members"

    def ready(self) -> None:
        from django.contrib.auth.signals import user_logged_in, user_logged_out
        from django.db.models.signals import post_migrate

        from members import checks, digests, documents, hiding, plans, quiet, receivers, rotation  # noqa: F401

        for drawer in (hiding.DRAWER, quiet.DRAWER, digests.DRAWER, plans.DRAWER):
            rotation.register(rotation.OtherBoxes(drawer.table, "sealed", drawer.purpose, "token"))
        user_logged_in.connect(receivers.day_of_sign_in, dispatch_uid="members.day_of_sign_in")
        user_logged_out.connect(receivers.doors_after_sign_out, dispatch_uid="members.doors_after_sign_out")
        post_migrate.connect(documents.load_first_versions_after_migrate, sender=self)
