"""Every page of contacts: who may see it, by which method, and what is not there."""

from datetime import UTC, datetime
from io import BytesIO

import pytest
from django.urls import reverse

from contacts.models import (
    AlternativeAddress,
    BusinessRelation,
    ContactBusinessRelation,
    ContactComment,
    ContactWebSource,
    Questionnaire,
    WebSource,
)
from contacts.services import store_file
from tests.consents import say
from tests.factories import DAY, make_company, make_person

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 3, 18, 12, tzinfo=UTC)
NOWHERE = 987_654


@pytest.fixture
def keys():
    """The contact of the addresses below, and what hangs on it."""
    company = make_company()
    person = make_person(company=company)
    address = AlternativeAddress.objects.create(contact=person, code="A")
    period = address.date_ranges.create(contact=person, starts_on=DAY)
    relation = ContactBusinessRelation.objects.create(
        contact=company, business_relation=BusinessRelation.objects.create(code="CUST")
    )
    source = ContactWebSource.objects.create(
        contact=person, web_source=WebSource.objects.create(code="W")
    )
    comment = ContactComment.objects.create(contact=person, commented_on=DAY, text="Hello")
    questionnaire = Questionnaire.objects.create(code="Q")
    return {
        "pk": person.pk,
        "address_pk": address.pk,
        "period_pk": period.pk,
        "relation_pk": relation.pk,
        "source_pk": source.pk,
        "comment_pk": comment.pk,
        "questionnaire_pk": questionnaire.pk,
        "event_pk": say(person).pk,
        "file_pk": store_file(person, file=BytesIO(b"Hi"), name="a.txt", by=None, now=NOW).pk,
    }


#: Route: the keys in its address, the methods it answers, the smallest role that may.
ROUTES = {
    "contacts:contact_list": ([], "GET", "viewer"),
    "contacts:contact_options": ([], "GET", "viewer"),
    "contacts:company_options": ([], "GET", "viewer"),
    "contacts:contact_add_to_group": ([], "POST", "marketer"),
    "contacts:contact_new": ([], "GET POST", "marketer"),
    "segments:contact_detail": (["pk"], "GET", "viewer"),
    "segments:erasure_list": ([], "GET", "administrator"),
    "segments:contact_erase": (["pk"], "GET POST", "administrator"),
    "segments:contact_data": (["pk"], "GET", "administrator"),
    "segments:contact_data_file": (["pk"], "GET", "administrator"),
    "contacts:contact_edit": (["pk"], "GET POST", "marketer"),
    "contacts:contact_delete": (["pk"], "GET POST", "marketer"),
    "contacts:contact_change_type": (["pk"], "POST", "marketer"),
    "contacts:contact_picture": (["pk"], "GET", "viewer"),
    "contacts:contact_picture_edit": (["pk"], "GET POST", "marketer"),
    "contacts:contact_groups": (["pk"], "GET POST", "marketer"),
    "contacts:business_relation_link": (["pk", "relation_pk"], "POST", "marketer"),
    "contacts:contact_web_source_new": (["pk"], "POST", "marketer"),
    "contacts:contact_web_source_delete": (["pk", "source_pk"], "POST", "marketer"),
    "contacts:contact_questionnaire": (["pk", "questionnaire_pk"], "GET POST", "marketer"),
    "contacts:contact_consents": (["pk"], "GET", "viewer"),
    "contacts:contact_consent_give": (["pk"], "GET POST", "marketer"),
    "contacts:contact_consent_withdraw": (["pk"], "GET POST", "marketer"),
    "contacts:contact_consent_proof": (["pk", "event_pk"], "GET", "viewer"),
    "contacts:contact_greetings": ([], "POST", "viewer"),
    "contacts:contact_business_card": (["pk"], "GET", "viewer"),
    "contacts:contact_file_new": (["pk"], "GET POST", "marketer"),
    "contacts:contact_file": (["pk", "file_pk"], "GET", "viewer"),
    "contacts:contact_file_delete": (["pk", "file_pk"], "POST", "marketer"),
    "contacts:contact_restriction": (["pk"], "GET POST", "administrator"),
    "contacts:contact_comment_new": (["pk"], "GET POST", "marketer"),
    "contacts:contact_comment_delete": (["pk", "comment_pk"], "POST", "marketer"),
    "contacts:alternative_address_new": (["pk"], "GET POST", "marketer"),
    "contacts:alternative_address_edit": (["pk", "address_pk"], "GET POST", "marketer"),
    "contacts:alternative_address_delete": (["pk", "address_pk"], "POST", "marketer"),
    "contacts:address_period_new": (["pk", "address_pk"], "POST", "marketer"),
    "contacts:address_period_delete": (["pk", "address_pk", "period_pk"], "POST", "marketer"),
}
WITH_KEYS = [(route, name) for route, (names, *_rest) in ROUTES.items() for name in names]
NO_PICTURE = "contacts:contact_picture"  # of a contact without one: not there


