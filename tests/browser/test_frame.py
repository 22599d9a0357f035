"""What surrounds every page: menus, keys, colours."""

from playwright.sync_api import expect

from tests.browser.pages import assert_accessible, log_in


def theme(page):
    return page.evaluate("document.documentElement.dataset.bsTheme")


def test_the_colours_are_those_of_the_device_until_chosen_and_then_remembered(page, live_server):
    page.emulate_media(color_scheme="dark")
    page.goto(f"{live_server.url}/login/")
    assert theme(page) == "dark"

    page.locator(".user-menu summary").click()
    page.locator("[data-theme-switch]").select_option("light")
    assert theme(page) == "light"
    page.reload()

    assert theme(page) == "light"
    assert_accessible(page)


def test_the_menu_closes_with_escape_and_gives_the_focus_back(page, live_server):
    page.goto(f"{live_server.url}/login/")
    page.locator(".user-menu summary").click()
    page.keyboard.press("Escape")

    expect(page.locator(".user-menu .menu-body")).to_be_hidden()
    expect(page.locator(".user-menu summary")).to_be_focused()


def test_keys_lead_to_help_and_home_but_not_while_typing(page, live_server, marketer):
    log_in(page, live_server, marketer)

    page.keyboard.press("?")
    expect(page.locator("#keys-dialog")).to_be_visible()
    assert_accessible(page)
    page.keyboard.press("Escape")
    expect(page.locator("#keys-dialog")).to_be_hidden()

    page.goto(f"{live_server.url}/password/")
    page.locator("[name=old_password]").click()
    page.keyboard.type("?gh")
    expect(page.locator("[name=old_password]")).to_have_value("?gh")
    expect(page.locator("#keys-dialog")).to_be_hidden()

    page.locator("h1").click()
    page.keyboard.type("gh")
    page.wait_for_url(f"{live_server.url}/")


def test_keys_can_be_switched_off_for_good(page, live_server, marketer):
    log_in(page, live_server, marketer)
    page.keyboard.press("?")
    page.locator("[data-keys-switch]").uncheck()
    page.keyboard.press("Escape")
    page.reload()

    page.keyboard.press("?")

    expect(page.locator("#keys-dialog")).to_be_hidden()


def test_the_language_is_switched_without_javascript(no_javascript, live_server):
    page = no_javascript
    page.goto(f"{live_server.url}/login/")
    page.locator(".user-menu summary").click()
    page.locator("#language").select_option("de")
    page.locator(".user-menu button[type=submit]").first.click()

    expect(page.locator("html")).to_have_attribute("lang", "de")


def test_the_first_tab_leads_past_the_navigation(page, live_server, marketer):
    log_in(page, live_server, marketer)

    page.keyboard.press("Tab")
    expect(page.locator(".skip")).to_be_focused()
    page.keyboard.press("Enter")

    expect(page.locator("#main")).to_be_focused()
