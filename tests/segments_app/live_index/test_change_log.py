"""The log of changes: what is noted, what is pruned, and who notices."""

from dataclasses import replace
from io import StringIO

import pytest
from django.db import connection

from contacts.models import Contact
from segments_app.common.change_log import LOG, ChangeLog, LogChanges
from segments_app.common.snapshots import Snapshot, begin_log, log_state, one_snapshot, prune_log
from tests.factories import make_contact
from tests.segments_app.criteria.population import NOW, populate

from .migrations import logged

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has no change log"),
]
GERMANS = {"field": "country", "is": "any_of", "value": ["DE"]}


def notes():
    with connection.cursor() as cursor:
        cursor.execute("SELECT table_name, key FROM segments_contactchange ORDER BY 1, 2")
        return cursor.fetchall()


def execute(statement, *params):
    with connection.cursor() as cursor:
        cursor.execute(statement, params)


def long_ago(index):
    """Move notes and bitmaps to before any transaction that is under way on the server.

    Numbers of transactions are the server's: one of another database would keep notes, too.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM segments_contactchange ORDER BY transaction_id")
        found = cursor.fetchall()
        cursor.execute("SELECT pg_snapshot_xmin(pg_current_snapshot())::text::bigint")
        [[horizon]] = cursor.fetchall()
        first = horizon - len(found) - 1
        numbers = dict(
            zip(sorted({note[0] for note in found}), range(first, horizon), strict=False)
        )
        cursor.execute("DELETE FROM segments_contactchange")
        cursor.executemany(
            "INSERT INTO segments_contactchange VALUES (%s, %s, %s)",
            [(numbers[transaction], *note) for transaction, *note in found],
        )
        cursor.execute("UPDATE segments_changelog SET kept_from = %s", [first])
    for key, bitmap in index.bitmaps._bitmaps.items():
        before = Snapshot.read(f"{first}:{first}:")
        index.bitmaps._bitmaps[key] = replace(bitmap, snapshot=before)


@pytest.fixture
def contact():
    contact = make_contact(country="DE")
    execute("TRUNCATE segments_contactchange")
    return contact


def test_a_snapshot_is_read():
    snapshot = Snapshot.read("10:20:10,14")

    assert [snapshot.sees(one) for one in (9, 10, 11, 14, 19, 20)] == [
        True, False, True, False, True, False,
    ]  # fmt: skip
    assert Snapshot.read("7:7:").sees(6)


def test_a_statement_notes_whom_it_touched(contact):
    Contact.objects.filter(pk=contact.pk).update(address_2="c/o")
    assert notes() == [("contacts_contact", contact.pk)]

    Contact.objects.filter(pk=contact.pk).update(city="Köln")  # whose history is kept
    assert notes()[1:] == [("contacts_contact", contact.pk), ("contacts_contactchange", contact.pk)]


def test_a_statement_of_many_rows_notes_that_anything_may_have_changed(contact):
    execute(
        "INSERT INTO contacts_contactcomment (contact_id, text, commented_on) "
        "SELECT %s, 'x', now() FROM generate_series(1, 20001)",
        contact.pk,
    )

    assert notes() == [("contacts_contactcomment", 0)]


def test_a_segment_whose_position_stays_is_not_noted(contact, now):
    populate()
    execute("TRUNCATE segments_contactchange")
    execute("UPDATE segments_segment SET draft = '{}'")
    assert notes() == []

    execute("UPDATE segments_segment SET position = position + 1 WHERE number = 'A'")
    assert [table for table, _key in notes()] == ["segments_segment"]


def test_what_is_copied_in_is_noted(contact, connect):
    other = connect()
    with other.cursor() as cursor:
        rows = StringIO(f"{contact.pk}\tx\t2026-03-01\n")
        cursor.copy_from(
            rows, "contacts_contactcomment", columns=("contact_id", "text", "commented_on")
        )
    other.commit()

    assert notes() == [("contacts_contactcomment", contact.pk)]


def test_pruning_keeps_the_last_notes_and_who_has_fallen_behind_begins_anew(contact, index):
    assert index.count(GERMANS, now=NOW) == 1
    for number in range(5):
        Contact.objects.filter(pk=contact.pk).update(country=["AT", "DE"][number % 2], city=number)

    long_ago(index)
    [bitmap] = index.bitmaps._bitmaps.values()
    with one_snapshot():
        assert bitmap.can_be_brought_to(log_state())

    assert prune_log(keep=2) == 8

    assert notes() == [("contacts_contact", contact.pk), ("contacts_contactchange", contact.pk)]
    with one_snapshot():
        assert not bitmap.can_be_brought_to(log_state())
    assert index.count(GERMANS, now=NOW) == 0


def test_pruning_leaves_what_a_transaction_under_way_may_add_to(contact, connect):
    begin_log()
    slow = connect()
    with slow.cursor() as cursor:
        cursor.execute("UPDATE contacts_contact SET city = 'x' WHERE id = %s", [make_contact().pk])
    for number in range(5):
        Contact.objects.filter(pk=contact.pk).update(address_2=number)

    prune_log(keep=0)

    assert [key for _table, key in notes()].count(contact.pk) == 5


def test_after_a_crash_the_log_is_begun_anew_and_nothing_held_counts_any_more(contact, index):
    index.count(GERMANS, now=NOW)
    with one_snapshot():
        before = log_state()
    execute("TRUNCATE segments_changelog, segments_contactchange")  # as PostgreSQL does
    with one_snapshot():
        assert log_state() is None
    assert index.count(GERMANS, now=NOW) == 1

    index.builder.wait()

    with one_snapshot():
        assert log_state().identity != before.identity
    assert index.counts_if_ready([index.matching(GERMANS, now=NOW)]) == [1]


def test_a_log_that_comes_from_another_server_is_begun_anew(contact):
    begin_log()
    execute("UPDATE segments_changelog SET kept_from = 1000000000000")
    execute("INSERT INTO segments_contactchange VALUES (1000000000001, 'contacts_contact', 1)")
    with one_snapshot():
        assert log_state() is None

    begin_log()

    with one_snapshot():
        assert log_state() is not None
    assert notes() == []


def test_beginning_a_log_that_is_there_changes_nothing(contact):
    begin_log()
    with one_snapshot():
        before = log_state()
    begin_log()
    with one_snapshot():
        assert log_state().identity == before.identity


def test_the_migrations_go_back_and_forth_on_a_filled_database():
    populate()
    operations = [one for one in logged() if isinstance(one, ChangeLog | LogChanges)]
    try:
        with connection.schema_editor() as editor:
            for one in reversed(operations):
                one.database_backwards("segments", editor, None, None)
        Contact.objects.update(city="no trigger is left")
        assert LOG not in connection.introspection.table_names()
    finally:
        with connection.schema_editor() as editor:
            for one in operations:
                one.database_forwards("segments", editor, None, None)
    Contact.objects.update(address_2="noted")

    assert len(notes()) == Contact.objects.count()
