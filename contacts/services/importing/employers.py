"""The companies that persons of a file belong to: found, or made when that was asked for."""

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from django.db.models import F, Q, QuerySet, Value
from django.db.models.functions import Lower, StrIndex, Substr
from django.utils.translation import gettext as _

from contacts.models import Contact, ContactImport, ImportRow, Outcome
from contacts.services.inheritance import COLUMNS as ATTNAMES
from contacts.services.inheritance import INHERITED
from segments_app.common.keys import AmongTexts

from .matching import several
from .options import Options
from .records import Record, Values, digest

#: What persons take over from their company, and what tells it.
COLUMNS = ["id", "number", "name", "search_own", *(ATTNAMES[name] for name in INHERITED)]
ADDRESS = ("address", "address_2", "postcode", "city", "county", "country", "home_page")
#: Where everybody has an address: it says nothing about a company.
PUBLIC = """gmail.com googlemail.com outlook.com hotmail.com live.com msn.com yahoo.com yahoo.de
icloud.com me.com gmx.de gmx.net gmx.at gmx.ch web.de t-online.de freenet.de aol.com proton.me
protonmail.com mail.com libero.it virgilio.it alice.it telia.com ziggo.nl"""
PUBLIC_DOMAINS = frozenset(PUBLIC.split())
Known = dict[str, list[Values]]


class Employers:
    """Finds the companies of persons; those of the same file are found among its rows."""

    def __init__(self, imported: ContactImport, options: Options) -> None:
        self.imported, self.options = imported, options

    def find(self, records: Iterable[Record]) -> list[Record]:
        """Set `employer` of the persons; return records of companies to be made first."""
        persons = [each for each in records if each.is_open and each.is_person]
        named = [each for each in persons if each.company or each.company_number]
        known = self._by_number(named) | self._by_name(named)
        if self.options.finds_by_domain:
            others = [each for each in persons if not each.company and not each.company_number]
            known |= self._by_domain(others)
        self._as_planned([company for found in known.values() for company in found])
        made: dict[str, Record] = {}
        for record in persons:
            self._settle(record, known.get(employer_key(record), []), made)
        return [*made.values()]

    def _settle(self, record: Record, found: list[Values], made: dict[str, Record]) -> None:
        key = employer_key(record)
        present = record.was and record.was["company_id"]
        if len(found) > 1:
            found = [each for each in found if each["id"] == present] or found
        if len(found) > 1 and not record.company and not record.company_number:
            return  # a domain of several says nothing
        if len(found) > 1:
            record.reject(several(found))
        elif found:
            record.employer = found[0]
        elif record.company and not record.company_number and self.options.creates_companies:
            record.employer = made.setdefault(key, company_of(record)).after
        elif record.company or record.company_number:
            name = record.company_number or record.company
            record.reject(_("There is no company “%(name)s”.") % {"name": name[:50]})

    def _by_number(self, records: list[Record]) -> Known:
        numbers = {each.company_number.upper() for each in records if each.company_number}
        if not numbers:
            return {}
        rows = Contact.objects.companies().filter(number__in=numbers)
        found = {digest("n", row["number"]): [row] for row in rows.values(*COLUMNS)}
        names = {digest("c", each.company.lower()) for each in records if each.company_number}
        for company in [row for rows in self._planned(names).values() for row in rows]:
            # The rows of the file are found by their names: an export of everything gives both.
            number = str(company.get("number", "")).upper()
            if number in numbers:
                found.setdefault(digest("n", number), [company])
        return found

    def _by_name(self, records: list[Record]) -> Known:
        names = {each.company for each in records if each.company and not each.company_number}
        if not names:
            return {}
        small = {name.lower() for name in names}
        rows = Contact.objects.companies().annotate(key=Lower("name"))
        rows = rows.filter(Q(key__in=small) | Q(name__in=names))
        return grouped(self._planned({digest("c", name) for name in small}), rows)

    def _by_domain(self, records: list[Record]) -> Known:
        domains = {domain_of(record) for record in records} - PUBLIC_DOMAINS - {""}
        if not domains:
            return {}
        pages = {
            f"{scheme}://{www}{domain}{end}"
            for domain in domains
            for scheme in ("http", "https")
            for www in ("", "www.")
            for end in ("", "/")
        }
        domain = Lower(Substr("email", StrIndex(F("email"), Value("@")) + 1))
        rows = Contact.objects.companies().annotate(domain=domain)
        found: Known = defaultdict(list)
        for row in rows.filter(Q(domain__in=domains) | Q(home_page__in=pages)).values(
            *COLUMNS, "domain"
        ):
            for each in {row["domain"], host_of(row["home_page"])} & domains:
                found[digest("d", each)].append(row)
        keys = {digest("d", domain) for domain in domains}
        for key, companies in self._planned(keys, by="domain_key").items():
            found[key] += companies
        return found

    def _planned(self, keys: set[str], *, by: str = "company_key") -> Known:
        """Return companies that earlier rows of this import make, by one of their keys."""
        rows = ImportRow.objects.filter(
            ~Q(**{by: ""}), AmongTexts(by, keys), contact_import=self.imported
        )
        found: Known = defaultdict(list)
        for key, contact, after in rows.values_list(by, "contact", "after"):
            found[key].append({"id": contact, **(after or {})})
        return found

    def _as_planned(self, companies: list[Values]) -> None:
        """Have companies look as earlier rows of this import will make them."""
        found = {company["id"]: company for company in companies if company["id"]}
        rows = ImportRow.objects.filter(
            contact_import=self.imported, contact__in=found, outcome=Outcome.UPDATED
        )
        for contact, after in rows.values_list("contact", "after") if found else []:
            found[contact].update({k: v for k, v in (after or {}).items() if k in COLUMNS})


def employer_key(record: Record) -> str:
    """Return what the company of a person is looked up by."""
    if record.company_number:
        return digest("n", record.company_number.upper())
    if record.company:
        return digest("c", record.company.lower())
    return digest("d", domain_of(record))


def company_of(person: Record) -> Record:
    """Return a record for the company that a person names, at the person's address."""
    values = {name: person.values[name] for name in ADDRESS if name in person.values}
    return Record(
        person.number,
        [],
        {"name": person.company, **values},
        type=Contact.Type.COMPANY.value,
        company_key=employer_key(person),
        is_extra=True,
    )


def name_companies(created: Iterable[Record]) -> None:
    """Have new companies found by what persons of the file call them, and by their domain."""
    for record in created:
        if not record.is_person:
            record.company_key = record.company_key or digest("c", record.after["name"].lower())
            domain = company_domain(record.after)
            record.domain_key = digest("d", domain) if domain else ""


def company_domain(values: Values) -> str:
    """Return what addresses of a company's persons end with, "" where nothing tells."""
    domain = str(values.get("email", "")).rpartition("@")[2].lower()
    return host_of(values.get("home_page", "")) if domain in {"", *PUBLIC_DOMAINS} else domain


def host_of(page: str) -> str:
    return page.partition("://")[2].removeprefix("www.").rstrip("/")


def domain_of(record: Record) -> str:
    return str(record.values.get("email", "")).rpartition("@")[2].lower()


def grouped(planned: Known, rows: QuerySet[Contact, Any]) -> Known:
    """Add stored companies, by name, to those that are planned."""
    found = defaultdict(list, planned)
    for row in rows.values(*COLUMNS):
        found[digest("c", row["name"].lower())].append(row)
    return found
