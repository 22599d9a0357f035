"""Writing a step by keyboard: numbers beside the values, undo and redo, moving of rows."""

import re

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from segments_app import services
from tests.browser.pages import assert_accessible, choose_field, log_in, settled
from tests.factories import make_contact, make_salesperson


@pytest.fixture
def segment(transactional_db, marketer):
    make_salesperson(user=marketer)
    for name, country in [("Anna", "DE"), ("Otto", "DE"), ("Anna Maria", "AT"), ("Lars", "SE")]:
        make_contact(name, country=country)
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


def name_contains(page, path, text):
    choose_field(page, path, "Name")
    page.select_option(f"#{path}-is", "contains")
    settled(page)
    page.locator(f"#{path}-value").fill(text)


def test_values_show_what_each_would_give_and_picking_one_gives_it(who):
    name_contains(who, "c-0", "anna")
    matches(who, "2")
    who.locator("#c-add").focus()
    who.keyboard.press("Enter")
    expect(who.locator("#c-1-field")).to_be_focused()
    settled(who)
    choose_field(who, "c-1", "Country")
    picker = who.locator("#c-1 .ts-wrapper input")
    expect(picker).to_be_visible()

    picker.focus()
    expect(who.locator(".ts-dropdown .pick-number").first).to_be_visible()
    who.keyboard.type("aus")
    austria = who.locator(".ts-dropdown .option", has_text="Austria")
    australia = who.locator(".ts-dropdown .option", has_text="Australia")
    expect(austria.locator(".pick-number")).to_have_text("1")
    expect(australia.locator(".is-barred, :scope.is-barred").first).to_be_visible()
    expect(who.locator(".ts-dropdown .option").first).to_contain_text("Austria")
    assert_accessible(who)
    who.keyboard.press("ArrowUp")
    who.keyboard.press("Enter")

    expect(who.locator("#c-1 .ts-wrapper .item")).to_contain_text(["Austria"])
    matches(who, "1 contact matches")
    expect(picker).to_be_focused()

    expect(picker).to_have_value("")
    expect(who.locator(".ts-dropdown .option", has_text="Germany")).to_contain_text("1")
    who.keyboard.type("ger")
    expect(who.locator(".ts-dropdown .option.active")).to_contain_text("Germany")
    who.keyboard.press("Enter")
    expect(who.locator("#c-1 .ts-wrapper .item")).to_contain_text(["Austria", "Germany"])


def test_more_values_than_a_form_carries_are_sent_as_one(who):
    choose_field(who, "c-0", "Country")
    with who.expect_request("**/who/count/") as counted:
        who.locator("select#c-0-value").evaluate(
            "list => list.tomselect.setValue(Object.keys(list.tomselect.options))"
        )
        who.locator("#c-0-value-ts-control").press("a")
        who.locator("[name=action][value=add]").press("Space")
    assert counted.value.post_data.count("c-0.value_picked") == 1
    matches(who, "4 contacts match")

    who.locator("#take-step").click()
    expect(who.locator("#step-1 .step-counts strong")).to_have_text("4")


def test_without_scripts_a_button_shows_the_numbers(no_javascript, live_server, marketer, segment):
    page = no_javascript
    log_in(page, live_server, marketer)
    page.goto(f"{live_server.url}/segments/{segment.pk}/who/")
    page.select_option("#c-0-field", "country")
    page.locator("#c-0 .condition-what button").click()

    page.get_by_role("button", name="Show numbers").click()

    expect(page.locator("#c-0-value option").nth(0)).to_have_text("Austria (1)")
    expect(page.locator("#c-0-value option[value=DE]")).to_have_text("Germany (2)")


