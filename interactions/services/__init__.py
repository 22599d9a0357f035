"""What is done with interactions, their templates, and the logs they came from."""

from campaigns.services import campaign_entry_for

from .calls import NoCallTemplate, call_template, log_call, telephone_numbers
from .canceling import (
    ReasonMissing,
    StillCanceled,
    cancel_interactions,
    uncancel_interactions,
)
from .canceling_batches import (
    AlreadyCanceled,
    EntryTaken,
    NotCanceled,
    cancel_campaign_entry,
    cancel_logged_segment,
    uncancel_campaign_entry,
    uncancel_logged_segment,
)
from .comments import add_comment, delete_comment
from .defaults import content_for, starting_values
from .deleting import delete_canceled_campaign_entries, delete_canceled_interactions
from .evaluating import UnknownEvaluation, evaluate_interactions
from .incomplete import MESSAGES, InteractionIncomplete
from .overriding import OVERRIDE, OverrideUnexplained, explained, is_soft, soft
from .pressure import (
    PRESSURE,
    Reached,
    delete_rule,
    hold_pressure,
    next_free_days,
    refusal_in_words,
    refusal_of,
    save_rule,
    standing_with,
    weeks_of,
)
from .pressure_columns import FreeOnColumn, free_days_of
from .refusing import ContactBlocked, refuse_blocked
from .single import (
    NotPostponed,
    discard_postponed,
    log_interaction,
    postpone_interaction,
    resume_interaction,
    save_postponed,
)
from .templates import FIELDS as TEMPLATE_FIELDS
from .templates import (
    TemplateRefused,
    archive_template,
    create_template,
    delete_template,
    delete_template_content,
    restore_template,
    update_template,
    write_template_content,
)

__all__ = [
    "MESSAGES",
    "OVERRIDE",
    "PRESSURE",
    "TEMPLATE_FIELDS",
    "AlreadyCanceled",
    "ContactBlocked",
    "EntryTaken",
    "FreeOnColumn",
    "InteractionIncomplete",
    "NoCallTemplate",
    "NotCanceled",
    "NotPostponed",
    "OverrideUnexplained",
    "Reached",
    "ReasonMissing",
    "StillCanceled",
    "TemplateRefused",
    "UnknownEvaluation",
    "add_comment",
    "archive_template",
    "call_template",
    "campaign_entry_for",
    "cancel_campaign_entry",
    "cancel_interactions",
    "cancel_logged_segment",
    "content_for",
    "create_template",
    "delete_canceled_campaign_entries",
    "delete_canceled_interactions",
    "delete_comment",
    "delete_rule",
    "delete_template",
    "delete_template_content",
    "discard_postponed",
    "evaluate_interactions",
    "explained",
    "free_days_of",
    "hold_pressure",
    "is_soft",
    "log_call",
    "log_interaction",
    "next_free_days",
    "postpone_interaction",
    "refusal_in_words",
    "refusal_of",
    "refuse_blocked",
    "restore_template",
    "resume_interaction",
    "save_postponed",
    "save_rule",
    "soft",
    "standing_with",
    "starting_values",
    "telephone_numbers",
    "uncancel_campaign_entry",
    "uncancel_interactions",
    "uncancel_logged_segment",
    "update_template",
    "weeks_of",
    "write_template_content",
]
