"""Calling the contacts of a segment, one after the other."""

from .logging import (
    line_of,
    log_segment_call,
    rules_of,
    set_call_rules,
    starting_values_of_call,
)
from .progress import (
    RESULTS,
    CallerFigures,
    caller_figures,
    made_calls,
    result_figures,
    segments_called_by,
    with_result,
)
from .queue import (
    LEASE,
    CallError,
    HeldByAnother,
    claim_contact,
    claim_next,
    held_by,
    keep_holding,
    line_up,
    next_call_at,
    pass_over,
    postpone_call,
    release,
)
from .script import Script, script_for
from .who import FIGURES, call_figures, gate_of_calls, lines_in, lines_to_call

__all__ = [
    "FIGURES",
    "LEASE",
    "RESULTS",
    "CallError",
    "CallerFigures",
    "HeldByAnother",
    "Script",
    "call_figures",
    "caller_figures",
    "claim_contact",
    "claim_next",
    "gate_of_calls",
    "held_by",
    "keep_holding",
    "line_of",
    "line_up",
    "lines_in",
    "lines_to_call",
    "log_segment_call",
    "made_calls",
    "next_call_at",
    "pass_over",
    "postpone_call",
    "release",
    "result_figures",
    "rules_of",
    "script_for",
    "segments_called_by",
    "set_call_rules",
    "starting_values_of_call",
    "with_result",
]
