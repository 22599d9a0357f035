"""Approaching somebody all the same: what a right of its own allows, and what nothing does.

A missing consent can be overridden by letter or telephone, never by e-mail (CO-02), and so can
"exclude from segments" and a rule on contact pressure. An objection, a suppressed address, a
restriction, a privacy block, a minor without parental consent cannot.
"""

from django.db.models import Q
from django.utils.translation import gettext as _

from contacts.models.gate import LeftOutReason
from segments_app.common.models import CorrespondenceType

OVERRIDE = "interactions.override_gate"
LONGEST = 500
SOFT = (LeftOutReason.EXCLUDED, LeftOutReason.TOO_OFTEN)


class OverrideUnexplained(Exception):
    """An override needs a reason; the message says so."""


def is_soft(reason: str, channel: str) -> bool:
    """Tell whether the reason can be overridden for somebody approached by the channel."""
    if reason == LeftOutReason.NO_CONSENT:
        return channel != CorrespondenceType.EMAIL
    return reason in SOFT


def soft(channel: str) -> Q:
    """Return `is_soft` as a condition on rows with `left_out_reason` and the column `channel`."""
    without = Q(left_out_reason=LeftOutReason.NO_CONSENT) & ~Q(
        **{channel: CorrespondenceType.EMAIL}
    )
    return Q(left_out_reason__in=SOFT) | without


def explained(text: str) -> str:
    """Return the reason that is kept; nothing is no reason."""
    clean = " ".join(text.replace("\0", "").split())[:LONGEST]
    if not clean:
        raise OverrideUnexplained(_("Say why the contact is approached all the same."))
    return clean
