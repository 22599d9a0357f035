"""What the page says beside the number: why somebody matches, and whom a step would add."""

import statistics
from functools import partial

from django.db import connection
from django.test.utils import CaptureQueriesContext

from benchmarks.report import Report
from benchmarks.rules import RULES
from benchmarks.timing import NOW, milliseconds, work
from contacts.models import Contact
from segments_app import live_index, services
from segments_app.criteria.explaining import explain
from segments_app.models import Segment

PERSONS = 20  # of whom each rule is asked
RUNS = 10
FIRST = 10


def explanations(report: Report) -> None:
    """Time "why" for every rule, and for all of them in one tree."""
    persons = list(Contact.objects.filter(type="person").order_by("-pk")[:PERSONS])
    rules = {name: rule for name, (rule, _condition) in RULES.items()}
    rules["all of them in one tree"] = {"any": list(rules.values())}
    report.heading("Why", "rule", "median", "p95", "work", "queries")
    for name, rule in rules.items():
        with CaptureQueriesContext(connection) as queries:
            explain(rule, persons[0], now=NOW)
        times = sorted(
            milliseconds(partial(explain, rule, person, now=NOW))[0] for person in persons
        )
        worked = work(partial(explain, rule, persons[0], now=NOW))
        report.row(
            name, f"{statistics.median(times):,.1f}", f"{times[-2]:,.1f}", f"{worked:,.1f}",
            len(queries),
        )  # fmt: skip


def previews(report: Report) -> None:
    """Time what the page asks for after a change: numbers, who is left out, the first ten."""
    segment = Segment.objects.create(number="BENCH-PREVIEW", description="Benchmark")
    columns = ("rule", "first", "median", "slowest of 10", "work")
    report.heading("Preview, as the page asks for it", *columns)
    try:
        for name, (rule, _condition) in RULES.items():
            first = milliseconds(partial(_preview, segment, rule))[0]
            live_index.builder.wait()
            _preview(segment, rule)
            times = [milliseconds(partial(_preview, segment, rule))[0] for _run in range(RUNS)]
            report.row(
                name, f"{first:,.0f}", f"{statistics.median(times):,.0f}", f"{max(times):,.0f}",
                f"{work(partial(_preview, segment, rule)):,.0f}",
            )  # fmt: skip
    finally:
        segment.delete()


def _preview(segment: Segment, rule: dict[str, object]) -> list[Contact]:
    preview = services.preview_step(segment, action="add", rule=rule, now=NOW)
    return preview.first(FIRST)
