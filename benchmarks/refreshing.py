"""A segment brought up to date, ours and by hand: a tenth of all contacts, 2,000 of whom move."""

from typing import Any

from django.contrib.auth.models import User

from benchmarks import floors
from benchmarks.report import Report
from benchmarks.rules import HAS_RECENT, RECENT, _is
from benchmarks.timing import NOW, RUNS, median_of_turns
from contacts.models import Contact
from segments_app import services
from segments_app.models import Segment, SegmentLine, Upkeep

COUNTRIES = ("DE", "AT")
MOVED = 1_000  # into the segment, and as many out of it
RULE = {"all": [_is("country", *COUNTRIES), {"not": RECENT}]}
CONDITION = f"c.country IN ('DE', 'AT') AND NOT {HAS_RECENT}"


def refreshing(report: Report) -> None:
    """Bring a segment up to date that was right until contacts moved to another country."""
    by = User.objects.get(username="bench")
    segments = [_filled(by, side) for side in ("ours", "by hand") for _run in range(RUNS)]
    lines = SegmentLine.objects.current(segments[0]).count()
    moved = _move()
    try:
        results: list[int] = []

        def ours(segment: Segment) -> None:
            refresh = services.refresh_segment(segment, by=by, now=NOW)
            results.append(refresh.joined_count + refresh.left_count)

        def by_hand(segment: Segment) -> None:
            results.append(floors.refresh(segment.pk, CONDITION, lines))

        times = median_of_turns(ours, by_hand, segments[:RUNS], segments[RUNS:])
        if len(set(results)) != 1:
            raise AssertionError(f"moved {results}")
        report.heading("Refresh", "operation", "ours", "by hand", "ratio", "lines, moved")
        report.compare("refresh", *times, f"{lines:,}, {results[0]:,}")
    finally:
        for country, keys in moved.items():
            Contact.objects.filter(pk__in=keys).update(country=country)


def _filled(by: User, side: str) -> Segment:
    values = {"description": f"Benchmark, {side}", "occurred_on": NOW.date()}
    segment = services.create_segment(values=values, by=by, now=NOW)
    services.take_step(segment, action="add", rule=RULE, by=by, now=NOW)
    segment.refresh_from_db()
    services.keep_up_to_date(segment, every=Upkeep.Every.DEMAND, by=by, now=NOW)
    return segment


def _move() -> dict[str, list[Any]]:
    """Move contacts to another country, and return who was where."""
    keys = {}
    for here in ("DE", "FR"):
        found = Contact.objects.filter(country=here).order_by("-pk")  # seldom spoken to
        keys[here] = list(found.values_list("pk", flat=True)[:MOVED])
    Contact.objects.filter(pk__in=keys["DE"]).update(country="FR")
    Contact.objects.filter(pk__in=keys["FR"]).update(country="DE")
    return keys
