"""A step that adds nobody is no success: it is said why, and where that is seen."""

import pytest
from django.urls import reverse
from django.utils import timezone

from contacts.models import Purpose
from segments_app import services
from tests.factories import make_contact, make_template

from .pages import fresh, make_segment, text_of, with_contacts

pytestmark = pytest.mark.django_db


def city(*values):
    sent = {"action": "add", "c.kind": "group", "c.mode": "all", "op": "take"}
    for n, value in enumerate(values):
        sent |= {f"c-{n}.kind": "row", f"c-{n}.field": "city", f"c-{n}.is": "is"}
        sent |= {f"c-{n}.shape": "text", f"c-{n}.value": value}
    return sent


def take(client, segment, *values):
    sent = city(*values) | {"position": str(segment.position)}
    return client.post(f"/segments/{segment.pk}/who/step/", sent, follow=True)


def contacts_url(segment, position, part):
    return reverse("segments:segment_step_contacts", args=[segment.pk, position, part])


def test_whoever_is_there_already_is_named_with_the_list_of_them(client):
    anna = make_contact(name="Anna", city="Bonn")
    segment = with_contacts(make_segment(), anna)

    response = take(client, segment, "Bonn")

    assert "Nobody was added: Already on the segment (1)." in text_of(response)
    link = contacts_url(segment, 2, "already_there")
    assert f'<a href="{link}">See them</a>' in response.content.decode()
    assert "notice-good" not in response.content.decode()


@pytest.mark.lesson(71)
def test_the_reason_that_keeps_most_out_is_named(client):
    make_contact(city="Bonn", is_privacy_blocked=True)
    for _ in range(2):
        make_contact(city="Bonn", exclude_from_segments=True)

    response = take(client, make_segment(), "Bonn")

    assert "Nobody was added: Excluded from segments (2)." in text_of(response)


def test_the_condition_that_nobody_meets_is_named(client):
    make_contact(city="Bonn")
    segment = make_segment()

    response = take(client, segment, "Atlantis")

    assert "Nobody was added: nobody matches: City is “Atlantis”." in text_of(response)
    assert f'href="/segments/{segment.pk}/who/#step-1">See the step' in response.content.decode()


def test_names_of_values_are_no_markup(client):
    response = take(client, make_segment(), "<b>x</b>")

    assert "&lt;b&gt;x" in response.content.decode()
    assert "<b>x</b>" not in response.content.decode()


def test_a_step_that_adds_somebody_is_a_success(client):
    make_contact(city="Bonn")

    response = take(client, make_segment(), "Bonn")

    assert "1 contact was added." in text_of(response)
    assert "Nobody was added" not in text_of(response)


def test_saved_criteria_that_add_nobody_say_so_where_they_are_chosen(client):
    make_contact(city="Bonn")
    now, first = timezone.now(), make_segment()
    rule = {"field": "city", "is": "is", "value": "Ulm"}
    services.take_step(first, action="add", rule=rule, by=None, now=now)
    criteria = services.save_criteria(fresh(first), code="ULM", description="Ulm", by=None, now=now)
    segment = make_segment()
    start = reverse("segments:segment_start", args=[segment.pk])
    sent = {"start": "saved_criteria", "saved_criteria": criteria.pk}

    response = client.post(start, sent, follow=True)

    assert "Nobody was added: nobody matches" in text_of(response)


@pytest.mark.lesson(71)
def test_where_everybody_lacks_consent_it_is_said(client):
    for _ in range(2):
        make_contact(city="Bonn", correspondence_type="email")
    segment = make_segment(
        purpose=Purpose.objects.get(code="MARKETING"),
        template=make_template(correspondence_type="email"),
    )

    response = take(client, segment, "Bonn")

    assert "Nobody was added: No consent (2)." in text_of(response)
