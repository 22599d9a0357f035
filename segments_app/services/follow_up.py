"""The next segment, for those who were logged with one (LOG-17)."""

from datetime import datetime

from django.contrib.auth.models import User
from django.utils.translation import gettext as _

from interactions.models import LoggedSegment
from segments_app.models import Segment

from .segments import create_segment
from .sources import add_logged_segment


def follow_up_on(
    logged: LoggedSegment, segment: Segment, *, by: User | None, now: datetime
) -> Segment:
    """Make a segment without a template for the contacts logged, on the same campaign."""
    description = _("Follow-up on %(number)s") % {"number": segment.number}
    values = {
        "description": description[:100],
        "campaign": segment.campaign,
        "purpose": segment.purpose,
    }
    follow_up = create_segment(values=values, by=by, now=now)
    follow_up.followed_up = logged
    follow_up.save(update_fields=["followed_up"])
    add_logged_segment(follow_up, logged_segment=logged, by=by, now=now)
    return follow_up