def address(route, keys):
    return reverse(route, kwargs={name: keys[name] for name in ROUTES[route][0]})


def ask(client, route, url):
    return client.get(url) if "GET" in ROUTES[route][1] else client.post(url)


@pytest.mark.parametrize("route", [route for route in ROUTES if route != NO_PICTURE])
def test_the_smallest_role_that_may_gets_an_answer(client_for, keys, route):
    answer = ask(client_for(ROUTES[route][2]), route, address(route, keys))

    assert answer.status_code in (200, 303, 422)


@pytest.mark.parametrize("route", ROUTES)
def test_other_methods_are_refused(client_for, keys, route):
    client, url = client_for("administrator"), address(route, keys)
    methods = {"GET": client.get, "POST": client.post, "PUT": client.put}

    for name, method in methods.items():
        if name not in ROUTES[route][1]:
            assert method(url).status_code == 405, name


@pytest.mark.parametrize("route", ROUTES)
def test_who_has_no_role_is_refused_and_who_is_logged_out_is_sent_to_log_in(
    client, client_for, keys, route
):
    url = address(route, keys)

    assert ask(client_for(""), route, url).status_code == 403
    assert ask(client, route, url).url.startswith(reverse("login"))


@pytest.mark.parametrize("route", [route for route, row in ROUTES.items() if row[2] == "marketer"])
def test_a_viewer_changes_nothing(client_for, keys, route):
    client, url = client_for("viewer"), address(route, keys)

    assert ask(client, route, url).status_code == 403
    assert client.post(url).status_code == 403


#: Where two may be at work on the same: who comes second is told so on a page that is there.
LEADING_ON = {("contacts:contact_file_delete", "file_pk")}


@pytest.mark.parametrize(("route", "name"), WITH_KEYS)
def test_what_is_not_there_is_not_found(client_for, keys, route, name):
    url = address(route, keys | {name: NOWHERE})

    status = 303 if (route, name) in LEADING_ON else 404
    assert ask(client_for("administrator"), route, url).status_code == status


@pytest.mark.parametrize(
    "route", [route for route, row in ROUTES.items() if len(row[0]) > 1 and "relation" not in route]
)
def test_what_belongs_to_another_contact_is_not_found(client_for, keys, route):
    if "questionnaire" in route:
        Questionnaire.objects.update(contact_type="person")
    url = address(route, keys | {"pk": make_company().pk})

    assert ask(client_for("administrator"), route, url).status_code == 404


@pytest.mark.parametrize(
    ("route", "data"),
    [
        ("contacts:contact_list", {"company": "9" * 30}),
        ("contacts:contact_list", {"mailing_group": "9" * 30}),
        ("contacts:contact_groups", {"mailing_groups": "9" * 30}),
        ("contacts:contact_web_source_new", {"web_source": "9" * 30}),
        ("contacts:contact_edit", {"company": "9" * 30, "version": "never"}),
        ("contacts:contact_edit", {"surname": "a\0b", "company_words": "\0"}),
        ("contacts:contact_questionnaire", {"question_1": "9" * 30}),
        ("contacts:contact_add_to_group", {"selected": ["9" * 30, "x"], "mailing_group": "x"}),
    ],
)
def test_what_no_browser_sends_breaks_nothing(client_for, keys, route, data):
    client, url = client_for("administrator"), address(route, keys)

    answer = client.get(url, data) if route.endswith("_list") else client.post(url, data)

    assert answer.status_code in (200, 303, 422)
