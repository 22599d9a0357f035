"""What the database itself refuses, whoever writes."""

from datetime import date

import pytest
from django.db import IntegrityError, transaction

from contacts.models import (
    AddressDateRange,
    AlternativeAddress,
    Answer,
    BusinessRelation,
    Contact,
    ContactAnswer,
    ContactBusinessRelation,
    ContactComment,
    ContactIndustryGroup,
    ContactJobResponsibility,
    ContactMailingGroup,
    ContactWebSource,
    IndustryGroup,
    JobResponsibility,
    Language,
    MailingGroup,
    MarketingSetup,
    NumberSeries,
    OrganizationalLevel,
    PostCode,
    Question,
    Questionnaire,
    Salesperson,
    Salutation,
    SalutationFormula,
    Team,
    Territory,
    WebSource,
)
from tests.factories import make_company, make_language, make_person

pytestmark = pytest.mark.django_db


def refused(write):
    with pytest.raises(IntegrityError), transaction.atomic():
        write()


# Contacts ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "fields",
    [{"number": ""}, {"name": ""}, {"type": "robot"}],
    ids=["no number", "no name", "unknown type"],
)
def test_a_contact_has_a_number_a_name_and_a_known_type(fields):
    contact = make_company()

    refused(lambda: Contact.objects.filter(pk=contact.pk).update(**fields))


def test_a_number_is_there_once():
    make_company(number="CT000001")

    refused(lambda: make_person(number="CT000001"))


@pytest.mark.parametrize(
    "fields",
    [
        {"first_name": "Anna"},
        {"middle_name": "M."},
        {"surname": "Berg"},
        {"initials": "AB"},
        {"job_title": "Chef"},
        {"is_minor": True, "is_privacy_blocked": True},
    ],
    ids=lambda fields: next(iter(fields)),
)
def test_a_company_has_nothing_personal(fields):
    refused(lambda: make_company(**fields))


def test_a_company_has_no_organizational_level():
    level = OrganizationalLevel.objects.create(code="CEO")

    refused(lambda: make_company(organizational_level=level))


def test_a_company_belongs_to_no_company():
    refused(lambda: make_company(company=make_company()))


def test_the_company_of_a_person_is_a_company():
    person = make_person()
    other = make_person()

    refused(lambda: make_person(company=person))
    refused(lambda: Contact.objects.filter(pk=other.pk).update(company=person))


def test_a_company_with_persons_stays_a_company():
    company = make_company()
    make_person(company=company)

    refused(lambda: Contact.objects.filter(pk=company.pk).update(type="person"))


def test_a_minor_without_consent_is_blocked():
    refused(lambda: make_person(is_minor=True))

    make_person(is_minor=True, has_parental_consent=True)
    make_person(is_minor=True, is_privacy_blocked=True)


# Groups --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("assignment", "field", "table", "make"),
    [
        (ContactMailingGroup, "mailing_group", MailingGroup, make_person),
        (ContactIndustryGroup, "industry_group", IndustryGroup, make_company),
        (ContactBusinessRelation, "business_relation", BusinessRelation, make_company),
        (ContactJobResponsibility, "job_responsibility", JobResponsibility, make_person),
        (ContactWebSource, "web_source", WebSource, make_company),
    ],
    ids=["mailing", "industry", "relation", "job", "web"],
)
def test_a_contact_is_in_a_group_once(assignment, field, table, make):
    contact, group = make(), table.objects.create(code="X")
    assignment.objects.create(contact=contact, **{field: group})

    refused(lambda: assignment.objects.create(contact=contact, **{field: group}))


@pytest.mark.parametrize(
    ("assignment", "field", "table", "make"),
    [
        (ContactIndustryGroup, "industry_group", IndustryGroup, make_person),
        (ContactBusinessRelation, "business_relation", BusinessRelation, make_person),
        (ContactJobResponsibility, "job_responsibility", JobResponsibility, make_company),
    ],
    ids=["industry", "relation", "job"],
)
def test_groups_belong_to_companies_and_responsibilities_to_persons(assignment, field, table, make):
    wrong, group = make(), table.objects.create(code="X")
    right = make_person() if make is make_company else make_company()
    row = assignment.objects.create(contact=right, **{field: group})

    refused(lambda: assignment.objects.create(contact=wrong, **{field: group}))
    refused(lambda: assignment.objects.filter(pk=row.pk).update(contact=wrong))
    refused(lambda: Contact.objects.filter(pk=right.pk).update(type=wrong.type))


def relation(company, code, **fields):
    return ContactBusinessRelation.objects.create(
        contact=company, business_relation=BusinessRelation.objects.create(code=code), **fields
    )


def test_a_link_to_the_books_is_whole():
    company = make_company()

    refused(lambda: relation(company, "A", linked_to="customer"))
    refused(lambda: relation(company, "B", linked_number="10000"))


def test_a_company_has_one_link_of_each_kind():
    company = make_company()
    relation(company, "A", linked_to="customer", linked_number="1")
    relation(company, "B", linked_to="vendor", linked_number="1")

    refused(lambda: relation(company, "C", linked_to="customer", linked_number="2"))


