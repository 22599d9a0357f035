"""A step of saved criteria in the browser: by hand, by keyboard, without scripts."""

import re

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from segments_app import services
from segments_app.models import SavedCriteria
from tests.browser.pages import assert_accessible, log_in, settled
from tests.factories import make_contact

LONG = "W" * 90


@pytest.fixture
def criteria(transactional_db, marketer):
    """Criteria whose first step adds Anna and Otto."""
    people = [make_contact(name, city=LONG[:30]) for name in ("Anna", "Otto", "Mia")]
    numbers = [one.number for one in people[:2]]
    rule = {"field": "number", "is": "any_of", "value": numbers}
    steps = [{"action": "add", "rule": rule, "options": {}, "source": "criteria"}]
    row = SavedCriteria(code="FAIR", description=LONG, folder=LONG, steps=steps)
    return services.saved_criteria.make_criteria(row, by=marketer, now=timezone.now())


@pytest.fixture
def library(page, live_server, marketer, criteria):
    """The page of the criteria, open."""
    log_in(page, live_server, marketer)
    page.goto(f"{live_server.url}{criteria.get_absolute_url()}")
    return page


def fits(page):
    wide = page.evaluate(
        """() => [...document.querySelectorAll("main *, header *")]
            .filter((one) => !one.closest(".table-scroll, .table-wrap, .visually-hidden"))
            .filter((one) => one.getBoundingClientRect().right > innerWidth + 1)
            .map((one) => `${one.tagName}.${one.className}`)"""
    )
    width = page.evaluate("document.documentElement.scrollWidth - innerWidth")
    assert width <= 0, (page.url, wide)


def test_a_step_is_counted_warned_about_undone_and_saved(library):
    library.get_by_role("link", name="Add a step").click()
    library.get_by_text("Keep only").click()
    library.select_option("#c-0-field", "name")
    library.locator("#c-0-value").fill("anna")

    expect(library.locator("#result .result-number")).to_contain_text("1 contact matches")
    expect(library.locator("#result .ledger")).to_contain_text(re.compile(r"Chosen then\s*2"))
    settled(library)
    library.locator("#c-add").click()
    expect(library.locator("#c-1-field")).to_be_visible()
    settled(library)
    library.locator("#step-undo").click()
    expect(library.locator("#c-1-field")).to_have_count(0)
    library.get_by_role("button", name="Save as a new version").click()

    expect(library.locator("#messages")).to_contain_text("Version 2 is saved.")


def test_a_step_is_written_and_saved_with_the_keyboard_alone(library, criteria):
    library.get_by_role("link", name="Add a step").focus()
    library.keyboard.press("Enter")
    library.wait_for_url(re.compile(r"/steps/2/"))
    library.keyboard.press("a")
    expect(library.locator("#c-1-field")).to_be_visible()
    settled(library)
    library.locator("#c-0-field").focus()
    library.keyboard.type("Name")
    settled(library)
    library.locator("#c-0-value").focus()
    library.keyboard.type("mia")
    library.locator("#c-1-remove").focus()
    library.keyboard.press("Delete")
    expect(library.locator("#c-1-field")).to_have_count(0)
    settled(library)
    library.locator("#c-0-value").focus()
    library.keyboard.press("Control+Enter")

    expect(library.locator("#messages")).to_contain_text("Version 2 is saved.")
    criteria.refresh_from_db()
    assert criteria.steps[1]["rule"]["value"] == "mia"


def test_without_scripts_a_step_is_counted_and_a_limit_added(
    no_javascript, live_server, marketer, criteria
):
    page = no_javascript
    log_in(page, live_server, marketer)
    page.goto(f"{live_server.url}{criteria.get_absolute_url()}")
    page.get_by_role("link", name="Add a step").click()
    page.select_option("#c-0-field", "name")
    page.locator("#c-0").get_by_role("button", name=re.compile("^Update")).first.click()
    page.locator("#c-0-value").fill("mia")
    page.get_by_role("button", name="Count", exact=True).click()
    expect(page.locator("#result .result-number")).to_contain_text("1 contact matches")
    page.get_by_role("button", name="Save as a new version").click()
    page.get_by_role("link", name="Add a limit").click()
    page.fill("[name=at_most]", "2")
    page.select_option("[name=per]", "")
    page.get_by_role("button", name="Count", exact=True).click()
    expect(page.locator("#result")).to_contain_text("2 contacts would stay")
    page.get_by_role("button", name="Save as a new version").click()

    expect(page.locator("#messages")).to_contain_text("Version 3 is saved.")
    page.get_by_role("button", name="Move up: step 3").click()
    expect(page.locator("#step-2")).to_contain_text("at most 2 contacts")


@pytest.mark.parametrize(("width", "scheme"), [(1280, "light"), (390, "dark")])
def test_the_pages_of_saved_criteria_are_accessible_and_fit(
    library, criteria, live_server, width, scheme
):
    library.set_viewport_size({"width": width, "height": 844})
    library.emulate_media(color_scheme=scheme)
    base = f"{live_server.url}{criteria.get_absolute_url()}"
    now = timezone.now()
    services.write_version(
        criteria,
        steps=[*criteria.steps, {"action": "keep", "rule": {"everyone": True}}],
        note=LONG,
        by=None,
        now=now,
    )
    for path in (
        "", "steps/1/", "steps/1/?count=1", "steps/3/", "steps/3/limit/", "edit/", "compare/",
        "compare/added/", "why/?q=a", "steps/1/contacts/matched/",
    ):  # fmt: skip
        library.goto(f"{base}{path}")
        settled(library)
        assert_accessible(library)
        fits(library)
    library.goto(base)
    library.get_by_role("button", name="Look the steps over").click()
    expect(library.locator("#grown")).to_contain_text("Nothing to say")
    assert_accessible(library)
