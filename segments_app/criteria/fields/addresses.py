"""Alternative addresses of the contact, whether they are in force today or not."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from contacts.models import AlternativeAddress
from segments_app.criteria.kinds import BLANK_CHOICE, CODE, PLACE, POSTCODE, TEXT
from segments_app.criteria.registry import OF_CONTACT, Phrases, source

from . import tables

address = source(
    "alternative_address",
    label=_("Alternative addresses"),
    rows=AlternativeAddress,
    link=OF_CONTACT,
    phrases=Phrases(
        some=_("there is an alternative address"),
        none=_("there is no alternative address"),
        at_least=ngettext_lazy(
            "there is at least %(count)s alternative address",
            "there are at least %(count)s alternative addresses",
            "count",
        ),
        exactly=ngettext_lazy(
            "there is exactly %(count)s alternative address",
            "there are exactly %(count)s alternative addresses",
            "count",
        ),
        at_most=ngettext_lazy(
            "there is at most %(count)s alternative address",
            "there are at most %(count)s alternative addresses",
            "count",
        ),
    ),
)
address.add("code", label=_("Code"), kind=CODE)
address.add("company_name", label=_("Company name"), kind=TEXT)
address.add("country", label=_("Country"), kind=BLANK_CHOICE, options=tables.COUNTRIES)
address.add("postcode", label=_("Post code"), kind=POSTCODE)
address.add("place", label=_("Place"), kind=PLACE, path="country")
address.add("city", label=_("City"), kind=TEXT)
address.add("county", label=_("County"), kind=TEXT)
address.add("address", label=_("Address"), kind=TEXT)
address.add("address_2", label=_("Address 2"), kind=TEXT)
address.add("phone", label=_("Telephone"), kind=TEXT)
address.add("mobile_phone", label=_("Mobile telephone"), kind=TEXT)
address.add("email", label=_("E-mail"), kind=TEXT)
