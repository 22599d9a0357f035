"""What is done to segments: the only place where they are written. One module a noun."""

from .audience import ALREADY_THERE, StepOptions
from .by_hand import (
    AddedByHand,
    AlreadyThere,
    NothingChosen,
    PrivacyBlocked,
    TooManyByHand,
    add_by_hand,
    remove_lines,
)
from .contents import delete_content, reset_contents, write_content
from .counted import counted_by_draft, counted_by_step
from .jobs import log_or_request, request_job, run_job, settle_jobs, step_or_request
from .lines import NotTheirAddress, edit_lines
from .locking import (
    SegmentChanged,
    SegmentError,
    SegmentIsArchived,
    SegmentIsClosed,
    SegmentIsGone,
    SegmentIsLogged,
)
from .log import log_segment, steps_in_words
from .mailing import AppliedGroup, apply_mailing_group
from .problems import (
    Problem,
    SegmentHasProblems,
    find_problems,
    left_out_by_reason,
    lines_left_out,
    lines_with_problem,
)
from .saved_criteria import (
    CodeMissing,
    CodeTaken,
    NoSteps,
    delete_saved_criteria,
    reuse_criteria,
    save_criteria,
    update_saved_criteria,
)
from .segments import (
    NotSelectable,
    archive_segment,
    create_segment,
    delete_segment,
    restore_segment,
    save_draft,
    update_segment,
)
from .sources import add_logged_segment, add_mailing_group, add_segment, copy_segment
from .steps import NoSuchStep, Preview, go_to, preview_step, take_step
from .targets import (
    CampaignError,
    CampaignIsArchived,
    NothingTargeted,
    activate_campaign,
    deactivate_campaign,
    keep_targets,
    targeted_by,
)
from .why import Taken, Trace, Why, why, why_logged

__all__ = [
    "ALREADY_THERE",
    "AddedByHand",
    "AlreadyThere",
    "AppliedGroup",
    "CampaignError",
    "CampaignIsArchived",
    "CodeMissing",
    "CodeTaken",
    "NoSteps",
    "NoSuchStep",
    "NotSelectable",
    "NotTheirAddress",
    "NothingChosen",
    "NothingTargeted",
    "Preview",
    "PrivacyBlocked",
    "Problem",
    "SegmentChanged",
    "SegmentError",
    "SegmentHasProblems",
    "SegmentIsArchived",
    "SegmentIsClosed",
    "SegmentIsGone",
    "SegmentIsLogged",
    "StepOptions",
    "Taken",
    "TooManyByHand",
    "Trace",
    "Why",
    "activate_campaign",
    "add_by_hand",
    "add_logged_segment",
    "add_mailing_group",
    "add_segment",
    "apply_mailing_group",
    "archive_segment",
    "copy_segment",
    "counted_by_draft",
    "counted_by_step",
    "create_segment",
    "deactivate_campaign",
    "delete_content",
    "delete_saved_criteria",
    "delete_segment",
    "edit_lines",
    "find_problems",
    "go_to",
    "keep_targets",
    "left_out_by_reason",
    "lines_left_out",
    "lines_with_problem",
    "log_or_request",
    "log_segment",
    "preview_step",
    "remove_lines",
    "request_job",
    "reset_contents",
    "restore_segment",
    "reuse_criteria",
    "run_job",
    "save_criteria",
    "save_draft",
    "settle_jobs",
    "step_or_request",
    "steps_in_words",
    "take_step",
    "targeted_by",
    "update_saved_criteria",
    "update_segment",
    "why",
    "why_logged",
    "write_content",
]
