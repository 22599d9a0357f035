"""Logging in and out as people do it."""

import pytest
from playwright.sync_api import expect

from tests.browser.pages import assert_accessible, log_in


def test_the_log_in_page_is_accessible(page, live_server):
    page.goto(live_server.url)

    expect(page.locator("[name=username]")).to_be_visible()
    assert_accessible(page)


@pytest.mark.parametrize("fixture", ["page", "no_javascript"])
def test_a_marketer_logs_in_with_and_without_javascript(request, live_server, marketer, fixture):
    page = request.getfixturevalue(fixture)

    log_in(page, live_server, marketer)

    expect(page.locator("main")).to_be_visible()
