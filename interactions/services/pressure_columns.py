"""The next free day of contacts in a list of them."""

from collections.abc import Iterable
from datetime import date
from typing import Any

import django_tables2 as tables
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from interactions.models import limits

from .pressure import next_free_days


class FreeOnColumn(tables.Column):
    """The next day on which no rule on contact pressure speaks against the contact.

    The table has `free_days`, which holds those it is about.
    """

    def __init__(self) -> None:
        super().__init__(
            verbose_name=_("Free again on"),
            empty_values=(),
            orderable=False,
            exclude_from_export=True,
        )

    def render(self, record: Any, table: Any) -> str:
        day = table.free_days.get(record.contact_id)
        return date_format(day, "SHORT_DATE_FORMAT") if day else "–"


def free_days_of(rows: Iterable[Any], purpose: int | None) -> dict[int, date]:
    """Return the next free day of the contact of each row, by the rules about a purpose."""
    given = [limit for limit in limits() if limit.is_about(purpose)]
    keys = [row.contact_id for row in rows]
    return next_free_days(keys, given, on=timezone.localdate()) if given and keys else {}
