"""What is compared, what it counts, and what is remembered of a pair."""

from datetime import UTC, datetime, timedelta
from random import Random

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from contacts import services
from contacts.models import Contact, DuplicatePair, DuplicateSearch, MatchKey
from contacts.services import duplicates
from contacts.services.duplicates import Facet
from contacts.services.duplicates.keys import keys_of
from contacts.services.duplicates.profiles import profile_of
from contacts.services.duplicates.scoring import suggested
from contacts.services.duplicates.words import company_words, phone_key, sound, street_words
from contacts.services.personal import erase_contact
from tests.factories import make_company, make_interaction, make_person

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
LATER = NOW + timedelta(hours=1)
pytestmark = pytest.mark.django_db


def person(**values):
    return profile_of({"type": "person", "name": "x", **values})


def pairs():
    return list(
        DuplicatePair.objects.open().values_list("first", "second").order_by("first", "second")
    )


@pytest.mark.parametrize(
    ("text", "country", "key"),
    [
        ("+49 30 1234-567", "DE", "+49301234567"),
        ("+49 (0)30 1234567", "", "+49301234567"),
        ("0049 30 1234567", "DE", "+49301234567"),
        ("030 1234567", "DE", "+49301234567"),
        ("06 1234 5678", "IT", "+390612345678"),
        ("030 1234567", "", "0301234567"),
        ("110", "DE", ""),
    ],
)
def test_a_telephone_number_is_compared_in_its_international_form(text, country, key):
    assert phone_key(text, country) == key


def test_names_are_compared_without_legal_form_and_streets_written_out():
    assert company_words("Müller & Söhne G.m.b.H.") == ["muller", "sohne"]
    assert company_words("Limited") == ["limited"]
    assert street_words("12b Main St.") == street_words("12 b main street")
    assert street_words("4 Seventh Ave.") == street_words("4 7th avenue")


def test_words_that_are_heard_alike_sound_the_same():
    assert sound("schmidt") == sound("smit") == sound("schmitt")
    assert sound("philipp") == sound("filip")
    assert sound("anna") != sound("berta")
    assert sound("") == ""


def test_what_a_person_has_from_the_company_is_not_compared():
    company = {"email": "info@x.example", "phone": "+49 30 111111", "address": "Weg 1"}
    shared = {**company, "first_name": "Ann", "surname": "Lee", "email": "INFO@x.example"}

    profile = profile_of({"type": "person", "name": "x", **shared}, company)

    assert (profile.phones, profile.street) == ((), "")
    assert profile.emails == ("info@x.example",)  # written otherwise, it is the person's own


def test_the_score_is_the_sum_of_what_the_page_explains():
    first = person(first_name="Anna", surname="Schmidt", email="anna@x.example", city="Berlin")
    second = person(first_name="Anna", surname="Schmitt", email="anna@x.example", city="Bern")

    told = duplicates.evidence(first, second)

    assert {one.facet: one.points for one in told} == {
        Facet.NAME: 10,
        Facet.EMAIL: 14,
        Facet.CITY: -1,
    }
    assert duplicates.score(first, second) == 23


def test_swapped_and_missing_names_count_for_what_they_are():
    straight = person(first_name="Caleb", surname="Rowe")

    assert duplicates.score(straight, person(first_name="Rowe", surname="Caleb")) == 11
    assert duplicates.score(straight, person(surname="Rowe")) == 6
    assert duplicates.score(straight, person(first_name="C", surname="Rowe")) == 8
    assert duplicates.score(straight, person(first_name="Otto", surname="Rowe")) == 2


def test_two_of_one_household_are_two():
    home = {"surname": "Berg", "address": "Weg 12", "postcode": "12345", "city": "Bonn"}
    home |= {"phone": "+49 228 123456"}
    she, he = person(first_name="Clara", **home), person(first_name="Otto", **home)

    told = duplicates.evidence(she, he)

    assert told[-1].facet == Facet.HOUSEHOLD
    assert duplicates.score(she, he) == 8
    home.pop("surname")
    assert (
        duplicates.score(
            person(first_name="Clara", surname="Berg", **home),
            person(first_name="Otto", surname="Wiese", **home),
        )
        < duplicates.SUGGESTED
    )


