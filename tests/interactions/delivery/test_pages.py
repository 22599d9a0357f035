"""The pages of the outbox: progress, the trial mailbox, the sender; and logging that sends."""

from datetime import timedelta
from email import message_from_string
from uuid import uuid4

import pytest
from django.core.mail import EmailMultiAlternatives, get_connection
from django.utils import timezone

from interactions.models import Delivery, MailboxMessage, Mailing, SenderSetup
from interactions.views.mailings import Pace
from segments_app import services
from segments_app.criteria.rules import EVERYONE
from segments_app.models import Segment
from tests.consents import marketing, say
from tests.factories import (
    make_interaction,
    make_language,
    make_library_image,
    make_template,
    make_template_content,
)
from tests.queries import queries_of
from tests.segments_app.services.building import add, ready_segment

from .outbox import make_e_mail, make_mailing, make_receiver, make_setup, of, send, states

pytestmark = pytest.mark.django_db
MAILBOX = "interactions.mail.mailbox.MailboxBackend"


def page_of(mailing):
    return f"/interactions/logged-segments/{mailing.logged_segment_id}/e-mails/"


def test_each_number_of_the_progress_page_opens_exactly_its_e_mails(peer, client_for, now):
    make_setup()
    names = ("spam", "dropped", "busy", "fine")
    mailing = make_mailing(*(make_receiver(name) for name in names), now=now)
    send(now)
    client = client_for("Viewer")

    page = client.get(page_of(mailing))
    numbers = {state: number for state, _label, number, _tone in page.context["shown"]}

    assert numbers == states(mailing) == {"queued": 1, "sent": 1, "failed": 1, "unknown": 1}
    for state, number in numbers.items():
        address = f"{page_of(mailing)}?state={state}"
        assert address in page.content.decode()
        assert client.get(address).context["table"].paginator.count == number
    assert "Try the failed again" not in page.content.decode()
    assert len(b"".join(client_for("Marketer").get(f"{page_of(mailing)}?export=csv")
        .streaming_content).splitlines()) == 5  # fmt: skip


def test_the_progress_page_says_how_long_the_rest_takes(client_for, now):
    make_setup(per_minute=30)
    mailing = make_mailing(*(make_receiver() for _ in range(8)), now=now)
    client = client_for("Viewer")
    assert client.get(page_of(mailing)).context["pace"] is None  # nothing has begun

    begun = timezone.now() - timedelta(seconds=40)
    first, second, *_rest = Delivery.objects.order_by("pk")
    for delivery, moment in ((first, begun), (second, begun + timedelta(seconds=20))):
        Delivery.objects.filter(pk=delivery.pk).update(
            state="sending",
            handed_over_at=moment,
            due_at=None,
            claim=uuid4(),
            claimed_until=timezone.now(),
        )
        Delivery.objects.filter(pk=delivery.pk).update(
            state="sent", sent_at=moment, claim=None, claimed_until=None
        )

    page = client.get(page_of(mailing))
    assert page.context["pace"] == Pace(a_minute=3, minutes=2)
    assert "About 2 minutes are left, at 3 a minute." in page.text
    SenderSetup.objects.update(per_minute=2)
    assert client.get(page_of(mailing)).context["pace"] == Pace(a_minute=2, minutes=3)


def test_the_progress_page_is_a_fixed_number_of_queries(client_for, now):
    make_setup()
    few = make_mailing(make_receiver(), now=now)
    many = make_mailing(*(make_receiver() for _ in range(8)), now=now)
    client = client_for("Marketer")

    assert queries_of(client, page_of(few)) == queries_of(client, page_of(many))


def test_a_marketer_pauses_resumes_and_cancels_a_viewer_does_not(client_for, now):
    make_setup()
    mailing = make_mailing(make_receiver(), make_receiver(), now=now)
    change = f"{page_of(mailing)}change/"
    client = client_for("Marketer")

    assert client_for("Viewer").post(change, {"deed": "pause"}).status_code == 403
    for deed, state in [("pause", "paused"), ("resume", "queued"), ("cancel", "queued")]:
        client.post(change, {"deed": deed})
        assert states(mailing) == {state: 2}
    client.post(change, {"deed": "cancel", "confirmed": "1"})
    assert states(mailing) == {"canceled": 2}
    assert client.post(change, {"deed": "whatever"}).status_code == 404


