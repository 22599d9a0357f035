"""Rules counted through the criteria language and by hand, and the preview of their first ten."""

from functools import partial
from typing import Any

from benchmarks import floors
from benchmarks.report import Report
from benchmarks.rules import RULES
from benchmarks.timing import NOW, both, milliseconds
from segments_app.common.sql import unindexed
from segments_app.criteria.rules import contacts_matching
from segments_app.services.steps import MANY


def count_rule(rule: dict[str, Any]) -> int:
    return contacts_matching(rule, now=NOW).count()


def first_ten(rule: dict[str, Any], count: int) -> list[Any]:
    """Return the first ten by name as the page does, which has counted them before."""
    if not count:
        return []
    are_many = count >= MANY
    contacts = contacts_matching(rule, now=NOW, one_by_one=are_many)
    return list(contacts.order_by("name" if are_many else unindexed("name"), "pk")[:10])


def counts(report: Report) -> None:
    """Count rules through the criteria language and by hand; preview their first ten."""
    report.heading("Counting", "rule", "ours", "by hand", "ratio", "contacts", "preview")
    for name, (rule, condition) in RULES.items():
        ours, floor, found, expected = both(
            partial(count_rule, rule),
            partial(floors.count, condition),
        )
        if found != expected:
            raise AssertionError(f"{name}: {found} by the rule, {expected} by hand")
        if not found:  # then both only look whether there is anybody
            report.row(name, "", "", "matches nobody here", 0, "")
            continue
        preview, _rows = milliseconds(partial(first_ten, rule, found))
        report.row(
            name, f"{ours:,.0f}", f"{floor:,.0f}", f"{ours / floor:.2f}", f"{found:,}",
            f"{preview:,.0f}",
        )  # fmt: skip
