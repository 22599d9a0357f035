"""Two transactions that may each keep a promise and break it together, by plain SQL."""

from threading import Thread

import pytest
from django.db import IntegrityError, connection, transaction

from contacts.models import (
    AddressDateRange,
    AlternativeAddress,
    Answer,
    BusinessRelation,
    Contact,
    ContactAnswer,
    ContactBusinessRelation,
    ContactIndustryGroup,
    ContactJobResponsibility,
    IndustryGroup,
    JobResponsibility,
    Question,
    Questionnaire,
)
from segments_app.models import Segment, SegmentLine
from tests.factories import DAY, make_company, make_person

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(
        "connection.vendor != 'postgresql'", reason="SQLite has one writer: nothing runs at once"
    ),
]


def second_is_refused(first, second):
    """Do `first`; while it is not committed do `second` elsewhere, which waits and then fails."""
    errors = []

    def run():
        try:
            with transaction.atomic():
                second()
        except IntegrityError as error:
            errors.append(error)
        finally:
            connection.close()

    thread = Thread(target=run)
    with transaction.atomic():
        first()
        thread.start()
        thread.join(timeout=0.4)
        waited = thread.is_alive()
    thread.join(timeout=20)
    assert not thread.is_alive()
    return waited and len(errors) == 1


@pytest.fixture
def question():
    questionnaire = Questionnaire.objects.create(code="Q")
    question = Question.objects.create(questionnaire=questionnaire, position=1, text="Which?")
    for place in (1, 2):
        Answer.objects.create(question=question, position=place, text=f"Answer {place}")
    return question


def give(contact, question, place=1):
    answer = question.answers.get(position=place)
    return ContactAnswer.objects.create(contact=contact, question=question, answer=answer)


def test_two_answers_of_a_question_that_takes_one(question):
    contact = make_person()

    assert second_is_refused(lambda: give(contact, question, 1), lambda: give(contact, question, 2))
    assert ContactAnswer.objects.get().answer.position == 1


def test_an_answer_is_moved_to_a_contact_who_is_just_answering(question):
    contact, other = make_person(), make_person()
    given = give(other, question, 2)

    assert second_is_refused(
        lambda: give(contact, question, 1),
        lambda: ContactAnswer.objects.filter(pk=given.pk).update(contact=contact),
    )
    assert ContactAnswer.objects.filter(contact=contact).count() == 1


def test_a_question_that_comes_to_take_one_answer_while_a_second_is_given(question):
    Question.objects.filter(pk=question.pk).update(is_multiple=True)
    contact = make_person()
    give(contact, question, 1)
    questions = Question.objects.filter(pk=question.pk)

    assert second_is_refused(
        lambda: questions.update(is_multiple=False), lambda: give(contact, question, 2)
    )
    assert ContactAnswer.objects.count() == 1


def test_a_second_answer_while_its_question_comes_to_take_one(question):
    Question.objects.filter(pk=question.pk).update(is_multiple=True)
    contact = make_person()
    give(contact, question, 1)

    assert second_is_refused(
        lambda: give(contact, question, 2),
        lambda: Question.objects.filter(pk=question.pk).update(is_multiple=False),
    )
    assert Question.objects.get().is_multiple


def minor(contact):
    return Contact.objects.filter(pk=contact.pk).update(is_minor=True, is_privacy_blocked=True)


def test_an_answer_for_a_contact_who_is_becoming_a_minor(question):
    contact = make_person()

    assert second_is_refused(lambda: minor(contact), lambda: give(contact, question))
    assert not ContactAnswer.objects.exists()


def test_a_contact_becomes_a_minor_while_an_answer_is_given(question):
    contact = make_person()

    assert second_is_refused(lambda: give(contact, question), lambda: minor(contact))
    assert not Contact.objects.get().is_minor


def test_an_answer_is_moved_to_another_question_while_it_is_given(question):
    other = Question.objects.create(questionnaire=question.questionnaire, position=2, text="Who?")
    answer = question.answers.get(position=2)

    assert second_is_refused(
        lambda: give(make_person(), question, 2),
        lambda: Answer.objects.filter(pk=answer.pk).update(question=other, position=9),
    )
    assert question.answers.count() == 2


def becomes(contact, kind):
    return lambda: Contact.objects.filter(pk=contact.pk).update(type=kind)


def test_a_person_for_a_company_that_is_becoming_a_person():
    company = make_company()

    assert second_is_refused(becomes(company, "person"), lambda: make_person(company=company))
    assert Contact.objects.count() == 1


def test_a_company_becomes_a_person_while_it_gets_one():
    company = make_company()

    assert second_is_refused(lambda: make_person(company=company), becomes(company, "person"))
    company.refresh_from_db()
    assert company.is_company


def group(contact):
    made, _new = IndustryGroup.objects.get_or_create(code="FOOD")
    ContactIndustryGroup.objects.create(contact=contact, industry_group=made)


def relation(contact):
    made, _new = BusinessRelation.objects.get_or_create(code="CUST")
    ContactBusinessRelation.objects.create(contact=contact, business_relation=made)


def responsibility(contact):
    made, _new = JobResponsibility.objects.get_or_create(code="BUYER")
    ContactJobResponsibility.objects.create(contact=contact, job_responsibility=made)


@pytest.mark.parametrize(
    ("make", "other", "assign"),
    [
        (make_company, "person", group),
        (make_company, "person", relation),
        (make_person, "company", responsibility),
    ],
    ids=["industry", "relation", "responsibility"],
)
def test_a_contact_changes_its_type_while_it_gets_what_hangs_on_that(make, other, assign):
    assign(make())  # so that the group is there and nobody waits for that
    first, second = make(), make()

    assert second_is_refused(lambda: assign(first), becomes(first, other))
    assert second_is_refused(becomes(second, other), lambda: assign(second))


def test_an_address_goes_to_another_contact_while_it_gets_a_period():
    address = AlternativeAddress.objects.create(contact=make_person(), code="HOME")
    other = make_person()

    assert second_is_refused(
        lambda: AddressDateRange.objects.create(
            contact=address.contact, alternative_address=address, starts_on=DAY
        ),
        lambda: AlternativeAddress.objects.filter(pk=address.pk).update(contact=other),
    )


def test_an_address_goes_to_another_contact_while_a_line_takes_it():
    address = AlternativeAddress.objects.create(contact=make_person(), code="HOME")
    other, segment = make_person(), Segment.objects.create(number="SM1")

    assert second_is_refused(
        lambda: SegmentLine.objects.create(
            segment=segment, contact=address.contact, added_at=1, alternative_address=address
        ),
        lambda: AlternativeAddress.objects.filter(pk=address.pk).update(contact=other),
    )


def test_answers_of_different_contacts_do_not_wait_for_each_other(question):
    first, second = make_person(), make_person()

    assert not second_is_refused(lambda: give(first, question), lambda: give(second, question))
    assert ContactAnswer.objects.count() == 2
