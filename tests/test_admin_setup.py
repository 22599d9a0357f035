"""The administration of the small tables: codes in capitals, what is used stays."""

import pytest

from contacts.models import (
    ContactAnswer,
    NumberSeries,
    Salesperson,
    Territory,
)
from tests.admin_pages import errors, save, sent, url
from tests.admin_rows import coded, make_answer, make_question
from tests.factories import (
    make_company,
    make_salesperson,
)


@pytest.fixture
def staff(client_for, administrator):
    return client_for(administrator)


def test_codes_are_kept_in_capitals_and_without_blanks(staff):
    save(staff, url(Territory, "add"), code=" north ", description="North")

    assert Territory.objects.get().code == "NORTH"
    again = save(staff, url(Territory, "add"), code="North")
    assert "code" in errors(again)


def test_a_code_that_criteria_may_name_is_not_changed(staff):
    territory, salesperson = coded(Territory), make_salesperson(code="ANNA")

    save(staff, url(Territory, "change", territory.pk), code="OTHER", description="Renamed")
    save(staff, url(Salesperson, "change", salesperson.pk), code="OTHER", name="Renamed")

    territory.refresh_from_db()
    salesperson.refresh_from_db()
    assert (territory.code != "OTHER", territory.description) == (True, "Renamed")
    assert salesperson.code == "ANNA"


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
