"""The views of the segments app, one module a noun."""

from .audience import segment_go_to, segment_preview, segment_step, segment_who
from .audit import audit_list
from .bulk import segment_lines_change
from .business_central import (
    business_central_import,
    business_central_import_now,
    business_central_report,
)
from .by_hand import segment_by_hand
from .campaign_pages import (
    campaign_activate,
    campaign_deactivate,
    campaign_detail,
    campaign_figures,
    campaign_people,
    campaign_targets,
)
from .comparison import segment_compare, segment_compare_contacts, segment_compare_use
from .contact_bulk import (
    bulk_edit_detail,
    bulk_edit_list,
    bulk_edit_undo,
    contact_bulk_edit,
)
from .contact_import_possible import contact_import_possible
from .contact_imports import (
    contact_import_columns,
    contact_import_detail,
    contact_import_discard,
    contact_import_list,
    contact_import_new,
    contact_import_now,
    contact_import_rejects,
    contact_import_shape,
    contact_import_undo,
)
from .contact_pages import contact_detail
from .counted import segment_draft_contacts, segment_step_contacts
from .criteria_step import (
    saved_criteria_count,
    saved_criteria_draft_contacts,
    saved_criteria_facets,
    saved_criteria_limit,
    saved_criteria_misreads,
    saved_criteria_step,
)
from .criteria_versions import (
    saved_criteria_compare,
    saved_criteria_difference,
    saved_criteria_ready_made,
    saved_criteria_restore,
    saved_criteria_step_move,
    saved_criteria_step_remove,
)
from .duplicates import (
    duplicate_again,
    duplicate_detail,
    duplicate_different,
    duplicate_list,
    duplicate_search,
)
from .erasing import contact_erase, erasure_list
from .exports import export_file, export_list
from .facets import segment_facets
from .history import logged_segment_delete
from .home import home, home_campaigns
from .interaction import (
    segment_content_delete,
    segment_content_new,
    segment_edit,
)
from .jobs import job_detail
from .limit import segment_limit
from .lines import segment_line_edit, segment_line_reset, segment_lines
from .log import segment_log, segment_log_done, segment_log_now
from .mailing import segment_mailing_group
from .merging import contact_merge, merge_detail, merge_list, merge_undo
from .misreads import saved_criteria_grown, segment_grown, segment_misreads
from .personal import contact_data, contact_data_file
from .picks import segment_picks
from .printing import logged_segment_print, segment_print
from .results import (
    campaign_follow_up,
    campaign_link,
    campaign_result,
    campaign_results,
    logged_segment_follow_up,
    logged_segment_link,
    logged_segment_result,
    logged_segment_results,
)
from .retention import retention_list, retention_rule
from .saved_criteria import (
    saved_criteria_delete,
    saved_criteria_detail,
    saved_criteria_edit,
    saved_criteria_list,
    segment_save_criteria,
)
from .search import search
from .segments import (
    segment_archive,
    segment_copy,
    segment_delete,
    segment_detail,
    segment_list,
    segment_new,
    segment_restore,
    segment_start,
)
from .text_previews import segment_text_mail, segment_text_preview, segment_text_send
from .texts import segment_content_edit, segment_line_text
from .upkeep import segment_drift, segment_refresh, segment_refresh_moves, segment_upkeep
from .why import logged_segment_why, saved_criteria_step_why, saved_criteria_why, segment_why

__all__ = [
    "audit_list",
    "bulk_edit_detail",
    "bulk_edit_list",
    "bulk_edit_undo",
    "business_central_import",
    "business_central_import_now",
    "business_central_report",
    "campaign_activate",
    "campaign_deactivate",
    "campaign_detail",
    "campaign_figures",
    "campaign_follow_up",
    "campaign_link",
    "campaign_people",
    "campaign_result",
    "campaign_results",
    "campaign_targets",
    "contact_bulk_edit",
    "contact_data",
    "contact_data_file",
    "contact_detail",
    "contact_erase",
    "contact_import_columns",
    "contact_import_detail",
    "contact_import_discard",
    "contact_import_list",
    "contact_import_new",
    "contact_import_now",
    "contact_import_possible",
    "contact_import_rejects",
    "contact_import_shape",
    "contact_import_undo",
    "contact_merge",
    "duplicate_again",
    "duplicate_detail",
    "duplicate_different",
    "duplicate_list",
    "duplicate_search",
    "erasure_list",
    "export_file",
    "export_list",
    "home",
    "home_campaigns",
    "job_detail",
    "logged_segment_delete",
    "logged_segment_follow_up",
    "logged_segment_link",
    "logged_segment_print",
    "logged_segment_result",
    "logged_segment_results",
    "logged_segment_why",
    "merge_detail",
    "merge_list",
    "merge_undo",
    "retention_list",
    "retention_rule",
    "saved_criteria_compare",
    "saved_criteria_count",
    "saved_criteria_delete",
    "saved_criteria_detail",
    "saved_criteria_difference",
    "saved_criteria_draft_contacts",
    "saved_criteria_edit",
    "saved_criteria_facets",
    "saved_criteria_grown",
    "saved_criteria_limit",
    "saved_criteria_list",
    "saved_criteria_misreads",
    "saved_criteria_ready_made",
    "saved_criteria_restore",
    "saved_criteria_step",
    "saved_criteria_step_move",
    "saved_criteria_step_remove",
    "saved_criteria_step_why",
    "saved_criteria_why",
    "search",
    "segment_archive",
    "segment_by_hand",
    "segment_compare",
    "segment_compare_contacts",
    "segment_compare_use",
    "segment_content_delete",
    "segment_content_edit",
    "segment_content_new",
    "segment_copy",
    "segment_delete",
    "segment_detail",
    "segment_draft_contacts",
    "segment_drift",
    "segment_edit",
    "segment_facets",
    "segment_go_to",
    "segment_grown",
    "segment_limit",
    "segment_line_edit",
    "segment_line_reset",
    "segment_line_text",
    "segment_lines",
    "segment_lines_change",
    "segment_list",
    "segment_log",
    "segment_log_done",
    "segment_log_now",
    "segment_mailing_group",
    "segment_misreads",
    "segment_new",
    "segment_picks",
    "segment_preview",
    "segment_print",
    "segment_refresh",
    "segment_refresh_moves",
    "segment_restore",
    "segment_save_criteria",
    "segment_start",
    "segment_step",
    "segment_step_contacts",
    "segment_text_mail",
    "segment_text_preview",
    "segment_text_send",
    "segment_upkeep",
    "segment_who",
    "segment_why",
]
