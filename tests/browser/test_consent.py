"""Consent in the browser: given, taken back, and the segment that leaves the contact out."""

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from contacts import services
from tests.browser.pages import assert_accessible, log_in
from tests.consents import make_wording, marketing, state_of
from tests.factories import make_person
from tests.segments_app.services.building import make_segment


@pytest.fixture
def window(page):
    page.set_default_timeout(60_000)
    page.set_viewport_size({"width": 390, "height": 800})
    return page


@pytest.fixture
def anna(live_server):
    wording = make_wording(text="Yes, write to me about fairs.")
    person = make_person("Anna Berg", email="anna@example.com", search_text="anna berg")
    segment = make_segment(
        now=timezone.now(),
        purpose=marketing(),
        correspondence_type="email",
        ignores_contact_correspondence=True,
    )
    return {"person": person, "wording": wording, "found": f"/segments/{segment.pk}/who/by-hand/"}


def record(page, status, *, wording=None):
    """Fill in what both forms have, and send."""
    page.locator(f"[name=status][value={status}]").check()
    page.select_option("[name=method]", "paper")
    if wording is not None:
        page.select_option("[name=wording]", str(wording.pk))
    page.locator("main form [type=submit]").click()


def test_consent_is_given_then_withdrawn_and_the_segment_leaves_her_out_with_the_reason(
    window, live_server, marketer, anna
):
    page, home = window, f"{live_server.url}/contacts/{anna['person'].pk}/"
    found = f"{live_server.url}{anna['found']}?q=anna"
    log_in(page, live_server, marketer)
    page.goto(found)
    expect(page.locator("#found")).to_contain_text("no consent")

    # One step gives it: nothing was ticked before.
    page.goto(home)
    page.locator("#consent a[href$='/consents/give/']").click()
    assert page.locator("main input:checked").count() == 0
    page.locator("[name=channels][value=email]").check()
    record(page, "consent", wording=anna["wording"])
    expect(page.locator("#consent")).to_contain_text("Consent")
    assert state_of(anna["person"]) == "consent"
    assert_accessible(page)
    page.goto(found)
    expect(page.locator("#found [name=contact]")).to_be_enabled()

    # The proof has the words of then.
    page.goto(home)
    page.locator("#consent").get_by_text("Show proof").first.click()
    expect(page.locator(".wording")).to_have_text("Yes, write to me about fairs.")

    # One step takes it back: from the line, the channel is known.
    page.goto(home)
    page.locator("#consent a[href$='channel=email']").click()
    assert page.locator("[name=channels][value=email]").is_checked()
    record(page, "withdrawn")
    expect(page.locator("#consent")).to_contain_text("Withdrawn")
    page.goto(found)
    expect(page.locator("#found")).to_contain_text("objected or consent withdrawn")
    expect(page.locator("#found [name=contact]")).to_be_disabled()


def test_the_pages_of_suppressed_addresses_are_accessible_and_fit_a_telephone(
    window, live_server, administrator
):
    page, row = (
        window,
        services.suppress(
            services.Address(email="a@example.com"), cause="other", by=None, now=timezone.now()
        ),
    )
    log_in(page, live_server, administrator)

    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
        for path in ("", f"{row.pk}/lift/"):
            page.goto(f"{live_server.url}/contacts/suppressions/{path}")
            assert_accessible(page)
            assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), path
