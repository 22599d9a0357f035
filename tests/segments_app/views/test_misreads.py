"""Warnings about the step being written come after its number, and name the row."""

import pytest
from django.utils import timezone

from contacts.models import Contact
from segments_app import services
from segments_app.criteria.editing import Editor
from tests.factories import make_contact

from .pages import counted, fresh, make_segment, text_of, with_contacts

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}


def city(path, value):
    return {
        f"{path}.kind": "row",
        f"{path}.field": "city",
        f"{path}.is": "is",
        f"{path}.shape": "text",
        f"{path}.value": value,
    }


def name(path, value):
    return city(path, value) | {f"{path}.field": "name"}


def form(*rows, mode="all", action="add", **more):
    data = {"action": action, "c.kind": "group", "c.mode": mode}
    for row in rows:
        data |= row
    return data | more


def looked_over(client, segment, data):
    response = client.post(f"/segments/{segment.pk}/who/look/", data, headers=HTMX)
    assert response.status_code == 200
    return response


def test_two_cities_at_once_are_told_at_the_second_row(client):
    make_contact(city="Bonn")
    data = form(city("c-0", "Bonn"), city("c-1", "Kiel"))

    response = looked_over(client, make_segment(), data | {"version": "7"})

    assert "These two can never both hold: City is “Bonn”; City is “Kiel”." in text_of(response)
    assert 'data-row="c-1"' in response.content.decode()
    assert response["X-Criteria-Version"] == "7"
    assert "<html" not in response.content.decode()


def test_zero_comes_with_the_row_that_caused_it_and_a_button_that_switches_it_off(client):
    segment = make_segment()
    make_contact("Anna", city="Bonn")
    make_contact("Otto", city="Kiel")
    data = form(city("c-0", "Bonn"), name("c-1", "Otto"))

    response = looked_over(client, segment, data)
    off = client.post(
        f"/segments/{segment.pk}/who/step/", data | {"op": "disable:c-1"}, headers=HTMX
    )
    after = client.post(
        f"/segments/{segment.pk}/who/count/", form(city("c-0", "Bonn")), headers=HTMX
    )

    text = text_of(response)
    assert "This brought the number to zero: Name is “Otto”." in text
    assert "1 without this: Name is “Otto”" in text
    assert 'value="disable:c-1"' in response.content.decode()
    assert 'name="c-1.off" value="1"' in off.content.decode()
    assert "1 contact matches" in text_of(after)


def test_a_removing_step_is_looked_over_among_those_on_the_segment(client):
    make_contact("Anna", city="Bonn")
    there = make_contact("Otto", city="Kiel")
    segment = with_contacts(make_segment(), there)

    text = text_of(
        looked_over(
            client,
            segment,
            form(city("c-0", "Bonn"), city("c-1", "Kiel"), mode="any", action="keep"),
        )
    )

    assert "This matches nobody: City is “Bonn”." in text


@pytest.mark.parametrize(
    "data",
    [
        form(city("c-0", "Bonn")),
        form(),
        form(mode="everyone"),
        form({"c-0.kind": "row", "c-0.field": "city", "c-0.is": "is"}),
    ],
)
def test_what_is_sound_blank_or_not_finished_is_not_warned_of(client, data):
    make_contact(city="Bonn")

    assert text_of(looked_over(client, make_segment(), data)) == ""


def test_growth_since_the_number_was_first_seen_is_told(client):
    segment, data = make_segment(), form(city("c-0", "Bonn"))
    for _ in range(5):
        make_contact(city="Bonn")
    client.post(f"/segments/{segment.pk}/who/count/", data, headers=HTMX)
    assert text_of(looked_over(client, segment, data)) == ""

    make_contact(city="Bonn")
    client.post(f"/segments/{segment.pk}/who/count/", data, headers=HTMX)

    assert "It has grown: 5 on" in text_of(looked_over(client, segment, data))
    other = form(city("c-0", "Kiel"))
    client.post(f"/segments/{segment.pk}/who/count/", other, headers=HTMX)
    assert "grown" not in text_of(looked_over(client, segment, other))


