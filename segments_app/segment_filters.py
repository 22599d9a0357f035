"""The filter of the list of contacts that only segments can answer: who is on one."""

from typing import Any

from django.db.models import Exists, OuterRef, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from django_filters import ModelChoiceFilter

from segments_app.common.widgets import RemotePicker
from segments_app.models import Segment, SegmentLine


class OnSegmentFilter(ModelChoiceFilter):  # type: ignore[misc]  # it has no types
    """Finds the contacts that are on a segment now, so that all that a list can do can be done."""

    def filter(self, queryset: QuerySet[Any], value: Segment | None) -> QuerySet[Any]:
        if value is None:
            return queryset
        lines = SegmentLine.objects.current(value).filter(contact=OuterRef("pk"))
        return queryset.filter(Exists(lines))


def segments_seen(request: HttpRequest | None) -> QuerySet[Segment]:
    """Return the segments that may be asked for; of the worker all."""
    if request is not None and not request.user.has_perm("segments.view_segment"):
        return Segment.objects.none()
    return Segment.objects.all()


def on_segment() -> OnSegmentFilter:
    return OnSegmentFilter(
        queryset=segments_seen,
        label=_("On the segment"),
        empty_label=_("Any"),
        widget=RemotePicker("segments:segment_picks", args=("segments",)),
    )
