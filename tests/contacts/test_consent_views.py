"""What a contact has said: given, taken back, looked through and proved by pages."""

from uuid import uuid4

import pytest
from django.urls import reverse

from contacts.models import ConsentEvent
from tests.consents import make_purpose, make_wording, marketing, say, state_of
from tests.factories import make_person
from tests.queries import queries_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def client(client_for):
    return client_for("marketer")


def given(**more):
    return {
        "purpose": marketing().pk,
        "channels": ["email", "letter"],
        "status": "consent",
        "wording": make_wording().pk,
        "method": "paper",
        "evidence": "Folder 7",
        "submission": str(uuid4()),
    } | more


def taken(**more):
    return {
        "purpose": marketing().pk,
        "channels": ["email"],
        "status": "withdrawn",
        "method": "phone",
        "submission": str(uuid4()),
    } | more


def send(client, contact, what, data):
    return client.post(reverse(f"contacts:contact_consent_{what}", args=[contact.pk]), data)


def shown(client, contact):
    return client.get(f"/contacts/{contact.pk}/").content.decode()


def test_consent_is_given_on_several_channels_in_one_step(client):
    contact = make_person()

    answer = send(client, contact, "give", given())

    assert answer.status_code == 303
    assert answer.url == f"/contacts/{contact.pk}/#consent"
    assert [state_of(contact, one) for one in ("email", "letter", "phone")] == [
        "consent",
        "consent",
        None,
    ]
    event = contact.consent_events.first()
    assert (event.evidence, event.method, event.basis) == ("Folder 7", "paper", "consent")
    assert event.recorded_by is not None


def test_nothing_is_ticked_before_somebody_ticks_it(client):
    make_wording()
    page = client.get(reverse("contacts:contact_consent_give", args=[make_person().pk]))

    assert "checked" not in page.content.decode().partition("<main")[2].partition("</main")[0]


def test_the_form_sent_twice_writes_each_channel_once(client):
    contact, data = make_person(), given()

    for _time in range(2):
        assert send(client, contact, "give", data).status_code == 303

    assert contact.consent_events.count() == 2


@pytest.mark.parametrize(
    ("field", "value", "says"),
    [
        ("channels", [], "This field is required."),
        ("wording", "", "Say which wording the contact has agreed to."),
        ("status", "", "This field is required."),
        ("status", "objected", "Select a valid choice"),
        ("method", "merge", "Select a valid choice"),
        ("happened_at", "2999-01-01T10:00", "This moment has not come yet."),
        ("purpose", "9" * 30, "Select a valid choice"),
        ("wording", "9" * 30, "Select a valid choice"),
    ],
)
def test_what_is_missing_is_said_at_its_field_and_nothing_is_recorded(client, field, value, says):
    answer = send(client, make_person(), "give", given(**{field: value}))

    assert answer.status_code == 422
    assert says in " ".join(answer.context["form"].errors[field])
    assert not ConsentEvent.objects.exists()


def test_a_wording_of_another_purpose_is_refused(client):
    other = make_wording(make_purpose())

    answer = send(client, make_person(), "give", given(wording=other.pk))

    assert "This wording is of another purpose." in answer.context["form"].errors["wording"]


def test_withdrawing_takes_no_more_fields_than_giving(client):
    contact = make_person()
    forms = {
        what: client.get(reverse(f"contacts:contact_consent_{what}", args=[contact.pk])).context[
            "form"
        ]
        for what in ("give", "withdraw")
    }

    assert set(forms["withdraw"].fields) < set(forms["give"].fields)


def test_what_was_given_is_withdrawn_from_its_line(client):
    contact = make_person()
    say(contact)
    link = f"/contacts/{contact.pk}/consents/withdraw/?purpose={marketing().pk}&amp;channel=email"
    assert link in shown(client, contact)

    form = client.get(link.replace("&amp;", "&")).context["form"]
    assert form["channels"].value() == ["email"]
    send(client, contact, "withdraw", taken())

    assert state_of(contact) == "withdrawn"
    assert link not in shown(client, contact)


def test_who_has_objected_can_consent_again_by_itself(client):
    contact = make_person()
    say(contact, "objected")

    send(client, contact, "give", given())

    assert state_of(contact) == "consent"


def test_the_page_says_by_channel_whether_the_contact_may_be_contacted_and_why_not(client):
    contact = make_person()
    say(contact, "objected", "phone")
    standing = client.get(f"/contacts/{contact.pk}/").context["standing"]
    (purpose,) = standing.purposes

    assert standing.reason == ""
    assert {one.channel: one.reason for one in purpose.channels} == {
        "email": "No consent",
        "letter": "",
        "phone": "Objected or consent withdrawn",
        "fax": "",
    }


def test_what_keeps_a_contact_from_everything_is_said_first(client):
    contact = make_person(is_privacy_blocked=True)
    say(contact)

    page = client.get(f"/contacts/{contact.pk}/")

    assert page.context["standing"].reason == "Privacy blocked"
    assert "Segments leave it out, whatever they are for:" in page.content.decode()


def test_the_proof_shows_the_wording_of_then(client):
    contact = make_person("Anna Berg")
    event = say(contact, wording=make_wording(version="7", text="Yes <b>please</b>\nwrite."))
    make_wording(version="8", text="Something else")

    page = client.get(
        reverse("contacts:contact_consent_proof", args=[contact.pk, event.pk])
    ).content.decode()

    assert "Yes &lt;b&gt;please&lt;/b&gt;<br>write." in page
    assert "Version 7" in page and "Anna Berg" in page and contact.number in page
    assert "Something else" not in page


def test_the_history_has_everything_the_latest_first(client):
    contact = make_person()
    first, second = say(contact), say(contact, "withdrawn")

    page = client.get(reverse("contacts:contact_consents", args=[contact.pk]))

    assert list(page.context["page"].object_list) == [second, first]


def test_without_a_wording_the_form_says_who_adds_one(client):
    answer = client.get(reverse("contacts:contact_consent_give", args=[make_person().pk]))

    assert "There is no wording yet" in answer.content.decode()


def test_a_viewer_sees_it_and_records_nothing(client_for):
    contact = make_person()
    say(contact)

    page = shown(client_for("viewer"), contact)

    assert "Show proof" in page
    assert "/consents/give/" not in page
    assert "/consents/withdraw/" not in page


def test_the_pages_take_the_same_queries_however_much_was_said(client):
    few, many = make_person(), make_person()
    say(few)
    for _time in range(12):
        say(many)
        say(many, "withdrawn", "phone")

    for path in ("/contacts/{}/", "/contacts/{}/consents/"):
        assert queries_of(client, path.format(few.pk)) == queries_of(client, path.format(many.pk))
