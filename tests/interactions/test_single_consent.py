"""A single interaction with a purpose asks the gate for consent, by the channel that it takes."""

import pytest

from contacts.models import ConsentStatus
from interactions import services
from interactions.models import Interaction, InteractionTemplateSetup
from tests.consents import marketing, say
from tests.factories import make_contact, make_salesperson, make_template

pytestmark = pytest.mark.django_db
REFUSED = {
    ("email", None): "no consent",
    ("email", "consent"): "",
    ("email", "soft_opt_in"): "",
    ("email", "none"): "no consent",
    ("email", "withdrawn"): "objected or consent withdrawn",
    ("email", "objected"): "objected or consent withdrawn",
    ("letter", None): "",
    ("letter", "consent"): "",
    ("letter", "objected"): "objected or consent withdrawn",
}


def someone(channel, status):
    contact = make_contact("Jane Roe", salesperson=make_salesperson())
    if status:
        say(contact, ConsentStatus(status).value, channel)
    return contact


def log(contact, *, now, **values):
    return services.log_interaction(
        contact=contact, template=make_template(), values=values, by=None, now=now
    )


@pytest.mark.parametrize(("channel", "status"), REFUSED)
def test_with_a_purpose_consent_is_asked_for_by_the_channel(channel, status, now):
    contact, reason = someone(channel, status), REFUSED[channel, status]
    values = {"purpose": marketing(), "correspondence_type": channel}

    if reason:
        with pytest.raises(
            services.ContactBlocked,
            match=rf"Jane Roe may not be contacted for “Marketing”: {reason}\.",
        ):
            log(contact, now=now, **values)
        assert not Interaction.objects.exists()
    else:
        assert log(contact, now=now, **values).purpose == marketing()


def test_without_a_purpose_no_consent_is_asked(now):
    contact = someone("email", "objected")

    assert log(contact, now=now, correspondence_type="email").purpose is None


def test_without_a_channel_an_objection_on_any_refuses(now):
    with pytest.raises(services.ContactBlocked, match="objected"):
        log(someone("letter", "objected"), now=now, purpose=marketing())


def test_what_is_kept_for_later_is_asked_when_it_is_finished(now):
    contact = someone("email", "consent")
    values = {"purpose": marketing(), "correspondence_type": "email"}
    said = {"template": make_template(), "values": values, "by": None, "now": now}
    draft = services.postpone_interaction(contact=contact, **said)
    say(contact, "withdrawn", "email", now=now)

    with pytest.raises(services.ContactBlocked, match="consent withdrawn"):
        services.resume_interaction(draft, **said)

    draft.refresh_from_db()
    assert draft.is_postponed


@pytest.mark.parametrize("channel", ["email", "phone"])
def test_a_call_is_asked_by_telephone_whatever_the_contact_is_written_by(channel, now):
    InteractionTemplateSetup.objects.update(outgoing_calls=make_template())
    contact = someone(channel, "objected")
    call = {"phone": "+49 1", "values": {"purpose": marketing()}, "by": None, "now": now}

    if channel == "phone":
        with pytest.raises(services.ContactBlocked, match="for “Marketing”: objected"):
            services.log_call(contact=contact, **call)
    else:
        assert services.log_call(contact=contact, **call).purpose == marketing()


def test_the_form_says_why_and_keeps_what_was_entered(client_for):
    contact, template = someone("email", None), make_template(correspondence_type="email")
    page = f"/interactions/new/?contact={contact.pk}&template={template.pk}"
    data = {
        "description": "Meeting",
        "occurred_on": "2026-03-18",
        "salesperson": contact.salesperson.pk,
        "correspondence_type": "email",
        "is_successful": "on",
    }
    client = client_for("Marketer")

    refused = client.post(page, data | {"purpose": marketing().pk})

    assert refused.status_code == 422
    text = refused.content.decode()
    assert "may not be contacted for “Marketing”: no consent." in text
    assert f'<option value="{marketing().pk}" selected>' in text
    assert client.post(page, data).status_code == 303
    assert Interaction.objects.get().purpose is None
