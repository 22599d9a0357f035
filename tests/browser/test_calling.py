"""Calls in a real browser: by keys, by two callers at once, without scripts."""

import re

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from interactions.models import Interaction
from segments_app.models import SegmentCall
from tests.accounts import make_user
from tests.browser.pages import assert_accessible, log_in
from tests.factories import make_salesperson
from tests.segments_app.services.calls import call_template, make_people, segment_of

MOST_KEYS = 4


@pytest.fixture
def segment(transactional_db):
    call_template(unit_duration=5)
    make_people(9)
    return segment_of(now=timezone.now())


def make_caller(name):
    user = make_user("Marketer", name)
    make_salesperson(user=user)
    return user


def start(page, live_server, user, segment):
    log_in(page, live_server, user)
    page.goto(f"{live_server.url}/segments/{segment.pk}/calls/")
    page.get_by_role("button", name="Start calling").click()
    expect(page.locator("#call-form")).to_be_visible()


def press(page, *keys):
    """Press the keys, and wait for what comes after the last."""
    assert len(keys) <= MOST_KEYS
    *before, last = keys
    for key in before:
        page.keyboard.press(key)
    with page.expect_navigation():
        page.keyboard.press(last)


def test_two_callers_log_calls_by_keys_and_never_meet(page, browser, live_server, segment):
    """Four keys a call at most; a key typed into a field is text."""
    with browser.new_context(locale="en-GB") as context:
        other = context.new_page()
        start(page, live_server, make_caller("bea"), segment)
        start(other, live_server, make_caller("carl"), segment)
        assert_accessible(page)
        page.locator("[name=comment]").fill("")
        page.locator("[name=comment]").press("1")
        expect(page.locator("[name=comment]")).to_have_value("1")
        expect(page.locator("[name=result]:checked")).to_have_count(0)
        page.locator("h1").click()

        seen = []
        for one, keys in (
            (page, "1"), (other, "5"), (page, "f"), (other, "0"), (page, "3"), (other, "F"),
        ):  # fmt: skip
            seen.append(one.locator("h1").text_content())
            press(one, keys, "Enter")
        assert len(set(seen)) == 6

        passed = page.locator("h1").text_content()
        press(page, "n")
        assert page.locator("h1").text_content() != passed
        press(page, "p", "Enter")  # in an hour
        press(page, "t")
        expect(page).to_have_url(re.compile("/tasks/new/"))
    rows = Interaction.objects.order_by("contact__name")
    assert [(row.evaluation, row.attempt_failed) for row in rows] == [
        ("very_positive", False), ("very_negative", False), ("", True), ("", False),
        ("neutral", False), ("", True),
    ]  # fmt: skip
    assert rows.values("contact").distinct().count() == 6
    assert SegmentCall.objects.filter(claimed_by__isnull=False).count() == 2


def test_keys_can_be_switched_off_and_everything_has_a_button(
    page, no_javascript, live_server, segment
):
    start(page, live_server, make_caller("bea"), segment)
    page.evaluate("localStorage.setItem('shortcuts', 'off')")
    page.reload()
    page.keyboard.press("1")
    page.keyboard.press("n")
    expect(page.locator("[name=result]:checked")).to_have_count(0)
    expect(page.locator("h1")).to_contain_text("Person 0000")
    page.get_by_role("button", name="Stop calling").click()
    expect(page.locator(".stat").first).to_be_visible()
    assert_accessible(page)

    plain = no_javascript
    start(plain, live_server, make_caller("carl"), segment)
    plain.locator("[name=result][value=positive]").check()
    plain.locator("#call-log").click()
    expect(plain.locator("h1")).to_contain_text("Person 0001")
    plain.get_by_role("button", name="Next contact").click()
    expect(plain.locator("h1")).to_contain_text("Person 0002")
    plain.locator("details.call-later summary").click()
    plain.get_by_role("button", name="Tomorrow").click()
    expect(plain.locator("h1")).to_contain_text("Person 0003")
    assert Interaction.objects.get().evaluation == "positive"
