"""The lock that every change of a segment takes first, and the segments that take none."""

from collections.abc import Sequence
from datetime import datetime

from django.utils.translation import gettext as _

from segments_app.models import Segment, SegmentLine


class SegmentError(Exception):
    """Something that cannot be done to a segment; the message is for the user."""


class SegmentIsClosed(SegmentError):
    """The segment is no longer open, so nothing about it changes."""

    def __init__(self, segment: Segment, message: str) -> None:
        super().__init__(message)
        self.segment = segment


class SegmentIsLogged(SegmentIsClosed):
    """The segment was logged; `segment.logged_segment` says when and by whom."""

    def __init__(self, segment: Segment) -> None:
        super().__init__(
            segment,
            _("Segment %(number)s has been logged and cannot be changed.")
            % {"number": segment.number},
        )
        self.logged_segment = segment.logged_segment


class SegmentIsArchived(SegmentIsClosed):
    """The segment was put away."""

    def __init__(self, segment: Segment) -> None:
        super().__init__(
            segment,
            _("Segment %(number)s is archived. Restore it to change it.")
            % {"number": segment.number},
        )


class SegmentIsGone(SegmentError):
    """The segment was deleted meanwhile."""

    def __init__(self, segment: Segment) -> None:
        super().__init__(
            _("Segment %(number)s has been deleted meanwhile.") % {"number": segment.number}
        )


class SegmentChanged(SegmentError):
    """The segment is no longer as the user saw it."""

    def __init__(self, segment: Segment) -> None:
        super().__init__(
            _("Segment %(number)s has been changed meanwhile. Look at it again and then decide.")
            % {"number": segment.number}
        )


def locked(segment: Segment) -> Segment:
    """Return the segment as it is now, locked until the transaction ends: one change at a time.

    Every service works on the row returned and not on what the caller had read before.
    """
    fresh = Segment.objects.select_for_update(no_key=True).filter(pk=segment.pk).first()
    if fresh is None:
        raise SegmentIsGone(segment)
    return fresh


def locked_open(
    segment: Segment, *, position: int | None = None, modified_at: datetime | None = None
) -> Segment:
    """Return the segment locked, and refuse one that is not open any more.

    `position` and `modified_at` are as the user saw them, where that matters.
    """
    fresh = locked(segment)
    if fresh.status == Segment.Status.LOGGED:
        raise SegmentIsLogged(fresh)
    if fresh.status == Segment.Status.ARCHIVED:
        raise SegmentIsArchived(fresh)
    if position not in (None, fresh.position) or modified_at not in (None, fresh.modified_at):
        raise SegmentChanged(fresh)
    return fresh


def lock_segments_of(contacts: Sequence[int]) -> None:
    """Wait for whoever changes or logs a segment that they are on, and keep others out."""
    lines = SegmentLine.objects.filter(contact__in=contacts, segment__logged_segment=None)
    segments = Segment.objects.select_for_update().filter(pk__in=lines.values("segment"))
    list(segments.order_by("pk").values_list("pk", flat=True))
