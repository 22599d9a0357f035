"""Values of attributes: checked, written, refused, and kept in the history."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.utils import translation

from contacts import services
from contacts.models import AttributeValue, Contact, ContactChange
from contacts.services import attributes
from contacts.services.attributes import Change, InvalidValue, clean
from segments_app.common.uses import StillUsed
from tests.factories import make_attribute, make_company, make_person

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
WHO = {"by": None, "now": NOW}


def definition(code):
    return attributes.definitions()[code]


def changes():
    rows = ContactChange.objects.filter(field__startswith="attribute:").order_by("pk")
    return list(rows.values_list("field", "old", "new"))


def values_of(contact):
    found = attributes.held([contact.pk], attributes.offered())
    return {code: value for (_contact, code), value in found.items()}


# Checking ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "given", "typed"),
    [
        ("text", "  two \t words ", "two words"),
        ("text", " ", None),
        ("number", "12.50", Decimal("12.5")),
        ("number", 7, Decimal(7)),
        ("date", "2026-03-01", date(2026, 3, 1)),
        ("date", datetime(2026, 3, 1, 9, tzinfo=UTC), date(2026, 3, 1)),
        ("yes_no", "Ja", True),
        ("yes_no", False, False),
        ("yes_no", "0", False),
        ("choice", "big", "big"),
        ("choice", "BIG", "big"),
        ("choice", "", None),
        ("choices", "small; BIG;small", ("big", "small")),
        ("choices", ["small"], ("small",)),
        ("choices", [], None),
    ],
)
def test_a_value_comes_out_typed(kind, given, typed):
    make_attribute("a", kind, choices=["big", "small"] if "choice" in kind else ())

    assert clean(definition("a"), given) == typed


@pytest.mark.parametrize(
    ("kind", "given", "told"),
    [
        ("text", "x" * 256, "A: the text is too long: at most 255 characters."),
        ("text", "a\0b", "A: the text has a character that cannot be shown."),
        ("number", "much", "A: “much” is not a number."),
        ("number", "NaN", "A: “NaN” is not a number."),
        ("number", "1e11", "A: the number is too large: it must be below 100,000,000,000."),
        ("number", "1.00001", "A: at most 4 decimals are kept."),
        ("date", "31.2.2026", "A: “31.2.2026” is not a date; write it as year-month-day."),
        ("yes_no", "perhaps", "A: “perhaps” is neither yes nor no."),
        ("choice", "huge", "A: “huge” is none of the choices: BIG, SMALL."),
        ("choices", "big;huge", "A: “huge” is none of the choices: BIG, SMALL."),
    ],
)
def test_a_wrong_value_is_refused_with_the_attribute_and_what_may_be(kind, given, told):
    make_attribute("a", kind, choices=["big", "small"] if "choice" in kind else ())

    with translation.override("en"), pytest.raises(InvalidValue) as refused:
        clean(definition("a"), given)

    assert str(refused.value) == told


def test_a_value_as_text_is_read_again_as_itself():
    make_attribute("t"), make_attribute("n", "number"), make_attribute("d", "date")
    make_attribute("y", "yes_no"), make_attribute("c", "choices", choices=["a", "b"])
    values = {"t": "x", "n": Decimal("1.5"), "d": date(2026, 3, 1), "y": False, "c": ("a", "b")}

    for code, value in values.items():
        assert clean(definition(code), attributes.as_text(definition(code), value)) == value


# One contact ---------------------------------------------------------------------------------


def test_attributes_are_saved_with_the_contact_and_kept_in_the_history(marketer):
    make_attribute("nick"), make_attribute("size", "number")
    make_attribute("likes", "choices", choices=["tea", "wine"])
    contact = make_person()

    def save(**values):
        services.update_contact(contact, values={}, attributes=values, by=marketer, now=NOW)

    save(nick="Bo", size=Decimal("41.5"), likes=["tea"])
    save(nick="Bo", size=Decimal(42), likes=["tea", "wine"])
    save(nick="", likes=["wine"])

    assert values_of(contact) == {"size": Decimal(42), "likes": ("wine",)}
    assert sorted(changes()) == [
        ("attribute:likes", "", "tea"),
        ("attribute:likes", "", "wine"),
        ("attribute:likes", "tea", ""),
        ("attribute:nick", "", "Bo"),
        ("attribute:nick", "Bo", ""),
        ("attribute:size", "", "41.5"),
        ("attribute:size", "41.5", "42"),
    ]
    by = ContactChange.objects.filter(field__startswith="attribute:").values_list("changed_by")
    assert set(by) == {(marketer.pk,)}
    assert Contact.objects.get(pk=contact.pk).modified_at == NOW


def test_saving_the_same_again_changes_nothing():
    make_attribute("since", "date")
    contact = make_person()
    services.update_contact(contact, values={}, attributes={"since": date(2020, 1, 2)}, **WHO)
    before = AttributeValue.objects.get(), changes()

    later = {"by": None, "now": datetime(2027, 1, 1, tzinfo=UTC)}
    services.update_contact(contact, values={}, attributes={"since": date(2020, 1, 2)}, **later)

    assert (AttributeValue.objects.get(), changes()) == before
    assert Contact.objects.get(pk=contact.pk).modified_at == NOW


def test_all_that_is_wrong_is_refused_at_once_and_nothing_is_saved():
    make_attribute("a", "number"), make_attribute("b", is_required=True)
    make_attribute("c", for_persons=False), make_attribute("d", is_archived=True)
    contact = make_person(name="Before")

    with translation.override("en"), pytest.raises(services.InvalidValues) as refused:
        services.update_contact(
            contact,
            values={"surname": "After"},
            attributes={"a": "x", "b": " ", "c": "x", "d": "x"},
            **WHO,
        )

    assert refused.value.errors == {
        "attribute_a": "A: “x” is not a number.",
        "attribute_c": "C: only companies have it.",
        "attribute_d": "D: the attribute is archived.",
    }
    assert Contact.objects.get(pk=contact.pk).name == "Before"


def test_a_required_attribute_cannot_be_emptied_or_left_out():
    make_attribute("b", is_required=True)
    contact = make_person()
    services.update_contact(contact, values={}, attributes={"b": "x"}, **WHO)

    with translation.override("en"), pytest.raises(services.InvalidValues, match="B: fill it in"):
        services.update_contact(contact, values={}, attributes={"b": ""}, **WHO)


def test_a_unique_value_is_refused_with_whose_it_is():
    make_attribute("card", is_unique=True)
    ada, bob = make_person("Ada", number="P1"), make_person("Bob")
    services.update_contact(ada, values={}, attributes={"card": "ab1"}, **WHO)

    with translation.override("en"), pytest.raises(services.InvalidValues) as refused:
        services.update_contact(bob, values={}, attributes={"card": "AB1"}, **WHO)
    services.update_contact(ada, values={}, attributes={"card": "AB1"}, **WHO)

    assert refused.value.errors == {
        "attribute_card": "Card: Ada (P1) has AB1 already; no two contacts may."
    }
    assert values_of(ada) == {"card": "AB1"}


def test_an_archived_choice_stays_where_it_is_and_is_not_chosen_anew():
    attribute = make_attribute("size", "choice", choices=["s", "m"])
    ada, bob = make_person(), make_person()
    services.update_contact(ada, values={}, attributes={"size": "s"}, **WHO)
    choice = attribute.choices.get(code="s")
    attributes.change_choice(choice, values={"is_archived": True, "label": "Small"}, **WHO)

    services.update_contact(ada, values={"city": "Rome"}, attributes={"size": "s"}, **WHO)
    with pytest.raises(services.InvalidValues):
        services.update_contact(bob, values={}, attributes={"size": "s"}, **WHO)

    assert values_of(ada) == {"size": "s"}
    assert attributes.in_words(definition("size"), "s") == "Small"


def test_the_type_of_a_contact_stays_while_it_has_attributes_of_its_type():
    make_attribute("legal_form", label="Legal form", for_persons=False)
    company = make_company()
    services.update_contact(company, values={}, attributes={"legal_form": "AG"}, **WHO)

    with translation.override("en"), pytest.raises(services.TypeStays, match="Legal form"):
        services.change_type(company, to="person", **WHO)


# Many ----------------------------------------------------------------------------------------


def test_many_values_are_written_in_a_few_statements(django_assert_max_num_queries):
    make_attribute("n", "number"), make_attribute("likes", "choices", choices=["a", "b"])
    people = [make_person() for _one in range(30)]
    n, likes = definition("n"), definition("likes")

    def wanted(number, codes):
        for person in people:
            yield Change(person.pk, n, Decimal(number))
            yield Change(person.pk, likes, codes)

    with django_assert_max_num_queries(6):
        assert attributes.write(wanted(1, ("a", "b"))) == 90
    with django_assert_max_num_queries(4):
        assert attributes.write(wanted(1, ("a", "b"))) == 0
    with django_assert_max_num_queries(7):
        assert attributes.write(wanted(2, ("b",))) == 60

    assert values_of(people[7]) == {"n": Decimal(2), "likes": ("b",)}


# Defining ------------------------------------------------------------------------------------


def test_an_attribute_is_defined_without_a_restart():
    attributes.define_attribute(
        values={"code": "shoe_size", "label": "Shoe size", "kind": "number"}, **WHO
    )

    assert [one.label for one in attributes.offered("person")] == ["Shoe size"]


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"code": "Shoe size"}, "code"),
        ({"code": "taken"}, "code"),
        ({"label": " "}, "label"),
        ({"for_companies": False, "for_persons": False}, "for_companies"),
        ({"kind": "yes_no", "is_unique": True}, "is_unique"),
    ],
)
def test_a_wrong_attribute_is_refused_at_the_field(values, field):
    make_attribute("taken")
    given = {"code": "new", "label": "New", "kind": "text"} | values

    with pytest.raises(attributes.InvalidAttribute) as refused:
        attributes.define_attribute(values=given, **WHO)

    assert list(refused.value.errors) == [field]


def test_an_attribute_becomes_unique_only_if_no_two_contacts_are_alike():
    attribute = make_attribute("card")
    ada, bob = make_person("Ada", number="P1"), make_person("Bob", number="P2")
    for one, card in ((ada, "a"), (bob, "A")):
        services.update_contact(one, values={}, attributes={"card": card}, **WHO)

    with (
        translation.override("en"),
        pytest.raises(attributes.InvalidAttribute, match=r"Ada \(P1\)"),
    ):
        attributes.change_attribute(attribute, values={"is_unique": True}, **WHO)
    services.update_contact(bob, values={}, attributes={"card": "b"}, **WHO)
    attributes.change_attribute(attribute, values={"is_unique": True}, **WHO)

    with pytest.raises(services.InvalidValues):
        services.update_contact(bob, values={}, attributes={"card": "a"}, **WHO)


def test_an_attribute_stays_for_whom_it_has_values():
    attribute = make_attribute("card")
    services.update_contact(
        make_company("Acme", number="C1"), values={}, attributes={"card": "1"}, **WHO
    )

    with translation.override("en"), pytest.raises(attributes.InvalidAttribute) as refused:
        attributes.change_attribute(attribute, values={"for_companies": False}, **WHO)

    assert refused.value.errors == {
        "for_companies": "Acme (C1) has a value. Empty it first, or leave this on."
    }


def test_what_contacts_have_is_not_deleted():
    attribute = make_attribute("size", "choice", choices=["s", "m"])
    services.update_contact(make_person(), values={}, attributes={"size": "s"}, **WHO)

    with pytest.raises(StillUsed):
        attributes.delete_attribute(attribute, **WHO)
    with pytest.raises(StillUsed):
        attributes.delete_choice(attribute.choices.get(code="s"), **WHO)
    attributes.delete_choice(attribute.choices.get(code="m"), **WHO)

    assert [choice.code for choice in definition("size").choices] == ["s"]


def test_a_contact_goes_with_its_values_and_their_history():
    make_attribute("card")
    contact = make_person()
    services.update_contact(contact, values={}, attributes={"card": "1"}, **WHO)

    services.delete_contact(contact, **WHO)

    assert not AttributeValue.objects.exists()
    assert not ContactChange.objects.exists()
