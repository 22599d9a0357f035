"""Attributes as columns and filters of the list of contacts."""

import csv
from datetime import date
from decimal import Decimal

import pytest
from django.urls import reverse

from contacts import services
from tests.contacts.attributes.test_services import WHO
from tests.factories import make_attribute, make_person

LIST = reverse("contacts:contact_list")


@pytest.fixture
def client(client_for, marketer):
    return client_for(marketer)


@pytest.fixture
def people(db):
    """Ada has all of the attributes, Bob has some others, Cy none."""
    make_attribute("nick", label="Nickname")
    make_attribute("size", "number")
    make_attribute("since", "date")
    make_attribute("vegan", "yes_no")
    make_attribute("shirt", "choice", choices=["s", "m"])
    make_attribute("likes", "choices", choices=["tea", "wine"])
    make_attribute("old", is_archived=True)
    make_attribute("quiet", is_filter=False)
    values = {
        "Ada": {
            "nick": "Öz",
            "size": Decimal("41.5"),
            "since": date(2020, 1, 2),
            "vegan": True,
            "shirt": "s",
            "likes": ["tea", "wine"],
        },
        "Bob": {"size": 44, "since": date(2021, 1, 2), "vegan": False, "likes": ["wine"]},
        "Cy": {},
    }
    for name, attributes in values.items():
        services.update_contact(make_person(name), values={}, attributes=attributes, **WHO)


def names(page):
    return [row.record.name for row in page.context["table"].page.object_list]


def cells(page):
    names = [column.name for column in page.context["table"].columns]
    names = [name for name in names if name.startswith("attribute_")]
    rows = page.context["table"].page.object_list
    return [[row.get_cell(name) for name in names] for row in rows]


def test_a_column_is_shown_when_it_is_asked_for(client, people):
    usual = client.get(LIST)
    asked = client.get(LIST, {"columns": "name,attribute_size,attribute_vegan,attribute_likes"})

    offered = [
        choice.name for choice in usual.context["table"].column_choices if not choice.is_shown
    ]
    assert [name for name in offered if name.startswith("attribute_")] == [
        "attribute_likes",
        "attribute_nick",
        "attribute_quiet",
        "attribute_shirt",
        "attribute_since",
        "attribute_size",
        "attribute_vegan",
    ]
    assert sorted(map(sorted, cells(asked))) == sorted(
        map(sorted, [["41.5", "yes", "TEA, WINE"], ["44", "no", "WINE"], ["–", "–", "–"]])
    )


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({"attribute_nick": "oz"}, ["Ada"]),
        ({"attribute_size_min": "42"}, ["Bob"]),
        ({"attribute_size_min": "41", "attribute_size_max": "41.5"}, ["Ada"]),
        ({"attribute_since_before": "2020-01-02"}, ["Ada"]),
        ({"attribute_since_after": "2020-01-03"}, ["Bob"]),
        ({"attribute_vegan": "no"}, ["Bob"]),
        ({"attribute_shirt": ["s", "m"]}, ["Ada"]),
        ({"attribute_likes": ["wine"]}, ["Ada", "Bob"]),
        ({"attribute_likes": ["wine"], "attribute_vegan": "yes"}, ["Ada"]),
        ({"attribute_likes": ["beer"]}, []),
        ({"attribute_size_min": "much"}, []),
    ],
)
def test_a_filter_finds_who_has_such_a_value(client, people, query, found):
    assert names(client.get(LIST, query)) == found


def test_filters_are_those_that_are_offered_and_shown_as_chips(client, people):
    page = client.get(LIST, {"attribute_likes": ["wine"]})

    assert {"attribute_old", "attribute_quiet"}.isdisjoint(page.context["filterset"].form.fields)
    assert [(chip.label, chip.text) for chip in page.context["table"].chips] == [("Likes", "WINE")]


def test_the_file_of_a_list_has_the_columns(client_for, administrator, people):
    query = {"export": "csv", "columns": "name,attribute_size,attribute_likes,attribute_since"}
    page = client_for(administrator).get(LIST, query)

    text = b"".join(page.streaming_content).decode("utf-8-sig")

    assert text.splitlines()[0].count("Likes") == 1
    assert any("Ada" in line and "TEA;WINE" in line for line in text.splitlines())


def test_a_list_asks_as_often_whatever_the_number_of_attributes(
    client, people, django_assert_max_num_queries
):
    def asked(*shown):
        with django_assert_max_num_queries(100) as found:
            client.get(LIST, {"columns": ",".join(["name", *shown])})
        return len(found)

    asked()
    none, one = asked(), asked("attribute_size")
    for number in range(40):
        make_attribute(f"a{number}", "choice", choices=["x"])

    every = asked(*(f"attribute_a{number}" for number in range(40)))
    assert (asked(), one - none, every) == (none, 1, one)


def test_a_file_of_all_fields_has_the_attributes_by_their_codes(client_for, administrator, people):
    page = client_for(administrator).get(LIST, {"export": "csv", "content": "all", "q": "Ada"})

    header, row = csv.reader(b"".join(page.streaming_content).decode("utf-8-sig").splitlines())

    found = {k: v for k, v in zip(header, row, strict=True) if k.startswith("attribute:")}
    assert found == {
        "attribute:likes": "tea;wine",
        "attribute:nick": "Öz",
        "attribute:quiet": "",
        "attribute:shirt": "s",
        "attribute:since": "2020-01-02",
        "attribute:size": "41.5",
        "attribute:vegan": "yes",
    }


def test_a_file_has_columns_that_the_list_does_not_show(client_for, administrator, people):
    query = {
        "export": "csv",
        "fields": ["name", "attribute_nick"],
        "columns": "name,attribute_size",
    }
    page = client_for(administrator).get(LIST, query)

    text = b"".join(page.streaming_content).decode("utf-8-sig")

    assert any("Ada" in line and "Öz" in line for line in text.splitlines())
