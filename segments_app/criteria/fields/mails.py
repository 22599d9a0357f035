"""E-mails to the contact: what became of each, with which segment or campaign it went."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from interactions.models import Delivery, DeliveryFailure, DeliveryState
from segments_app.criteria.kinds import (
    BLANK_CHOICE,
    CHOICE,
    MOMENT,
    NULL_MOMENT,
    NULL_REFERENCE,
)
from segments_app.criteria.options import Fixed
from segments_app.criteria.registry import OF_CONTACT, Phrases, source

from . import tables

mail = source(
    "mail",
    label=_("E-mails"),
    rows=Delivery,
    link=OF_CONTACT,
    phrases=Phrases(
        some=_("there is an e-mail"),
        none=_("there is no e-mail"),
        at_least=ngettext_lazy(
            "there is at least %(count)s e-mail", "there are at least %(count)s e-mails", "count"
        ),
        exactly=ngettext_lazy(
            "there is exactly %(count)s e-mail", "there are exactly %(count)s e-mails", "count"
        ),
        at_most=ngettext_lazy(
            "there is at most %(count)s e-mail", "there are at most %(count)s e-mails", "count"
        ),
    ),
)
mail.add("state", label=_("State"), kind=CHOICE, options=Fixed(DeliveryState.choices))
mail.add("failure", label=_("Reason"), kind=BLANK_CHOICE, options=Fixed(DeliveryFailure.choices))
mail.add(
    "logged_segment",
    label=_("Logged segment"),
    kind=NULL_REFERENCE,
    path="interaction__logged_segment",
    options=tables.LOGGED_SEGMENTS,
)
mail.add(
    "campaign",
    label=_("Campaign"),
    kind=NULL_REFERENCE,
    path="interaction__campaign",
    options=tables.CAMPAIGNS,
)
mail.add("purpose", label=_("Purpose"), kind=NULL_REFERENCE, options=tables.PURPOSES)
mail.add("queued_at", label=_("Queued at"), kind=MOMENT)
mail.add("sent_at", label=_("Sent at"), kind=NULL_MOMENT)
mail.add("bounced_at", label=_("Came back at"), kind=NULL_MOMENT)
mail.add("opened_at", label=_("Opened at"), kind=NULL_MOMENT)
mail.add("clicked_at", label=_("Clicked at"), kind=NULL_MOMENT)
mail.add("complained_at", label=_("Complained at"), kind=NULL_MOMENT)
mail.add("unsubscribed_at", label=_("Unsubscribed at"), kind=NULL_MOMENT)
