"""Creating, changing and deleting contacts."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import User

from contacts import services
from contacts.models import (
    Contact,
    ContactComment,
    ContactMailingGroup,
    MailingGroup,
    MarketingSetup,
    NumberSeries,
    PostCode,
    Territory,
)
from contacts.services import blockers
from segments_app.common.uses import StillUsed
from tests.factories import make_company, make_interaction, make_language, make_person
from tests.factories import make_salesperson as salesperson

pytestmark = pytest.mark.django_db


def create(now, by=None, **values):
    return services.create_contact(values=values, by=by, now=now)


def update(contact, now, **values):
    return services.update_contact(contact, values=values, by=None, now=now)


def test_a_company_gets_the_next_number_and_the_moment(now):
    contact = create(now, name="Bakery Nord")

    assert contact.number == "CT000001"
    assert contact.created_at == contact.modified_at == now
    assert contact.is_company


def test_a_persons_name_is_put_together_from_its_parts(now):
    contact = create(now, type="person", first_name=" Łucja ", middle_name="M.", surname="Öz")

    assert contact.name == "Łucja M. Öz"
    assert contact.initials == "ŁMÖ"


def test_a_persons_whole_name_is_taken_apart(now):
    contact = create(now, type="person", name="Anna Maria de Groot")

    assert (contact.first_name, contact.middle_name, contact.surname) == (
        "Anna Maria",
        "de",
        "Groot",
    )


def test_initials_follow_the_name_until_they_are_typed(now):
    contact = create(now, type="person", first_name="Anna", surname="Berg")

    followed = update(contact, now, surname="Sund")
    typed = update(contact, now, initials="X")
    kept = update(contact, now, surname="Dal")

    assert [followed.initials, typed.initials, kept.initials] == ["AS", "X", "X"]


def test_a_contact_is_found_by_its_words_without_accents(now):
    contact = create(now, type="person", first_name="Łucja", surname="Öz", email="L@Example.com")

    assert list(Contact.objects.search("lucja OZ")) == [contact]
    assert list(Contact.objects.search("l@example.com ct000001")) == [contact]
    assert not Contact.objects.search("lucja berg")


def test_a_contact_without_a_name_is_refused_with_the_field():
    with pytest.raises(services.InvalidContact) as company:
        services.create_contact(values={"name": " "}, by=None, now=None)
    with pytest.raises(services.InvalidContact) as person:
        services.create_contact(values={"type": "person"}, by=None, now=None)

    assert set(company.value.errors) == {"name"}
    assert "surname" in person.value.errors


def test_all_mistakes_are_told_at_once(now):
    with pytest.raises(services.InvalidContact) as refused:
        create(
            now,
            name="Bakery",
            email="nobody",
            phone="call me",
            home_page="no page",
            country="DE",
            vat_number="DE12",
            first_name="Anna",
        )

    assert set(refused.value.errors) == {"email", "phone", "home_page", "vat_number", "first_name"}


def test_a_name_that_is_no_field_is_a_mistake_of_the_caller(now):
    with pytest.raises(TypeError, match="shoe_size"):
        create(now, name="Bakery", shoe_size=43)


def test_values_that_are_not_given_start_from_the_setup(now, marketer):
    own = salesperson(user=marketer)
    setup = MarketingSetup.objects.get()
    setup.default_salesperson = salesperson()
    setup.default_language = make_language("de")
    setup.default_country = "DE"
    setup.save()

    contact = create(now, by=marketer, name="Bakery", country="")

    assert contact.salesperson == own
    assert contact.language == make_language("de")
    assert contact.country.code == ""
    assert contact.created_by == marketer


def test_a_typed_number_is_taken_where_the_series_allows_it(now):
    contact = create(now, name="Bakery", number="ct000007")
    after = create(now, name="Dairy")

    assert (contact.number, after.number) == ("CT000007", "CT000008")


def test_a_typed_number_is_refused_where_the_series_does_not_allow_it(now):
    NumberSeries.objects.update(allows_typed=False)

    with pytest.raises(services.InvalidContact) as refused:
        create(now, name="Bakery", number="X1")

    assert set(refused.value.errors) == {"number"}


def test_the_numbers_of_erased_contacts_are_never_typed(now):
    with pytest.raises(services.InvalidContact, match="erased"):
        create(now, name="Bakery", number=" erased-7")


def test_a_taken_number_is_refused_when_typed_and_passed_over_when_not(now):
    make_company(number="CT000001")

    contact = create(now, name="Bakery")
    with pytest.raises(services.InvalidContact):
        create(now, name="Dairy", number="CT000001")

    assert contact.number == "CT000002"


def test_a02_without_a_number_series_the_error_names_the_empty_field(now):
    MarketingSetup.objects.update(contact_numbers=None)

    with pytest.raises(services.NoNumberSeries, match="contact numbers"):
        create(now, name="Bakery")


def test_a_post_code_completes_the_city_and_a_city_its_post_code(now):
    PostCode.objects.create(country="DE", code="20097", city="Hamburg", county="HH")

    by_code = create(now, name="A", postcode="20097", country="")
    by_city = create(now, name="B", city="hamburg", country="DE")

    assert (by_code.city, by_code.county, by_code.country.code) == ("Hamburg", "HH", "DE")
    assert by_city.postcode == "20097"


def test_two_possible_places_complete_nothing(now):
    PostCode.objects.create(country="DE", code="1", city="Neustadt")
    PostCode.objects.create(country="DE", code="2", city="Neustadt")

    assert create(now, name="A", city="Neustadt").postcode == ""


def test_an_unchanged_contact_is_not_written(now, django_assert_num_queries):
    contact = create(now, name="Bakery")

    with django_assert_num_queries(3):  # savepoint, lock, release
        same = update(contact, now + timedelta(days=1), name="Bakery ")

    assert same.modified_at == now


def test_a_change_made_on_an_outdated_page_is_refused(now):
    contact = create(now, name="Bakery")
    update(contact, now + timedelta(minutes=1), city="Hamburg")

    with pytest.raises(services.ChangedMeanwhile):
        services.update_contact(contact, values={}, by=None, now=now, seen_at=now)


def test_a_privacy_blocked_salesperson_is_refused_but_may_stay(now):
    blocked = salesperson(is_privacy_blocked=True)
    stays = make_company(salesperson=blocked)

    with pytest.raises(services.InvalidContact):
        create(now, name="Bakery", salesperson=blocked)

    assert update(stays, now, name="Other").salesperson == blocked


def test_the_company_of_a_person_must_be_a_company(now):
    with pytest.raises(services.InvalidContact) as refused:
        create(now, type="person", surname="Berg", company=make_person())

    assert set(refused.value.errors) == {"company"}


def test_a_minor_is_privacy_blocked_and_cannot_be_unblocked_without_consent(now):
    child = create(now, type="person", surname="Berg", is_minor=True)
    blocked = child.is_privacy_blocked

    with pytest.raises(services.InvalidContact) as refused:
        update(child, now, is_privacy_blocked=False)
    consented = update(child, now, has_parental_consent=True)
    free = update(child, now, is_privacy_blocked=False)

    assert blocked
    assert set(refused.value.errors) == {"is_privacy_blocked"}
    assert consented.is_privacy_blocked  # consent only removes what is in the way
    assert not free.is_privacy_blocked


def test_a_minor_whose_consent_is_withdrawn_is_blocked_again(now):
    child = create(now, type="person", surname="Berg", is_minor=True, has_parental_consent=True)

    assert update(child, now, has_parental_consent=False).is_privacy_blocked


def test_deleting_removes_what_is_the_contacts_own(now):
    contact = create(now, name="Bakery")
    group = MailingGroup.objects.create(code="X")
    services.set_mailing_groups(contact, groups=[group], by=None, now=now)
    services.add_comment(contact, text="Hello", commented_on=now.date(), by=None, now=now)

    services.delete_contact(contact, by=None, now=now)

    assert not Contact.objects.exists()
    assert not ContactMailingGroup.objects.exists()
    assert not ContactComment.objects.exists()


def test_deleting_a_company_deletes_its_persons(now):
    company = make_company()
    make_person(company=company)

    services.delete_contact(company, by=None, now=now)

    assert not Contact.objects.exists()


@pytest.mark.parametrize("whose", ["own", "of a person"])
def test_deleting_is_refused_with_what_uses_the_contact_or_its_persons(now, whose):
    company = make_company()
    person = make_person(company=company)
    make_interaction(company if whose == "own" else person)

    with pytest.raises(StillUsed) as refused:
        services.delete_contact(company, by=None, now=now)

    (use,) = refused.value.uses
    assert (use.label, use.count) == ("Interactions", 1)
    assert use.url.endswith(f"/contacts/{company.pk}/#interaction")
    assert Contact.objects.count() == 2


def test_a_person_moves_to_another_company_unless_somebody_objects(now, monkeypatch):
    person = make_person(company=make_company())
    other = make_company()

    moved = update(person, now, company=other)
    monkeypatch.setattr(blockers, "company_change", [lambda contact: "Not now."])
    with pytest.raises(services.InvalidContact, match="Not now"):
        update(moved, now, company=None)

    assert moved.company == other


def test_a_user_who_is_no_salesperson_has_none(now):
    user = User.objects.create(username="x")
    territory = Territory.objects.create(code="N")

    contact = create(now, by=user, name="Bakery", territory=territory)

    assert contact.salesperson is None
    assert contact.territory == territory
