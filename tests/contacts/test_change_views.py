"""The pages that make, change and delete contacts and what hangs on them."""

from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import Image

from contacts import services
from contacts.models import (
    Answer,
    BusinessRelation,
    Contact,
    IndustryGroup,
    JobResponsibility,
    MailingGroup,
    Question,
    Questionnaire,
    WebSource,
)
from contacts.services.merging import merge_contacts
from segments_app.models import Segment, SegmentLine
from tests.factories import make_company, make_interaction, make_person
from tests.factories import make_salesperson as salesperson

pytestmark = pytest.mark.django_db


@pytest.fixture
def client(client_for):
    return client_for("marketer")


def url(route, *keys):
    return reverse(f"contacts:{route}", args=keys)


def filled(client, address):
    """What a browser would send for the form as it is shown."""
    form = client.get(address).context["form"]
    data = {name: form[name].value() for name in form.fields}
    return {name: value for name, value in data.items() if value not in (None, "", False)}


def errors(answer):
    return answer.context["form"].errors


# New -----------------------------------------------------------------------------------------


def test_the_type_is_asked_first(client):
    answer = client.get(url("contact_new"))

    assert b"type=company" in answer.content
    assert b"type=person" in answer.content


def test_a_company_is_made_with_what_it_starts_with(marketer, client):
    own = salesperson(user=marketer)
    address = url("contact_new") + "?type=company"

    answer = client.post(address, filled(client, address) | {"name": "Bakery", "country": "DE"})

    contact = Contact.objects.get()
    assert (answer.status_code, answer.url) == (303, f"/contacts/{contact.pk}/")
    assert (contact.name, contact.salesperson, contact.created_by) == ("Bakery", own, marketer)


def test_a_person_made_from_a_company_begins_with_its_values_and_may_drop_them(client):
    company = make_company(city="Kiel", phone="1", email="info@example.com")
    address = url("contact_new") + f"?company={company.pk}"
    data = filled(client, address)

    client.post(address, data | {"surname": "Berg", "email": "", "phone": "2"})

    person = Contact.objects.persons().get()
    assert (person.company, person.city, person.phone, person.email) == (company, "Kiel", "2", "")


def test_a_person_whose_company_is_found_by_words_takes_its_values(client):
    company = make_company("Bakery Nord", city="Kiel", phone="1")
    address = url("contact_new") + "?type=person"

    client.post(address, {"surname": "Berg", "company_words": "nord bakery"})

    person = Contact.objects.persons().get()
    assert (person.company, person.city, person.phone) == (company, "Kiel", "1")


def test_words_that_fit_no_company_or_several_are_told(client):
    make_company("Bakery Nord", number="C1")
    make_company("Bakery Süd", number="C2")
    address = url("contact_new") + "?type=person"

    several = client.post(address, {"surname": "Berg", "company_words": "bakery"})
    nobody = client.post(address, {"surname": "Berg", "company_words": "dairy"})
    exact = client.post(address, {"surname": "Berg", "company_words": "c2"})

    assert "Bakery Nord (C1)" in errors(several)["company_words"][0]
    assert "company_words" in errors(nobody)
    assert exact.status_code == 303


def test_mistakes_are_told_at_their_fields_and_nothing_is_made(client):
    address = url("contact_new") + "?type=company"

    answer = client.post(address, {"name": "Bakery", "email": "nobody", "phone": "call me"})

    assert answer.status_code == 422
    assert set(errors(answer)) == {"email", "phone"}
    assert not Contact.objects.exists()


@pytest.mark.parametrize("company", ["x", "0", "9" * 30, "-1"])
def test_a_company_that_is_not_there_is_no_company(client, company):
    answer = client.get(url("contact_new"), {"company": company, "type": "person"})

    assert answer.status_code == 200
    assert answer.context["company"] is None


def test_a_number_may_be_typed_where_the_series_allows_it(client):
    address = url("contact_new") + "?type=company"

    client.post(address, {"name": "Bakery", "number": "X1"})
    again = client.post(address, {"name": "Dairy", "number": "X1"})

    assert Contact.objects.get().number == "X1"
    assert "number" in errors(again)


# Edit ----------------------------------------------------------------------------------------


