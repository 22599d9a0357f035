"""The database keeps what was changed about contacts, whoever changes them."""

from datetime import UTC, datetime

import pytest
from django.db import DatabaseError, connection, transaction
from django.db.models import F

from contacts import services
from contacts.models import (
    Contact,
    ContactChange,
    ContactMailingGroup,
    MailingGroup,
    Salesperson,
    Territory,
)
from tests.factories import make_company, make_language, make_person

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
pytestmark = pytest.mark.django_db

TEXTS = {
    "name": "Another", "first_name": "Ida", "surname": "Å", "job_title": "Cook",
    "address": "Way 1", "postcode": "12", "city": "Lund", "county": "Skåne", "country": "SE",
    "phone": "1", "mobile_phone": "2", "email": "a@b.se", "email_2": "c@b.se",
    "home_page": "https://b.se", "correspondence_type": "email", "vat_number": "SE1",
}  # fmt: skip


def changes(*contacts):
    rows = ContactChange.objects.filter(contact__in=contacts).order_by("pk")
    return list(rows.values_list("contact", "field", "old", "new"))


@pytest.mark.parametrize("field", TEXTS)
def test_every_text_that_is_watched_is_kept_before_and_after(field):
    person = make_person()
    was = str(getattr(person, field))

    Contact.objects.filter(pk=person.pk).update(**{field: TEXTS[field]})

    assert changes(person) == [(person.pk, field, was, TEXTS[field])]


def test_yes_and_no_and_rows_are_kept_as_words_and_codes():
    person, company = make_person(), make_company()
    north, south = (Territory.objects.create(code=code) for code in ("NORTH", "SOUTH"))
    who = Salesperson.objects.create(code="AB", name="Ab")
    Contact.objects.filter(pk=person.pk).update(territory=north, is_privacy_blocked=True)

    Contact.objects.filter(pk=person.pk).update(
        territory=south, salesperson=who, company=company, language=make_language("de")
    )
    Contact.objects.filter(pk=person.pk).update(territory=None)

    assert set(changes(person)) == {
        (person.pk, "territory", "", "NORTH"),
        (person.pk, "is_privacy_blocked", "no", "yes"),
        (person.pk, "territory", "NORTH", "SOUTH"),
        (person.pk, "salesperson", "", "AB"),
        (person.pk, "company", "", company.number),
        (person.pk, "language", "", "de"),
        (person.pk, "territory", "SOUTH", ""),
    }


def test_every_field_of_the_list_is_watched():
    """Each field of the list is a column of the contact, or a group, and is written."""
    flags = {"exclude_from_segments", "is_privacy_blocked", "is_minor", "has_parental_consent"}
    rows = {"organizational_level", "salutation", "language", "territory", "salesperson"}
    groups = {"mailing_group", "industry_group", "business_relation", "job_responsibility"}

    assert set(ContactChange.Field.values) == {*TEXTS, *flags, *rows, *groups, "type", "company"}


def test_what_stays_or_is_not_watched_leaves_no_trace():
    person = make_person(city="Lund")

    Contact.objects.filter(pk=person.pk).update(city="Lund", modified_at=NOW, search_text="x")

    assert changes(person) == []


def test_many_at_once_are_kept_in_a_fixed_number_of_statements(django_assert_num_queries):
    people = [make_person(city=f"Town {n}") for n in range(30)]

    with django_assert_num_queries(1):
        Contact.objects.filter(pk__in=[p.pk for p in people]).update(city=F("number"))

    assert set(changes(*people)) == {(p.pk, "city", p.city, p.number) for p in people}


def test_a_group_joined_and_left_is_kept(administrator):
    person = make_person()
    fair, news = (MailingGroup.objects.create(code=code) for code in ("FAIR", "NEWS"))
    given = {"by": administrator, "now": NOW}

    services.set_mailing_groups(person, groups=[fair], **given)
    services.set_mailing_groups(person, groups=[news], **given)
    everybody = Contact.objects.filter(pk=person.pk)
    services.remove_from_mailing_group(everybody, group=news, **given)
    services.add_to_mailing_group(everybody, group=fair, **given)

    assert changes(person) == [
        (person.pk, "mailing_group", "", "FAIR"),
        (person.pk, "mailing_group", "FAIR", ""),
        (person.pk, "mailing_group", "", "NEWS"),
        (person.pk, "mailing_group", "NEWS", ""),
        (person.pk, "mailing_group", "", "FAIR"),
    ]
    assert set(ContactChange.objects.values_list("changed_by", flat=True)) == {administrator.pk}


