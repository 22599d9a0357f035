"""What a contact has, in words: its values for criteria, and its rows for "some … where"."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from itertools import chain, islice
from typing import Any

from django.db.models import Count, F, Q, QuerySet, Value
from django.db.models.functions import Concat, JSONObject
from django.utils import formats, timezone
from django.utils.text import Truncator
from django.utils.translation import gettext as _

from contacts.models import Contact
from segments_app.common.export_rows import field_at

from .asking import Part
from .compiler import Compiler
from .options import Options, Rows
from .places import PLACE, postcode_beside
from .registry import Criterion, Link
from .tree import Leaf, Some, leaves
from .values import in_digits, listed

SHOWN_ROWS = 3
MOST_MEMBERS = 100  # of one UNION; SQLite allows 500
DATED = ("date", "moment")  # kinds of days that every row has


@dataclass(frozen=True)
class Evidence:
    """The rows of a contact that satisfy "some … where": how many, and the latest in words."""

    count: int
    rows: tuple[str, ...]


class Facts:
    """The facts of one contact that some parts of rules ask about; a few queries for all."""

    def __init__(self, contact: Contact, parts: Iterable[Part], compiler: Compiler) -> None:
        self._contact = contact
        parts = list(parts)
        self._criteria = {
            part.criterion.key: part.criterion for part in parts if isinstance(part, Leaf)
        }
        self._somes = [part for part in parts if isinstance(part, Some)]
        self._values: dict[str, list[Any]] = {
            key: [own_value(contact, criterion)] if criterion.rows is None else []
            for key, criterion in self._criteria.items()
        }
        self._rows: dict[int, list[dict[str, Any]]] = {}
        self._counts: dict[int, int] = defaultdict(int)
        self._read(compiler)
        self._names = self._named()

    def value(self, leaf: Leaf) -> str:
        """Return the contact's own value, or values, for the criterion."""
        criterion = leaf.criterion
        found = [self._word(criterion, value) for value in self._values[criterion.key]]
        words = sorted(filter(None, found))
        return listed(words, _("and")) if words else str(criterion.kind.nothing)

    def evidence(self, some: Some) -> Evidence:
        """Return the rows that count for "some … where"."""
        index = self._place(some)
        criteria = shown_of(some)
        rows = [
            " · ".join(filter(None, (self._word(one, row[one.key]) for one in criteria)))
            for row in self._rows.get(index, ())
        ]
        return Evidence(self._counts[index], tuple(rows))

    def _place(self, some: Some) -> int:
        return next(index for index, one in enumerate(self._somes) if one is some)

    # Reading ----------------------------------------------------------------------------------

    def _read(self, compiler: Compiler) -> None:
        elsewhere = [one for one in self._criteria.values() if one.rows is not None]
        members = [self._values_of(criterion) for criterion in elsewhere]
        for index, some in enumerate(self._somes):
            members += self._rows_of(index, some, compiler)
        for first in range(0, len(members), MOST_MEMBERS):
            for tag, found in united(members[first : first + MOST_MEMBERS]):
                self._keep(tag, found)
        for index, some in enumerate(self._somes):
            self._rows.get(index, []).sort(key=lambda row: latest_first(some, row), reverse=True)

    def _keep(self, tag: str, found: Mapping[str, Any]) -> None:
        kind, _colon, key = tag.partition(":")
        if kind == "value":
            self._values[key].append(plain(self._criteria[key], found["value"]))
        elif kind == "count":
            self._counts[int(key)] = found["count"]
        else:
            some = self._somes[int(key)]
            row = {one.key: plain(one, found[one.key], some.source.rows) for one in shown_of(some)}
            self._rows.setdefault(int(key), []).append(row | {"pk": found["pk"]})

    def _values_of(self, criterion: Criterion) -> QuerySet[Any, Any]:
        if criterion.rows is None or criterion.link is None:
            raise AssertionError(criterion)
        rows = criterion.rows.filter(about(criterion.link, self._contact))
        return tagged(rows, f"value:{criterion.key}", value=told(criterion)).distinct()

    def _rows_of(self, index: int, some: Some, compiler: Compiler) -> list[QuerySet[Any, Any]]:
        rows, link = compiler.rows(some)
        rows = rows.filter(about(link, self._contact))
        order = [f"-{one.path}" for one in day_of(some)]
        latest = rows.order_by(*order, "-pk").values("pk")[:SHOWN_ROWS]
        shown = some.source.rows.model._default_manager.filter(pk__in=latest)
        counted = rows.values(tag=Value(f"count:{index}")).annotate(
            found=JSONObject(count=Count("pk"))
        )
        columns = {"pk": F("pk"), **{one.key: told(one) for one in shown_of(some)}}
        return [counted.values_list("tag", "found"), tagged(shown, f"rows:{index}", **columns)]

    # Words ------------------------------------------------------------------------------------

    def _named(self) -> dict[Options, Mapping[Any, Any]]:
        """Return what the rows that the values point at are called: one query a table."""
        wanted: dict[Options, set[Any]] = {}
        for key, values in self._values.items():
            if options := self._criteria[key].options:
                wanted.setdefault(options, set()).update(values)
        for index, rows in self._rows.items():
            for one in shown_of(self._somes[index]):
                if one.options:
                    wanted.setdefault(one.options, set()).update(row[one.key] for row in rows)
        return {options: names(options, values) for options, values in wanted.items()}

    def _word(self, criterion: Criterion, value: Any) -> str:
        if value is None:
            return ""
        if criterion.options is not None:
            return str(self._names[criterion.options].get(value, value))
        return in_words(value)


