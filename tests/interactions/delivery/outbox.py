"""E-mails for tests, in few words."""

from dataclasses import dataclass
from itertools import count

from interactions.models import Delivery, FrozenContent, SenderSetup
from interactions.services.delivery import Sender, queue_interaction, queue_mailing
from tests.consents import marketing, say
from tests.factories import (
    make_interaction,
    make_logged_segment,
    make_person,
    make_salesperson,
    make_template,
)

_numbers = count(1)


@dataclass
class Says:
    """What an interaction says, without the renderer."""

    entry: int
    subject: str = "Invitation"
    html: str = "<p>Come to the fair.</p>"
    text: str = "Come to the fair."
    language: str = "en"
    attachments: tuple = ()


def plainly(entries, extra):
    return [Says(entry) for entry in entries]


def make_setup(**fields):
    fields = {
        "name": "Studio North",
        "address": "news@north.example",
        "bounce_address": "bounces@north.example",
        "postal_address": "Studio North\nMain Street 1\n1000 Brussels",
        "link_url": "https://www.north.example",
    } | fields
    return SenderSetup.objects.update_or_create(pk=1, defaults=fields)[0]


def make_receiver(local="", domain="", **fields):
    local = local or f"ada{next(_numbers)}"
    return make_person(local.capitalize(), email=f"{local}@{domain or 'south.example'}", **fields)


def make_mailing(*contacts, now, purpose=None, by=None):
    """Log e-mails to contacts, and put them into the outbox."""
    logged = make_logged_segment(purpose=purpose)
    template, salesperson = make_template(), make_salesperson()
    for contact in contacts:
        make_interaction(
            contact,
            logged_segment=logged,
            correspondence_type="email",
            template=template,
            salesperson=salesperson,
        )
    return queue_mailing(logged, by=by, now=now)


def make_marketing_mailing(*contacts, now):
    for contact in contacts:
        say(contact)
    return make_mailing(*contacts, now=now, purpose=marketing())


def make_e_mail(contact, **fields):
    """Return an interaction that is an e-mail with something written in it."""
    fields.setdefault("content", FrozenContent.objects.create(text="Come to the fair."))
    return make_interaction(contact, correspondence_type="email", **fields)


def make_single(contact, *, now, **fields):
    interaction = make_e_mail(contact, **fields)
    return queue_interaction(interaction, by=None, now=now)


def send(now, render=plainly, **given):
    """Hand over what is due, as a worker does."""
    return Sender(render=render, clock=lambda: now, **given).send_due()


def states(mailing=None):
    """Return how many e-mails are in each state, those without any left out."""
    rows = Delivery.objects.filter(mailing=mailing) if mailing else Delivery.objects.all()
    return {state: n for state, n in rows.numbers().items() if n}


def of(contact):
    return Delivery.objects.get(contact=contact)
