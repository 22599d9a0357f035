"""Segments that the contact is on, was on, was logged with, or was left out of."""

from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from contacts.models.gate import LeftOutReason
from interactions.models import Interaction, LeftOut
from segments_app.criteria.kinds import CHOICE, MANY, REFERENCE
from segments_app.criteria.options import Fixed
from segments_app.criteria.registry import OF_CONTACT, Phrases, source
from segments_app.models import SegmentLine

from . import tables
from .contacts import contact

SEGMENTS = _("Segments")

#: The lines in force at the position that their segment is at.
current = SegmentLine.objects.filter(added_at__lte=F("segment__position")).filter(
    Q(removed_at__isnull=True) | Q(removed_at__gt=F("segment__position"))
)

contact.add(
    "segment",
    label=_("On segment"),
    kind=MANY,
    section=SEGMENTS,
    options=tables.SEGMENTS,
    rows=current,
    link=OF_CONTACT,
)
contact.add(
    "segment_ever",
    label=_("On segment, now or before"),
    kind=MANY,
    path="segment",
    section=SEGMENTS,
    options=tables.SEGMENTS,
    rows=SegmentLine,
    link=OF_CONTACT,
)
contact.add(
    "segment_before",
    label=_("On segment before, removed by a step"),
    kind=MANY,
    path="segment",
    section=SEGMENTS,
    options=tables.SEGMENTS,
    rows=SegmentLine.objects.filter(removed_at__lte=F("segment__position")),
    link=OF_CONTACT,
)
contact.add(
    "logged_segment",
    label=_("Logged with segment"),
    kind=MANY,
    section=SEGMENTS,
    options=tables.LOGGED_SEGMENTS,
    rows=Interaction.objects.counted().filter(logged_segment__isnull=False),
    link=OF_CONTACT,
)
contact.add(
    "logged_segment_ever",
    label=_("Logged with segment, cancelled since or not"),
    kind=MANY,
    path="logged_segment",
    section=SEGMENTS,
    options=tables.LOGGED_SEGMENTS,
    rows=Interaction.objects.filter(logged_segment__isnull=False),
    link=OF_CONTACT,
)
contact.add(
    "left_out_of",
    label=_("Left out of logged segment"),
    kind=MANY,
    path="logged_segment",
    section=SEGMENTS,
    options=tables.LOGGED_SEGMENTS,
    rows=LeftOut,
    link=OF_CONTACT,
)

left_out = source(
    "left_out",
    label=_("Left out when logging"),
    rows=LeftOut,
    link=OF_CONTACT,
    phrases=Phrases(
        some=_("the contact was left out of a logged segment"),
        none=_("the contact was left out of no logged segment"),
        at_least=ngettext_lazy(
            "the contact was left out of at least %(count)s logged segment",
            "the contact was left out of at least %(count)s logged segments",
            "count",
        ),
        exactly=ngettext_lazy(
            "the contact was left out of exactly %(count)s logged segment",
            "the contact was left out of exactly %(count)s logged segments",
            "count",
        ),
        at_most=ngettext_lazy(
            "the contact was left out of at most %(count)s logged segment",
            "the contact was left out of at most %(count)s logged segments",
            "count",
        ),
    ),
)
left_out.add(
    "logged_segment",
    label=_("Logged segment"),
    kind=REFERENCE,
    options=tables.LOGGED_SEGMENTS,
)
left_out.add("reason", label=_("Reason"), kind=CHOICE, options=Fixed(LeftOutReason.choices))
