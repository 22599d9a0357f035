"""Wherever a contact is shown as in or out of a segment, one click says why."""

import pytest
from django.contrib.auth.models import Permission
from django.utils import timezone

from segments_app import services
from tests.factories import make_contact, make_interaction, make_logged_segment

from .pages import make_segment, with_contacts

pytestmark = pytest.mark.django_db
BONN = {"field": "city", "is": "is", "value": "Bonn"}


@pytest.fixture
def anna():
    return make_contact(name="Anna", city="Bonn")


def kept_up(anna):
    """A segment that Anna has left by a refresh."""
    segment, now = make_segment(), timezone.now()
    services.take_step(segment, action="add", rule=BONN, by=None, now=now)
    services.keep_up_to_date(segment, every="demand", by=None, now=now)
    anna.city = "Kiel"
    anna.save()
    refresh = services.refresh_segment(segment, trigger="demand", by=None, now=timezone.now())
    return segment, refresh


def links_to(client, address, why):
    page = client.get(address)
    assert page.status_code == 200
    link = f'href="{why}"'
    assert link in page.content.decode()
    assert client.get(why).status_code == 200
    return page.content.decode()


def test_from_the_contacts_of_a_logged_segment(client, anna):
    logged = make_logged_segment()
    make_interaction(contact=anna, logged_segment=logged)
    base = f"/interactions/logged-segments/{logged.pk}"

    page = links_to(client, f"{base}/contacts/", f"{base}/why/?contact={anna.pk}")

    assert "Why is Anna here?" in page


def test_from_those_who_joined_and_left(client, anna):
    segment, refresh = kept_up(anna)
    why = f"/segments/{segment.pk}/why/?contact={anna.pk}"

    links_to(client, f"/segments/{segment.pk}/drift/{refresh.pk}/", why)


def test_from_the_numbers_of_a_step(client, anna):
    segment = with_contacts(make_segment(), anna)
    why = f"/segments/{segment.pk}/why/?contact={anna.pk}"

    links_to(client, f"/segments/{segment.pk}/steps/1/added/", why)


def test_the_link_is_no_column_of_the_file(client, administrator, client_for, anna):
    segment = with_contacts(make_segment(), anna)
    administrator.user_permissions.add(Permission.objects.get(codename="export_contact"))

    page = client_for(administrator).get(f"/segments/{segment.pk}/steps/1/added/?export=csv")

    head = b"".join(page.streaming_content if page.streaming else [page.content]).decode()
    assert "Anna" in head and "Actions" not in head
