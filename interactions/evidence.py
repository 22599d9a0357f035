"""Exactly why a contact was left out: by which rule, by what was said or set, and when."""

from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from contacts.models import ConsentEvent, Suppression
from contacts.models.gate import LeftOutReason
from interactions.models import LeftOut
from interactions.services.pressure import in_words

#: What stands on the contact itself.
OF_THE_CONTACT = {
    LeftOutReason.PRIVACY_BLOCKED: gettext_lazy("“Privacy blocked” was ticked on the contact."),
    LeftOutReason.COMPANY_BLOCKED: gettext_lazy("“Privacy blocked” was ticked on the company."),
    LeftOutReason.MINOR: gettext_lazy("“Minor” was ticked, “parental consent received” was not."),
    LeftOutReason.RESTRICTED: gettext_lazy("Processing was restricted for the contact."),
    LeftOutReason.EXCLUDED: gettext_lazy("“Exclude from segments” was ticked on the contact."),
    LeftOutReason.SUPPRESSED: gettext_lazy("An address of the contact had not been checked yet."),
}


def evidence_of(row: LeftOut) -> str:
    """Return the evidence in a sentence, of what the ledger kept."""
    if row.consent_event is not None:
        return said(row.consent_event)
    if row.suppression is not None:
        return suppressed(row.suppression)
    if row.reason == LeftOutReason.TOO_OFTEN and row.limit_most and row.limit_days:
        limit = in_words(row.limit_most, row.limit_days)
        return _("It would have been %(limit)s.") % {"limit": limit}
    if row.reason == LeftOutReason.NO_CONSENT:
        names = {"purpose": row.logged_segment.purpose, "channel": row.get_channel_display()}
        return _("No consent for “%(purpose)s” by %(channel)s, which asks for it.") % names
    return str(OF_THE_CONTACT.get(LeftOutReason(row.reason), ""))


def said(event: ConsentEvent) -> str:
    """Return what the contact has said, how and when."""
    return _("%(status)s for “%(purpose)s” by %(channel)s: %(method)s, %(day)s") % {
        "status": event.get_status_display(),
        "purpose": event.purpose,
        "channel": event.get_channel_display(),
        "method": event.get_method_display(),
        "day": date_format(localtime(event.happened_at), "SHORT_DATE_FORMAT"),
    }


def suppressed(suppression: Suppression) -> str:
    """Return why nobody is approached at the address, and since when."""
    return _("Address suppressed: %(cause)s, %(day)s") % {
        "cause": suppression.get_cause_display(),
        "day": date_format(localtime(suppression.suppressed_at), "SHORT_DATE_FORMAT"),
    }
