"""The contact's own fields."""

from django.utils.translation import gettext_lazy as _

from contacts.models import Contact
from segments_app.criteria.kinds import (
    BLANK_CHOICE,
    CHOICE,
    CODE,
    MOMENT,
    NULL_REFERENCE,
    PLACE,
    POSTCODE,
    TEXT,
    YES_NO,
)
from segments_app.criteria.options import Fixed
from segments_app.criteria.registry import source

from . import tables

contact = source("contact", label=_("Contact"), rows=Contact)
OWN = _("Contact")

contact.add("number", label=_("Number"), kind=CODE, section=OWN)
contact.add("name", label=_("Name"), kind=TEXT, section=OWN)
contact.add("name_2", label=_("Name 2"), kind=TEXT, section=OWN)
contact.add("type", label=_("Type"), kind=CHOICE, section=OWN, options=Fixed(Contact.Type.choices))
contact.add("first_name", label=_("First name"), kind=TEXT, section=OWN)
contact.add("middle_name", label=_("Middle name"), kind=TEXT, section=OWN)
contact.add("surname", label=_("Surname"), kind=TEXT, section=OWN)
contact.add("initials", label=_("Initials"), kind=TEXT, section=OWN)
contact.add("job_title", label=_("Job title"), kind=TEXT, section=OWN)
contact.add(
    "organizational_level",
    label=_("Organizational level"),
    kind=NULL_REFERENCE,
    section=OWN,
    options=tables.ORGANIZATIONAL_LEVELS,
)
contact.add(
    "salutation",
    label=_("Salutation"),
    kind=NULL_REFERENCE,
    section=OWN,
    options=tables.SALUTATIONS,
)
contact.add(
    "salesperson",
    label=_("Salesperson"),
    kind=NULL_REFERENCE,
    section=OWN,
    options=tables.SALESPERSONS,
)
contact.add(
    "territory", label=_("Territory"), kind=NULL_REFERENCE, section=OWN, options=tables.TERRITORIES
)
contact.add(
    "language", label=_("Language"), kind=NULL_REFERENCE, section=OWN, options=tables.LANGUAGES
)
contact.add(
    "correspondence_type",
    label=_("Correspondence type"),
    kind=BLANK_CHOICE,
    section=OWN,
    options=tables.CORRESPONDENCE,
)
contact.add("external_id", label=_("External id"), kind=CODE, section=OWN)
contact.add("registration_number", label=_("Registration number"), kind=CODE, section=OWN)
contact.add("vat_number", label=_("VAT registration number"), kind=CODE, section=OWN)
contact.add("currency", label=_("Currency"), kind=CODE, path="currency_code", section=OWN)
contact.add("format_region", label=_("Format region"), kind=TEXT, section=OWN)
contact.add("created_at", label=_("Created"), kind=MOMENT, section=OWN)
contact.add("modified_at", label=_("Modified"), kind=MOMENT, section=OWN)
contact.add(
    "created_by", label=_("Created by"), kind=NULL_REFERENCE, section=OWN, options=tables.USERS
)

ADDRESS = _("Address and communication")
contact.add(
    "country", label=_("Country"), kind=BLANK_CHOICE, section=ADDRESS, options=tables.COUNTRIES
)
contact.add("postcode", label=_("Post code"), kind=POSTCODE, section=ADDRESS)
contact.add("place", label=_("Place"), kind=PLACE, path="country", section=ADDRESS)
contact.add("city", label=_("City"), kind=TEXT, section=ADDRESS)
contact.add("county", label=_("County"), kind=TEXT, section=ADDRESS)
contact.add("address", label=_("Address"), kind=TEXT, section=ADDRESS)
contact.add("address_2", label=_("Address 2"), kind=TEXT, section=ADDRESS)
contact.add("email", label=_("E-mail"), kind=TEXT, section=ADDRESS)
contact.add("email_2", label=_("Second e-mail"), kind=TEXT, section=ADDRESS)
contact.add("phone", label=_("Telephone"), kind=TEXT, section=ADDRESS)
contact.add("mobile_phone", label=_("Mobile telephone"), kind=TEXT, section=ADDRESS)
contact.add("home_page", label=_("Home page"), kind=TEXT, section=ADDRESS)

PRIVACY = _("Exclusion and privacy")
contact.add(
    "exclude_from_segments", label=_("Excluded from segments"), kind=YES_NO, section=PRIVACY
)
contact.add("is_privacy_blocked", label=_("Privacy blocked"), kind=YES_NO, section=PRIVACY)
contact.add("is_minor", label=_("Minor"), kind=YES_NO, section=PRIVACY)
contact.add(
    "has_parental_consent", label=_("Parental consent received"), kind=YES_NO, section=PRIVACY
)
