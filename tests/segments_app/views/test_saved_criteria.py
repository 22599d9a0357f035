"""Criteria kept for another time, and the contacts of a segment put into a mailing group."""

import pytest
from django.utils import timezone

from contacts.models import ContactMailingGroup, MailingGroup
from segments_app import services
from segments_app.models import SavedCriteria
from tests.factories import make_contact

from .pages import contacts_of, counted, make_segment, segment_of, text_of, with_contacts


def save(segment, code="FAIR"):
    return services.save_criteria(
        segment, code=code, description="Fair visitors", by=None, now=timezone.now()
    )


def test_the_steps_chosen_are_saved(client, marketer):
    segment = with_contacts(segment_of(1), make_contact("Anna"))
    url = f"/segments/{segment.pk}/who/save/"

    page = text_of(client.get(url))
    response = client.post(url, {"code": "fair", "description": "Fair", "positions": ["2"]})

    criteria = SavedCriteria.objects.get()
    assert "Contacts where" in page
    assert response["Location"] == f"/segments/{segment.pk}/who/"
    assert (len(criteria.steps), criteria.created_by) == (1, marketer)


@pytest.mark.parametrize(
    ("sent", "message"),
    [
        ({"description": "x", "positions": ["1"]}, "This field is required."),
        ({"code": "FAIR", "description": "x", "positions": ["1"]}, "exist already"),
        ({"code": "NEW", "description": "x"}, "Choose at least one step."),
        ({"code": "NEW", "description": "x", "positions": ["9"]}, "Select a valid choice"),
    ],
)
def test_what_cannot_be_saved_is_said(client, sent, message):
    segment = segment_of(1)
    save(segment)

    response = client.post(f"/segments/{segment.pk}/who/save/", sent)

    assert response.status_code == 422
    assert message in text_of(response)
    assert SavedCriteria.objects.count() == 1


def test_without_a_step_there_is_nothing_to_save(client):
    segment = make_segment()

    response = client.get(f"/segments/{segment.pk}/who/save/", follow=True)

    assert "There is no step to save yet." in text_of(response)


def test_the_list_shows_code_and_number_of_steps(client):
    save(segment_of(1))

    page = text_of(client.get("/criteria/?q=fair"))

    assert "FAIR Fair visitors – 1" in page


def test_the_list_has_the_same_number_of_queries_for_3_and_for_30(client):
    segment = segment_of(1)
    for count in range(3):
        save(segment, f"A{count}")
    client.get("/criteria/")
    with counted() as few:
        client.get("/criteria/")
    for count in range(27):
        save(segment, f"B{count}")
    with counted() as many:
        client.get("/criteria/")

    assert len(few) == len(many)


def test_saved_criteria_are_read_renamed_and_deleted(client):
    criteria = save(segment_of(1))
    url = f"/criteria/{criteria.pk}/"

    page = text_of(client.get(url))
    client.post(f"{url}edit/", {"code": "EXPO", "description": "Expo"})
    criteria.refresh_from_db()
    asked = client.post(f"{url}delete/")
    deleted = client.post(f"{url}delete/", {"confirmed": "1"})

    assert "Contacts where" in page
    assert (criteria.code, criteria.description) == ("EXPO", "Expo")
    assert "stay as they are" in text_of(asked)
    assert deleted["Location"] == "/criteria/"
    assert not SavedCriteria.objects.exists()


def test_a_reader_reads_criteria_and_changes_none(reader):
    criteria = save(segment_of(1))
    url = f"/criteria/{criteria.pk}/"

    assert reader.get(url).status_code == 200
    assert reader.post(f"{url}edit/", {"code": "X"}).status_code == 403
    assert reader.post(f"{url}delete/", {"confirmed": "1"}).status_code == 403


def members(group):
    return set(
        ContactMailingGroup.objects.filter(mailing_group=group).values_list("contact", flat=True)
    )


@pytest.mark.parametrize(("replace", "stay"), [({}, True), ({"replace": "on"}, False)])
def test_a_group_gets_the_contacts_after_the_numbers_were_shown(client, replace, stay):
    segment, group = (
        segment_of(2),
        MailingGroup.objects.create(code="XMAS", description="Christmas"),
    )
    old = make_contact()
    ContactMailingGroup.objects.create(mailing_group=group, contact=old)
    url = f"/segments/{segment.pk}/mailing-group/"

    asked = client.post(url, {"group": group.pk, **replace})
    before = members(group)
    response = client.post(url, {"group": group.pk, "confirmed": "1", **replace}, follow=True)

    assert "Contacts in Christmas now: 1." in text_of(asked)
    assert before == {old.pk}
    assert members(group) == {contact.pk for contact in contacts_of(segment)} | (
        {old.pk} if stay else set()
    )
    assert "2 contacts were put into Christmas" in text_of(response)


def test_a_group_has_to_be_chosen(client):
    response = client.post(f"/segments/{segment_of(1).pk}/mailing-group/", {"group": ""})

    assert response.status_code == 422


def test_a_reader_fills_no_group(reader):
    assert reader.get(f"/segments/{segment_of(1).pk}/mailing-group/").status_code == 403
