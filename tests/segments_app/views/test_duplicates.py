"""The pages about possible duplicates."""

import re
from datetime import UTC, datetime

import pytest
from django.urls import reverse

from contacts.models import DuplicatePair
from contacts.services import duplicates
from segments_app.models import Job
from segments_app.services.jobs import run_job
from tests.factories import make_company, make_person
from tests.queries import queries_of

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
LIST = reverse("segments:duplicate_list")
pytestmark = pytest.mark.django_db


def make_pairs(count):
    for number in range(count):
        letters = "".join(chr(ord("a") + (number * step) % 26) for step in (3, 5, 7, 11, 17, 23))
        surname = f"Berg{letters}"
        for _twice in range(2):
            make_person(
                f"Anna {surname}",
                first_name="Anna",
                surname=surname,
                email=f"{letters}@{letters[::-1]}.example",
                search_text=f"anna {surname.lower()}",
            )
    duplicates.search(now=NOW, is_full=True)


def names_in(client, query):
    """Return the names of contacts in the rows of the list."""
    page = client.get(LIST, query)
    assert page.status_code == 200
    return re.findall(r'<a href="/contacts/\d+/">([^<]*)</a>', page.text)


def test_the_search_is_a_job_that_is_asked_for_once_and_shows_what_it_found(client_for):
    client = client_for("Marketer")
    for _twice in range(2):
        make_company("Nord AB", city="Lund")

    pressed = [client.post(reverse("segments:duplicate_search")) for _ in range(2)]

    assert Job.objects.count() == 1
    job = Job.objects.get()
    assert {answer.headers["Location"] for answer in pressed} == {job.get_absolute_url()}
    assert "See how far the search is" in client.get(LIST).text
    run_job(job.pk, now=NOW)
    page = client.get(LIST).text
    assert "2 contacts, 1 pairs compared, 1 found." in page
    assert page.count("Nord AB") >= 2
    client.post(reverse("segments:duplicate_search"))
    assert Job.objects.count() == 2


def test_the_list_narrows_by_words_type_and_sureness_and_hides_what_was_judged(client_for):
    client = client_for("Marketer")
    make_pairs(2)
    for _twice in range(2):
        make_company("Nord AB")
    duplicates.search(now=NOW, is_full=True)

    assert {"Anna Bergaaaaaa", "Anna Bergdfhlrx"} <= {*names_in(client, {})}
    assert {*names_in(client, {"q": "bergaaaaaa"})} == {"Anna Bergaaaaaa"}
    assert {*names_in(client, {"type": "company"})} == {"Nord AB"}
    assert "Nord AB" not in names_in(client, {"sure": "20"})
    pair = DuplicatePair.objects.get(first__type="company")
    client.post(reverse("segments:duplicate_different", args=[pair.pk]))
    assert "Nord AB" not in names_in(client, {})
    assert {*names_in(client, {"said": "different"})} == {"Nord AB"}


def test_the_list_takes_the_same_number_of_queries_whatever_it_shows(client_for):
    client = client_for("Marketer")
    make_pairs(2)
    few = queries_of(client, LIST)
    make_pairs(20)

    assert queries_of(client, LIST) == few


def test_a_pair_is_explained_by_what_each_field_adds(client_for):
    make_pairs(1)
    pair = DuplicatePair.objects.get()

    page = client_for("Viewer").get(pair.get_absolute_url()).text

    for told in ("Almost surely", "26 points", "+12", "+14", "aaaaaa@aaaaaa.example"):
        assert told in page
    assert "Not the same" not in page  # a viewer judges nothing


def test_a_list_is_worked_through_pair_by_pair_with_its_filter(client_for):
    make_pairs(4)
    for _twice in range(2):
        make_company("Nord AB")
    duplicates.search(now=NOW, is_full=True)
    one, two, three, four = DuplicatePair.objects.filter(first__type="person").order_by(
        "-score", "pk"
    )
    client, only = client_for("Marketer"), "?type=person"

    def page_of(pair):
        return f"{pair.get_absolute_url()}{only}"

    assert page_of(one) in client.get(LIST, {"type": "person"}).text
    page = client.get(page_of(two)).text
    assert page_of(one) in page
    assert page_of(three) in page
    assert "Pairs in the list: 4" in page
    different = reverse("segments:duplicate_different", args=[two.pk])
    assert different + only in page
    assert client.post(different + only).headers["Location"] == page_of(three)
    merge = reverse("segments:contact_merge", args=[three.first_id, three.second_id])
    merge += f"{only}&pair={three.pk}"
    assert merge.replace("&", "&amp;") in client.get(page_of(three)).text
    assert page_of(three) in client.get(merge).text  # the way back
    merged = client.post(merge, {"survivor": three.first_id})
    assert merged.headers["Location"] == page_of(four)
    last = client.post(reverse("segments:duplicate_different", args=[four.pk]) + only)
    assert last.headers["Location"] == LIST + only
    assert client.get(LIST + only).text.count("Almost surely</span>") == 1


def test_a_pair_that_was_judged_says_by_whom_and_can_be_suggested_again(client_for, marketer):
    make_pairs(1)
    pair = DuplicatePair.objects.get()
    client = client_for(marketer)
    client.post(reverse("segments:duplicate_different", args=[pair.pk]))

    page = client.get(pair.get_absolute_url()).text
    assert "said on" in page
    assert marketer.username in page
    client.post(reverse("segments:duplicate_again", args=[pair.pk]))

    assert DuplicatePair.objects.open().get() == pair


def test_the_list_is_taken_as_a_file_by_those_who_may_export(client_for):
    make_pairs(1)

    rows = client_for("Marketer").get(LIST, {"export": "csv"}).getvalue().decode()

    assert rows.count("Anna Bergaaaaaa") == 2
    assert client_for("Viewer").get(LIST, {"export": "csv"}).status_code == 403


def test_a_pair_says_which_numbers_agree_as_people_call_them(client_for):
    for name in ("North Ltd", "NORTH"):
        make_company(name, vat_number="BE0123456789", registration_number="HRB 12")
    duplicates.search(now=NOW, is_full=True)

    page = client_for("marketer").get(DuplicatePair.objects.get().get_absolute_url())

    assert (
        "VAT registration number BE0123456789, Registration number HRB12" in page.content.decode()
    )
    assert "vat_number" not in page.content.decode()
