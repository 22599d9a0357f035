"""Figures of the rows of a page: added up for those only, in one query."""

from collections.abc import Iterable
from typing import Any

from django.db.models import QuerySet

from .tables import BaseTable


def fill_in(table: BaseTable, figures: QuerySet[Any], names: Iterable[str]) -> BaseTable:
    """Give each row of a configured table's page the annotations `names` of `figures`.

    A list ordered or filtered by such a figure would have to compute it for every row.
    """
    records = [row.record for row in table.page.object_list]
    found = figures.in_bulk([record.pk for record in records])
    for record in records:
        counted = found.get(record.pk)
        for name in names:
            setattr(record, name, getattr(counted, name, None))
    return table
