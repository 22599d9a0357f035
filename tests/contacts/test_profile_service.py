"""Answers, salutations, alternative addresses, comments, types and pictures."""

from datetime import date, timedelta
from io import BytesIO

import pytest
from django.core.files.storage import default_storage
from PIL import Image

from contacts import services
from contacts.models import (
    Answer,
    BusinessRelation,
    Contact,
    ContactAnswer,
    ContactBusinessRelation,
    IndustryGroup,
    JobResponsibility,
    OrganizationalLevel,
    Question,
    Questionnaire,
    Salutation,
    SalutationFormula,
)
from contacts.services import blockers
from tests.factories import make_company, make_interaction, make_language, make_person

pytestmark = pytest.mark.django_db


def make_question(questionnaire, position=1, **fields):
    question = Question.objects.create(
        questionnaire=questionnaire, position=position, text=f"Question {position}", **fields
    )
    return question, [
        Answer.objects.create(question=question, position=place, text=f"Answer {place}")
        for place in (1, 2, 3)
    ]


@pytest.fixture
def questionnaire():
    return Questionnaire.objects.create(code="PERSON")


def given(contact):
    return set(ContactAnswer.objects.filter(contact=contact).values_list("answer", flat=True))


def test_an_answer_replaces_the_one_before(now, questionnaire):
    question, (first, second, _third) = make_question(questionnaire)
    contact = make_person()

    services.answer_question(contact, question=question, answers=[first], by=None, now=now)
    changed = services.answer_question(
        contact, question=question, answers=[second], by=None, now=now
    )

    assert changed
    assert given(contact) == {second.pk}
    assert Contact.objects.get(pk=contact.pk).modified_at == now


def test_an_answer_given_again_keeps_its_moment(now, questionnaire):
    question, (first, second, _third) = make_question(questionnaire, is_multiple=True)
    contact = make_person()
    services.answer_question(contact, question=question, answers=[first], by=None, now=now)

    later = now + timedelta(days=1)
    services.answer_question(
        contact, question=question, answers=[first, second], by=None, now=later
    )
    same = services.answer_question(
        contact, question=question, answers=[first, second], by=None, now=later
    )

    assert not same
    moments = dict(ContactAnswer.objects.values_list("answer", "answered_at"))
    assert moments == {first.pk: now, second.pk: later}


def test_no_answer_takes_the_answer_away(now, questionnaire):
    question, (first, *_others) = make_question(questionnaire)
    contact = make_person()
    services.answer_question(contact, question=question, answers=[first], by=None, now=now)

    services.answer_question(contact, question=question, answers=[], by=None, now=now)

    assert not given(contact)


@pytest.mark.parametrize("wrong", ["two answers", "automatic", "foreign", "minor"])
def test_answers_are_refused_that_the_question_does_not_take(now, questionnaire, wrong):
    question, (first, second, _third) = make_question(
        questionnaire, is_automatic=wrong == "automatic"
    )
    _other, (foreign, *_rest) = make_question(questionnaire, position=2)
    is_minor = wrong == "minor"
    contact = make_person(is_minor=is_minor, is_privacy_blocked=is_minor)
    answers = {"two answers": [first, second], "foreign": [foreign]}.get(wrong, [first])

    with pytest.raises(services.AnswerRefused):
        services.answer_question(contact, question=question, answers=answers, by=None, now=now)

    assert not given(contact)


@pytest.mark.parametrize("count", [1, 10])
def test_a_questionnaire_is_answered_in_the_same_statements_whatever_its_length(
    now, questionnaire, count, django_assert_num_queries
):
    questions = [make_question(questionnaire, position) for position in range(count)]
    contact = make_person()

    # savepoint, lock, read, insert, touch, release
    with django_assert_num_queries(6):
        services.answer_questions(
            contact,
            answers={question: answers[:1] for question, answers in questions},
            by=None,
            now=now,
        )


def test_marking_a_contact_as_a_minor_forgets_its_profile(now, questionnaire):
    question, (first, *_others) = make_question(questionnaire)
    contact = make_person()
    services.answer_question(contact, question=question, answers=[first], by=None, now=now)

    services.update_contact(contact, values={"surname": "Berg", "is_minor": True}, by=None, now=now)

    assert not given(contact)


def test_a_questionnaire_is_shown_by_type_and_relation_of_the_company(questionnaire):
    relation = BusinessRelation.objects.create(code="CUST")
    company = make_company()
    person = make_person(company=company)
    for_persons = Questionnaire.objects.create(code="P", contact_type="person")
    for_customers = Questionnaire.objects.create(code="C", business_relation=relation)

    before = set(Questionnaire.objects.for_contact(person))
    ContactBusinessRelation.objects.create(contact=company, business_relation=relation)

    assert before == {questionnaire, for_persons}
    assert set(Questionnaire.objects.for_contact(person)) == {
        questionnaire,
        for_persons,
        for_customers,
    }
    assert set(Questionnaire.objects.for_contact(company)) == {questionnaire, for_customers}


# Salutations ---------------------------------------------------------------------------------


