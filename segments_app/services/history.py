"""Deleting cancelled logged segments; they are pointed at by the segments they came from."""

from datetime import datetime

from django.db import transaction

from interactions.models import Interaction, LoggedSegment, LoggedSegmentQuerySet, Mailing
from segments_app.common.deleting import delete_rows
from segments_app.common.retrying import retried
from segments_app.common.uses import StillUsed
from segments_app.models import Segment

from .rule_uses import rule_uses


@retried
@transaction.atomic
def delete_canceled_logged_segments(
    logged_segments: LoggedSegmentQuerySet, *, now: datetime
) -> int:
    """Delete those of the logged segments that are cancelled; return how many there were.

    Their interactions stay, cancelled and without the reference (CAN-06, A-46). The segments
    they came from go to the archive: they are not logged any more, and nobody works on them.
    StillUsed when criteria name one of them.
    """
    canceled = LoggedSegment.objects.canceled().filter(
        pk__in=logged_segments.order_by().values("pk")
    )
    keys = list(canceled.select_for_update().order_by("pk").values_list("pk", flat=True))
    _refuse_if_named(LoggedSegment.objects.filter(pk__in=keys).order_by("pk"))
    Segment.objects.filter(logged_segment__in=keys).update(
        logged_segment=None, status=Segment.Status.ARCHIVED, modified_at=now
    )
    Segment.objects.filter(followed_up__in=keys).update(followed_up=None)
    Interaction.objects.filter(logged_segment__in=keys).update(logged_segment=None)
    Mailing.objects.filter(logged_segment__in=keys).update(logged_segment=None)
    return delete_rows(LoggedSegment.objects.filter(pk__in=keys))


def _refuse_if_named(logged_segments: LoggedSegmentQuerySet) -> None:
    rows = list(logged_segments)
    if not rule_uses(*rows):
        return
    for row in rows:
        if uses := rule_uses(row):
            raise StillUsed(row, uses)
