"""The pages by which two contacts become one, and two again."""

from datetime import UTC, datetime

import pytest
from django.urls import reverse

from contacts import services
from contacts.models import Contact, MailingGroup, Merge
from contacts.services import merging
from interactions.models import Interaction
from tests.factories import make_attribute, make_company, make_interaction, make_salesperson
from tests.queries import queries_of

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
pytestmark = pytest.mark.django_db


def person(**values):
    given = {"type": "person", "first_name": "Anna", "surname": "Berg", **values}
    return services.create_contact(values=given, by=None, now=NOW)


def page_of(one, other):
    return reverse("segments:contact_merge", args=[one.pk, other.pk])


@pytest.fixture
def two(db):
    return person(city="Lund", email="a@x.example"), person(city="Malmö", job_title="Head")


def test_the_preview_shows_both_values_where_they_differ_and_how_much_each_has(client_for, two):
    one, other = two
    make_interaction(one)
    group = MailingGroup.objects.create(code="VIP")
    services.set_mailing_groups(other, groups=[group], by=None, now=NOW)

    page = client_for("Marketer").get(page_of(one, other)).text

    for told in ("Lund", "Malmö", "a@x.example", "Head", one.number, other.number):
        assert told in page
    assert 'name="use_city"' in page
    assert 'name="use_surname"' not in page  # both have the same
    assert "Mailing groups of contacts" in page


def test_the_values_chosen_and_typed_are_those_of_the_contact_that_stays(client_for, two):
    one, other = two
    make_interaction(one)
    client = client_for("Marketer")

    answer = client.post(
        page_of(one, other),
        {
            "survivor": other.pk,
            "use_city": "typed",
            "own_city": "Ystad",
            "use_email": "first",
            "use_job_title": "second",
        },
    )

    merge = Merge.objects.get()
    assert answer.headers["Location"] == merge.get_absolute_url()
    other.refresh_from_db()
    assert (other.city, other.email, other.job_title) == ("Ystad", "a@x.example", "Head")
    assert Interaction.objects.get().contact_id == other.pk
    page = client.get(merge.get_absolute_url()).text
    assert "Ystad" in page
    assert "Take the merge back" in page


def test_what_a_merge_changed_is_told_in_words(client_for):
    acme, eva = make_company("Acme", number="C7"), make_salesperson("EVA")
    stays = person(city="Lund")
    gone = person(company=acme, salesperson=eva, country="SE", correspondence_type="letter")
    merge = merging.merge_contacts(
        stays, gone, values={"country": "SE", "salesperson": eva, "company": acme}, by=None, now=NOW
    )

    page = client_for("Marketer").get(merge.get_absolute_url())

    told = {label: (before, after) for label, before, after in page.context["values"]}
    assert told["Company"][1].startswith("Acme") or told["Company"][1].startswith("C7")
    assert (told["Country"], told["Salesperson"]) == (("", "Sweden"), ("", str(eva)))


def test_the_address_of_the_one_that_is_gone_leads_to_the_one_that_stays(client_for, two):
    one, other = two
    client = client_for("Marketer")
    gone = other.get_absolute_url()
    client.post(page_of(one, other), {"survivor": one.pk})

    answer = client.get(gone, follow=True)

    assert answer.redirect_chain[0][0] == one.get_absolute_url()
    assert f"{other.number} Anna Berg was merged into this contact." in answer.text
    assert client.get(reverse("segments:contact_detail", args=[999_999])).status_code == 404


def test_the_number_of_the_one_that_is_gone_finds_the_one_that_stays(client_for, two):
    one, other = two
    client = client_for("Marketer")
    client.post(page_of(one, other), {"survivor": one.pk})
    merge = Merge.objects.get()

    lists = (reverse("contacts:contact_list"), reverse("segments:search"))
    for words in (other.number, f" {other.number.lower()} "):
        assert list(Contact.objects.search(words)) == [one]
        for page in lists:
            assert one.get_absolute_url() in client.get(page, {"q": words}).text
    assert not Contact.objects.search(f"{other.number} Oslo")
    client.post(reverse("segments:merge_undo", args=[merge.pk]))
    assert list(Contact.objects.search(other.number)) == [other]


