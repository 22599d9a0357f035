"""Alternative addresses of a contact and the periods in which they hold."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from contacts.models import AddressDateRange, AlternativeAddress, Contact
from segments_app.common import postal

from .checks import InvalidValue, clean_email, clean_phone
from .refusals import InvalidValues

FIELDS = frozenset(
    field.name
    for field in AlternativeAddress._meta.local_fields
    if field.name not in ("id", "contact")
)
PLACE = ("address", "address_2", "postcode", "city", "county")
CLEANERS = {"email": clean_email, "phone": clean_phone, "mobile_phone": clean_phone}


class InvalidAddress(InvalidValues):
    """Values that an alternative address may not have."""


@transaction.atomic
def create_alternative_address(
    contact: Contact, *, values: Mapping[str, Any], by: User | None, now: datetime
) -> AlternativeAddress:
    """Give a contact another address; its code is unique for the contact."""
    address = AlternativeAddress(contact=contact)
    _fill(address, values)
    address.save(force_insert=True)
    _touch(contact.pk, now=now)
    return address


@transaction.atomic
def update_alternative_address(
    address: AlternativeAddress,
    *,
    values: Mapping[str, Any],
    by: User | None,
    now: datetime,
) -> AlternativeAddress:
    """Change an alternative address."""
    address = AlternativeAddress.objects.select_for_update().get(pk=address.pk)
    _fill(address, values)
    address.save()
    _touch(address.contact_id, now=now)
    return address


@transaction.atomic
def delete_alternative_address(
    address: AlternativeAddress, *, by: User | None, now: datetime
) -> None:
    """Delete an address with its periods; lines and interactions keep none (REF-13)."""
    contact_id = address.contact_id
    address.delete()
    _touch(contact_id, now=now)


@transaction.atomic
def add_period(
    address: AlternativeAddress,
    *,
    starts_on: date,
    ends_on: date | None,
    by: User | None,
    now: datetime,
) -> AddressDateRange:
    """Say from when to when the address holds; a contact has one period for each first day."""
    if ends_on is not None and ends_on < starts_on:
        raise InvalidAddress({"ends_on": _("The last day is before the first.")})
    Contact.objects.select_for_update().only("pk").get(pk=address.contact_id)
    periods = AddressDateRange.objects.filter(contact=address.contact_id)
    if periods.filter(starts_on=starts_on).exists():
        raise InvalidAddress(
            {"starts_on": _("Another period of this contact starts on the same day.")}
        )
    period = AddressDateRange.objects.create(
        contact_id=address.contact_id,
        alternative_address=address,
        starts_on=starts_on,
        ends_on=ends_on,
    )
    _touch(address.contact_id, now=now)
    return period


@transaction.atomic
def delete_period(period: AddressDateRange, *, by: User | None, now: datetime) -> None:
    """Take a period away."""
    period.delete()
    _touch(period.contact_id, now=now)


def active_address(contact: Contact, *, on: date) -> AlternativeAddress | None:
    """Return the alternative address that holds on the day: that of the period begun last."""
    period = contact.address_date_ranges.active_on(on).select_related("alternative_address").first()
    return period.alternative_address if period else None


def place_of(row: Contact | AlternativeAddress) -> postal.Place:
    """Return the postal address of a contact, or another that it has."""
    texts = {name: getattr(row, name) for name in PLACE}
    return postal.Place(**texts, country=str(row.country or ""))


def address_block(
    row: Contact | AlternativeAddress, *, names: Iterable[str] = (), home: str = ""
) -> list[str]:
    """Return the lines of an address in the layout of its country.

    The country is named unless it is `home`, from where it is written.
    """
    place = place_of(row)
    country = str(row.country.name) if place.country and place.country != home else ""
    return postal.lines(place, names=names, country_name=country)


def addressee(contact: Contact, address: AlternativeAddress | None = None) -> list[str]:
    """Return the lines above an address: who gets it, and at which company."""
    company = "" if contact.is_company or contact.company is None else contact.company.name
    if address is not None and address.company_name:
        company = address.company_name
    lines = [contact.name, contact.name_2, company]
    return list(dict.fromkeys(filter(None, lines)))


def _fill(address: AlternativeAddress, values: Mapping[str, Any]) -> None:
    unknown = values.keys() - FIELDS
    if unknown:
        raise TypeError(f"no values of an address: {', '.join(sorted(unknown))}")
    errors: dict[str, str] = {}
    for name, value in values.items():
        try:
            clean = CLEANERS.get(name, _trimmed)
            setattr(address, name, clean(value))
        except InvalidValue as error:
            errors[name] = str(error)
    try:
        address.full_clean(exclude=["contact", "email", *errors], validate_constraints=False)
    except ValidationError as error:
        errors |= {name: " ".join(texts) for name, texts in error.message_dict.items()}
    others = AlternativeAddress.objects.filter(contact=address.contact_id, code=address.code)
    if others.exclude(pk=address.pk).exists():
        errors.setdefault("code", _("The contact has an address with this code."))
    if errors:
        raise InvalidAddress(errors)


def _trimmed(value: Any) -> Any:
    return value.strip() if isinstance(value, str) else value


def _touch(contact_id: int, *, now: datetime) -> None:
    Contact.objects.filter(pk=contact_id).update(modified_at=now)
