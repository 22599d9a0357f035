"""Addresses of the segments app, from the root of the site."""

from django.urls import path

from segments_app import views

app_name = "segments"
urlpatterns = [
    path("", views.home, name="home"),
]
