"""A segment applied as a mailing group (domain.md §2.10)."""

from dataclasses import dataclass
from datetime import datetime

from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import Exists, F, OuterRef, Value

from contacts.models import ContactMailingGroup, MailingGroup
from segments_app.common.deleting import delete_rows
from segments_app.common.retrying import retried
from segments_app.common.sql import insert_missing
from segments_app.models import Segment, SegmentLine


@dataclass(frozen=True)
class AppliedGroup:
    """What came of it; `removed` were in the group and are not in the segment."""

    added: int
    already_there: int
    removed: int


@retried
@transaction.atomic
def apply_mailing_group(
    segment: Segment,
    *,
    group: MailingGroup,
    replace: bool = False,
    by: User | None,
    now: datetime,
) -> AppliedGroup:
    """Put the contacts of the segment into the group; `replace` takes everybody else out.

    The segment stays as it is, so a logged one can be applied as well.
    """
    group = MailingGroup.objects.select_for_update(no_key=True).get(pk=group.pk)
    lines = SegmentLine.objects.current(Segment.objects.get(pk=segment.pk))
    removed = 0
    if replace:
        kept = lines.filter(contact=OuterRef("contact"))
        removed = delete_rows(group.assignments.filter(~Exists(kept)))
    added = insert_missing(
        ContactMailingGroup,
        lines.order_by("contact"),
        contact=F("contact_id"),
        mailing_group=Value(group.pk),
        created_at=Value(now),
    )
    return AppliedGroup(added, lines.count() - added, removed)
