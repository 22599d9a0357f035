"""What is sent of the step being written means what the page showed, or is refused."""

import re

import pytest
from django.utils import timezone

from segments_app import services
from tests.factories import make_contact

from .forms import Form
from .pages import contacts_of, fresh, make_segment, text_of, with_contacts
from .test_audience import HTMX, take, written


def page_of(client, segment):
    return client.get(f"/segments/{segment.pk}/who/")


def test_keep_only_stays_keep_only_when_the_segment_was_emptied_by_going_back(client, marketer):
    make_contact("Otto")
    segment = with_contacts(make_segment(), make_contact("Anna"))
    client.post(f"/segments/{segment.pk}/who/count/", written("Otto", action="keep"))
    services.go_to(fresh(segment), position=0, by=marketer, now=timezone.now())

    sent = Form(page_of(client, segment), "criteria-form").values
    client.post(f"/segments/{segment.pk}/who/step/", sent | {"op": "take"})

    assert sent["action"] == ["keep"]
    assert fresh(segment).steps.get().action == "keep"
    assert contacts_of(segment) == set()


def test_on_an_empty_segment_nothing_but_adding_can_be_begun(client):
    page = page_of(client, make_segment()).content.decode()

    off = re.findall(r'value="(\w+)" disabled', page)
    assert off == ["keep", "remove"]


@pytest.mark.parametrize("action", ["", "a\0dd", "refresh"])
def test_a_form_that_does_not_say_what_to_do_does_nothing(client, action):
    segment, _anna = make_segment(), make_contact("Anna")

    response = take(client, segment, "Anna", action=action)
    count = client.post(
        f"/segments/{segment.pk}/who/count/", written("Anna", action=action), headers=HTMX
    )

    assert response.status_code == 422
    assert "Choose what to do with those who match." in text_of(response)
    assert not segment.steps.exists()
    assert "not finished yet Choose what to do" in text_of(count)


@pytest.mark.parametrize(
    "sent",
    [{"c-0.value": "An\0na"}, {"c-0.field": "na\0me"}, {"c-0.is": "a\0"}, {"c-0.shape": "\0"}],
    ids=lambda sent: next(iter(sent)),
)
def test_a_nul_byte_is_refused_in_words_and_is_still_when_the_page_comes_back(client, sent):
    segment, _anna = make_segment(), make_contact("Anna")
    url = f"/segments/{segment.pk}/who"

    counted = client.post(f"{url}/count/", written("Anna") | sent, headers=HTMX)
    kept = client.get(f"{url}/?count=1")
    taken = take(client, segment, "Anna", **sent)

    assert (counted.status_code, kept.status_code) == (200, 200)
    if sent.keys() & {"c-0.value", "c-0.field"}:
        assert "not finished yet" in text_of(counted)
        assert "not finished yet" in text_of(kept)
        assert taken.status_code == 422
        assert not segment.steps.exists()


def test_a_version_that_no_page_of_ours_sends_is_not_repeated(client):
    url = f"/segments/{make_segment().pk}/who/count/"

    response = client.post(url, written("Anna") | {"version": "1\r\nX-Other: 2"}, headers=HTMX)

    assert response["X-Criteria-Version"] == ""


def test_the_count_says_what_each_value_means_and_which_row_is_wrong(client):
    url = f"/segments/{make_segment().pk}/who/count/"
    rows = {
        "c-0.is": "matches", "c-0.shape": "filter:text", "c-0.value": "a|",
        "c-1.kind": "row", "c-1.field": "created_at", "c-1.is": "matches",
        "c-1.shape": "filter:moment", "c-1.value": ">=2026-01-01",
    }  # fmt: skip

    page = client.post(url, written("Anna") | rows, headers=HTMX).content.decode()

    assert '<a href="#c-0">Character 3: something to compare with is missing here.</a>' in page
    assert 'data-note-of="c-0" data-hint="" data-error="Character 3: ' in page
    assert 'data-note-of="c-1" data-hint="is on or after ' in page


def numbers_of(response):
    return re.findall(r'href="([^"]+/step/(?:contacts/)?matched[^"]*)"', response.content.decode())


def test_a_number_opens_whom_it_counted_though_others_write_on(client):
    segment, _anna, _otto = make_segment(), make_contact("Anna"), make_contact("Otto")
    url = f"/segments/{segment.pk}/who"
    (counted,) = numbers_of(client.post(f"{url}/count/", written("Anna"), headers=HTMX))
    client.post(f"{url}/count/", written("Otto"), headers=HTMX)
    (later,) = numbers_of(client.get(f"{url}/?count=1"))

    first, second = text_of(client.get(counted)), text_of(client.get(later))

    assert "“Anna”" in first and "Otto" not in first
    assert "“Otto”" in second and "Anna" not in second


def test_a_number_of_a_step_that_was_taken_says_that_it_is_gone(client):
    segment, _anna = make_segment(), make_contact("Anna")
    url = f"/segments/{segment.pk}/who"
    (counted,) = numbers_of(client.post(f"{url}/count/", written("Anna"), headers=HTMX))
    take(client, segment, "Anna")
    client.post(f"{url}/count/", written("Otto"), headers=HTMX)

    for address in (counted, f"{url}/step/matched-x/", f"{url}/step/matched-{'9' * 30}/"):
        assert "since this was counted" in text_of(client.get(address, follow=True))
