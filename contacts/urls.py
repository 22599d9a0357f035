"""Addresses below /contacts/; the page of one contact is the segments app's."""

from django.urls import path

from contacts import views

app_name = "contacts"
urlpatterns = [
    path("", views.contact_list, name="contact_list"),
    path("options/", views.contact_options, name="contact_options"),
    path("companies/options/", views.company_options, name="company_options"),
    path("add-to-group/", views.contact_add_to_group, name="contact_add_to_group"),
    path("new/", views.contact_new, name="contact_new"),
    path("new/salutations/", views.contact_greetings, name="contact_greetings"),
    path("changes/consent/", views.contact_bulk_consent, name="contact_bulk_consent"),
    path("suppressions/", views.suppression_list, name="suppression_list"),
    path("suppressions/<int:pk>/lift/", views.suppression_lift, name="suppression_lift"),
    path("<int:pk>/edit/", views.contact_edit, name="contact_edit"),
    path("<int:pk>/delete/", views.contact_delete, name="contact_delete"),
    path("<int:pk>/card/", views.contact_card, name="contact_card"),
    path(
        "<int:pk>/business-card/",
        views.contact_business_card,
        name="contact_business_card",
    ),
    path("<int:pk>/type/", views.contact_change_type, name="contact_change_type"),
    path("<int:pk>/picture/", views.contact_picture, name="contact_picture"),
    path("<int:pk>/picture/edit/", views.contact_picture_edit, name="contact_picture_edit"),
    path("<int:pk>/groups/", views.contact_groups, name="contact_groups"),
    path(
        "<int:pk>/relations/<int:relation_pk>/link/",
        views.business_relation_link,
        name="business_relation_link",
    ),
    path("<int:pk>/web-sources/new/", views.contact_web_source_new, name="contact_web_source_new"),
    path(
        "<int:pk>/web-sources/<int:source_pk>/delete/",
        views.contact_web_source_delete,
        name="contact_web_source_delete",
    ),
    path(
        "<int:pk>/questionnaires/<int:questionnaire_pk>/",
        views.contact_questionnaire,
        name="contact_questionnaire",
    ),
    path("<int:pk>/files/new/", views.contact_file_new, name="contact_file_new"),
    path("<int:pk>/files/<int:file_pk>/", views.contact_file, name="contact_file"),
    path(
        "<int:pk>/files/<int:file_pk>/delete/",
        views.contact_file_delete,
        name="contact_file_delete",
    ),
    path("<int:pk>/comments/new/", views.contact_comment_new, name="contact_comment_new"),
    path(
        "<int:pk>/comments/<int:comment_pk>/delete/",
        views.contact_comment_delete,
        name="contact_comment_delete",
    ),
    path("<int:pk>/consents/", views.contact_consents, name="contact_consents"),
    path("<int:pk>/consents/give/", views.contact_consent_give, name="contact_consent_give"),
    path(
        "<int:pk>/consents/withdraw/",
        views.contact_consent_withdraw,
        name="contact_consent_withdraw",
    ),
    path(
        "<int:pk>/consents/<int:event_pk>/",
        views.contact_consent_proof,
        name="contact_consent_proof",
    ),
    path("<int:pk>/restriction/", views.contact_restriction, name="contact_restriction"),
    path("<int:pk>/addresses/new/", views.alternative_address_new, name="alternative_address_new"),
    path(
        "<int:pk>/addresses/<int:address_pk>/",
        views.alternative_address_edit,
        name="alternative_address_edit",
    ),
    path(
        "<int:pk>/addresses/<int:address_pk>/delete/",
        views.alternative_address_delete,
        name="alternative_address_delete",
    ),
    path(
        "<int:pk>/addresses/<int:address_pk>/periods/new/",
        views.address_period_new,
        name="address_period_new",
    ),
    path(
        "<int:pk>/addresses/<int:address_pk>/periods/<int:period_pk>/delete/",
        views.address_period_delete,
        name="address_period_delete",
    ),
]
