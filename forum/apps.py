from django.apps import AppConfig


class ForumConfig(AppConfig):
    name = "forum"

    def ready(self) -> None:
        """Say what becomes of words when their author leaves, and what they may take along."""
        from forum import leaving as own
        from members import export, leaving

        leaving.register(own.erase_words)
        export.register("posts", own.written_by)
