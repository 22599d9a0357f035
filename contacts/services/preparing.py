"""A contact's values brought into order before they are saved; all mistakes are told at once."""

from collections.abc import Callable

from django.core.exceptions import ValidationError
from django.db.models import ForeignKey
from django.utils.translation import gettext as _
from django_countries import countries

from contacts.models import Contact

from .checks import InvalidValue, clean_email, clean_home_page, clean_phone, clean_vat_number
from .names import compose_name, initials_of, split_name
from .places import complete_place
from .privacy import StaysBlocked, keep_minor_blocked
from .refusals import InvalidValues
from .search_words import fill_search_words

NAME_PARTS = ("first_name", "middle_name", "surname")
#: What only persons have.
PERSONAL = (*NAME_PARTS, "initials", "job_title", "organizational_level", "is_minor", "company")
CLEANERS: dict[str, Callable[[str], str]] = {
    "email": clean_email,
    "email_2": clean_email,
    "phone": clean_phone,
    "mobile_phone": clean_phone,
    "home_page": clean_home_page,
}
#: Not looked at by `clean_fields`: foreign keys are the database's, and the rest was cleaned.
UNLOOKED = [field.name for field in Contact._meta.local_fields if isinstance(field, ForeignKey)] + [
    "image",
    "country",  # `clean_fields` would put the names of all countries in order for it
    "email",
    "email_2",
    "search_own",
    "search_text",
]


class InvalidContact(InvalidValues):
    """Values that the contact may not have."""


def prepare(contact: Contact, *, was: Contact | None, looks_up_place: bool = True) -> None:
    """Complete and check the contact; `was` is what is stored of it, None when it is new.

    Who prepares many at once completes their places beforehand, without a query for each.
    """
    trim(contact)
    errors: dict[str, str] = {}
    if contact.is_company:
        errors |= personal_values(contact)
    else:
        complete_name(contact, was=was)
    errors |= clean_values(contact)
    if looks_up_place:
        complete_place(contact)
    errors |= check_links(contact, was=was)
    try:
        keep_minor_blocked(contact, was=was)
    except StaysBlocked as error:
        errors["is_privacy_blocked"] = str(error)
    errors |= {name: text for name, text in field_errors(contact).items() if name not in errors}
    if errors:
        raise InvalidContact(errors)
    fill_search_words(contact)


def trim(contact: Contact) -> None:
    """Take blanks off the ends of all texts; NUL is no character a database keeps."""
    for field in Contact._meta.local_fields:
        value = getattr(contact, field.attname)
        if isinstance(value, str):
            setattr(contact, field.attname, value.replace("\0", "").strip())


def personal_values(contact: Contact) -> dict[str, str]:
    """Refuse what only persons have."""
    return {name: _("Only persons have this.") for name in PERSONAL if getattr(contact, name)}


def complete_name(contact: Contact, *, was: Contact | None) -> None:
    """Put the name together from its parts, or take it apart when the whole was given.

    Initials follow the name until they are typed.
    """
    parts = [getattr(contact, part) for part in NAME_PARTS]
    before = [getattr(was, part) if was else "" for part in NAME_PARTS]
    renamed = contact.name != (was.name if was else "")
    if parts == before and (renamed or not any(parts)):
        parts = list(split_name(contact.name))
        for part, value in zip(NAME_PARTS, parts, strict=True):
            setattr(contact, part, value)
    contact.name = compose_name(*parts)
    if not contact.initials or contact.initials == initials_of(*before):
        contact.initials = initials_of(*parts)


def clean_values(contact: Contact) -> dict[str, str]:
    """Bring texts of a certain form into that form; return what could not be."""
    errors = {}
    for name, clean in CLEANERS.items():
        try:
            setattr(contact, name, clean(getattr(contact, name)))
        except InvalidValue as error:
            errors[name] = str(error)
    try:
        contact.vat_number = clean_vat_number(contact.vat_number, str(contact.country or ""))
    except InvalidValue as error:
        errors["vat_number"] = str(error)
    return errors


def check_links(contact: Contact, *, was: Contact | None) -> dict[str, str]:
    """Refuse a company that is none, and a salesperson who may not be chosen."""
    errors = {}
    company, salesperson = contact.company, contact.salesperson
    if company is not None and (company.pk == contact.pk or not company.is_company):
        errors["company"] = _("The company of a person must be a company.")
    is_new = was is None or was.salesperson_id != contact.salesperson_id
    if salesperson is not None and is_new and salesperson.is_privacy_blocked:
        errors["salesperson"] = _("This salesperson is privacy blocked.")
    return errors


def field_errors(contact: Contact) -> dict[str, str]:
    """Check lengths, choices and what must not be empty."""
    errors = {}
    if contact.country and str(contact.country) not in countries:
        errors["country"] = _("There is no such country.")
    return errors | plain_field_errors(contact)


def plain_field_errors(contact: Contact) -> dict[str, str]:
    try:
        contact.clean_fields(exclude=UNLOOKED)
    except ValidationError as error:
        named = {name: " ".join(messages) for name, messages in error.message_dict.items()}
        if "name" in named and not contact.is_company and not contact.name:
            return {**named, "surname": _("A person needs a name.")}
        return named
    return {}
