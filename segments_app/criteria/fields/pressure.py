"""How often the contact was approached for marketing, over all channels (decision 0042)."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from interactions.models import Interaction
from segments_app.criteria.kinds import (
    BLANK_CHOICE,
    DATE,
    NULL_REFERENCE,
    PRESSURE,
    REFERENCE,
)
from segments_app.criteria.registry import OF_CONTACT, Phrases, source

from . import tables
from .contacts import contact

contact.add(
    "contact_pressure",
    label=_("Contact pressure"),
    kind=PRESSURE,
    path="purpose",
    section=_("Campaigns"),
    options=tables.PRESSURE_RULES,
    rows=Interaction.objects.marketing_contacts(),
    link=OF_CONTACT,
)

marketing_contact = source(
    "marketing_contact",
    label=_("Marketing contacts"),
    rows=Interaction.objects.marketing_contacts(),
    link=OF_CONTACT,
    phrases=Phrases(
        some=_("there is a marketing contact"),
        none=_("there is no marketing contact"),
        at_least=ngettext_lazy(
            "there is at least %(count)s marketing contact",
            "there are at least %(count)s marketing contacts",
            "count",
        ),
        exactly=ngettext_lazy(
            "there is exactly %(count)s marketing contact",
            "there are exactly %(count)s marketing contacts",
            "count",
        ),
        at_most=ngettext_lazy(
            "there is at most %(count)s marketing contact",
            "there are at most %(count)s marketing contacts",
            "count",
        ),
    ),
)
marketing_contact.add("occurred_on", label=_("Date"), kind=DATE)
marketing_contact.add("purpose", label=_("Purpose"), kind=REFERENCE, options=tables.PURPOSES)
marketing_contact.add(
    "correspondence_type",
    label=_("Correspondence type"),
    kind=BLANK_CHOICE,
    options=tables.CORRESPONDENCE,
)
marketing_contact.add(
    "campaign", label=_("Campaign"), kind=NULL_REFERENCE, options=tables.CAMPAIGNS
)
marketing_contact.add("template", label=_("Template"), kind=REFERENCE, options=tables.TEMPLATES)