def test_a_registration_number_that_agrees_says_more_than_names_and_one_that_differs_against():
    one = profile_of({"type": "company", "name": "Nord AB", "vat_number": "SE 5560-1234"})
    same = profile_of({"type": "company", "name": "Norden", "vat_number": "se55601234"})
    other = profile_of({"type": "company", "name": "Nord", "vat_number": "SE99999999"})

    assert duplicates.score(one, same) >= duplicates.LIKELY
    assert duplicates.score(one, other) < duplicates.SUGGESTED


def test_companies_and_persons_are_never_in_one_block():
    values = {"name": "Anna Berg", "email": "a@x.example", "phone": "+49 30 123456"}

    company = keys_of(profile_of({"type": "company", **values}))
    human = keys_of(profile_of({"type": "person", **values}))

    assert company
    assert human
    assert not company & human


def test_the_search_finds_pairs_of_companies_and_persons_and_forgets_them_when_they_differ():
    one, two = (make_company("Nord AB", city="Lund") for _ in range(2))
    anna, other = (make_person("Anna Berg", first_name="Anna", surname="Berg") for _ in range(2))
    make_person("Otto Wiese", first_name="Otto", surname="Wiese")

    found = duplicates.search(now=NOW)

    assert pairs() == [(one.pk, two.pk), (anna.pk, other.pk)]
    assert (found.contacts, found.found, found.new) == (5, 2, 2)
    services.update_contact(
        other, values={"first_name": "Britta", "surname": "Kern"}, by=None, now=NOW
    )
    again = duplicates.search(now=LATER)
    assert pairs() == [(one.pk, two.pk)]
    assert again.new == 0


def test_a_search_that_is_repeated_changes_nothing_and_one_that_was_stopped_goes_on(monkeypatch):
    for number in range(12):
        make_person(f"Anna Berg{number % 6}", first_name="Anna", surname=f"Berg{number % 6}")
    monkeypatch.setattr("contacts.services.duplicates.whole.SLICE", 5)
    monkeypatch.setattr("contacts.services.duplicates.blocks.CHUNK", 4)
    whole = duplicates.search(now=NOW)
    known, keys = pairs(), set(MatchKey.objects.values_list("pk"))
    for model in (DuplicatePair, DuplicateSearch, MatchKey):
        model.objects.all().delete()

    class KilledError(Exception):
        pass

    for stop in (10, 30, 60, 80):

        def kill(percent, stop=stop):
            if percent >= stop:
                raise KilledError

        with pytest.raises(KilledError):
            duplicates.search(now=NOW, progress=kill)
    again = duplicates.search(now=LATER)

    assert pairs() == known
    assert set(MatchKey.objects.values_list("pk")) == keys
    assert again.found == whole.found == len(known)


def test_children_on_all_cores_find_what_one_process_finds(monkeypatch):
    monkeypatch.setattr("contacts.services.duplicates.blocks.MOST_IN_BLOCK", 3)
    monkeypatch.setattr("contacts.services.duplicates.blocks.CHUNK", 20)
    monkeypatch.setattr("contacts.services.duplicates.whole.SLICE", 200)
    for number in range(40):
        names = {"first_name": "Anna", "surname": f"Berg{number // 2 % 9}"}
        make_person("x", city="Bonn", address=f"Weg {number // 2}", **names)
    alone = duplicates.search(now=NOW)
    known = list(DuplicatePair.objects.values_list("first", "second", "score"))
    keys = set(MatchKey.objects.values_list("pk"))
    assert known
    assert alone.split

    monkeypatch.setattr("contacts.services.duplicates.whole.HERE", 0)
    monkeypatch.setattr("contacts.services.duplicates.splitting.AT_ONCE", 15)
    monkeypatch.setattr("segments_app.common.side_by_side.cores", lambda: 2)
    for model in (DuplicatePair, DuplicateSearch, MatchKey):
        model.objects.all().delete()

    assert duplicates.search(now=NOW) == alone
    assert sorted(DuplicatePair.objects.values_list("first", "second", "score")) == sorted(known)
    assert set(MatchKey.objects.values_list("pk")) == keys


def test_what_too_many_share_is_split_and_what_cannot_be_split_is_told(monkeypatch):
    monkeypatch.setattr("contacts.services.duplicates.blocks.MOST_IN_BLOCK", 3)
    values = {"first_name": "Anna", "surname": "Berg"}
    houses = [make_person("Anna Berg", address=f"Weg {n}", city="Bonn", **values) for n in range(4)]
    same = make_person("Anna Berg", address="Weg 3", city="Bonn", **values)

    found = duplicates.search(now=NOW)

    assert pairs() == [(houses[3].pk, same.pk)]
    assert (found.split, found.too_large > 0, found.largest) == (3, True, 5)


