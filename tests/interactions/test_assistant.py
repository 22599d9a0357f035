"""Where an interaction with one contact can be started from, and what is said there already."""

import pytest
from django.urls import reverse
from django.utils import timezone

from interactions.models import GateOverride, Interaction
from interactions.services import postpone_interaction
from tests.accounts import make_user
from tests.consents import make_purpose
from tests.factories import (
    make_campaign,
    make_interaction,
    make_person,
    make_salesperson,
    make_template,
)

pytestmark = pytest.mark.django_db
NEW = reverse("interactions:interaction_new")


@pytest.mark.parametrize("source", ["list", "contact", "interaction", "campaign"])
def test_it_is_offered_wherever_a_contact_is_shown(client_for, source):
    contact, campaign = make_person(), make_campaign()
    entry = make_interaction(contact, campaign=campaign)
    pages = {
        "list": (reverse("contacts:contact_list"), f"{NEW}?contact={contact.pk}&amp;fixed=1"),
        "contact": (contact.get_absolute_url(), f"{NEW}?contact={contact.pk}&amp;fixed=1"),
        "interaction": (entry.get_absolute_url(), f"contact={contact.pk}&amp;fixed=1&amp;campaign"),
        "campaign": (campaign.get_absolute_url(), f"{NEW}?campaign={campaign.pk}"),
    }
    address, link = pages[source]

    assert link in client_for("Marketer").get(address).text
    assert NEW not in client_for("Viewer").get(address).text


def test_what_the_source_says_is_kept_whatever_is_sent(client_for):
    contact, campaign, other = make_person(), make_campaign(), make_campaign("Other")
    person, template = make_salesperson(), make_template()
    address = (
        f"{NEW}?contact={contact.pk}&fixed=1&template={template.pk}"
        f"&campaign={campaign.pk}&salesperson={person.pk}"
    )
    client = client_for("Marketer")

    page = client.get(address)
    assert "data-picker-url" not in page.text
    client.post(
        address,
        {
            "description": "Talk", "occurred_on": "2026-03-10", "campaign": other.pk,
            "salesperson": make_salesperson().pk, "is_successful": "on",
        },
    )  # fmt: skip

    entry = Interaction.objects.get()
    assert (entry.campaign, entry.salesperson) == (campaign, person)


def test_the_presets_stay_while_a_template_is_chosen(client_for):
    campaign = make_campaign()

    page = client_for("Marketer").get(f"{NEW}?campaign={campaign.pk}")

    assert f'name="campaign" value="{campaign.pk}"' in page.text
    gone = client_for("Marketer").get(f"{NEW}?campaign=999&salesperson=x")
    assert gone.status_code == 200


def test_a_postponed_one_asks_why_like_any_other_and_keeps_the_reason(client_for):
    user = make_user("Administrator")
    contact, purpose = make_person(), make_purpose(letter_rule="consent")
    draft = postpone_interaction(
        contact=contact,
        template=make_template(),
        values={"salesperson": make_salesperson(), "purpose": purpose,
                "correspondence_type": "letter"},
        by=user,
        now=timezone.now(),
    )  # fmt: skip
    client = client_for(user)
    address = reverse("interactions:interaction_resume", args=[draft.pk])
    form = client.get(address).context["form"]
    data = {name: form[name].value() for name in form.fields}
    data = {k: getattr(v, "pk", v) for k, v in data.items() if v not in (None, False, "")}

    refused = client.post(address, data)
    assert refused.status_code == 422
    assert 'name="override"' in refused.text

    client.post(address, data | {"override": "She asked for it"})
    draft.refresh_from_db()
    assert not draft.is_postponed
    assert GateOverride.objects.get().text == "She asked for it"
