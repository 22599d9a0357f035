"""The administration: every model has its pages, and writing goes through the services."""

import pytest
from django.apps import apps
from django.contrib import admin
from django.urls import reverse

from campaigns.models import Campaign
from contacts.models import (
    Contact,
    ContactAnswer,
    ContactMailingGroup,
    MailingGroup,
    NumberSeries,
    Territory,
)
from interactions.models import InteractionTemplate
from segments_app.common.admin import HistoryAdmin
from tests.admin_rows import MAKERS, coded, make_answer, make_question, make_segment
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

LABELS = ("contacts", "campaigns", "interactions", "segments")
MODELS = [model for label in LABELS for model in apps.get_app_config(label).get_models()]
ONE_ROW = {"MarketingSetup", "InteractionTemplateSetup"}
HISTORY = [model for model in MODELS if isinstance(admin.site._registry.get(model), HistoryAdmin)]


def url(model, page, *args):
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_{page}", args=args)


def named(models):
    return {"argvalues": models, "ids": [model.__name__ for model in models]}


@pytest.fixture
def staff(client_for, administrator):
    return client_for(administrator)


def sent(page):
    """Return what the form of a page would send as it stands."""
    forms = [page.context["adminform"].form]
    for inline in page.context["inline_admin_formsets"]:
        forms += [inline.formset.management_form, *inline.formset.initial_forms]
    data = {}
    for form in forms:
        for field in form:
            value = field.value()
            if value is True:
                data[field.html_name] = "on"
            elif value is not None and value is not False and value != "":
                data[field.html_name] = value
    return {
        name: [getattr(item, "pk", item) for item in value] if isinstance(value, list) else value
        for name, value in data.items()
    }


def save(client, address, **changes):
    return client.post(address, sent(client.get(address)) | changes)


def errors(page):
    form = page.context["adminform"].form
    return {name: [str(text) for text in texts] for name, texts in form.errors.items()}


def test_every_model_is_registered_and_has_rows_to_test_with():
    assert [model for model in MODELS if not admin.site.is_registered(model)] == []
    assert set(MODELS) == set(MAKERS)


@pytest.mark.parametrize("model", **named(MODELS))
def test_a_list_asks_as_often_for_many_rows_as_for_one(staff, model, django_assert_max_num_queries):
    row = MAKERS[model]()
    staff.get(url(model, "changelist"))
    with django_assert_max_num_queries(15) as few:
        assert staff.get(url(model, "changelist")).status_code == 200

    if model.__name__ not in ONE_ROW:
        for _row in range(5):
            MAKERS[model]()
    with django_assert_max_num_queries(len(few)):
        page = staff.get(url(model, "changelist"))

    assert page.status_code == 200
    assert url(model, "change", row.pk).split("?")[0] in page.content.decode()


@pytest.mark.parametrize("model", **named(MODELS))
def test_a_list_can_be_searched(staff, model):
    MAKERS[model]()

    assert staff.get(url(model, "changelist"), {"q": "Łucja 1"}).status_code == 200


@pytest.mark.parametrize("model", **named(MODELS))
def test_the_page_of_a_row_opens(staff, model, django_assert_max_num_queries):
    row = MAKERS[model]()

    with django_assert_max_num_queries(45):
        assert staff.get(url(model, "change", row.pk)).status_code == 200


@pytest.mark.parametrize("model", **named(MODELS))
def test_a_row_is_added_where_it_may_be(staff, model, administrator, rf):
    request = rf.get("/")
    request.user = administrator
    may = admin.site._registry[model].has_add_permission(request)

    assert staff.get(url(model, "add")).status_code == (200 if may else 403)


@pytest.mark.parametrize("model", **named(HISTORY))
def test_history_is_neither_added_to_nor_changed_nor_deleted(staff, model):
    row = MAKERS[model]()

    assert staff.post(url(model, "add"), {}).status_code == 403
    assert staff.post(url(model, "change", row.pk), {}).status_code == 403
    assert staff.post(url(model, "delete", row.pk), {"post": "yes"}).status_code == 403
    assert model.objects.filter(pk=row.pk).exists()


