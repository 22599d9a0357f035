"""The rows of a list, found and ordered without reading more of the table than is shown."""

from functools import cached_property
from typing import Any

from django.db.models import QuerySet
from django.db.models.functions import Coalesce
from django.db.models.sql.where import WhereNode
from django_tables2.data import TableQuerysetData

from . import paging
from .keys import Among


class TotallyOrdered(TableQuerysetData):
    """Rows in a total order, so that none is on two pages or on no page at all."""

    data: QuerySet[Any]
    is_narrowed = False  # by filters, of which the database may not know how many rows they leave
    is_gathered = False  # by the index of a filter, see `gathered`
    plain: QuerySet[Any] | None = None  # all rows without what is shown of other tables: to count
    found: list[Any] | None = None  # the keys of all rows, where a filter leaves few

    @cached_property
    def counted(self) -> int:
        """How many rows there are, counted one further than the limit at most."""
        if not self.is_narrowed and self.plain is not None:
            return paging.count_of(self.plain)
        if not self.is_narrowed or self.data.query.has_select_fields:
            return paging.count_of(self.data)
        keys = self.data.order_by().values_list("pk", flat=True)
        found = list(keys[: paging.COUNT_LIMIT + 1])
        if len(found) <= paging.COUNT_LIMIT:
            self.found = found
        return len(found)

    def __getitem__(self, key: Any) -> Any:
        """Return a row, or the rows of a page: their keys first, then those rows whole.

        To find a page the database then reads keys and what they are sorted by, not a thousand
        bytes a row and every table that the page shows something of. The few that a filter
        leaves are sorted by their keys: asked for the first by date or name, the database would
        read along those through millions of rows.
        """
        if not isinstance(key, slice) or self.data.query.has_select_fields:
            return self.data[key]
        rows = gathered(self.data) if self.is_gathered else self.data
        if self.found is not None:
            rows = rows.filter(Among("pk", self.found))
        keys = list(rows.values_list("pk", flat=True)[key])
        rows_by_key = unfiltered(self.data).in_bulk(keys)
        return [rows_by_key[pk] for pk in keys if pk in rows_by_key]

    def order_by(self, aliases: Any) -> None:
        super().order_by(aliases)
        self.end_order_in_the_key()

    def end_order_in_the_key(self) -> None:
        order = self.data.query.order_by
        if not order or order[-1] not in ("pk", "-pk"):
            self.data = self.data.order_by(*order, "pk")


def unfiltered(rows: QuerySet[Any]) -> QuerySet[Any]:
    """Return the same without its filters: what their keys were found by needs no second look."""
    every = rows.order_by()
    every.query.where = WhereNode()
    return every


def gathered(rows: QuerySet[Any]) -> QuerySet[Any]:
    """Keep an index from sorting the rows, so that the index of a filter finds them instead.

    What was logged with a segment two years ago is 100,000 rows of a day: along the dates the
    database would read ten million others first, and it expects to find some on the way.
    """
    order: Any = rows.query.order_by
    first, *others = order
    name = first.removeprefix("-")
    same = Coalesce(name, name)
    return rows.order_by(same.desc() if first.startswith("-") else same.asc(), *others)
