"""Double opt-in: nothing counts before the second step (DO-01…05)."""

from datetime import timedelta

import pytest
from django.core import mail
from django.test import Client
from django.utils import timezone

from contacts.models import ConsentEvent, Contact
from contacts.services import Address, suppress
from interactions.models import SignUp
from interactions.services.delivery import forget_unconfirmed, send_links, token_for
from interactions.services.delivery.signing_up import SALT
from tests.consents import make_wording, state_of

from .outbox import make_receiver, make_setup

pytestmark = pytest.mark.django_db
FORM = "/sign-up/marketing/"


@pytest.fixture(autouse=True)
def ready(settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    settings.SITE_URL = "https://www.north.example"
    make_setup()
    make_wording(text="Yes, write to me about the fair.")


@pytest.fixture
def recipient():
    return Client(enforce_csrf_checks=True)


def ask(recipient, address="ada@south.example", **more):
    return recipient.post(FORM, {"address": address, "agrees": "on", **more})


def link():
    return f"/confirm/{token_for(SignUp.objects.latest('pk').pk, salt=SALT)}/"


def test_do01_asking_makes_a_pending_row_and_one_plain_mail_a_day(recipient):
    page = recipient.get(FORM)
    assert "Yes, write to me about the fair." in page.content.decode()
    assert not page.cookies and "checked" not in page.content.decode()

    for _ in range(3):
        assert ask(recipient, name="Ada").status_code == 200
        send_links(now=timezone.now())

    (message,) = mail.outbox
    assert link() in message.body and message.content_subtype == "plain"
    assert (message.to, "Studio North" in message.body) == (["ada@south.example"], True)
    assert message.extra_headers["Message-ID"].endswith("@north.example>")
    assert not ConsentEvent.objects.exists() and not Contact.objects.exists()


def test_do02_only_the_button_confirms_and_only_once(recipient):
    ask(recipient, name="Ada Lovelace")
    for _ in range(10):
        assert recipient.get(link()).status_code == recipient.head(link()).status_code == 200
    assert not ConsentEvent.objects.exists()

    for _ in range(2):
        assert recipient.post(link()).status_code == 200

    contact = Contact.objects.get()
    assert (contact.email, state_of(contact)) == ("ada@south.example", "consent")
    assert "Ada" in contact.name and "Lovelace" in contact.name
    assert ConsentEvent.objects.count() == 1


def test_do03_both_steps_are_kept_with_the_text_that_was_shown(recipient):
    ask(recipient)
    recipient.post(link())

    row, event = SignUp.objects.get(), ConsentEvent.objects.get()
    assert row.requested_at < row.confirmed_at
    assert (
        event.wording == row.wording and event.wording.text in recipient.get(FORM).content.decode()
    )
    assert (event.source, event.method) == (f"sign-up {row.pk}", "form")
    assert (row.address, row.name, row.contact) == ("", "", event.contact)


def test_do04_who_does_not_confirm_is_forgotten(recipient):
    ask(recipient)
    address, now = link(), timezone.now()

    assert forget_unconfirmed(now=now + timedelta(days=6)) == 0
    assert SignUp.objects.get().source == ""
    assert forget_unconfirmed(now=now + timedelta(days=8)) == 1
    assert recipient.post(address).status_code == 404


def test_do05_the_answer_is_the_same_for_every_address(recipient):
    known, suppressed = make_receiver("known"), "gone@south.example"
    suppress(Address(email=suppressed), cause="erased", by=None, now=timezone.now())
    ask(recipient, "again@south.example")

    answers = [
        ask(recipient, address).content
        for address in (known.email, "new@south.example", "again@south.example", suppressed)
    ]
    send_links(now=timezone.now())

    assert len(set(answers)) == 1
    assert suppressed not in [message.to[0] for message in mail.outbox]


def test_somebody_known_consents_and_is_not_made_again(recipient):
    known = make_receiver("known")
    ask(recipient, "KNOWN@south.example")
    recipient.post(link())

    assert state_of(known) == "consent"
    assert Contact.objects.count() == 1


def test_fj11_a_flood_of_addresses_is_cut_off(recipient):
    for number in range(15):
        assert ask(recipient, f"a{number}@south.example").status_code == 200

    assert SignUp.objects.count() == 10


@pytest.mark.parametrize(
    "wrong", [{"address": "nobody"}, {"agrees": ""}, {"name": "Ada\x07"}, {"address": "a\n@b.c"}]
)
def test_co06_without_an_address_and_a_tick_nothing_is_asked(recipient, wrong):
    response = ask(recipient, **({"address": "a@south.example"} | wrong))

    assert response.status_code == 422
    assert not SignUp.objects.exists()


def test_a_purpose_without_a_wording_has_no_form(recipient):
    assert recipient.get("/sign-up/nothing/").status_code == 404
    assert recipient.get("/confirm/zz-top/").status_code == 404
