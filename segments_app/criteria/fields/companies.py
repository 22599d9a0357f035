"""Fields of the contact's company. A company, and a person without one, is its own."""

from functools import partial

from django.utils.translation import gettext_lazy as _

from contacts.models import Contact, ContactAnswer, ContactMailingGroup
from segments_app.criteria.kinds import (
    BLANK_CHOICE,
    CODE,
    MANY,
    NULL_REFERENCE,
    PLACE,
    POSTCODE,
    TEXT,
)
from segments_app.criteria.registry import OF_COMPANY, Link

from . import tables
from .contacts import contact

COMPANY = _("Company")
add = partial(contact.add, section=COMPANY, rows=Contact, link=Link(("pk",), by_company=True))

add("company.number", label=_("Number of the company"), kind=CODE, path="number")
add("company.name", label=_("Name of the company"), kind=TEXT, path="name")
add(
    "company.country",
    label=_("Country of the company"),
    kind=BLANK_CHOICE,
    path="country",
    options=tables.COUNTRIES,
)
add("company.postcode", label=_("Post code of the company"), kind=POSTCODE, path="postcode")
add("company.place", label=_("Place of the company"), kind=PLACE, path="country")
add("company.city", label=_("City of the company"), kind=TEXT, path="city")
add("company.county", label=_("County of the company"), kind=TEXT, path="county")
add(
    "company.salesperson",
    label=_("Salesperson of the company"),
    kind=NULL_REFERENCE,
    path="salesperson",
    options=tables.SALESPERSONS,
)
add(
    "company.territory",
    label=_("Territory of the company"),
    kind=NULL_REFERENCE,
    path="territory",
    options=tables.TERRITORIES,
)
add(
    "company.language",
    label=_("Language of the company"),
    kind=NULL_REFERENCE,
    path="language",
    options=tables.LANGUAGES,
)
add("company.email", label=_("E-mail of the company"), kind=TEXT, path="email")
add("company.home_page", label=_("Home page of the company"), kind=TEXT, path="home_page")
add("company.external_id", label=_("External id of the company"), kind=CODE, path="external_id")
add(
    "company.vat_number",
    label=_("VAT registration number of the company"),
    kind=CODE,
    path="vat_number",
)
contact.add(
    "company.mailing_group",
    label=_("Mailing group of the company"),
    kind=MANY,
    path="mailing_group",
    section=COMPANY,
    options=tables.MAILING_GROUPS,
    rows=ContactMailingGroup,
    link=OF_COMPANY,
)
contact.add(
    "company.profile_answer",
    label=_("Profile answer of the company"),
    kind=MANY,
    path="answer",
    section=COMPANY,
    options=tables.ANSWERS,
    rows=ContactAnswer,
    link=OF_COMPANY,
)