def test_the_number_asks_for_the_warnings_only_once_it_is_there(client):
    segment, data = make_segment(), form(city("c-0", "Bonn"), city("c-1", "Kiel"))
    make_contact(city="Bonn")

    fragment = client.post(f"/segments/{segment.pk}/who/count/", data, headers=HTMX)

    html = fragment.content.decode()
    assert f'hx-post="/segments/{segment.pk}/who/look/"' in html
    assert "can never both hold" not in html


def test_without_javascript_the_count_brings_the_warnings(client):
    segment, data = make_segment(), form(city("c-0", "Bonn"), city("c-1", "Kiel"))
    make_contact(city="Bonn")

    page = client.post(f"/segments/{segment.pk}/who/step/", data | {"op": "count"}, follow=True)

    assert "can never both hold" in text_of(page)
    assert 'href="#c-1"' in page.content.decode()
    assert 'form="criteria-form"' in page.content.decode()


def test_the_warnings_take_a_bounded_number_of_queries_whatever_the_rule(client):
    segment = make_segment()
    make_contact(city="Bonn")
    rows = [city(f"c-{index}", f"Place {index}") for index in range(40)]

    with counted() as queries:
        looked_over(client, segment, form(*rows, mode="any"))

    assert len(queries) < 60


def test_a_reader_is_not_answered(reader):
    segment = make_segment()

    assert reader.post(f"/segments/{segment.pk}/who/look/", form()).status_code == 403


def grown(client, segment, **given):
    return client.get(f"/segments/{segment.pk}/who/grown/", **given)


def test_a_step_that_would_find_a_fifth_more_today_is_told(client):
    segment = make_segment()
    people = [make_contact(city="Bonn") for _ in range(5)]
    rule = {"field": "city", "is": "is", "value": "Bonn"}
    Contact.objects.filter(pk=people[0].pk).update(is_privacy_blocked=True)
    services.take_step(segment, action="add", rule=rule, by=None, now=timezone.now())
    assert "Nothing to say" in text_of(grown(client, segment))

    make_contact(city="Bonn")

    whole, part = grown(client, segment), grown(client, segment, headers=HTMX)
    for response in (whole, part):
        assert "Step 1 matched 5 on" in text_of(response)
        assert "would match 6 today." in text_of(response)
    assert "<html" not in part.content.decode()


def test_a_step_whose_rule_is_broken_is_passed_over(client):
    segment = make_segment()
    make_contact()
    rule = {"everyone": True}
    services.take_step(segment, action="add", rule=rule, by=None, now=timezone.now())
    segment.steps.update(rule={"field": "gone", "is": "yes"})

    assert "Nothing to say" in text_of(grown(client, segment))


def test_the_number_seen_is_kept_with_the_draft(client):
    segment, data = make_segment(), form(city("c-0", "Bonn"))
    make_contact(city="Bonn")
    client.post(f"/segments/{segment.pk}/who/count/", data, headers=HTMX)
    looked_over(client, segment, data)
    client.post(f"/segments/{segment.pk}/who/count/", data, headers=HTMX)

    draft = fresh(segment).draft

    assert draft["seen"]["count"] == 1
    assert Editor.of_draft(draft["criteria"]).rule()["value"] == "Bonn"


def test_steps_taken_are_looked_over_as_well(client):
    segment = make_segment()
    make_contact("Anna", city="Bonn")
    bonn, kiel = ({"field": "city", "is": "is", "value": city} for city in ("Bonn", "Kiel"))
    for action, rule in (("add", {"any": [bonn, kiel]}), ("keep", {"all": [bonn, kiel]})):
        services.take_step(segment, action=action, rule=rule, by=None, now=timezone.now())

    response = grown(client, segment)

    text = text_of(response)
    assert "Step 1: This matches nobody: City is “Kiel”." in text
    assert "Step 2: These two can never both hold: City is “Bonn”; City is “Kiel”." in text
    assert "Step 2: It took out the last contacts." in text
    assert f'href="/segments/{segment.pk}/who/#step-2"' in response.content.decode()
