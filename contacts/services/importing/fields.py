"""What a column of a file can be: the fields of a contact that are imported."""

from dataclasses import dataclass
from functools import cache
from typing import Literal

from django.db.models import Model
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from contacts.models import (
    BusinessRelation,
    Contact,
    ContactBusinessRelation,
    ContactIndustryGroup,
    ContactJobResponsibility,
    ContactMailingGroup,
    IndustryGroup,
    JobResponsibility,
    Language,
    MailingGroup,
    OrganizationalLevel,
    Salesperson,
    Salutation,
    Territory,
)

Kind = Literal[
    "text", "number", "type", "company", "email", "phone", "url", "country", "code", "flag",
    "correspondence", "vat", "groups", "attribute",
]  # fmt: skip


@dataclass(frozen=True)
class Field:
    """A field that a column can fill; `column` is where the contact keeps it."""

    name: str
    label: str | Promise
    kind: Kind
    column: str = ""
    limit: int = 0
    model: type[Model] | None = None
    persons_only: bool = False


#: The groups a contact can be put into: their model, that of who is in them, and its column.
GROUPS: dict[str, tuple[type[Model], type[Model], str]] = {
    "mailing_groups": (MailingGroup, ContactMailingGroup, "mailing_group"),
    "industry_groups": (IndustryGroup, ContactIndustryGroup, "industry_group"),
    "business_relations": (BusinessRelation, ContactBusinessRelation, "business_relation"),
    "job_responsibilities": (JobResponsibility, ContactJobResponsibility, "job_responsibility"),
}
CODES: dict[str, type[Model]] = {
    "organizational_level": OrganizationalLevel,
    "salutation": Salutation,
    "language": Language,
    "territory": Territory,
    "salesperson": Salesperson,
}
FLAGS = ("exclude_from_segments", "is_privacy_blocked", "is_minor", "has_parental_consent")
KINDS: dict[str, Kind] = {
    "number": "number",
    "type": "type",
    "country": "country",
    "phone": "phone",
    "mobile_phone": "phone",
    "email": "email",
    "email_2": "email",
    "home_page": "url",
    "vat_number": "vat",
    "correspondence_type": "correspondence",
    **dict.fromkeys(CODES, "code"),
    **dict.fromkeys(FLAGS, "flag"),
}
#: In the order in which the page offers them.
NAMES = (
    "number", "external_id", "type", "name", "name_2", "first_name", "middle_name", "surname",
    "initials", "job_title", "organizational_level", "salutation", "email", "email_2", "phone",
    "mobile_phone", "home_page", "address", "address_2", "postcode", "city", "county", "country",
    "language", "format_region", "currency_code", "territory", "salesperson",
    "registration_number", "vat_number", "correspondence_type", *FLAGS,
)  # fmt: skip
PERSONAL = (
    "first_name", "middle_name", "surname", "initials", "job_title", "organizational_level",
    "is_minor", "job_responsibilities",
)  # fmt: skip
COMPANY_ONLY = ("industry_groups", "business_relations")


@cache
def all_fields() -> dict[str, Field]:
    """Return every field that a column can fill, by name."""
    found = [_of_contact(name) for name in NAMES]
    found += [
        Field("company", _("Company (name)"), "company"),
        Field("company_number", _("Company (number)"), "company"),
    ]
    found += [
        Field(name, model._meta.verbose_name_plural or name, "groups", model=model)
        for name, (model, _members, _column) in GROUPS.items()
    ]
    return {each.name: each for each in found}


def _of_contact(name: str) -> Field:
    field = Contact._meta.get_field(name)
    return Field(
        name,
        field.verbose_name,  # type: ignore[union-attr]  # a column, no relation back
        KINDS.get(name, "text"),
        column=field.attname,  # type: ignore[union-attr]  # likewise
        limit=getattr(field, "max_length", None) or 0,
        model=CODES.get(name),
        persons_only=name in PERSONAL,
    )
