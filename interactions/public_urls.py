"""Addresses that recipients of e-mails go to, without a log-in."""

from django.urls import path

from interactions import views

urlpatterns = [
    path("o/<str:token>/", views.mail_open, name="mail_open"),
    path("l/<str:token>/", views.mail_click, name="mail_click"),
    path("mail-reports/", views.mail_reports, name="mail_reports"),
    path("u/<str:token>/", views.unsubscribe, name="unsubscribe"),
    path("u/<str:token>/choose/", views.preferences, name="preferences"),
    path("sign-up/<str:purpose>/", views.sign_up, name="sign_up"),
    path("confirm/<str:token>/", views.confirm_sign_up, name="confirm_sign_up"),
]
