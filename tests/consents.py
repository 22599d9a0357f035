"""Consents for tests, in few words."""

from datetime import UTC, datetime

from contacts import services
from contacts.models import ConsentEvent, ConsentWording, Purpose

LONG_AGO = datetime(2025, 1, 1, 12, 0, tzinfo=UTC)


def marketing():
    return Purpose.objects.get(code="MARKETING")


def make_purpose(code="NEWS", **rules):
    return Purpose.objects.create(code=code, description=code.capitalize(), **rules)


def make_wording(purpose=None, version="1", text="Yes, write to me."):
    purpose = purpose or marketing()
    return ConsentWording.objects.get_or_create(
        purpose=purpose, version=version, defaults={"text": text}
    )[0]


def statement(status="consent", purpose=None, **fields):
    purpose = purpose or marketing()
    if status == "consent":
        fields.setdefault("wording", make_wording(purpose))
    return services.Statement(
        **({"purpose": purpose, "status": status, "method": "paper"} | fields)
    )


def say(contact, status="consent", channel="email", *, now=LONG_AGO, by=None, **fields):
    """Record what a contact says, by the service."""
    return services.record_consent(
        contact, channel=channel, statement=statement(status, **fields), by=by, now=now
    )


def state_of(contact, channel="email", purpose=None):
    states = contact.consent_states.filter(channel=channel, purpose=purpose or marketing())
    return states.values_list("status", flat=True).first()


def event(contact, status, channel, happened_at, purpose=None):
    """An event as nobody's service would write it, not saved yet."""
    purpose = purpose or marketing()
    return ConsentEvent(
        contact=contact,
        purpose=purpose,
        channel=channel,
        status=status,
        wording=make_wording(purpose) if status == "consent" else None,
        happened_at=happened_at,
        method="paper",
    )
