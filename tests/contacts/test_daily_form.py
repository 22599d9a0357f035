"""The form of a contact in daily work: groups, answers, one after the other, salutations."""

import re

import pytest
from django.contrib.auth.models import Permission
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from contacts import services
from contacts.models import (
    Answer,
    Contact,
    MailingGroup,
    Question,
    Questionnaire,
    Salutation,
    SalutationFormula,
)
from tests.accounts import make_user
from tests.factories import make_company, make_language, make_person

pytestmark = pytest.mark.django_db
NEW = "/contacts/new/?type=person"


@pytest.fixture
def client(client_for):
    return client_for("marketer")


@pytest.fixture
def questions():
    form = Questionnaire.objects.create(code="P", contact_type="person")
    made = []
    for position, several in ((1, False), (2, True)):
        question = Question.objects.create(
            questionnaire=form, position=position, text=f"Q{position}", is_multiple=several
        )
        made += [
            (question, Answer.objects.create(question=question, position=place, text=f"A{place}"))
            for place in (1, 2)
        ]
    return made


def edit(contact):
    return reverse("contacts:contact_edit", args=[contact.pk])


def posted(page):
    """Return what a browser would send of a form as it is shown."""
    form = page.context["form"]
    return {
        field.html_name: field.value()
        for field in form
        if field.value() not in (None, "", []) and field.value() is not False
    }


def groups_of(contact):
    return set(contact.mailing_groups.values_list("mailing_group__code", flat=True))


def answers_of(contact):
    return set(contact.answers.values_list("answer", flat=True))


def test_a_new_contact_has_its_groups_and_answers_at_once(client, questions):
    card = MailingGroup.objects.create(code="CARD")
    (single, first), _, (several, third), (_, fourth) = questions
    said = {
        f"question_{single.pk}": first.pk,
        f"question_{several.pk}": [third.pk, fourth.pk],
        "surname": "Berg",
        "mailing_groups": [card.pk],
    }

    client.post(NEW, said)

    person = Contact.objects.get()
    assert groups_of(person) == {"CARD"}
    assert answers_of(person) == {first.pk, third.pk, fourth.pk}


def test_an_edit_changes_what_was_ticked_and_keeps_what_others_did_meanwhile(
    client, questions, now
):
    (single, first), (_, second), (several, third), _ = questions
    mine, theirs, left = (MailingGroup.objects.create(code=code) for code in ("MINE", "HERS", "GO"))
    person = make_person()
    services.set_mailing_groups(person, groups=[left], by=None, now=now)
    services.answer_questions(person, answers={single: [first], several: [third]}, by=None, now=now)
    data = posted(client.get(edit(person)))
    services.add_to_mailing_group(
        Contact.objects.filter(pk=person.pk), group=theirs, by=None, now=now
    )

    data |= {"mailing_groups": [mine.pk], f"question_{single.pk}": second.pk}
    answer = client.post(edit(person), data)

    assert answer.status_code == 303
    assert groups_of(person) == {"MINE", "HERS"}
    assert answers_of(person) == {second.pk, third.pk}


def test_nothing_is_saved_where_the_answers_are_refused(client, questions):
    (single, first), *_ = questions
    data = {"surname": "Berg", "is_minor": "on", "is_privacy_blocked": "on"}

    answer = client.post(NEW, {**data, f"question_{single.pk}": first.pk})

    assert answer.status_code == 422
    assert "Minors cannot be profiled." in answer.content.decode()
    assert not Contact.objects.exists()


def test_answers_are_not_offered_to_who_may_not_give_them(client_for, questions):
    clerk = make_user("")
    clerk.user_permissions.add(Permission.objects.get(codename="add_contact"))

    page = client_for(clerk).get(NEW)

    assert "Q1" not in page.content.decode()


def test_one_more_begins_with_company_country_and_language(client):
    company, german = make_company("Bakery", country="FR"), make_language("de")
    said = {"surname": "Berg", "company": company.pk, "country": "DE", "language": german.pk}

    answer = client.post(NEW, {**said, "again": "1"})
    page = client.get(answer.headers["Location"])

    shown = posted(page)
    assert shown["company"] in (company, company.pk)
    assert (shown["country"], shown["language"]) == ("DE", str(german.pk))
    assert "surname" not in shown
    first = re.search(r"<button[^>]*type=\"submit\"[^>]*>Save[^<]*", page.content.decode())
    assert first[0].endswith("Save and add another")


def test_a_candidate_does_not_end_the_row(client):
    said = {"first_name": "Anna", "surname": "Berg", "email": "anna@example.com", "again": "1"}
    client.post(NEW, said)

    asked = client.post(NEW, said)
    answer = client.post(NEW, {**said, "all_the_same": "1"})

    assert asked.status_code == 422
    assert '<input type="hidden" name="again" value="1">' in asked.content.decode()
    assert "again=1" in answer.headers["Location"]


def test_salutations_are_shown_for_what_is_typed_and_nothing_is_saved(client):
    salutation = Salutation.objects.create(code="F")
    german = make_language("de")
    SalutationFormula.objects.create(
        salutation=salutation, formality="formal", pattern="Dear Ms %1,", part_1="surname"
    )
    SalutationFormula.objects.create(
        salutation=salutation,
        language=german,
        formality="informal",
        pattern="Liebe %1,",
        part_1="first_name",
    )
    url = reverse("contacts:contact_greetings") + "?type=person"
    typed = {"first_name": "Anna", "surname": "<Öz>", "salutation": salutation.pk}

    text = client.post(url, {**typed, "language": german.pk, "company": "x"}).content.decode()
    nothing = client.post(url, {"surname": "Öz"}).content.decode()

    assert "Dear Ms &lt;Öz&gt;," in text
    assert "Liebe Anna," in text
    assert "Choose a salutation" in nothing
    assert not Contact.objects.exists()


def test_the_form_takes_the_same_queries_however_many_questions(client, questions):

    person = make_person()
    counts = []
    for more in (0, 5):
        form = Questionnaire.objects.create(code=f"M{more}")
        for position in range(1, more + 1):
            question = Question.objects.create(questionnaire=form, position=position, text="Q")
            Answer.objects.create(question=question, position=1, text="A")
        MailingGroup.objects.create(code=f"G{more}")
        with CaptureQueriesContext(connection) as queries:
            client.get(edit(person))
        counts.append(len(queries))

    assert counts[0] == counts[1]


def test_a_business_card_and_a_label_have_the_address_of_the_country(client):
    company = make_company("Bakery Nord")
    person = make_person("Anna Berg", company=company, address="1 Quay", city="Leeds",
                         postcode="LS1", country="GB", phone="+44 1")  # fmt: skip

    page = client.get(reverse("contacts:contact_business_card", args=[person.pk]))

    text = page.content.decode()
    assert "Anna Berg<br>Bakery Nord<br>1 Quay<br>Leeds<br>LS1<br>United Kingdom" in text
    assert "+44 1" in text
