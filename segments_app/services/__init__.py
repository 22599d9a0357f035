"""What is done to segments: the only place where they are written. One module a noun."""

from .audience import ALREADY_THERE, StepOptions
from .by_hand import (
    MOST_BY_HAND,
    NAMED,
    AddedByHand,
    AlreadyThere,
    NothingChosen,
    PrivacyBlocked,
    TooManyByHand,
    add_by_hand,
    names_in_words,
    remove_lines,
)
from .causes import with_changes
from .comparison import Comparison, NotComparable, operations, token_of
from .contents import delete_content, reset_contents, write_content
from .counted import counted_by_draft, counted_by_step
from .drafts import (
    DraftMoves,
    Written,
    begin_criteria_draft,
    criteria_draft,
    current_state,
    draft_in,
    draft_moves,
    forget_criteria_draft,
    redo_draft,
    save_draft,
    undo_draft,
)
from .drift import CauseCount, Drift, causes_of, drift_of
from .facets import AT_ONCE as FACETS_AT_ONCE
from .facets import facet_counts
from .jobs import request_job, run_job, settle_jobs
from .limits import ORDERS, PER, RANDOM, InvalidLimit, Limit, limit_in_words
from .line_contents import (
    addressee_of,
    content_for_contact,
    content_of_line,
    write_line_content,
)
from .line_problems import TOO_OFTEN
from .lineage import Lineage, SegmentCycle, Uses, lineage_of, segments_named
from .lines import NotTheirAddress, edit_lines
from .locking import (
    SegmentChanged,
    SegmentError,
    SegmentIsArchived,
    SegmentIsClosed,
    SegmentIsGone,
    SegmentIsLogged,
)
from .log import log_segment
from .mailing import AppliedGroup, apply_mailing_group
from .membership import KeptStep, expected_contacts, steps_in_force
from .misreads import Grown, LookedOver, find_misreads, grown_steps, look_over_steps
from .missing import count_missing, lines_missing
from .overriding import lines_overridable
from .problems import (
    Problem,
    SegmentHasProblems,
    find_problems,
    left_out_by_reason,
    lines_left_out,
    lines_with_problem,
)
from .reach import reach_of
from .ready_made import add_ready_made
from .refresh_jobs import refresh_or_request, request_due_refreshes
from .refreshing import (
    NotKeptUpToDate,
    RefreshFailed,
    RefreshIsRunning,
    refresh_segment,
)
from .reusing import reuse_or_request
from .saved_criteria import (
    CodeMissing,
    CodeTaken,
    CriteriaInUse,
    NoSteps,
    delete_saved_criteria,
    reuse_criteria,
    save_criteria,
    update_saved_criteria,
)
from .seen import grown_criteria, look_over_criteria
from .segment_jobs import log_or_request, step_or_request
from .segments import (
    NotSelectable,
    archive_segment,
    create_segment,
    delete_segment,
    restore_segment,
    update_segment,
)
from .sources import add_logged_segment, add_mailing_group, add_segment, copy_segment
from .step_counts import expect_counts
from .step_words import OPTION_LABELS, moves_in_words, step_in_words, steps_in_words
from .steps import NoSuchStep, Preview, go_to, preview_step, take_step
from .taken import Taken
from .targets import (
    CampaignError,
    CampaignIsArchived,
    NothingTargeted,
    activate_campaign,
    deactivate_campaign,
    keep_targets,
    targeted_by,
)
from .there import ChosenBy, OnSegment, There, there_of
from .upkeep import (
    SegmentMoved,
    forget_old_refreshes,
    has_moved_far,
    keep_up_to_date,
    stop_upkeep,
    upkeep_of,
)
from .using_comparison import NothingToUse, start_with_regions, use_regions
from .versions import (
    SIDES,
    VersionChanged,
    difference,
    latest_of,
    restore_version,
    words_compared,
    write_version,
)
from .why import Trace, Why, why, why_kept, why_logged

