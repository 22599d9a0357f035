"""Calls to one contact, from the contact or from a segment's line (domain.md §2.14)."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib.auth.models import User
from django.db import transaction
from django.utils.translation import gettext as _

from contacts.models import Channel, Contact
from interactions.models import Interaction, InteractionTemplate, InteractionTemplateSetup

from .incomplete import MESSAGES, InteractionIncomplete
from .single import log_interaction


class NoCallTemplate(Exception):
    """The set-up does not say with which template calls are logged (CALL-01)."""


def call_template() -> InteractionTemplate:
    """Return the template of outgoing calls, else raise NoCallTemplate naming the field."""
    setup = InteractionTemplateSetup.objects.select_related(
        "outgoing_calls__campaign", "outgoing_calls__group"
    ).get(pk=1)
    if setup.outgoing_calls is None:
        raise NoCallTemplate(
            _("The interaction template setup names no template: fill in the field “%(field)s”.")
            % {"field": setup._meta.get_field("outgoing_calls").verbose_name}
        )
    return setup.outgoing_calls


def telephone_numbers(contact: Contact) -> list[tuple[str, str]]:
    """Return the numbers of a contact with what each one is, its own before other addresses'."""
    numbers = {
        contact.phone: _("Telephone"),
        contact.mobile_phone: _("Mobile telephone"),
    }
    for address in contact.alternative_addresses.order_by("code"):
        numbers.setdefault(address.phone, address.code)
        numbers.setdefault(address.mobile_phone, address.code)
    return [(number, label) for number, label in numbers.items() if number]


@transaction.atomic
def log_call(
    *,
    contact: Contact,
    phone: str,
    was_dialled: bool = True,
    values: Mapping[str, Any],
    submission: UUID | None = None,
    override: str = "",
    by: User | None,
    now: datetime,
) -> Interaction:
    """Log a call that was made, reached or not (A-49: `attempt_failed`).

    Where the values name a segment number, a campaign counts it in the entry of the segment
    (CALL-05). `was_dialled` says whether a number has to be named (CALL-02).
    """
    template = call_template()
    if was_dialled and not phone.strip():
        raise InteractionIncomplete({"phone": str(MESSAGES["phone"])})
    values = {
        "correspondence_type": "",  # nothing is sent (CALL-04)
        **values,
        "contact_via": phone.strip(),
        "channel": Channel.PHONE.value,
    }
    return log_interaction(
        contact=contact,
        template=template,
        values=values,
        submission=submission,
        override=override,
        by=by,
        now=now,
    )
