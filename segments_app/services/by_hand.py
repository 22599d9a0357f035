"""Contacts added and lines removed one by one (domain.md §2.3)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar

from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import Exists, Model, OuterRef, QuerySet
from django.utils.formats import number_format
from django.utils.text import get_text_list
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from contacts.models import Contact
from contacts.models.gate import LeftOutReason
from segments_app.common.retrying import retried
from segments_app.criteria.rules import Rule, check_rule
from segments_app.criteria.tree import MAX_VALUES_IN_ALL
from segments_app.models import Segment, SegmentLine, Step
from segments_app.models.occasions import occasion_of

from .audience import StepOptions
from .locking import SegmentError, locked_open
from .steps import apply_step

MOST_BY_HAND = MAX_VALUES_IN_ALL  # a step by hand names every contact in its rule
NAMED = 3
Row = TypeVar("Row", bound=Model)


class PrivacyBlocked(SegmentError):
    """All the contacts chosen may not be contacted (MAN-06)."""

    def __init__(self, names: list[str]) -> None:
        super().__init__(
            ngettext(
                "%(names)s is privacy blocked and cannot be added.",
                "%(names)s are privacy blocked and cannot be added.",
                len(names),
            )
            % {"names": names_in_words(names)}
        )


class MayNotBeContacted(SegmentError):
    """The contacts chosen have not consented, have objected, or are not to be used (CO-02)."""

    def __init__(self, names: list[str]) -> None:
        super().__init__(
            ngettext(
                "%(names)s may not be contacted and cannot be added.",
                "%(names)s may not be contacted and cannot be added.",
                len(names),
            )
            % {"names": names_in_words(names)}
        )


class AlreadyThere(SegmentError):
    """All the contacts chosen are in the segment (MAN-05)."""

    def __init__(self, names: list[str]) -> None:
        super().__init__(
            ngettext(
                "%(names)s is in the segment already.",
                "%(names)s are in the segment already.",
                len(names),
            )
            % {"names": names_in_words(names)}
        )


class NothingChosen(SegmentError):
    """No row was ticked."""


class TooManyByHand(SegmentError):
    """More were chosen than a step by hand can name."""

    def __init__(self) -> None:
        super().__init__(
            ngettext(
                "Up to %(count)s contact can be chosen by hand at once. Choose them by criteria.",
                "Up to %(count)s contacts can be chosen by hand at once. Choose them by criteria.",
                MOST_BY_HAND,
            )
            % {"count": number_format(MOST_BY_HAND, force_grouping=True)}
        )


@dataclass(frozen=True)
class AddedByHand:
    """What came of adding by hand; `warnings` are sentences for the user."""

    step: Step
    added: int
    already_there: int
    warnings: list[str]


@retried
@transaction.atomic
def add_by_hand(
    segment: Segment,
    *,
    contacts: "Iterable[Contact] | QuerySet[Contact]",
    by: User | None,
    now: datetime,
) -> AddedByHand:
    """Add the contacts chosen, also those whom "exclude from segments" keeps out of criteria.

    Who may never be contacted is not added; when nobody is left, that is an error.
    """
    segment = locked_open(segment)
    chosen = _chosen(segment, contacts)
    blocked = [_blocked_name(row) for row in chosen if row.left_out_reason in BLOCKS]
    refused = [_refused_name(row) for row in chosen if _is_refused(row)]
    there = [row.name for row in chosen if row.left_out_reason in EXCLUSION and row.is_there]
    new = [row for row in chosen if row.left_out_reason in EXCLUSION and not row.is_there]
    if not new:
        if there:
            raise AlreadyThere(there)
        raise PrivacyBlocked(blocked) if blocked else MayNotBeContacted(refused)
    excluded = [row.name for row in new if row.left_out_reason == LeftOutReason.EXCLUDED]
    step = apply_step(
        segment,
        action=Step.Action.ADD,
        rule=by_number([row.number for row in new]),
        options=StepOptions(ignore_exclusion=bool(excluded)),
        source=Step.Source.BY_HAND,
        by=by,
        now=now,
    )
    return AddedByHand(step, step.change, len(there), _warnings(blocked, refused, there, excluded))


@retried
@transaction.atomic
def remove_lines(
    segment: Segment,
    *,
    lines: "Iterable[SegmentLine] | QuerySet[SegmentLine]",
    by: User | None,
    now: datetime,
) -> Step:
    """Remove the lines chosen, as one step."""
    segment = locked_open(segment)
    current = SegmentLine.objects.current(segment).filter(pk__in=ids_of(lines))
    numbers = list(
        current.order_by("contact__number").values_list("contact__number", flat=True)[
            : MOST_BY_HAND + 1
        ]
    )
    if not numbers:
        raise NothingChosen(_("None of the contacts chosen is in the segment any more."))
    if len(numbers) > MOST_BY_HAND:
        raise TooManyByHand
    return apply_step(
        segment,
        action=Step.Action.REMOVE,
        rule=by_number(numbers),
        options=StepOptions(),
        source=Step.Source.BY_HAND,
        by=by,
        now=now,
    )


def by_number(numbers: list[str]) -> Rule:
    """Return the rule that names contacts by their numbers."""
    return check_rule({"field": "number", "is": "any_of", "value": sorted(numbers)})


def ids_of(rows: "Iterable[Row] | QuerySet[Row]") -> Any:
    """Return what `pk__in` takes: a subquery where rows were not read yet, else ids."""
    if isinstance(rows, QuerySet):
        return rows.order_by().values("pk")
    return [row.pk for row in rows]


def names_in_words(names: list[str]) -> str:
    """Return a few names in words, and how many more there are."""
    more = len(names) - NAMED
    shown = names[:NAMED]
    if more > 0:
        shown.append(ngettext("%(count)s more", "%(count)s more", more) % {"count": more})
    return str(get_text_list(shown, _("and")))


EXCLUSION = ("", LeftOutReason.EXCLUDED)
BLOCKS = (LeftOutReason.PRIVACY_BLOCKED, LeftOutReason.COMPANY_BLOCKED, LeftOutReason.MINOR)


def _is_refused(row: Any) -> bool:
    return row.left_out_reason not in (*EXCLUSION, *BLOCKS)


def _refused_name(row: Any) -> str:
    reason = LeftOutReason(row.left_out_reason).label
    return _("%(contact)s (%(reason)s)") % {"contact": row.name, "reason": reason}


def _blocked_name(row: Any) -> str:
    if row.left_out_reason != LeftOutReason.COMPANY_BLOCKED:
        return str(row.name)
    return _("%(contact)s (through the company)") % {"contact": row.name}


def _chosen(segment: Segment, contacts: "Iterable[Contact] | QuerySet[Contact]") -> list[Any]:
    lines = SegmentLine.objects.current(segment).filter(contact=OuterRef("pk"))
    rows = (
        Contact.objects.filter(pk__in=ids_of(contacts))
        .with_left_out_reason(occasion=occasion_of(segment))
        .annotate(is_there=Exists(lines))
        .only("number", "name")
        .order_by("name", "pk")
    )
    chosen = list(rows[: MOST_BY_HAND + 1])
    if not chosen:
        raise NothingChosen(_("No contact was chosen."))
    if len(chosen) > MOST_BY_HAND:
        raise TooManyByHand
    return chosen


def _warnings(
    blocked: list[str], refused: list[str], there: list[str], excluded: list[str]
) -> list[str]:
    warnings = []
    if blocked:
        warnings.append(str(PrivacyBlocked(blocked)))
    if refused:
        warnings.append(str(MayNotBeContacted(refused)))
    if there:
        warnings.append(str(AlreadyThere(there)))
    if excluded:
        warnings.append(
            ngettext(
                "%(names)s was added although excluded from segments.",
                "%(names)s were added although excluded from segments.",
                len(excluded),
            )
            % {"names": names_in_words(excluded)}
        )
    return warnings
