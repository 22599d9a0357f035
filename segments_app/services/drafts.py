"""The step being written: kept while it is written, with its earlier states to go back to.

It is that of a segment, or one of saved criteria as a user is writing it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import Count, Q
from django.utils.translation import gettext as _

from segments_app.criteria.editing import Editor
from segments_app.criteria.rules import InvalidRule
from segments_app.models import CriteriaDraft, DraftState, SavedCriteria, Segment, Step

from .audience import StepOptions
from .locking import SegmentError, locked_open

MOST_STATES = 50
#: What makes a state: beside it a draft holds what was seen of it.
PARTS = ("action", "options", "criteria")
Written = Segment | CriteriaDraft


class DraftIsGone(SegmentError):
    """The step was saved, or its writing begun anew, on another page."""


@dataclass(frozen=True)
class DraftMoves:
    """Whether a change can be taken back, or made again."""

    can_undo: bool
    can_redo: bool


@transaction.atomic
def save_draft(
    written: Written,
    *,
    draft: Mapping[str, Any] | None,
    by: User | None,
    now: datetime,
) -> int | None:
    """Keep the step being written, so that the page can be left; None forgets it.

    What stood there before can be had back: of two pages that write the same step, too. The
    key of the state is returned: what is counted of it now can be asked for later.
    """
    written = _locked(written)
    state = _remember(written, _state(draft))
    _write(written, draft)
    return state


@transaction.atomic
def undo_draft(written: Written, *, by: User | None, now: datetime) -> None:
    """Take back the last change to the step being written, if there is one."""
    written = _locked(written)
    last = written.draft_states.filter(is_ahead=False).order_by("-number")[:2]
    if len(last) == 2:
        current, before = last
        current.is_ahead = True
        current.save(update_fields=["is_ahead"])
        _write(written, _with_rest(written, before.state))


@transaction.atomic
def redo_draft(written: Written, *, by: User | None, now: datetime) -> None:
    """Make the change again that was taken back last, if there is one."""
    written = _locked(written)
    following = written.draft_states.filter(is_ahead=True).order_by("number").first()
    if following is not None:
        following.is_ahead = False
        following.save(update_fields=["is_ahead"])
        _write(written, _with_rest(written, following.state))


def current_state(written: Written) -> int | None:
    """Return the key of the state that stands there; None where nothing was changed yet."""
    current = None if written.pk is None else _current(written)
    return current.pk if current else None


def draft_in(written: Written, state: int) -> Any:
    """Return the step as it stood in a state; None where that is forgotten."""
    if written.pk is None:
        return None
    return written.draft_states.filter(pk=state).values_list("state", flat=True).first()


def draft_moves(written: Written) -> DraftMoves:
    """Return which way the step being written can go."""
    if written.pk is None:
        return DraftMoves(can_undo=False, can_redo=False)
    found = written.draft_states.aggregate(
        past=Count("pk", filter=Q(is_ahead=False)), ahead=Count("pk", filter=Q(is_ahead=True))
    )
    return DraftMoves(found["past"] > 1, found["ahead"] > 0)


def criteria_draft(criteria: SavedCriteria, position: int, *, by: User) -> CriteriaDraft:
    """Return the step of saved criteria as the user is writing it.

    Where that was not begun, or the step has been changed since, it is the step in use, and
    not saved.
    """
    kept = _kept_at(criteria, position)
    found = criteria.drafts.filter(position=position, written_by=by).first()
    if found is not None and found.kept == kept:
        return found
    return CriteriaDraft(
        criteria=criteria, position=position, written_by=by, kept=kept, draft=_draft_of(kept)
    )


@transaction.atomic
def begin_criteria_draft(draft: CriteriaDraft, *, by: User, now: datetime) -> CriteriaDraft:
    """Return the step being written as a row to be worked on; one that is out of date goes."""
    if draft.pk is not None:
        return draft
    mine = {"criteria": draft.criteria, "position": draft.position, "written_by": by}
    new = {"kept": draft.kept, "draft": draft.draft}
    found, is_new = CriteriaDraft.objects.get_or_create(**mine, defaults=new)
    if not is_new and found.kept != draft.kept:
        found.draft_states.all().delete()
        found.kept, found.draft = draft.kept, draft.draft
        found.save(update_fields=["kept", "draft"])
    return found


@transaction.atomic
def forget_criteria_draft(draft: CriteriaDraft, *, by: User, now: datetime) -> None:
    """Forget what a user has written of a step."""
    mine = {"criteria": draft.criteria_id, "position": draft.position, "written_by": by}
    CriteriaDraft.objects.filter(**mine).delete()


def _kept_at(criteria: SavedCriteria, position: int) -> Any:
    return criteria.steps[position - 1] if position <= len(criteria.steps) else None


def _draft_of(kept: Any) -> dict[str, Any] | None:
    """Return a step in use as the page would have written it; a broken one is written anew."""
    if kept is None:
        return None
    try:
        editor = Editor.of_rule(kept["rule"])
    except InvalidRule:
        editor = Editor.of_rule()
    return {
        "action": kept["action"],
        "options": StepOptions.read(kept.get("options", {})).as_dict(),
        "criteria": _as_sent(editor.draft()),
    }


def _as_sent(value: Any) -> Any:
    """Return a draft with the ends of lines that a browser sends: nobody has changed those."""
    if isinstance(value, str):
        return value.replace("\n", "\r\n")
    if isinstance(value, list):
        return [_as_sent(one) for one in value]
    if isinstance(value, dict):
        return {name: _as_sent(one) for name, one in value.items()}
    return value


def _locked(written: Written) -> Written:
    """Return what is written to as it is now, locked until the transaction ends."""
    if isinstance(written, Segment):
        return locked_open(written)
    found = CriteriaDraft.objects.select_for_update(no_key=True).filter(pk=written.pk).first()
    if found is None:
        raise DraftIsGone(_("This step was saved on another page. Look at it again."))
    return found


def _current(written: Written) -> DraftState | None:
    return written.draft_states.filter(is_ahead=False).order_by("-number").first()


def _remember(written: Written, state: dict[str, Any] | None) -> int | None:
    """Add a state after the present one, and forget what was taken back; return its key."""
    states = written.draft_states
    current = _current(written)
    if state == (current.state if current else _state(written.draft)):
        return current.pk if current else None
    states.filter(is_ahead=True).delete()
    if current is None:
        current = states.create(number=0, state=_state(written.draft))
    number = current.number + 1
    made = states.create(number=number, state=state)
    states.filter(number__lte=number - MOST_STATES).delete()
    return made.pk


def _write(written: Written, draft: Mapping[str, Any] | None) -> None:
    written.draft = None if draft is None else dict(draft)
    written.save(update_fields=["draft"])


def _state(draft: Any) -> dict[str, Any] | None:
    """Return what can be gone back to; None where nothing has been chosen yet."""
    if not isinstance(draft, Mapping) or not draft:
        return None
    state = {part: draft.get(part) for part in PARTS}
    is_add = state["action"] in (None, Step.Action.ADD)
    is_blank = state["criteria"] in (None, Editor.of_rule().draft())
    return None if is_add and is_blank and not state["options"] else state


def _with_rest(written: Written, state: dict[str, Any] | None) -> dict[str, Any] | None:
    """Keep the number that was seen of the step: it is compared when its rule is there again."""
    if state is None or not isinstance(written.draft, dict):
        return state
    return state | {name: value for name, value in written.draft.items() if name not in PARTS}
