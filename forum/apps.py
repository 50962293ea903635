from django.apps import AppConfig
from django.db.models.signals import post_migrate, post_save


class ForumConfig(AppConfig):
    name = "forum"

    def ready(self) -> None:
        """Keep the words that a search looks through, and who follows them; say what becomes of words that leave."""
        from forum import bookmarks, following, news, traces, under_masks, word_index
        from forum import leaving as own
        from forum.models import Bookmarks, Post, Thread
        from forum.signals import published
        from members import export, inbox, leaving, rotation, scattering
        from members import under_masks as own_masks

        post_migrate.connect(word_index.make_table, sender=self, dispatch_uid="forum: the table of words")
        post_save.connect(word_index.on_post_saved, sender=Post, dispatch_uid="forum: words of a post")
        post_save.connect(word_index.on_thread_saved, sender=Thread, dispatch_uid="forum: words of a title")
        leaving.register(own.erase_words)
        scattering.register(traces.move_lately)
        leaving.register_drawer(bookmarks.DRAWER.forget)
        rotation.register(rotation.OtherBoxes(Bookmarks, "sealed", bookmarks.DRAWER.purpose, "token"))
        export.register("threads_read", own.marked_by)
        export.register("posts", own.written_by)
        own_masks.register(under_masks.KIND, under_masks.written)
        published.connect(following.on_published, dispatch_uid="forum: who follows, whom it calls")
        inbox.register(news.told)
        inbox.register_marker(news.put_away)
