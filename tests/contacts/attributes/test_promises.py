"""What the database itself refuses about attributes, whoever writes."""

from datetime import date

import pytest
from django.db import IntegrityError, connection, transaction

from contacts.models import Attribute, AttributeChoice, AttributeValue, Contact
from tests.factories import make_attribute, make_company, make_person

pytestmark = pytest.mark.django_db


def refused(write):
    with pytest.raises(IntegrityError), transaction.atomic():
        write()


def deleted(row):
    """Delete by hand, past what Django knows of the rows that point at it."""
    with connection.cursor() as cursor:
        cursor.execute(f"DELETE FROM {row._meta.db_table} WHERE id = %s", [row.pk])  # noqa: S608
    connection.check_constraints()


def value(contact, attribute, **columns):
    fields = {"kind": attribute.kind, "is_unique": attribute.is_unique} | columns
    return AttributeValue.objects.create(contact=contact, attribute=attribute, **fields)


@pytest.mark.parametrize(
    "fields",
    [
        {"code": ""},
        {"label": ""},
        {"kind": "colour"},
        {"for_companies": False, "for_persons": False},
        {"kind": "yes_no", "is_unique": True},
    ],
    ids=["no code", "no label", "unknown kind", "for nobody", "unique yes or no"],
)
def test_an_attribute_has_a_code_a_label_a_kind_and_somebody_it_is_for(fields):
    refused(
        lambda: Attribute.objects.create(**({"code": "a", "label": "A", "kind": "text"} | fields))
    )


@pytest.mark.parametrize("fields", [{"code": "other"}, {"kind": "date"}])
def test_code_and_kind_of_an_attribute_stay(fields):
    attribute = make_attribute("shoe_size", "number")

    refused(lambda: Attribute.objects.filter(pk=attribute.pk).update(**fields))


def test_the_code_of_a_choice_stays_and_is_there_once():
    choice = make_attribute("size", "choice", choices=["s", "m"]).choices.get(code="s")

    refused(lambda: AttributeChoice.objects.filter(pk=choice.pk).update(code="xs"))
    refused(lambda: AttributeChoice.objects.create(attribute=choice.attribute, code="m", label="M"))


COLUMNS = {
    "text": {"text": "a"},
    "number": {"number": 3},
    "date": {"day": date(2026, 3, 1)},
    "yes_no": {"flag": False},
}


@pytest.mark.parametrize("kind", COLUMNS)
@pytest.mark.parametrize("given", [*COLUMNS, "nothing", "two"])
def test_a_value_has_exactly_the_column_of_its_kind(kind, given):
    contact, attribute = make_person(), make_attribute("a", kind)
    other = "number" if kind == "text" else "text"
    columns = {"nothing": {}, "two": COLUMNS[kind] | COLUMNS[other]}.get(given, COLUMNS.get(given))

    if given == kind:
        assert value(contact, attribute, **columns).pk
    else:
        refused(lambda: value(contact, attribute, **columns))


def test_a_value_is_of_the_kind_of_its_attribute():
    contact, attribute = make_person(), make_attribute("a", "text")
    other = make_attribute("b", "number")
    row = value(contact, attribute, text="a")

    refused(lambda: value(contact, attribute, kind="number", number=3))
    refused(lambda: value(contact, other, is_unique=True, number=3))
    refused(lambda: AttributeValue.objects.filter(pk=row.pk).update(attribute=other))


def test_a_choice_is_one_of_its_attribute():
    contact = make_person()
    size, colour = (make_attribute(c, "choice", choices=["a", "b"]) for c in ("size", "colour"))
    row = value(contact, size, choice=size.choices.get(code="a"))

    refused(lambda: value(contact, colour, choice=size.choices.get(code="a")))
    rows = AttributeValue.objects.filter(pk=row.pk)
    refused(lambda: rows.update(choice=colour.choices.get(code="a")))
    assert rows.update(choice=size.choices.get(code="b")) == 1


def test_there_is_one_value_for_a_contact_and_of_several_choices_each_once():
    contact = make_person()
    size = make_attribute("size", "choice", choices=["a", "b"])
    likes = make_attribute("likes", "choices", choices=["a", "b"])
    a, b = likes.choices.order_by("code")
    value(contact, size, choice=size.choices.get(code="a"))
    value(contact, likes, choice=a, slot=a.pk)

    refused(lambda: value(contact, size, choice=size.choices.get(code="b")))
    refused(lambda: value(contact, likes, choice=a, slot=a.pk))
    refused(lambda: value(contact, likes, choice=b, slot=0))
    assert value(contact, likes, choice=b, slot=b.pk).pk


@pytest.mark.parametrize(
    ("kind", "columns", "same"),
    [
        ("text", {"text": "AB-1"}, {"text": "ab-1"}),
        ("number", {"number": 3}, {"number": 3}),
        ("date", {"day": date(2026, 3, 1)}, {"day": date(2026, 3, 1)}),
    ],
    ids=["text", "number", "date"],
)
def test_a_unique_attribute_has_no_value_twice(kind, columns, same):
    attribute, plain = make_attribute("a", kind, is_unique=True), make_attribute("b", kind)
    for one in (attribute, plain):
        value(make_person(), one, **columns)

    refused(lambda: value(make_person(), attribute, **same))
    assert value(make_person(), plain, **same).pk


def test_an_attribute_of_persons_is_of_persons_only():
    attribute = make_attribute("a", for_companies=False)
    person, company = make_person(), make_company()
    row = value(person, attribute, text="a")

    refused(lambda: value(company, attribute, text="a"))
    refused(lambda: AttributeValue.objects.filter(pk=row.pk).update(contact=company))
    refused(lambda: Contact.objects.filter(pk=person.pk).update(type="company"))
    attributes = Attribute.objects.filter(pk=attribute.pk)
    refused(lambda: attributes.update(for_companies=True, for_persons=False))
    assert Contact.objects.filter(pk=company.pk).update(type="person") == 1


def test_what_a_value_points_at_stays_while_it_is_there():
    contact = make_person()
    attribute = make_attribute("a", "choice", choices=["x"])
    value(contact, attribute, choice=attribute.choices.get())

    for row in (attribute, attribute.choices.get(), contact):
        refused(lambda row=row: deleted(row))
