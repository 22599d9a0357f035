"""The outbox over a real mail server: what each answer leads to, and that the sums are right."""

from datetime import timedelta
from socket import SHUT_RDWR

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from interactions.models import Delivery, MailAddress
from interactions.services import cancel_interactions
from interactions.services.delivery import (
    Sender,
    checking,
    claim_due,
    handing,
    queue_interaction,
    sender_setup,
    settle_left_behind,
)
from interactions.services.delivery.handing import Hand
from interactions.services.delivery.lanes import Lane
from interactions.services.delivery.outcomes import BACK_OFF
from tests.consents import marketing, say
from tests.factories import make_person

from .outbox import (
    make_mailing,
    make_marketing_mailing,
    make_receiver,
    make_setup,
    make_single,
    of,
    plainly,
    send,
    states,
)

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("connections", [1, 3])
def test_fi03_what_is_queued_is_sent_once_over_the_connections_allowed(
    peer, settings, now, connections
):
    settings.EMAIL_CONNECTIONS = connections
    make_setup()
    mailing = make_mailing(*(make_receiver() for _ in range(9)), now=now)
    assert (mailing.delivery_count, states(mailing)) == (9, {"queued": 9})

    assert send(now) == 9
    assert send(now) == 0

    assert states(mailing) == {"sent": 9}
    assert set(peer.copies.values()) == {1}
    assert (len(peer.copies), peer.connections) == (9, connections)


def test_a_server_that_wants_fewer_connections_gets_all_over_those_it_takes(peer, now):
    make_setup()
    mailing = make_mailing(*(make_receiver() for _ in range(9)), now=now)
    peer.most_connections = 1

    send(now)

    assert states(mailing) == {"sent": 9}
    assert set(peer.copies.values()) == {1}
    assert set(Delivery.objects.values_list("attempts", flat=True)) == {0}


def test_fi04_each_answer_of_the_server_leads_to_its_own_state_and_the_others_go_on(peer, now):
    make_setup()
    names = ("greylisted", "nobody", "blocked", "busy", "huge", "spam", "dropped", "late", "fine")
    contacts = {name: make_receiver(name) for name in names}
    mailing = make_mailing(*contacts.values(), now=now)

    send(now)

    found = {name: of(contact) for name, contact in contacts.items()}
    assert {name: (row.state, row.failure) for name, row in found.items()} == {
        "greylisted": ("queued", "temporary"),
        "nobody": ("failed", "address"),
        "blocked": ("failed", "refused"),
        "busy": ("queued", "temporary"),
        "huge": ("failed", "content"),
        "spam": ("failed", "refused"),
        "dropped": ("unknown", ""),
        "late": ("unknown", ""),
        "fine": ("sent", ""),
    }
    assert found["nobody"].detail == "550 5.1.1 No such user"
    assert found["busy"].due_at == now + BACK_OFF[0]
    assert sum(states(mailing).values()) == mailing.delivery_count == len(names)


def test_fi04_a_temporary_refusal_is_tried_later_and_given_up_in_the_end(peer, now):
    make_setup()
    contact = make_receiver("greylisted")
    make_mailing(contact, now=now)

    moment = now
    for attempt, wait in enumerate(BACK_OFF, start=1):
        assert send(moment) == 1
        assert send(moment) == 0
        assert (of(contact).attempts, of(contact).due_at) == (attempt, moment + wait)
        moment += wait
    send(moment)

    assert (of(contact).state, of(contact).failure) == ("failed", "temporary")


def test_fi05_without_a_server_nothing_is_lost_or_counted_as_an_attempt(peer, settings, now):
    make_setup()
    contacts = [make_receiver() for _ in range(3)]
    mailing = make_mailing(*contacts, now=now)
    port, settings.EMAIL_PORT = settings.EMAIL_PORT, 1
    sender = Sender(render=plainly, clock=lambda: now)

    sender.send_due()

    assert states(mailing) == {"queued": 3}
    assert {row.attempts for row in Delivery.objects.all()} == {0}
    assert Delivery.objects.exclude(detail="").count() == 1
    settings.EMAIL_PORT = port
    assert sender.send_due() == 0  # it waits before it asks again
    assert send(now) == 3
    assert states(mailing) == {"sent": 3}


def test_a_refused_log_in_is_told_and_leaves_everything_queued(peer, settings, now):
    make_setup()
    mailing = make_mailing(make_receiver(), make_receiver(), now=now)
    settings.EMAIL_HOST_USER = settings.EMAIL_HOST_PASSWORD = "wrong"

    send(now)

    assert states(mailing) == {"queued": 2}
    told = Delivery.objects.exclude(detail="").get()
    assert (told.failure, peer.accepted) == ("configuration", [])


