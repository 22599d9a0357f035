"""What the contacts of a segment are approached for, and by which channel (decision 0034)."""

from contacts.models.gate import NOT_MARKETING, Occasion

from .segment import Segment


def occasion_of(segment: Segment, *, prefix: str = "") -> Occasion:
    """Return the occasion for contacts that would be added: the channel their lines would have.

    `prefix` leads from the row that is asked to its contact.
    """
    purpose = segment.purpose
    if purpose is None:
        return NOT_MARKETING
    asked = purpose.channels_with_consent
    channel, fallback = _channel(segment)
    if channel is not None:
        return Occasion(purpose.pk, asked, channel)
    return Occasion(purpose.pk, asked, None, f"{prefix}correspondence_type", fallback)


def occasion_of_lines(segment: Segment, *, own_channels: bool) -> Occasion:
    """Return the occasion for lines, which have `effective_correspondence_type`.

    `own_channels` says whether any of them may have a channel of its own.
    """
    purpose = segment.purpose
    if purpose is None:
        return NOT_MARKETING
    asked = purpose.channels_with_consent
    if segment.ignores_contact_correspondence and segment.correspondence_type and not own_channels:
        return Occasion(purpose.pk, asked, segment.correspondence_type)
    return Occasion(purpose.pk, asked, None, "effective_correspondence_type")


def _channel(segment: Segment) -> tuple[str | None, str]:
    """Return the channel of all new lines, None for each contact's own, and what stands in."""
    if segment.ignores_contact_correspondence and segment.correspondence_type:
        return segment.correspondence_type, ""
    template = segment.template
    if template is None:
        return None, ""
    if template.ignores_contact_correspondence:
        return template.correspondence_type, ""
    return None, template.correspondence_type
