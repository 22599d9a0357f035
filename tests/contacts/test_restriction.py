"""Restricted contacts may be seen and kept, but not used, until somebody lifts it for a reason."""

import pytest
from django.urls import reverse

from contacts import services
from contacts.models import Contact, Restriction
from tests.factories import make_person

pytestmark = pytest.mark.django_db


def test_er_09_restricting_and_lifting_take_a_reason_and_are_kept(client_for):
    anna = make_person()
    client, address = (
        client_for("administrator"),
        reverse("contacts:contact_restriction", args=[anna.pk]),
    )
    assert address in client.get(anna.get_absolute_url()).content.decode()

    assert client.post(address, {"restrict": "1", "reason": " "}).status_code == 422
    for _twice in range(2):
        answer = client.post(address, {"restrict": "1", "reason": "Address is disputed"})
        assert (answer.status_code, answer.url) == (303, anna.get_absolute_url())

    assert Restriction.objects.count() == 1
    assert not Contact.objects.filter(pk=anna.pk).may_contact().exists()
    shown = client_for("viewer").get(anna.get_absolute_url()).content.decode()
    assert "Processing is restricted." in shown
    assert "Address is disputed" in shown
    assert address not in shown

    assert client.post(address, {"lift": "1", "reason": ""}).status_code == 422
    for _twice in range(2):
        assert client.post(address, {"lift": "1", "reason": "It was checked"}).status_code == 303

    assert Contact.objects.filter(pk=anna.pk).may_contact().exists()
    row = Restriction.objects.get()
    assert (row.reason, row.lifted_reason) == ("Address is disputed", "It was checked")
    assert row.restricted_by == row.lifted_by
    page = client.get(address).content.decode()
    assert "It was checked" in page
    assert 'name="restrict"' in page


def test_an_old_page_does_not_lift_what_was_lifted_and_restricts_nothing(client_for, now):
    anna = make_person()
    client, address = (
        client_for("administrator"),
        reverse("contacts:contact_restriction", args=[anna.pk]),
    )
    client.post(address, {"lift": "1", "reason": "Nothing there"})

    assert not Restriction.objects.exists()
    assert client_for("marketer").get(address).status_code == 403
    with pytest.raises(services.Refused):
        services.lift_restriction(anna, reason=" ", by=None, now=now)
