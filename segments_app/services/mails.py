"""The e-mails that logging a segment sends, where it is told to."""

from django.db.models import Q
from django.utils.formats import number_format
from django.utils.translation import ngettext

from interactions.models import LoggedSegment
from segments_app.common.models import CorrespondenceType

from .locking import SegmentError

UNWRITTEN = Q(content=None) | Q(content__html="", content__text="")


class NothingWritten(SegmentError):
    """Some would get an e-mail without a text, so that none can be sent."""


def refuse_unwritten(logged: LoggedSegment) -> None:
    """Raise NothingWritten where an e-mail to be sent says nothing; all that was logged goes."""
    e_mails = logged.interactions.filter(correspondence_type=CorrespondenceType.EMAIL)
    count = e_mails.filter(UNWRITTEN).count()
    if count:
        text = ngettext(
            "There is no text for the e-mail to %(count)s contact. Write one, or log without "
            "sending. Nothing has been logged.",
            "There is no text for the e-mails to %(count)s contacts. Write one, or log without "
            "sending. Nothing has been logged.",
            count,
        )
        raise NothingWritten(text % {"count": number_format(count, force_grouping=True)})
