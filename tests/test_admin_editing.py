"""The administration writes by the services: their rules hold there as on every page."""

import pytest
from django.urls import reverse

from campaigns.models import Campaign
from contacts.models import (
    Contact,
    ContactMailingGroup,
    MailingGroup,
    NumberSeries,
)
from interactions.models import InteractionTemplate
from segments_app.models import Segment
from tests.admin_pages import errors, save, url
from tests.admin_rows import coded, make_segment
from tests.factories import (
    DAY,
    make_campaign,
    make_company,
    make_interaction,
    make_language,
    make_person,
    make_salesperson,
    make_template,
    make_template_content,
)


@pytest.fixture
def staff(client_for, administrator):
    return client_for(administrator)


# Contacts


def test_a_new_contact_gets_its_number_its_defaults_and_its_search_words(staff, administrator):
    own = make_salesperson(user=administrator)

    answer = save(staff, url(Contact, "add"), type="person", name="Łucja Nowak", city="Gdańsk")

    contact = Contact.objects.get()
    assert answer.status_code == 302
    assert contact.number == "CT000001"
    assert (contact.first_name, contact.surname) == ("Łucja", "Nowak")
    assert contact.salesperson == own
    assert contact.created_by == administrator
    assert "lucja" in contact.search_text and "gdansk" in contact.search_text


def test_a_company_renamed_is_found_at_its_persons(staff):
    company = make_company("Alpha")
    person = make_person("Eva Berg", company=company, first_name="Eva", surname="Berg")

    save(staff, url(Contact, "change", company.pk), name="Omega", phone="0221 12")

    person.refresh_from_db()
    assert "omega" in person.search_text
    assert person.phone == "0221 12"  # inherited, as it had none of its own
    assert Contact.objects.get(pk=company.pk).name == "Omega"


def test_what_the_service_refuses_is_said_at_the_field(staff):
    contact = make_person("Eva Berg", first_name="Eva", surname="Berg")

    page = save(staff, url(Contact, "change", contact.pk), home_page="nonsense", phone="abc")

    assert page.status_code == 200
    assert set(errors(page)) == {"home_page", "phone"}
    contact.refresh_from_db()
    assert contact.phone == ""


def test_a_refused_new_contact_takes_no_number(staff):
    page = save(staff, url(Contact, "add"), type="company", name="", number="")

    assert "name" in errors(page)
    assert NumberSeries.objects.get(code="CONT").last_number == 0


def test_a_number_that_is_taken_is_refused(staff):
    make_company("Alpha", number="A1")

    page = save(staff, url(Contact, "add"), type="company", name="Beta", number="a1")

    assert "number" in errors(page)


def test_mailing_groups_are_set_with_the_contact(staff):
    contact = make_company("Alpha")
    old, new = coded(MailingGroup), coded(MailingGroup)
    ContactMailingGroup.objects.create(contact=contact, mailing_group=old)

    save(staff, url(Contact, "change", contact.pk), mailing_groups=[new.pk])

    assert [row.mailing_group for row in contact.mailing_groups.all()] == [new]


def test_alternative_addresses_are_written_by_the_service(staff):
    contact = make_company("Alpha")
    address = url(Contact, "change", contact.pk)
    rows = {
        "alternative_addresses-TOTAL_FORMS": 1,
        "alternative_addresses-0-contact": contact.pk,
        "alternative_addresses-0-code": " summer ",
    }

    refused = save(staff, address, **rows, **{"alternative_addresses-0-phone": "abc"})
    saved = save(staff, address, **rows, **{"alternative_addresses-0-city": "Oslo"})

    assert refused.status_code == 200
    assert saved.status_code == 302
    assert contact.alternative_addresses.get().city == "Oslo"

    again = save(staff, address, **{"alternative_addresses-0-city": "Bergen"})
    assert again.status_code == 302
    assert contact.alternative_addresses.get().city == "Bergen"

    save(staff, address, **{"alternative_addresses-0-DELETE": "on"})
    assert not contact.alternative_addresses.exists()


def test_comments_are_written_with_their_author(staff, administrator):
    contact = make_company("Alpha")
    rows = {
        "comments-TOTAL_FORMS": 1,
        "comments-0-contact": contact.pk,
        "comments-0-commented_on": DAY.isoformat(),
        "comments-0-text": "Called back",
    }

    save(staff, url(Contact, "change", contact.pk), **rows)

    comment = contact.comments.get()
    assert (comment.text, comment.created_by) == ("Called back", administrator)


def test_a_used_contact_is_kept_with_the_list_of_what_uses_it(staff):
    contact = make_person()
    make_interaction(contact)
    address = url(Contact, "delete", contact.pk)

    page = staff.get(address)
    staff.post(address, {"post": "yes"})

    assert "1 Interaction" in page.content.decode()
    assert "Exclude it from segments" in page.content.decode()
    assert Contact.objects.filter(pk=contact.pk).exists()


