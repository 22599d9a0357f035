"""The contacts of the demo company: companies, persons at them, and some on their own."""

from datetime import datetime
from typing import Any

from contacts.models import Contact, PostCode, Salesperson
from contacts.services import fill_search_words, next_numbers
from segments_app.common.models import CorrespondenceType

from .company import Company, Firm, Person, keep
from .countries import COUNTRIES, FRENCH_CITIES, City, Country
from .names import Namer, mail_name
from .setup import SALESPERSONS
from .twins import make_twins
from .words import JOBS

INDUSTRY_SHARES = {
    "RETAIL": 22, "WHOLESALE": 12, "MANUFACT": 18, "LOGISTICS": 8, "HOTEL": 10, "HEALTH": 8,
    "IT": 8, "LEGAL": 6, "PUBLIC": 5, "PRESS": 3,
}  # fmt: skip
RELATION_SHARES = {"CUST": 46, "PROS": 32, "VEND": 9, "PARTNER": 4, "COMP": 2, "BANK": 1, "": 6}
INHERITED = (
    "address", "address_2", "postcode", "city", "county", "country", "phone", "home_page",
    "language", "format_region", "currency_code", "territory", "salesperson",
)  # fmt: skip


def make_contacts(company: Company) -> None:
    """Make companies (about a third) and persons, `size` in all, and go on with the numbers."""
    namer = Namer(company)
    count = max(1, company.size * 35 // 100)
    shares = {country: float(country.share) for country in COUNTRIES}
    company.firms = [new_firm(company, namer, company.one(shares)) for _ in range(count)]
    for position in range(company.size - count):
        firm = None if company.chance(8) else employer(company, position)
        company.persons.append(new_person(company, namer, firm, company.one(shares)))
    make_twins(company)
    write(company)


def employer(company: Company, position: int) -> Firm:
    """Every second company has its turn first; after that some get many more than others."""
    count = len(company.firms)
    if position < count // 2:
        return company.firms[position * 2]
    return company.firms[int(count * company.rng.random() ** 2.5)]


def new_firm(company: Company, namer: Namer, country: Country) -> Firm:
    city = company.rng.choice(country.cities)
    is_french = city.name in FRENCH_CITIES
    language = country.second_language if is_french else country.language
    industry = company.one({code: float(share) for code, share in INDUSTRY_SHARES.items()})
    name = namer.business(country, language, industry, city)
    domain = namer.domain(name)
    contact = Contact(
        type=Contact.Type.COMPANY,
        name=name,
        salutation=company.salutations["COMPANY"],
        email=f"info@{domain}",
        home_page=f"https://www.{domain}/",
        vat_number=company.drawn(country.vat) if company.chance(85) else "",
        registration_number=company.drawn("########") if company.chance(40) else "",
        external_id=company.drawn("4#####") if company.chance(30) else "",
        currency_code=country.currency if country.currency != "EUR" else "",
        correspondence_type=correspondence(company),
        exclude_from_segments=company.chance(1.5),
        created_at=first_seen(company),
        **place(company, country, city),
    )
    shares = {code: float(share) for code, share in RELATION_SHARES.items()}
    relation = "PRESS" if industry == "PRESS" else company.one(shares)
    locale = country.second_locale if is_french else country.locale
    return Firm(contact, country, locale, industry, domain, relation)


def new_person(company: Company, namer: Namer, firm: Firm | None, country: Country) -> Person:
    city = company.rng.choice(country.cities)
    salutation, first, last = namer.person(firm.locale if firm else country.locale)
    is_minor = firm is None and company.chance(4)
    mobile = company.drawn((firm.country if firm else country).mobile)
    contact = Contact(
        type=Contact.Type.PERSON,
        name=f"{first} {last}",
        first_name=first,
        surname=last,
        initials=f"{first[0]}{last[0]}",
        salutation=company.salutations[salutation],
        correspondence_type=correspondence(company),
        exclude_from_segments=company.chance(2.5),
        is_minor=is_minor,
        is_privacy_blocked=is_minor or company.chance(1.2),
        mobile_phone=mobile if company.chance(55) else "",
    )
    if firm is not None:
        return Person(contact, firm, employ(company, contact, firm))
    for name, value in place(company, country, city).items():
        setattr(contact, name, value)
    contact.email = f"{mail_name(first, last)}@{country.language}.mail.example"
    contact.created_at = first_seen(company)
    return Person(contact, None, "")


def employ(company: Company, contact: Contact, firm: Firm) -> str:
    """Give a person a place at a company; return what they are responsible for."""
    for name in INHERITED:
        setattr(contact, name, getattr(firm.contact, name))
    address = f"{mail_name(contact.first_name, contact.surname)}@{firm.domain}"
    contact.email = address if company.chance(93) else ""
    responsibility, level, titles = company.rng.choice(JOBS)
    contact.job_title = titles["fr" if firm.locale == "fr_BE" else firm.country.language]
    contact.organizational_level = company.levels[level]
    days = company.rng.randrange((company.now - firm.contact.created_at).days + 1)
    contact.created_at = company.at(-days)
    return responsibility


def place(company: Company, country: Country, city: City) -> dict[str, Any]:
    """Where somebody is, and what follows from it: language, territory, who looks after them."""
    is_french = city.name in FRENCH_CITIES
    street = company.rng.choice(country.second_streets if is_french else country.streets)
    language = country.second_language if is_french else country.language
    return {
        "address": country.address.format(street=street, number=company.rng.randrange(1, 140)),
        "postcode": company.drawn(city.postcode),
        "city": city.name,
        "county": city.county,
        "country": country.code,
        "phone": company.drawn(country.phone),
        "language": company.languages[language],
        "format_region": f"{language}-{country.code}",
        "territory": company.territories[city.territory],
        "salesperson": looks_after(company, city.territory),
    }


def looks_after(company: Company, territory: str) -> Salesperson:
    codes = (code for code, _name, _title, theirs, _user in SALESPERSONS if territory in theirs)
    return company.salespersons[next(codes)]


def correspondence(company: Company) -> str:
    return company.one({"": 40, CorrespondenceType.EMAIL: 48, CorrespondenceType.LETTER: 12})


def first_seen(company: Company) -> datetime:
    """A moment in the last seven years."""
    return company.at(-int(2500 * company.rng.random() ** 0.8) - 1)


def write(company: Company) -> None:
    """Number everybody in the order they came, and write companies before their persons."""
    contacts = company.contacts
    numbers = next_numbers("contact_numbers", len(contacts))
    by_age = sorted(contacts, key=lambda contact: contact.created_at)
    for number, contact in zip(numbers, by_age, strict=True):
        contact.number = number
        contact.modified_at = contact.created_at
        contact.created_by = company.users["admin"]
    firms = [firm.contact for firm in company.firms]
    for contact in firms:
        fill_search_words(contact)
    keep(firms, Contact)
    persons = [person.contact for person in company.persons]
    for person in company.persons:
        person.contact.company = person.firm.contact if person.firm else None
        fill_search_words(person.contact)
    keep(persons, Contact)
    places = {(c.country.code, c.postcode, c.city, c.county) for c in contacts}
    keep([PostCode(country=a, code=b, city=c, county=d) for a, b, c, d in sorted(places)], PostCode)
