"""A step of saved criteria is written with all that the step of a segment has."""

import re

import pytest
from django.urls import reverse
from django.utils import timezone

from segments_app import services
from segments_app.models import CriteriaDraft, DraftState, SavedCriteria
from tests.factories import make_company, make_contact
from tests.queries import queries_of

from .forms import Form
from .pages import make_segment, text_of

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}
TWO = {"kind": "at_most", "at_most": "2", "per": "", "order": "name", "draw": "A", "percent": ""}


def city(*cities, action="add"):
    return {"action": action, "rule": {"field": "city", "is": "any_of", "value": [*cities]}}


@pytest.fixture
def criteria():
    """Criteria of one step that adds Berlin and Kiel."""
    segment, now = make_segment(), timezone.now()
    first = city("Berlin", "Kiel")
    services.take_step(segment, action="add", rule=first["rule"], by=None, now=now)
    segment.refresh_from_db()
    return services.save_criteria(segment, code="CITY", description="Two", by=None, now=now)


@pytest.fixture
def contacts():
    names = {"Anna": "Berlin", "Bert": "Berlin", "Cleo": "Kiel", "Dora": "Bonn"}
    return {name: make_contact(name=name, city=place) for name, place in names.items()}


def url(name, criteria, *args):
    return reverse(f"segments:saved_criteria_{name}", args=[criteria.pk, *args])


def write(criteria, *steps):
    services.write_version(criteria, steps=steps, by=None, now=timezone.now())
    criteria.refresh_from_db()


def form(client, criteria, position):
    return Form(client.get(url("step", criteria, position)), "criteria-form")


def row(value, *, field="city", action="add"):
    return {
        "action": action,
        "c.kind": "group",
        "c.mode": "all",
        "c-0.kind": "row",
        "c-0.field": field,
        "c-0.is": "is",
        "c-0.shape": "text",
        "c-0.value": value,
    }


def count(client, criteria, position, data):
    return client.post(url("count", criteria, position), data | {"version": "3"}, headers=HTMX)


@pytest.mark.parametrize(
    ("action", "matched", "after"), [("add", 4, 4), ("keep", 2, 2), ("remove", 2, 1)]
)
def test_the_step_is_counted_on_whom_the_steps_before_it_choose(
    client, criteria, contacts, action, matched, after
):
    data = row("Berlin", action=action)
    if action == "add":
        data = {"action": "add", "c.kind": "group", "c.mode": "everyone"}

    response = count(client, criteria, 2, data)

    preview = response.context["preview"]
    assert (preview.before, preview.matched, preview.after) == (3, matched, after)
    assert response["X-Criteria-Version"] == "3"
    assert "Chosen then 3 → to" in text_of(response)


def test_each_number_opens_exactly_the_contacts_that_it_counts(client, criteria, contacts):
    expected = {"matched": "Anna Bert", "before": "Anna Bert Cleo", "changed": "Cleo"}
    expected["after"] = "Anna Bert"
    response = count(client, criteria, 2, row("Berlin", action="keep"))

    for part, names in expected.items():
        address = url("draft_contacts", criteria, 2, part)
        listed = client.get(address).context["table"].rows
        assert sorted(str(one.record.name) for one in listed) == names.split()
        assert re.search(rf'href="{address.removesuffix("/")}-\d+/"', response.content.decode())


def test_those_added_leave_out_who_is_there_already(client, criteria, contacts):
    response = count(client, criteria, 2, row("Berlin"))

    there = client.get(url("draft_contacts", criteria, 2, "already_there"))
    preview = response.context["preview"]
    assert (preview.changed, preview.left_out) == (0, {"already_there": 2})
    assert len(there.context["table"].rows) == 2


def test_colleagues_and_limits_before_the_step_are_counted_too(client, criteria, contacts):
    company = make_company("Works")
    make_contact(name="Emil", city="Ulm", company=company)
    make_contact(name="Fred", city="Wien", company=company)
    ulm = city("Ulm") | {"options": {"with_colleagues": True}}
    limit = {"action": "limit", "rule": {"everyone": True}, "options": {"limit": {"at_most": 2}}}
    write(criteria, ulm, limit)

    response = count(client, criteria, 3, row("Ulm", action="remove"))

    assert response.context["preview"].before == 2
    assert response.context["preview"].after == 1


