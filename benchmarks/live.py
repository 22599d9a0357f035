"""The live index: first and later counts, facets, contacts touched, and what its log costs."""

import statistics
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from benchmarks.report import Report

RUNS = 40
GERMAN_PERSONS = {
    "all": [
        {"field": "type", "is": "any_of", "value": ["person"]},
        {"field": "country", "is": "any_of", "value": ["DE"]},
    ]
}
SINGLE = "UPDATE contacts_contact SET address_2 = 'bench' WHERE id = %s"
# The rows of one logging, as they come: the same contacts and values as those of earlier ones.
BULK = (
    "INSERT INTO interactions_interaction ({columns}) SELECT {columns} FROM "
    "interactions_interaction WHERE logged_segment_id IS NULL ORDER BY id LIMIT 100000"
)


def live(report: "Report") -> None:
    """Time the live index beside the SQL it answers for; each count is compared with SQL's."""
    from segments_app import live_index
    from segments_app.common.snapshots import begin_log

    begin_log()
    live_index.bitmaps.clear()
    _counts(report)
    _facets(report)
    _touched(report)
    size, held = live_index.bitmaps.size, len(live_index.bitmaps)
    report.say(f"\n{held} conditions hold {size:,} bytes, {size // held:,} each.")
    _log(report)


def _spent(work: Callable[[], Any]) -> tuple[float, Any]:
    began = time.perf_counter()
    result = work()
    return (time.perf_counter() - began) * 1000, result


def _percentiles(work: Callable[[], Any]) -> tuple[float, float]:
    times = sorted(_spent(work)[0] for _run in range(RUNS))
    return statistics.median(times), times[int(RUNS * 0.95) - 1]


def _count(rule: dict[str, Any], *, builds: int = 100) -> int:
    from benchmarks.timing import NOW
    from segments_app import live_index

    found = live_index.counts_if_ready([live_index.matching(rule, now=NOW)], builds=builds)
    if found is None:
        raise AssertionError("the bitmaps are not there")
    return found[0]


def _counts(report: "Report") -> None:
    from benchmarks.counting import count_rule
    from benchmarks.rules import RULES
    from benchmarks.timing import work

    columns = ("rule", "SQL", "first count", "median", "p95", "work", "contacts")
    report.heading("Live index", *columns)
    for name, (rule, _condition) in RULES.items():
        first, found = _spent(partial(_count, rule))
        median, p95 = _percentiles(partial(_count, rule, builds=0))
        worked = work(partial(_count, rule, builds=0))
        sql, expected = _spent(partial(count_rule, rule))
        if found != expected:
            raise AssertionError(f"{name}: {found} by bitmaps, {expected} by SQL")
        report.row(
            name,
            f"{sql:,.0f}",
            f"{first:,.0f}",
            f"{median:.1f}",
            f"{p95:.1f}",
            f"{worked:.1f}",
            f"{found:,}",
        )


def _facets(report: "Report") -> None:
    from benchmarks.timing import NOW
    from contacts.models import MailingGroup
    from segments_app import live_index

    codes = MailingGroup.objects.order_by("pk").values_list("code", flat=True)[:30]
    rules = [{"field": "mailing_group", "is": "any_of", "value": [code]} for code in codes]

    def facets() -> list[int]:
        others, *values = live_index.matching_each([GERMAN_PERSONS, *rules], now=NOW)
        return live_index.counts([others & value for value in values], builds=100)

    first, _found = _spent(facets)
    median, p95 = _percentiles(facets)
    report.heading("Facets", "values", "first", "median", "p95")
    report.row(len(rules), f"{first:,.0f}", f"{median:.1f}", f"{p95:.1f}")


def _touched(report: "Report") -> None:
    from django.db import connection

    from benchmarks.counting import count_rule
    from benchmarks.rules import RULES

    report.heading("The first count after contacts were touched", "rule", "touched", "ms")
    for name in list(RULES)[3:5]:
        rule = RULES[name][0]
        _count(rule)
        for touched in (1, 100, 1_000, 10_000):
            with connection.cursor() as cursor:
                cursor.execute(
                    "UPDATE contacts_contact SET address_2 = 'touched' WHERE id IN "
                    "(SELECT id FROM contacts_contact WHERE id %% 7 = 0 AND type = 'person' "
                    "ORDER BY id LIMIT %s)",
                    [touched],
                )
            spent, found = _spent(partial(_count, rule))
            if found != count_rule(rule):
                raise AssertionError(f"{name}: {found} after {touched} were touched")
            report.row(name, f"{touched:,}", f"{spent:,.0f}")


def _log(report: "Report") -> None:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT string_agg(attname, ', ') FROM pg_attribute WHERE attnum > 0 AND NOT "
            "attisdropped AND attrelid = 'interactions_interaction'::regclass AND attname <> 'id'"
        )
        bulk = BULK.format(columns=cursor.fetchone()[0])
    report.heading("What noting changes costs", "write", "noted", "not noted", "ratio")
    for name, table, work in (
        ("one contact, a transaction each", "contacts_contact", _single_writes),
        ("100,000 interactions", "interactions_interaction", partial(_rolled_back, bulk)),
    ):
        noted, bare = [], []
        work()
        for _run in range(3):
            noted.append(_spent(work)[0])
            with _not_noted(table):
                bare.append(_spent(work)[0])
        one, other = statistics.median(noted), statistics.median(bare)
        report.row(name, f"{one:,.0f}", f"{other:,.0f}", f"{one / other:.2f}")


def _single_writes() -> None:
    from django.db import connection

    with connection.cursor() as cursor:
        for number in range(1, 301):
            cursor.execute(SINGLE, [number * 31])


def _rolled_back(statement: str) -> None:
    from django.db import connection, transaction

    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)
        transaction.set_rollback(True)


@contextmanager
def _not_noted(table: str) -> Iterator[None]:
    from django.db import connection

    names = [f"{table}_changes_{event}" for event in ("insert", "update", "delete")]
    try:
        with connection.cursor() as cursor:
            for name in names:
                cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER {name}")
        yield
    finally:
        with connection.cursor() as cursor:
            for name in names:
                cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER {name}")