def test_what_was_logged_is_history():
    names = {model.__name__ for model in HISTORY}

    assert names >= {"Interaction", "LoggedSegment", "CampaignEntry", "Segment", "SegmentLine"}


def test_the_small_tables_have_a_part_of_their_own(staff):
    page = staff.get(reverse("admin:index"))

    parts = {
        app["name"]: {str(model["name"]) for model in app["models"]}
        for app in page.context["app_list"]
    }
    assert "Territories" in parts["Setup"]
    assert parts["Contacts"] == {"Contacts"}
    assert "Answers of contacts" in parts["Details"]


def test_administrators_manage_users_and_groups(staff):
    assert staff.get(reverse("admin:auth_user_changelist")).status_code == 200
    assert staff.get(reverse("admin:auth_group_changelist")).status_code == 200


@pytest.mark.parametrize("role", ["Viewer", "Marketer"])
def test_others_have_no_administration(client_for, role):
    client = client_for(role)

    assert client.get(reverse("admin:index")).status_code == 302
    assert "/admin/" not in client.get(reverse("segments:home")).content.decode()


def test_administrators_are_shown_the_way(staff):
    page = staff.get(reverse("segments:home")).content.decode()

    assert f'href="{reverse("admin:index")}"' in page


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
    make_segment().__class__.objects.update(campaign=used)

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


# Setup


def test_codes_are_kept_in_capitals_and_without_blanks(staff):
    save(staff, url(Territory, "add"), code=" north ", description="North")

    assert Territory.objects.get().code == "NORTH"
    again = save(staff, url(Territory, "add"), code="North")
    assert "code" in errors(again)


def test_a_used_code_is_kept_with_the_list_of_what_uses_it(staff):
    territory = coded(Territory)
    make_company(territory=territory)
    address = url(Territory, "delete", territory.pk)

    page = staff.get(address)
    staff.post(address, {"post": "yes"})
    staff.post(
        url(Territory, "changelist"),
        {"action": "delete_selected", "_selected_action": [territory.pk], "post": "yes"},
    )

    assert "1 contact" in page.content.decode()
    assert Territory.objects.exists()


def test_number_series_do_not_go_back(staff):
    series = NumberSeries.objects.get(code="CONT")
    NumberSeries.objects.update(last_number=12)

    page = save(staff, url(NumberSeries, "change", series.pk), last_number=11)

    assert errors(page) == {"last_number": ["Numbers up to CT000012 are given out already."]}


def test_a_question_keeps_several_answers_while_somebody_has_them(staff):
    question = make_question(is_multiple=True)
    contact = make_company()
    for _answer in range(2):
        ContactAnswer.objects.create(
            contact=contact, question=question, answer=make_answer(question)
        )
    address = url(type(question), "change", question.pk)
    data = sent(staff.get(address))
    data.pop("is_multiple")

    page = staff.post(address, data)

    assert "is_multiple" in errors(page)


def test_a_questionnaire_is_kept_while_contacts_have_answers(staff):
    question = make_question()
    ContactAnswer.objects.create(
        contact=make_company(), question=question, answer=make_answer(question)
    )
    questionnaire = question.questionnaire

    page = staff.get(url(type(questionnaire), "delete", questionnaire.pk))

    assert "1 answer of a contact" in page.content.decode()


def test_salespersons_are_blocked_by_an_action(staff):
    salesperson = make_salesperson()
    chosen = {"_selected_action": [salesperson.pk]}

    staff.post(url(type(salesperson), "changelist"), {"action": "block", **chosen})
    salesperson.refresh_from_db()
    assert salesperson.is_blocked

    staff.post(url(type(salesperson), "changelist"), {"action": "unblock", **chosen})
    salesperson.refresh_from_db()
    assert not salesperson.is_blocked
