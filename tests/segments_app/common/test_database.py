"""The promises that triggers keep, on both databases."""

from datetime import date
from threading import Thread

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from contacts.models import Contact, ContactIndustryGroup, IndustryGroup, Salesperson
from interactions.models import FrozenContent, Interaction, InteractionTemplate
from segments_app.models import Segment, SegmentLine

postgres_only = pytest.mark.skipif(
    "connection.vendor != 'postgresql'", reason="SQLite has one writer: nothing runs at once"
)


def contact(number="C1", **fields):
    return Contact.objects.create(number=number, name=number, **fields)


def interaction(**fields):
    template, _made = InteractionTemplate.objects.get_or_create(code="T", description="T")
    salesperson, _made = Salesperson.objects.get_or_create(code="S", name="S")
    values = {
        "contact": fields.pop("contact", None) or contact(),
        "occurred_on": date(2026, 3, 1),
        "description": "Letter",
        "template": template,
        "salesperson": salesperson,
    }
    return Interaction.objects.create(**values | fields)


def refused():
    return pytest.raises(IntegrityError)


def test_a_row_that_breaks_a_rule_is_refused_when_inserted(db):
    person = contact(type="person")
    group = IndustryGroup.objects.create(code="FOOD")

    with refused(), transaction.atomic():
        ContactIndustryGroup.objects.create(contact=person, industry_group=group)

    assert not ContactIndustryGroup.objects.exists()


def test_one_bad_row_among_many_refuses_the_whole_insert(db):
    company, person = contact("C1"), contact("C2", type="person")
    group = IndustryGroup.objects.create(code="FOOD")

    with refused(), transaction.atomic():
        ContactIndustryGroup.objects.bulk_create(
            [ContactIndustryGroup(contact=who, industry_group=group) for who in (company, person)]
        )

    assert not ContactIndustryGroup.objects.exists()


def test_a_row_that_comes_to_break_a_rule_is_refused_when_updated(db):
    company, person = contact("C1"), contact("C2", type="person")
    group = IndustryGroup.objects.create(code="FOOD")
    assigned = ContactIndustryGroup.objects.create(contact=company, industry_group=group)

    with refused(), transaction.atomic():
        ContactIndustryGroup.objects.filter(pk=assigned.pk).update(contact=person)

    assigned.refresh_from_db()
    assert assigned.contact == company


@pytest.mark.parametrize(
    ("field", "value"),
    [("description", "Other"), ("cost", 5), ("occurred_on", date(2026, 4, 1)), ("is_target", True)],
)
def test_a_logged_interaction_cannot_be_changed(db, field, value):
    logged = interaction()

    with pytest.raises(DatabaseError), transaction.atomic():
        Interaction.objects.filter(pk=logged.pk).update(**{field: value})

    before = getattr(logged, field)
    logged.refresh_from_db()
    assert getattr(logged, field) == before


def test_the_evaluation_of_a_logged_interaction_can_be_changed(db):
    logged = interaction()

    Interaction.objects.filter(pk=logged.pk).update(evaluation="positive")

    logged.refresh_from_db()
    assert logged.evaluation == "positive"


def test_a_logged_interaction_cannot_be_deleted(db):
    logged = interaction()

    with pytest.raises(DatabaseError), transaction.atomic():
        Interaction.objects.filter(pk=logged.pk).delete()

    assert Interaction.objects.filter(pk=logged.pk).exists()


def test_a_postponed_interaction_can_be_changed_and_deleted(db):
    draft = interaction(is_postponed=True)

    Interaction.objects.filter(pk=draft.pk).update(description="Other", is_postponed=False)
    draft.refresh_from_db()
    other = interaction(is_postponed=True, contact=draft.contact)
    other.delete()

    assert draft.description == "Other"
    assert Interaction.objects.count() == 1


def test_the_content_of_a_logged_interaction_cannot_be_changed(db):
    content = FrozenContent.objects.create(subject="Hello")

    with pytest.raises(DatabaseError), transaction.atomic():
        FrozenContent.objects.update(subject="Goodbye")

    content.refresh_from_db()
    assert content.subject == "Hello"


# Foreign keys: on SQLite its own, tested when the transaction ends; on PostgreSQL ours.


def line(segment, contact_id):
    return SegmentLine(segment=segment, contact_id=contact_id, added_at=1)


@pytest.fixture
def segment(transactional_db):
    return Segment.objects.create(number="SM1")


def test_a_line_cannot_point_at_a_contact_that_is_not_there(segment):
    here = contact()

    with refused(), transaction.atomic():
        SegmentLine.objects.bulk_create([line(segment, here.pk), line(segment, here.pk + 1000)])

    assert not SegmentLine.objects.exists()


def test_a_line_cannot_come_to_point_at_what_is_not_there(segment):
    there = SegmentLine.objects.create(segment=segment, contact=contact(), added_at=1)

    with refused(), transaction.atomic():
        SegmentLine.objects.filter(pk=there.pk).update(salesperson=4711)

    there.refresh_from_db()
    assert there.salesperson is None


def delete_row(row):
    """Delete past the ORM's own look-out for rows that point at it."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"DELETE FROM {row._meta.db_table} WHERE id = %s", [row.pk])  # noqa: S608


def test_a_contact_on_a_line_cannot_be_deleted(segment):
    here = contact()
    SegmentLine.objects.create(segment=segment, contact=here, added_at=1)

    with refused():
        delete_row(here)

    assert Contact.objects.filter(pk=here.pk).exists()


def test_a_contact_without_lines_can_be_deleted(segment):
    here = contact()

    delete_row(here)

    assert not Contact.objects.exists()


def in_thread(work):
    """Run `work` on a connection of its own; return the errors it raised."""
    errors = []

    def run():
        try:
            work()
        except Exception as error:
            errors.append(error)
        finally:
            connection.close()

    thread = Thread(target=run)
    thread.start()
    return thread, errors


@postgres_only
def test_deleting_a_contact_waits_for_a_line_not_committed_yet_and_is_refused(segment):
    here = contact()

    with transaction.atomic():
        SegmentLine.objects.create(segment=segment, contact=here, added_at=1)
        thread, errors = in_thread(lambda: delete_row(here))
        thread.join(timeout=0.5)
        waited = thread.is_alive()
    thread.join(timeout=10)

    assert waited
    assert [type(error) for error in errors] == [IntegrityError]
    assert Contact.objects.filter(pk=here.pk).exists()


@postgres_only
def test_a_line_waits_for_a_delete_not_committed_yet_and_is_refused(segment):
    here = contact()

    def add():
        SegmentLine.objects.create(segment_id=segment.pk, contact_id=here.pk, added_at=1)

    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("DELETE FROM contacts_contact WHERE id = %s", [here.pk])
        thread, errors = in_thread(add)
        thread.join(timeout=0.5)
        waited = thread.is_alive()
    thread.join(timeout=10)

    assert waited
    assert [type(error) for error in errors] == [IntegrityError]
    assert not SegmentLine.objects.exists()
