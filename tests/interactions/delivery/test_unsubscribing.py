"""No more e-mails: one click, no log-in, at once (UN-01…07)."""

import pytest
from django.core import mail
from django.test import Client

from contacts.models import ConsentEvent, ConsentState
from interactions.models import Delivery
from interactions.services.delivery import token_for
from tests.consents import make_purpose, make_wording, marketing, say, state_of
from tests.factories import make_language

from .outbox import (
    make_mailing,
    make_marketing_mailing,
    make_receiver,
    make_setup,
    of,
    plainly,
    send,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def link(now):
    make_setup()
    contact = make_receiver()
    make_marketing_mailing(contact, now=now)
    return f"/u/{token_for(of(contact).pk)}/"


@pytest.fixture
def recipient():
    return Client(enforce_csrf_checks=True)


def dump():
    return [
        list(model.objects.order_by("pk").values())
        for model in (ConsentEvent, ConsentState, Delivery)
    ]


def test_un01_every_marketing_e_mail_says_how_it_ends_and_who_sends_it(peer, now):
    make_setup()
    contact = make_receiver()
    make_marketing_mailing(contact, now=now)
    send(now)

    (message,) = peer.messages()
    link = f"https://www.north.example/u/{token_for(of(contact).pk)}/"
    assert message["List-Unsubscribe"] == f"<{link}>"
    assert message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    for part in ("plain", "html"):
        text = message.get_body((part,)).get_content()
        assert link in text and "Main Street 1" in text
    assert message["From"] == "Studio North <news@north.example>"
    assert message["To"] == contact.email
    envelope = peer.envelopes[0]
    assert envelope.mail_from.startswith("bounces+") and envelope.rcpt_tos == [contact.email]


def test_an_e_mail_that_is_no_marketing_has_no_link(peer, now):
    make_setup()
    make_mailing(make_receiver(), now=now)
    send(now)

    (message,) = peer.messages()
    assert message["List-Unsubscribe"] is None
    assert "/u/" not in message.get_body(("plain",)).get_content()


def written(names, settings, now, *, words=""):
    """Send an e-mail whose text has some fields itself; return its plain text and its HTML."""
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    make_setup()
    make_marketing_mailing(make_receiver(), now=now)

    def render(entries, extra):
        for says in plainly(entries, extra):
            says.text = "\n".join([words, *(extra[says.entry][name] for name in names)])
            says.html = f"<body><p>{says.text}</p></body>"
            yield says

    send(now, render=render)
    (message,) = mail.outbox
    return message.body, message.alternatives[0][0]


def test_a_text_with_its_own_links_and_address_gets_no_second_footer(settings, now):
    names = ["unsubscribe_url", "preferences_url", "sender.address"]

    for text in written(names, settings, now):
        assert text.count("/choose/") == 1 and text.count("/u/") == 2
        assert text.count("Main Street 1") == 1


def test_un01_a_signature_and_a_link_of_its_own_do_not_keep_the_address_out(settings, now):
    signed = "Kind regards\nStudio North"  # as the postal address begins

    for text in written(["unsubscribe_url"], settings, now, words=signed):
        assert "Main Street 1" in text and "1000 Brussels" in text
        assert text.count("/choose/") == 1 and text.count("/u/") == 2
        assert "Studio North\nStudio North" not in text.replace("<br>", "\n")


def test_a_link_to_the_preferences_is_none_to_unsubscribe(settings, now):
    for text in written(["preferences_url"], settings, now):
        assert text.count("/u/") == 2 and text.count("/choose/") == 1


def test_pictures_are_asked_for_where_links_lead(settings, now):
    settings.SITE_URL = "http://localhost:8000"
    picture = 'src="http://localhost:8000/interactions/pictures/x.png"'

    _plain, html = written([], settings, now, words=f"<img {picture}>")

    assert 'src="https://www.north.example/interactions/pictures/x.png"' in html


@pytest.mark.parametrize("kind", ["urlencoded", "multipart", "empty"])
def test_un02_one_click_needs_no_cookie_log_in_or_csrf_token(link, recipient, kind):
    body = {"List-Unsubscribe": "One-Click"}
    if kind == "urlencoded":
        response = recipient.post(
            link, "List-Unsubscribe=One-Click", "application/x-www-form-urlencoded"
        )
    else:
        response = recipient.post(link, body if kind == "multipart" else {})

    assert response.status_code == 200
    assert not response.cookies
    assert state_of(Delivery.objects.get().contact) == "withdrawn"
    recipient.post(link, body)
    assert ConsentEvent.objects.filter(status="withdrawn").count() == 1


def test_un03_looking_changes_nothing(link, recipient):
    before = dump()

    for address in (link, f"{link}choose/"):
        for _ in range(20):
            assert recipient.get(address).status_code == 200
            assert recipient.head(address).status_code == 200
    assert not recipient.get(link).cookies

    assert dump() == before


def test_un04_a_link_of_nothing_leads_to_a_neutral_page(link, recipient, now):
    delivery = Delivery.objects.get()
    other = f"/u/{token_for(delivery.pk + 99)}/"
    pages = [recipient.get(address) for address in ("/u/zz-aaaa/", other, f"{other}choose/")]

    assert {page.status_code for page in pages} == {404}
    assert len({page.content for page in pages}) == 1
    assert recipient.post(other).status_code == 404


def test_fj04_only_the_token_decides_who_is_unsubscribed(link, recipient, now):
    other = make_receiver()
    say(other)

    recipient.post(link, {"email": other.email, "contact": other.pk, "force_unsubscribe": "1"})

    assert state_of(other) == "consent"


def test_un05_the_page_asks_for_nothing_but_the_click(link, recipient):
    page = recipient.get(link).content.decode()

    assert page.count("<form") == 1
    assert "<input" not in page


@pytest.mark.lesson(60)
def test_un06_it_counts_from_the_next_hand_over_on(link, recipient, peer, now):
    recipient.post(link)
    send(now)

    assert (Delivery.objects.get().state, peer.accepted) == ("suppressed", [])


@pytest.mark.lesson(67, 68)
def test_un07_what_it_answers_to_is_stored_and_everything_may_be_ended(link, recipient, now):
    make_purpose("EVENTS")
    delivery = Delivery.objects.get()
    recipient.post(link, {"what": "everything"})

    events = ConsentEvent.objects.filter(status="withdrawn")
    assert {event.purpose.code for event in events} == {"MARKETING", "EVENTS"}
    event = events.first()
    assert (event.method, event.source) == ("link", f"e-mail {delivery.pk}")
    assert delivery.mailing.logged_segment.segment_number in event.cause
    assert Delivery.objects.get().unsubscribed_at is not None


@pytest.mark.lesson(66)
def test_purposes_are_chosen_one_by_one_and_come_back_only_with_their_wording(link, recipient, now):
    events = make_purpose("EVENTS")
    contact = Delivery.objects.get().contact
    wording = make_wording(events, text="Yes, invite me.")
    address = f"{link}choose/"
    assert "Yes, invite me." in recipient.get(address).content.decode()

    recipient.post(address, {"purpose": [events.pk]})

    assert state_of(contact) == "withdrawn"
    assert state_of(contact, purpose=events) == "consent"
    assert ConsentEvent.objects.get(purpose=events).wording == wording
    count = ConsentEvent.objects.count()
    recipient.post(address, {"purpose": [events.pk]})
    assert ConsentEvent.objects.count() == count


def test_the_pages_speak_the_language_of_the_contact(link, recipient):
    contact = Delivery.objects.get().contact
    contact.language = make_language("de")
    contact.save()

    response = recipient.get(link, headers={"Accept-Language": "it"})

    assert '<html lang="de">' in response.content.decode()
    assert marketing().description in response.content.decode()
