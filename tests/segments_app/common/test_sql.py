"""Inserting rows from a queryset in one statement."""

import pytest
from django.db import IntegrityError, transaction
from django.db.models import F, Value
from django.db.models.functions import Concat

from contacts.models import Contact, MailingGroup, Territory, WebSource
from segments_app.common.sql import insert_missing, insert_select

pytestmark = pytest.mark.django_db


@pytest.fixture
def territories():
    Territory.objects.bulk_create([Territory(code=code) for code in ("B", "A", "C")])
    return Territory.objects.all()


def test_a_row_is_inserted_for_each_row_of_the_source(territories, django_assert_num_queries):
    with django_assert_num_queries(1):
        count = insert_select(
            MailingGroup,
            territories.filter(code__in=["A", "B"]),
            code=Concat(Value("M"), F("code")),
            description=Value("50 % off"),
        )

    assert count == 2
    assert set(MailingGroup.objects.values_list("code", "description")) == {
        ("MA", "50 % off"),
        ("MB", "50 % off"),
    }


def test_rows_come_in_the_order_of_the_source(territories):
    insert_select(
        MailingGroup, territories.order_by("-code"), code=F("code"), description=Value("")
    )

    codes = MailingGroup.objects.order_by("pk").values_list("code", flat=True)
    assert list(codes) == ["C", "B", "A"]


def test_rows_that_are_there_are_skipped_only_where_that_is_asked_for(territories):
    MailingGroup.objects.create(code="A")

    with pytest.raises(IntegrityError), transaction.atomic():
        insert_select(MailingGroup, territories, code=F("code"), description=Value(""))
    # Without a WHERE, which SQLite's grammar needs before ON CONFLICT unless rows are ordered.
    count = insert_missing(MailingGroup, territories, code=F("code"), description=Value(""))

    assert count == 2
    assert MailingGroup.objects.count() == 3


def test_fields_that_are_left_out_take_the_default_of_the_database(territories):
    insert_select(
        Contact,
        territories.filter(code="A"),
        **{name: Value("") for name in blank_fields()},
        number=F("code"),
        name=F("code"),
        type=Value("person"),
        exclude_from_segments=Value(1 == 0),
        is_privacy_blocked=Value(1 == 0),
        is_minor=Value(1 == 0),
        has_parental_consent=Value(1 == 0),
    )

    assert Contact.objects.get().created_at is not None


def test_nothing_is_inserted_from_an_empty_source():
    assert insert_select(WebSource, Territory.objects.none(), code=F("code"), url=Value("")) == 0


def blank_fields():
    given = ("number", "name", "type")
    return [
        field.name
        for field in Contact._meta.concrete_fields
        if field.name not in given
        and not field.null
        and not field.has_db_default()
        and field.get_internal_type() in ("CharField", "FileField")
    ]
