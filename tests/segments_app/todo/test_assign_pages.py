"""Pages that make tasks for many, and the panels that show them."""

import pytest
from django.urls import reverse
from django.utils import timezone

from segments_app.models import Activity, ActivityStep, Task
from segments_app.services.segments import create_segment
from tests.factories import make_company, make_person, make_salesperson
from tests.segments_app.services.building import add, is_

from .making import NOW, make_task

pytestmark = pytest.mark.django_db
ASSIGN = reverse("segments:task_assign")
NEW = reverse("segments:task_new")


@pytest.fixture
def activity():
    found = Activity.objects.create(code="FIRST", description="First contact")
    for text in ("Write", "Call"):
        ActivityStep.objects.create(activity=found, description=text, offset=3)
    return found


@pytest.fixture
def segment():
    segment = create_segment(
        values={"purpose": None, "salesperson": make_salesperson()}, by=None, now=NOW
    )
    add(segment, is_(make_person(), make_person()), now=NOW)
    segment.refresh_from_db()
    return segment


def test_an_activity_is_looked_at_and_then_assigned_once(client_for, activity, segment):
    client = client_for("Marketer")
    address = f"{ASSIGN}?segment={segment.pk}&activity={activity.pk}&starts_on=2026-03-10"

    assert client.get(f"{ASSIGN}?segment={segment.pk}").status_code == 200
    page = client.get(address)
    assert page.context["look"].task_count == 4
    assert not Task.objects.exists()
    sent = {"submission": page.context["once"]["submission"].value()}
    there = [client.post(address, sent)["Location"] for _press in range(2)]

    assert there[0] == there[1]
    assert Task.objects.count() == 4
    assert len(client.get(there[0]).context["table"].page.object_list) == 4
    assert "Nobody is left" in client.get(address).text
    assert client.post(address, {}).status_code == 422


def test_what_is_missing_is_said_before_anything_is_assigned(client_for, activity):
    client, contact = client_for("Marketer"), make_person()
    address = f"{ASSIGN}?contact={contact.pk}&activity={activity.pk}&starts_on=2026-03-10"
    one = make_salesperson()

    assert "Choose who does it" in client.get(address).text
    assert client.post(address).status_code == 422
    assert client.get(f"{ASSIGN}?contact={contact.pk}&activity=&starts_on=").status_code == 422
    assert client.get(ASSIGN).status_code == 303
    client.post(f"{address}&substitute={one.pk}")
    assert set(Task.objects.values_list("salesperson", flat=True)) == {one.pk}


def test_a_61_the_form_of_a_segment_makes_one_for_all_or_one(client_for, segment):
    client, address = client_for("Marketer"), f"{NEW}?segment={segment.pk}"
    page = client.get(address)
    assert page.context["form"]["for_all"].value() == "all"
    data = {
        "description": "Call about the fair", "due_on": "2026-03-10", "status": "not_started",
        "priority": 2,
    }  # fmt: skip

    client.post(address, data | {"for_all": "all"})
    client.post(address, data | {"for_all": "one", "salesperson": segment.salesperson_id})
    client.post(
        address,
        data | {"for_all": "all", "type": "meeting", "is_all_day": "on", "description": "Tasting"},
    )

    assert Task.objects.filter(contact__isnull=False, segment=segment).count() == 2
    assert Task.objects.filter(contact=None, segment=segment).count() == 2
    assert Task.objects.get(description="Tasting").attendees.count() == 2


def test_open_tasks_are_on_the_page_of_the_contact_and_of_its_company(client_for):
    company = make_company()
    person = make_person(company=company)
    make_task("Call back soon", contact=person)
    client = client_for("Marketer")

    for contact in (person, company):
        page = client.get(contact.get_absolute_url())
        assert "Call back soon" in page.text
        assert f"{NEW}?contact={contact.pk}" in page.text


def test_what_is_due_for_me_is_on_the_home_page(client_for, marketer):
    make_person()
    own = make_salesperson(user=marketer)
    today = timezone.localdate()
    make_task("Mine today", salesperson=own, due_on=today)
    make_task("Mine tomorrow", salesperson=own, due_on=today.replace(year=today.year + 1))
    make_task("Not mine", due_on=today)

    page = client_for(marketer).get("/")

    assert "Mine today" in page.text
    assert "Mine tomorrow" not in page.text
    assert "Not mine" not in page.text