def test_a_change_is_undone_and_redone_and_the_cursor_stays(who):
    name_contains(who, "c-0", "anna")
    matches(who, "2")
    who.locator("[name=action][value=add]").focus()
    who.locator("#c-add").click()
    expect(who.locator("#c-1-field")).to_be_focused()

    undo = who.get_by_role("button", name="Undo")
    undo.focus()
    who.keyboard.press("Enter")
    expect(who.locator("#c-1-field")).to_have_count(0)
    expect(undo).to_be_focused()
    matches(who, "2")
    expect(who.locator("#c-0-value")).to_have_value("anna")
    who.keyboard.press("Enter")
    expect(who.locator("#c-0-value")).not_to_have_value("anna")
    settled(who)

    redo = who.get_by_role("button", name="Redo")
    expect(redo).to_have_attribute("aria-disabled", "false")
    redo.focus()
    who.keyboard.press("Enter")
    expect(who.locator("#c-0-value")).to_have_value("anna")
    settled(who)
    who.keyboard.press("Enter")
    expect(who.locator("#c-1-field")).to_have_count(1)
    expect(redo).to_have_attribute("aria-disabled", "true")
    expect(redo).to_be_focused()
    assert_accessible(who)

    for button, field in ((undo, ""), (redo, "name")):  # pressed faster than answered: each counts
        for _each in range(6):
            button.press("Enter")
        expect(button).to_have_attribute("aria-disabled", "true", timeout=20_000)
        expect(who.locator("[name='c-0.field']")).to_have_value(field)
        settled(who)
    expect(who.locator("#c-1-field")).to_have_count(1)


def fields(page):
    return page.locator(".condition-what select").evaluate_all("all => all.map((one) => one.value)")


def test_rows_are_added_moved_removed_and_the_step_taken_by_keys_alone(who, segment):
    name_contains(who, "c-0", "anna")
    matches(who, "2")
    who.locator("#c-0-off").focus()

    who.keyboard.press("a")
    expect(who.locator("#c-1-field")).to_be_focused()
    who.keyboard.type("City")
    who.keyboard.press("Enter")
    expect(who.locator("#c-1-is")).to_be_visible()
    settled(who)
    who.locator("#c-1-up").focus()
    who.keyboard.press("Alt+ArrowUp")
    expect(who.locator("#c-0-down")).to_be_focused()
    assert fields(who) == ["city", "name"]
    settled(who)
    who.keyboard.press("Alt+ArrowDown")
    expect(who.locator("#c-1-up")).to_be_focused()
    assert fields(who) == ["name", "city"]
    settled(who)
    who.keyboard.press("Delete")
    expect(who.locator("#c-0-field")).to_be_focused()
    assert fields(who) == ["name"]
    settled(who)
    who.locator("#c-0-off").focus()
    who.keyboard.press("Control+z")
    expect(who.locator("#c-1")).to_be_visible()
    settled(who)
    who.keyboard.press("Control+Shift+z")
    expect(who.locator("#c-1")).to_have_count(0)
    matches(who, "2")
    settled(who)
    who.locator("#c-0-value").focus()
    who.keyboard.press("Control+Enter")

    expect(who.locator("#step-1")).to_be_visible()
    assert segment.steps.get().after_count == 2


def test_keys_pressed_faster_than_they_are_answered_all_count(who):
    name_contains(who, "c-0", "anna")
    matches(who, "2")
    held = []
    who.route("**/who/step/", lambda route: held.append(route))

    def let_go(count):
        for number in range(count):
            while len(held) <= number:
                who.wait_for_timeout(20)
            held[number].continue_()
        held.clear()

    who.locator("#c-0-off").focus()
    for _each in range(3):
        who.keyboard.press("a")
    let_go(3)
    expect(who.locator("#c-3-field")).to_be_focused()
    settled(who)
    assert fields(who) == ["name", "", "", ""]

    who.locator("#c-0-down").focus()
    for _each in range(3):
        who.keyboard.press("Alt+ArrowDown")
    let_go(3)
    expect(who.locator("#c-3-up")).to_be_focused()
    assert fields(who) == ["", "", "", "name"]


def test_letters_that_are_typed_and_keys_that_are_switched_off_do_nothing(who):
    name_contains(who, "c-0", "")
    who.locator("#c-0-value").focus()
    who.keyboard.type("aA")
    who.keyboard.press("Delete")
    expect(who.locator("#c-0-value")).to_have_value("aA")

    who.keyboard.press("Tab")
    who.locator("#c-0-off").focus()
    who.keyboard.press("?")
    who.get_by_label("Shortcuts are on").uncheck()
    who.keyboard.press("Escape")
    who.locator("#c-0-off").focus()
    for key in ("a", "Shift+A", "Delete", "Control+z"):
        who.keyboard.press(key)
    who.wait_for_timeout(300)

    assert fields(who) == ["name"]
    expect(who.locator("#c-0-off")).to_be_focused()


