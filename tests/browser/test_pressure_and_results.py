"""Contact pressure, results, the next segment and sending again, in a real browser."""

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import expect

from interactions.models import Delivery, Interaction, PressureRule
from segments_app import services
from segments_app.criteria.rules import EVERYONE
from segments_app.models import Segment
from tests.accounts import make_user
from tests.browser.pages import assert_accessible, log_in
from tests.consents import marketing
from tests.factories import make_contact, make_interaction, make_salesperson, make_template
from tests.interactions.delivery.outbox import make_receiver
from tests.interactions.delivery.test_resending import make_mail, sent
from tests.segments_app.services.building import add, ready_segment

LONG = "Donaudampfschifffahrtsgesellschaftskapitaen"


@pytest.fixture
def segment(transactional_db):
    """A letter to three contacts, one of whom got one yesterday."""
    now = timezone.now()
    marketing_letter = {
        "purpose": marketing(), "information_flow": "outbound", "correspondence_type": "letter",
        "ignores_contact_correspondence": True, "occurred_on": timezone.localdate(now),
    }  # fmt: skip
    for name in ("Ada", "Bob", f"Carl {LONG * 2}"):
        contact = make_contact(name, salesperson=make_salesperson())
    make_interaction(
        contact, purpose=marketing(), information_flow="outbound",
        occurred_on=timezone.localdate(now),
    )  # fmt: skip
    segment = ready_segment(now=now, template=make_template(), **marketing_letter)
    add(segment, EVERYONE, now=now)
    return Segment.objects.get(pk=segment.pk)


def fits(page):
    return page.evaluate("document.documentElement.scrollWidth") <= page.viewport_size["width"]


def test_a_rule_is_made_leaves_out_and_is_deleted_once_asked(page, live_server, segment):
    log_in(page, live_server, make_user("Administrator"))
    page.goto(f"{live_server.url}{reverse('interactions:pressure_rule_list')}")
    expect(page.get_by_text("There is no rule")).to_be_visible()
    assert_accessible(page)
    page.get_by_role("link", name="New rule").click()
    page.get_by_role("button", name="Save").click()
    expect(page.locator("[aria-invalid=true]").first).to_be_visible()
    assert_accessible(page)
    page.get_by_label("Code").fill("house")
    page.get_by_label("Description").fill(f"One a fortnight {LONG}")
    page.get_by_label("At most").fill("1")
    page.get_by_label("In days").fill("14")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("cell", name="1 in 14 days")).to_be_visible()

    page.set_viewport_size({"width": 390, "height": 844})
    page.emulate_media(color_scheme="dark")
    page.reload()
    assert fits(page)
    assert_accessible(page)
    page.goto(f"{live_server.url}{reverse('segments:segment_log', args=[segment.pk])}")
    page.locator("a[href*='left_out=too_often']").click()
    expect(page.get_by_text("Carl Donau").first).to_be_visible()
    assert_accessible(page)
    assert fits(page)

    page.goto(f"{live_server.url}{reverse('interactions:pressure_rule_list')}")
    page.locator("td").get_by_role("button", name="Delete").click()
    expect(page.locator("#confirm-dialog")).to_be_visible()
    assert_accessible(page)
    assert PressureRule.objects.exists()
    page.locator("#confirm-dialog [data-confirm-yes]").click()
    expect(page.get_by_text("There is no rule")).to_be_visible()


def test_results_open_their_contacts_and_make_the_next_segment(page, live_server, segment):
    now = timezone.now()
    logged = services.log_segment(segment, by=None, now=now)
    Interaction.objects.filter(logged_segment=logged, contact__name="Ada").update(
        evaluation="positive"
    )
    log_in(page, live_server, make_user("Marketer"))
    page.goto(f"{live_server.url}{logged.get_absolute_url()}")
    page.get_by_role("link", name="Results").click()
    assert_accessible(page)
    row = page.get_by_role("row", name="Evaluated positive")
    row.get_by_role("link", name="1").first.click()
    expect(page.locator("tbody").get_by_role("link", name="Ada", exact=True)).to_be_visible()
    expect(page.locator("tbody tr")).to_have_count(1)
    assert_accessible(page)
    page.set_viewport_size({"width": 390, "height": 844})
    page.emulate_media(color_scheme="dark")
    page.go_back()
    assert fits(page)
    assert_accessible(page)
    row.get_by_role("button", name="New segment").click()
    expect(page.locator("h1")).to_contain_text("evaluated positive")
    made = Segment.objects.get(followed_up=logged)
    assert list(made.lines.values_list("contact__name", flat=True)) == ["Ada"]


def test_an_e_mail_is_sent_again_once_and_who_is_skipped_is_named(page, live_server, db):
    now = timezone.now()
    sent(make_mail(make_receiver("Ada")), now=now)
    sent(make_mail(make_receiver(f"Bob {LONG}")), state="unknown", now=now)
    log_in(page, live_server, make_user("Marketer"))
    page.goto(f"{live_server.url}{reverse('interactions:interaction_list')}")
    page.get_by_label("Select all on this page").check()
    page.emulate_media(color_scheme="dark")
    page.get_by_role("button", name="Send again").click()
    expect(page.get_by_text("Nobody knows whether it arrived")).to_be_visible()
    page.set_viewport_size({"width": 390, "height": 844})
    assert fits(page)
    assert_accessible(page)
    page.get_by_role("button", name="Send them again").dblclick()
    expect(page.get_by_text("in the outbox once more")).to_be_visible()
    assert Delivery.objects.filter(state="queued").count() == 1
