"""Error pages are pages of the site."""

from playwright.sync_api import expect

from tests.browser.pages import assert_accessible


def test_a_page_that_is_not_there_is_readable_and_leads_home(page, live_server):
    page.goto(f"{live_server.url}/nowhere/")

    expect(page.get_by_role("heading", level=1)).to_have_text("There is no such page")
    assert_accessible(page)
    page.get_by_role("link", name="To the home page").click()
    expect(page).to_have_url(f"{live_server.url}/login/?next=/")