__all__ = [
    "ALREADY_THERE",
    "FACETS_AT_ONCE",
    "MOST_BY_HAND",
    "NAMED",
    "OPTION_LABELS",
    "ORDERS",
    "PER",
    "RANDOM",
    "SIDES",
    "TOO_OFTEN",
    "AddedByHand",
    "AlreadyThere",
    "AppliedGroup",
    "CampaignError",
    "CampaignIsArchived",
    "CauseCount",
    "ChosenBy",
    "CodeMissing",
    "CodeTaken",
    "Comparison",
    "CriteriaInUse",
    "DraftMoves",
    "Drift",
    "Grown",
    "InvalidLimit",
    "KeptStep",
    "Limit",
    "Lineage",
    "LookedOver",
    "NoSteps",
    "NoSuchStep",
    "NotComparable",
    "NotKeptUpToDate",
    "NotSelectable",
    "NotTheirAddress",
    "NothingChosen",
    "NothingTargeted",
    "NothingToUse",
    "OnSegment",
    "Preview",
    "PrivacyBlocked",
    "Problem",
    "RefreshFailed",
    "RefreshIsRunning",
    "SegmentChanged",
    "SegmentCycle",
    "SegmentError",
    "SegmentHasProblems",
    "SegmentIsArchived",
    "SegmentIsClosed",
    "SegmentIsGone",
    "SegmentIsLogged",
    "SegmentMoved",
    "StepOptions",
    "Taken",
    "There",
    "TooManyByHand",
    "Trace",
    "Uses",
    "VersionChanged",
    "Why",
    "Written",
    "activate_campaign",
    "add_by_hand",
    "add_logged_segment",
    "add_mailing_group",
    "add_ready_made",
    "add_segment",
    "addressee_of",
    "apply_mailing_group",
    "archive_segment",
    "begin_criteria_draft",
    "causes_of",
    "content_for_contact",
    "content_of_line",
    "copy_segment",
    "count_missing",
    "counted_by_draft",
    "counted_by_step",
    "create_segment",
    "criteria_draft",
    "current_state",
    "deactivate_campaign",
    "delete_content",
    "delete_saved_criteria",
    "delete_segment",
    "difference",
    "draft_in",
    "draft_moves",
    "drift_of",
    "edit_lines",
    "expect_counts",
    "expected_contacts",
    "facet_counts",
    "find_misreads",
    "find_problems",
    "forget_criteria_draft",
    "forget_old_refreshes",
    "go_to",
    "grown_criteria",
    "grown_steps",
    "has_moved_far",
    "keep_targets",
    "keep_up_to_date",
    "latest_of",
    "left_out_by_reason",
    "limit_in_words",
    "lineage_of",
    "lines_left_out",
    "lines_missing",
    "lines_overridable",
    "lines_with_problem",
    "log_or_request",
    "log_segment",
    "look_over_criteria",
    "look_over_steps",
    "moves_in_words",
    "names_in_words",
    "operations",
    "preview_step",
    "reach_of",
    "redo_draft",
    "refresh_or_request",
    "refresh_segment",
    "remove_lines",
    "request_due_refreshes",
    "request_job",
    "reset_contents",
    "restore_segment",
    "restore_version",
    "reuse_criteria",
    "reuse_or_request",
    "run_job",
    "save_criteria",
    "save_draft",
    "segments_named",
    "settle_jobs",
    "start_with_regions",
    "step_in_words",
    "step_or_request",
    "steps_in_force",
    "steps_in_words",
    "stop_upkeep",
    "take_step",
    "targeted_by",
    "there_of",
    "token_of",
    "undo_draft",
    "update_saved_criteria",
    "update_segment",
    "upkeep_of",
    "use_regions",
    "why",
    "why_kept",
    "why_logged",
    "with_changes",
    "words_compared",
    "write_content",
    "write_line_content",
    "write_version",
]
