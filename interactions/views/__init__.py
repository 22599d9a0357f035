"""The views of interactions, one module a noun."""

from .campaign_entries import (
    campaign_entry_cancel,
    campaign_entry_delete,
    campaign_entry_detail,
    campaign_entry_list,
    campaign_entry_uncancel,
)
from .canceling import interaction_cancel, interaction_uncancel
from .choosing import contact_picker
from .incoming import incoming_check, incoming_new
from .interactions import (
    comment_delete,
    comment_new,
    interaction_detail,
    interaction_evaluate,
    interaction_list,
)
from .library import attachment_download, picture, picture_archive, picture_list
from .logged_segments import (
    logged_segment_cancel,
    logged_segment_contacts,
    logged_segment_detail,
    logged_segment_left_out,
    logged_segment_list,
    logged_segment_uncancel,
)
from .mailbox import mailbox, mailbox_empty, mailbox_html, mailbox_message
from .mailings import interaction_send, logged_segment_mails, logged_segment_mails_change
from .many import interaction_bulk
from .new import call_new, interaction_new
from .postponed import interaction_discard, interaction_resume, postponed_list
from .pressure import (
    pressure_rule_delete,
    pressure_rule_edit,
    pressure_rule_list,
    pressure_rule_new,
)
from .previews import (
    interaction_mail,
    template_preview,
    template_preview_mail,
    template_preview_send,
)
from .reports import mail_reports
from .sender import sender
from .signing_up import confirm_sign_up, sign_up
from .templates import (
    template_archive,
    template_delete,
    template_detail,
    template_edit,
    template_figures,
    template_list,
    template_new,
    template_restore,
)
from .tracking import mail_click, mail_open
from .unsubscribing import preferences, unsubscribe
from .writing import template_content_delete, template_content_edit, template_content_new

__all__ = [
    "attachment_download",
    "call_new",
    "campaign_entry_cancel",
    "campaign_entry_delete",
    "campaign_entry_detail",
    "campaign_entry_list",
    "campaign_entry_uncancel",
    "comment_delete",
    "comment_new",
    "confirm_sign_up",
    "contact_picker",
    "incoming_check",
    "incoming_new",
    "interaction_bulk",
    "interaction_cancel",
    "interaction_detail",
    "interaction_discard",
    "interaction_evaluate",
    "interaction_list",
    "interaction_mail",
    "interaction_new",
    "interaction_resume",
    "interaction_send",
    "interaction_uncancel",
    "logged_segment_cancel",
    "logged_segment_contacts",
    "logged_segment_detail",
    "logged_segment_left_out",
    "logged_segment_list",
    "logged_segment_mails",
    "logged_segment_mails_change",
    "logged_segment_uncancel",
    "mail_click",
    "mail_open",
    "mail_reports",
    "mailbox",
    "mailbox_empty",
    "mailbox_html",
    "mailbox_message",
    "picture",
    "picture_archive",
    "picture_list",
    "postponed_list",
    "preferences",
    "pressure_rule_delete",
    "pressure_rule_edit",
    "pressure_rule_list",
    "pressure_rule_new",
    "sender",
    "sign_up",
    "template_archive",
    "template_content_delete",
    "template_content_edit",
    "template_content_new",
    "template_delete",
    "template_detail",
    "template_edit",
    "template_figures",
    "template_list",
    "template_new",
    "template_preview",
    "template_preview_mail",
    "template_preview_send",
    "template_restore",
    "unsubscribe",
]