def test_values_come_with_their_numbers_under_the_other_conditions(client, criteria):
    make_contact(city="Berlin", country="DE")
    make_contact(city="Bonn", country="AT")
    data = row("Berlin") | {
        "c-1.kind": "row",
        "c-1.field": "country",
        "c-1.is": "any_of",
        "c-1.shape": "picks:country",
        "facets": "c-1",
        "facet": ["DE", "AT"],
    }
    keep = data | {"action": "keep", "c-0.field": "name", "c-0.is": "is_not"}

    answer = client.post(url("facets", criteria, 2), data).json()["counts"]
    kept = client.post(url("facets", criteria, 2), keep).json()["counts"]

    assert {value: one["count"] for value, one in answer.items()} == {"DE": 1, "AT": 0}
    assert {value: one["count"] for value, one in kept.items()} == {"DE": 1, "AT": 0}


def test_what_may_be_misread_is_told_at_the_row(client, criteria, contacts):
    data = row("Bonn") | {name.replace("c-0", "c-1"): v for name, v in row("Kiel").items()}

    response = client.post(url("misreads", criteria, 2), data, headers=HTMX)

    assert "These two can never both hold" in text_of(response)


def test_a_change_can_be_taken_back_and_made_again_without_scripts(client, criteria):
    before = form(client, criteria, 1)

    sent = before.values | {"op": "duplicate:c-0"}
    client.post(url("step", criteria, 1), sent)
    changed = form(client, criteria, 1)
    client.post(url("step", criteria, 1), changed.values | {"op": "undo"})
    back = form(client, criteria, 1)
    client.post(url("step", criteria, 1), back.values | {"op": "redo"})
    again = form(client, criteria, 1)

    def stands(one):
        return {k: v for k, v in one.values.items() if k != "csrfmiddlewaretoken"}

    assert stands(changed) != stands(before)
    assert stands(back) == stands(before)
    assert stands(again) == stands(changed)


def test_looking_at_a_step_changes_nothing_that_could_be_taken_back(client, criteria):
    count(client, criteria, 1, form(client, criteria, 1).values)

    page = client.get(url("step", criteria, 1)).content.decode()

    assert 'value="undo" aria-disabled="true"' in page


@pytest.mark.lesson(75)
def test_what_was_written_is_there_when_one_comes_back_but_for_nobody_else(
    client, client_for, criteria
):
    client.post(url("step", criteria, 1), row("Bonn") | {"op": "refresh"})

    other = client_for("Administrator")

    assert form(client, criteria, 1).values["c-0.value"] == ["Bonn"]
    assert "Bonn" not in form(other, criteria, 1).values.get("c-0.value", [])


def test_starting_over_shows_the_step_in_use(client, criteria):
    before = form(client, criteria, 1).values
    client.post(url("step", criteria, 1), row("Bonn") | {"op": "refresh"})

    client.post(url("step", criteria, 1), row("Bonn") | {"op": "clear"})

    after = form(client, criteria, 1).values
    assert after.pop("csrfmiddlewaretoken") != before.pop("csrfmiddlewaretoken")
    assert after == before


def test_what_was_written_of_a_step_that_has_changed_since_is_not_gone_on_with(client, criteria):
    client.post(url("step", criteria, 1), row("Bonn") | {"op": "refresh"})
    write(criteria, city("Ulm"))

    assert "Bonn" not in str(form(client, criteria, 1).values)
    client.post(url("step", criteria, 1), row("Wien") | {"op": "refresh"})
    client.post(url("step", criteria, 1), form(client, criteria, 1).values | {"op": "undo"})
    assert "Bonn" not in str(form(client, criteria, 1).values)


def test_saving_forgets_what_was_written(client, criteria):
    sent = form(client, criteria, 2).values | row("Bonn")
    client.post(url("step", criteria, 2), sent | {"op": "refresh"})

    client.post(url("step", criteria, 2), sent | {"op": "take"})
    twice = client.post(url("step", criteria, 2), sent | {"op": "take"}, follow=True)

    assert "changed meanwhile" in text_of(twice)
    assert [step["action"] for step in SavedCriteria.objects.get().steps] == ["add", "add"]


def test_criteria_that_somebody_is_writing_can_be_deleted(client, criteria):
    client.post(url("step", criteria, 2), row("Bonn") | {"op": "refresh"})
    assert DraftState.objects.exists()

    client.post(url("delete", criteria), {"confirmed": "1"})

    assert not (SavedCriteria.objects.exists() or CriteriaDraft.objects.exists())


def test_the_draft_is_of_one_step_and_user(client, criteria):
    for _ in range(2):
        client.post(url("step", criteria, 2), row("Bonn") | {"op": "refresh"})

    assert CriteriaDraft.objects.count() == 1


