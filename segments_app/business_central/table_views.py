"""The text of a view on a table, as the reference product keeps it, taken apart.

SORTING(Field1) WHERE(Field1=1(10000..20000),Field35=1(DE|AT))
VERSION(1) SORTING(No.) ORDER(Ascending) WHERE(No.=FILTER(10000..20000),Type=CONST(Person))

Fields are told by their number or by their name, values by a filter expression or as they are.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.translation import gettext as _

from segments_app.criteria.expressions.grammar import FilterError

CLAUSE = re.compile(r"\s*(VERSION|SORTING|ORDER|WHERE)\s*\(", re.IGNORECASE)
FILTER = re.compile(r"\s*([^=,()]*(?:\([^()=]*\)[^=,()]*)*)=\s*(\w+)\s*\(")
FILTERS, VALUES = {"1", "FILTER"}, {"0", "CONST"}
BEFORE_A_QUOTE = "(|&<>=. "


@dataclass(frozen=True)
class Asked:
    """What a view asks of one field: a filter expression, and where it begins in the view."""

    field: str
    expression: str
    position: int


def asked_by(view: str) -> list[Asked]:
    """Return the filters of a view; FilterError tells the character that is not understood."""
    at, found = 0, []
    while view[at:].strip():
        clause = CLAUSE.match(view, at)
        if clause is None:
            raise FilterError(_("this is no part of a view."), at + 1)
        end = _closing(view, clause.end())
        if clause[1].upper() == "WHERE":
            found += list(_filters(view, clause.end(), end))
        at = end + 1
    if not found:
        raise FilterError(_("this view filters nothing."), at + 1)
    return found


def _filters(view: str, at: int, end: int) -> Iterator[Asked]:
    while at < end:
        match = FILTER.match(view, at, end)
        if match is None:
            raise FilterError(_("this is no filter on a field."), at + 1)
        closing = _closing(view, match.end())
        text, how = view[match.end() : closing], match[2].upper()
        if how in VALUES:
            text = "'" + text.replace("'", "''") + "'"
        elif how not in FILTERS:
            raise FilterError(_("this is neither a filter nor a value."), match.start(2) + 1)
        yield Asked(match[1].strip(), text, match.end())
        at = closing + 1
        if at < end and view[at] != ",":
            raise FilterError(_("here a comma is missing."), at + 1)
        at += 1


def _closing(view: str, at: int) -> int:
    """Return where the bracket closes that was opened before `at`; quoted ones do not count."""
    begun, depth, quoted = at, 1, False
    while at < len(view):
        letter = view[at]
        if letter == "'" and (quoted or view[at - 1] in BEFORE_A_QUOTE):
            quoted = not quoted
        elif letter in "()" and not quoted:
            depth += 1 if letter == "(" else -1
            if not depth:
                return at
        at += 1
    raise FilterError(_("this bracket is never closed."), begun)