def test_a_contact_is_changed(client, now):
    contact = services.create_contact(values={"name": "Bakery"}, by=None, now=now)
    address = url("contact_edit", contact.pk)

    answer = client.post(address, filled(client, address) | {"name": "Dairy", "city": "Kiel"})

    contact.refresh_from_db()
    assert answer.status_code == 303
    assert (contact.name, contact.city, contact.number) == ("Dairy", "Kiel", "CT000001")


def test_what_somebody_else_changed_meanwhile_is_not_overwritten_unseen(client, now):
    contact = services.create_contact(values={"name": "Bakery"}, by=None, now=now)
    address = url("contact_edit", contact.pk)
    opened = filled(client, address)
    services.update_contact(contact, values={"city": "Kiel"}, by=None, now=contact.created_at)
    Contact.objects.update(modified_at="2026-03-19T00:00Z")

    refused = client.post(address, opened | {"name": "Dairy"})
    version = refused.context["form"]["version"].value()
    kept = client.post(address, opened | {"name": "Dairy", "version": version})

    assert refused.status_code == 409
    errors = refused.context["form"].errors
    assert (errors["city"], errors["name"]) == (["It is “Kiel” now."], ["It is “Bakery” now."])
    assert kept.status_code == 303
    assert Contact.objects.get().name == "Dairy"


def test_a_salesperson_who_is_blocked_by_now_may_stay(client):
    contact = make_company(salesperson=salesperson(is_blocked=True))
    address = url("contact_edit", contact.pk)

    answer = client.post(address, filled(client, address) | {"name": "Dairy"})

    assert answer.status_code == 303
    assert Contact.objects.get().salesperson == contact.salesperson


def make_open_segment(contact):
    segment = Segment.objects.create(number="SM00001", description="Fair", position=1)
    SegmentLine.objects.create(segment=segment, contact=contact, added_at=1)
    return segment


def test_a52_a_person_on_an_open_segment_stays_at_its_company(client):
    person = make_person(surname="Berg", company=make_company())
    make_open_segment(person)
    address = url("contact_edit", person.pk)

    answer = client.post(address, filled(client, address) | {"company": make_company().pk})

    assert answer.status_code == 422
    assert "SM00001" in errors(answer)["company"][0]
    assert Contact.objects.get(pk=person.pk).company == person.company


# Delete --------------------------------------------------------------------------------------


def test_a_company_is_deleted_with_its_persons_after_a_question(client):
    company = make_company("Bakery")
    make_person(company=company)

    asked = client.get(url("contact_delete", company.pk))
    answer = client.post(url("contact_delete", company.pk))

    assert b"Bakery and its person are deleted" in asked.content
    assert answer.status_code == 303
    assert not Contact.objects.exists()


def test_a51_a_contact_on_an_open_segment_is_not_deleted(client):
    contact = make_person()
    make_open_segment(contact)

    asked = client.get(url("contact_delete", contact.pk))
    answer = client.post(url("contact_delete", contact.pk))

    assert answer.status_code == 409
    for page in (asked, answer):
        assert [(use.label, use.count) for use in page.context["uses"]] == [("Segment lines", 1)]
        assert f"/contacts/{contact.pk}/#segmentline".encode() in page.content
    assert Contact.objects.exists()


def test_history_keeps_a_contact_and_is_counted(client):
    contact = make_person()
    make_interaction(contact)
    make_interaction(contact)

    answer = client.get(url("contact_delete", contact.pk))

    assert [(use.label, use.count) for use in answer.context["uses"]] == [("Interactions", 2)]
    assert b'type="submit" class="btn btn-danger"' not in answer.content


# Type ----------------------------------------------------------------------------------------


def test_the_type_changes_after_a_question(client):
    contact = make_company("Anna Berg")
    address = url("contact_change_type", contact.pk)

    asked = client.post(address)
    client.post(address, {"confirmed": "1"})

    assert b"becomes a person" in asked.content
    assert Contact.objects.get().surname == "Berg"


def test_what_keeps_the_type_is_told(client):
    contact = make_company("Bakery", vat_number="DE123456789")

    answer = client.post(url("contact_change_type", contact.pk), {"confirmed": "1"}, follow=True)

    assert b"VAT registration number" in answer.content
    assert Contact.objects.get().is_company


# Groups --------------------------------------------------------------------------------------


