"""Attributes on the form and the page of a contact, without code."""

from datetime import date
from decimal import Decimal

import pytest
from django.urls import reverse

from contacts import services
from contacts.models import AttributeValue, Contact
from tests.contacts.attributes.test_services import WHO, values_of
from tests.factories import make_attribute, make_company, make_person


@pytest.fixture
def client(client_for, marketer):
    return client_for(marketer)


def edit(contact):
    return reverse("contacts:contact_edit", args=[contact.pk])


def sent(page):
    """Return what the form of a page would send as it stands."""
    return {
        field.html_name: value
        for field in page.context["form"]
        if (value := field.value()) not in (None, "", False)
    }


@pytest.fixture
def attributes(db):
    make_attribute("nick", label="Nickname", help_text="As friends say", position=2)
    make_attribute("size", "number", position=1)
    make_attribute("since", "date", position=3)
    make_attribute("vegan", "yes_no", position=4)
    make_attribute("shirt", "choice", choices=["s", "m"], position=5)
    make_attribute("likes", "choices", choices=["tea", "wine"], position=6)
    make_attribute("legal_form", for_persons=False)
    make_attribute("old", is_archived=True)


def test_a_form_has_the_attributes_of_the_type_in_their_order(client, attributes):
    page = client.get(edit(make_person()))

    names = [name for name in page.context["form"].fields if name.startswith("attribute_")]
    codes = ["size", "nick", "since", "vegan", "shirt", "likes"]
    assert names == [f"attribute_{code}" for code in codes]
    assert "As friends say" in page.content.decode()


def test_what_is_filled_in_is_saved_shown_and_offered_again(client, attributes):
    contact = make_person()
    given = {
        "attribute_nick": "Bo",
        "attribute_size": "41.5",
        "attribute_since": "2020-01-02",
        "attribute_vegan": "no",
        "attribute_shirt": "m",
        "attribute_likes": ["wine", "tea"],
    }

    saved = client.post(edit(contact), sent(client.get(edit(contact))) | given)
    again = sent(client.get(edit(contact)))

    assert saved.status_code == 303
    assert values_of(contact) == {
        "nick": "Bo",
        "size": Decimal("41.5"),
        "since": date(2020, 1, 2),
        "vegan": False,
        "shirt": "m",
        "likes": ("tea", "wine"),
    }
    assert again.items() >= {"attribute_vegan": "no", "attribute_likes": ("tea", "wine")}.items()
    shown = dict(client.get(contact.get_absolute_url()).context["attributes"])
    assert shown == {
        "Nickname": "Bo",
        "Size": "41.5",
        "Since": "02.01.2020" if "." in shown["Since"] else shown["Since"],
        "Vegan": "no",
        "Shirt": "M",
        "Likes": "TEA, WINE",
    }


def test_a_new_contact_begins_with_its_attributes(client, attributes):
    address = f"{reverse('contacts:contact_new')}?type=company"

    form = sent(client.get(address))
    client.post(address, form | {"name": "Acme", "attribute_legal_form": "AG"})

    assert values_of(Contact.objects.get(name="Acme")) == {"legal_form": "AG"}


def test_what_is_wrong_is_told_at_the_field_and_nothing_is_saved(client, attributes):
    make_attribute("card", is_unique=True)
    services.update_contact(make_company("Acme"), values={}, attributes={"card": "1"}, **WHO)
    contact = make_person("Ada")
    form = sent(client.get(edit(contact)))

    wrong = client.post(edit(contact), form | {"surname": "B", "attribute_size": "much"})
    taken = client.post(edit(contact), form | {"surname": "B", "attribute_card": "1"})

    assert (wrong.status_code, taken.status_code) == (422, 422)
    assert list(wrong.context["form"].errors) == ["attribute_size"]
    assert "Acme" in str(taken.context["form"].errors["attribute_card"])
    assert Contact.objects.get(pk=contact.pk).name == "Ada"
    assert AttributeValue.objects.count() == 1


def test_a_required_attribute_is_asked_for(client, db):
    make_attribute("card", is_required=True)
    contact = make_person()
    form = sent(client.get(edit(contact)))

    refused = client.post(edit(contact), form | {"surname": "B"})

    assert list(refused.context["form"].errors) == ["attribute_card"]


def test_pages_ask_as_often_whatever_the_number_of_attributes(
    client, django_assert_max_num_queries
):
    contact = make_person()
    make_attribute("first", "choices", choices=["a", "b"])
    services.update_contact(contact, values={}, attributes={"first": ["a"]}, **WHO)
    addresses = (edit(contact), contact.get_absolute_url())

    def asked():
        counts = []
        for address in addresses:
            with django_assert_max_num_queries(100) as found:
                client.get(address)
            counts.append(len(found))
        return counts

    asked()  # what the process asks once is known then
    with_one = asked()
    for number in range(40):
        make_attribute(f"a{number}", ("text", "choice")[number % 2])

    assert asked() == with_one


def test_changes_are_told_with_labels(client, db):
    attribute = make_attribute("shirt", "choice", choices=["s", "m"], label="Shirt")
    contact = make_person()
    for size in ("s", "m"):
        services.update_contact(contact, values={}, attributes={"shirt": size}, **WHO)
    attribute.choices.filter(code="m").update(label="Medium")

    page = client.get(contact.get_absolute_url()).context["changes"]

    assert [(one.label, one.was, one.became) for one in page if one.label == "Shirt"] == [
        ("Shirt", "S", "Medium"),
        ("Shirt", "–", "S"),
    ]
