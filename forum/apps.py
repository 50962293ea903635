from django.apps import AppConfig
from django.db.models.signals import post_migrate, post_save


class ForumConfig(AppConfig):
    name = "forum"

    def ready(self) -> None:
        """Keep the words that a search looks through; say what becomes of words when their author leaves."""
        from forum import leaving as own
        from forum import word_index
        from forum.models import Post, Thread
        from members import export, leaving

        post_migrate.connect(word_index.make_table, sender=self, dispatch_uid="forum: the table of words")
        post_save.connect(word_index.on_post_saved, sender=Post, dispatch_uid="forum: words of a post")
        post_save.connect(word_index.on_thread_saved, sender=Thread, dispatch_uid="forum: words of a title")
        leaving.register(own.erase_words)
        export.register("posts", own.written_by)
