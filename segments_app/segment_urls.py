"""Addresses of the segments app, from the root of the site."""

from django.urls import URLPattern, path

from segments_app import calling_urls, task_urls, views

app_name = "segments"
CAMPAIGN = "campaigns/<int:pk>/"
SEGMENT = "segments/<int:pk>/"
DUPLICATES = "contacts/duplicates/"
IMPORTS = "contacts/imports/"
CHANGES = "contacts/changes/"
KEPT_STEP = "criteria/<int:pk>/steps/<int:position>/"
MERGES = "contacts/merges/"
IMPORT = "import/business-central/"
urlpatterns: list[URLPattern] = [
    *task_urls.urlpatterns,
    *calling_urls.urlpatterns,
    path("", views.home, name="home"),
    path("campaigns/running/", views.home_campaigns, name="home_campaigns"),
    path("search/", views.search, name="search"),
    path("contacts/<int:pk>/", views.contact_detail, name="contact_detail"),
    path("contacts/erasures/", views.erasure_list, name="erasure_list"),
    path("contacts/<int:pk>/erase/", views.contact_erase, name="contact_erase"),
    path("contacts/<int:pk>/data/", views.contact_data, name="contact_data"),
    path("contacts/<int:pk>/data/file/", views.contact_data_file, name="contact_data_file"),
    path("retention/", views.retention_list, name="retention_list"),
    path("retention/<slug:kind>/", views.retention_rule, name="retention_rule"),
    path("audit/", views.audit_list, name="audit_list"),
    path(IMPORTS, views.contact_import_list, name="contact_import_list"),
    path(f"{IMPORTS}new/", views.contact_import_new, name="contact_import_new"),
    path(f"{IMPORTS}<int:pk>/", views.contact_import_detail, name="contact_import_detail"),
    path(
        f"{IMPORTS}<int:pk>/columns/", views.contact_import_columns, name="contact_import_columns"
    ),
    path(f"{IMPORTS}<int:pk>/shape/", views.contact_import_shape, name="contact_import_shape"),
    path(
        f"{IMPORTS}<int:pk>/possible/",
        views.contact_import_possible,
        name="contact_import_possible",
    ),
    path(f"{IMPORTS}<int:pk>/now/", views.contact_import_now, name="contact_import_now"),
    path(f"{IMPORTS}<int:pk>/undo/", views.contact_import_undo, name="contact_import_undo"),
    path(
        f"{IMPORTS}<int:pk>/discard/", views.contact_import_discard, name="contact_import_discard"
    ),
    path(
        f"{IMPORTS}<int:pk>/rejects/", views.contact_import_rejects, name="contact_import_rejects"
    ),
    path(CHANGES, views.bulk_edit_list, name="bulk_edit_list"),
    path(f"{CHANGES}new/", views.contact_bulk_edit, name="contact_bulk_edit"),
    path(f"{CHANGES}<int:pk>/", views.bulk_edit_detail, name="bulk_edit_detail"),
    path(f"{CHANGES}<int:pk>/undo/", views.bulk_edit_undo, name="bulk_edit_undo"),
    path(DUPLICATES, views.duplicate_list, name="duplicate_list"),
    path(f"{DUPLICATES}search/", views.duplicate_search, name="duplicate_search"),
    path(f"{DUPLICATES}<int:pk>/", views.duplicate_detail, name="duplicate_detail"),
    path("contacts/<int:pk>/merge/<int:other_pk>/", views.contact_merge, name="contact_merge"),
    path(MERGES, views.merge_list, name="merge_list"),
    path(f"{MERGES}<int:pk>/", views.merge_detail, name="merge_detail"),
    path(f"{MERGES}<int:pk>/undo/", views.merge_undo, name="merge_undo"),
    path(f"{DUPLICATES}<int:pk>/different/", views.duplicate_different, name="duplicate_different"),
    path(f"{DUPLICATES}<int:pk>/again/", views.duplicate_again, name="duplicate_again"),
    path(CAMPAIGN, views.campaign_detail, name="campaign_detail"),
    path(f"{CAMPAIGN}figures/", views.campaign_figures, name="campaign_figures"),
    path(f"{CAMPAIGN}people/<slug:part>/", views.campaign_people, name="campaign_people"),
    path(f"{CAMPAIGN}targets/", views.campaign_targets, name="campaign_targets"),
    path(f"{CAMPAIGN}activate/", views.campaign_activate, name="campaign_activate"),
    path(f"{CAMPAIGN}deactivate/", views.campaign_deactivate, name="campaign_deactivate"),
    path("segments/", views.segment_list, name="segment_list"),
    path("segments/new/", views.segment_new, name="segment_new"),
    path("segments/compare/", views.segment_compare, name="segment_compare"),
    path("segments/compare/use/", views.segment_compare_use, name="segment_compare_use"),
    path(
        "segments/compare/<slug:regions>/",
        views.segment_compare_contacts,
        name="segment_compare_contacts",
    ),
    path("segments/picks/<str:kind>/", views.segment_picks, name="segment_picks"),
    path(SEGMENT, views.segment_detail, name="segment_detail"),
    path(f"{SEGMENT}start/", views.segment_start, name="segment_start"),
    path(f"{SEGMENT}who/", views.segment_who, name="segment_who"),
    path(f"{SEGMENT}who/step/", views.segment_step, name="segment_step"),
    path(f"{SEGMENT}who/count/", views.segment_preview, name="segment_preview"),
    path(f"{SEGMENT}who/facets/", views.segment_facets, name="segment_facets"),
    path(f"{SEGMENT}who/look/", views.segment_misreads, name="segment_misreads"),
    path(f"{SEGMENT}who/grown/", views.segment_grown, name="segment_grown"),
    path(f"{SEGMENT}who/go/", views.segment_go_to, name="segment_go_to"),
    path(f"{SEGMENT}who/by-hand/", views.segment_by_hand, name="segment_by_hand"),
    path(f"{SEGMENT}who/limit/", views.segment_limit, name="segment_limit"),
    path(f"{SEGMENT}who/save/", views.segment_save_criteria, name="segment_save_criteria"),
    path(
        f"{SEGMENT}who/step/<slug:part>/",
        views.segment_draft_contacts,
        name="segment_draft_contacts",
    ),
    path(
        f"{SEGMENT}steps/<int:position>/<slug:part>/",
        views.segment_step_contacts,
        name="segment_step_contacts",
    ),
    path(f"{SEGMENT}why/", views.segment_why, name="segment_why"),
    path(f"{SEGMENT}contacts/", views.segment_lines, name="segment_lines"),
    path(f"{SEGMENT}contacts/change/", views.segment_lines_change, name="segment_lines_change"),
    path(f"{SEGMENT}contacts/<int:line_pk>/", views.segment_line_edit, name="segment_line_edit"),
    path(
        f"{SEGMENT}contacts/<int:line_pk>/reset/",
        views.segment_line_reset,
        name="segment_line_reset",
    ),
    path(
        f"{SEGMENT}contacts/<int:line_pk>/text/", views.segment_line_text, name="segment_line_text"
    ),
    path(f"{SEGMENT}what/preview/", views.segment_text_preview, name="segment_text_preview"),
    path(f"{SEGMENT}what/preview/mail/", views.segment_text_mail, name="segment_text_mail"),
    path(f"{SEGMENT}what/preview/send/", views.segment_text_send, name="segment_text_send"),
    path(f"{SEGMENT}what/", views.segment_edit, name="segment_edit"),
    path(f"{SEGMENT}what/texts/", views.segment_content_new, name="segment_content_new"),
    path(
        f"{SEGMENT}what/texts/<str:language>/",
        views.segment_content_edit,
        name="segment_content_edit",
    ),
    path(
        f"{SEGMENT}what/texts/<str:language>/delete/",
        views.segment_content_delete,
        name="segment_content_delete",
    ),
    path(f"{SEGMENT}upkeep/", views.segment_upkeep, name="segment_upkeep"),
    path(f"{SEGMENT}refresh/", views.segment_refresh, name="segment_refresh"),
    path(f"{SEGMENT}drift/", views.segment_drift, name="segment_drift"),
    path(
        f"{SEGMENT}drift/<int:refresh_pk>/",
        views.segment_refresh_moves,
        name="segment_refresh_moves",
    ),
    path(f"{SEGMENT}log/", views.segment_log, name="segment_log"),
    path(f"{SEGMENT}log/now/", views.segment_log_now, name="segment_log_now"),
    path(f"{SEGMENT}log/done/", views.segment_log_done, name="segment_log_done"),
    path(f"{SEGMENT}mailing-group/", views.segment_mailing_group, name="segment_mailing_group"),
    path(f"{SEGMENT}print/<slug:what>/", views.segment_print, name="segment_print"),
    path(f"{SEGMENT}copy/", views.segment_copy, name="segment_copy"),
    path(f"{SEGMENT}archive/", views.segment_archive, name="segment_archive"),
    path(f"{SEGMENT}restore/", views.segment_restore, name="segment_restore"),
    path(f"{SEGMENT}delete/", views.segment_delete, name="segment_delete"),
    path(
        "interactions/logged-segments/<int:pk>/results/",
        views.logged_segment_results,
        name="logged_segment_results",
    ),
    path(
        "interactions/logged-segments/<int:pk>/results/links/<int:link_pk>/",
        views.logged_segment_link,
        name="logged_segment_link",
    ),
    path(
        "interactions/logged-segments/<int:pk>/results/<slug:result>/",
        views.logged_segment_follow_up,
        name="logged_segment_follow_up",
    ),
    path(
        "interactions/logged-segments/<int:pk>/results/<slug:result>/<slug:part>/",
        views.logged_segment_result,
        name="logged_segment_result",
    ),
    path("campaigns/<int:pk>/results/", views.campaign_results, name="campaign_results"),
    path(
        "campaigns/<int:pk>/results/links/<int:link_pk>/",
        views.campaign_link,
        name="campaign_link",
    ),
    path(
        "campaigns/<int:pk>/results/<slug:result>/",
        views.campaign_follow_up,
        name="campaign_follow_up",
    ),
    path(
        "campaigns/<int:pk>/results/<slug:result>/<slug:part>/",
        views.campaign_result,
        name="campaign_result",
    ),
    path(
        "interactions/logged-segments/<int:pk>/why/",
        views.logged_segment_why,
        name="logged_segment_why",
    ),
    path(
        "interactions/logged-segments/<int:pk>/print/<slug:what>/",
        views.logged_segment_print,
        name="logged_segment_print",
    ),
    path(
        "interactions/logged-segments/<int:pk>/delete/",
        views.logged_segment_delete,
        name="logged_segment_delete",
    ),
    path("criteria/", views.saved_criteria_list, name="saved_criteria_list"),
    path("criteria/<int:pk>/", views.saved_criteria_detail, name="saved_criteria_detail"),
    path("criteria/<int:pk>/edit/", views.saved_criteria_edit, name="saved_criteria_edit"),
    path("criteria/<int:pk>/delete/", views.saved_criteria_delete, name="saved_criteria_delete"),
    path("criteria/ready-made/", views.saved_criteria_ready_made, name="saved_criteria_ready_made"),
    path("criteria/<int:pk>/look/", views.saved_criteria_grown, name="saved_criteria_grown"),
    path("criteria/<int:pk>/why/", views.saved_criteria_why, name="saved_criteria_why"),
    path(KEPT_STEP, views.saved_criteria_step, name="saved_criteria_step"),
    path(f"{KEPT_STEP}count/", views.saved_criteria_count, name="saved_criteria_count"),
    path(f"{KEPT_STEP}facets/", views.saved_criteria_facets, name="saved_criteria_facets"),
    path(f"{KEPT_STEP}look/", views.saved_criteria_misreads, name="saved_criteria_misreads"),
    path(f"{KEPT_STEP}limit/", views.saved_criteria_limit, name="saved_criteria_limit"),
    path(f"{KEPT_STEP}why/", views.saved_criteria_step_why, name="saved_criteria_step_why"),
    path(f"{KEPT_STEP}move/", views.saved_criteria_step_move, name="saved_criteria_step_move"),
    path(
        f"{KEPT_STEP}remove/",
        views.saved_criteria_step_remove,
        name="saved_criteria_step_remove",
    ),
    path(
        f"{KEPT_STEP}contacts/<slug:part>/",
        views.saved_criteria_draft_contacts,
        name="saved_criteria_draft_contacts",
    ),
    path(
        "criteria/<int:pk>/versions/<int:number>/restore/",
        views.saved_criteria_restore,
        name="saved_criteria_restore",
    ),
    path("criteria/<int:pk>/compare/", views.saved_criteria_compare, name="saved_criteria_compare"),
    path(
        "criteria/<int:pk>/compare/<slug:side>/",
        views.saved_criteria_difference,
        name="saved_criteria_difference",
    ),
    path("exports/", views.export_list, name="export_list"),
    path("exports/<int:pk>/", views.export_file, name="export_file"),
    path("jobs/<int:pk>/", views.job_detail, name="job_detail"),
    path(IMPORT, views.business_central_import, name="business_central_import"),
    path(f"{IMPORT}<slug:key>/", views.business_central_report, name="business_central_report"),
    path(
        f"{IMPORT}<slug:key>/now/",
        views.business_central_import_now,
        name="business_central_import_now",
    ),
]
