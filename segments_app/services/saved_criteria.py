"""Steps kept for another time, and taken again (domain.md §2.8)."""

from collections.abc import Collection
from datetime import datetime

from django.contrib.auth.models import User
from django.db import transaction
from django.utils.translation import gettext as _

from segments_app.common.retrying import retried
from segments_app.criteria.rules import InvalidRule, Rule, check_rule
from segments_app.models import SavedCriteria, Segment, Step

from .audience import StepOptions
from .locking import SegmentError, locked_open
from .steps import apply_step


class NoSteps(SegmentError):
    """There is nothing to save (CRI-02)."""


class CodeTaken(SegmentError):
    """Saved criteria of that code exist (CRI-02)."""

    def __init__(self, code: str) -> None:
        super().__init__(
            _("Saved criteria with the code %(code)s exist already. Choose another code.")
            % {"code": code}
        )


class CodeMissing(SegmentError):
    """Saved criteria need a code."""


class BrokenCriteria(SegmentError):
    """A step of saved criteria cannot be taken as it is; the message names it."""

    def __init__(self, criteria: SavedCriteria, position: int, error: InvalidRule) -> None:
        super().__init__(
            _("Step %(position)s of %(code)s cannot be taken. %(reason)s")
            % {"position": position, "code": criteria.code, "reason": error.message}
        )


@transaction.atomic
def save_criteria(
    segment: Segment,
    *,
    code: str,
    description: str,
    positions: Collection[int] | None = None,
    by: User | None,
    now: datetime,
) -> SavedCriteria:
    """Keep the steps in force, or those of them at `positions`, under a code.

    Rules and options are kept, the contacts are not. A logged segment's can be kept too.
    """
    steps = segment.steps.filter(position__lte=segment.position).order_by("position")
    steps = steps.exclude(action=Step.Action.REFRESH)
    if positions is not None:
        steps = steps.filter(position__in=positions)
    kept = [
        {"action": s.action, "source": s.source, "rule": s.rule, "options": s.options}
        for s in steps
    ]
    if not kept:
        raise NoSteps(_("There is no step to save. Choose contacts first."))
    criteria = SavedCriteria(
        code=_free_code(code),
        description=description.strip(),
        steps=kept,
        created_by=by,
        created_at=now,
        modified_at=now,
    )
    criteria.clean_fields(exclude=["created_by"])
    criteria.save(force_insert=True)
    return criteria


@retried
@transaction.atomic
def reuse_criteria(
    segment: Segment, *, criteria: SavedCriteria, by: User | None, now: datetime
) -> list[Step]:
    """Take every saved step again, in order and with its options, on today's contacts."""
    segment = locked_open(segment)
    return [
        apply_step(
            segment,
            action=step["action"],
            rule=rule,
            options=StepOptions.read(step["options"]),
            source=Step.Source.SAVED_CRITERIA,
            by=by,
            now=now,
        )
        for step, rule in zip(criteria.steps, rules_of(criteria), strict=True)
    ]


def rules_of(criteria: SavedCriteria) -> list[Rule]:
    """Return the rules of the steps; BrokenCriteria where one names what is gone (REF-05)."""
    rules: list[Rule] = []
    for position, step in enumerate(criteria.steps, start=1):
        try:
            rules.append(check_rule(step["rule"]))
        except InvalidRule as error:
            raise BrokenCriteria(criteria, position, error) from error
    return rules


@transaction.atomic
def update_saved_criteria(
    criteria: SavedCriteria, *, code: str, description: str, by: User | None, now: datetime
) -> SavedCriteria:
    """Give saved criteria another code or description."""
    criteria = SavedCriteria.objects.select_for_update(no_key=True).get(pk=criteria.pk)
    criteria.code = _free_code(code, but=criteria)
    criteria.description = description.strip()
    criteria.modified_at = now
    criteria.clean_fields(exclude=["created_by", "steps"])
    criteria.save(update_fields=["code", "description", "modified_at"])
    return criteria


@transaction.atomic
def delete_saved_criteria(criteria: SavedCriteria, *, by: User | None, now: datetime) -> None:
    """Delete saved criteria; segments that were built with them keep their steps."""
    SavedCriteria.objects.filter(pk=criteria.pk).delete()


def _free_code(code: str, but: SavedCriteria | None = None) -> str:
    code = code.strip().upper()
    if not code:
        raise CodeMissing(_("Give the saved criteria a code."))
    taken = SavedCriteria.objects.filter(code=code)
    if but is not None:
        taken = taken.exclude(pk=but.pk)
    if taken.exists():
        raise CodeTaken(code)
    return code