def test_the_previous_result_says_so_while_counting(who):
    name_contains(who, "c-0", "anna")
    matches(who, "2")
    note = who.get_by_text("For the previous criteria")
    expect(note).to_be_hidden()

    who.route("**/who/count/", lambda route: None)
    who.locator("#c-0-value").press_sequentially("b")

    expect(note).to_be_visible()
    matches(who, "2")
    who.wait_for_timeout(300)
    assert_accessible(who)


def test_a_filter_that_is_refused_is_told_with_its_character(who, segment):
    name_contains(who, "c-0", "anna")
    who.select_option("#c-0-is", "matches")
    settled(who)
    who.locator("#c-0-value").fill("an*||otto")
    who.keyboard.press("Control+Enter")

    expect(who.locator("#c-0-errors")).to_contain_text("Character 5: ")
    expect(who.locator("#c-0-value")).to_have_attribute("aria-describedby", "c-0-errors")
    expect(who.locator("#c-0 .condition-mistake mark")).to_have_text("|otto")
    expect(who.locator("#c-0-value")).to_have_value("an*||otto")
    assert_accessible(who)
    assert not segment.steps.exists()


def test_on_a_small_screen_the_field_has_the_whole_width(who):
    who.set_viewport_size({"width": 390, "height": 800})
    field = who.locator("#c-0-field").bounding_box()
    tools = who.locator("#c-0 .criteria-tools").first.bounding_box()

    assert field["width"] > 250
    assert tools["y"] >= field["y"] + field["height"]


def test_each_count_says_which_request_of_the_page_it_is_and_leaving_stops_the_last(who):
    sent = []
    who.context.on("request", lambda request: sent.append(request) if "/who/" in request.url else 0)
    name_contains(who, "c-0", "anna")
    matches(who, "2")
    counts = [request.post_data for request in sent if request.url.endswith("/who/count/")]
    pages, numbers = zip(*map(asked_in, counts), strict=True)
    assert len(set(pages)) == 1
    assert list(numbers) == sorted(set(numbers))

    who.route("**/who/count/", lambda route: None)  # the answer does not come
    with who.expect_request("**/who/count/"):
        who.locator("#c-0-value").fill("otto")
    who.evaluate(
        "() => { navigator.sendBeacon = (url, data) => "
        "sessionStorage.setItem('left', `${data.get('asked')} ${data.get('leaving')}`); }"
    )
    who.goto(who.url.replace("/who/", "/contacts/"))

    page, number = asked_in(who.evaluate("sessionStorage.getItem('left')"))
    assert page == pages[0]
    assert number > numbers[-1]


def asked_in(data):
    page, number = re.search(r"([0-9a-f]{24})-([0-9]+)", data).groups()
    return page, int(number)


def test_what_a_value_means_follows_the_typing_and_so_does_what_is_wrong(who):
    hint = who.locator("#c-0 .condition-hint")
    error = who.locator("#c-0 .field-error")
    choose_field(who, "c-0", "Created")
    who.locator("#c-0-value").fill("0")
    who.locator("#take-step").click()
    expect(error).to_contain_text("Give a whole number")
    assert_accessible(who)

    who.locator("#c-0-value").fill("1")
    expect(error).to_have_count(0)
    expect(who.locator("#c-0 [aria-invalid]")).to_have_count(0)
    expect(hint).to_be_visible()
    today = hint.inner_text()
    who.locator("#c-0-value").fill("30")
    expect(hint).to_contain_text(f"to {today}")
    who.locator("#c-0-value").fill("")
    expect(hint).to_be_hidden()
    expect(who.locator("#result a[href='#c-0']")).to_have_text("Type a number.")


def test_a_number_that_cannot_be_counted_says_so_and_is_counted_again_on_request(who):
    name_contains(who, "c-0", "anna")
    matches(who, "2")
    result = who.locator("#result")
    who.route("**/who/count/", lambda route: route.fulfill(status=503, body=""))
    who.locator("#c-0-value").fill("lars")
    expect(result).to_contain_text("the new one could not be counted")
    expect(result.locator(".result-stale")).to_be_hidden()
    expect(who.locator("#c-0-value")).to_have_value("lars")
    assert_accessible(who)

    who.unroute("**/who/count/")
    result.get_by_role("button", name="Count again").click()
    matches(who, "1")
    expect(result.locator(".result-failed")).to_be_hidden()
