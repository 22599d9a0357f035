"""Contacts made from the tables of the books: customers, vendors and bank accounts.

Each makes a company and, where it names somebody to talk to, a person there. The company is
found again by the number on its business relation, and the person by an external id such as
`Customer:10000:Person`, which is also how other files name them.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from contacts.models import BusinessRelation, Contact, ContactBusinessRelation, Salutation
from contacts.services import next_numbers

from .columns import Run, column, contact_key, text
from .contacts import ADDRESS, Entry, Writer
from .loading import Values, opened, read_rows, same_as
from .reading import Sheet, plain
from .report import FileReport

#: What a title in front of a name says about the salutation.
TITLES = {
    "mr": "M", "hr": "M", "herr": "M", "herrn": "M", "m": "M", "sr": "M", "sig": "M",
    "mrs": "F-MAR", "frau": "F", "fr": "F", "mme": "F-MAR", "sra": "F-MAR", "ga": "F",
    "ms": "F", "miss": "F-UMAR", "srta": "F-UMAR", "mlle": "F-UMAR",
}  # fmt: skip
#: What the person takes over from the company.
INHERITED = (
    "address", "address_2", "postcode", "city", "county", "country", "phone", "email", "home_page",
    "currency_code", "language_id", "territory_id", "salesperson_id",
)  # fmt: skip


@dataclass(frozen=True)
class Book:
    """A table of the books: its file, how its contacts are called, and their relation."""

    file: str
    prefix: str
    linked_to: ContactBusinessRelation.LinkedTo
    relation: str
    setup: str

    @property
    def keys(self) -> set[str]:
        """The plain name of its file."""
        return {plain(self.file)}

    @property
    def columns(self) -> tuple[Any, ...]:
        return (
            column("number", "No.", f"{self.prefix} No.", read=text(upper=True), required=True),
            column("name", "Name", f"{self.prefix} Name", required=True),
            column("person", "Contact Name", "Contact"),
            column("title", "Title"),
            *ADDRESS,
        )


LINKED = ContactBusinessRelation.LinkedTo
BOOKS = (
    Book("Customer", "Customer", LINKED.CUSTOMER, "CUST", "busrelcodeforcustomers"),
    Book("Vendor", "Vendor", LINKED.VENDOR, "VEND", "busrelcodeforvendors"),
    Book("BankAccount", "Bank Account", LINKED.BANK_ACCOUNT, "BANK", "busrelcodeforbankaccs"),
)


class BookLoader:
    """Loads one table of the books."""

    def __init__(self, book: Book, run: Run, writer: Writer) -> None:
        self.book, self.run, self.writer = book, run, writer
        self.outcomes: dict[int, str] = {}
        self.titles: dict[int, str] = {}
        self.persons: dict[int, str] = {}

    def load(self, sheet: Sheet) -> None:
        report = opened(sheet, self.book.columns, self.run)
        if report is None:
            return
        companies = list(self._companies(sheet, report))
        self._number(companies)
        taken = list(self.writer.write(companies, report))
        self._relate(taken)
        self._note(taken)
        persons = [self._person(entry) for entry in taken if self.persons[entry.row.number]]
        self._number(persons)
        own = FileReport(sheet.name)
        self._note(list(self.writer.write(persons, own)))
        report.remarks += own.remarks + own.rejections
        for outcome in self.outcomes.values():
            setattr(report, outcome, getattr(report, outcome) + 1)

    def _companies(self, sheet: Sheet, report: FileReport) -> Iterator[Entry]:
        seen: dict[str, int] = {}
        for row, values in read_rows(sheet, self.book.columns, self.run, report):
            key = contact_key(f"{self.book.prefix}:{values.pop('number')}")
            if key in seen:
                report.reject(row.number, same_as(seen[key]))
                continue
            seen[key] = row.number
            self.persons[row.number] = values.pop("person", "")
            self.titles[row.number] = plain(values.pop("title", ""))
            yield Entry(row, key, values | {"type": Contact.Type.COMPANY})

    def _number(self, entries: list[Entry]) -> None:
        """Take numbers of the series for those who are new."""
        new = [entry for entry in entries if entry.key not in self.run.contacts]
        for entry, number in zip(new, next_numbers("contact_numbers", len(new)), strict=True):
            entry.values["number"] = number

    def _person(self, entry: Entry) -> Entry:
        company, name = entry.now, self.persons[entry.row.number]
        values: Values = {
            "type": Contact.Type.PERSON,
            "name": name,
            "company_id": company.pk if company else None,
            "external_id": f"{self.book.prefix}:{entry.key.partition(':')[2]}:Person",
        }
        values |= {each: getattr(company, each) for each in INHERITED}
        salutation = TITLES.get(self.titles[entry.row.number], "")
        if salutation in self.run.codes(Salutation):
            values["salutation_id"] = self.run.codes(Salutation)[salutation]
        return Entry(entry.row, f"{entry.key}:PERSON", values)

    def _relate(self, entries: list[Entry]) -> None:
        """Give the companies that are new their relation, with the number in the books."""
        code = self.run.relation_codes.get(self.book.setup) or self.book.relation
        defaults = {"description": self.book.linked_to.label}
        relation, _created = BusinessRelation.objects.get_or_create(code=code, defaults=defaults)
        ContactBusinessRelation.objects.bulk_create(
            ContactBusinessRelation(
                contact=entry.now,
                business_relation=relation,
                linked_to=self.book.linked_to,
                linked_number=entry.key.partition(":")[2][:20],
            )
            for entry in entries
            if entry.was is None
        )

    def _note(self, entries: list[Entry]) -> None:
        """Keep what came of each row: company and person count as one."""
        for entry in entries:
            before = self.outcomes.get(entry.row.number)
            if entry.was is None:
                outcome = "created" if before in (None, "created") else "updated"
            elif entry.is_changed:
                outcome = before if before == "created" else "updated"
            else:
                outcome = before or "unchanged"
            self.outcomes[entry.row.number] = outcome
