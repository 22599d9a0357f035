"""Addresses that only take what a form sends, opened by a person."""

import pytest

from segments_app.common.form_addresses import page_above
from segments_app.models import Segment

BROWSER = {"Accept": "text/html,application/xhtml+xml,*/*;q=0.8"}
SENT = "/segments/{}/who/step/"


@pytest.fixture
def segment():
    return Segment.objects.create(number="SM1", description="Fair")


def test_who_logs_in_again_after_sending_a_form_is_led_to_its_page(client_for, segment):
    response = client_for("Marketer").get(SENT.format(segment.pk), headers=BROWSER, follow=True)

    assert response.redirect_chain == [(f"/segments/{segment.pk}/who/", 302)]
    assert "please send it again" in response.content.decode()


def test_the_language_can_be_changed_on_a_page_that_answered_a_form(client_for, segment):
    data = {"language": "de", "next": SENT.format(segment.pk)}
    response = client_for("Marketer").post("/language/", data, headers=BROWSER, follow=True)

    assert response.status_code == 200
    assert response.request["PATH_INFO"] == f"/segments/{segment.pk}/who/"


def test_what_is_no_browser_is_told_what_the_address_takes(client_for, segment):
    response = client_for("Marketer").get(SENT.format(segment.pk), headers={"Accept": "*/*"})

    assert (response.status_code, response.headers["Allow"]) == (405, "POST")


def test_a_form_sent_to_a_page_that_takes_none_is_refused(client_for):
    response = client_for("Marketer").post("/segments/", headers=BROWSER)

    assert response.status_code == 405


@pytest.mark.parametrize(
    ("path", "page"),
    [
        ("/segments/7/who/step/", "/segments/7/who/"),
        ("/segments/7/contacts/9/reset/", "/segments/7/contacts/9/"),
        ("/segments/7/copy/", "/segments/7/"),
        ("/logout/", "/"),
        ("/", "/"),
    ],
)
def test_the_page_above_is_the_nearest_there_is(path, page):
    assert page_above(path) == page
