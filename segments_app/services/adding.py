"""Inserting lines from whatever rows name their contacts, through the gate."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import reduce
from operator import and_
from typing import Any

from django.db.models import Count, F, Q, QuerySet, Value

from contacts.models import ContactQuerySet
from contacts.models.gate import (
    NOT_MARKETING,
    LeftOutReason,
    Occasion,
    is_erased,
    left_out_conditions,
    let_through,
)
from segments_app.common.sql import insert_missing, refresh_statistics
from segments_app.models import Segment, SegmentLine

from .audience import ALREADY_THERE, StepOptions

#: New lines beyond which the planner is told of them at once, not a minute later.
MANY = 5_000


@dataclass(frozen=True)
class Rows:
    """Rows that each name a contact to add, once.

    `contact` is the path to the contact, "" where the rows are contacts. `excluded` says for
    which rows "exclude from segments" counts. `values` are expressions for fields of the lines,
    `occasion` what the contacts are approached for.
    """

    rows: QuerySet[Any]
    contact: str = ""
    excluded: Q | None = None
    values: Mapping[str, Any] = field(default_factory=dict)
    occasion: Occasion = NOT_MARKETING

    def counts(self) -> tuple[int, dict[str, int]]:
        """Count the contacts whom the gate lets through, and the others by reason.

        The empty rows of those who were erased are no contacts and count as nothing.
        """
        erased = is_erased(self._prefix)
        counting: dict[str, Any] = {"total": Count("pk", filter=~erased)}
        earlier: list[Q] = []
        for reason, condition in self._conditions().items():
            told = condition & ~erased if reason == LeftOutReason.PRIVACY_BLOCKED else condition
            counting[reason.value] = Count("pk", filter=reduce(and_, [told, *earlier]))
            earlier.append(~condition)
        found = self.rows.order_by().aggregate(**counting)
        allowed = found.pop("total") - sum(found.values())
        return allowed, {reason: count for reason, count in found.items() if count}

    def insert(self, segment: Segment, position: int) -> tuple[int, dict[str, int]]:
        """Insert a line for each contact whom the gate lets through and who has none.

        Returns how many were added, and how many were not by reason.
        """
        allowed, left_out = self.counts()
        added = insert_missing(
            SegmentLine,
            self.rows.filter(let_through(self._conditions())).order_by(self.contact or "pk"),
            segment=Value(segment.pk),
            contact=F(self.contact or "pk"),
            added_at=Value(position),
            # Only for those who were excluded when they were added: whoever asks to be left
            # out later is left out.
            ignores_exclusion=F(f"{self._prefix}exclude_from_segments"),
            **self.values,
        )
        if added >= MANY:
            refresh_statistics(SegmentLine)
        if allowed > added:
            left_out[ALREADY_THERE] = allowed - added
        return added, left_out

    @property
    def _prefix(self) -> str:
        return f"{self.contact}__" if self.contact else ""

    def _conditions(self) -> dict[LeftOutReason, Q]:
        return left_out_conditions(
            prefix=self._prefix, excluded=self.excluded, occasion=self.occasion
        )


def contact_rows(contacts: ContactQuerySet, options: StepOptions, occasion: Occasion) -> Rows:
    """Return contacts as rows to add; the options say whether their exclusion counts."""
    excluded = None if options.ignore_exclusion else EXCLUDED
    return Rows(contacts, excluded=excluded, occasion=occasion)


EXCLUDED = Q(exclude_from_segments=True)
