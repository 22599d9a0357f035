"""All ways to choose contacts, in one segment: by keyboard alone, and without scripts."""

import re

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from interactions.models import Interaction
from segments_app import services
from segments_app.models import Segment, Step
from tests.browser.hands import Keyboard, NoScripts
from tests.browser.pages import assert_accessible, log_in
from tests.factories import (
    make_contact,
    make_language,
    make_salesperson,
    make_template,
    make_template_content,
)

PEOPLE = [
    ("Anna", "DE", "Bonn"),
    ("Otto", "DE", "Kiel"),
    ("Anton", "AT", "Graz"),
    ("Mia", "AT", "Graz"),
    ("Jan", "SE", "Lund"),
    ("Lars", "SE", "Kiruna"),
]


@pytest.fixture
def world(transactional_db, marketer):
    """Six people; Lars and Jan were at the fair, and Jan has the newsletter as well."""
    make_salesperson(user=marketer)
    template = make_template(description="Business letter", default_language=make_language("de"))
    make_template_content(template, "de", subject="Guten Tag", text="Hallo")
    people = {name: make_contact(name, country=land, city=city) for name, land, city in PEOPLE}
    for description, names in (("Fair", ("Jan", "Lars")), ("Newsletter", ("Jan",))):
        now = timezone.now()
        values = {"description": description}
        segment = services.create_segment(values=values, by=marketer, now=now)
        rule = {"field": "number", "is": "any_of", "value": [people[n].number for n in names]}
        services.take_step(segment, action="add", rule=rule, by=marketer, now=now)


@pytest.fixture(params=[Keyboard, NoScripts], ids=["keyboard", "no-scripts"])
def hand(request, browser, browser_context_args):
    scripted = request.param is Keyboard
    with browser.new_context(**browser_context_args, java_script_enabled=scripted) as context:
        page = context.new_page()
        page.set_default_timeout(20_000)
        problems = []
        page.on("pageerror", lambda error: problems.append(str(error)))
        page.scripted = scripted
        yield request.param(page)
        assert not problems


def look(page):
    expect(page.locator("main h1")).to_be_visible()
    if page.scripted:
        assert_accessible(page)


def button(page, name):
    return page.get_by_role("main").get_by_role("button", name=name, exact=True)


def link(page, name):
    return page.get_by_role("main").get_by_role("link", name=name)


def write_two_groups(hand, page):
    """Write: in Germany or Austria with “an” in the name, or in Lund."""
    hand.choose(page.locator("#c-mode"), "Any of these holds")
    hand.press(page.locator("#c-0-remove"))
    hand.press(page.locator("#c-add-group"))
    hand.choose(page.locator("#c-0-0-field"), "Country")
    hand.pick(page.locator("#c-0-0-value"), "Germany")
    hand.pick(page.locator("#c-0-0-value"), "Austria")
    hand.press(page.locator("#c-0-add"))
    hand.choose(page.locator("#c-0-1-field"), "Name")
    hand.choose(page.locator("#c-0-1-is"), "contains")
    hand.write(page.locator("#c-0-1-value"), "an")
    hand.press(page.locator("#c-add-group"))
    hand.choose(page.locator("#c-1-0-field"), "City")  # by way of Country, letter by letter
    expect(page.locator("#c-1-0-is")).to_have_value("contains")
    hand.write(page.locator("#c-1-0-value"), "Lund")


def test_groups_a_limit_and_a_comparison_make_one_segment(hand, live_server, marketer, world):
    page = hand.page
    log_in(page, live_server, marketer)
    page.goto(f"{live_server.url}/segments/new/")
    hand.write(page.locator("[name=description]"), "Spring letter")
    hand.press(page.locator("main form [type=submit]").first)
    page.wait_for_url(re.compile(r"/who/$"))
    who = page.url

    write_two_groups(hand, page)
    if not page.scripted:
        hand.press(button(page, "Count"))
    expect(page.locator("#result .result-number")).to_contain_text("3 contacts match")
    look(page)
    hand.press(page.locator("#take-step"))
    expect(page.locator("#step-1 .step-counts strong")).to_have_text("3")

    hand.press(link(page, "Limit"))
    look(page)
    hand.choose(page.locator("#id_per"), "the whole segment")
    hand.choose(page.locator("#id_order"), "by name")
    hand.write(page.locator("#id_at_most"), "2")
    if not page.scripted:
        hand.press(button(page, "Count"))
    expect(page.locator("#result .result-number")).to_contain_text("2 contacts would stay")
    hand.press(button(page, "Limit the segment"))
    expect(page.locator("#step-2 .step-counts strong")).to_have_text("2")

    page.goto(f"{live_server.url}/segments/compare/")
    hand.pick(page.locator("#id_a"), "Fair")
    hand.pick(page.locator("#id_b"), "Newsletter")
    hand.press(button(page, "Compare"))
    hand.tick(page.get_by_role("checkbox", name="A only"))
    hand.choose(page.locator("#id_do"), "Add them to an open segment")
    hand.pick(page.locator("#id_segment"), "Spring letter")
    look(page)
    hand.press(button(page, "Use this"))
    page.wait_for_url(who)
    expect(page.locator("#step-3 .step-counts strong")).to_have_text("3")
    look(page)

    hand.press(link(page, "Go on: what to do with them"))
    hand.pick(page.locator("#id_template"), "Business letter")
    hand.press(page.locator("[name=and_check]"))
    hand.press(button(page, "Log 3 interactions"))
    page.wait_for_url(re.compile(r"/log/done/$"))
    expect(page.locator(".done-number")).to_contain_text("3")

    names = Interaction.objects.values_list("contact__name", flat=True)
    assert sorted(names) == ["Anna", "Anton", "Lars"]
    steps = Segment.objects.get(description="Spring letter").steps.order_by("position")
    assert [step.action for step in steps] == [Step.Action.ADD, Step.Action.LIMIT, Step.Action.ADD]
