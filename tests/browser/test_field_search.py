"""Choosing the field of a condition by searching for it; and without scripts, from a list."""

import pytest
from django.conf import settings
from django.utils import timezone, translation
from playwright.sync_api import expect

from segments_app import services
from segments_app.criteria.field_lists import words_of
from segments_app.criteria.registry import sources
from tests.browser.pages import assert_accessible, choose_field, log_in, settled
from tests.factories import make_contact, make_salesperson


@pytest.fixture
def segment(transactional_db, marketer):
    """A segment of one step, taken by the user: by city and by a letter."""
    make_salesperson(user=marketer)
    make_contact("Anna", city="Bonn", postcode="53111")
    now = timezone.now()
    segment = services.create_segment(values={"description": "Fair"}, by=marketer, now=now)
    letter = {"some": "interaction", "where": {"field": "subject", "is": "is", "value": "Fair"}}
    rule = {"any": [letter, {"field": "city", "is": "is", "value": "Bonn"}]}
    services.take_step(segment, action="add", rule=rule, by=marketer, now=now)
    return segment


@pytest.fixture
def who(page, live_server, marketer, segment):
    log_in(page, live_server, marketer)
    page.goto(f"{live_server.url}/segments/{segment.pk}/who/")
    return page


def options(page):
    return page.locator("#field-list [role=option]")


def sections(page):
    return page.locator("#field-list .field-section").all_inner_texts()


def test_a_field_is_found_by_another_word_and_the_cursor_stays(who):
    box = who.locator("#c-0-field")
    field = who.locator("[name='c-0.field']")
    expect(box).to_have_attribute("aria-expanded", "false")
    box.click()
    assert sections(who)[:2] == ["Used last", "Contact"]
    expect(options(who).nth(0)).to_have_text("City")
    expect(options(who).nth(1)).to_have_text("Interactions")
    assert_accessible(who)

    box.press_sequentially("zip")
    expect(options(who).first).to_have_text("Post codezip")
    expect(options(who).first).to_have_class("is-active")
    expect(box).to_have_attribute("aria-activedescendant", "field-option-0")
    expect(who.locator("#announcer")).to_have_text("4 fields")
    assert_accessible(who)
    expect(who.locator("#result")).not_to_have_class("is-stale")
    box.press("Enter")
    expect(field).to_have_value("postcode")
    expect(box).to_have_value("Post code")
    expect(box).to_be_focused()
    expect(who.locator("#c-0-is")).to_be_visible()
    expect(who.locator("#field-list")).to_have_count(0)

    settled(who)
    box.fill("company ÇITY")  # every word counts, in whatever order and without accents
    expect(options(who)).to_have_text(["City of the company"])
    box.fill("newsletter")  # in this order: the contact's own before that of its company
    expect(options(who).locator("span:first-child")).to_have_text(
        ["Mailing group", "Mailing groups", "E-mails", "Mailing group of the company"]
    )
    box.fill("xyzzy")
    expect(who.locator(".field-none")).to_be_visible()
    expect(box).to_have_attribute("aria-expanded", "false")
    assert_accessible(who)
    box.press("Escape")
    expect(box).to_have_value("Post code")
    box.press("ArrowDown")  # opens at what is chosen
    expect(who.locator("#field-list .is-active")).to_have_attribute("aria-selected", "true")
    box.press("ArrowDown")
    box.press("Enter")
    expect(field).to_have_value("place")

    settled(who)
    box.fill("municipal")
    box.press("Tab")
    expect(field).to_have_value("city")
    box.focus()
    box.press("Control+z")  # nothing is being typed: the last change is taken back
    expect(field).to_have_value("place")


def test_a_row_of_something_has_its_own_fields_and_keeps_what_was_chosen(who):
    choose_field(who, "c-0", "Interactions")
    who.locator("#c-0-w-add").click()
    inner = who.locator("#c-0-w-0-field")
    expect(inner).to_be_focused()
    settled(who)
    inner.press("ArrowDown")
    assert sections(who) == ["Used last"]
    expect(options(who).first).to_have_text("Subject")
    inner.fill("zip")
    expect(options(who)).to_have_count(0)
    inner.fill("incoming")
    inner.press("Enter")
    expect(inner).to_have_value("Information flow")
    settled(who)

    who.locator("#c-add").click()
    expect(who.locator("#c-1-field")).to_be_focused()
    expect(who.locator("[name='c-0-w-0.field']")).to_have_value("information_flow")
    expect(inner).to_have_value("Information flow")
    who.keyboard.type("cell")  # at once: what is typed is not lost
    expect(options(who).first).to_contain_text("Mobile telephone")
    options(who).first.click()
    expect(who.locator("[name='c-1.field']")).to_have_value("mobile_phone")
    settled(who)
    who.set_viewport_size({"width": 390, "height": 800})
    who.locator("#c-1-field").click()
    assert who.evaluate("document.documentElement.scrollWidth") <= 390
    assert_accessible(who)


def test_each_language_finds_the_post_code_by_its_own_words(who):
    for language, _name in settings.LANGUAGES:
        with translation.override(language):
            words = [word.strip() for word in words_of("postcode").split(",")]
            label = str(sources["contact"].criteria["postcode"].label)
        cookie = {"name": settings.LANGUAGE_COOKIE_NAME, "value": language, "url": who.url}
        who.context.add_cookies([cookie])
        who.reload()
        for word in words:
            who.locator("#c-0-field").fill(word)
            expect(options(who).locator("span:first-child").first).to_have_text(label)


def test_without_scripts_the_fields_used_last_are_on_top_of_the_list(
    no_javascript, live_server, marketer, segment
):
    page = no_javascript
    log_in(page, live_server, marketer)
    page.goto(f"{live_server.url}/segments/{segment.pk}/who/")
    groups = page.locator("#c-0-field optgroup")

    assert groups.nth(0).get_attribute("label") == "Used last"
    assert groups.nth(0).locator("option").all_inner_texts() == ["City", "Interactions"]
    page.select_option("#c-0-field", label="City")
    page.locator("#c-0 .condition-what button").click()
    expect(page.locator("#c-0-field")).to_have_value("city")
    expect(page.locator("#c-0-is")).to_be_visible()
