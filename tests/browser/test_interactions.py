"""Campaigns and interactions in the browser: looked at, logged, cancelled."""

import pytest

from interactions.models import Interaction, InteractionTemplateSetup
from tests.browser.pages import assert_accessible, log_in
from tests.factories import (
    make_campaign,
    make_campaign_entry,
    make_company,
    make_interaction,
    make_language,
    make_logged_segment,
    make_person,
    make_salesperson,
    make_template,
    make_template_content,
)

PAGES = (
    "/campaigns/",
    "/campaigns/new/",
    "/campaigns/{campaign}/",
    "/campaigns/{campaign}/people/contacted/",
    "/interactions/",
    "/interactions/{interaction}/",
    "/interactions/{interaction}/cancel/",
    "/interactions/new/",
    "/interactions/new/?contact={person}&template={template}",
    "/interactions/call/?contact={person}",
    "/interactions/contacts/?q=anna",
    "/interactions/postponed/",
    "/interactions/logged-segments/",
    "/interactions/logged-segments/{logged}/",
    "/interactions/logged-segments/{logged}/contacts/",
    "/interactions/campaign-entries/",
    "/interactions/templates/",
    "/interactions/templates/{template}/",
    "/interactions/templates/{template}/edit/",
)


@pytest.fixture
def made(live_server):
    template = make_template(
        "LETTER", "Thank-you letter", unit_cost=2, default_language=make_language("en")
    )
    make_template_content(template, "en", subject="Thank you", text="Dear reader")
    InteractionTemplateSetup.objects.update(outgoing_calls=make_template("CALL", "Outgoing call"))
    salesperson, campaign = make_salesperson(name="Sofie"), make_campaign("Spring fair")
    company = make_company("Bakery Nord")
    person = make_person("Anna Berg", company=company, phone="+49 431 1", salesperson=salesperson)
    logged = make_logged_segment(
        "SM00001", campaign=campaign, line_count=1, logged_count=1,
        steps=[{"action": "add", "before": 0, "after": 1}], sentence="1. Add: all contacts.",
    )  # fmt: skip
    interaction = make_interaction(
        person,
        description="Letter to Anna",
        template=template,
        salesperson=salesperson,
        campaign=campaign,
        campaign_entry=make_campaign_entry(campaign, segment_number="SM00001"),
        logged_segment=logged,
        is_target=True,
    )
    make_interaction(company, description="Call", template=template, attempt_failed=True)
    return {
        "campaign": campaign.pk,
        "interaction": interaction.pk,
        "logged": logged.pk,
        "person": person.pk,
        "template": template.pk,
    }


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_pages_are_accessible(page, live_server, marketer, made, scheme):
    page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
    log_in(page, live_server, marketer)

    for path in PAGES:
        page.goto(live_server.url + path.format(**made))
        page.wait_for_load_state("networkidle")
        assert_accessible(page)


def test_no_page_is_wider_than_a_telephone(page, live_server, marketer, made):
    page.set_viewport_size({"width": 390, "height": 844})
    log_in(page, live_server, marketer)

    for path in PAGES:
        page.goto(live_server.url + path.format(**made))
        page.wait_for_load_state("networkidle")
        width = page.evaluate("document.documentElement.scrollWidth")
        assert width <= 390, (path, width)


def test_an_interaction_is_logged_by_choosing_whom_and_what(page, live_server, marketer, made):
    log_in(page, live_server, marketer)
    page.goto(f"{live_server.url}/interactions/new/")

    page.locator("select[name=contact] + .ts-wrapper").click()
    page.locator(".dropdown-input:visible").press_sequentially("anna", delay=50)
    page.get_by_role("option", name="Anna Berg").click()
    page.wait_for_url("**contact=*")
    page.locator("select[name=template] + .ts-wrapper").click()
    page.get_by_role("option", name="Thank-you letter").click()
    page.wait_for_url("**template=*")
    assert page.get_by_label("Subject").input_value() == "Thank you"
    page.get_by_label("Comment").fill("She was pleased")
    page.get_by_role("button", name="Log", exact=True).click()

    page.get_by_text("The interaction is logged.").wait_for()
    logged = Interaction.objects.latest("pk")
    assert (logged.contact.name, logged.content.text) == ("Anna Berg", "Dear reader")


@pytest.mark.parametrize("javascript", [True, False])
def test_chosen_interactions_are_cancelled_with_a_reason(
    new_context, live_server, marketer, made, javascript
):
    page = new_context(java_script_enabled=javascript).new_page()
    log_in(page, live_server, marketer)
    page.goto(f"{live_server.url}/interactions/")

    page.get_by_label("Select Letter to Anna").check()
    page.get_by_role("button", name="Cancel", exact=True).click()
    page.get_by_label("Reason").fill("Never sent")
    page.get_by_role("button", name="Cancel them").click()

    page.get_by_text("1 interaction was changed.").wait_for()
    assert Interaction.objects.canceled().get().description == "Letter to Anna"
    assert page.locator("s", has_text="Letter to Anna").is_visible()


def test_without_javascript_a_contact_is_found_on_a_page(new_context, live_server, marketer, made):
    page = new_context(java_script_enabled=False).new_page()
    log_in(page, live_server, marketer)
    page.goto(f"{live_server.url}/interactions/new/")

    page.get_by_role("link", name="Find a contact").click()
    page.get_by_label("Name, company").fill("anna")
    page.get_by_role("button", name="Search").last.click()
    page.get_by_role("link", name="Anna Berg").click()
    page.get_by_label("Interaction template").select_option(label="Thank-you letter")
    page.get_by_role("button", name="Go on").click()
    page.get_by_role("button", name="Finish later").click()

    page.get_by_text("kept to be finished later").wait_for()
    assert Interaction.objects.postponed().get().contact.name == "Anna Berg"


def test_the_chart_of_a_campaign_is_drawn_and_says_its_numbers(page, live_server, marketer, made):
    log_in(page, live_server, marketer)
    page.goto(f"{live_server.url}/campaigns/{made['campaign']}/")

    page.wait_for_function("Chart.getChart(document.querySelector('canvas'))")
    page.get_by_text("The numbers as a table").click()

    assert page.get_by_role("cell", name="March 2026").is_visible()
