"""The addresses of help, mounted at /<lang>/help/."""

from django.urls import path

from crisis import views

app_name = "crisis"
urlpatterns = [
    path("", views.help_page, name="help"),
    path("words/", views.words_page, name="words"),
    path("answering/", views.answering_page, name="answering"),
]