def test_only_what_was_changed_is_compared_again_and_with_all_others(monkeypatch):
    monkeypatch.setattr("contacts.services.duplicates.searching.MANY_OF", 1)
    monkeypatch.setattr("contacts.services.duplicates.blocks.MOST_IN_BLOCK", 3)
    anna, *others = (
        make_person(f"Anna {name}", first_name="Anna", surname=name, city="Bonn")
        for name in ("Berg", "Wolf", "Kern", "Zapf", "Horn")
    )
    twins = [make_company("Nord AB", city="Lund") for _twice in range(2)]
    Contact.objects.update(modified_at=NOW - timedelta(days=1))
    assert duplicates.search(now=NOW).changed == 7
    DuplicatePair.objects.update(found_at=NOW - timedelta(days=1))

    services.update_contact(others[0], values={"surname": "Berg"}, by=None, now=LATER)
    one = duplicates.search(now=LATER)

    assert pairs() == [(anna.pk, others[0].pk), (twins[0].pk, twins[1].pk)]
    assert (one.changed, one.compared, one.found, one.new) == (1, 1, 1, 1)
    services.update_contact(others[0], values={"surname": "Bach"}, by=None, now=LATER)
    two = duplicates.search(now=LATER + timedelta(minutes=1))
    assert pairs() == [(twins[0].pk, twins[1].pk)]
    assert two.changed == 1
    DuplicatePair.objects.all().delete()
    assert duplicates.search(now=LATER + timedelta(hours=2)).changed == 1  # within the overlap
    assert duplicates.search(now=LATER + timedelta(hours=3), is_full=True).changed == 7
    assert pairs() == [(twins[0].pk, twins[1].pk)]


def test_a_changed_company_has_its_persons_compared_again(monkeypatch):
    monkeypatch.setattr("contacts.services.duplicates.searching.MANY_OF", 1)
    company = make_company("Nord AB", phone="+49 30 123456")
    shared = {"phone": "+49 30 123456", "first_name": "Anna"}
    anna = make_person("Anna Berg", company=company, surname="Berg", **shared)
    other = make_person("Anna Bach", surname="Bach", **shared)
    Contact.objects.update(modified_at=NOW - timedelta(days=1))
    duplicates.search(now=NOW)
    assert pairs() == []

    Contact.objects.filter(pk=company.pk).update(phone="", modified_at=LATER)
    assert duplicates.search(now=LATER).changed == 2

    assert pairs() == [(anna.pk, other.pk)]


WORDS = ["Anna", "Berg", "Anne", "Bergh", "Otto", "", "A"]


def test_the_quick_score_is_the_one_that_the_page_explains():
    dice = Random(7)
    texts = {
        "first_name": WORDS, "surname": WORDS,
        "name": ["Nord AB", "Nort AB", "Süd", "Nord und Süd"],
        "email": ["a@x.example", "b@x.example", "a1@x.example", ""],
        "phone": ["+49 30 123456", "030 123456", "+46 8 999999", ""],
        "address": ["Weg 1", "Weg 12", "Hauptstr. 5", ""], "city": ["Bonn", "Born", "Lund", ""],
        "postcode": ["12345", "12354", ""], "vat_number": ["DE1", "DE2", ""],
        "company_id": [1, 2, None],
    }  # fmt: skip
    seen = set()
    for kind in ("company", "person") * 1500:
        one, other = (
            profile_of({"type": kind, **{name: dice.choice(some) for name, some in texts.items()}})
            for _two in range(2)
        )
        points = duplicates.score(one, other)
        assert suggested(one, other) == (points if points >= duplicates.SUGGESTED else None)
        seen.add((kind, points >= duplicates.SUGGESTED))
    assert len(seen) == 4