def test_all_groups_of_a_person_are_changed_at_once(client):
    company = make_company()
    person = make_person(company=company)
    chosen = {
        "mailing_groups": MailingGroup.objects.create(code="M").pk,
        "industry_groups": IndustryGroup.objects.create(code="I").pk,
        "business_relations": BusinessRelation.objects.create(code="B").pk,
        "job_responsibilities": JobResponsibility.objects.create(code="J").pk,
    }

    answer = client.post(url("contact_groups", person.pk), chosen)

    assert answer.status_code == 303
    assert person.mailing_groups.count() == person.job_responsibilities.count() == 1
    assert company.industry_groups.count() == company.business_relations.count() == 1
    client.post(url("contact_groups", person.pk))
    assert not person.mailing_groups.exists()
    assert not company.industry_groups.exists()


def test_a_group_that_is_not_there_changes_nothing(client):
    answer = client.post(url("contact_groups", make_person().pk), {"mailing_groups": "999"})

    assert answer.status_code == 422
    assert "mailing_groups" in errors(answer)


def test_a_relation_is_linked_from_a_person_of_the_company(client):
    company = make_company()
    relation = company.business_relations.create(
        business_relation=BusinessRelation.objects.create(code="B")
    )
    person = make_person(company=company)
    address = url("business_relation_link", person.pk, relation.pk)

    client.post(address, {"linked_to": "customer", "linked_number": "10000"})
    half = client.post(address, {"linked_to": "customer", "linked_number": ""}, follow=True)

    relation.refresh_from_db()
    assert relation.linked_number == "10000"
    assert b"Give both" in half.content


def test_a_web_source_is_added_and_removed(client):
    contact = make_company()
    site = WebSource.objects.create(code="W", url="https://search.example/?q=%1")

    client.post(
        url("contact_web_source_new", contact.pk), {"web_source": site.pk, "search_word": "x"}
    )
    page = client.get(f"/contacts/{contact.pk}/")
    source = contact.web_sources.get()
    client.post(url("contact_web_source_delete", contact.pk, source.pk))

    assert b"https://search.example/?q=x" in page.content
    assert not contact.web_sources.exists()
    assert (
        b"Choose a web source"
        in client.post(url("contact_web_source_new", contact.pk), follow=True).content
    )


# Questionnaires ------------------------------------------------------------------------------


@pytest.fixture
def questionnaire():
    questionnaire = Questionnaire.objects.create(code="Q", description="About them")
    for position, fields in enumerate(({}, {"is_multiple": True}, {"is_automatic": True})):
        question = Question.objects.create(
            questionnaire=questionnaire, position=position, text=f"Question {position}", **fields
        )
        for place in (1, 2):
            Answer.objects.create(question=question, position=place, text=f"Answer {place}")
    return questionnaire


def test_a_questionnaire_is_answered_and_shown(client, questionnaire):
    contact = make_person()
    single, several, automatic = questionnaire.questions.order_by("position")
    first, second = several.answers.order_by("position")
    address = url("contact_questionnaire", contact.pk, questionnaire.pk)

    answer = client.post(
        address,
        {
            f"question_{single.pk}": single.answers.first().pk,
            f"question_{several.pk}": [first.pk, second.pk],
            f"question_{automatic.pk}": automatic.answers.first().pk,
        },
    )
    page = client.get(f"/contacts/{contact.pk}/")

    assert answer.status_code == 303
    assert contact.answers.count() == 3  # the automatic one is not answered by hand
    assert b"Question 1" in page.content
    assert filled(client, address)[f"question_{several.pk}"] == [str(first.pk), str(second.pk)]
    client.post(address)
    assert not contact.answers.exists()


def test_an_answer_that_is_none_of_the_questions_is_refused(client, questionnaire):
    single = questionnaire.questions.order_by("position").first()

    answer = client.post(
        url("contact_questionnaire", make_person().pk, questionnaire.pk),
        {f"question_{single.pk}": "999"},
    )

    assert answer.status_code == 422


def test_a_minor_has_no_questionnaire(client, questionnaire):
    child = make_person(is_minor=True, is_privacy_blocked=True)
    address = url("contact_questionnaire", child.pk, questionnaire.pk)

    assert b"Minors cannot be profiled" in client.get(address).content
    assert client.post(address).status_code == 422


# Addresses -----------------------------------------------------------------------------------