def test_a_limit_is_added_edited_and_moved(client, criteria, contacts):
    write(criteria, city("Berlin", "Kiel"))
    shown = client.get(url("limit", criteria, 2), TWO)
    version = str(criteria.versions.count())
    client.post(url("limit", criteria, 2), TWO | {"version": version})
    edited = Form(client.get(url("limit", criteria, 2)), "limit-form").values
    client.post(url("limit", criteria, 2), edited | {"at_most": "1"})
    write(criteria, *SavedCriteria.objects.get().steps, city("Bonn"))
    client.post(url("step_move", criteria, 2), {"way": "down"})
    page = text_of(client.get(criteria.get_absolute_url()))

    assert "2 contacts would stay" in text_of(shown)
    assert edited["at_most"] == ["2"]
    steps = SavedCriteria.objects.get().steps
    assert [step["action"] for step in steps] == ["add", "add", "limit"]
    assert steps[2]["options"]["limit"]["at_most"] == 1
    assert "at most 1 contact of the whole segment" in page


def test_a_limit_that_says_nothing_is_refused_with_the_field_named(client, criteria):
    response = client.post(url("limit", criteria, 2), TWO | {"at_most": "0"})

    assert response.status_code == 422
    assert "Give a number of contacts" in text_of(response)
    assert client.get(url("limit", criteria, 1)).status_code == 404


def test_a_step_is_not_moved_beyond_the_first_or_the_last(client, criteria):
    write(criteria, city("Bonn"), city("Kiel"))

    client.post(url("step_move", criteria, 1), {"way": "up"})
    client.post(url("step_move", criteria, 2), {"way": "down"})

    values = [step["rule"]["value"] for step in SavedCriteria.objects.get().steps]
    assert values == [["Bonn"], ["Kiel"]]
    assert client.post(url("step_move", criteria, 3), {"way": "up"}).status_code == 404


@pytest.mark.parametrize(
    ("name", "says"),
    [("Anna", "These steps choose Anna today."), ("Dora", "These steps do not choose Dora today.")],
)
def test_a_contact_is_checked_against_the_steps_as_saved(client, criteria, contacts, name, says):
    write(criteria, city("Berlin", "Kiel"), city("Kiel", action="remove"))

    page = text_of(client.get(url("why", criteria), {"contact": contacts[name].pk}))

    assert says in page
    if name == "Anna":
        assert "Step 1 added Anna" in page


def test_a_limit_is_named_as_what_takes_a_contact_out(client, criteria, contacts):
    limit = {"action": "limit", "rule": {"everyone": True}, "options": {"limit": {"at_most": 1}}}
    write(criteria, city("Berlin", "Kiel"), limit)

    page = text_of(client.get(url("why", criteria), {"contact": contacts["Cleo"].pk}))

    assert "Step 2 limited the segment, and Cleo was beyond it" in page


@pytest.mark.parametrize(
    ("name", "action", "says"),
    [
        ("Dora", "add", "Dora would be added."),
        ("Anna", "add", "Anna does not match."),
        ("Anna", "keep", "Anna would be taken out."),
        ("Dora", "keep", "The steps before it do not choose Dora, so nothing changes."),
    ],
)
def test_a_contact_is_checked_against_the_step_being_written(
    client, criteria, contacts, name, action, says
):
    client.post(url("step", criteria, 2), row("Bonn", action=action) | {"op": "refresh"})

    page = client.get(url("step_why", criteria, 2), {"contact": contacts[name].pk})

    assert says in text_of(page)


def test_a_first_step_that_keeps_stays_what_it_is(client, criteria):
    write(criteria, city("Bonn", action="keep"))

    assert form(client, criteria, 1).values["action"] == ["keep"]


def test_a_broken_step_before_it_is_named(client, criteria):
    broken = SavedCriteria.objects.get()
    broken.steps[0]["rule"] = {"field": "gone", "is": "is", "value": "x"}
    broken.save()

    response = count(client, criteria, 2, row("Bonn"))

    assert "Step 1:" in text_of(response)
    assert client.get(url("step", criteria, 1)).status_code == 200
    assert client.get(url("draft_contacts", criteria, 2, "before")).status_code == 303
    why = client.get(url("why", criteria), {"contact": make_contact().pk}, follow=True)
    assert "There is no field" in text_of(why)


def test_the_page_asks_as_often_for_many_steps_as_for_few(client, criteria):
    few = queries_of(client, url("step", criteria, 1))
    write(criteria, *[city(f"Town {n}") for n in range(12)])

    assert queries_of(client, url("step", criteria, 7)) == few


def test_somebody_who_only_looks_writes_nothing(client_for, criteria):
    viewer = client_for("Viewer")

    for name in ("step", "limit", "step_why"):
        assert viewer.get(url(name, criteria, 1)).status_code == 403
    for name in ("count", "facets", "misreads", "step_move"):
        assert viewer.post(url(name, criteria, 1)).status_code == 403
