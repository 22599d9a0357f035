"""Addresses below /interactions/."""

from django.urls import path

from interactions import views

app_name = "interactions"
TEXTS = "templates/<int:pk>/texts/"
PREVIEW = "templates/<int:pk>/preview/"
urlpatterns = [
    path("", views.interaction_list, name="interaction_list"),
    path("chosen/", views.interaction_bulk, name="interaction_bulk"),
    path("new/", views.interaction_new, name="interaction_new"),
    path("call/", views.call_new, name="call_new"),
    path("incoming/", views.incoming_new, name="incoming_new"),
    path("incoming/check/", views.incoming_check, name="incoming_check"),
    path("contacts/", views.contact_picker, name="contact_picker"),
    path("<int:pk>/", views.interaction_detail, name="interaction_detail"),
    path("<int:pk>/evaluate/", views.interaction_evaluate, name="interaction_evaluate"),
    path("<int:pk>/cancel/", views.interaction_cancel, name="interaction_cancel"),
    path("<int:pk>/uncancel/", views.interaction_uncancel, name="interaction_uncancel"),
    path("<int:pk>/send/", views.interaction_send, name="interaction_send"),
    path("<int:pk>/comments/new/", views.comment_new, name="comment_new"),
    path("<int:pk>/comments/<int:comment_pk>/delete/", views.comment_delete, name="comment_delete"),
    path("postponed/", views.postponed_list, name="postponed_list"),
    path("postponed/<int:pk>/", views.interaction_resume, name="interaction_resume"),
    path("postponed/<int:pk>/discard/", views.interaction_discard, name="interaction_discard"),
    path("logged-segments/", views.logged_segment_list, name="logged_segment_list"),
    path("logged-segments/<int:pk>/", views.logged_segment_detail, name="logged_segment_detail"),
    path(
        "logged-segments/<int:pk>/contacts/",
        views.logged_segment_contacts,
        name="logged_segment_contacts",
    ),
    path(
        "logged-segments/<int:pk>/left-out/",
        views.logged_segment_left_out,
        name="logged_segment_left_out",
    ),
    path(
        "logged-segments/<int:pk>/e-mails/", views.logged_segment_mails, name="logged_segment_mails"
    ),
    path(
        "logged-segments/<int:pk>/e-mails/change/",
        views.logged_segment_mails_change,
        name="logged_segment_mails_change",
    ),
    path(
        "logged-segments/<int:pk>/cancel/",
        views.logged_segment_cancel,
        name="logged_segment_cancel",
    ),
    path(
        "logged-segments/<int:pk>/uncancel/",
        views.logged_segment_uncancel,
        name="logged_segment_uncancel",
    ),
    path("mailbox/", views.mailbox, name="mailbox"),
    path("mailbox/empty/", views.mailbox_empty, name="mailbox_empty"),
    path("mailbox/<int:pk>/", views.mailbox_message, name="mailbox_message"),
    path("mailbox/<int:pk>/html/", views.mailbox_html, name="mailbox_html"),
    path("sender/", views.sender, name="sender"),
    path("contact-pressure/", views.pressure_rule_list, name="pressure_rule_list"),
    path("contact-pressure/new/", views.pressure_rule_new, name="pressure_rule_new"),
    path("contact-pressure/<int:pk>/", views.pressure_rule_edit, name="pressure_rule_edit"),
    path(
        "contact-pressure/<int:pk>/delete/", views.pressure_rule_delete, name="pressure_rule_delete"
    ),
    path("campaign-entries/", views.campaign_entry_list, name="campaign_entry_list"),
    path("campaign-entries/<int:pk>/", views.campaign_entry_detail, name="campaign_entry_detail"),
    path(
        "campaign-entries/<int:pk>/cancel/",
        views.campaign_entry_cancel,
        name="campaign_entry_cancel",
    ),
    path(
        "campaign-entries/<int:pk>/uncancel/",
        views.campaign_entry_uncancel,
        name="campaign_entry_uncancel",
    ),
    path(
        "campaign-entries/<int:pk>/delete/",
        views.campaign_entry_delete,
        name="campaign_entry_delete",
    ),
    path("templates/", views.template_list, name="template_list"),
    path("templates/new/", views.template_new, name="template_new"),
    path("templates/<int:pk>/", views.template_detail, name="template_detail"),
    path("templates/<int:pk>/figures/", views.template_figures, name="template_figures"),
    path("templates/<int:pk>/edit/", views.template_edit, name="template_edit"),
    path(f"{TEXTS}", views.template_content_new, name="template_content_new"),
    path(f"{TEXTS}<str:language>/", views.template_content_edit, name="template_content_edit"),
    path(
        f"{TEXTS}<str:language>/delete/",
        views.template_content_delete,
        name="template_content_delete",
    ),
    path(PREVIEW, views.template_preview, name="template_preview"),
    path(f"{PREVIEW}mail/", views.template_preview_mail, name="template_preview_mail"),
    path(f"{PREVIEW}send/", views.template_preview_send, name="template_preview_send"),
    path("pictures/", views.picture_list, name="picture_list"),
    path("pictures/<int:pk>/archive/", views.picture_archive, name="picture_archive"),
    path("pictures/<str:name>", views.picture, name="picture"),
    path("attachments/<int:pk>/", views.attachment_download, name="attachment_download"),
    path("<int:pk>/said/", views.interaction_mail, name="interaction_mail"),
    path("templates/<int:pk>/archive/", views.template_archive, name="template_archive"),
    path("templates/<int:pk>/restore/", views.template_restore, name="template_restore"),
    path("templates/<int:pk>/delete/", views.template_delete, name="template_delete"),
]
