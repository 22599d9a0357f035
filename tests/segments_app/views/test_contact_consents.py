"""What many contacts have said, recorded at once from their list."""

import pytest
from django.contrib.auth.models import Permission
from django.urls import reverse
from django.utils import timezone

from contacts.models import ConsentEvent
from segments_app.models import Job
from segments_app.services import jobs
from tests.consents import make_wording, marketing, say, state_of
from tests.factories import make_person

from .pages import make_segment, with_contacts

pytestmark = pytest.mark.django_db
URL = reverse("contacts:contact_bulk_consent")


@pytest.fixture
def people():
    new, given, refused = (make_person(name) for name in ("New", "Given", "Refused"))
    say(given)
    say(refused, "objected")
    return [new, given, refused]


@pytest.fixture
def said(people):
    return {
        "selected": [person.pk for person in people],
        "submission": "6f1c2d3e-0000-4000-8000-000000000001",
        "purpose": marketing().pk,
        "channels": ["email"],
        "status": "consent",
        "method": "paper",
        "wording": make_wording().pk,
        "evidence": "Box 7",
        "source": "Fair",
    }


def test_it_is_shown_first_then_recorded_and_no_objection_gives_way(client_for, people, said):
    client = client_for("marketer")

    form = client.post(URL, {"selected": said["selected"]})
    look = client.post(URL, said)
    before = ConsentEvent.objects.count()
    moved = client.post(URL, said | {"confirmed": "1", "count": "2"})
    assert ConsentEvent.objects.count() == before
    client.post(URL, said | {"confirmed": "1", "count": "3"})
    client.post(URL, said | {"confirmed": "1", "count": "3"})

    assert form.status_code == 200
    numbers = dict(look.context["look"])["E-mail"]
    assert (numbers.recorded, numbers.unchanged, numbers.kept) == (1, 1, 1)
    assert moved.context["has_moved"]
    assert [state_of(person) for person in people] == ["consent", "consent", "objected"]
    assert ConsentEvent.objects.count() == before + 1
    event = ConsentEvent.objects.get(contact=people[0])
    assert (event.evidence, event.source, event.method) == ("Box 7", "Fair", "paper")
    assert event.recorded_by.username == "marketer"


def test_an_objection_of_many_is_recorded_without_a_wording(client_for, people, said):
    del said["wording"]
    said |= {"status": "objected", "channels": ["email", "letter"]}

    client_for("marketer").post(URL, said | {"confirmed": "1", "count": "3"})

    assert {state_of(person, channel) for person in people for channel in said["channels"]} == {
        "objected"
    }


def test_what_is_missing_is_said_and_who_may_not_is_refused(client_for, people, said):
    client = client_for("marketer")
    without = {name: value for name, value in said.items() if name != "wording"}

    missing = client.post(URL, without)
    nobody = client.post(URL, said | {"selected": []})

    assert missing.status_code == 422
    assert "Say which wording the contact has agreed to." in missing.content.decode()
    assert nobody.status_code == 303
    assert client_for("viewer").post(URL, said).status_code == 403
    assert 'value="consent"' not in client_for("viewer").get("/contacts/").content.decode()
    assert URL in client.get("/contacts/").content.decode()


def test_of_a_great_many_the_worker_records_it(client_for, people, said, monkeypatch):
    monkeypatch.setattr("segments_app.contact_consent_jobs.for_the_worker", lambda count: True)
    del said["selected"]
    said |= {"all_matching": "1", "query": "type=person"}

    answer = client_for("marketer").post(URL, said | {"confirmed": "1", "count": "3"})
    job = Job.objects.get()
    assert answer.headers["Location"] == job.get_absolute_url()
    jobs.run_job(job.pk, now=timezone.now())

    assert [state_of(person) for person in people] == ["consent", "consent", "objected"]


def test_consent_of_a_segment_is_recorded_in_the_list_of_its_contacts(client_for, people, said):
    segment = with_contacts(make_segment(), *people[:2])
    client, page = client_for("marketer"), reverse("segments:segment_lines", args=[segment.pk])
    listed = reverse("contacts:contact_list") + f"?segment={segment.pk}"

    assert f'href="{listed}"' in client.get(page).content.decode()
    rows = client.get(listed).context["table"].page.object_list
    assert {row.record.pk for row in rows} == {person.pk for person in people[:2]}
    del said["selected"]
    said |= {"all_matching": "1", "query": f"segment={segment.pk}"}
    client.post(URL, said | {"confirmed": "1", "count": "2"})

    assert [state_of(person) for person in people] == ["consent", "consent", "objected"]


def test_who_may_not_see_segments_finds_nobody_by_them(client_for, marketer, people):
    segment = with_contacts(make_segment(), *people)
    group = marketer.groups.get()
    group.permissions.remove(Permission.objects.get(codename="view_segment"))

    answer = client_for(marketer).get(reverse("contacts:contact_list"), {"segment": segment.pk})

    assert list(answer.context["table"].page.object_list) == []
