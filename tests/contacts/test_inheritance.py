"""What persons take from their company (CON-02, CON-03)."""

import pytest

from contacts import services
from contacts.models import Contact, MarketingSetup, Territory
from tests.factories import make_language, make_person
from tests.factories import make_salesperson as salesperson

pytestmark = pytest.mark.django_db

SWITCHES = {
    "inherits_salesperson": "salesperson",
    "inherits_territory": "territory",
    "inherits_country": "country",
    "inherits_language": "language",
    "inherits_address": "city",
    "inherits_communication": "phone",
}


@pytest.fixture
def company(now):
    values = {
        "name": "Bakery Nord",
        "salesperson": salesperson(),
        "territory": Territory.objects.create(code="N"),
        "language": make_language("de"),
        "country": "DE",
        "address": "Hafenstr. 1",
        "postcode": "20097",
        "city": "Hamburg",
        "phone": "+49 40 1234",
        "email": "info@nord.example",
    }
    return services.create_contact(values=values, by=None, now=now)


def person_at(company, now, **values):
    values = {"type": "person", "surname": "Berg", "company": company, **values}
    return services.create_contact(values=values, by=None, now=now)


def update(contact, now, **values):
    changed = services.update_contact(contact, values=values, by=None, now=now)
    return Contact.objects.get(pk=changed.pk)


def again(contact):
    return Contact.objects.get(pk=contact.pk)


def test_a_new_person_takes_everything_the_switches_allow(company, now):
    person = person_at(company, now)

    for field in (*SWITCHES.values(), "address", "postcode", "email"):
        assert getattr(person, field) == getattr(company, field), field


@pytest.mark.parametrize(("switch", "field"), SWITCHES.items())
def test_a_switch_that_is_off_leaves_its_field_alone(company, now, switch, field):
    MarketingSetup.objects.update(**{switch: False})

    person = person_at(company, now)

    assert not getattr(person, field)


def test_the_company_comes_after_the_users_own_salesperson(company, now, marketer):
    salesperson(user=marketer)

    values = {"type": "person", "surname": "Berg", "company": company}
    person = services.create_contact(values=values, by=marketer, now=now)

    assert person.salesperson == company.salesperson


def test_an_address_given_in_part_is_not_mixed_with_the_companys(company, now):
    person = person_at(company, now, city="Bremen")

    assert (person.city, person.address, person.postcode) == ("Bremen", "", "")
    assert person.phone == company.phone


def test_what_the_company_does_not_have_stays_as_the_setup_says(now):
    MarketingSetup.objects.update(default_country="SE")
    company = services.create_contact(values={"name": "Nowhere", "country": ""}, by=None, now=now)

    assert person_at(company, now).country.code == "SE"


@pytest.mark.parametrize(
    ("field", "value"), [("phone", "+49 40 9"), ("country", "AT"), ("city", "Bremen")]
)
def test_a_change_of_the_company_flows_down_to_who_has_its_old_value(company, now, field, value):
    same, own = person_at(company, now), person_at(company, now)
    own = update(own, now, phone="1", country="SE", address="Elsewhere 1")

    update(company, now, **{field: value})

    assert getattr(again(same), field) == value
    assert getattr(again(own), field) == getattr(own, field)


def test_an_address_is_compared_as_a_whole(company, now):
    person = update(person_at(company, now), now, address_2="2nd floor")

    update(company, now, city="Bremen")

    assert again(person).city == "Hamburg"


def test_what_was_cleared_on_the_company_is_cleared_on_its_persons(company, now):
    person = person_at(company, now)

    update(company, now, salesperson=None, email="", phone="")

    assert again(person).salesperson is None
    assert again(person).email == again(person).phone == ""


@pytest.mark.parametrize(("switch", "field"), SWITCHES.items())
def test_nothing_flows_down_where_the_switch_is_off(company, now, switch, field):
    person = person_at(company, now)
    MarketingSetup.objects.update(**{switch: False})
    new = {
        "salesperson": salesperson(),
        "territory": Territory.objects.create(code="S"),
        "language": make_language("sv"),
        "country": "SE",
        "city": "Malmö",
        "phone": "+46 1",
    }

    update(company, now, **new)

    kept = {name for name in new if getattr(again(person), name) == getattr(person, name)}
    assert kept == {field}


def test_persons_are_found_by_the_new_words_of_the_company_and_not_by_the_old(company, now):
    person = person_at(company, now)

    update(company, now, name="Café Łódź", city="Bremen", email="hello@lodz.example")

    for words in ("lodz", "bremen", "hello@lodz.example", "berg cafe"):
        assert again(person) in Contact.objects.search(words), words
    for words in ("nord", "hamburg", "info@nord"):
        assert again(person) not in Contact.objects.search(words), words


def test_the_words_of_a_person_are_what_saving_it_anew_would_make_them(company, now):
    person = person_at(company, now, first_name="Hamburg")

    update(company, now, name="X", city="Bremen", email="")

    stored = again(person)
    assert stored.search_own == services.own_search_words(stored)
    assert stored.search_text == services.search_words(stored, stored.company)


@pytest.mark.parametrize("count", [3, 30])
def test_a_change_takes_the_same_statements_for_any_number_of_persons(
    company, now, count, django_assert_num_queries
):
    for _each in range(count):
        person_at(company, now)

    # savepoint, lock, update, set-up, six blocks, search words, four for keys, release
    with django_assert_num_queries(17):
        services.update_contact(
            company,
            values={
                "name": "X",
                "salesperson": None,
                "territory": None,
                "country": "AT",
                "language": None,
                "city": "Bremen",
                "email": "",
            },
            by=None,
            now=now,
        )


def test_a_person_who_moves_follows_the_new_company_where_it_followed_the_old(company, now):
    other = services.create_contact(
        values={"name": "Dairy", "city": "Kiel", "phone": "+49 431 1", "country": "DK"},
        by=None,
        now=now,
    )
    person = update(person_at(company, now), now, phone="+49 170 1")

    moved = update(person, now, company=other)

    assert (moved.city, moved.country.code) == ("Kiel", "DK")
    assert moved.phone == "+49 170 1"
    assert moved in Contact.objects.search("dairy")


def test_what_the_same_edit_changes_is_the_persons_own(company, now):
    other = services.create_contact(values={"name": "Dairy", "city": "Kiel"}, by=None, now=now)

    moved = update(person_at(company, now), now, company=other, city="Bremen")

    assert moved.city == "Bremen"


def test_a_person_of_no_company_takes_what_it_does_not_have_itself(company, now):
    person = make_person(phone="1")

    moved = update(person, now, company=company)

    assert (moved.city, moved.phone) == ("Hamburg", "1")
