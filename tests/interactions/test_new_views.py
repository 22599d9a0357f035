"""The short form for one interaction, a call, what is postponed, and finding a contact."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from interactions.models import Attachment, Interaction, InteractionTemplateSetup
from tests.factories import (
    make_attachment,
    make_campaign,
    make_company,
    make_contact,
    make_interaction,
    make_language,
    make_salesperson,
    make_template,
    make_template_content,
)
from tests.queries import queries_of

pytestmark = pytest.mark.django_db
NEW, CALL, POSTPONED, PICKER = (
    "/interactions/new/",
    "/interactions/call/",
    "/interactions/postponed/",
    "/interactions/contacts/",
)


def new(contact, template):
    return f"{NEW}?contact={contact.pk}&template={template.pk}"


def said(**more):
    salesperson = more.pop("salesperson", None) or make_salesperson()
    return {
        "description": "Meeting",
        "occurred_on": "2026-03-18",
        "salesperson": salesperson.pk,
        "is_successful": "on",
        "was_dialled": "on",
        **more,
    }


def test_the_form_asks_for_contact_and_template_first(client_for):
    page = client_for("Marketer").get(NEW).content.decode()

    assert "Choose a contact and a template to go on." in page
    assert 'data-picker-url="/interactions/contacts/"' in page
    assert 'name="description"' not in page


def test_the_template_fills_in_the_details(client_for):
    template = make_template(
        description="Offer", unit_cost=3, unit_duration=7, default_language=make_language("en")
    )
    make_template_content(template, "en", subject="Our offer", text="Dear reader")
    contact = make_contact("Jane Roe")

    page = client_for("Marketer").get(new(contact, template)).content.decode()

    for text in ('value="Offer"', 'value="3.00"', 'value="7"', 'value="Our offer"', "Dear reader"):
        assert text in page
    assert "Jane Roe" in page


def test_an_interaction_is_logged(client_for, marketer):
    contact, template, campaign = make_contact(), make_template(), make_campaign()
    sent = said(campaign=campaign.pk, is_target="on", evaluation="positive", comment="Friendly")

    response = client_for(marketer).post(new(contact, template), sent)

    interaction = Interaction.objects.get()
    assert response.status_code == 303
    assert response["Location"] == interaction.get_absolute_url()
    assert (interaction.contact, interaction.template) == (contact, template)
    assert interaction.created_by == marketer
    assert interaction.is_target
    assert not interaction.attempt_failed
    assert interaction.campaign_entry.campaign == campaign
    assert interaction.comments.get().text == "Friendly"


def pdf(name="Offer.pdf", data=b"%PDF-1.4 offer"):
    return SimpleUploadedFile(name, data)


def files_of(interaction):
    rows = Attachment.objects.filter(pk__in=interaction.content.attachments.values("attachment"))
    return sorted(rows.values_list("name", flat=True))


def test_files_go_along_with_an_e_mail_to_one_contact(client_for, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    template = make_template(default_language=make_language("en"))
    content, theirs = make_template_content(template, "en", text="Hi"), make_attachment("Terms.pdf")
    content.attachments.create(attachment=theirs)
    client, address = client_for("Marketer"), new(make_contact(), template)
    sent = said(text="Dear reader")

    assert "Terms.pdf" in client.get(address).text
    refused = client.post(address, {**sent, "file": pdf("virus.exe")})
    assert refused.status_code == 422 and "“virus.exe” cannot go along." in refused.text
    client.post(address, {**sent, "file": pdf()})
    assert files_of(Interaction.objects.get()) == ["Offer.pdf", "Terms.pdf"]

    client.post(address, {**sent, "file": pdf(), "removed": [theirs.pk]})
    assert files_of(Interaction.objects.latest("pk")) == ["Offer.pdf"]
    assert content.attachments.count() == 1  # the template keeps its own


def test_files_of_an_e_mail_that_is_finished_later_stay_with_it(client_for, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    template = make_template(default_language=make_language("en"))
    make_template_content(template, "en", text="Hi").attachments.create(
        attachment=make_attachment("Terms.pdf")
    )
    client = client_for("Marketer")
    sent = said(text="Dear reader")
    address = new(make_contact(), template)
    client.post(
        address, {**sent, "file": pdf(), "removed": [Attachment.objects.get().pk], "later": "1"}
    )
    draft = Interaction.objects.get()

    page = f"{POSTPONED}{draft.pk}/"
    assert "Offer.pdf" in client.get(page).text and "Terms.pdf" not in client.get(page).text
    client.post(page, {**sent, "text": "Dear reader, anew"})

    draft.refresh_from_db()
    assert (draft.is_postponed, files_of(draft)) == (False, ["Offer.pdf"])


def test_who_was_not_reached_is_an_attempt(client_for):
    sent = said()
    del sent["is_successful"]

    client_for("Marketer").post(new(make_contact(), make_template()), sent)

    assert Interaction.objects.get().attempt_failed


def test_it_goes_back_to_where_it_came_from(client_for):
    address = f"{new(make_contact(), make_template())}&next=/contacts/"

    assert client_for("Marketer").post(address, said(next="/contacts/"))["Location"] == "/contacts/"


@pytest.mark.parametrize(
    ("sent", "message"),
    [
        ({"description": ""}, "Enter a description."),
        ({"occurred_on": ""}, "Enter the date of the interaction."),
        ({"salesperson": ""}, "Choose a salesperson."),
        ({"is_target": "on"}, "Choose the campaign that this belongs to."),
        ({"cost": "-1"}, "greater than or equal to 0"),
        ({"evaluation": "splendid"}, "not one of the available choices"),
    ],
)
def test_what_is_missing_is_said_at_its_field(client_for, sent, message):
    response = client_for("Marketer").post(new(make_contact(), make_template()), said() | sent)

    assert response.status_code == 422
    assert message in response.content.decode()
    assert not Interaction.objects.exists()


def test_a_blocked_contact_is_refused_before_anything_is_written(client_for):
    contact = make_contact("Jane Roe", is_privacy_blocked=True)
    client, address = client_for("Marketer"), new(contact, make_template())

    page = client.get(address).content.decode()
    assert "Jane Roe may not be contacted: privacy blocked." in page
    assert 'name="description"' not in page
    client.post(address, said())
    assert not Interaction.objects.exists()


@pytest.mark.parametrize(
    "query", ["?contact=x&template=", "?contact=999&template=9", "?contact=1.5"]
)
def test_a_contact_or_template_that_is_not_there_is_asked_for_again(client_for, query):
    response = client_for("Marketer").get(NEW + query)

    assert response.status_code == 200
    assert "Choose a contact and a template" in response.content.decode()


def test_an_archived_template_is_not_offered(client_for):
    template = make_template(description="Old letter", is_archived=True)

    page = client_for("Marketer").get(new(make_contact(), template)).content.decode()

    assert "Old letter" not in page


def test_a_55_an_interaction_is_finished_later(client_for, marketer):
    contact, template = make_contact(), make_template()
    client = client_for(marketer)

    client.post(new(contact, template), said(later="1", text="Half a letter"))
    draft = Interaction.objects.get()
    assert draft.is_postponed
    assert draft.description in client.get(POSTPONED).content.decode()

    resume = reverse("interactions:interaction_resume", args=[draft.pk])
    assert "Half a letter" in client.get(resume).content.decode()
    client.post(resume, said(description="Nearly", later="1"))
    draft.refresh_from_db()
    assert (draft.description, draft.is_postponed) == ("Nearly", True)

    response = client.post(resume, said(description="Done"))
    draft.refresh_from_db()
    assert (draft.description, draft.is_postponed) == ("Done", False)
    assert response["Location"] == draft.get_absolute_url()
    again = client.get(resume, follow=True)
    assert again.redirect_chain[-1][0] == draft.get_absolute_url()
    assert "This interaction is logged already." in again.text


def test_a_postponed_interaction_that_is_wrong_is_shown_again(client_for):
    draft = make_interaction(is_postponed=True)
    resume = reverse("interactions:interaction_resume", args=[draft.pk])

    response = client_for("Marketer").post(resume, said(description=""))

    assert response.status_code == 422
    assert "Enter a description." in response.content.decode()


def test_a_postponed_interaction_is_discarded_once_the_question_is_answered(client_for):
    draft, client = make_interaction(is_postponed=True), client_for("Marketer")
    discard = reverse("interactions:interaction_discard", args=[draft.pk])

    client.post(discard)
    assert Interaction.objects.exists()
    client.post(discard, {"confirmed": "1"})
    assert not Interaction.objects.exists()


def test_what_was_logged_is_not_discarded(client_for):
    interaction = make_interaction()
    discard = reverse("interactions:interaction_discard", args=[interaction.pk])

    response = client_for("Marketer").post(discard, {"confirmed": "1"})

    assert response.status_code == 404
    assert Interaction.objects.exists()


def test_the_postponed_are_a_fixed_number_of_queries(client_for):
    def grow(count):
        for _number in range(count):
            make_interaction(make_contact(company=make_company()), is_postponed=True)

    client = client_for("Marketer")
    grow(2)
    few = queries_of(client, POSTPONED)
    grow(12)

    assert queries_of(client, POSTPONED) == few


def test_the_postponed_can_be_narrowed_to_mine(client_for, marketer):
    make_interaction(description="Mine", is_postponed=True, created_by=marketer)
    make_interaction(description="Theirs", is_postponed=True)

    page = client_for(marketer).get(POSTPONED, {"whose": "mine"}).content.decode()

    assert "Mine</a>" in page
    assert "Theirs" not in page


def set_call_template():
    template = make_template(description="Outgoing call", unit_duration=5)
    InteractionTemplateSetup.objects.update(outgoing_calls=template)


def test_a_48_a_call_says_which_field_of_the_setup_is_missing(client_for):
    page = client_for("Marketer").get(f"{CALL}?contact={make_contact().pk}").content.decode()

    assert "fill in the field “outgoing calls”" in page
    assert 'name="phone"' not in page


def test_a_call_offers_the_numbers_to_dial(client_for):
    set_call_template()
    contact = make_contact(phone="+32 2 12", mobile_phone="+32 470 1")

    page = client_for("Marketer").get(f"{CALL}?contact={contact.pk}").content.decode()

    assert 'href="tel:+32212"' in page
    assert 'href="tel:+324701"' in page
    assert 'value="Outgoing call"' in page


def test_a_49_a_call_that_failed_is_logged_as_an_attempt(client_for):
    set_call_template()
    contact = make_contact(phone="+32 2 12")
    sent = said(phone="+32 2 12")
    del sent["is_successful"]

    response = client_for("Marketer").post(f"{CALL}?contact={contact.pk}", sent)

    interaction = Interaction.objects.get()
    assert response["Location"] == contact.get_absolute_url()
    assert interaction.contact_via == "+32 2 12"
    assert interaction.attempt_failed


def test_another_number_may_be_called(client_for):
    set_call_template()
    address = f"{CALL}?contact={make_contact().pk}"
    client = client_for("Marketer")

    missing = client.post(address, said())
    assert missing.status_code == 422
    assert "Enter the telephone number that was called." in missing.content.decode()
    assert client.post(address, said(other_phone="call me")).status_code == 422

    client.post(address, said(other_phone="+49 30 1"))
    assert Interaction.objects.get().contact_via == "+49 30 1"


def test_a_call_that_was_not_dialled_here_needs_no_number_and_keeps_the_campaign(client_for):
    set_call_template()
    contact, campaign = make_contact(phone="+32 2 12"), make_campaign()
    address = f"{CALL}?contact={contact.pk}&campaign={campaign.pk}"
    client, sent = client_for("Marketer"), said(campaign=campaign.pk)
    del sent["was_dialled"]

    assert f'value="{campaign.pk}" selected' in client.get(address).content.decode()
    client.post(address, sent)

    interaction = Interaction.objects.get()
    assert (interaction.contact_via, interaction.campaign) == ("", campaign)


def test_a_number_that_is_not_the_contacts_is_refused(client_for):
    set_call_template()
    contact = make_contact(phone="+32 2 12")

    response = client_for("Marketer").post(f"{CALL}?contact={contact.pk}", said(phone="0900 1"))

    assert response.status_code == 422


def test_a_call_needs_a_contact_that_is_there(client_for):
    client = client_for("Marketer")

    assert client.get(CALL)["Location"] == NEW
    assert client.get(f"{CALL}?contact=99").status_code == 404


def test_contacts_are_found_as_options_and_as_links(client_for):
    company = make_company("Works")
    lucja = make_contact("Łucja", company=company)
    make_contact("Somebody else")
    client = client_for("Viewer")

    options = client.get(PICKER, {"q": "lucja"}, headers={"Accept": "application/json"}).json()
    assert options == {"results": [{"id": lucja.pk, "text": f"Łucja · Works ({lucja.number})"}]}

    page = client.get(PICKER, {"q": "lucja", "next": f"{NEW}?template=3"}).content.decode()
    assert f'href="{NEW}?template=3&amp;contact={lucja.pk}"' in page


def test_no_more_than_twenty_contacts_are_found(client_for):
    for number in range(25):
        make_contact(f"Same {number}")
    client = client_for("Viewer")

    found = client.get(PICKER, {"q": "same"}, headers={"Accept": "application/json"}).json()
    assert len(found["results"]) == 20
    assert "There may be more" in client.get(PICKER, {"q": "same"}).content.decode()
    assert client.get(PICKER, headers={"Accept": "application/json"}).json() == {"results": []}


@pytest.mark.parametrize("address", [NEW, CALL])
def test_a_viewer_logs_nothing(client_for, address):
    assert client_for("Viewer").get(address).status_code == 403
    assert client_for("Viewer").post(address).status_code == 403


def test_a_viewer_sees_what_is_postponed_and_a_marketer_finishes_it(client_for):
    address = make_interaction(is_postponed=True, description="Ring again").get_absolute_url()

    page = client_for("Viewer").get(address).content.decode()

    assert "Ring again" in page and "Postponed" in page
    assert client_for("Marketer").get(address).status_code == 303
    assert f'href="{address}"' in client_for("Viewer").get(POSTPONED).content.decode()


@pytest.mark.parametrize("address", [POSTPONED, PICKER])
def test_the_wrong_method_is_refused(client_for, address):
    assert client_for("Marketer").post(address).status_code == 405
