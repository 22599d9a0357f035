"""Before a contact is saved, those that it may be are shown; it can be saved all the same."""

from uuid import uuid4

import pytest
from django.urls import reverse

from contacts import services
from contacts.models import Contact

NEW = reverse("contacts:contact_new")
pytestmark = pytest.mark.django_db
ANNA = {"first_name": "Anna", "surname": "Berg", "email": "anna@x.example"}


@pytest.fixture
def anna(now):
    return services.create_contact(values={"type": "person", **ANNA}, by=None, now=now)


def test_who_may_be_there_already_is_shown_and_nothing_is_saved(client_for, anna):
    answer = client_for("Marketer").post(
        f"{NEW}?type=person", {**ANNA, "surname": "Bergh", "city": "Lund"}
    )

    assert answer.status_code == 422
    for told in (
        "This contact may be there already.",
        anna.number,
        "24 points",
        "Save all the same",
    ):
        assert told in answer.text
    assert 'value="Bergh"' in answer.text  # what was typed is still there
    assert Contact.objects.count() == 1


def test_it_is_saved_all_the_same_when_that_is_pressed(client_for, anna):
    client = client_for("Marketer")

    answer = client.post(f"{NEW}?type=person", {**ANNA, "all_the_same": "1"})

    assert answer.status_code == 303
    assert Contact.objects.count() == 2


def test_somebody_else_is_saved_without_a_question(client_for, anna):
    values = {"first_name": "Otto", "surname": "Wiese", "email": "otto@y.example"}

    assert client_for("Marketer").post(f"{NEW}?type=person", values).status_code == 303


def test_companies_are_found_too(client_for, now):
    nord = services.create_contact(values={"name": "Nord AB", "city": "Lund"}, by=None, now=now)

    answer = client_for("Marketer").post(f"{NEW}?type=company", {"name": "NORD", "city": "Lund"})

    assert answer.status_code == 422
    assert nord.number in answer.text


def test_a_form_that_is_sent_twice_is_not_a_duplicate_of_itself(client_for):
    client, values = client_for("Marketer"), {**ANNA, "submission": str(uuid4())}

    answers = [client.post(f"{NEW}?type=person", values) for _twice in range(2)]

    assert [answer.status_code for answer in answers] == [303, 303]
    assert Contact.objects.count() == 1
