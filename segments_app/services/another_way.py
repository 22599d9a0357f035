"""What was sent, once more on another channel: a segment of its own, looked at before it is logged.

History stays as it was, and the segment asks whatever every other one asks: consent, contact
pressure, addresses (domain.md §2.19, RES-01 to RES-03).
"""

from datetime import datetime
from uuid import UUID

from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import Value
from django.utils.translation import gettext as _

from contacts.models import Contact
from interactions.models import (
    FrozenAttachment,
    FrozenContent,
    InteractionQuerySet,
    InteractionTemplate,
    LoggedSegment,
)
from interactions.services.delivery import NotAnotherWay
from segments_app.common.models import InformationFlow
from segments_app.common.retrying import retried
from segments_app.models import Segment

from .by_hand import add_by_hand
from .contents import copy_contents
from .locking import SegmentError
from .segments import create_segment


@retried
@transaction.atomic
def send_another_way(
    rows: InteractionQuerySet,
    *,
    channel: str,
    submission: UUID | None,
    by: User,
    now: datetime,
) -> Segment:
    """Make a segment of the contacts with the same texts, for a letter or an e-mail.

    The form sent again returns the segment that is there.
    """
    rows = rows.counted().exclude(information_flow=InformationFlow.INBOUND).order_by()
    logged, contents = _source_of(rows), _contents_of(rows)
    templates = InteractionTemplate.objects.filter(pk__in=rows.values("template"))
    values = {
        "template": templates.order_by("pk").first(),
        "description": _again(rows),
        "correspondence_type": channel,
        "ignores_contact_correspondence": True,
        "default_language": contents[0].language,
        "campaign": logged and logged.campaign,
        "purpose": logged and logged.purpose,
    }
    segment = create_segment(values=values, submission=submission, by=by, now=now)
    if segment.created_at != now:
        return segment
    segment.contents.all().delete()
    texts = FrozenContent.objects.filter(pk__in=[one.pk for one in contents])
    files = FrozenAttachment.objects.filter(content__in=texts)
    copy_contents(segment, texts.annotate(script=Value("")), files)
    if logged is not None:
        segment.followed_up = logged
        segment.save(update_fields=["followed_up"])
    try:
        contacts = Contact.objects.filter(pk__in=rows.values("contact"))
        add_by_hand(segment, contacts=contacts, by=by, now=now)
    except SegmentError as error:
        raise NotAnotherWay(str(error)) from error
    return segment


def _source_of(rows: InteractionQuerySet) -> LoggedSegment | None:
    """Return the logged segment that all belong to, if any."""
    sources = list(rows.values_list("logged_segment", flat=True).distinct()[:2])
    if not sources:
        raise NotAnotherWay(_("None of them can be sent again: they are cancelled or came in."))
    if len(sources) > 1:
        raise NotAnotherWay(
            _("Choose interactions of one logged segment, or only such as belong to none.")
        )
    logged = LoggedSegment.objects.select_related("campaign", "purpose")
    return logged.filter(pk=sources[0] or 0).first()


def _contents_of(rows: InteractionQuerySet) -> list[FrozenContent]:
    """Return what was said, once for each language."""
    texts = FrozenContent.objects.filter(pk__in=rows.values("content"), language__isnull=False)
    contents = list(texts.select_related("language").order_by("language__name", "pk")[:200])
    if not contents:
        raise NotAnotherWay(_("Nothing was written in them, so nothing can be sent again."))
    if len({one.language_id for one in contents}) < len(contents):
        raise NotAnotherWay(
            _("They say different things in one language. Choose those that say the same.")
        )
    return contents


def _again(rows: InteractionQuerySet) -> str:
    """Return what it is about, marked as sent again, once (RES-02)."""
    description = str(rows.order_by("pk").values_list("description", flat=True)[0])
    mark = _("Resend:")
    marked = description if description.startswith(mark) else f"{mark} {description}"
    return marked[:100]
