"""Addresses of calls from segments; segment_urls takes them in."""

from django.urls import URLPattern, path

from segments_app.views import call_progress, calling

CALLS = "segments/<int:pk>/calls/"
urlpatterns: list[URLPattern] = [
    path("calls/", call_progress.made_call_list, name="made_call_list"),
    path("campaigns/<int:pk>/calls/", call_progress.campaign_calls, name="campaign_calls"),
    path(CALLS, call_progress.segment_calls, name="segment_calls"),
    path(f"{CALLS}rules/", call_progress.segment_call_rules, name="segment_call_rules"),
    path(f"{CALLS}next/", calling.segment_call_next, name="segment_call_next"),
    path(f"{CALLS}now/", calling.segment_call, name="segment_call"),
    path(f"{CALLS}keep/", calling.segment_call_keep, name="segment_call_keep"),
    path(
        "segments/<int:pk>/contacts/<int:line_pk>/call/",
        calling.segment_line_call,
        name="segment_line_call",
    ),
]