def test_an_unused_contact_is_deleted_with_what_is_its_own(staff):
    contact = make_company()
    make_person(company=contact)

    answer = staff.post(url(Contact, "delete", contact.pk), {"post": "yes"})

    assert answer.status_code == 302
    assert not Contact.objects.exists()


def test_many_contacts_are_not_deleted_at_once(staff):
    make_company()

    assert "delete_selected" not in staff.get(url(Contact, "changelist")).content.decode()


def test_pickers_find_contacts_without_accents_and_companies_only_where_only_they_fit(staff):
    company = make_company("Łucja Handel")
    make_person("Łucja Nowak")
    query = {"app_label": "contacts", "model_name": "contact", "field_name": "company"}

    found = staff.get(reverse("admin:autocomplete"), query | {"term": "LUCJA"}).json()

    assert [row["id"] for row in found["results"]] == [str(company.pk)]


# Campaigns and templates


def test_a_campaign_is_written_by_the_service(staff):
    save(staff, url(Campaign, "add"), description="Spring  fair", starts_on="2026-03-01")
    campaign = Campaign.objects.get()
    assert (campaign.number, campaign.description) == ("CP0001", "Spring fair")
    assert "spring" in campaign.search_text

    page = save(staff, url(Campaign, "change", campaign.pk), ends_on="2026-02-01")
    assert errors(page)["__all__"] == ["The campaign cannot end before it starts."]

    save(staff, url(Campaign, "change", campaign.pk), description="Autumn fair")
    campaign.refresh_from_db()
    assert "autumn" in campaign.search_text


def test_campaigns_are_archived_and_restored_by_an_action(staff):
    campaign = make_campaign()
    chosen = {"_selected_action": [campaign.pk]}

    staff.post(url(Campaign, "changelist"), {"action": "archive", **chosen})
    assert Campaign.objects.archived().exists()

    staff.post(url(Campaign, "changelist"), {"action": "restore", **chosen})
    assert Campaign.objects.current().exists()


def test_a_used_campaign_is_kept_and_an_unused_one_deleted(staff):
    used, unused = make_campaign(), make_campaign()
    make_segment()
    Segment.objects.update(campaign=used)

    page = staff.get(url(Campaign, "delete", used.pk))
    staff.post(url(Campaign, "delete", unused.pk), {"post": "yes"})

    assert "1 segment" in page.content.decode()
    assert not Campaign.objects.filter(pk=unused.pk).exists()


def contents(**languages):
    data = {"contents-TOTAL_FORMS": len(languages)}
    for index, (code, subject) in enumerate(languages.items()):
        data[f"contents-{index}-language"] = make_language(code).pk
        data[f"contents-{index}-subject"] = subject
    return data


def test_a_template_is_made_with_its_contents(staff):
    answer = save(
        staff,
        url(InteractionTemplate, "add"),
        code=" card ",
        description="Card",
        unit_cost="1.50",
        **contents(de="Guten Tag", sv="God dag"),
    )

    template = InteractionTemplate.objects.get()
    assert answer.status_code == 302
    assert (template.code, template.default_language.code) == ("CARD", "de")
    assert set(template.contents.values_list("subject", flat=True)) == {"Guten Tag", "God dag"}


def test_the_default_language_of_a_template_must_have_a_content(staff):
    template = make_template()
    address = url(InteractionTemplate, "change", template.pk)

    page = save(staff, address, default_language=make_language("sv").pk, **contents(de="Guten Tag"))

    assert page.status_code == 200
    assert "There is no content in" in page.content.decode()
    template.refresh_from_db()
    assert template.default_language is None


def test_the_contents_of_a_template_are_changed_and_taken_away(staff):
    template = make_template(default_language=make_language("de"))
    make_template_content(template, "de", subject="Alt")
    make_template_content(template, "sv", subject="Gammal")
    address = url(InteractionTemplate, "change", template.pk)
    subjects = {row.language.code: row.subject for row in template.contents.all()}
    order = list(subjects)

    save(
        staff,
        address,
        **{
            f"contents-{order.index('de')}-subject": "Neu",
            f"contents-{order.index('sv')}-DELETE": "on",
        },
    )

    assert list(template.contents.values_list("subject", flat=True)) == ["Neu"]


def test_a_used_template_is_kept_and_can_be_archived(staff):
    template = make_template()
    make_interaction(template=template)
    address = url(InteractionTemplate, "delete", template.pk)

    page = staff.get(address)
    staff.post(address, {"post": "yes"})
    staff.post(
        url(InteractionTemplate, "changelist"),
        {"action": "archive", "_selected_action": [template.pk]},
    )

    assert "1 interaction" in page.content.decode()
    template.refresh_from_db()
    assert template.is_archived
