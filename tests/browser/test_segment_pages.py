"""What the segment pages do for hand and eye: keys, focus, late answers, small screens."""

import re

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from contacts.models import Contact, ContactMailingGroup, MailingGroup
from segments_app import services
from tests.browser.pages import assert_accessible, choose_field, log_in, settled
from tests.factories import make_contact, make_salesperson, make_template


@pytest.fixture
def segment(transactional_db, marketer):
    make_salesperson(user=marketer)
    for name in ("Anna", "Anna Maria", "Otto"):
        make_contact(name)
    values = {"description": "Fair letter"}
    return services.create_segment(values=values, by=marketer, now=timezone.now())


@pytest.fixture
def who(page, live_server, marketer, segment):
    """The page on which contacts are chosen, open."""
    log_in(page, live_server, marketer)
    page.goto(f"{live_server.url}/segments/{segment.pk}/who/")
    return page


def matches(page, text):
    expect(page.locator("#result .result-number")).to_contain_text(text)


def name_contains(page, text):
    choose_field(page, "c-0", "Name")
    page.select_option("#c-0-is", "contains")
    page.locator("#c-0-value").fill(text)


@pytest.mark.lesson(47)
def test_the_number_follows_the_typing(who):
    name_contains(who, "anna")
    matches(who, "2")

    who.locator("#c-0-value").press_sequentially(" maria")

    matches(who, "1")
    expect(who.locator("#c-0-value")).to_be_focused()
    expect(who.locator("#result")).not_to_have_class(re.compile("is-stale"))


@pytest.mark.lesson(3)
def test_an_answer_to_what_no_longer_stands_there_is_dropped(who):
    name_contains(who, "anna")
    matches(who, "2")

    def answer_late(route):
        response = route.fetch()
        route.fulfill(response=response, headers={**response.headers, "x-criteria-version": "0"})

    who.route("**/who/count/", answer_late)
    with who.expect_response("**/who/count/"):
        who.locator("#c-0-value").fill("otto")

    matches(who, "2")
    expect(who.locator("#result")).to_have_class(re.compile("is-stale"))


def test_a_condition_is_added_and_the_cursor_is_in_it(who):
    name_contains(who, "anna")
    matches(who, "2")

    who.locator("#c-add").focus()
    who.keyboard.press("Enter")

    expect(who.locator("#c-1-field")).to_be_focused()
    expect(who.locator("#c-0-value")).to_have_value("anna")


def test_enter_in_a_condition_takes_no_step(who, segment):
    name_contains(who, "anna")
    matches(who, "2")

    who.locator("#c-0-value").press("Enter")
    who.wait_for_timeout(500)

    assert not segment.steps.exists()
    expect(who.locator("#c-0-value")).to_have_value("anna")


def test_the_browsers_back_loses_nothing(who, live_server, segment):
    name_contains(who, "anna")
    matches(who, "2")

    who.goto(f"{live_server.url}/segments/{segment.pk}/what/")
    who.go_back()

    expect(who.locator("#c-0-value")).to_have_value("anna")
    matches(who, "2")


def test_a_step_is_chosen_and_taken_with_the_keyboard_alone(who, segment):
    who.locator("[name=action][value=add]").focus()
    for _ in range(12):
        who.keyboard.press("Tab")
        if who.evaluate("document.activeElement.id") == "c-0-field":
            break
    who.keyboard.type("Name")
    who.keyboard.press("Enter")
    expect(who.locator("#c-0-is")).to_be_visible()
    settled(who)
    who.keyboard.press("Tab")
    who.keyboard.press("Home")
    expect(who.locator("#c-0-is")).to_have_value("contains")
    settled(who)
    who.keyboard.press("Tab")
    expect(who.locator("#c-0-value")).to_be_focused()
    who.keyboard.type("anna")
    matches(who, "2")
    for _ in range(20):
        who.keyboard.press("Tab")
        if who.evaluate("document.activeElement.value") == "take":
            break
    who.keyboard.press("Enter")

    expect(who.locator("#step-1")).to_be_visible()
    assert segment.steps.get().after_count == 2


def test_everybody_asks_first(who, segment):
    who.select_option("#c-mode", "everyone")
    who.locator("[value=take]").click()
    expect(who.locator("main [name=confirmed]")).to_be_visible()
    assert_accessible(who)

    who.locator("main [name=confirmed]").click()

    expect(who.locator("#step-1")).to_be_visible()
    assert segment.steps.get().after_count == 3


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_small_screen_keeps_the_number_in_sight(who, scheme):
    who.emulate_media(color_scheme=scheme)
    who.set_viewport_size({"width": 390, "height": 700})

    name_contains(who, "anna")

    expect(who.locator("#result-bar-text")).to_contain_text("2")
    expect(who.locator(".result-bar")).to_be_in_viewport()
    assert who.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert_accessible(who)