@pytest.mark.parametrize(
    "table",
    [
        MailingGroup,
        IndustryGroup,
        BusinessRelation,
        JobResponsibility,
        OrganizationalLevel,
        WebSource,
        Territory,
        Salutation,
        Questionnaire,
        Team,
        Salesperson,
        Language,
    ],
    ids=lambda table: table.__name__,
)
def test_a_code_is_there_and_is_there_once(table):
    table.objects.create(code="X")

    refused(lambda: table.objects.create(code="X"))
    refused(lambda: table.objects.create(code=""))


# Profiles ------------------------------------------------------------------------------------


def make_question(**fields):
    number = Questionnaire.objects.count()
    questionnaire = Questionnaire.objects.create(code=f"Q{number}")
    question = Question.objects.create(
        questionnaire=questionnaire, position=1, text="Which?", **fields
    )
    answers = [
        Answer.objects.create(question=question, position=place, text=f"Answer {place}")
        for place in (1, 2)
    ]
    return question, answers


def give(contact, question, answer):
    return ContactAnswer.objects.create(contact=contact, question=question, answer=answer)


def test_a_question_has_one_answer_unless_it_takes_several():
    single, (first, second) = make_question()
    several, (third, fourth) = make_question(is_multiple=True)
    contact = make_person()
    give(contact, single, first)
    give(contact, several, third)
    give(contact, several, fourth)

    refused(lambda: give(contact, single, second))
    refused(lambda: give(contact, several, third))
    refused(lambda: Question.objects.filter(pk=several.pk).update(is_multiple=False))


def test_an_answer_is_one_of_its_question():
    question, _answers = make_question()
    other, (foreign, given) = make_question()
    give(make_person(), other, given)

    refused(lambda: give(make_person(), question, foreign))
    refused(lambda: Answer.objects.filter(pk=given.pk).update(question=question, position=9))


def test_a_minor_has_no_profile():
    question, (answer, _second) = make_question()
    child = make_person(is_minor=True, is_privacy_blocked=True)

    refused(lambda: give(child, question, answer))

    grown_up = make_person()
    give(grown_up, question, answer)
    blocked = Contact.objects.filter(pk=grown_up.pk)
    refused(lambda: blocked.update(is_minor=True, is_privacy_blocked=True))


def test_questions_and_answers_have_places_of_their_own():
    question, _answers = make_question()

    refused(
        lambda: Question.objects.create(
            questionnaire=question.questionnaire, position=1, text="Again?"
        )
    )
    refused(lambda: Answer.objects.create(question=question, position=1, text="Again"))


# Addresses -----------------------------------------------------------------------------------


def make_address(contact, code="SUMMER"):
    return AlternativeAddress.objects.create(contact=contact, code=code)


def period(contact, address, starts_on, ends_on=None):
    return AddressDateRange.objects.create(
        contact=contact, alternative_address=address, starts_on=starts_on, ends_on=ends_on
    )


def test_an_address_has_a_code_that_the_contact_has_once():
    contact = make_person()
    make_address(contact)

    refused(lambda: make_address(contact))
    refused(lambda: make_address(contact, code=""))


def test_periods_of_a_contact_start_on_different_days_whatever_the_address():
    contact = make_person()
    day = date(2026, 6, 1)
    period(contact, make_address(contact, "A"), day)

    refused(lambda: period(contact, make_address(contact, "B"), day))


def test_a_period_ends_after_it_starts():
    contact = make_person()

    refused(lambda: period(contact, make_address(contact), date(2026, 6, 2), date(2026, 6, 1)))


def test_a_period_is_of_an_address_of_the_same_contact():
    address = make_address(make_person())

    refused(lambda: period(make_person(), address, date(2026, 6, 1)))

    period(address.contact, address, date(2026, 6, 1))
    refused(lambda: AlternativeAddress.objects.filter(pk=address.pk).update(contact=make_person()))


def test_a_post_code_and_its_city_are_there_once():
    PostCode.objects.create(country="DE", code="20097", city="Hamburg")

    refused(lambda: PostCode.objects.create(country="DE", code="20097", city="Hamburg"))


# The rest ------------------------------------------------------------------------------------


def test_a_comment_says_something():
    refused(
        lambda: ContactComment.objects.create(
            contact=make_person(), commented_on=date(2026, 6, 1), text=""
        )
    )


def test_a_salutation_has_one_formula_for_each_language_and_one_for_all_others():
    salutation = Salutation.objects.create(code="F")
    language = make_language("de")

    def formula(language):
        SalutationFormula.objects.create(
            salutation=salutation, language=language, formality="formal", pattern="Dear %1"
        )

    formula(language)
    formula(None)

    refused(lambda: formula(language))
    refused(lambda: formula(None))


@pytest.mark.parametrize("digits", [0, 16])
def test_a_number_series_has_one_to_fifteen_digits(digits):
    refused(lambda: NumberSeries.objects.create(code="X", digits=digits))


def test_there_is_one_row_of_marketing_setup():
    refused(lambda: MarketingSetup.objects.create(pk=2))


@pytest.mark.parametrize("percent", [-1, 101])
def test_a_commission_is_a_percentage(percent):
    refused(lambda: Salesperson.objects.create(code="X", commission_percent=percent))
