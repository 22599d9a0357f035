"""The values of a picker with their numbers, for the script of the page and without it."""

import re

import pytest

from tests.factories import make_contact

from .pages import fresh, make_segment

pytestmark = pytest.mark.django_db


def form(**more):
    return {
        "action": "add",
        "c.kind": "group",
        "c.mode": "all",
        "c-0.kind": "row",
        "c-0.field": "country",
        "c-0.is": "any_of",
        "c-0.shape": "picks:country",
        "c-1.kind": "row",
        "c-1.field": "city",
        "c-1.is": "is",
        "c-1.shape": "text",
        "c-1.value": "Bonn",
    } | more


def facets(client, segment, **more):
    data = form(facets="c-0", facet=["DE", "AT", "XX"]) | more
    return client.post(f"/segments/{segment.pk}/who/facets/", data)


@pytest.fixture
def segment():
    for country, city in [("DE", "Bonn"), ("DE", "Bonn"), ("DE", "Kiel"), ("AT", "Wien")]:
        make_contact(country=country, city=city)
    return make_segment()


def test_values_come_with_their_numbers_under_the_other_conditions(client, segment):
    assert facets(client, segment).json() == {
        "counts": {"DE": {"count": 2, "text": "2"}, "AT": {"count": 0, "text": "0"}},
        "later": False,
    }


def test_no_numbers_while_another_condition_is_not_finished(client, segment):
    answer = facets(client, segment, **{"c-1.value": ""})

    assert answer.json() == {"counts": {}, "later": False}


def test_no_more_than_fifty_at_once(client, segment):
    answer = facets(client, segment, facet=[*(f"X{n}" for n in range(50)), "DE"])

    assert answer.json()["counts"] == {}


def test_asking_for_numbers_writes_nothing(client, segment):
    facets(client, segment)

    assert fresh(segment).draft is None


def test_a_viewer_may_not_ask(reader, segment):
    assert facets(reader, segment).status_code == 403


def test_without_a_script_a_button_shows_the_numbers(client, segment):
    sent = client.post(f"/segments/{segment.pk}/who/step/", form(op="facets:c-0"))
    page = client.get(sent["Location"]).content.decode()

    assert sent["Location"].endswith("/who/?facets=c-0#c-0")
    options = re.findall(r'<option value="(\w\w)">([^<]*)</option>', page)
    assert ("DE", "Germany (2)") in options
    assert options.index(("DE", "Germany (2)")) < options.index(("AT", "Austria (0)"))


@pytest.mark.parametrize("path", ["c", "c-1", "c-9", "x", ""])
def test_numbers_for_what_does_not_pick_show_the_page_as_it_is(client, segment, path):
    client.post(f"/segments/{segment.pk}/who/step/", form(op="refresh"))

    page = client.get(f"/segments/{segment.pk}/who/", {"facets": path})

    assert page.status_code == 200
    assert ">Germany</option>" in page.content.decode()