def test_picking_something_to_start_from_chooses_its_card(who, live_server):
    group = MailingGroup.objects.create(code="XMAS", description="Christmas card")
    ContactMailingGroup.objects.create(mailing_group=group, contact=make_contact("Nils"))
    who.goto(f"{live_server.url}/segments/new/")

    who.locator("#id_mailing_group + .ts-wrapper .ts-control").click()
    who.locator(".option", has_text="Christmas card").first.click()

    expect(who.locator("#start-mailing_group")).to_be_checked()


def test_a_template_fills_the_form_and_nothing_is_lost(who, live_server, segment):
    make_template(description="Business letter", unit_cost=3, unit_duration=7)
    who.goto(f"{live_server.url}/segments/{segment.pk}/what/")
    who.fill("#id_description", "My own words")

    who.locator("#id_template + .ts-wrapper .ts-control").click()
    who.locator(".option", has_text="Business letter").first.click()

    expect(who.locator("#id_unit_cost")).to_have_value("3.00")
    expect(who.locator("#id_description")).to_have_value("My own words")
    who.locator("#interaction-fields .btn-outline-secondary").click()
    who.wait_for_load_state()
    segment.refresh_from_db()
    assert (segment.unit_cost, segment.unit_duration) == (3, 7)


@pytest.mark.parametrize("scripts", [True, False])
def test_enter_saves_what_is_done_and_fills_nothing_in(
    browser, browser_context_args, live_server, marketer, segment, scripts
):
    make_template(description="Business letter", unit_cost=8)
    with browser.new_context(**browser_context_args, java_script_enabled=scripts) as context:
        page = context.new_page()
        log_in(page, live_server, marketer)
        page.goto(f"{live_server.url}/segments/{segment.pk}/what/")
        page.fill("[name=unit_cost]", "3")
        page.fill("[name=description]", "Spring letter")

        page.locator("[name=description]").press("Enter")

        expect(page.locator("h1")).to_have_text("Spring letter")
    segment.refresh_from_db()
    assert (segment.description, segment.unit_cost) == ("Spring letter", 3)


def test_enter_saves_a_contact_and_gives_up_none_of_its_values(who, live_server, segment, marketer):
    by = {"by": marketer, "now": timezone.now()}
    services.add_by_hand(segment, contacts=Contact.objects.filter(name="Otto"), **by)
    line = segment.lines.get()
    services.edit_lines(segment, lines=segment.lines.all(), values={"cost": 5, "duration": 7}, **by)
    who.goto(f"{live_server.url}/segments/{segment.pk}/contacts/{line.pk}/")
    who.fill("[name=cost]", "6")

    who.locator("[name=cost]").press("Enter")
    who.wait_for_url(re.compile(r"/contacts/(\?|$)"))

    line.refresh_from_db()
    assert (line.cost, line.duration) == (6, 7)


def test_chosen_contacts_are_taken_out_after_a_question(who, live_server, segment, marketer):
    rule = {"everyone": True}
    services.take_step(segment, action="add", rule=rule, by=marketer, now=timezone.now())
    who.goto(f"{live_server.url}/segments/{segment.pk}/contacts/")

    who.locator("tbody [name=selected]").first.check()
    who.locator("[name=action][value=remove]").click()
    who.locator("main [name=confirmed]").click()

    expect(who.locator(".list-count")).to_contain_text("2")


def test_a_box_made_larger_is_exchanged_within_the_security_policy(who):
    choose_field(who, "c-0", "Name")
    matches(who, "not finished yet")
    who.select_option("#c-0-is", "any_of")
    who.locator("textarea#c-0-value").evaluate("box => { box.style.height = '9rem'; }")

    who.select_option("#c-0-is", "none_of")

    expect(who.locator("textarea#c-0-value:not([style])")).to_be_visible()


def test_a_condition_and_its_buttons_are_called_after_the_field_that_was_chosen(who):
    choose_field(who, "c-0", "Name")
    choose_field(who, "c-0", "City")

    expect(who.get_by_role("group", name="Condition 1 of 1: City", exact=True)).to_be_visible()
    expect(who.get_by_role("button", name="Remove condition 1: City", exact=True)).to_be_visible()
