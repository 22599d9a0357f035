"""Every table that a criterion reads is covered by the change log."""

import re

import pytest
from django.db import connection

from segments_app.common.change_log import LogChanges, trigger_name
from segments_app.criteria import reader  # noqa: F401 - declares the criteria
from segments_app.criteria.registry import sources
from segments_app.live_index.tables import COVERED, OF_CONTACTS, THROUGH

from .migrations import logged

postgres_only = pytest.mark.skipif(
    connection.vendor != "postgresql", reason="SQLite has no live index"
)
CRITERIA = [
    (f"{source.key}.{criterion.key}", source, criterion)
    for source in sources.values()
    for criterion in source.criteria.values()
]


def statement(source, criterion):
    """Return the SQL that reads the column of a criterion."""
    rows = source.rows if criterion.rows is None else criterion.rows
    return str(rows.order_by().values_list(criterion.path).query)


def tables_of(sql):
    return set(re.findall(r'(?:FROM|JOIN) "(\w+)"', sql))


@pytest.mark.parametrize(
    ("source", "criterion"), [c[1:] for c in CRITERIA], ids=[c[0] for c in CRITERIA]
)
def test_the_tables_of_a_criterion_are_covered(source, criterion):
    assert tables_of(statement(source, criterion)) <= COVERED


@pytest.mark.parametrize(
    ("source", "criterion"), [c[1:] for c in CRITERIA], ids=[c[0] for c in CRITERIA]
)
def test_of_a_table_that_is_looked_through_only_columns_are_read_whose_changes_are_noted(
    source, criterion
):
    sql = statement(source, criterion)
    for table in tables_of(sql) & THROUGH.keys():
        read = set(re.findall(rf'"{table}"\."(\w+)"', sql))
        assert read <= {"id", *noted()[table].only}


def test_the_triggers_are_those_of_the_tables():
    assert noted().keys() == COVERED
    assert {table for table, change in noted().items() if not change.only} == OF_CONTACTS


@postgres_only
@pytest.mark.django_db
def test_every_table_has_its_triggers():
    expected = {
        trigger_name(change.table, event)
        for change in noted().values()
        for event in (["update"] if change.only else ["insert", "update", "delete"]) + ["truncate"]
    }
    with connection.cursor() as cursor:
        cursor.execute("SELECT tgname FROM pg_trigger WHERE tgname ~ '_changes_[a-z]+$'")
        assert {name for (name,) in cursor.fetchall()} == expected


def noted():
    """Return what the migrations of the app log, by table."""
    return {one.table: one for one in logged() if isinstance(one, LogChanges)}
