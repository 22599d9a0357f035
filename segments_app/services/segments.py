"""The header of a segment: created, changed, put away (domain.md §2.1, §2.22, §3.1)."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib.auth.models import User
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from contacts.services import current_setup, next_number, own_salesperson
from segments_app.common.deleting import delete_rows
from segments_app.common.retrying import retried
from segments_app.common.submissions import once
from segments_app.common.text import normalise
from segments_app.common.uses import StillUsed, Use
from segments_app.models import (
    CallRules,
    RefreshMove,
    Segment,
    SegmentAttachment,
    Task,
    TaskAssignment,
    Upkeep,
)

from .contents import copy_template_contents
from .locking import SegmentError, SegmentIsLogged, locked, locked_open
from .rule_uses import rule_uses
from .targets import activated_of, keep_targets, keep_targets_of

#: What a user may set on the header.
HEADER = (
    "description",
    "occurred_on",
    "salesperson",
    "template",
    "default_language",
    "ignores_contact_correspondence",
    "correspondence_type",
    "information_flow",
    "initiated_by",
    "unit_cost",
    "unit_duration",
    "campaign",
    "purpose",
    "is_target",
    "is_response",
)
#: What a template brings with it when it is chosen (HDR-06).
FROM_TEMPLATE = (
    "default_language",
    "ignores_contact_correspondence",
    "correspondence_type",
    "information_flow",
    "initiated_by",
    "unit_cost",
    "unit_duration",
    "campaign",
    "is_target",
    "is_response",
)
#: What decides whom an activated campaign targets.
TARGETING = {"template", "campaign", "is_target"}


class NotSelectable(SegmentError):
    """Something is blocked or archived and cannot be chosen any more."""

    def __init__(self, thing: object) -> None:
        super().__init__(_("%(thing)s can no longer be chosen.") % {"thing": thing})


class SegmentIsNamed(SegmentError):
    """Criteria would ask for a segment that is gone."""

    def __init__(self, segment: Segment, uses: list[Use]) -> None:
        super().__init__(str(StillUsed(segment, uses)))


@once(Segment)
@transaction.atomic
def create_segment(
    *,
    values: Mapping[str, Any],
    number: str = "",
    submission: UUID | None = None,
    by: User | None,
    now: datetime,
) -> Segment:
    """Make an open segment without contacts.

    Where nothing is given the date is today, the salesperson is the user's (SEG-02) and the
    purpose the one of the set-up; a template brings its own values and contents. `number` is
    for a segment that comes from elsewhere with one; others take the next of the series.
    """
    segment = Segment(created_by=by, created_at=now, modified_at=now, submission=submission)
    given: dict[str, Any] = {
        "occurred_on": timezone.localdate(now),
        "salesperson": own_salesperson(by),
    }
    if "purpose" not in values:
        given["purpose"] = current_setup().default_purpose
    _assign(segment, given | dict(values))
    segment.number = number or next_number("segment_numbers")
    segment.search_text = search_words(segment)
    segment.save(force_insert=True)
    if segment.template is not None:
        copy_template_contents(segment)
    return segment


@retried
@transaction.atomic
def update_segment(
    segment: Segment,
    *,
    values: Mapping[str, Any],
    seen_at: datetime | None = None,
    by: User | None,
    now: datetime,
) -> Segment:
    """Change what `values` names in the header.

    Lines that have no value of their own follow by themselves. Another template brings its
    values, except for those changed along with it, and replaces the contents; without a
    campaign nobody is target or response. `seen_at` is the `modified_at` that the user saw:
    given, a header that somebody else changed meanwhile is refused.
    """
    segment = locked_open(segment, modified_at=seen_at)
    campaigns = [campaign.pk for campaign in activated_of(segment)]
    changed = _assign(segment, values)
    if not changed:
        return segment
    segment.search_text = search_words(segment)
    segment.modified_at = now
    segment.save(update_fields=[*changed, "search_text", "modified_at"])
    if "template" in changed:
        copy_template_contents(segment)
    if TARGETING & set(changed):
        keep_targets(campaigns)
        keep_targets_of(segment)
    return segment


@retried
@transaction.atomic
def archive_segment(segment: Segment, *, by: User | None, now: datetime) -> Segment:
    """Put an open segment away; it can be restored as it is."""
    segment = locked(segment)
    if segment.status == Segment.Status.LOGGED:
        raise SegmentIsLogged(segment)
    return _set_status(segment, Segment.Status.ARCHIVED, now=now)


@retried
@transaction.atomic
def restore_segment(segment: Segment, *, by: User | None, now: datetime) -> Segment:
    """Open an archived segment again."""
    segment = locked(segment)
    if segment.status == Segment.Status.LOGGED:
        raise SegmentIsLogged(segment)
    return _set_status(segment, Segment.Status.OPEN, now=now)


@retried
@transaction.atomic
def delete_segment(segment: Segment, *, by: User | None, now: datetime) -> None:
    """Delete a segment that was never logged, with its lines, steps and contents.

    Its tasks stay, and say by its number where they came from (TSK-03).
    """
    segment = locked(segment)
    if segment.status == Segment.Status.LOGGED:
        raise SegmentIsLogged(segment)
    if uses := rule_uses(segment):
        raise SegmentIsNamed(segment, uses)
    campaigns = [campaign.pk for campaign in activated_of(segment)]
    Task.objects.filter(segment=segment.pk).update(segment=None)
    TaskAssignment.objects.filter(segment=segment.pk).update(segment=None)
    delete_rows(RefreshMove.objects.filter(refresh__segment=segment.pk))
    delete_rows(SegmentAttachment.objects.filter(content__segment=segment.pk))
    upkeep = Upkeep.objects.filter(pk=segment.pk)
    rules = CallRules.objects.filter(segment=segment.pk)
    own = (segment.lines, segment.steps, segment.contents, segment.refreshes)
    for parts in (*own, upkeep, rules, segment.calls, segment.made_calls):
        delete_rows(parts.all())
    delete_rows(Segment.objects.filter(pk=segment.pk))
    keep_targets(campaigns)


def search_words(segment: Segment) -> str:
    """Return what the list of segments searches in."""
    return normalise(f"{segment.number} {segment.description}")


def require_selectable(values: Mapping[str, Any]) -> None:
    """Refuse a salesperson, template or campaign that may not be chosen any more (LIN-15)."""
    salesperson, template = values.get("salesperson"), values.get("template")
    campaign = values.get("campaign")
    if salesperson is not None and (salesperson.is_blocked or salesperson.is_privacy_blocked):
        raise NotSelectable(salesperson)
    if template is not None and template.is_archived:
        raise NotSelectable(template)
    if campaign is not None and campaign.archived_at is not None:
        raise NotSelectable(campaign)


def _assign(segment: Segment, values: Mapping[str, Any]) -> list[str]:
    """Set values on the header and return the names of the fields that differ now."""
    before = {name: getattr(segment, name) for name in HEADER}
    new = {name: value for name, value in values.items() if name in HEADER}
    new = {name: value for name, value in new.items() if value != before[name]}
    require_selectable(new)
    if "template" in new:
        new = _brought_by(new["template"]) | new
    if new.get("campaign", before["campaign"]) is None:
        new |= {"is_target": False, "is_response": False}
    for name, value in new.items():
        setattr(segment, name, value)
    changed = [name for name in new if getattr(segment, name) != before[name]]
    plain = [name for name in changed if not segment._meta.get_field(name).is_relation]
    segment.clean_fields(exclude={f.name for f in segment._meta.fields} - set(plain))
    return changed


def _brought_by(template: Any) -> dict[str, Any]:
    if template is None:
        return {"default_language": None}
    brought = {name: getattr(template, name) for name in FROM_TEMPLATE}
    if brought["campaign"] is None:
        del brought["campaign"]
    return brought


def _set_status(segment: Segment, status: Segment.Status, *, now: datetime) -> Segment:
    campaigns = [campaign.pk for campaign in activated_of(segment)]
    segment.status = status
    segment.modified_at = now
    segment.save(update_fields=["status", "modified_at"])
    keep_targets(campaigns)
    return segment
