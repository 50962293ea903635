"""Addresses of the administrators' pages about themes."""

from django.urls import path

from groups import views

app_name = "groups"

urlpatterns = [
    path("house/themes/", views.house_themes, name="house_themes"),
    path("house/themes/new/", views.house_theme_add, name="house_theme_add"),
    path("house/themes/<slug:slug>/", views.house_theme_edit, name="house_theme_edit"),
]
