"""Who may not be approached with one interaction, and why."""

from typing import Any

from django.utils.translation import gettext as _

from contacts.models import Contact, Purpose
from contacts.models.gate import LeftOutReason, Occasion
from interactions.models import Interaction
from segments_app.common.models import InformationFlow

from .overriding import is_soft
from .pressure import hold_pressure, refusal_in_words, refusal_of


class ContactBlocked(Exception):
    """The contact may not be contacted; the message says why (PRV-01).

    `can_be_overridden` says whether who has the right may do it all the same, with a reason.
    """

    def __init__(self, message: str, *, reason: str = "", can_be_overridden: bool = False) -> None:
        super().__init__(message)
        self.reason = reason
        self.can_be_overridden = can_be_overridden


def refuse_blocked(contact: Contact, *, purpose: Purpose | None = None, channel: str = "") -> None:
    """Raise ContactBlocked where `may_contact` does not let the contact through.

    Asked of the row as it is now. "Exclude from segments" does not matter here: it is about
    segments. With a purpose consent is asked for, as the purpose says of the channel.
    """
    asks = purpose.channels_with_consent if purpose else frozenset[str]()
    occasion = Occasion(purpose.pk if purpose else None, asks, channel)
    rows = Contact.objects.filter(pk=contact.pk)
    found: Any = rows.with_left_out_reason(ignore_exclusion=True, occasion=occasion).first()
    reason = found.left_out_reason if found else ""
    if not reason:
        return
    text = _("%(contact)s may not be contacted: %(reason)s.")
    if reason == LeftOutReason.COMPANY_BLOCKED:
        text = _("%(contact)s may not be contacted: the company is privacy blocked.")
    elif reason in (LeftOutReason.OBJECTED, LeftOutReason.NO_CONSENT):
        text = _("%(contact)s may not be contacted for “%(purpose)s”: %(reason)s.")
    label = LeftOutReason(reason).label.lower()
    raise ContactBlocked(
        text % {"contact": contact, "reason": label, "purpose": purpose},
        reason=reason,
        can_be_overridden=is_soft(reason, channel),
    )


def refuse_too_often(interaction: Interaction) -> None:
    """Raise ContactBlocked where a rule on contact pressure leaves no room on the day.

    What failed, and what came from the contact, counts to no rule. The lock is held to the end,
    so that of two at the same moment the second sees the first.
    """
    if interaction.attempt_failed or interaction.information_flow != InformationFlow.OUTBOUND:
        return
    hold_pressure()
    reached = refusal_of(
        interaction.contact_id,
        purpose=interaction.purpose_id,
        channel=interaction.correspondence_type,
        on=interaction.occurred_on,
    )
    if reached is not None:
        raise ContactBlocked(
            refusal_in_words(interaction.contact, reached),
            reason=LeftOutReason.TOO_OFTEN,
            can_be_overridden=True,
        )
