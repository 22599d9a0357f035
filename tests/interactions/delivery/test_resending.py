"""E-mails are sent once more: each a delivery of its own, once a press, past the gate."""

from datetime import timedelta
from html import unescape

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from interactions.models import Delivery, FrozenContent, Interaction
from interactions.services import delivery as service
from tests.accounts import make_user
from tests.consents import marketing, say
from tests.factories import make_interaction, make_language

from .outbox import make_receiver, make_setup, send

pytestmark = pytest.mark.django_db


def make_mail(contact, **fields):
    content = FrozenContent.objects.create(language=make_language("en"), subject="Hi", text="Hi")
    fields = {"correspondence_type": "email", "content": content} | fields
    return make_interaction(contact, **fields)


def sent(interaction, *, state="sent", now, **fields):
    is_out = state in ("sent", "bounced")
    return Delivery.objects.create(
        interaction=interaction, contact=interaction.contact, state=state,
        address=interaction.contact.email, queued_at=now - timedelta(days=1),
        due_at=now if state == "queued" else None,
        handed_over_at=now if is_out else None, sent_at=now if is_out else None,
        failure="" if state in ("sent", "queued", "unknown", "canceled") else "refused", **fields,
    )  # fmt: skip


def everything():
    return Interaction.objects.logged()


def test_each_is_a_delivery_of_its_own_and_what_was_sent_stays(now):
    for state in ("sent", "bounced", "failed", "suppressed", "canceled"):
        sent(make_mail(make_receiver(state)), state=state, now=now)
    make_mail(make_receiver("never"))
    before = set(Delivery.objects.values_list("pk", "state"))

    made = service.resend(everything(), seen_at=now, by=None, now=now)

    assert (made.count, made.skipped) == (6, 0)
    assert before <= set(Delivery.objects.values_list("pk", "state"))
    again = Delivery.objects.filter(state="queued")
    assert sorted(again.values_list("number", flat=True)) == [1, 2, 2, 2, 2, 2]
    assert all(row.address == row.contact.email for row in again.select_related("contact"))


def test_pressed_twice_it_is_sent_once_even_when_the_first_is_out_already(peer, now):
    make_setup()
    sent(make_mail(make_receiver("ada")), now=now)
    asked = now

    service.resend(everything(), seen_at=asked, by=None, now=now + timedelta(seconds=5))
    second = service.resend(everything(), seen_at=asked, by=None, now=now + timedelta(seconds=6))
    send(now + timedelta(minutes=1))
    third = service.resend(everything(), seen_at=asked, by=None, now=now + timedelta(minutes=2))

    assert (second.count, third.count) == (0, 0)
    assert Delivery.objects.filter(number=2, state="sent").count() == 1
    assert Delivery.objects.count() == 2


@pytest.mark.lesson(78)
@pytest.mark.parametrize(
    ("reason", "fields", "state"),
    [
        ("No e-mail to the contact", {"correspondence_type": "letter"}, ""),
        ("No e-mail to the contact", {"information_flow": "inbound"}, ""),
        ("Nothing was written", {"content": None}, "sent"),
        ("On its way already", {}, "queued"),
        ("Nobody knows whether it arrived; decide about that first", {}, "unknown"),
    ],
)
def test_who_is_skipped_is_named_with_the_reason(reason, fields, state, now):
    row = make_mail(make_receiver("ada"), **fields)
    if state:
        sent(row, state=state, now=now)

    (skipped,) = service.skipped_of(everything(), seen_at=now)

    assert (str(skipped.reason), skipped.count, skipped.names) == (reason, 1, ["Ada"])
    assert service.resend(everything(), seen_at=now, by=None, now=now).count == 0


def test_without_an_address_or_leave_nothing_is_sent_again(now):
    for name in ("nowhere", "objected", "consented"):
        contact = make_receiver(name)
        say(contact, "objected" if name == "objected" else "consent", now=now)
        sent(make_mail(contact, purpose=marketing()), now=now)
        if name == "nowhere":
            type(contact).objects.filter(pk=contact.pk).update(email="")

    skipped = service.skipped_of(everything(), seen_at=now)

    assert [(str(one.reason), one.names) for one in skipped] == [
        ("The contact has no e-mail address", ["Nowhere"]),
        ("The contact may not be contacted any more", ["Objected"]),
    ]
    assert service.resend(everything(), seen_at=now, by=None, now=now).count == 1


def test_the_page_names_who_is_skipped_and_sends_the_others_once(client_for, now):
    good, waiting = make_mail(make_receiver("ada")), make_mail(make_receiver("bea"))
    sent(good, now=now)
    sent(waiting, state="queued", now=now)
    client, url = client_for("marketer"), reverse("interactions:interaction_bulk")
    chosen = {"action": "resend", "selected": [good.pk, waiting.pk]}

    page = client.post(url, chosen)
    assert "On its way already: 1 (Bea)" in unescape(page.content.decode())
    seen_at = page.context["form"]["seen_at"].value()
    answer = chosen | {"answered": "1", "seen_at": seen_at.isoformat()}
    client.post(url, answer)
    Delivery.objects.filter(interaction=good, state="queued").update(state="canceled", due_at=None)
    client.post(url, answer)

    assert Delivery.objects.filter(interaction=good).count() == 2
    assert Delivery.objects.filter(interaction=waiting).count() == 1
    assert 'value="resend"' in client.get(good.get_absolute_url()).content.decode()


def test_it_takes_the_right_to_send(client_for, now):
    user = make_user("Marketer", "Cleo")
    group = user.groups.get()
    group.permissions.remove(group.permissions.get(codename="send_delivery"))
    row = make_mail(make_receiver("ada"))
    sent(row, now=now)

    answer = client_for(user).post(
        reverse("interactions:interaction_bulk"), {"action": "resend", "selected": row.pk}
    )

    assert answer.status_code == 403


def test_it_takes_as_many_statements_for_many_as_for_one(now):
    counts = []
    for number in (1, 6):
        for _each in range(number):
            sent(make_mail(make_receiver()), now=now)
        with CaptureQueriesContext(connection) as queries:
            made = service.resend(everything(), seen_at=now, by=None, now=now)
        counts.append(len(queries))
        assert made.count == number

    assert counts[0] == counts[1]
