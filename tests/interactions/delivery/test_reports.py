"""What a service that sends e-mails reports: signed or not taken, acted on once."""

import hashlib
import hmac
import json
from datetime import UTC, datetime
from types import SimpleNamespace
from uuid import uuid4

import pytest
from django.test import Client

from contacts.models import Suppression
from interactions.models import Delivery, MailAddress, ReturnedMail
from interactions.services.delivery import receive_event, token_for
from tests.consents import marketing

from .outbox import (
    make_mailing,
    make_marketing_mailing,
    make_receiver,
    make_setup,
    of,
    send,
    states,
)

pytestmark = pytest.mark.django_db
ADDRESS = "/mail-reports/"
POSTMARK = "anymail.backends.postmark.EmailBackend"
MAILGUN = "anymail.backends.mailgun.EmailBackend"


@pytest.fixture
def sent(peer, now):
    """An e-mail that was taken over."""
    make_setup()
    contact = make_receiver("ada")
    make_marketing_mailing(contact, now=now)
    send(now)
    return of(contact)


def event(delivery, kind, *, reason=None, number="1", **fields):
    """Return an event as the library words it."""
    token = token_for(delivery.pk, salt="segments.event")
    fields = {"metadata": {"delivery": token}, "mta_response": "no ada@south.example"} | fields
    return SimpleNamespace(
        event_type=kind, reject_reason=reason, event_id=number, timestamp=None,
        description=None, **fields,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("kind", "reason", "state", "failure", "is_dead"),
    [
        ("bounced", "bounced", "bounced", "hard_bounce", True),
        ("rejected", "invalid", "bounced", "hard_bounce", True),
        ("bounced", "timed_out", "bounced", "soft_bounce", False),
        ("failed", None, "bounced", "soft_bounce", False),
        ("delivered", None, "sent", "", False),
        ("deferred", "other", "sent", "", False),
        ("opened", None, "sent", "", False),
    ],
)
def test_each_event_leads_to_its_own_state(sent, now, kind, reason, state, failure, is_dead):
    for _ in range(3):
        receive_event(event(sent, kind, reason=reason), now=now)

    sent.refresh_from_db()
    assert (sent.state, sent.failure) == (state, failure)
    assert MailAddress.objects.filter(dead_since=now).exists() == is_dead
    assert ReturnedMail.objects.count() == (state == "bounced")
    assert "ada@" not in sent.detail


def test_who_complains_or_unsubscribes_there_is_not_written_to_again(sent, now):
    other = make_receiver()
    make_marketing_mailing(other, now=now)
    send(now)

    receive_event(event(sent, "complained"), now=now)
    receive_event(event(of(other), "unsubscribed"), now=now)

    sent.refresh_from_db()
    assert (sent.complained_at, of(other).unsubscribed_at) == (now, now)
    assert Suppression.objects.get().cause == "complaint"
    again = [make_mailing(one, now=now, purpose=marketing()) for one in (sent.contact, other)]
    send(now)
    assert [states(mailing) for mailing in again] == [{"suppressed": 1}] * 2


@pytest.mark.parametrize("metadata", [{}, None, {"delivery": 7}, {"delivery": "1-" + "a" * 26}])
def test_fi12_without_a_token_of_ours_nothing_happens(sent, now, metadata):
    forged = event(sent, "bounced", reason="bounced", metadata=metadata)

    assert receive_event(forged, now=now) is None

    sent.refresh_from_db()
    assert (sent.state, ReturnedMail.objects.count()) == ("sent", 0)


def test_where_no_service_sends_there_is_nobody_to_report_to(client):
    assert client.post(ADDRESS).status_code == 404
    assert client.get(ADDRESS).status_code == 405


def postmark(delivery):
    """Return a bounce as Postmark posts it."""
    return {
        "RecordType": "Bounce", "ID": 4323372036854775807, "Type": "HardBounce", "TypeCode": 1,
        "MessageID": "883953f4-6105-42a2-a16a-77a8eac79483", "Description": "Unknown user",
        "Details": "smtp;550 5.1.1 unknown", "Email": delivery.address,
        "BouncedAt": "2026-11-22T16:33:54Z", "Metadata": {
            "delivery": token_for(delivery.pk, salt="segments.event")
        },
    }  # fmt: skip


@pytest.mark.filterwarnings("ignore:Your Anymail webhooks are insecure")
def test_a_report_that_is_not_signed_needs_the_password(sent, settings, now):
    settings.EMAIL_BACKEND = POSTMARK
    client = Client(enforce_csrf_checks=True)
    right, wrong = ({"Authorization": f"Basic {key}"} for key in ("bWU6cHc=", "bWU6bm8="))

    def post(headers, body=None):
        body = json.dumps(body or postmark(sent))
        answer = client.post(ADDRESS, body, content_type="application/json", headers=headers)
        sent.refresh_from_db()
        return answer.status_code, sent.state

    settings.ANYMAIL = {}
    assert post(right) == (400, "sent")
    settings.ANYMAIL = {"WEBHOOK_SECRET": "me:pw"}
    assert post({}) == post(wrong) == (400, "sent")
    assert post(right, {"RecordType": "Bounce", "Metadata": 5, "BouncedAt": 7}) == (400, "sent")
    assert client.head(ADDRESS).status_code == 200
    for _ in range(2):
        assert post(right) == (200, "bounced")
    assert (sent.failure, ReturnedMail.objects.count()) == ("hard_bounce", 1)

    at_hand = Delivery.objects.create(
        contact=sent.contact, interaction=sent.interaction, number=2, state="sending",
        queued_at=now, handed_over_at=now, claim=uuid4(), claimed_until=now,
    )  # fmt: skip
    assert post(right, postmark(at_hand))[0] == 503  # to be reported again
    assert ReturnedMail.objects.count() == 1


def test_a_report_that_is_signed_needs_the_right_key(sent, settings):
    settings.EMAIL_BACKEND = MAILGUN
    settings.ANYMAIL = {"MAILGUN_API_KEY": "x", "MAILGUN_WEBHOOK_SIGNING_KEY": "key"}
    at = str(int(datetime.now(UTC).timestamp()))
    report = {
        "event": "complained", "id": "ncV2XwymRUKbPek_MIM-Gw", "timestamp": 1377214260.05,
        "recipient": sent.address, "message": {"headers": {"message-id": "x@y.example"}},
        "user-variables": {"delivery": token_for(sent.pk, salt="segments.event")},
    }  # fmt: skip

    def post(key):
        made = hmac.new(key.encode(), f"{at}token".encode(), hashlib.sha256).hexdigest()
        signature = {"timestamp": at, "token": "token", "signature": made}
        body = json.dumps({"signature": signature, "event-data": report})
        answer = Client().post(ADDRESS, body, content_type="application/json")
        sent.refresh_from_db()
        return answer.status_code, sent.complained_at is not None

    assert post("another") == (400, False)
    assert post("key") == (200, True)
