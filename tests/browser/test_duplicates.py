"""One contact entered twice, found, merged and taken apart again, in the browser."""

import re

import pytest
from django.utils import timezone

from contacts.models import Contact, Merge
from contacts.services import create_contact
from segments_app.models import Job
from segments_app.services.jobs import run_job
from tests.browser.pages import assert_accessible, log_in

LONG = "Wolfeschlegelsteinhausenbergerdorff"


def fits(page, width):
    assert page.evaluate("document.documentElement.scrollWidth") <= width, page.url
    assert_accessible(page)


def press(page, selector):
    """Go to a control by the keyboard and press it: what cannot be reached cannot be pressed."""
    control = page.locator(selector)
    control.focus()
    assert control.evaluate("control => control === document.activeElement")
    page.keyboard.press("Enter")


@pytest.mark.parametrize(("width", "scheme"), [(1280, "light"), (390, "dark")])
def test_a_duplicate_is_entered_found_merged_and_taken_apart(
    page, live_server, marketer, width, scheme
):
    values = {"first_name": "Ada", "surname": LONG, "email": "ada@north.example", "city": "Lund"}
    ada = create_contact(values={"type": "person", **values}, by=None, now=timezone.now())
    page.emulate_media(color_scheme=scheme)
    page.set_viewport_size({"width": width, "height": 800})
    log_in(page, live_server, marketer)

    page.goto(f"{live_server.url}/contacts/new/?type=person")
    page.fill("[name=first_name]", "Ada")
    page.fill("[name=surname]", LONG)
    page.fill("[name=email]", "ada@north.example")
    page.fill("[name=city]", "Malmö")
    page.keyboard.press("Enter")
    page.locator("[name=all_the_same]").wait_for()
    assert ada.number in page.inner_text("[role=alert]")
    assert Contact.objects.count() == 1
    fits(page, width)
    press(page, "[name=all_the_same]")
    page.wait_for_url(re.compile(r"/contacts/\d+/$"))
    twin = Contact.objects.exclude(pk=ada.pk).get()

    page.goto(f"{live_server.url}/contacts/duplicates/")
    fits(page, width)
    press(page, "form[action$='/search/'] button")
    page.wait_for_url("**/jobs/**")
    run_job(Job.objects.get().pk, now=timezone.now())
    page.goto(f"{live_server.url}/contacts/duplicates/")
    fits(page, width)
    page.click("td a[href^='/contacts/duplicates/']")
    fits(page, width)
    page.keyboard.press("m")

    page.wait_for_url("**/merge/**")
    fits(page, width)
    page.focus("[name=use_city][value=first]")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    page.fill("[name=own_city]", "Ystad")
    page.focus("main a")
    page.keyboard.press("m")
    page.wait_for_url(re.compile(r"/contacts/duplicates/$"))
    page.locator("text=It can be taken back").wait_for()
    fits(page, width)
    assert [(c.pk, c.city) for c in Contact.objects.all()] == [(ada.pk, "Ystad")]

    page.goto(f"{live_server.url}/contacts/{twin.pk}/")
    assert page.url.endswith(f"/contacts/{ada.pk}/")
    page.goto(f"{live_server.url}/contacts/merges/")
    fits(page, width)
    page.goto(f"{live_server.url}{Merge.objects.get().get_absolute_url()}")
    press(page, "form[action$='/undo/'] button")
    page.locator("text=is a contact of its own again").wait_for()
    fits(page, width)
    cities = dict(Contact.objects.values_list("pk", "city"))
    assert cities == {ada.pk: "Lund", twin.pk: "Malmö"}
