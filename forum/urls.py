"""Addresses of threads and posts."""

from django.urls import path

from forum import around_views, audience_views, caring_views, feeds, held_views, search_views, views, writing_views

app_name = "forum"

urlpatterns = [
    path("search/", search_views.search, name="search"),
    path("themes/<slug:slug>/feed/", feeds.theme_feed, name="theme_feed"),
    path("unanswered/", views.unanswered, name="unanswered"),
    path("threads/<int:pk>/reply/", writing_views.reply, name="reply"),
    path("threads/<int:pk>/follow/", around_views.follow, name="follow"),
    path("threads/<int:pk>/read/", around_views.read, name="read"),
    path("themes/<slug:slug>/mark/", around_views.theme_mark, name="theme_mark"),
    path("me/following/", around_views.following_list, name="following"),
    path("threads/<int:pk>/ways/", audience_views.ways, name="ways"),
    path("threads/<int:pk>/audience/", audience_views.audience_change, name="audience"),
    path("threads/<int:pk>/widening/", audience_views.widening_answer, name="widening"),
    path("threads/<int:pk>/care/", caring_views.care, name="care"),
    path("threads/<int:pk>/care/join/", caring_views.join, name="join"),
    path("threads/<int:pk>/care/split/", caring_views.split, name="split"),
    path("threads/<int:pk>/<slug:slug>/", views.thread_detail, name="thread_detail"),
    path("themes/<slug:slug>/new/", writing_views.thread_start, name="thread_start"),
    path("me/waiting/", held_views.waiting_list, name="waiting"),
    path("held/<int:pk>/", held_views.held_detail, name="held_detail"),
    path("held/<int:pk>/edit/", held_views.held_edit, name="held_edit"),
    path("held/<int:pk>/withdraw/", held_views.held_withdraw, name="held_withdraw"),
    path("posts/gesture/", around_views.gesture, name="gesture"),
    path("posts/<int:pk>/", views.post_detail, name="post_detail"),
    path("posts/<int:pk>/edit/", writing_views.post_edit, name="post_edit"),
    path("posts/<int:pk>/delete/", writing_views.post_delete, name="post_delete"),
]
