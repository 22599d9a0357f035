"""The step being written: kept while it is written, with its earlier states to go back to."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import Count, Q

from segments_app.criteria.editing import Editor
from segments_app.models import DraftState, Segment, Step

from .locking import locked_open

MOST_STATES = 50
#: What makes a state: beside it a draft holds what was seen of it.
PARTS = ("action", "options", "criteria")


@dataclass(frozen=True)
class DraftMoves:
    """Whether a change can be taken back, or made again."""

    can_undo: bool
    can_redo: bool


@transaction.atomic
def save_draft(
    segment: Segment,
    *,
    draft: Mapping[str, Any] | None,
    by: User | None,
    now: datetime,
) -> Segment:
    """Keep the step being written, so that the page can be left; None forgets it.

    What stood there before can be had back: of two pages that write the same step, too.
    """
    segment = locked_open(segment)
    _remember(segment, _state(draft))
    _write(segment, draft)
    return segment


@transaction.atomic
def undo_draft(segment: Segment, *, by: User | None, now: datetime) -> Segment:
    """Take back the last change to the step being written, if there is one."""
    segment = locked_open(segment)
    last = segment.draft_states.filter(is_ahead=False).order_by("-number")[:2]
    if len(last) == 2:
        current, before = last
        current.is_ahead = True
        current.save(update_fields=["is_ahead"])
        _write(segment, _with_seen(segment, before.state))
    return segment


@transaction.atomic
def redo_draft(segment: Segment, *, by: User | None, now: datetime) -> Segment:
    """Make the change again that was taken back last, if there is one."""
    segment = locked_open(segment)
    following = segment.draft_states.filter(is_ahead=True).order_by("number").first()
    if following is not None:
        following.is_ahead = False
        following.save(update_fields=["is_ahead"])
        _write(segment, _with_seen(segment, following.state))
    return segment


def draft_moves(segment: Segment) -> DraftMoves:
    """Return which way the step being written can go."""
    found = segment.draft_states.aggregate(
        past=Count("pk", filter=Q(is_ahead=False)), ahead=Count("pk", filter=Q(is_ahead=True))
    )
    return DraftMoves(found["past"] > 1, found["ahead"] > 0)


def _remember(segment: Segment, state: dict[str, Any] | None) -> None:
    """Add a state after the present one, and forget what was taken back."""
    states = segment.draft_states
    current = states.filter(is_ahead=False).order_by("-number").first()
    if state == (current.state if current else _state(segment.draft)):
        return
    states.filter(is_ahead=True).delete()
    if current is None:
        current = states.create(number=0, state=_state(segment.draft))
    number = current.number + 1
    DraftState.objects.create(segment=segment, number=number, state=state)
    states.filter(number__lte=number - MOST_STATES).delete()


def _write(segment: Segment, draft: Mapping[str, Any] | None) -> None:
    segment.draft = None if draft is None else dict(draft)
    segment.save(update_fields=["draft"])


def _state(draft: Any) -> dict[str, Any] | None:
    """Return what can be gone back to; None where nothing has been chosen yet."""
    if not isinstance(draft, Mapping) or not draft:
        return None
    state = {part: draft.get(part) for part in PARTS}
    is_add = state["action"] in (None, Step.Action.ADD)
    is_blank = state["criteria"] in (None, Editor.of_rule().draft())
    return None if is_add and is_blank and not state["options"] else state


def _with_seen(segment: Segment, state: dict[str, Any] | None) -> dict[str, Any] | None:
    """Keep the number that was seen of the step: it is compared when its rule is there again."""
    if state is None or not isinstance(segment.draft, dict) or "seen" not in segment.draft:
        return state
    return state | {"seen": segment.draft["seen"]}
