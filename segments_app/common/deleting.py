"""Deleting many rows in one statement."""

from typing import Any

from django.db.models import QuerySet


def delete_rows(rows: QuerySet[Any]) -> int:
    """Delete the rows in one DELETE and return how many there were.

    `QuerySet.delete` reads every row first where another table points at it. This leaves the
    foreign keys to the database: the caller has dealt with what points at the rows.
    """
    return rows.order_by()._raw_delete(rows.db) or 0  # None where the query is empty by itself
