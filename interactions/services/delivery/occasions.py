"""What an e-mail is to the gate."""

from contacts.models import Channel, Purpose
from contacts.models.gate import Occasion


def occasion_of(purpose: int | None) -> Occasion:
    """Return what an e-mail for a purpose is, to the gate."""
    if purpose is None:
        return Occasion(channel=Channel.EMAIL)
    asks = Purpose.objects.get(pk=purpose).channels_with_consent
    return Occasion(purpose, asks, Channel.EMAIL)
