"""What is compared of a contact. What a person has from the company says nothing of the person."""

from collections.abc import Iterable, Iterator, Mapping
from hashlib import blake2b
from operator import attrgetter
from typing import Any, NamedTuple

from django.db.models import F

from contacts.models import Contact
from contacts.services.checks import BETWEEN

from .words import company_words, phone_key, plain, street_words, words

COLUMNS = (
    "type", "company_id", "name", "first_name", "middle_name", "surname", "email", "email_2",
    "phone", "mobile_phone", "address", "postcode", "city", "country", "vat_number",
    "registration_number", "external_id",
)  # fmt: skip
#: What persons may have from their company; then it is the company's and is not compared.
SHARED = ("email", "phone", "mobile_phone", "address", "postcode", "city")


class Profile(NamedTuple):
    """A contact as it is compared: texts without accents and case, each kind in its form."""

    pk: int
    is_company: bool
    company: int | None
    given: str
    surname: str
    emails: tuple[str, ...]
    phones: tuple[str, ...]
    street: str
    postcode: str
    city: str
    numbers: tuple[str, ...]

    @property
    def digest(self) -> str:
        """Return a short sum of all that is compared: another one when something changes."""
        seen = repr([*self[1:]])  # all but the key
        return blake2b(seen.encode(), digest_size=8).hexdigest()


def profile_of(values: Mapping[str, Any], company: Mapping[str, Any] | None = None) -> Profile:
    """Return the profile of a contact with these values, at a company with those."""
    own = dict.fromkeys(COLUMNS, "") | {k: v for k, v in values.items() if v is not None}
    if company is not None:
        for name in SHARED:
            if own[name] and own[name] == company.get(name):
                own[name] = ""
    is_company = own["type"] == Contact.Type.COMPANY
    given, surname = _names(own, is_company=is_company)
    country = str(own["country"] or "")
    emails = (plain(own[name]).strip() for name in ("email", "email_2"))
    phones = (phone_key(own[name], country) for name in ("phone", "mobile_phone") if own[name])
    numbers = (
        f"{name}:{key}"
        for name in ("vat_number", "registration_number", "external_id")
        if (key := BETWEEN.sub("", str(own[name])).lower())
    )
    return Profile(
        pk=own.get("pk") or 0,
        is_company=is_company,
        company=own["company_id"] or None,
        given=given,
        surname=surname,
        emails=tuple(sorted({email for email in emails if email})),
        phones=tuple(sorted({phone for phone in phones if phone})),
        street=" ".join(street_words(own["address"])),
        postcode="".join(words(own["postcode"])),
        city=" ".join(words(own["city"])),
        numbers=tuple(numbers),
    )


def stored_profiles(keys: Iterable[int], *, chunk: int = 5_000) -> Iterator[Profile]:
    """Yield the profiles of contacts, lowest id first, a statement for each `chunk` of them."""
    wanted = sorted(keys)
    for start in range(0, len(wanted), chunk):
        some = profiles_in(Contact.objects.filter(pk__in=wanted[start : start + chunk]))
        yield from sorted(some, key=attrgetter("pk"))


def profiles_in(contacts: Any) -> Iterator[Profile]:
    """Yield the profiles of a queryset's contacts in one statement."""
    return map(profile_of_row, rows_of(contacts))


def rows_of(contacts: Any) -> Any:
    """Return the query of what profiles are made of, the key first."""
    employer = [f"company__{name}" for name in SHARED]
    return contacts.order_by().annotate(key=F("pk")).values_list("key", *COLUMNS, *employer)


def profile_of_row(row: tuple[Any, ...]) -> Profile:
    """Return the profile of a row of `rows_of`."""
    own = dict(zip(("pk", *COLUMNS), row, strict=False))
    company = dict(zip(SHARED, row[len(COLUMNS) + 1 :], strict=True))
    return profile_of(own, company)


def _names(own: Mapping[str, Any], *, is_company: bool) -> tuple[str, str]:
    """Return given name and surname; of a company "" and its name without the legal form."""
    if is_company:
        return "", " ".join(company_words(own["name"]))
    given = " ".join(words(f"{own['first_name']} {own['middle_name']}"))
    surname = " ".join(words(own["surname"]))
    if not given and not surname:
        *before, surname = words(own["name"]) or [""]
        given = " ".join(before)
    return given, surname
