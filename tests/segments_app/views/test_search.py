"""The search over everything."""

import pytest
from django.contrib.auth.models import Permission
from django.urls import reverse

from segments_app.common.text import normalise
from segments_app.models import Segment
from tests.accounts import make_user
from tests.factories import (
    make_campaign,
    make_company,
    make_logged_segment,
    make_person,
    make_template,
)

SEARCH = reverse("segments:search")


def make_segment(number, description):
    return Segment.objects.create(
        number=number, description=description, search_text=normalise(f"{number} {description}")
    )


@pytest.fixture
def client(client_for):
    return client_for("Viewer")


def titles(page):
    return [[hit.title for hit in group.hits] for group in page.context["found"]]


def text(page):
    return " ".join(page.content.decode().split())


def test_accents_and_capitals_do_not_matter(client):
    make_person("Łucja Nowak")
    make_person("Lucas Berg")

    assert titles(client.get(SEARCH, {"q": "LUCJA"})) == [["Łucja Nowak"]]
    assert titles(client.get(SEARCH, {"q": "łucja nowák"})) == [["Łucja Nowak"]]


def test_everything_is_found_in_its_own_part(client):
    make_company("Spring water")
    make_segment("SM00001", "Spring letter")
    make_campaign("Spring fair")
    make_logged_segment("SM00002", description="Spring card", search_text="sm00002 spring card")
    make_template("CARD", "Spring card")

    page = client.get(SEARCH, {"q": "spring"})

    assert titles(page) == [
        ["Spring water"],
        ["Spring letter"],
        ["Spring fair"],
        ["Spring card"],
        ["Spring card"],
    ]


def test_the_first_eight_are_shown_with_the_way_to_all(client):
    for number in range(11):
        make_company(f"Alpha {number:02d}")

    page = client.get(SEARCH, {"q": "alpha"})

    (group,) = page.context["found"]
    assert [hit.title for hit in group.hits] == [f"Alpha {number:02d}" for number in range(8)]
    assert "Contacts: all 11" in text(page)
    assert f"{reverse('contacts:contact_list')}?q=alpha" in text(page)
    assert client.get(group.url).context["table"].paginator.count == 11


def test_a_number_typed_exactly_is_on_top(client):
    make_company("Beta", number="CT000012", search_text="ct000012 beta")
    make_company("Alpha", number="CT0000120", search_text="ct0000120 alpha")
    make_campaign("Fair", number="CT000012X")

    page = client.get(SEARCH, {"q": " ct000012 "})

    assert titles(page)[0] == ["Beta", "Alpha"]
    assert page.context["found"][0].hits[0].is_exact
    assert "This number" in text(page)


def test_the_kind_with_that_number_comes_first(client):
    make_company("SM00001 Limited", search_text="sm00001 limited")
    make_segment("SM00001", "Spring letter")

    page = client.get(SEARCH, {"q": "sm00001"})

    assert titles(page) == [["Spring letter"], ["SM00001 Limited"]]


def test_every_list_takes_the_search_along(client):
    make_campaign("Spring fair", archived_at="2026-01-01T00:00Z")
    make_segment("SM00001", "Spring letter")
    make_logged_segment("SM00002", description="Spring card", search_text="sm00002 spring card")
    make_template("CARD", "Spring card", is_archived=True)
    make_company("Spring water")

    for group in client.get(SEARCH, {"q": "spring"}).context["found"]:
        assert client.get(group.url).context["table"].paginator.count == 1, group.url


def test_what_the_user_may_not_see_is_not_found(client_for):
    make_company("Spring water")
    make_campaign("Spring fair")
    user = make_user("")
    user.user_permissions.add(Permission.objects.get(codename="view_campaign"))

    assert titles(client_for(user).get(SEARCH, {"q": "spring"})) == [["Spring fair"]]


def test_the_number_of_queries_stays_the_same(client, django_assert_num_queries):
    def fill(number):
        make_person(f"Spring {number}", company=make_company(f"Spring water {number}"))
        make_segment(f"SM{number:05d}", "Spring letter")
        make_campaign("Spring fair")
        make_logged_segment(description="Spring", search_text="spring")
        make_template("", "Spring card")

    fill(1)
    client.get(SEARCH, {"q": "spring"})
    with django_assert_num_queries(15):  # session, user, two for permissions, eleven to find
        client.get(SEARCH, {"q": "spring"})

    for number in range(2, 20):
        fill(number)
    with django_assert_num_queries(15):
        client.get(SEARCH, {"q": "spring"})


@pytest.mark.parametrize("q", ["", "   "])
def test_nothing_asked_says_what_can_be(client, q):
    assert "What are you looking for?" in text(client.get(SEARCH, {"q": q}))


def test_nothing_found_says_so(client):
    make_company("Alpha")

    assert "Nothing was found" in text(client.get(SEARCH, {"q": "omega"}))


@pytest.mark.parametrize(
    ("q", "answer"),
    [
        ("a" * 201, "longer than 200 characters"),
        (" ".join("abcdefghijk"), "more than 10 words"),
        ("\u0301", "no letter or digit"),
    ],
)
def test_what_cannot_be_searched_for_is_said(client, q, answer):
    page = client.get(SEARCH, {"q": q})

    assert page.status_code == 200
    assert answer in text(page)


@pytest.mark.parametrize("q", ["a\0b", "100%", "_", "'; --", "<b>", "\\"])
def test_any_text_can_be_asked(client, q):
    make_company("Alpha")

    page = client.get(SEARCH, {"q": q})

    assert page.status_code == 200
    assert page.context["found"] == []
    assert "<b>" not in text(page)


def test_the_box_keeps_what_was_typed(client):
    assert 'value="spring &amp; autumn"' in text(client.get(SEARCH, {"q": "spring & autumn"}))
