"""Tasks and what came in, in a real browser: one walk over all their pages."""

from email.message import EmailMessage

import pytest
from playwright.sync_api import expect

from interactions.models import Interaction, InteractionTemplateSetup
from segments_app.models import Task
from tests.accounts import make_user
from tests.browser.pages import assert_accessible, log_in
from tests.factories import make_person, make_salesperson, make_template


@pytest.fixture
def ada(transactional_db):
    template = make_template("TALK", "Talk")
    InteractionTemplateSetup.objects.update(outgoing_calls=template, emails=template)
    return make_person("Ada " + "Unterberghausen-" * 4, email="ada@south.example")


def test_a_task_is_made_from_a_contact_and_completed_with_an_interaction(page, live_server, ada):
    user = make_user("Marketer")
    make_salesperson("ME", user=user)
    log_in(page, live_server, user)
    page.goto(f"{live_server.url}{ada.get_absolute_url()}")
    page.locator("#tasks").get_by_role("link", name="New task").click()
    assert_accessible(page)
    page.get_by_label("Description").fill("Call back")
    page.get_by_label("Type", exact=True).select_option("phone_call")
    page.get_by_role("button", name="Save").click()
    expect(page.locator("h1")).to_have_text("Call back")
    assert_accessible(page)

    page.set_viewport_size({"width": 390, "height": 844})
    page.get_by_role("link", name="Complete", exact=True).click()
    expect(page.get_by_label("Yes, log what happened")).to_be_checked()
    assert_accessible(page)
    page.get_by_role("button", name="Complete").click()
    expect(page.locator("h1")).to_have_text("Call back")
    entry = Interaction.objects.get()
    assert Task.objects.get().completed_with == entry
    page.goto(f"{live_server.url}/tasks/?due=closed&whose=all")
    expect(page.get_by_role("link", name="Call back", exact=True)).to_be_visible()
    assert_accessible(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= 390


def test_an_e_mail_that_is_dropped_finds_whom_it_is_from(page, live_server, ada):
    user = make_user("Marketer")
    make_salesperson("ME", user=user)
    mail = EmailMessage()
    mail["From"], mail["Subject"] = "Ada <ada@south.example>", "Please call"
    mail.set_content("Any time.")
    log_in(page, live_server, user)
    page.goto(f"{live_server.url}/interactions/incoming/")
    assert_accessible(page)
    page.get_by_label("E-mail or scan").set_input_files(
        {"name": "mail.eml", "mimeType": "message/rfc822", "buffer": mail.as_bytes()}
    )
    page.get_by_role("button", name="Go on").click()
    expect(page.get_by_role("radio", checked=True)).to_have_value(str(ada.pk))
    assert_accessible(page)
    page.get_by_role("button", name="Log it").click()
    expect(page.locator("h1")).to_have_text("Please call")
    assert Interaction.objects.get().contact == ada
