"""Addresses of the rooms. `frames` is the table of frames, handed in from above."""

from __future__ import annotations

from typing import Any

from django.urls import path

from chat import house_views, views

app_name = "chat"


def _without_frames(view: Any) -> Any:
    return view


urlpatterns = [
    path("rooms/", views.room_list, name="room_list"),
    path("rooms/<slug:slug>/", views.room_detail, name="room_detail"),
    path("rooms/<slug:slug>/events/", views.room_events, name="room_events"),
    path("rooms/<slug:slug>/frames/", views.room_frames, name="room_frames"),
    path("house/rooms/", house_views.house_rooms, name="house_rooms"),
    path("house/rooms/new/", house_views.room_new, name="room_new"),
    path("house/rooms/<slug:slug>/", house_views.room_edit, name="room_edit"),
]
