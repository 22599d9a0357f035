"""From the segment to the mailbox and out of it again, in the browser."""

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from interactions.models import Delivery, FrozenContent
from interactions.services.delivery import Sender, token_for
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
