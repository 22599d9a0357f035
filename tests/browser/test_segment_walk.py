"""The whole job as a marketer does it, in a real browser: from nothing to a logged segment."""

import re

import pytest
from playwright.sync_api import expect

from contacts.models import ContactMailingGroup, MailingGroup
from interactions.models import Interaction
from segments_app.models import Segment
from tests.browser.pages import assert_accessible, choose_field, log_in
from tests.factories import (
    make_campaign,
    make_company,
    make_contact,
    make_language,
    make_salesperson,
    make_template,
    make_template_content,
)


@pytest.fixture
def company_data(transactional_db, marketer):
    """A few contacts, a campaign, a template with a text: enough to log a letter."""
    make_salesperson(name="Anna Moretti", user=marketer)
    ikea = make_company("Ikea", country="SE")
    for name, country in (("Anna", "DE"), ("Otto", "DE"), ("Zoe", "SE"), ("Łucja", "PL")):
        make_contact(name, country=country, company=ikea)
    make_contact("Hidden", country="DE", exclude_from_segments=True)
    group = MailingGroup.objects.create(code="XMAS", description="Christmas card")
    ContactMailingGroup.objects.create(mailing_group=group, contact=make_contact("Nils"))
    template = make_template(
        description="Business letter", unit_cost=2, default_language=make_language("de")
    )
    make_template_content(template, "de", subject="Guten Tag", text="Hallo")
    return {"campaign": make_campaign("Spring fair"), "template": template, "group": group}


@pytest.fixture(params=["en-GB", "de-DE"])
def language(request):
    return request.param


@pytest.fixture(params=[True, False], ids=["javascript", "no-javascript"])
def window(request, browser, browser_context_args, language):
    """A page, with and without scripts, in English and in German."""
    options = {**browser_context_args, "locale": language, "java_script_enabled": request.param}
    with browser.new_context(**options) as context:
        page = context.new_page()
        page.set_default_timeout(15_000)
        page.scripted = request.param
        problems = []
        page.on("pageerror", lambda error: problems.append(str(error)))
        yield page
        assert not problems


def look(page):
    """Check the page as it is now; axe is a script itself and needs scripts."""
    expect(page.locator("main h1")).to_be_visible()
    if page.scripted:
        assert_accessible(page)


def choose(page, selector, label):
    """Choose an option: by the picker where scripts made one, else in the list itself."""
    picker = page.locator(f"{selector} + .ts-wrapper")
    if page.scripted:
        picker.locator(".ts-control").click()
        picker.locator(".option", has_text=label).first.click()
        page.keyboard.press("Escape")
    else:
        value = page.locator(f"{selector} option", has_text=label).first.get_attribute("value")
        page.select_option(selector, value)


def choose_country_field(page):
    """Choose the field by what it is called in the language of the page."""
    name = page.locator("[name='c-0.field'] option[value=country]").first.text_content()
    if page.scripted:
        choose_field(page, "c-0", name)
        return
    page.select_option("#c-0-field", "country")
    update(page, "[value='refresh:c-0']")


def choose_country(page, code):
    """Choose a country in the criteria, whatever it is called in the language of the page."""
    label = page.locator(f"#c-0-value option[value={code}]").text_content()
    choose(page, "#c-0-value", label)


def update(page, button):
    """Without scripts, tell the server what was chosen; with them it has been told."""
    if not page.scripted:
        page.locator(button).first.click()


def test_a_marketer_logs_a_segment(window, live_server, marketer, company_data):
    page = window
    log_in(page, live_server, marketer)
    page.goto(f"{live_server.url}/segments/")
    look(page)
    page.locator("[data-keys=n]").click()

    # Start
    look(page)
    page.fill("[name=description]", "Fair letter")
    page.locator("main form [type=submit]").first.click()
    page.wait_for_url(re.compile(r"/who/$"))
    segment = Segment.objects.get()
    home = f"{live_server.url}/segments/{segment.pk}"

    # Who: by criteria
    look(page)
    choose_country_field(page)
    expect(page.locator("#c-0-is")).to_be_visible()
    choose_country(page, "DE")
    update(page, "[value=count]")
    expect(page.locator("#result .result-number")).to_contain_text("3")
    look(page)

    # … left, and resumed
    page.goto(f"{home}/")
    look(page)
    page.locator(".stages a[href$='/who/']").click()
    update(page, "[value=count]")
    expect(page.locator("#result .result-number")).to_contain_text("3")
    page.locator("[name=op][value=take]").click()
    expect(page.locator("#step-1")).to_contain_text("2")

    # … one more by hand, back and forward
    page.goto(f"{home}/who/by-hand/?q=lucja")
    look(page)
    page.get_by_label(re.compile("Łucja")).check()
    page.locator("#found [type=submit]").click()
    page.goto(f"{home}/who/")
    expect(page.locator("#step-2")).to_be_visible()
    page.locator("#step-1 button").click()
    expect(page.locator("#step-2.is-back")).to_be_visible()
    look(page)
    page.locator("#step-2 button").click()
    expect(page.locator(".on-it-number")).to_contain_text("3")

    # What
    page.locator(".on-it .btn-primary").click()
    look(page)
    choose(page, "#id_template", "Business letter")
    update(page, "[name=fill]")
    expect(page.locator("#id_unit_cost")).to_have_value("2.00")
    choose(page, "#id_campaign", "Spring fair")
    page.locator("#id_is_target").check()
    look(page)
    page.locator("[name=and_check]").click()

    # Check: one contact gets values of its own first
    look(page)
    page.goto(f"{home}/contacts/?q=anna")
    look(page)
    page.locator("td.actions a").first.click()
    look(page)
    page.select_option("[name=cost_mode]", "own")
    page.fill("[name=cost]", "5")
    page.locator("main form.form [type=submit]:not(.visually-hidden)").first.click()
    expect(page.locator(".table .own-mark")).to_be_visible()

    # Log
    page.goto(f"{home}/log/")
    page.locator("[name=follow_up]").check()
    page.locator("main form [type=submit]").click()
    page.wait_for_url(re.compile(r"/log/done/$"))
    look(page)
    expect(page.locator(".done-number")).to_contain_text("3")
    page.goto(f"{home}/")
    look(page)

    assert Interaction.objects.count() == 3
    assert sorted(Interaction.objects.values_list("cost", flat=True)) == [2, 2, 5]
    assert Segment.objects.filter(followed_up__isnull=False).count() == 1
