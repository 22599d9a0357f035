"""Contacts that were entered twice, with slips of the pen: what the page of duplicates finds."""

import random
from collections.abc import Callable

from contacts.models import Contact

from .company import Company, Firm

#: One of so many persons is a twin of another one, up to this many.
ONE_OF = 50
MOST = 15
ACCENTS = str.maketrans(
    {"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss", "é": "e", "è": "e", "å": "a", "ø": "o", "ł": "l"}
)
TAKEN_ALONG = (
    "name", "first_name", "surname", "initials", "salutation", "email", "phone", "mobile_phone",
    "address", "postcode", "city", "county", "country", "language", "format_region",
    "currency_code", "territory", "salesperson", "home_page", "vat_number",
    "registration_number", "job_title", "organizational_level",
)  # fmt: skip


def make_twins(company: Company) -> None:
    """Turn a few contacts into twins of others; how many there are stays the same."""
    count = min(len(company.persons) // ONE_OF, MOST)
    if not count:
        return
    # Its own chances: what else is drawn stays the same.
    rng = random.Random(f"twins {company.size}")  # noqa: S311 - a demo, not a secret
    known = [one for one in company.persons[: -count or None] if one.contact.email]
    for number, twin in enumerate(company.persons[-count:]):
        original = rng.choice(known)
        twin.firm, twin.responsibility = original.firm, original.responsibility
        _take_along(twin.contact, original.contact)
        SLIPS[number % len(SLIPS)](twin.contact)
        twin.contact.created_at = max(twin.contact.created_at, original.contact.created_at)
    _twin_firms(company, rng, max(1, count // 3))


def _twin_firms(company: Company, rng: random.Random, count: int) -> None:
    """Have companies that nobody works at be companies that are there, written another way."""
    staffed = {id(one.firm) for one in company.persons}
    idle = [firm for firm in company.firms if id(firm) not in staffed][-count:]
    known = [firm for firm in company.firms if id(firm) in staffed and firm.contact.vat_number]
    for number, twin in enumerate(idle if known else []):
        original: Firm = rng.choice(known)
        _take_along(twin.contact, original.contact)
        twin.country, twin.locale = original.country, original.locale
        twin.domain = original.domain
        name = original.contact.name
        twin.contact.name = name.upper() if number % 2 else _swapped(name.rsplit(" ", 1)[0])
        twin.contact.email = f"office@{original.domain}" if number % 2 else ""


def _take_along(twin: Contact, original: Contact) -> None:
    for name in TAKEN_ALONG:
        setattr(twin, name, getattr(original, name))
    twin.is_minor = False


def _swapped(text: str) -> str:
    """Return the text with two letters of its longest word the wrong way round."""
    word = max(text.split(), key=len)
    middle = max(len(word) // 2, 2)
    wrong = word[: middle - 1] + word[middle : middle + 1] + word[middle - 1] + word[middle + 1 :]
    return text.replace(word, wrong, 1)


def _misspelt(twin: Contact) -> None:
    twin.surname = _swapped(twin.surname)
    twin.name = f"{twin.first_name} {twin.surname}"
    twin.email = ""


def _by_initial(twin: Contact) -> None:
    twin.name, twin.first_name = f"{twin.first_name[0]}. {twin.surname}", f"{twin.first_name[0]}."
    twin.mobile_phone = ""


def _without_accents(twin: Contact) -> None:
    twin.first_name = twin.first_name.translate(ACCENTS)
    twin.surname = twin.surname.translate(ACCENTS)
    twin.name, twin.job_title = f"{twin.first_name} {twin.surname}", ""


def _same_again(twin: Contact) -> None:
    twin.job_title = ""
    twin.email = ""


#: What happens when somebody types a contact a second time.
SLIPS: tuple[Callable[[Contact], None], ...] = (
    _misspelt, _by_initial, _without_accents, _same_again,
)  # fmt: skip
