"""What becomes of the lines of segments when two contacts become one."""

from contacts.services.merging import Journal
from segments_app.models import SegmentLine

FOR_EVER = 2**31


def unite_lines(journal: Journal) -> None:
    """Have the contact once in a segment at every step: it is there while either of them was.

    The line of the contact that stays keeps its own values. Lines of other times are moved.
    """
    theirs = SegmentLine.objects.filter(contact=journal.gone.pk)
    own = SegmentLine.objects.filter(contact=journal.survivor.pk)
    shared = theirs.filter(segment__in=own.values("segment")).order_by("segment", "added_at", "pk")
    for line in shared:
        beside = own.filter(segment=line.segment_id).order_by("pk")
        met = [other for other in beside if overlap(other, line)]
        if met:
            unite(journal, met, line)


def unite(journal: Journal, met: list[SegmentLine], line: SegmentLine) -> None:
    """Have the first line last as long as all of them together, and take the others away."""
    kept, every = met[0], [*met, line]
    last = max(end(one) for one in every)
    journal.remove(SegmentLine.objects.filter(pk__in=[one.pk for one in every if one != kept]))
    journal.change(
        kept,
        added_at=min(one.added_at for one in every),
        removed_at=None if last == FOR_EVER else last,
    )


def overlap(one: SegmentLine, other: SegmentLine) -> bool:
    """Tell whether both are there after some step."""
    return one.added_at < end(other) and other.added_at < end(one)


def end(line: SegmentLine) -> int:
    """Return the step that removed the line."""
    return FOR_EVER if line.removed_at is None else line.removed_at
