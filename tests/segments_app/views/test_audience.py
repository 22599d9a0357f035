"""Who is on a segment: the steps, the one being written, going back and forward, by hand."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from interactions.models import PressureRule
from segments_app import services
from segments_app.models import Step
from tests.factories import make_company, make_contact

from .pages import (
    contacts_of,
    counted,
    fresh,
    make_segment,
    numbers,
    segment_of,
    text_of,
    with_contacts,
)

HTMX = {"HX-Request": "true"}


def written(*names, action="add", **more):
    """What the form sends for "the name is one of these"."""
    return {
        "action": action,
        "c.kind": "group",
        "c.mode": "all",
        "c-0.kind": "row",
        "c-0.field": "name",
        "c-0.is": "any_of",
        "c-0.shape": "texts",
        "c-0.value": "\n".join(names),
    } | more


def take(client, segment, *names, **more):
    data = written(*names, **more) | {"op": "take", "position": fresh(segment).position}
    return client.post(f"/segments/{segment.pk}/who/step/", data)


@pytest.mark.lesson(36)
def test_a_step_is_written_and_taken_without_javascript(client, marketer):
    segment, anna, otto = make_segment(), make_contact("Anna"), make_contact("Otto")

    response = take(client, segment, "Anna", "Otto")

    step = segment.steps.get()
    page = text_of(client.get(response["Location"]))
    assert response.status_code == 303
    assert contacts_of(segment) == {anna, otto}
    assert (step.created_by, step.after_count) == (marketer, 2)
    assert "2 contacts were added." in page
    assert "Contacts where Name is “Anna” or “Otto”." in page


@pytest.mark.parametrize(("action", "stays"), [("keep", "Anna"), ("remove", "Otto")])
def test_steps_that_take_away(client, action, stays):
    segment = with_contacts(make_segment(), make_contact("Anna"), make_contact("Otto"))

    take(client, segment, "Anna", action=action)

    assert {contact.name for contact in contacts_of(segment)} == {stays}


def test_the_options_of_the_action_count_and_no_others(client):
    company = make_company("Ikea")
    make_contact("Anna", company=company)
    make_contact("Otto", company=company)
    segment = make_segment()

    take(client, segment, "Anna", with_colleagues="on", entire_companies="on")

    assert segment.steps.get().options == {"with_colleagues": True}
    assert len(contacts_of(segment)) == 3


def test_a_step_sent_without_what_was_seen_of_the_segment_is_not_taken(client):
    segment = make_segment()
    make_contact("Anna")

    sent = written("Anna") | {"op": "take"}
    answer = client.post(f"/segments/{segment.pk}/who/step/", sent, follow=True)

    assert "has been changed meanwhile" in text_of(answer)
    assert not segment.steps.exists()
    assert fresh(segment).draft["criteria"]["items"][0]["typed"]["value"] == ["Anna"]


def test_a_rule_on_contact_pressure_is_made_elsewhere_and_the_page_says_where(
    client, client_for, administrator
):
    segment = make_segment()
    asked = {"c.kind": "group", "c-0.kind": "row", "c-0.field": "contact_pressure"}
    address = f"/segments/{segment.pk}/who/step/"

    none = client.post(address, asked | {"op": "refresh:c-0"}, headers=HTMX)
    PressureRule.objects.create(code="HOUSE", most=2, days=14)
    some = client.post(address, asked | {"op": "refresh:c-0"}, headers=HTMX)

    assert "There is no rule on contact pressure yet. An administrator" in text_of(none)
    assert "There is no rule" not in text_of(some)
    PressureRule.objects.all().delete()
    page = client_for(administrator).get(f"/segments/{segment.pk}/who/").content.decode()
    assert f'<a href="{reverse("interactions:pressure_rule_list")}">Make one</a>' in page


def test_a_step_asked_for_twice_is_taken_once(client):
    segment = make_segment()
    make_contact("Anna")

    first = take(client, segment, "Anna")
    again = client.post(
        f"/segments/{segment.pk}/who/step/", written("Anna") | {"op": "take", "position": 0}
    )

    page = text_of(client.get(again["Location"]))
    assert first.status_code == again.status_code == 303
    assert segment.steps.count() == 1
    assert "has been changed meanwhile" in page


def test_what_was_written_is_kept_until_the_step_is_taken(client):
    segment = make_segment()

    client.post(
        f"/segments/{segment.pk}/who/step/",
        written("Anna", action="add", with_company="on") | {"op": "add-row:c"},
    )
    page = client.get(f"/segments/{segment.pk}/who/").content.decode()

    assert ">\nAnna</textarea>" in page
    assert 'name="c-1.field"' in page
    assert 'name="with_company" id="id_with_company" checked' in page.replace(
        ' aria-describedby="id_with_company_helptext"', ""
    ).replace(' class="form-check-input"', "")


def test_a_step_can_be_begun_anew(client):
    segment = make_segment()
    url = f"/segments/{segment.pk}/who/step/"
    client.post(url, written("Anna") | {"op": "count"})

    client.post(url, {"op": "clear"})

    assert fresh(segment).draft is None
    assert "Anna" not in text_of(client.get(f"/segments/{segment.pk}/who/"))


def test_counting_without_javascript_says_what_the_step_would_do(client):
    segment = make_segment()
    make_contact("Anna")
    make_contact("Anna", exclude_from_segments=True)

    response = client.post(
        f"/segments/{segment.pk}/who/step/", written("Anna") | {"op": "count"}, follow=True
    )

    page = text_of(response)
    assert response.redirect_chain[-1][0].endswith("?count=1#result")
    assert "2 contacts match" in page
    assert "Excluded from segments \u2212 1" in page
    assert "Would be added 1" in page
    assert "0 → to 1" in page
    assert not segment.steps.exists()


@pytest.mark.lesson(1)
def test_opening_the_page_counts_nothing(client, django_assert_max_num_queries):
    segment = make_segment()
    client.post(f"/segments/{segment.pk}/who/step/", written("Anna") | {"op": "count"})

    with django_assert_max_num_queries(11) as queries:
        client.get(f"/segments/{segment.pk}/who/")

    assert not any('"contacts_contact"."name"' in query["sql"] for query in queries)


def test_the_live_count_is_a_fragment_that_says_what_it_is_about(client):
    segment = make_segment()
    make_contact("Anna")

    response = client.post(
        f"/segments/{segment.pk}/who/count/", written("Anna") | {"version": "7"}, headers=HTMX
    )

    assert response["X-Criteria-Version"] == "7"
    assert "<html" not in response.content.decode()
    assert "1 contact matches" in text_of(response)
    assert fresh(segment).draft["criteria"]["items"][0]["typed"]["value"] == ["Anna"]


def test_the_live_count_has_a_fixed_number_of_queries(client):
    segment = make_segment()
    url = f"/segments/{segment.pk}/who/count/"
    for _ in range(3):
        make_contact("Anna", company=make_company())
    client.post(url, written("Anna"), headers=HTMX)  # what is written is remembered once
    with counted() as few:
        client.post(url, written("Anna"), headers=HTMX)
    for _ in range(27):
        make_contact("Anna", company=make_company())
    with counted() as many:
        client.post(url, written("Anna"), headers=HTMX)

    assert len(few) == len(many)


def test_unfinished_criteria_are_no_failure(client):
    segment = make_segment()

    response = client.post(
        f"/segments/{segment.pk}/who/count/",
        {"action": "add", "c.kind": "group", "c.mode": "all", "c-0.kind": "row"}
        | {"c-0.field": "name", "c-0.is": "any_of", "c-0.shape": "texts", "c-0.value": ""},
        headers=HTMX,
    )

    assert response.status_code == 200
    assert "not finished yet" in text_of(response)


def test_criteria_that_say_nothing_match_nobody(client):
    segment = make_segment()
    make_contact("Anna")
    nothing = {"action": "add", "c.kind": "group", "c.mode": "all"}

    counted = client.post(f"/segments/{segment.pk}/who/count/", nothing, headers=HTMX)
    taken = client.post(
        f"/segments/{segment.pk}/who/step/", nothing | {"op": "take", "position": 0}
    )

    assert "Nobody yet. Add a condition, or choose all contacts." in text_of(counted)
    assert taken.status_code == 422
    assert not segment.steps.exists()


def test_everybody_is_added_only_when_the_question_is_answered(client):
    segment = make_segment()
    make_contact()
    make_contact(is_privacy_blocked=True)
    everyone = {"action": "add", "op": "take", "position": 0}
    everyone |= {"c.kind": "group", "c.mode": "everyone"}

    asked = client.post(f"/segments/{segment.pk}/who/step/", everyone)
    steps = segment.steps.count()
    client.post(f"/segments/{segment.pk}/who/step/", everyone | {"confirmed": "1"})

    assert "everybody matches: 2. Would be added: 1." in text_of(asked)
    assert steps == 0
    assert segment.steps.get().rule == {"version": 1, "everyone": True}


def test_criteria_that_cannot_be_used_are_shown_with_the_reason(client):
    segment = make_segment()

    response = take(client, segment)

    assert response.status_code == 422
    assert "Choose at least one value." in text_of(response)


def test_an_editor_button_answers_htmx_with_the_editor_alone(client):
    segment = make_segment()

    response = client.post(
        f"/segments/{segment.pk}/who/step/", written("Anna") | {"op": "add-row:c"}, headers=HTMX
    )

    html = response.content.decode()
    assert "<html" not in html
    assert 'id="criteria-editor"' in html
    assert 'name="c-1.field"' in html


def test_going_back_and_forward_keeps_what_was_edited(client):
    anna, otto = make_contact("Anna"), make_contact("Otto")
    segment = with_contacts(with_contacts(make_segment(), anna), otto)
    line = segment.lines.get(contact=otto)
    services.edit_lines(segment, lines=[line], values={"cost": 12}, by=None, now=timezone.now())
    url = f"/segments/{segment.pk}/who/go/"

    client.post(url, {"position": "1"})
    back = contacts_of(segment)
    page = text_of(client.get(f"/segments/{segment.pk}/who/"))
    client.post(url, {"position": "2"})

    assert back == {anna}
    assert "(taken back)" in page
    assert "Go forward to here" in page
    assert contacts_of(segment) == {anna, otto}
    assert segment.lines.get(contact=otto).cost == 12


@pytest.mark.parametrize("position", ["", "x", "99", "-1", "9" * 30])
def test_a_step_that_is_not_there_is_not_gone_to(client, position):
    segment = segment_of(1)

    response = client.post(f"/segments/{segment.pk}/who/go/", {"position": position})

    assert response.status_code == 303
    assert fresh(segment).position == 1


def test_the_page_shows_each_step_with_its_figures(client, marketer):
    segment = segment_of(3)
    services.take_step(
        segment,
        action=Step.Action.KEEP,
        rule=numbers(*list(contacts_of(segment))[:1]),
        by=marketer,
        now=timezone.now(),
    )

    page = text_of(client.get(f"/segments/{segment.pk}/who/"))

    assert "0 → to 3" in page
    assert "3 → to 1" in page
    assert "Keep only matching" in page


@pytest.mark.parametrize("path", ["who/step/", "who/count/", "who/go/", "who/by-hand/"])
def test_a_reader_changes_nothing(reader, path):
    segment = segment_of(1)

    response = reader.post(f"/segments/{segment.pk}/{path}", written("Anna") | {"op": "take"})

    assert response.status_code == 403
    assert "Marketer" in text_of(response)


@pytest.mark.parametrize("path", ["who/step/", "who/count/", "who/go/"])
def test_what_changes_is_not_fetched(client, path):
    assert client.get(f"/segments/{segment_of(1).pk}/{path}").status_code == 405


def test_contacts_are_searched_for_and_added_by_hand(client):
    segment, lucja = make_segment(), make_contact("Łucja")
    url = f"/segments/{segment.pk}/who/by-hand/?q=lucja"

    found = text_of(client.get(url))
    response = client.post(url, {"contact": [lucja.pk]}, follow=True)

    assert "Łucja" in found
    assert "1 contact is added." in text_of(response)
    assert segment.steps.get().source == Step.Source.BY_HAND
    assert contacts_of(segment) == {lucja}


def test_by_hand_says_who_is_there_and_who_may_not_be_added(client):
    segment = with_contacts(make_segment(), make_contact("Anna One"))
    make_contact("Anna Two", is_privacy_blocked=True)
    make_contact("Anna Three", exclude_from_segments=True)

    page = text_of(client.get(f"/segments/{segment.pk}/who/by-hand/?q=anna"))

    assert "on the segment" in page
    assert "privacy blocked" in page
    assert "excluded from segments" in page


@pytest.mark.parametrize("ticked", [[], ["x"], ["9" * 30]])
def test_nobody_ticked_is_nobody_added(client, ticked):
    segment = make_segment()

    response = client.post(f"/segments/{segment.pk}/who/by-hand/?q=a", {"contact": ticked})

    assert response.status_code == 422
    assert not segment.steps.exists()


def test_who_is_found_is_shown_in_a_fixed_number_of_queries(client):
    segment = make_segment()
    for _ in range(3):
        make_contact("Anna", company=make_company())
    with counted() as few:
        client.get(f"/segments/{segment.pk}/who/by-hand/?q=anna")
    for _ in range(27):
        make_contact("Anna", company=make_company())
    with counted() as many:
        client.get(f"/segments/{segment.pk}/who/by-hand/?q=anna")

    assert len(few) == len(many)


def test_a_step_by_hand_names_whom_it_is_about(client):
    segment = with_contacts(make_segment(), make_contact("Dora"))
    chosen = [make_contact(name) for name in ("Anna", "Berta", "Carl", "Emil")]
    services.add_by_hand(segment, contacts=chosen, by=None, now=timezone.now())

    page = text_of(client.get(f"/segments/{segment.pk}/who/"))

    assert "By hand Anna, Berta, Carl and 1 more 1 → to 5" in page
    assert "Contacts where Number is" in page  # the criteria stay as they were written


def test_names_of_steps_by_hand_are_looked_up_once(client, django_assert_num_queries):
    segment = make_segment()
    address = f"/segments/{segment.pk}/who/"
    for count in range(3):
        contact = make_contact(f"Anna {count}")
        services.add_by_hand(segment, contacts=[contact], by=None, now=timezone.now())
    with CaptureQueriesContext(connection) as few:
        client.get(address)
    contact = make_contact("Otto")
    services.add_by_hand(segment, contacts=[contact], by=None, now=timezone.now())

    with django_assert_num_queries(len(few)):
        client.get(address)
