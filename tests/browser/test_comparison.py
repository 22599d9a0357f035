"""Two segments are compared by the diagram, with a mouse, by keyboard and without scripts."""

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from segments_app import services
from segments_app.models import Segment
from tests.browser.pages import assert_accessible, log_in
from tests.factories import make_contact, make_salesperson


@pytest.fixture
def segments(transactional_db, marketer):
    """Segments of Anna, Otto and Mia, of whom Otto and Mia are on both, and Jan on the second."""
    make_salesperson(user=marketer)
    people = {name: make_contact(name) for name in ("Anna", "Otto", "Mia", "Jan")}
    found = []
    for names in (("Anna", "Otto", "Mia"), ("Otto", "Mia", "Jan"), ("Mia",)):
        now = timezone.now()
        segment = services.create_segment(
            values={"description": f"Fair of {names[0]} " + "x" * 70}, by=marketer, now=now
        )
        numbers = [people[name].number for name in names]
        rule = {"field": "number", "is": "any_of", "value": numbers}
        services.take_step(segment, action="add", rule=rule, by=marketer, now=now)
        found.append(segment)
    return found


def address(live_server, *segments):
    pairs = zip("abc", segments, strict=False)
    named = "&".join(f"{letter}={segment.number}" for letter, segment in pairs)
    return f"{live_server.url}/segments/compare/?{named}"


def test_a_part_of_the_diagram_opens_exactly_its_contacts(page, live_server, marketer, segments):
    log_in(page, live_server, marketer)
    page.goto(address(live_server, *segments[:2]))
    assert_accessible(page)
    page.locator("svg.venn a").nth(2).click()

    expect(page.get_by_role("heading", level=1)).to_have_text("A and B")
    expect(page.locator("table tbody tr")).to_have_count(2)
    assert_accessible(page)
    page.get_by_role("searchbox").last.fill("otto")

    expect(page.locator("table tbody tr")).to_have_count(1)
    expect(page.locator("table tbody")).to_contain_text("Otto")


def test_by_keyboard_a_part_is_found_by_its_name_and_its_focus_seen(
    page, live_server, marketer, segments
):
    log_in(page, live_server, marketer)
    page.goto(address(live_server, *segments))
    assert_accessible(page)
    part = page.locator("svg.venn").get_by_role("link", name="A and B, not C: 1")
    outline = part.locator("path")
    before = outline.evaluate("path => getComputedStyle(path).stroke")
    page.get_by_role("button", name="Compare").focus()
    for _ in range(10):
        page.keyboard.press("Tab")
        if part.evaluate("link => link === document.activeElement"):
            break

    expect(part).to_be_focused()
    assert outline.evaluate("path => getComputedStyle(path).stroke") != before
    page.keyboard.press("Enter")

    expect(page.locator("table tbody")).to_contain_text("Otto")


def test_what_is_ticked_is_marked_in_the_diagram_and_counted(page, live_server, marketer, segments):
    log_in(page, live_server, marketer)
    page.goto(address(live_server, *segments[:2]))
    region = page.locator(".venn-ab")
    before = region.evaluate("path => getComputedStyle(path).fill")
    page.get_by_role("checkbox", name="A and B").check()
    page.get_by_role("checkbox", name="B only").check()

    expect(page.locator("[data-ticked] output")).to_have_text("3")
    assert region.evaluate("path => getComputedStyle(path).fill") != before


def test_another_segment_is_picked_by_typing_its_name(page, live_server, marketer, segments):
    log_in(page, live_server, marketer)
    page.goto(address(live_server, segments[0]))
    page.locator("#id_b-ts-control, #id_b + .ts-wrapper .ts-control").first.click()
    page.keyboard.type("fair of otto")
    page.locator(".ts-dropdown .option", has_text="Fair of Otto").click()
    page.get_by_role("button", name="Compare").click()

    expect(page.locator("svg.venn a")).to_have_count(3)


def test_without_scripts_a_new_segment_is_made_of_two_parts(
    no_javascript, live_server, marketer, segments
):
    page = no_javascript
    log_in(page, live_server, marketer)
    page.goto(address(live_server, segments[0]))
    page.select_option("#id_b", segments[1].number)
    page.get_by_role("button", name="Compare").click()
    page.get_by_role("link", name="In exactly one", exact=True).click()
    page.get_by_label("Description of the new segment").fill("Only one fair")
    page.get_by_role("button", name="Use this").click()

    expect(page.get_by_role("heading", level=1)).to_contain_text("Only one fair")
    made = Segment.objects.get(description="Only one fair")
    assert made.steps.get().after_count == 2


def test_on_a_telephone_nothing_is_cut_off(page, live_server, marketer, segments):
    page.set_viewport_size({"width": 390, "height": 800})
    log_in(page, live_server, marketer)
    page.goto(address(live_server, *segments))

    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    boxes = page.locator("svg.venn text.venn-count")
    for box in (boxes.nth(index).bounding_box() for index in range(7)):
        assert 0 <= box["x"] <= 390 - box["width"]

    one, other, _third = segments  # whose names have no blanks
    rule = {"field": "segment", "is": "any_of", "value": [other.number]}
    services.take_step(one, action="keep", rule=rule, by=marketer, now=timezone.now())
    page.goto(f"{live_server.url}/segments/{one.pk}/steps/2/after/")
    expect(page.locator("table tbody tr")).to_have_count(2)
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
