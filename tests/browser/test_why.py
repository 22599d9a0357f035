"""A contact is checked, and a step that is probably misread says so at its row."""

from itertools import pairwise

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from segments_app import services
from segments_app.models import Segment
from tests.browser.pages import assert_accessible, choose_field, log_in, settled
from tests.factories import make_contact, make_salesperson

BONN = {"field": "city", "is": "is", "value": "Bonn"}


@pytest.fixture
def segment(transactional_db, marketer):
    make_salesperson(user=marketer)
    for name, city in (("Anna", "Bonn"), ("Otto", "Kiel"), ("Mia", "Bonn")):
        make_contact(name, city=city)
    now = timezone.now()
    segment = services.create_segment(values={"description": "Fair"}, by=marketer, now=now)
    rule = {"all": [BONN, {"not": {"field": "name", "is": "is", "value": "Mia"}}]}
    services.take_step(segment, action="add", rule=rule, by=marketer, now=now)
    return segment


@pytest.fixture
def who(page, live_server, marketer, segment):
    """The page on which contacts are chosen, open."""
    log_in(page, live_server, marketer)
    page.goto(f"{live_server.url}/segments/{segment.pk}/who/")
    return page


def city_is(page, row, text):
    choose_field(page, f"c-{row}", "City")
    page.select_option(f"#c-{row}-is", "is")
    settled(page)
    page.locator(f"#c-{row}-value").fill(text)


def clash(page):
    """Ask for two cities at once."""
    city_is(page, 0, "Bonn")
    settled(page)
    page.locator("#c-add").click()
    expect(page.locator("#c-1-field")).to_be_visible()
    settled(page)
    city_is(page, 1, "Kiel")
    expect(page.locator(".row-note")).to_have_count(1)


def test_a_contact_is_checked_from_the_page_by_keyboard(who):
    who.locator("#why-q").focus()
    who.keyboard.type("mia")
    expect(who.locator("#why-found a")).to_have_text("Mia")
    who.keyboard.press("Tab")
    who.keyboard.press("Tab")
    who.keyboard.press("Enter")

    expect(who.locator("#why-title")).to_have_text("Mia is not on the segment.")
    expect(who.locator(".finding-no").last).to_contain_text("Name is not “Mia”")
    assert_accessible(who)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_answer_fits_a_telephone_in_light_and_dark(who, scheme):
    who.emulate_media(color_scheme=scheme)
    who.set_viewport_size({"width": 390, "height": 800})
    who.goto(who.url.replace("/who/", "/why/?q=anna"))
    who.locator("#why-found a").click()

    expect(who.locator("#why-title")).to_have_text("Anna is on the segment.")
    assert who.evaluate("document.documentElement.scrollWidth") <= 390
    assert_accessible(who)


@pytest.mark.parametrize("width", [390, 1280])
def test_long_names_without_blanks_do_not_widen_the_answer(who, segment, width):
    make_contact("Donaudampfschifffahrt" * 9)
    Segment.objects.filter(pk=segment.pk).update(description="W" * 100)
    who.set_viewport_size({"width": width, "height": 800})
    who.goto(who.url.replace("/who/", "/why/?q=donau"))
    who.locator("#why-found a").click()

    expect(who.locator("h1")).to_have_text("W" * 100)
    expect(who.locator("#why-title")).to_contain_text("Donaudampfschifffahrt")
    assert who.evaluate("document.documentElement.scrollWidth") <= width


def test_a_contradiction_is_told_at_its_row_and_switched_off_there(who):
    clash(who)
    expect(who.locator("#c-1 .row-note")).to_contain_text("can never both hold")
    assert_accessible(who)

    who.locator("#misreads button", has_text="2 without this").first.click()

    expect(who.locator("#result .result-number")).to_contain_text("2 contacts match")
    expect(who.locator(".row-note")).to_have_count(0)


def test_number_and_sentence_are_said_once(who):
    who.evaluate(
        """() => {
            window.saidOften = [];
            const said = document.getElementById("result-said");
            new MutationObserver(() => window.saidOften.push(said.textContent))
                .observe(said, {childList: true});
        }"""
    )
    clash(who)
    said = who.evaluate("window.saidOften")

    assert said[-1] == "0 contacts match. Contacts where City is “Bonn” and City is “Kiel”."
    assert all(one != other for one, other in pairwise(said))


def test_the_warnings_come_after_the_number_and_do_not_go_in_circles(who):
    asked = []
    clash(who)
    who.on("request", lambda request: asked.append(request.url))

    who.wait_for_timeout(1500)

    assert asked == []


def test_a_number_of_a_step_opens_its_contacts(who):
    who.locator("#step-1 .step-counts strong a").click()

    expect(who.locator("h2").first).to_have_text("Step 1: on the segment after")
    expect(who.locator("tbody tr")).to_have_count(1)
    assert_accessible(who)


def test_without_javascript_a_contact_is_checked_and_warnings_are_read(
    no_javascript, live_server, marketer, segment
):
    page = no_javascript
    log_in(page, live_server, marketer)
    page.goto(f"{live_server.url}/segments/{segment.pk}/who/")
    page.locator("#why-q").fill("otto")
    page.locator("#why-q").press("Enter")
    page.locator("#why-found a").click()
    expect(page.locator("#why-title")).to_have_text("Otto is not on the segment.")

    draft = {
        "action": "add",
        "options": {},
        "criteria": {
            "kind": "group",
            "mode": "all",
            "items": [
                {"kind": "row", "field": "city", "is": "is", "typed": {"value": [city]}}
                for city in ("Bonn", "Kiel")
            ],
        },
    }
    services.save_draft(segment, draft=draft, by=None, now=timezone.now())
    page.goto(f"{live_server.url}/segments/{segment.pk}/who/")
    page.get_by_role("button", name="Count").click()

    expect(page.locator("#misreads")).to_contain_text("can never both hold")