def test_who_changed_is_kept_where_it_is_known_and_only_there(administrator):
    person = make_person(city="Lund")

    services.update_contact(person, values={"city": "Malmö"}, by=administrator, now=NOW)
    Contact.objects.filter(pk=person.pk).update(city="Ystad")
    services.update_contact(person, values={"city": "Kivik"}, by=None, now=NOW)

    cities = ContactChange.objects.filter(field="city").order_by("pk")
    by = cities.values_list("new", "changed_by")
    assert list(by) == [("Malmö", administrator.pk), ("Ystad", None), ("Kivik", None)]


def test_a_refused_change_leaves_neither_a_trace_nor_a_name(administrator):
    person = make_person(city="Lund")

    with pytest.raises(services.Refused):
        services.update_contact(
            person, values={"city": "Malmö", "email": "no"}, by=administrator, now=NOW
        )
    Contact.objects.filter(pk=person.pk).update(city="Ystad")

    change = ContactChange.objects.get()
    assert (change.new, change.changed_by) == ("Ystad", None)


def test_a_change_stays_as_it_is():
    person = make_person(city="Lund")
    Contact.objects.filter(pk=person.pk).update(city="Malmö")

    for values in ({"old": ""}, {"new": "x"}, {"field": "name"}, {"changed_at": NOW}):
        with pytest.raises(DatabaseError, match="stays as it is"), transaction.atomic():
            ContactChange.objects.update(**values)


@pytest.mark.django_db(transaction=True)
def test_the_history_goes_with_the_contact():
    company = make_company(city="Lund")
    person = make_person(company=company)
    ContactMailingGroup.objects.create(
        contact=person, mailing_group=MailingGroup.objects.create(code="GO")
    )
    Contact.objects.update(city="Malmö")
    assert len(changes(company, person)) == 3

    services.delete_contact(company, by=None, now=NOW)

    assert not ContactChange.objects.exists()


def test_the_history_of_a_contact_can_be_erased():
    person, other = make_person(), make_person()
    Contact.objects.update(city="Malmö")

    chosen = Contact.objects.filter(pk=person.pk)
    erased = services.erase_changes(chosen, by=None, now=NOW)

    assert erased == 1
    assert changes(person, other) == [(other.pk, "city", other.city, "Malmö")]


def test_a_statement_that_is_no_service_is_kept_too():
    person = make_person(city="Lund")

    with connection.cursor() as cursor:
        cursor.execute("UPDATE contacts_contact SET city = %s WHERE id = %s", ["Kivik", person.pk])

    assert changes(person) == [(person.pk, "city", "Lund", "Kivik")]


def test_the_page_of_a_contact_shows_its_latest_changes(admin_client, administrator):
    person = make_person(city="Lund")
    services.update_contact(
        person, values={"city": "Malmö", "is_privacy_blocked": True}, by=administrator, now=NOW
    )

    page = admin_client.get(person.get_absolute_url()).content.decode()

    panel = page[page.index('id="contactchange"') :]
    assert "City" in panel and "Lund" in panel and "Malmö" in panel
    assert "Privacy blocked" in panel and "<span>no</span>" in panel and "<b>yes</b>" in panel
    assert (administrator.get_full_name() or administrator.username) in panel


def test_an_administrator_erases_the_history_of_chosen_contacts(admin_client):
    person, other = make_person(), make_person()
    Contact.objects.update(city="Malmö")

    admin_client.post(
        "/admin/contacts/contact/", {"action": "erase_history", "_selected_action": [person.pk]}
    )

    assert [row[0] for row in changes(person, other)] == [other.pk]
