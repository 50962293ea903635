"""The one address of the help page, mounted at /<lang>/help/."""

from django.urls import path

from crisis import views

app_name = "crisis"
urlpatterns = [path("", views.help_page, name="help")]
