from django.apps import AppConfig


class ModerationConfig(AppConfig):
    name = "moderation"

    def ready(self) -> None:
        """Hear of words of danger and of changed rights, and guard what a closed case promises."""
        from django.db.models.signals import pre_delete

        from chat import signals as chat
        from forum.signals import held_back, held_ended
        from forum.signals import published as post_published
        from members import export, leaving, rotation, scattering
        from members.signals import rights_changed
        from moderation import leaving as own
        from moderation import notices, promises, receivers, services, traces
        from record import triggers

        post_published.connect(services.open_care_case, dispatch_uid="moderation.care.post")
        held_back.connect(services.open_held_case, dispatch_uid="moderation.held.back")
        held_ended.connect(services.end_held_case, dispatch_uid="moderation.held.ended")
        chat.held_back.connect(services.open_held_case, dispatch_uid="moderation.held.message")
        chat.held_ended.connect(services.end_held_case, dispatch_uid="moderation.held.message.ended")
        chat.published.connect(services.open_care_case, dispatch_uid="moderation.care.message")
        pre_delete.connect(
            receivers.forget_whoever_leaves, sender="members.Member", dispatch_uid="moderation.watch.leaving"
        )
        rights_changed.connect(receivers.end_watch_without_right, dispatch_uid="moderation.watch.rights")
        rotation.register(notices.boxes())
        triggers.guard(self, promises.TRIGGERS)
        leaving.register(own.end_watch)
        scattering.register(traces.move_lately)
        export.register("calls", own.flags_of)
        export.register("decisions", own.decisions_about)
