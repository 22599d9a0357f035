"""Every change to the step being written can be taken back and made again, without scripts too."""

import random

import pytest
from django.utils import timezone

from segments_app import services
from segments_app.models import DraftState
from segments_app.services.drafts import MOST_STATES

from .forms import Form
from .pages import counted, fresh, make_segment, segment_of

pytestmark = pytest.mark.django_db
TEXTS = ["Bonn", "a;b", "ö\r\nü", "10..20", "", " x ", "7", "2026-01-01"]
FIELDS = ["city", "number", "country", "birthday", "some:interaction", "salesperson", "created_at"]


def page(client, segment):
    response = client.get(f"/segments/{segment.pk}/who/")
    assert response.status_code == 200
    return response


def form(client, segment):
    return Form(page(client, segment), "criteria-form")


def send(client, segment, op, **changed):
    values = form(client, segment).values | changed | {"op": op}
    response = client.post(f"/segments/{segment.pk}/who/step/", values)
    assert response.status_code in (302, 303)


def shown(client, segment):
    """What stands in the form, but for what is another one on each page."""
    values = form(client, segment).values
    return {name: value for name, value in values.items() if name != "csrfmiddlewaretoken"}


def city(client, segment, value):
    send(client, segment, "refresh:c-0", **{"c-0.field": "city", "c-0.is": "is"})
    send(client, segment, "refresh", **{"c-0.value": value})


def moves(client, segment):
    buttons = page(client, segment).content.decode()
    return tuple(
        f'id="step-{op}" name="op" value="{op}" aria-disabled="false"' in buttons
        for op in ("undo", "redo")
    )


def act(client, segment, rnd):
    """Do one thing that a user can do to the form."""
    now = form(client, segment)
    operations = [
        op for op in now.operations if op.partition(":")[0] not in {"take", "undo", "redo", "count"}
    ]
    changed = {}
    if rnd.random() < 0.6:
        name = rnd.choice([n for n in now.values if n != "csrfmiddlewaretoken"])
        if name.endswith(".value"):
            changed[name] = rnd.choice(TEXTS)
        elif name.endswith(".field"):
            changed[name] = rnd.choice(FIELDS)
        elif name == "action":
            changed["with_colleagues"] = "on"
    adding = [op for op in operations if op.startswith("add-")]
    send(client, segment, rnd.choice(rnd.choice([operations, adding, ["refresh"]])), **changed)


@pytest.mark.parametrize("seed", range(4))
def test_random_actions_undone_and_redone_give_the_identical_states(client, seed):
    rnd = random.Random(seed)
    segment = segment_of(2)
    states = [shown(client, segment)]
    for _ in range(15):
        act(client, segment, rnd)
        after = shown(client, segment)
        if after != states[-1]:
            states.append(after)

    back = [states[-1]]
    while moves(client, segment)[0]:
        send(client, segment, "undo")
        back.append(shown(client, segment))
    assert back == states[::-1]

    forth = [back[-1]]
    while moves(client, segment)[1]:
        send(client, segment, "redo")
        forth.append(shown(client, segment))
    assert forth == states
    assert len(states) > 8


def test_what_was_typed_last_is_undone_too_and_can_be_redone(client):
    segment = make_segment()
    city(client, segment, "Bonn")

    send(client, segment, "undo", **{"c-0.value": "Kiel"})
    assert shown(client, segment)["c-0.value"] == ["Bonn"]
    send(client, segment, "redo")

    assert shown(client, segment)["c-0.value"] == ["Kiel"]


def test_starting_over_is_undone_too(client):
    segment = make_segment()
    city(client, segment, "Bonn")
    send(client, segment, "clear")
    assert fresh(segment).draft is None

    send(client, segment, "undo")

    assert shown(client, segment)["c-0.value"] == ["Bonn"]


def test_a_change_after_an_undo_forgets_what_was_taken_back(client):
    segment = make_segment()
    city(client, segment, "Bonn")
    send(client, segment, "undo")
    assert moves(client, segment)[1]

    send(client, segment, "add-row:c")

    assert moves(client, segment) == (True, False)


def test_two_pages_that_write_the_same_step_lose_nothing(client):
    segment = make_segment()
    city(client, segment, "Bonn")
    other = form(client, segment).values
    send(client, segment, "refresh", **{"c-0.value": "Kiel"})

    client.post(f"/segments/{segment.pk}/who/step/", other | {"c-0.value": "Ulm", "op": "refresh"})
    send(client, segment, "undo")

    assert shown(client, segment)["c-0.value"] == ["Kiel"]


def test_counting_and_looking_leave_no_state_of_their_own(client):
    segment = make_segment()
    city(client, segment, "Bonn")
    before = DraftState.objects.count()

    for part in ("count", "look", "count"):
        values = form(client, segment).values
        client.post(f"/segments/{segment.pk}/who/{part}/", values, headers={"HX-Request": "true"})

    assert "seen" in fresh(segment).draft
    assert DraftState.objects.count() == before


def test_no_more_states_are_kept_than_somebody_goes_back(client):
    segment = make_segment()
    for n in range(MOST_STATES + 5):
        draft = {"action": "add", "options": {}, "criteria": {"items": [n]}}
        services.save_draft(segment, draft=draft, by=None, now=timezone.now())

    assert DraftState.objects.count() == MOST_STATES
    for _ in range(MOST_STATES + 5):
        services.undo_draft(segment, by=None, now=timezone.now())
    assert fresh(segment).draft["criteria"] == {"items": [5]}


def test_a_step_that_is_taken_has_no_earlier_states_any_more(client):
    segment = make_segment()
    city(client, segment, "Bonn")

    client.post(f"/segments/{segment.pk}/who/step/", form(client, segment).values | {"op": "take"})

    assert segment.steps.count() == 1
    assert moves(client, segment) == (False, False)


def test_nothing_to_undo_or_redo_changes_nothing(client):
    segment = make_segment()

    send(client, segment, "undo")
    send(client, segment, "redo")

    assert not DraftState.objects.exists()
    assert moves(client, segment) == (False, False)


def test_saving_asks_as_often_after_many_states_as_after_few(client):
    segment = make_segment()
    drafts = [{"action": "add", "criteria": {"items": [n]}} for n in range(30)]
    asked = []
    for draft in drafts:
        with counted() as queries:
            services.save_draft(segment, draft=draft, by=None, now=timezone.now())
        asked.append(len(queries))

    assert asked[-1] == asked[1]