@pytest.mark.lesson(78)
def test_the_page_says_what_keeps_e_mails_from_going(client_for, now):
    mailing = make_mailing(make_receiver(), now=now)
    client = client_for("Administrator")
    page = client.get(page_of(mailing)).content.decode()
    assert "Enter the sender&#x27;s address" in page

    make_setup()
    assert "No worker is running" in client.get(page_of(mailing)).content.decode()
    SenderSetup.objects.update(looked_at=timezone.now(), problem="535 wrong password")
    assert "535 wrong password" in client.get(page_of(mailing)).content.decode()


def test_un09_the_rates_of_unsubscribes_and_complaints_are_shown(peer, client_for, now):
    make_setup()
    mailing = make_mailing(*(make_receiver() for _ in range(4)), now=now)
    send(now)
    Delivery.objects.filter(pk=mailing.deliveries.first().pk).update(
        complained_at=now, unsubscribed_at=now
    )

    page = client_for("Viewer").get(page_of(mailing))

    assert (page.context["complaints"], page.context["unsubscribed"]) == (1, 1)
    assert "More than 0.3 % complained" in page.content.decode()


def test_a_logged_segment_without_e_mails_has_no_such_page_in_its_tabs(client_for, now):
    mailing = make_mailing(make_receiver(), now=now)
    logged = mailing.logged_segment
    client = client_for("Viewer")
    assert page_of(mailing) in client.get(logged.get_absolute_url()).content.decode()

    Mailing.objects.update(logged_segment=None)
    assert page_of(mailing) not in client.get(logged.get_absolute_url()).content.decode()
    assert "only logged" in client.get(page_of(mailing)).content.decode()


@pytest.mark.parametrize("ticked", [True, False])
def test_logging_a_segment_sends_its_e_mails_where_the_box_is_ticked(client_for, now, ticked):
    make_setup()
    contacts = [make_receiver() for _ in range(3)]
    for contact in contacts[:2]:
        say(contact)
    template = make_template(correspondence_type="email", default_language=make_language("en"))
    segment = ready_segment(now=now, template=template, purpose=marketing())
    add(segment, EVERYONE, now=now)
    client = client_for("Marketer")
    page = client.get(f"/segments/{segment.pk}/log/")
    assert 'name="deliver"' in page.content.decode()

    data = {"count": page.context["log_count"], "position": 1}
    refused = client.post(f"/segments/{segment.pk}/log/now/", data | {"deliver": "1"}, follow=True)
    assert "There is no text for the e-mails to 2 contacts." in refused.text
    assert not Delivery.objects.exists() and Segment.objects.get(pk=segment.pk).is_open
    segment.contents.create(language=template.default_language, text="Come to the fair.")
    client.post(f"/segments/{segment.pk}/log/now/", data | ({"deliver": "1"} if ticked else {}))

    rows = Delivery.objects.order_by("contact")
    assert [row.contact for row in rows] == (contacts[:2] if ticked else [])
    assert {row.purpose for row in rows} <= {marketing()}


def test_a_segment_of_letters_is_not_offered_to_be_sent(client_for, now):
    make_receiver()
    segment = ready_segment(now=now, template=make_template(correspondence_type="letter"))
    add(segment, EVERYONE, now=now)

    page = client_for("Marketer").get(f"/segments/{segment.pk}/log/").content.decode()

    assert 'name="deliver"' not in page


def test_a_logging_that_fails_sends_nothing(now, monkeypatch):
    contact = make_receiver()
    template = make_template(correspondence_type="email", default_language=make_language("en"))
    make_template_content(template, "en", text="Come to the fair.")
    segment = ready_segment(now=now, template=template)
    add(segment, EVERYONE, now=now)
    monkeypatch.setattr(
        "segments_app.services.log.refuse_if_said_meanwhile", lambda *_, **__: 1 / 0, raising=True
    )

    with pytest.raises(ZeroDivisionError):
        services.log_segment(segment, deliver=True, by=None, now=now)

    assert not Delivery.objects.filter(contact=contact).exists()


def test_one_interaction_is_sent_from_its_page_once(client_for, peer, now):
    make_setup()
    contact = make_receiver("dropped")
    interaction = make_e_mail(contact)
    client, page = client_for("Marketer"), f"/interactions/{interaction.pk}/"
    assert "This e-mail was only logged" in client.get(page).content.decode()

    for _ in range(3):
        client.post(f"{page}send/")
    assert Delivery.objects.count() == 1
    send(timezone.now())
    assert "the e-mail may have arrived" in client.get(page).content.decode()
    client.post(f"{page}send/", {"deed": "taken_for_sent"})

    assert of(contact).state == "sent"
    letter = make_interaction(make_receiver(), correspondence_type="letter")
    empty = make_interaction(make_receiver(), correspondence_type="email")
    for nothing in (letter, empty):
        client.post(f"/interactions/{nothing.pk}/send/")
    assert Delivery.objects.count() == 1
    assert "Nothing is written in this e-mail" in client.get(f"/interactions/{empty.pk}/").text