def test_not_the_same_is_remembered_until_one_of_them_changes_in_what_is_compared(marketer):
    one, two = (make_person("Anna Berg", first_name="Anna", surname="Berg") for _ in range(2))
    duplicates.search(now=NOW)

    pair = duplicates.say_different(two.pk, one.pk, by=marketer, now=NOW)
    twice = duplicates.say_different(one.pk, two.pk, by=marketer, now=LATER)

    assert pair.pk == twice.pk
    assert twice.decided_at == NOW
    duplicates.search(now=LATER)
    assert pairs() == []
    services.update_contact(two, values={"job_title": "Head"}, by=None, now=LATER)
    duplicates.search(now=LATER)
    assert pairs() == []
    services.update_contact(two, values={"city": "Bonn"}, by=None, now=LATER)
    duplicates.search(now=LATER)
    assert pairs() == [(one.pk, two.pk)]


def test_not_the_same_is_taken_back(marketer):
    one, two = (make_person("Anna Berg", first_name="Anna", surname="Berg") for _ in range(2))
    pair = duplicates.say_different(one.pk, two.pk, by=marketer, now=NOW)

    duplicates.suggest_again(pair, by=marketer, now=NOW)

    assert pairs() == [(one.pk, two.pk)]


def test_not_the_same_is_refused_when_one_is_gone():
    one = make_person()

    with pytest.raises(duplicates.NoPair, match="not there any more"):
        duplicates.say_different(one.pk, one.pk + 1, by=None, now=NOW)


def test_a_pair_is_there_once_with_the_lower_id_first():
    one, two = make_person(), make_person()
    DuplicatePair.objects.create(first=one, second=two, score=9, found_at=NOW)

    for first, second in ((one, two), (two, one), (one, one)):
        with pytest.raises(IntegrityError), transaction.atomic():
            DuplicatePair.objects.create(first=first, second=second, score=9, found_at=NOW)


def test_who_is_made_or_changed_by_a_service_is_found_without_a_search():
    values = {"type": "person", "first_name": "Anna", "surname": "Berg", "email": "a@x.example"}
    anna = services.create_contact(values=values, by=None, now=NOW)

    by_mail = duplicates.candidates_for({"type": "person", "email": "A@X.example", "name": "?"})
    assert [one.pk for one in by_mail] == [anna.pk]
    services.update_contact(anna, values={"email": "b@y.example"}, by=None, now=NOW)
    assert duplicates.candidates_for({"type": "person", "email": "a@x.example"}) == []


def test_candidates_for_many_rows_take_as_many_statements_as_for_one():
    company = make_company("Nord AB", email="info@nord.example")
    for number in range(20):
        anna = make_person(f"Anna Berg{number}", first_name="Anna", surname=f"Berg{number}")
        duplicates.refresh_keys([anna.pk])
    rows = [
        {"type": "person", "first_name": "Anna", "surname": f"Berg{n}", "company": company}
        for n in range(20)
    ]

    def statements(some):
        with CaptureQueriesContext(connection) as captured:
            found = duplicates.candidates_for_rows(some)
        assert all(found)
        return len(captured)

    assert statements(rows) == statements(rows[:1])


def test_keys_of_contacts_that_no_service_deleted_go_with_the_next_search():
    anna = make_person("Anna Berg", first_name="Anna", surname="Berg", email="a@x.example")
    duplicates.refresh_keys([anna.pk])
    Contact.objects.filter(pk=anna.pk).delete()
    assert duplicates.candidates_for({"type": "person", "email": "a@x.example"}) == []

    duplicates.search(now=NOW)

    assert not MatchKey.objects.exists()


def test_keys_go_with_their_contact_and_erased_rows_have_none(now):
    company = services.create_contact(
        values={"name": "Bakery", "vat_number": "BE1"}, by=None, now=now
    )
    anna, bert = (
        services.create_contact(
            values={"type": "person", "first_name": name, "surname": "Berg", "company": company},
            by=None, now=now,
        ) for name in ("Anna", "Bert")
    )  # fmt: skip
    carl = services.create_contact(
        values={"type": "person", "surname": "Carl", "email": "c@example.org"}, by=None, now=now
    )
    assert MatchKey.objects.filter(contact=carl.pk).exists()
    for contact in (anna, carl):
        make_interaction(contact)
        erase_contact(contact, cause="request", by=None, now=now)

    services.delete_contact(bert, by=None, now=now)
    duplicates.search(now=now)
    duplicates.search(now=now, is_full=True)

    assert set(MatchKey.objects.values_list("contact", flat=True)) == {company.pk}
    assert not DuplicatePair.objects.exists()
