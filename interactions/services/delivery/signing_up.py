"""Double opt-in: asking for e-mails, the link, and the consent that it makes (DO-01…05)."""

import logging
from datetime import datetime, timedelta
from email.utils import make_msgid

from django.core.mail import EmailMessage, get_connection
from django.db import transaction
from django.db.models import Q
from django.db.models.functions import Lower
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import formats, translation
from django.utils.translation import gettext as _

from contacts.models import (
    Channel,
    ConsentEvent,
    ConsentStatus,
    ConsentWording,
    Contact,
    Language,
    Purpose,
)
from contacts.services import Address, Statement, create_contact, record_consent
from contacts.services.fingerprints import fingerprint
from contacts.services.suppressing import suppression_of
from interactions.models import SenderSetup, SignUp
from segments_app.common.sql import one_at_a_time

from .addresses import dead_addresses, hash_of
from .messages import domain_of, link_base, sender_header
from .setup import is_ready, sender_setup
from .tokens import read_token, token_for

logger = logging.getLogger("segments.mail")
SALT = "segments.sign_up"
#: One link a day to an address, so many sign-ups an hour from one place and in all.
BETWEEN = timedelta(hours=24)
FROM_ONE_PLACE = 10
IN_ALL = 500
HOUR = timedelta(hours=1)
#: After so long a link leads nowhere, and what was not confirmed is forgotten.
VALID = timedelta(days=7)


def wording_for(purpose: str, language: str) -> ConsentWording | None:
    """Return what is agreed to: the latest wording in the language, else the latest of all."""
    rows = ConsentWording.objects.filter(purpose__code=purpose.upper(), is_archived=False)
    latest = rows.select_related("purpose").order_by("-pk")
    return latest.filter(language__code=language).first() or latest.first()


@transaction.atomic
def sign_up(
    wording: ConsentWording,
    *,
    address: str,
    name: str,
    language: str,
    came_from: str,
    now: datetime,
) -> SignUp | None:
    """Write down that somebody asks for e-mails; None where it is not taken, which nobody is told.

    The same address gets one link a day. Known, unknown and suppressed addresses all look alike.
    """
    one_at_a_time("sign-up")
    hashed, place = hash_of(address), fingerprint("place", came_from) if came_from else ""
    lately = SignUp.objects.filter(requested_at__gt=now - HOUR)
    if lately.count() >= IN_ALL or (
        place and lately.filter(source=place).count() >= FROM_ONE_PLACE
    ):
        return None
    same = SignUp.objects.filter(fingerprint=hashed, requested_at__gt=now - BETWEEN)
    if same.filter(wording__purpose=wording.purpose_id).exists():
        return None
    if suppression_of(Address(email=address)) or dead_addresses([address]):
        return None
    return SignUp.objects.create(
        wording=wording,
        language=language,
        name=" ".join(name.split()),
        address=address.strip(),
        fingerprint=hashed,
        source=place,
        requested_at=now,
    )


def send_links(*, now: datetime) -> int:
    """Send the links that are still to go, each once at most; return how many went."""
    setup = sender_setup()
    if not is_ready(setup):
        return 0
    waiting = SignUp.objects.filter(mailed_at=None, confirmed_at=None, requested_at__gt=now - VALID)
    sent = 0
    for row in waiting.select_related("wording__purpose").order_by("pk")[:100]:
        # Marked before, and committed: a link that may have gone does not go again.
        if SignUp.objects.filter(pk=row.pk, mailed_at=None).update(mailed_at=now):
            sent += _send_link(row, setup)
    return sent


def sign_up_named(token: str, *, now: datetime) -> SignUp | None:
    """Return the sign-up that a link belongs to, while it is valid."""
    pk = read_token(token, salt=SALT)
    if pk is None:
        return None
    rows = SignUp.objects.filter(pk=pk, requested_at__gt=now - VALID)
    return rows.select_related("wording__purpose").first()


@transaction.atomic
def confirm(sign_up: SignUp, *, now: datetime) -> SignUp:
    """Record the consent of whoever has the address; of nobody known it makes a contact."""
    row = SignUp.objects.select_for_update(of=("self",)).select_related("wording__purpose")
    found = row.get(pk=sign_up.pk)
    if found.confirmed_at is not None:
        return found
    contacts = _contacts_at(found.address) or [_new_contact(found, now=now)]
    asked = formats.date_format(found.requested_at, "DATETIME_FORMAT")
    for contact in contacts:
        record_consent(
            contact,
            channel=Channel.EMAIL,
            statement=Statement(
                purpose=found.wording.purpose,
                status=ConsentStatus.CONSENT,
                method=ConsentEvent.Method.FORM,
                wording=found.wording,
                evidence=_("Sign-up %(number)s, asked for on %(moment)s and confirmed by a link")
                % {"number": found.pk, "moment": asked},
                source=f"sign-up {found.pk}",
            ),
            by=None,
            now=now,
        )
    found.confirmed_at, found.contact, found.address, found.name = now, contacts[0], "", ""
    found.save(update_fields=["confirmed_at", "contact", "address", "name"])
    return found


def forget_unconfirmed(*, now: datetime) -> int:
    """Delete what nobody has confirmed in time, and where the others came from."""
    SignUp.objects.filter(requested_at__lt=now - BETWEEN).exclude(source="").update(source="")
    gone = SignUp.objects.filter(confirmed_at=None, requested_at__lt=now - VALID)
    return gone.delete()[0]


def offered() -> list[Purpose]:
    """Return the purposes that can be signed up for: those with a wording."""
    rows = Purpose.objects.filter(wordings__is_archived=False)
    return list(rows.distinct().order_by("code"))


def _contacts_at(address: str) -> list[Contact]:
    rows = Contact.objects.annotate(lower=Lower("email")).filter(lower=address.lower())
    return list(rows.filter(~Q(email="")).order_by("pk")[:20])


def _new_contact(row: SignUp, *, now: datetime) -> Contact:
    language = Language.objects.filter(code=row.language).first()
    return create_contact(
        values={
            "type": Contact.Type.PERSON,
            "name": row.name or row.address.partition("@")[0],
            "email": row.address,
            "language": language,
        },
        by=None,
        now=now,
    )


def _send_link(row: SignUp, setup: SenderSetup) -> int:
    with translation.override(row.language or None):
        path = reverse("confirm_sign_up", args=[token_for(row.pk, salt=SALT)])
        context = {"row": row, "setup": setup, "link": f"{link_base(setup)}{path}"}
        message = EmailMessage(
            subject=_("Please confirm your sign-up"),
            body=render_to_string("interactions/email/confirm.txt", context),
            from_email=setup.address,
            to=[row.address],
            headers={
                "From": sender_header(setup),
                "Message-ID": make_msgid(domain=domain_of(setup)),
                "Auto-Submitted": "auto-generated",
            },
        )
    try:
        return get_connection().send_messages([message]) or 0
    except Exception:
        logger.exception("a link was not sent", extra={"sign_up": row.pk})
        return 0
