"""The e-mails that logging a segment sends, where it is told to."""

from typing import Any

from segments_app.common.models import CorrespondenceType
from segments_app.models import Segment, SegmentLine


def has_e_mails(segment: Segment) -> bool:
    """Whether logging the segment would log an e-mail to anybody."""
    lines: Any = SegmentLine.objects.current(segment).with_effective_values(segment)
    e_mails = lines.filter(effective_correspondence_type=CorrespondenceType.EMAIL)
    return bool(e_mails.exclude(effective_email="").exists())