def test_a_connection_that_the_server_has_closed_meanwhile_is_opened_again(
    peer, settings, monkeypatch, now
):
    settings.EMAIL_CONNECTIONS = 1
    make_setup()
    make_mailing(*(make_receiver() for _ in range(2)), now=now)
    start = Lane.start

    def start_after_the_server_hung_up(lane, prepared):
        if lane.connection is not None:
            lane.connection.connection.sock.shutdown(SHUT_RDWR)
        return start(lane, prepared)

    monkeypatch.setattr(Lane, "start", start_after_the_server_hung_up)
    send(now)

    assert states() == {"sent": 2}
    assert (set(peer.copies.values()), peer.connections) == ({1}, 2)


@pytest.mark.lesson(60)
def test_co05_who_withdraws_before_the_hand_over_is_not_written_to(peer, now):
    make_setup()
    stays, leaves = make_receiver(), make_receiver()
    make_marketing_mailing(stays, leaves, now=now)
    say(leaves, "withdrawn", now=now)

    send(now)

    assert (of(leaves).state, of(leaves).failure) == ("suppressed", "gate")
    assert of(leaves).detail == "objected"
    assert peer.accepted == [stays.email]


def test_fj05_who_withdraws_while_the_others_are_sent_is_not_written_to(peer, monkeypatch, now):
    for module in (checking, handing):
        monkeypatch.setattr(module, "FRESH", 0)  # ask before each
    make_setup()
    contacts = [make_receiver() for _ in range(6)]
    make_marketing_mailing(*contacts, now=now)

    def render(entries, extra):
        for number, says in enumerate(plainly(entries, extra)):
            if number == 4:
                say(contacts[-1], "withdrawn", now=now)  # after it was marked
            yield says

    send(now, render=render)

    assert of(contacts[-1]).state == "suppressed"
    assert sorted(peer.accepted) == sorted(contact.email for contact in contacts[:-1])


@pytest.mark.lesson(60)
def test_co08_who_is_blocked_meanwhile_is_not_written_to(peer, now):
    make_setup()
    contact = make_receiver()
    make_mailing(contact, now=now)
    type(contact).objects.filter(pk=contact.pk).update(is_privacy_blocked=True)

    send(now)

    assert (of(contact).state, of(contact).detail) == ("suppressed", "privacy_blocked")
    assert peer.accepted == []


def test_ac04_an_address_that_was_corrected_meanwhile_gets_the_e_mail(peer, now):
    make_setup()
    contact = make_receiver()
    make_mailing(contact, now=now)
    type(contact).objects.filter(pk=contact.pk).update(email="right@south.example")

    send(now)

    assert peer.accepted == ["right@south.example"]
    assert (of(contact).address, of(contact).state) == ("right@south.example", "sent")


def test_a_contact_that_lost_its_address_is_shown_as_not_sent(peer, now):
    make_setup()
    contact = make_receiver()
    make_mailing(contact, now=now)
    type(contact).objects.filter(pk=contact.pk).update(email="")

    send(now)

    assert (of(contact).state, of(contact).failure) == ("suppressed", "no_address")


def test_an_interaction_that_is_cancelled_meanwhile_is_not_sent(peer, now):
    make_setup()
    contact = make_receiver()
    make_mailing(contact, now=now)
    cancel_interactions(contact.interactions.all(), reason="A mistake", by=None, now=now)

    send(now)

    assert (of(contact).state, peer.accepted) == ("canceled", [])


def test_fi08_of_contacts_with_one_address_one_gets_the_e_mail(peer, now):
    make_setup()
    first = make_receiver("info")
    second = make_person("Other", email="INFO@south.example")
    mailing = make_mailing(first, second, now=now)

    assert states(mailing) == {"queued": 1, "suppressed": 1}
    assert of(second).failure == "same_address"
    send(now)
    assert peer.accepted == ["info@south.example"]


def test_an_address_that_does_not_exist_is_not_tried_again(peer, now):
    make_setup()
    contact = make_receiver("nobody")
    make_mailing(contact, now=now)
    send(now)
    assert MailAddress.objects.get().dead_since == now
    assert "nobody" not in str(MailAddress.objects.values())

    other = make_person("Namesake", email="Nobody@south.example")
    make_mailing(other, now=now)
    send(now)

    assert (of(other).state, of(other).failure) == ("suppressed", "dead_address")