@pytest.fixture
def woman():
    salutation = Salutation.objects.create(code="F")
    for language, pattern in (("de", "Sehr geehrte Frau %1 %2,"), (None, "Dear Ms %1 %2,")):
        SalutationFormula.objects.create(
            salutation=salutation,
            language=make_language(language) if language else None,
            formality="formal",
            pattern=pattern,
            part_1="job_title",
            part_2="surname",
        )
    return make_person(
        salutation=salutation, language=make_language("de"), first_name="Anna", surname="%1 Berg"
    )


def test_a_salutation_is_of_the_contacts_language(woman):
    assert services.salutation_text(woman, formality="formal") == "Sehr geehrte Frau %1 Berg,"


def test_a_language_without_a_formula_takes_the_one_for_all(woman):
    swedish = make_language("sv")

    text = services.salutation_text(woman, formality="formal", language=swedish)

    assert text == "Dear Ms %1 Berg,"


def test_without_a_formula_or_a_salutation_there_is_no_text(woman):
    assert services.salutation_text(woman, formality="informal") == ""
    assert services.salutation_text(make_person(), formality="formal") == ""
    assert services.greetings(make_person()) == []


def test_the_page_gets_the_texts_of_all_languages_in_one_query(woman, django_assert_num_queries):
    english = make_language("en")
    SalutationFormula.objects.create(
        salutation=woman.salutation, language=english, formality="informal", pattern="Hi"
    )
    with django_assert_num_queries(1):
        own, *others = services.greetings(woman)

    assert (own.is_own, own.formal) == (True, "Sehr geehrte Frau %1 Berg,")
    assert english in [one.language for one in others if one.informal == "Hi"]
    assert others[-1].language is None


def test_a_formula_may_name_the_company():
    salutation = Salutation.objects.create(code="C")
    SalutationFormula.objects.create(
        salutation=salutation, formality="formal", pattern="To %1", part_1="company_name"
    )
    company = make_company("Bakery", salutation=salutation)
    person = make_person(company=company, salutation=salutation)

    assert services.salutation_text(company, formality="formal") == "To Bakery"
    assert services.salutation_text(person, formality="formal") == "To Bakery"


# Alternative addresses -----------------------------------------------------------------------


def make_address(contact, now, **values):
    return services.create_alternative_address(
        contact, values={"code": "SUMMER", **values}, by=None, now=now
    )


def test_the_period_begun_last_says_which_address_holds(now):
    contact = make_person()
    summer, fair = make_address(contact, now), make_address(contact, now, code="FAIR")

    def period(address, first, last):
        services.add_period(address, starts_on=first, ends_on=last, by=None, now=now)

    period(summer, date(2026, 6, 1), date(2026, 8, 31))
    period(fair, date(2026, 7, 1), date(2026, 7, 5))
    period(summer, date(2027, 6, 1), None)

    found = {
        day: services.active_address(contact, on=day)
        for day in (
            date(2026, 5, 31),
            date(2026, 6, 1),
            date(2026, 7, 5),
            date(2026, 7, 6),
            date(2026, 9, 1),
            date(2030, 1, 1),
        )
    }
    assert list(found.values()) == [None, summer, fair, summer, None, summer]


def test_a_period_that_overlaps_the_first_day_or_ends_early_is_refused(now):
    contact = make_person()
    address, other = make_address(contact, now), make_address(contact, now, code="FAIR")
    day = date(2026, 6, 1)
    services.add_period(address, starts_on=day, ends_on=None, by=None, now=now)

    with pytest.raises(services.InvalidAddress) as same_day:
        services.add_period(other, starts_on=day, ends_on=None, by=None, now=now)
    with pytest.raises(services.InvalidAddress) as backwards:
        services.add_period(other, starts_on=day, ends_on=day - timedelta(days=1), by=None, now=now)

    assert set(same_day.value.errors) == {"starts_on"}
    assert set(backwards.value.errors) == {"ends_on"}


def test_an_address_is_changed_and_deleted_with_its_periods(now):
    contact = make_person()
    address = make_address(contact, now)
    period = services.add_period(address, starts_on=now.date(), ends_on=None, by=None, now=now)

    services.update_alternative_address(address, values={"city": " Kiel "}, by=None, now=now)
    services.delete_period(period, by=None, now=now)
    address.refresh_from_db()
    assert address.city == "Kiel"
    assert services.active_address(contact, on=now.date()) is None

    services.delete_alternative_address(address, by=None, now=now)
    assert not contact.alternative_addresses.exists()


def test_an_address_tells_all_its_mistakes(now):
    contact = make_person()
    make_address(contact, now)

    with pytest.raises(services.InvalidAddress) as refused:
        make_address(contact, now, email="nobody", phone="call")

    assert set(refused.value.errors) == {"code", "email", "phone"}


# Comments ------------------------------------------------------------------------------------


def test_a_comment_is_written_and_deleted(now, marketer):
    contact = make_person()

    comment = services.add_comment(
        contact, text=" Hello ", commented_on=now.date(), by=marketer, now=now
    )

    assert (comment.text, comment.created_by) == ("Hello", marketer)
    services.delete_comment(comment, by=marketer, now=now)
    assert not contact.comments.exists()


