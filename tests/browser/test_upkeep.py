"""A segment kept up to date and the library of saved criteria, in a real browser."""

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from contacts.models import Contact
from interactions.models import Interaction
from segments_app import services
from segments_app.models import SavedCriteria, Segment
from tests.browser.pages import assert_accessible, log_in
from tests.factories import make_contact, make_salesperson, make_template

BERLIN = {"field": "city", "is": "is", "value": "Berlin"}


@pytest.fixture
def segment(transactional_db, marketer):
    now = timezone.now()
    for name in ("Anna", "Otto", "Zoe"):
        make_contact(name, city="Berlin")
    values = {
        "description": "Fair letter",
        "salesperson": make_salesperson(user=marketer),
        "template": make_template(),
    }
    segment = services.create_segment(values=values, by=marketer, now=now)
    services.take_step(segment, action="add", rule=BERLIN, by=marketer, now=now)
    return Segment.objects.get(pk=segment.pk)


@pytest.fixture(params=[True, False], ids=["javascript", "no-javascript"])
def window(request, browser, browser_context_args):
    options = {**browser_context_args, "java_script_enabled": request.param}
    with browser.new_context(**options) as context:
        page = context.new_page()
        page.set_default_timeout(15_000)
        page.scripted = request.param
        yield page


def look(page):
    expect(page.locator("main h1")).to_be_visible()
    if page.scripted:
        assert_accessible(page)


def test_a_segment_is_kept_up_to_date_and_logged(window, live_server, marketer, segment):
    log_in(window, live_server, marketer)
    home = f"{live_server.url}/segments/{segment.pk}/"
    window.goto(f"{home}upkeep/")
    look(window)
    window.check("input[name=every][value=day]")
    expect(window.locator("#id_at_time")).to_be_visible()
    expect(window.locator("#id_on_weekday")).to_be_hidden()
    window.check("input[name=every][value=hour]")
    expect(window.locator("#id_at_time")).to_be_hidden()
    window.locator("form.panel button[type=submit]").click()
    expect(window.locator(".upkeep")).to_contain_text("never refreshed yet")
    Contact.objects.filter(name="Otto").update(city="Kiel", modified_at=timezone.now())

    window.get_by_role("button", name="Refresh now").click()
    expect(window.locator("#step-2")).to_contain_text("0 joined, 1 left")
    look(window)
    window.locator(".upkeep").get_by_role("link", name="Who joined and left").click()
    look(window)
    window.locator("tbody a").last.click()
    expect(window.locator("tbody")).to_contain_text("City: Berlin → Kiel")
    look(window)
    window.goto(f"{home}log/")
    look(window)
    make_contact("Nils", city="Berlin")
    window.get_by_role("button", name="Log 2 interactions").click()
    expect(window.locator("main")).to_contain_text("The segment had 2 contacts, and has 3")
    window.get_by_role("button", name="Log 3 interactions").click()
    expect(window.locator("main")).to_contain_text("3 interactions are logged")
    assert Interaction.objects.count() == 3


def test_saved_criteria_are_changed_compared_and_brought_back(
    window, live_server, marketer, segment
):
    criteria = services.save_criteria(
        segment, code="CITY", description="By city", by=marketer, now=timezone.now()
    )
    make_contact("Nils", city="Kiel")
    log_in(window, live_server, marketer)
    window.goto(f"{live_server.url}/criteria/{criteria.pk}/")
    look(window)
    window.locator(".step-changes a").click()
    look(window)
    window.locator("#c-0-value").fill("Kiel")
    window.fill("#id_note", "Kiel it is")
    window.get_by_role("button", name="Save as a new version").click()
    expect(window.locator(".versions li").first).to_contain_text("Kiel it is")
    window.locator(".versions").get_by_role("link", name="Compare").click()
    expect(window.locator("ins")).to_have_text("“Kiel”.")
    look(window)
    window.get_by_role("link", name="−3").click()  # noqa: RUF001 - a minus
    expect(window.locator("tbody tr")).to_have_count(3)
    look(window)
    window.goto(f"{live_server.url}/criteria/{criteria.pk}/")
    window.get_by_role("button", name="Use again").click()
    expect(window.locator(".versions li")).to_have_count(3)
    assert SavedCriteria.objects.get().steps == criteria.steps
