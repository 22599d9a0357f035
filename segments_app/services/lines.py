"""What is edited on lines: one, some, or all that match (domain.md §3.2)."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import Case, F, Q, QuerySet, Value, When
from django.utils.translation import gettext as _

from segments_app.common.retrying import retried
from segments_app.models import Segment, SegmentLine

from .by_hand import ids_of
from .locking import SegmentError, locked_open
from .segments import TARGETING, require_selectable
from .targets import activated_of, keep_targets, keep_targets_of

#: Fields of a line that a user may set; in the inherited ones None means "as the segment".
EDITABLE = (*SegmentLine.OWN, "evaluation", "attempt_failed", "contact_via")
#: What a line's own template brings, so that own values of it give way (LIN-12).
BROUGHT_BY_TEMPLATE = (
    "description",
    "language",
    "subject",
    "content",
    "correspondence_type",
    "information_flow",
    "initiated_by",
    "cost",
    "duration",
    "is_target",
    "is_response",
)


class NotTheirAddress(SegmentError):
    """The alternative address belongs to another contact."""


@retried
@transaction.atomic
def edit_lines(
    segment: Segment,
    *,
    lines: "Iterable[SegmentLine] | QuerySet[SegmentLine]",
    values: Mapping[str, Any],
    by: User | None,
    now: datetime,
) -> int:
    """Set `values` on the lines chosen and return how many lines there are.

    None makes an inherited field follow the segment again. Another template makes all that it
    brings follow it, except for what is set along with it.
    """
    segment = locked_open(segment)
    chosen = SegmentLine.objects.current(segment).filter(pk__in=ids_of(lines))
    values = _cleaned(segment, values)
    _require_their_address(chosen, values.get("alternative_address"))
    campaigns = [campaign.pk for campaign in activated_of(segment)]
    # One statement: it may change what the lines were chosen by.
    count = chosen.update(**(_given_way(values) | values))
    Segment.objects.filter(pk=segment.pk).update(modified_at=now)
    if TARGETING & set(values):
        keep_targets(campaigns)
        keep_targets_of(segment)
    return count


def _cleaned(segment: Segment, values: Mapping[str, Any]) -> dict[str, Any]:
    """Return the values as lines hold them; ValidationError for one that none may have."""
    cleaned = {name: value for name, value in values.items() if name in EDITABLE}
    require_selectable(cleaned)
    for name, value in cleaned.items():
        field = SegmentLine._meta.get_field(name)
        if value is not None and not field.is_relation:
            cleaned[name] = field.clean(value, None)  # type: ignore[union-attr]
    if cleaned.get("description") == "":
        cleaned["description"] = None
    # The segment's own template is no template of the line: its contents are the segment's.
    if cleaned.get("template") is not None and cleaned["template"].pk == segment.template_id:
        cleaned["template"] = None
    return cleaned


def _given_way(values: Mapping[str, Any]) -> dict[str, Any]:
    """Return how own values give way to those of another template."""
    if "template" not in values:
        return {}
    template = values["template"]
    stays = Q(template__isnull=True) if template is None else Q(template=template)
    return {
        name: Case(When(stays, then=F(name)), default=Value(None), output_field=_field(name))
        for name in BROUGHT_BY_TEMPLATE
    }


def _field(name: str) -> Any:
    field = SegmentLine._meta.get_field(name)
    return field.target_field if field.is_relation else field  # type: ignore[union-attr]


def _require_their_address(lines: QuerySet[SegmentLine], address: Any) -> None:
    if address is not None and lines.exclude(contact=address.contact_id).exists():
        raise NotTheirAddress(
            _("The address %(address)s belongs to another contact.") % {"address": address}
        )