def test_an_address_and_its_periods_come_and_go(client, now):
    contact = make_person()
    client.post(url("alternative_address_new", contact.pk), {"code": "SUMMER", "city": "Kiel"})
    address = contact.alternative_addresses.get()
    keys = (contact.pk, address.pk)

    client.post(url("alternative_address_edit", *keys), {"code": "SUMMER", "city": "Bremen"})
    client.post(url("address_period_new", *keys), {"starts_on": "2020-01-01"})
    wrong = client.post(
        url("address_period_new", *keys), {"starts_on": "2021-01-02", "ends_on": "2021-01-01"}
    )
    page = client.get(f"/contacts/{contact.pk}/")

    address.refresh_from_db()
    assert address.city == "Bremen"
    assert wrong.status_code == 422
    assert b"Now at SUMMER" in page.content
    client.post(url("address_period_delete", *keys, address.date_ranges.get().pk))
    asked = client.post(url("alternative_address_delete", *keys))
    client.post(url("alternative_address_delete", *keys), {"confirmed": "1"})
    assert b"Delete the address" in asked.content
    assert not contact.alternative_addresses.exists()


def test_an_address_without_a_code_or_with_a_taken_one_is_refused(client):
    contact = make_person()
    address = url("alternative_address_new", contact.pk)
    client.post(address, {"code": "A"})

    assert client.post(address, {"code": "A"}).status_code == 422
    assert client.post(address, {"city": "Kiel"}).status_code == 422


# Comments and pictures -----------------------------------------------------------------------


def test_a_comment_is_written_and_deleted(marketer, client):
    contact = make_person()
    client.post(
        url("contact_comment_new", contact.pk), {"text": "Likes tea", "commented_on": "2026-03-18"}
    )
    comment = contact.comments.get()

    page = client.get(f"/contacts/{contact.pk}/")
    asked = client.post(url("contact_comment_delete", contact.pk, comment.pk))
    client.post(url("contact_comment_delete", contact.pk, comment.pk), {"confirmed": "1"})

    assert comment.created_by == marketer
    assert b"Likes tea" in page.content
    assert b"Likes tea" in asked.content
    assert not contact.comments.exists()


def test_an_empty_comment_is_refused(client):
    answer = client.post(url("contact_comment_new", make_person().pk), {"text": " "})

    assert answer.status_code == 422


def upload(kind="PNG"):
    file = BytesIO()
    Image.new("RGB", (20, 20), "teal").save(file, kind)
    return SimpleUploadedFile("me.png", file.getvalue(), content_type="image/png")


def test_a_picture_is_shown_to_who_may_see_the_contact(client, client_for):
    contact = make_person()
    client.post(url("contact_picture_edit", contact.pk), {"picture": upload()})

    page = client.get(f"/contacts/{contact.pk}/")
    picture = client.get(url("contact_picture", contact.pk))
    refused = client_for("").get(url("contact_picture", contact.pk))

    assert url("contact_picture", contact.pk).encode() in page.content
    assert picture.headers["Content-Type"] == "image/webp"
    assert picture.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert picture.headers["X-Content-Type-Options"] == "nosniff"
    assert "private" in picture.headers["Cache-Control"]
    assert refused.status_code == 403
    client.post(url("contact_picture_edit", contact.pk), {"remove": "1"})
    assert client.get(url("contact_picture", contact.pk)).status_code == 404


def test_what_is_no_picture_is_refused(client):
    contact = make_person()
    address = url("contact_picture_edit", contact.pk)

    text = client.post(address, {"picture": SimpleUploadedFile("me.png", b"text")})
    nothing = client.post(address)

    assert text.status_code == nothing.status_code == 422
    assert not Contact.objects.get().image


@pytest.mark.parametrize("page", ["contact_edit", "contact_delete"])
def test_who_changes_or_deletes_what_is_deleted_or_merged_meanwhile_is_told(client_for, page, now):
    stays, merged, deleted = make_person("Stays"), make_person("Goes"), make_person("Deleted")
    merge_contacts(stays, merged, by=None, now=now)
    services.delete_contact(Contact.objects.get(pk=deleted.pk), by=None, now=now)
    make_person("Later")
    client = client_for("marketer")

    for answer in (
        client.post(url(page, deleted.pk), {"surname": "New"}, follow=True),
        client.get(url(page, deleted.pk), follow=True),
    ):
        assert answer.redirect_chain == [(url("contact_list"), 303)]
        assert "This contact is not there any more: it was deleted." in answer.text
    answer = client.post(url(page, merged.pk), {"surname": "New"}, follow=True)
    assert answer.redirect_chain[-1] == (stays.get_absolute_url(), 303)
    assert "was merged into this contact." in answer.text
