"""What the contacts of the demo company have said to being approached."""

import random
from datetime import timedelta

from contacts.models import Channel, ConsentEvent, ConsentStatus, ConsentWording, Contact, Purpose

from .company import Company, keep

Method = ConsentEvent.Method
WORDINGS = {
    "2024": "Yes, send me offers and invitations by e-mail. I can withdraw this at any time.",
    "2025": "Yes, I would like to hear about new products, offers and events by e-mail. "
    "I can withdraw my consent at any time, with one click in every e-mail.",
}
#: Of a hundred contacts with an e-mail address; the others have said nothing.
SAID = {
    ConsentStatus.CONSENT: 74,
    ConsentStatus.SOFT_OPT_IN: 12,
    ConsentStatus.WITHDRAWN: 4,
    ConsentStatus.NONE: 10,
}
HOW = {Method.FORM: 60, Method.PAPER: 15, Method.PHONE: 10, Method.IN_PERSON: 15}


def make_consents(company: Company) -> None:
    """Have most contacts consent to e-mail, a few withdraw, and a few object to letters."""
    # Its own chances: what else is drawn stays the same.
    rng = random.Random(f"consent {company.size}")  # noqa: S311 - a demo, not a secret
    purpose = Purpose.objects.order_by("pk")[0]
    wordings = [
        ConsentWording.objects.create(
            purpose=purpose, version=version, language=company.languages["en"], text=text
        )
        for version, text in WORDINGS.items()
    ]
    events = []
    for contact in company.contacts:
        if contact.email:
            events += _by_email(rng, contact, purpose, wordings[rng.randrange(2)])
        if rng.random() < 0.02:
            events.append(
                _event(contact, purpose, Channel.LETTER, ConsentStatus.OBJECTED, Method.EMAIL)
            )
    keep(events, ConsentEvent)


def _by_email(
    rng: random.Random, contact: Contact, purpose: Purpose, wording: ConsentWording
) -> list[ConsentEvent]:
    status = rng.choices(list(SAID), weights=list(SAID.values()))[0]
    how = rng.choices(list(HOW), weights=list(HOW.values()))[0]
    if status == ConsentStatus.NONE:
        return []
    if status == ConsentStatus.SOFT_OPT_IN:
        return [_event(contact, purpose, Channel.EMAIL, status, Method.OTHER)]
    given = _event(contact, purpose, Channel.EMAIL, ConsentStatus.CONSENT, how)
    given.wording, given.evidence = wording, f"Form {contact.number}"
    if status == ConsentStatus.CONSENT:
        return [given]
    taken_back = _event(contact, purpose, Channel.EMAIL, status, Method.LINK)
    taken_back.happened_at += timedelta(days=1)
    return [given, taken_back]


def _event(
    contact: Contact, purpose: Purpose, channel: Channel, status: ConsentStatus, method: str
) -> ConsentEvent:
    basis = {
        ConsentStatus.CONSENT: ConsentEvent.Basis.CONSENT,
        ConsentStatus.SOFT_OPT_IN: ConsentEvent.Basis.INTEREST,
    }
    return ConsentEvent(
        contact=contact,
        purpose=purpose,
        channel=channel,
        status=status,
        method=method,
        basis=basis.get(status, ""),
        happened_at=contact.created_at,
        recorded_at=contact.created_at,
    )
