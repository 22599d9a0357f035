"""The first page and the search, as people see them."""

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from segments_app import services
from tests.browser.pages import assert_accessible, log_in
from tests.factories import (
    make_campaign,
    make_interaction,
    make_logged_segment,
    make_person,
)


@pytest.fixture
def lively(marketer):
    """A little of everything that the home page shows."""
    today = timezone.localdate()
    contact = make_person("Łucja Nowak")
    campaign = make_campaign("Spring fair", starts_on=today)
    make_interaction(contact, campaign=campaign, is_target=True, is_response=True)
    make_interaction(contact, is_postponed=True, created_by=marketer, occurred_on=today)
    make_logged_segment(description="Christmas card", created_by=marketer)
    services.create_segment(
        values={"description": "Spring letter"}, by=marketer, now=timezone.now()
    )
    return marketer


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 390])
def test_the_home_page_is_accessible_and_fits(page, live_server, lively, scheme, width):
    page.emulate_media(color_scheme=scheme)
    page.set_viewport_size({"width": width, "height": 900})
    log_in(page, live_server, lively)

    expect(page.get_by_role("heading", name="My open segments")).to_be_visible()
    assert_accessible(page)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_an_empty_home_page_is_accessible(page, live_server, marketer):
    log_in(page, live_server, marketer)

    expect(page.get_by_role("heading", name="Three steps to a first segment")).to_be_visible()
    assert_accessible(page)


def test_what_takes_long_comes_a_moment_later(page, live_server, lively, monkeypatch):
    from tests.segments_app.views.test_home import HOME_MODULE

    monkeypatch.setattr(HOME_MODULE, "QUICKLY_ADDED_UP", 0)
    log_in(page, live_server, lively)

    expect(page.get_by_text("Contacted")).to_be_visible()


@pytest.mark.parametrize("fixture", ["page", "no_javascript"])
def test_a_contact_is_found_from_anywhere(request, live_server, lively, fixture):
    page = request.getfixturevalue(fixture)
    log_in(page, live_server, lively)

    page.get_by_label("Search everything").fill("lucja")
    page.keyboard.press("Enter")

    expect(page.get_by_role("link", name="Łucja Nowak", exact=True)).to_be_visible()
    if fixture == "page":
        assert_accessible(page)


def test_the_next_step_of_a_segment_is_one_click_away(page, live_server, lively):
    log_in(page, live_server, lively)

    page.get_by_role("link", name="Choose contacts").click()

    expect(page).to_have_url(f"{live_server.url}/segments/{lively.segments.get().pk}/who/")
