"""What browser tests do on every page."""

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from tests.accounts import PASSWORD


def log_in(page, live_server, user):
    """Log in by the form and arrive at the home page."""
    page.goto(f"{live_server.url}/login/")
    page.fill("[name=username]", user.username)
    page.fill("[name=password]", PASSWORD)
    page.locator("form", has=page.locator("[name=password]")).locator("[type=submit]").click()
    page.wait_for_url(f"{live_server.url}/")


def assert_accessible(page):
    """Fail when axe finds anything serious or critical on the page as it is now."""
    found = [
        f"{violation['impact']}: {violation['help']} ({violation['id']})\n    "
        + "\n    ".join(node["html"][:200] for node in violation["nodes"][:5])
        for violation in Axe().run(page).response["violations"]
        if violation["impact"] in ("serious", "critical")
    ]
    assert not found, f"{page.url}\n" + "\n".join(found)


def choose_field(page, path, label):
    """Search for the field of a condition by its whole name, and choose it."""
    box = page.locator(f"#{path}-field")
    box.fill(label)
    take_field(page, box, label)


def take_field(page, box, label):
    """Take the first field that was found, and wait until its condition is there."""
    expect(page.locator("#field-list .is-active > span").first).to_have_text(label)
    box.press("Enter")
    expect(box).to_have_value(label)
    settled(page)


def settled(page):
    """Wait until every answer is taken in; htmx hears new controls a moment after they appear."""
    busy = ".htmx-request, .htmx-swapping, .htmx-settling, .htmx-added, #result.is-stale"
    page.wait_for_function("busy => !document.querySelector(busy)", arg=busy)
