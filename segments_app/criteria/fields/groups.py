"""Groups, relations and responsibilities. Those of the company count for its persons too."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from contacts.models import (
    ContactBusinessRelation,
    ContactIndustryGroup,
    ContactJobResponsibility,
    ContactMailingGroup,
    ContactWebSource,
)
from segments_app.criteria.kinds import BLANK_CHOICE, CODE, MANY, MOMENT, REFERENCE
from segments_app.criteria.options import Fixed
from segments_app.criteria.registry import OF_COMPANY, OF_CONTACT, Phrases, source

from . import tables
from .contacts import contact

GROUPS = _("Groups and relations")

contact.add(
    "mailing_group",
    label=_("Mailing group"),
    kind=MANY,
    section=GROUPS,
    options=tables.MAILING_GROUPS,
    rows=ContactMailingGroup,
    link=OF_CONTACT,
)
contact.add(
    "industry_group",
    label=_("Industry group"),
    kind=MANY,
    section=GROUPS,
    options=tables.INDUSTRY_GROUPS,
    rows=ContactIndustryGroup,
    link=OF_COMPANY,
)
contact.add(
    "business_relation",
    label=_("Business relation"),
    kind=MANY,
    section=GROUPS,
    options=tables.BUSINESS_RELATIONS,
    rows=ContactBusinessRelation,
    link=OF_COMPANY,
)
contact.add(
    "job_responsibility",
    label=_("Job responsibility"),
    kind=MANY,
    section=GROUPS,
    options=tables.JOB_RESPONSIBILITIES,
    rows=ContactJobResponsibility,
    link=OF_CONTACT,
)
contact.add(
    "web_source",
    label=_("Web source"),
    kind=MANY,
    section=GROUPS,
    options=tables.WEB_SOURCES,
    rows=ContactWebSource,
    link=OF_CONTACT,
)

relation = source(
    "business_relation",
    label=_("Business relations"),
    rows=ContactBusinessRelation,
    link=OF_COMPANY,
    phrases=Phrases(
        some=_("there is a business relation"),
        none=_("there is no business relation"),
        at_least=ngettext_lazy(
            "there is at least %(count)s business relation",
            "there are at least %(count)s business relations",
            "count",
        ),
        exactly=ngettext_lazy(
            "there is exactly %(count)s business relation",
            "there are exactly %(count)s business relations",
            "count",
        ),
        at_most=ngettext_lazy(
            "there is at most %(count)s business relation",
            "there are at most %(count)s business relations",
            "count",
        ),
    ),
)
relation.add(
    "business_relation",
    label=_("Business relation"),
    kind=REFERENCE,
    options=tables.BUSINESS_RELATIONS,
)
relation.add(
    "linked_to",
    label=_("Linked to"),
    kind=BLANK_CHOICE,
    options=Fixed(ContactBusinessRelation.LinkedTo.choices),
)
relation.add("linked_number", label=_("Linked number"), kind=CODE)
relation.add("created_at", label=_("Since"), kind=MOMENT)

membership = source(
    "mailing_group",
    label=_("Mailing groups"),
    rows=ContactMailingGroup,
    link=OF_CONTACT,
    phrases=Phrases(
        some=_("there is a mailing group"),
        none=_("there is no mailing group"),
        at_least=ngettext_lazy(
            "there is at least %(count)s mailing group",
            "there are at least %(count)s mailing groups",
            "count",
        ),
        exactly=ngettext_lazy(
            "there is exactly %(count)s mailing group",
            "there are exactly %(count)s mailing groups",
            "count",
        ),
        at_most=ngettext_lazy(
            "there is at most %(count)s mailing group",
            "there are at most %(count)s mailing groups",
            "count",
        ),
    ),
)
membership.add(
    "mailing_group", label=_("Mailing group"), kind=REFERENCE, options=tables.MAILING_GROUPS
)
membership.add("created_at", label=_("Since"), kind=MOMENT)
