"""Minors and privacy blocks (domain.md §3.4)."""

from django.utils.translation import gettext as _

from contacts.models import Contact, ContactAnswer

from .refusals import Refused


class StaysBlocked(Refused):
    """A minor whose parents have not consented stays privacy blocked (PRV-03)."""


def keep_minor_blocked(contact: Contact, *, was: Contact | None) -> None:
    """Block a minor without parental consent, and refuse to take such a block away.

    Consent only removes what stands in the way: it takes no block away by itself.
    """
    if not contact.is_minor or contact.has_parental_consent or contact.is_privacy_blocked:
        return
    if was is not None and was.is_minor and was.is_privacy_blocked and not was.has_parental_consent:
        raise StaysBlocked(
            _("A minor stays privacy blocked until the parental consent has been received.")
        )
    contact.is_privacy_blocked = True


def forget_profile(contact: Contact) -> int:
    """Remove the answers of a minor, who must not be profiled."""
    deleted, _per_model = ContactAnswer.objects.filter(contact=contact.pk).delete()
    return deleted
