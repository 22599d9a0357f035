"""Addresses below /campaigns/. The page of one campaign is `segments:campaign_detail`."""

from django.urls import path

from campaigns import views

app_name = "campaigns"
urlpatterns = [
    path("", views.campaign_list, name="campaign_list"),
    path("new/", views.campaign_new, name="campaign_new"),
    path("<int:pk>/edit/", views.campaign_edit, name="campaign_edit"),
    path("<int:pk>/archive/", views.campaign_archive, name="campaign_archive"),
    path("<int:pk>/restore/", views.campaign_restore, name="campaign_restore"),
    path("<int:pk>/delete/", views.campaign_delete, name="campaign_delete"),
    path("<int:pk>/comments/new/", views.comment_new, name="comment_new"),
    path("<int:pk>/comments/<int:comment_pk>/delete/", views.comment_delete, name="comment_delete"),
]