def test_a_text_that_cannot_be_rendered_or_is_empty_fails_alone(peer, now):
    make_setup()
    contacts = [make_receiver() for _ in range(3)]
    make_mailing(*contacts, now=now)
    broken, empty = (contact.interactions.get().pk for contact in contacts[:2])

    def render(entries, extra):
        for says in plainly(entries, extra):
            if says.entry == broken:
                raise LookupError
            if says.entry == empty:
                says.text = says.html = " "
            yield says

    send(now, render=render)

    assert [of(contact).state for contact in contacts] == ["failed", "failed", "sent"]
    assert of(contacts[0]).failure == of(contacts[1]).failure == "content"


@pytest.mark.parametrize("address", ["a@x.example, b@x.example", "a@x.example\nBcc: b@x.example"])
def test_fi14_two_addresses_in_one_field_get_nothing(peer, now, address):
    make_setup()
    contact = make_person("Two", email=address)
    make_mailing(contact, now=now)

    send(now)

    assert (of(contact).state, of(contact).failure, peer.accepted) == ("failed", "address", [])


@pytest.mark.parametrize("name", ["Müller, “Söhne” & Co.", 'He said "x"', "a@b, c@d"])
def test_fi14_the_name_of_the_sender_may_have_any_sign(peer, now, name):
    make_setup(name=name)
    make_mailing(make_receiver(), now=now)

    send(now)

    (message,) = peer.messages()
    (sender,) = message["From"].addresses
    assert (sender.display_name, sender.addr_spec) == (name, "news@north.example")
    assert len(peer.envelopes[0].rcpt_tos) == 1


def test_fi11_no_more_a_minute_than_is_allowed_and_none_is_lost(peer, now):
    make_setup(per_minute=3)
    mailing = make_mailing(*(make_receiver() for _ in range(7)), now=now)

    sent = [send(now + timedelta(seconds=seconds)) for seconds in (0, 20, 61, 122)]

    assert sent == [3, 0, 3, 1]
    assert states(mailing) == {"sent": 7}


def test_fi11_a_domain_that_had_enough_holds_up_nobody_else(peer, now):
    make_setup(per_domain_per_minute=2)
    many = [make_receiver(domain="many.example") for _ in range(4)]
    make_mailing(*many, make_receiver(domain="few.example"), now=now)

    send(now)

    assert sum("many" in address for address in peer.accepted) == 2
    assert sum("few" in address for address in peer.accepted) == 1
    send(now + timedelta(seconds=62))
    assert states() == {"sent": 5}


@pytest.mark.parametrize("missing", ["address", "postal_address", "link_url"])
def test_nothing_goes_before_the_sender_is_set_up(peer, now, missing):
    make_setup(**{missing: ""})
    mailing = make_mailing(make_receiver(), now=now)

    assert send(now) == 0
    assert states(mailing) == {"queued": 1}


def test_fi02_what_a_dead_worker_was_handing_over_is_unknown_and_what_it_had_taken_goes(peer, now):
    make_setup()
    contacts = [make_receiver() for _ in range(3)]
    make_mailing(*contacts, now=now)
    claim = claim_due(sender_setup(), now=now)
    Delivery.objects.filter(contact=contacts[0]).update(
        state="sending", due_at=None, handed_over_at=now
    )
    assert len(claim.deliveries) == 3

    assert send(now) == 0  # somebody has them
    later = now + timedelta(minutes=5)
    send(later)

    assert [of(contact).state for contact in contacts] == ["unknown", "sent", "sent"]
    assert send(later + timedelta(days=9)) == 0


def test_a_worker_that_was_taken_for_dead_may_still_tell_that_it_has_sent(peer, monkeypatch, now):
    make_setup()
    contact = make_receiver()
    make_mailing(contact, now=now)
    tell = Hand.tell

    def tell_late(hand, told):
        if told:
            assert settle_left_behind(now=now + timedelta(minutes=9)) == 1
        return tell(hand, told)

    monkeypatch.setattr(Hand, "tell", tell_late)
    send(now)

    assert of(contact).state == "sent"


def test_a_single_e_mail_is_queued_once_and_asks_the_gate_for_its_purpose(peer, now):
    make_setup()
    contact, other = make_receiver(), make_receiver()
    single = make_single(contact, now=now, purpose=marketing())
    make_single(other, now=now)

    assert queue_interaction(single.interaction, by=None, now=now) == single
    send(now)

    assert of(contact).detail == "no_consent"
    assert peer.accepted == [other.email]


def test_queueing_takes_a_fixed_number_of_statements(now):
    def statements(count):
        contacts = [make_receiver() for _ in range(count)]
        with CaptureQueriesContext(connection) as captured:
            make_mailing(*contacts, now=now)
        return len(captured) - count  # each interaction of a test is made by itself

    assert statements(2) == statements(12)
