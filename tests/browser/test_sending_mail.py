"""From the segment to the mailbox and out of it again, in the browser."""

import re
from datetime import timedelta
from email import message_from_string, policy
from html import unescape

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import expect

from interactions.models import Delivery, FrozenContent, MailboxMessage
from interactions.services.delivery import Sender, token_for
from segments_app import services
from segments_app.criteria.rules import EVERYONE
from segments_app.models import SegmentContent
from tests.browser.pages import assert_accessible, log_in, settled
from tests.consents import make_wording, marketing, say, state_of
from tests.factories import make_language, make_template
from tests.interactions.delivery.outbox import make_receiver, make_setup, states
from tests.segments_app.services.building import add, ready_segment

MAILBOX = "interactions.mail.mailbox.MailboxBackend"


@pytest.fixture
def segment(live_server, settings):
    settings.EMAIL_BACKEND = MAILBOX
    make_setup(link_url=live_server.url)
    make_wording(text="Yes, write to me about fairs.")
    english = make_language("en")
    for _ in range(3):
        say(make_receiver(language=english))
    segment = ready_segment(
        now=timezone.now(),
        purpose=marketing(),
        template=make_template(correspondence_type="email"),
        default_language=english,
    )
    SegmentContent.objects.create(
        segment=segment, language=english, subject="Come to the fair", text="We open on Monday."
    )
    add(segment, EVERYONE, now=timezone.now())
    return segment


def test_a_segment_is_logged_sent_read_and_unsubscribed_from(
    page, live_server, marketer, segment, no_javascript
):
    page.set_default_timeout(60_000)
    log_in(page, live_server, marketer)
    page.goto(f"{live_server.url}/segments/{segment.pk}/log/")
    page.get_by_label("Send the e-mails").check()
    page.get_by_role("button", name="Log 3 interactions").click()
    page.wait_for_url("**/log/done/")
    assert states() == {"queued": 3}

    segment.refresh_from_db()
    mails = f"{live_server.url}/interactions/logged-segments/{segment.logged_segment_id}/e-mails/"
    page.goto(mails)
    expect(page.locator("#mail-progress")).to_contain_text("No worker is running")
    page.get_by_role("button", name="Pause").click()
    page.get_by_role("button", name="Go on").click()
    assert_accessible(page)
    Sender().send_due()
    expect(page.locator("#mail-progress")).to_contain_text("3 of 3 e-mails are done with.")
    settled(page)
    assert states() == {"sent": 3}

    page.get_by_role("link", name="See them in the trial mailbox").click()
    page.locator("tbody a").first.click()
    expect(page.locator("main")).to_contain_text("We open on Monday.")
    frame = page.frame_locator("iframe")
    expect(frame.get_by_role("link", name="Unsubscribe")).to_be_visible()
    assert_accessible(page)

    # The recipient, on another machine, without JavaScript and without a log-in.
    delivery = Delivery.objects.order_by("pk").first()
    no_javascript.goto(f"{live_server.url}/u/{token_for(delivery.pk)}/")
    no_javascript.get_by_role("link", name="Choose what you get").click()
    expect(no_javascript.locator("input:checked")).to_have_count(1)
    no_javascript.get_by_role("link", name="Unsubscribe").click()
    no_javascript.get_by_role("button", name="No more e-mails about “Marketing”").click()
    expect(no_javascript.locator("main")).to_contain_text("You are unsubscribed")
    assert state_of(delivery.contact) == "withdrawn"
    page.goto(f"{live_server.url}/u/{token_for(delivery.pk)}/choose/")
    assert_accessible(page)
    page.goto(f"{live_server.url}/sign-up/marketing/")
    assert_accessible(page)
    assert FrozenContent.objects.filter(text="We open on Monday.").count() == 1


def test_who_clicks_which_link_is_seen_once_the_purpose_notes_it_and_a_scanner_is_not(
    page, browser, live_server, administrator, marketer, segment
):
    page.set_default_timeout(60_000)
    elsewhere = live_server.url.replace("localhost", "127.0.0.1")  # links to us are left alone
    shop = f"{elsewhere}/sign-up/marketing/?from={'x' * 90}"
    SegmentContent.objects.update(html=f'<p><a href="{shop}">The fair</a></p>', text="")
    log_in(page, live_server, administrator)
    page.goto(f"{live_server.url}/admin/contacts/purpose/{marketing().pk}/change/")
    page.get_by_label("Notes who clicks a link").check()
    page.get_by_label("Notes who opens an e-mail").check()
    page.locator("[name=_save]").click()
    logged = services.log_segment(
        segment, deliver=True, by=marketer, now=timezone.now() - timedelta(hours=1)
    )
    Sender(clock=lambda: timezone.now() - timedelta(minutes=30)).send_due()
    assert states() == {"sent": 3}

    first, second, _third = MailboxMessage.objects.order_by("pk")
    page.goto(f"{live_server.url}{first.get_absolute_url()}")
    assert_accessible(page)
    link = page.frame_locator("iframe").get_by_role("link", name="The fair").get_attribute("href")
    scanned = re.search(r'href="([^"]*/l/[^"]+)"', html_of(second))[1]
    for agent, address in (("SafeLinks-Scanner/1.0", scanned), (None, link), (None, link)):
        with browser.new_context(user_agent=agent) as context:
            reader = context.new_page()
            reader.goto(unescape(address))
            assert reader.url == shop

    results = reverse("segments:logged_segment_results", args=[logged.pk])
    for width, scheme in ((1280, "light"), (390, "dark")):
        page.set_viewport_size({"width": width, "height": 844})
        page.emulate_media(color_scheme=scheme)
        page.goto(f"{live_server.url}{results}")
        expect(page.get_by_role("heading", name="Links clicked")).to_be_visible()
        assert_accessible(page)
        assert page.evaluate("document.documentElement.scrollWidth") <= width
    row = page.locator("tr", has_text=shop)
    row.get_by_role("link", name="1").click()
    expect(page.locator("tbody tr")).to_have_count(1)
    expect(page.locator("tbody")).to_contain_text(Delivery.objects.order_by("pk")[0].contact.name)
    assert_accessible(page)


def html_of(message):
    source = message_from_string(message.source, policy=policy.default)
    return source.get_body(["html"]).get_content()


def test_the_sender_is_set_up_on_a_page(page, live_server, administrator):
    page.set_default_timeout(60_000)
    page.set_viewport_size({"width": 390, "height": 800})
    log_in(page, live_server, administrator)
    page.goto(f"{live_server.url}/interactions/sender/")
    assert_accessible(page)
    page.get_by_label("Sender's address").fill("news@north.example")
    page.get_by_label("Postal address").fill("Main Street 1")
    page.locator("main form [type=submit]").click()
    expect(page.locator("body")).to_contain_text("The sender is saved.")
