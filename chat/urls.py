"""Addresses of the rooms. `frames` is the table of frames, handed in from above."""

from __future__ import annotations

from functools import wraps
from typing import Any

from django.http import HttpRequest
from django.urls import path

from chat import held_views, house_views, message_views, search_views, views

app_name = "chat"


def _plain(view: Any) -> Any:
    """Return `view` without the table of frames, which one address alone needs."""

    @wraps(view)
    def plain(request: HttpRequest, *args: Any, frames: Any, **kwargs: Any) -> Any:
        return view(request, *args, **kwargs)

    return plain


urlpatterns = [
    path("rooms/", _plain(views.room_list), name="room_list"),
    path("rooms/<slug:slug>/", _plain(views.room_detail), name="room_detail"),
    path("rooms/<slug:slug>/events/", _plain(views.room_events), name="room_events"),
    path("rooms/<slug:slug>/frames/", views.room_frames, name="room_frames"),
    path("rooms/<slug:slug>/messages/<int:seq>/", _plain(message_views.message), name="message"),
    path("rooms/<slug:slug>/messages/<int:seq>/edit/", _plain(message_views.edit), name="message_edit"),
    path("rooms/<slug:slug>/messages/<int:seq>/delete/", _plain(message_views.delete), name="message_delete"),
    path("rooms/<slug:slug>/messages/<int:seq>/gesture/", _plain(message_views.gesture), name="message_gesture"),
    path("rooms/<slug:slug>/search/", _plain(search_views.room_search), name="room_search"),
    path("rooms/<slug:slug>/agreement/", _plain(message_views.agreement), name="room_agreement"),
    path("rooms/<slug:slug>/waiting/<int:pk>/", _plain(held_views.held_message), name="held_message"),
    path(
        "rooms/<slug:slug>/waiting/<int:pk>/take-back/",
        _plain(held_views.held_message_withdraw),
        name="held_message_withdraw",
    ),
    path("rooms/<slug:slug>/card-away/", _plain(message_views.card_away), name="card_away"),
    path("rooms/<slug:slug>/read/", _plain(message_views.read), name="room_read"),
    path("house/rooms/", _plain(house_views.house_rooms), name="house_rooms"),
    path("house/rooms/new/", _plain(house_views.room_new), name="room_new"),
    path("house/rooms/<slug:slug>/", _plain(house_views.room_edit), name="room_edit"),
]
