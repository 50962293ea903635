from django.apps import AppConfig


class ChatConfig(AppConfig):
    name = "chat"

    def ready(self) -> None:
        """Listen to who may do what: open sockets are judged again at once. Say what becomes of words of who leaves."""
        from chat import leaving as own
        from chat import news, own_marks, process, traces, under_masks
        from members import export, inbox, leaving, rotation, scattering
        from members import under_masks as own_masks
        from members.signals import rights_changed, session_ended

        rights_changed.connect(process.wake, dispatch_uid="chat.process.wake")
        session_ended.connect(process.wake, dispatch_uid="chat.process.wake")
        leaving.register(own.erase_words)
        leaving.register_drawer(own_marks.forget)
        drawer = own_marks.DRAWER
        rotation.register(rotation.OtherBoxes(drawer.table, "sealed", drawer.purpose, "token"))
        scattering.register(traces.move_lately)
        export.register("messages", own.written_by)
        own_masks.register(under_masks.KIND, under_masks.said)
        inbox.register(news.told)
