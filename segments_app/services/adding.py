"""Inserting lines from whatever rows name their contacts, through the gate."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Count, F, Q, QuerySet, Value

from contacts.models import ContactQuerySet
from contacts.models.contact_queries import left_out_reason
from segments_app.common.sql import insert_missing
from segments_app.models import Segment, SegmentLine

from .audience import ALREADY_THERE, StepOptions


@dataclass(frozen=True)
class Rows:
    """Rows that each name a contact to add, once.

    `contact` is the path to the contact, "" where the rows are contacts. `excluded` says for
    which rows "exclude from segments" counts. `values` are expressions for fields of the lines.
    """

    rows: QuerySet[Any]
    contact: str = ""
    excluded: Q | None = None
    values: Mapping[str, Any] = field(default_factory=dict)

    def insert(self, segment: Segment, position: int) -> tuple[int, dict[str, int]]:
        """Insert a line for each contact whom the gate lets through and who has none.

        Returns how many were added, and how many were not by reason.
        """
        prefix = f"{self.contact}__" if self.contact else ""
        rows = self.rows.order_by().annotate(
            left_out_reason=left_out_reason(prefix=prefix, excluded=self.excluded)
        )
        counts = dict(rows.values_list("left_out_reason").annotate(Count("pk")))
        allowed = counts.pop("", 0)
        added = insert_missing(
            SegmentLine,
            rows.filter(left_out_reason="").order_by(self.contact or "pk"),
            segment=Value(segment.pk),
            contact=F(self.contact or "pk"),
            added_at=Value(position),
            # Only for those who were excluded when they were added: whoever asks to be left
            # out later is left out.
            ignores_exclusion=F(f"{prefix}exclude_from_segments"),
            **self.values,
        )
        left_out = {reason: count for reason, count in counts.items() if count}
        if allowed > added:
            left_out[ALREADY_THERE] = allowed - added
        return added, left_out


def contact_rows(contacts: ContactQuerySet, options: StepOptions) -> Rows:
    """Return contacts as rows to add; the options say whether their exclusion counts."""
    return Rows(contacts, excluded=None if options.ignore_exclusion else EXCLUDED)


EXCLUDED = Q(exclude_from_segments=True)
