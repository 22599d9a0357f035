"""Steps kept for another time, and taken again (domain.md §2.8)."""

from collections.abc import Collection
from datetime import datetime

from django.contrib.auth.models import User
from django.db import transaction
from django.utils.translation import gettext as _

from segments_app.common.deleting import delete_rows
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


class CriteriaGone(SegmentError):
    """Saved criteria were deleted meanwhile."""


class CriteriaInUse(SegmentError):
    """Open segments were built with the saved criteria; `numbers` are theirs."""

    def __init__(self, criteria: SavedCriteria, numbers: list[str]) -> None:
        super().__init__(
            _(
                "%(code)s is used by segments that are still open: %(numbers)s. Log or archive "
                "them first."
            )
            % {"code": criteria.code, "numbers": ", ".join(numbers)}
        )
        self.numbers = numbers


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
    folder: str = "",
    is_private: bool = False,
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
    return make_criteria(
        SavedCriteria(
            code=_free_code(code),
            description=description.strip(),
            steps=kept,
            folder=tidy_folder(folder),
            is_private=is_private,
        ),
        by=by,
        now=now,
    )


def make_criteria(criteria: SavedCriteria, *, by: User | None, now: datetime) -> SavedCriteria:
    """Save new criteria, and their steps as the first version."""
    criteria.created_by, criteria.created_at, criteria.modified_at = by, now, now
    criteria.clean_fields(exclude=["created_by"])
    criteria.save(force_insert=True)
    criteria.versions.create(number=1, steps=criteria.steps, created_by=by, created_at=now)
    return criteria


@retried
@transaction.atomic
def reuse_criteria(
    segment: Segment, *, criteria: SavedCriteria, by: User | None, now: datetime
) -> list[Step]:
    """Take every saved step again, in order and with its options, on today's contacts."""
    segment = locked_open(segment)
    criteria = SavedCriteria.objects.get(pk=criteria.pk)  # with the steps of its latest version
    version = criteria.versions.order_by("-number").first()
    steps = [
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
    segment.steps.filter(pk__in=[step.pk for step in steps]).update(kept_version=version)
    return steps


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
    criteria: SavedCriteria,
    *,
    code: str,
    description: str,
    folder: str | None = None,
    is_private: bool | None = None,
    by: User | None,
    now: datetime,
) -> SavedCriteria:
    """Give saved criteria another code, description or place; None leaves the place as it is."""
    criteria = locked_criteria(criteria)
    criteria.code = _free_code(code, but=criteria)
    description = description.strip()
    if description not in (criteria.description, criteria.title):
        criteria.description, criteria.ready_made = description, ""
    if folder is not None and folder != criteria.place:
        criteria.folder = tidy_folder(folder)
    if is_private is not None:
        criteria.is_private = is_private
    criteria.modified_at = now
    criteria.clean_fields(exclude=["created_by", "steps"])
    criteria.save(
        update_fields=["code", "description", "ready_made", "folder", "is_private", "modified_at"]
    )
    return criteria


@transaction.atomic
def delete_saved_criteria(criteria: SavedCriteria, *, by: User | None, now: datetime) -> None:
    """Delete saved criteria with their versions, unless an open segment was built with them.

    Closed segments keep their steps, and forget where those came from.
    """
    criteria = locked_criteria(criteria)
    users = open_segments_built_with(criteria)
    if users:
        raise CriteriaInUse(criteria, users)
    Step.objects.filter(kept_version__criteria=criteria.pk).update(kept_version=None)
    criteria.drafts.all().delete()
    delete_rows(criteria.versions.all())
    delete_rows(SavedCriteria.objects.filter(pk=criteria.pk))


def open_segments_built_with(criteria: SavedCriteria) -> list[str]:
    """Return the numbers of the open segments whose steps came from the criteria."""
    segments = Segment.objects.open().filter(steps__kept_version__criteria=criteria.pk)
    return list(segments.distinct().order_by("number").values_list("number", flat=True))


def locked_criteria(criteria: SavedCriteria) -> SavedCriteria:
    """Return saved criteria as they are now, locked until the transaction ends."""
    fresh = SavedCriteria.objects.select_for_update(no_key=True).filter(pk=criteria.pk).first()
    if fresh is None:
        raise CriteriaGone(_("The saved criteria have been deleted meanwhile."))
    return fresh


def tidy_folder(folder: str) -> str:
    """Return the path with one blank on either side of each slash."""
    return " / ".join(part.strip() for part in folder.split("/") if part.strip())


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
