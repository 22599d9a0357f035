"""Attributes in the browser: filled in, shown, and forty of them with long names."""

import pytest

from tests.browser.pages import assert_accessible, log_in
from tests.factories import make_attribute, make_person

LONG = "What the customer has told us about the delivery of goods on Saturdays and holidays"[:80]


@pytest.mark.parametrize("width", [390, 1280])
def test_forty_attributes_fit_and_are_filled_in(page, live_server, marketer, width):
    contact = make_person("Ada")
    kinds = ("text", "number", "date", "yes_no", "choice", "choices")
    for number in range(40):
        kind = kinds[number % len(kinds)]
        choices = ["red", "green", "blue"] if "choice" in kind else ()
        make_attribute(f"a{number}", kind, choices=choices, label=LONG, position=number)
    page.set_viewport_size({"width": width, "height": 800})
    log_in(page, live_server, marketer)

    page.goto(f"{live_server.url}/contacts/{contact.pk}/edit/")
    assert_accessible(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.fill("[name=surname]", "Lovelace")
    page.fill("[name=attribute_a0]", "by noon")
    page.check("[name=attribute_a5][value=green]")
    page.click(".form-actions button[type=submit]")

    page.wait_for_url(f"**/contacts/{contact.pk}/")
    shown = page.inner_text("#attributes")
    assert "by noon" in shown
    assert "GREEN" in shown
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert_accessible(page)
