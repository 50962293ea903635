from django.apps import AppConfig
from django.db.models.signals import post_migrate, post_save


class ForumConfig(AppConfig):
    name = "forum"

    def ready(self) -> None:
        from forum import word_index
        from forum.models import Post, Thread

        post_migrate.connect(word_index.make_table, sender=self, dispatch_uid="forum: the table of words")
        post_save.connect(word_index.on_post_saved, sender=Post, dispatch_uid="forum: words of a post")
        post_save.connect(word_index.on_thread_saved, sender=Thread, dispatch_uid="forum: words of a title")