def test_of_attributes_in_which_the_two_differ_the_value_is_chosen(client_for, two):
    one, other = two
    size, likes, note, _equal = (
        make_attribute("size", "number", label="Shoe size"),
        make_attribute("likes", "choices", label="Likes", choices=("tea", "cocoa")),
        make_attribute("note", label="Remark"),
        make_attribute("equal", label="Equal"),
    )
    kept = {}
    for contact, values in (
        (one, {"size": "38", "likes": ("tea",), "equal": "x"}),
        (other, {"size": "41", "likes": ("cocoa",), "equal": "x", "note": "calls back"}),
    ):
        services.attributes.set_values(contact, values=values, by=None, now=NOW)
        kept[contact.pk] = values_of(contact)
    client = client_for("Marketer")

    page = client.get(page_of(one, other)).text
    for told in ("Shoe size", "41", "Likes", "COCOA", "those of both", "calls back"):
        assert told in page
    assert "Equal" not in page
    client.post(
        page_of(one, other),
        {
            "survivor": one.pk,
            f"use_attribute_{size.code}": "second",
            f"use_attribute_{likes.code}": "both",
            f"use_attribute_{note.code}": "first",
        },
    )

    assert values_of(one) == {"size": 41, "likes": ("tea", "cocoa"), "equal": "x"}
    client.post(reverse("segments:merge_undo", args=[Merge.objects.get().pk]))
    assert {contact.pk: values_of(contact) for contact in two} == kept
    client.post(page_of(one, other), {"survivor": other.pk, f"use_attribute_{likes.code}": "first"})
    assert values_of(other) == {
        "size": 41, "likes": ("tea",), "equal": "x", "note": "calls back",
    }  # fmt: skip


def values_of(contact):
    found = services.attributes.held([contact.pk], [*services.attributes.definitions().values()])
    return {code: value for (_contact, code), value in found.items()}


def test_a_value_that_is_refused_is_shown_at_its_field_and_nothing_is_merged(client_for, two):
    one, other = two

    answer = client_for("Marketer").post(
        page_of(one, other), {"survivor": one.pk, "use_email": "typed", "own_email": "nonsense"}
    )

    assert answer.status_code == 422
    assert "nonsense" in answer.text
    assert Contact.objects.count() == 2


def test_who_merges_what_somebody_else_has_merged_is_led_to_that_merge(client_for, two):
    one, other = two
    client, page = client_for("Marketer"), page_of(one, other)
    client.post(page, {"survivor": one.pk})

    answers = [
        client.get(page, follow=True),
        client.post(page, {"survivor": other.pk}, follow=True),
    ]

    merge = Merge.objects.get()
    for answer in answers:
        assert answer.redirect_chain == [(merge.get_absolute_url(), 303)]
        assert f"{merge.gone_name} is merged into {merge.survivor.name} already." in answer.text
    client.post(reverse("segments:merge_undo", args=[merge.pk]))
    assert client.get(page).status_code == 200


def test_a_merge_is_taken_back_once_however_often_it_is_pressed(client_for, two):
    one, other = two
    client = client_for("Marketer")
    client.post(page_of(one, other), {"survivor": one.pk})
    undo = reverse("segments:merge_undo", args=[Merge.objects.get().pk])

    answers = [client.post(undo, follow=True) for _twice in range(2)]

    assert {answer.status_code for answer in answers} == {200}
    assert Contact.objects.filter(pk=other.pk, city="Malmö").exists()
    assert "Taken back on" in answers[-1].text
    assert "Take the merge back" not in answers[-1].text


def test_a_merge_that_cannot_be_taken_back_says_why(client_for, two):
    one, other = two
    third = person(city="Kiruna")
    client = client_for("Marketer")
    client.post(page_of(one, other), {"survivor": one.pk})
    client.post(page_of(third, one), {"survivor": third.pk})

    undo = reverse("segments:merge_undo", args=[Merge.objects.get(gone_id=other.pk).pk])

    assert "Take that merge back first" in client.post(undo, follow=True).text
    assert not Contact.objects.filter(pk=other.pk).exists()


def test_a_company_and_a_person_are_not_merged(client_for, two):
    company = services.create_contact(values={"name": "Nord"}, by=None, now=NOW)

    answer = client_for("Marketer").post(page_of(two[0], company), {"survivor": company.pk})

    assert answer.status_code == 422
    assert "A company and a person cannot be merged" in answer.text


@pytest.mark.lesson(70)
def test_the_stricter_restriction_is_told_before_merging(client_for):
    one, other = person(), person(is_privacy_blocked=True)

    page = client_for("Marketer").get(page_of(one, other)).text

    assert "The stricter restriction counts, whoever stays: Privacy blocked." in page


def test_the_list_of_merges_takes_the_same_number_of_queries_whatever_it_shows(client_for, two):
    client, address = client_for("Marketer"), reverse("segments:merge_list")
    client.post(page_of(*two), {"survivor": two[0].pk})
    few = queries_of(client, address)
    for _number in range(5):
        client.post(page_of(two[0], person()), {"survivor": two[0].pk})

    assert queries_of(client, address) == few
    assert Merge.objects.count() == 6


def test_who_may_not_merge_sees_merges_but_neither_form_nor_button(client_for, two):
    viewer = client_for("Viewer")
    client_for("Marketer").post(page_of(*two), {"survivor": two[0].pk})
    merge = Merge.objects.get()

    assert viewer.get(page_of(*two)).status_code == 403
    assert viewer.post(reverse("segments:merge_undo", args=[merge.pk])).status_code == 403
    assert "Take the merge back" not in viewer.get(merge.get_absolute_url()).text
