"""Ours beside the patterns of other products: in turns, in transactions that are taken back."""

import statistics
from collections.abc import Callable
from functools import partial
from typing import Any

from django.db import connection

from benchmarks.counting import count_rule
from benchmarks.floors import POSTGRES, execute
from benchmarks.peers import JOINED, PATTERNS, Task, count_joined
from benchmarks.report import Report
from benchmarks.rules import RULES
from benchmarks.segments import MARKS, SegmentTimer
from benchmarks.timing import NOW, RUNS, both, milliseconds, rolled_back
from segments_app import services

#: Patterns that write row by row are timed on so many lines, beside ours on as many.
CAPPED = 10_000
ROW_BY_ROW = {"Mautic"}
PATIENCE = 30_000  # ms after which a pattern is not run again
TABLES = {"log": "interactions_interaction"}
RESULT = {
    "add": "SELECT count(*) FROM segments_segmentline WHERE segment_id = %s AND removed_at IS NULL",
    "log": "SELECT count(*) FROM interactions_interaction i JOIN segments_segment s "
    "ON s.number = i.segment_number WHERE s.id = %s",
}


def peers(timer: SegmentTimer, report: Report) -> None:
    """Compare each operation with each pattern, on the lines that stand in the row."""
    few = SegmentTimer(min(timer.lines, CAPPED), mark=MARKS[1])
    report.heading(
        "Beside the patterns of others", "operation", "pattern", "lines", "runs", "ours", "theirs",
        "ratio", "ours per 1,000", "theirs per 1,000", "theirs, no triggers", "ratio",
    )  # fmt: skip
    for operation, patterns in PATTERNS.items():
        for product, pattern in patterns.items():
            used = few if product in ROW_BY_ROW else timer
            times = Sides(used, operation, pattern).run()
            _row(report, operation, product, used.lines, times)
    _counts(report)


def _row(
    report: Report, operation: str, product: str, lines: int, times: tuple[list[float], ...]
) -> None:
    if operation == "remove half":
        lines //= 2
    ours, theirs, bare = (statistics.median(side or [0]) for side in times)
    report.row(
        operation, product, f"{lines:,}", len(times[0]), f"{ours:,.0f}", f"{theirs:,.0f}",
        f"{theirs / ours:.1f}", f"{ours * 1000 / lines:.1f}", f"{theirs * 1000 / lines:.1f}",
        f"{bare:,.0f}" if bare else "", f"{bare / ours:.1f}" if bare else "",
    )  # fmt: skip


def _counts(report: Report) -> None:
    report.heading("Counting by joins and DISTINCT", "rule", "ours", "joins", "ratio", "contacts")
    for name, joins in JOINED.items():
        ours, theirs, found, expected = both(
            partial(count_rule, RULES[name][0]), partial(count_joined, joins)
        )
        if found != expected:
            raise AssertionError(f"{name}: {found} by the rule, {expected} by joins")
        report.row(name, f"{ours:,.0f}", f"{theirs:,.0f}", f"{theirs / ours:.2f}", f"{found:,}")


class Sides:
    """One operation by our service, by a pattern, and by the pattern without our triggers."""

    def __init__(
        self, timer: SegmentTimer, operation: str, pattern: Callable[[Task], None]
    ) -> None:
        self.timer, self.operation, self.pattern = timer, operation, pattern

    def run(self) -> tuple[list[float], list[float], list[float]]:
        """Return the times of each; results that differ stop the run."""
        ours: list[float] = []
        theirs: list[float] = []
        bare: list[float] = []
        while len(ours) < RUNS and sum(theirs) < PATIENCE:
            results = [self._once(self._ours, ours), self._once(self._theirs, theirs)]
            if POSTGRES:
                results.append(self._once(self._theirs, bare, triggers=False))
            if len(set(results)) != 1:
                raise AssertionError(f"{self.operation}, {self.pattern.__name__}: {results}")
        return ours, theirs, bare

    def _once(
        self, work: Callable[[Any], None], times: list[float], *, triggers: bool = True
    ) -> int:
        with rolled_back():
            if not triggers:
                table = TABLES.get(self.operation, "segments_segmentline")
                execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
            made = self.timer.segment() if self.operation == "add" else self.timer.filled()
            times.append(milliseconds(partial(_settled, work, made))[0])
            return self._result(made)

    def _ours(self, segment: Any) -> None:
        given: dict[str, Any] = {"by": self.timer.by, "now": NOW}
        if self.operation == "log":
            services.log_segment(segment, **given)
        elif self.operation == "add":
            services.take_step(segment, action="add", rule=self.timer.rule, **given)
        else:
            services.take_step(segment, action="remove", rule=self.timer.half, **given)

    def _theirs(self, segment: Any) -> None:
        adds = self.operation == "add"
        condition = self.timer.condition if adds else self.timer.half_condition
        self.pattern(
            Task(
                segment=segment.pk,
                condition=condition,
                number=segment.number,
                campaign=self.timer.campaign.pk,
                template=self.timer.template.pk,
                salesperson=1,
            )
        )

    def _result(self, segment: Any) -> int:
        with connection.cursor() as cursor:
            cursor.execute(RESULT.get(self.operation, RESULT["add"]), [segment.pk])
            return int(cursor.fetchone()[0])


def _settled(work: Callable[[Any], None], segment: Any) -> None:
    """Do it, and test now what would be tested at the commit, which does not come."""
    work(segment)
    if POSTGRES:
        execute("SET CONSTRAINTS ALL IMMEDIATE")