def united(members: Sequence[QuerySet[Any, Any]]) -> Iterable[tuple[str, dict[str, Any]]]:
    """Ask all of the queries at once."""
    first, *rest = members
    found: Iterable[tuple[str, dict[str, Any]]] = first.union(*rest, all=True) if rest else first
    return found


def tagged(rows: QuerySet[Any, Any], tag: str, **columns: Any) -> QuerySet[Any, Any]:
    """Return the rows as a tag and an object: all such queries have the same two columns."""
    return rows.values_list(Value(tag), JSONObject(**columns))


def about(link: Link, contact: Contact) -> Q:
    """Return the condition on a row that it is about this contact."""
    key = (contact.company_id or contact.pk) if link.by_company else contact.pk
    first, *second = link.columns
    condition = Q((first, key))
    for column in second:
        condition |= Q((f"{first}__isnull", True), (column, key))
    return condition


def told(criterion: Criterion) -> F | Concat:
    """Return what is told of a row: its column, of a place the country with the post code."""
    if criterion.kind is PLACE:
        postcode = postcode_beside(criterion.path)
        return Concat(criterion.path, Value(" "), postcode)
    return F(criterion.path)


def shown_of(some: Some) -> list[Criterion]:
    """Return what is told of a row: what it is, its day, and what the rule asks of it."""
    usual = list(some.source.criteria.values())[:2]
    asked = [leaf.criterion for leaf in leaves(some.where)]
    return list({one.key: one for one in chain(usual, day_of(some), asked)}.values())


def day_of(some: Some) -> list[Criterion]:
    """Return the day, or moment, of a row: the first that its source declares, if any."""
    dated = (one for one in some.source.criteria.values() if one.kind.key in DATED)
    return list(islice(dated, 1))


def latest_first(some: Some, row: Mapping[str, Any]) -> list[Any]:
    return [row[one.key] for one in day_of(some)] + [row["pk"]]


def own_value(contact: Contact, criterion: Criterion) -> Any:
    """Return the value of a contact's own column, of a row it points at the key."""
    field: Any = field_at(Contact, criterion.path)
    value = getattr(contact, field.attname)
    if criterion.kind is PLACE:
        return f"{value} {getattr(contact, postcode_beside(criterion.path))}"
    return value


def plain(criterion: Criterion, value: Any, rows: QuerySet[Any] | None = None) -> Any:
    """Return a value that came as JSON as the column would give it."""
    found = criterion.rows if rows is None else rows
    field: Any = field_at(found.model, criterion.path) if found is not None else None
    value = field.to_python(value)
    if isinstance(value, datetime) and timezone.is_naive(value):
        return value.replace(tzinfo=UTC)
    return value


def names(options: Options, columns: Iterable[Any]) -> Mapping[Any, Any]:
    """Return what the values of a column are called."""
    if isinstance(options, Rows):
        return {row.pk: options.label(row) for row in options.rows.filter(pk__in=columns)}
    return dict(options.known(list(columns)).values())


def in_words(value: Any) -> str:
    """Return a value as people read it."""
    match value:
        case bool():
            return _("yes") if value else _("no")
        case datetime():
            return formats.date_format(timezone.localtime(value), "SHORT_DATETIME_FORMAT")
        case date():
            return formats.date_format(value)
        case int() | float() | Decimal():
            return in_digits(Decimal(str(value)).normalize())
        case _:
            return Truncator(str(value).strip()).chars(80)  # a place without post code
