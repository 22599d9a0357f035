"""Interactions, without cancelled and postponed ones.

"Interactions" are those with exactly this contact; a company does not have its persons'. Those
with anybody at the company are a source of their own, with the same criteria.
"""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from interactions.models import Interaction
from segments_app.criteria.kinds import (
    BLANK_CHOICE,
    CODE,
    DATE,
    MOMENT,
    NULL_REFERENCE,
    NUMBER,
    REFERENCE,
    TEXT,
    YES_NO,
)
from segments_app.criteria.registry import OF_CONTACT, Link, Phrases, Source, source

from . import tables

interaction = source(
    "interaction",
    label=_("Interactions"),
    rows=Interaction.objects.counted(),
    link=OF_CONTACT,
    phrases=Phrases(
        some=_("there is an interaction"),
        none=_("there is no interaction"),
        at_least=ngettext_lazy(
            "there is at least %(count)s interaction",
            "there are at least %(count)s interactions",
            "count",
        ),
        exactly=ngettext_lazy(
            "there is exactly %(count)s interaction",
            "there are exactly %(count)s interactions",
            "count",
        ),
        at_most=ngettext_lazy(
            "there is at most %(count)s interaction",
            "there are at most %(count)s interactions",
            "count",
        ),
    ),
)
company_interaction = source(
    "company_interaction",
    label=_("Interactions with anybody at the company"),
    rows=Interaction.objects.counted(),
    link=Link(("company", "contact"), by_company=True),
    phrases=Phrases(
        some=_("there is an interaction with anybody at the company"),
        none=_("there is no interaction with anybody at the company"),
        at_least=ngettext_lazy(
            "there is at least %(count)s interaction with anybody at the company",
            "there are at least %(count)s interactions with anybody at the company",
            "count",
        ),
        exactly=ngettext_lazy(
            "there is exactly %(count)s interaction with anybody at the company",
            "there are exactly %(count)s interactions with anybody at the company",
            "count",
        ),
        at_most=ngettext_lazy(
            "there is at most %(count)s interaction with anybody at the company",
            "there are at most %(count)s interactions with anybody at the company",
            "count",
        ),
    ),
)


def declare(source: Source) -> None:
    """Declare what can be asked of an interaction."""
    source.add("occurred_on", label=_("Date"), kind=DATE)
    source.add("template", label=_("Template"), kind=REFERENCE, options=tables.TEMPLATES)
    source.add(
        "group",
        label=_("Interaction group"),
        kind=NULL_REFERENCE,
        options=tables.INTERACTION_GROUPS,
    )
    source.add("campaign", label=_("Campaign"), kind=NULL_REFERENCE, options=tables.CAMPAIGNS)
    source.add("evaluation", label=_("Evaluation"), kind=BLANK_CHOICE, options=tables.EVALUATIONS)
    source.add("salesperson", label=_("Salesperson"), kind=REFERENCE, options=tables.SALESPERSONS)
    source.add("description", label=_("Description"), kind=TEXT)
    source.add("subject", label=_("Subject"), kind=TEXT)
    source.add(
        "information_flow", label=_("Information flow"), kind=BLANK_CHOICE, options=tables.FLOWS
    )
    source.add(
        "initiated_by", label=_("Initiated by"), kind=BLANK_CHOICE, options=tables.INITIATORS
    )
    source.add(
        "correspondence_type",
        label=_("Correspondence type"),
        kind=BLANK_CHOICE,
        options=tables.CORRESPONDENCE,
    )
    source.add("language", label=_("Language"), kind=NULL_REFERENCE, options=tables.LANGUAGES)
    source.add("is_target", label=_("Campaign target"), kind=YES_NO)
    source.add("is_response", label=_("Campaign response"), kind=YES_NO)
    source.add("attempt_failed", label=_("Attempt failed"), kind=YES_NO)
    source.add("cost", label=_("Cost"), kind=NUMBER)
    source.add("duration", label=_("Duration (minutes)"), kind=NUMBER)
    source.add(
        "logged_segment",
        label=_("Logged segment"),
        kind=NULL_REFERENCE,
        options=tables.LOGGED_SEGMENTS,
    )
    source.add("segment_number", label=_("Segment number"), kind=CODE)
    source.add("created_at", label=_("Logged at"), kind=MOMENT)
    source.add("created_by", label=_("Logged by"), kind=NULL_REFERENCE, options=tables.USERS)
    source.add("contact_via", label=_("Contacted via"), kind=TEXT)


declare(interaction)
declare(company_interaction)