def test_the_trial_mailbox_keeps_what_is_sent_and_shows_it_without_running_it(settings, client_for):
    settings.EMAIL_BACKEND = MAILBOX
    message = EmailMultiAlternatives(
        "Grüße", "Hällo https://x.example/", "news@north.example", ["ada@south.example"]
    )
    message.attach_alternative("<p>Hällo</p><script>alert(1)</script>", "text/html")
    message.attach("plan.txt", "x", "text/plain")
    get_connection().send_messages([message])
    row = MailboxMessage.objects.get()
    client = client_for("Viewer")

    assert message_from_string(row.source)["To"] == "ada@south.example"
    assert "Grüße" in client.get("/interactions/mailbox/").content.decode()
    page = client.get(row.get_absolute_url())
    assert "Hällo" in page.content.decode() and "plan.txt" in page.content.decode()
    assert "frame-src 'self'" in page["Content-Security-Policy"]
    html = client.get(f"{row.get_absolute_url()}html/")
    assert "Hällo" in html.content.decode()
    assert "sandbox allow-popups" in html["Content-Security-Policy"]
    assert "script-src" not in html["Content-Security-Policy"]
    assert html["X-Frame-Options"] == "SAMEORIGIN"


def test_only_an_administrator_empties_the_trial_mailbox(client_for):
    MailboxMessage.objects.create(sender="a", recipients="b", subject="c", source="d")
    empty = "/interactions/mailbox/empty/"

    assert client_for("Marketer").post(empty, {"confirmed": "1"}).status_code == 403
    client = client_for("Administrator")
    client.post(empty)
    assert MailboxMessage.objects.exists()
    client.post(empty, {"confirmed": "1"})
    assert not MailboxMessage.objects.exists()


def test_un08_the_sender_page_warns_where_links_lead_to_another_domain(client_for, settings):
    settings.EMAIL_BACKEND = "interactions.mail.smtp.SmtpBackend"
    make_setup(link_url="https://elsewhere.example")
    client = client_for("Administrator")

    page = client.get("/interactions/sender/").content.decode()
    assert "The links lead to elsewhere.example, and the sender is at north.example" in page
    assert "DKIM" in page
    make_setup(link_url="http://www.north.example")
    page = client.get("/interactions/sender/").content.decode()
    assert "The links lead to" not in page
    assert "only with an address that begins with https://" in page


def test_a_logo_for_letters_is_chosen_from_the_library_and_stays_when_it_is_archived(client_for):
    client = client_for("Administrator")
    logo, old = make_library_image("Logo"), make_library_image("Old", is_archived=True)
    form = client.get("/interactions/sender/").context["form"]
    values = {name: form[name].value() for name in form.fields}
    given = {name: value for name, value in values.items() if value is not None}

    assert client.post("/interactions/sender/", given | {"logo": old.pk}).status_code == 422
    assert client.post("/interactions/sender/", given | {"logo": logo.pk}).status_code == 303
    client.post(f"/interactions/pictures/{logo.pk}/archive/")

    assert client.post("/interactions/sender/", given | {"logo": logo.pk}).status_code == 303
    assert SenderSetup.objects.get().logo == logo


def test_the_sender_is_changed_and_control_characters_are_refused(client_for):
    client = client_for("Administrator")
    fields = {"name": "North", "address": "a@north.example", "postal_address": "Main Street"}
    numbers = {"per_minute": 0, "per_domain_per_minute": 0, "soft_bounce_limit": 5}

    assert client.post("/interactions/sender/", fields | numbers).status_code == 303
    assert SenderSetup.objects.get().name == "North"
    wrong = {"name": "North\x07Bcc"}
    assert client.post("/interactions/sender/", fields | numbers | wrong).status_code == 422


def test_who_sets_up_the_sender_reads_that_the_mail_server_does_not_answer(client_for, settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    make_setup()
    client = client_for("Administrator")
    assert "E-mails can go out." in client.get("/interactions/sender/").text

    SenderSetup.objects.update(problem="[Errno 111] Connection refused")

    page = client.get("/interactions/sender/").text
    assert "[Errno 111] Connection refused" in page and "E-mails can go out." not in page