def test_an_empty_comment_is_refused(now):
    with pytest.raises(services.EmptyComment):
        services.add_comment(make_person(), text=" \0", commented_on=now.date(), by=None, now=now)


# Types ---------------------------------------------------------------------------------------


def test_a_company_becomes_a_person_and_a_person_a_company(now):
    contact = make_company("Anna Maria Berg")

    person = services.change_type(contact, to="person", by=None, now=now)
    assert (person.first_name, person.surname, person.initials) == ("Anna", "Berg", "AMB")

    company = services.change_type(person, to="company", by=None, now=now)
    assert (company.name, company.first_name, company.initials) == ("Anna Maria Berg", "", "")


def test_the_type_it_has_already_changes_nothing(now):
    contact = make_company(modified_at=now)

    assert services.change_type(contact, to="company", by=None, now=now + timedelta(1)) == contact
    assert Contact.objects.get(pk=contact.pk).modified_at == now


def make_busy_company():
    company = make_company(currency_code="EUR", vat_number="DE123456789")
    make_person(company=company)
    relation = BusinessRelation.objects.create(code="CUST")
    company.business_relations.create(business_relation=relation)
    company.industry_groups.create(industry_group=IndustryGroup.objects.create(code="FOOD"))
    return company


def test_everything_that_keeps_a_company_is_told(now):
    with pytest.raises(services.TypeStays) as refused:
        services.change_type(make_busy_company(), to="person", by=None, now=now)

    assert len(refused.value.reasons) == 5


def test_everything_that_keeps_a_person_is_told(now):
    person = make_person(
        organizational_level=OrganizationalLevel.objects.create(code="CEO"),
        is_minor=True,
        is_privacy_blocked=True,
    )
    responsibility = JobResponsibility.objects.create(code="ALL")
    person.job_responsibilities.create(job_responsibility=responsibility)

    with pytest.raises(services.TypeStays) as refused:
        services.change_type(person, to="company", by=None, now=now)

    assert len(refused.value.reasons) == 3


def test_history_keeps_the_type(now):
    contact = make_company()
    make_interaction(contact)

    with pytest.raises(services.TypeStays):
        services.change_type(contact, to="person", by=None, now=now)


def test_any_package_may_keep_the_type(now, monkeypatch):
    monkeypatch.setattr(blockers, "type_change", [lambda contact: "Busy."])

    with pytest.raises(services.TypeStays, match="Busy"):
        services.change_type(make_company(), to="person", by=None, now=now)


# Pictures ------------------------------------------------------------------------------------


def picture(kind="PNG", size=(900, 600), **save):
    file = BytesIO()
    Image.new("RGB", size, "teal").save(file, kind, **save)
    file.seek(0)
    return file


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP"])
def test_a_picture_is_drawn_anew_and_small(now, kind):
    contact = make_person()

    services.set_picture(contact, file=picture(kind), by=None, now=now)

    with contact.image.open() as file, Image.open(file) as stored:
        assert stored.format == "WEBP"
        assert max(stored.size) == 512
        assert not stored.getexif()


def test_what_the_camera_added_is_removed(now):
    contact = make_person()
    exif = Image.Exif()
    exif[0x010F] = "A camera"

    services.set_picture(contact, file=picture("JPEG", exif=exif), by=None, now=now)

    with contact.image.open() as file:
        assert b"A camera" not in file.read()


@pytest.mark.parametrize(
    "file",
    [
        BytesIO(b""),
        BytesIO(b"<svg xmlns='http://www.w3.org/2000/svg'/>"),
        BytesIO(b"\x89PNG\r\n\x1a\n" + b"0" * 100),
        BytesIO(b"0" * (2 * 1024 * 1024 + 1)),
        picture("GIF"),
    ],
    ids=["nothing", "drawing", "broken", "too big", "another kind"],
)
def test_what_is_no_picture_of_ours_is_refused(now, file):
    contact = make_person()

    with pytest.raises(services.PictureRefused):
        services.set_picture(contact, file=file, by=None, now=now)

    assert not Contact.objects.get(pk=contact.pk).image


def test_more_dots_than_a_camera_has_are_refused(now):
    with pytest.raises(services.PictureRefused):
        services.set_picture(
            make_person(), file=picture("PNG", size=(8000, 5001)), by=None, now=now
        )


def test_a_picture_that_is_replaced_or_removed_is_deleted(now, django_capture_on_commit_callbacks):
    contact = make_person()
    services.set_picture(contact, file=picture(), by=None, now=now)
    first = contact.image.name

    with django_capture_on_commit_callbacks(execute=True):
        services.set_picture(contact, file=picture(), by=None, now=now)
    second = contact.image.name
    with django_capture_on_commit_callbacks(execute=True):
        services.remove_picture(contact, by=None, now=now)
        services.remove_picture(contact, by=None, now=now)

    assert not default_storage.exists(first)
    assert not default_storage.exists(second)
    assert not Contact.objects.get(pk=contact.pk).image
