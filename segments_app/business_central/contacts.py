"""Contacts: those of the file Contact, and those made from customers, vendors and banks.

Companies come before persons, whatever their order in the file. Persons keep what the file
says: nothing flows down from their companies, since the reference product has done that.
"""

from collections.abc import Iterable, Iterator
from copy import copy
from dataclasses import dataclass
from datetime import datetime

from django.contrib.auth.models import User
from django.utils.translation import gettext as _

from contacts.models import (
    Contact,
    ContactBusinessRelation,
    OrganizationalLevel,
    Salesperson,
    Salutation,
    Territory,
)
from contacts.services import refresh_search_text
from contacts.services.preparing import InvalidContact, prepare

from .columns import (
    Refused,
    Run,
    code_of,
    column,
    contact_key,
    country,
    language,
    option,
    text,
    yes_no,
)
from .loading import BATCH, Values, opened, overwrite, read_rows, same_as
from .reading import Row, Sheet
from .report import FileReport
from .tables import CORRESPONDENCE, SALESPERSON

ADDRESS = (
    column("address", "Address"),
    column("address_2", "Address 2"),
    column("postcode", "Post Code"),
    column("city", "City"),
    column("county", "County"),
    column("country", "Country/Region Code", "Country Code", "CountryOrRegionCode", read=country),
    column("phone", "Phone No."),
    column("email", "E-Mail"),
    column("home_page", "Home Page"),
    column("currency_code", "Currency Code"),
    column("vat_number", "VAT Registration No."),
    column("language_id", "Language Code", read=language),
    column("territory_id", "Territory Code", read=code_of(Territory)),
    SALESPERSON,
)
CONTACTS = (
    column("number", "No.", read=text(upper=True), required=True),
    column("type", "Type", read=option("company", "person", company="company", person="person")),
    column("company", "Company No."),
    column("name", "Name", required=True),
    column("name_2", "Name 2"),
    column("external_id", "External ID"),
    column("job_title", "Job Title"),
    column(
        "organizational_level_id",
        "Organizational Level Code",
        read=code_of(OrganizationalLevel),
    ),
    column("salutation_id", "Salutation Code", read=code_of(Salutation)),
    column("mobile_phone", "Mobile Phone No."),
    column("email_2", "E-Mail 2"),
    column("registration_number", "Registration Number"),
    column("correspondence_type", "Correspondence Type", read=CORRESPONDENCE),
    column("exclude_from_segments", "Exclude from Segment", read=yes_no),
    column("is_privacy_blocked", "Privacy Blocked", read=yes_no),
    column("is_minor", "Minor", read=yes_no),
    column("has_parental_consent", "Parental Consent Received", read=yes_no),
    *ADDRESS,
)
#: Values that a contact can do without: one that is wrong is left out, with a remark. Some
#: exports give companies what only persons have.
OPTIONAL = {
    "email", "email_2", "phone", "mobile_phone", "home_page", "vat_number", "job_title",
    "organizational_level",
}  # fmt: skip


@dataclass
class Entry:
    """A contact that a row speaks of: what it was, what it becomes, and where that is told."""

    row: Row
    key: str
    values: Values
    was: Contact | None = None
    now: Contact | None = None

    @property
    def is_changed(self) -> bool:
        """Whether any column differs from what the database has."""
        if self.was is None or self.now is None:
            return False
        return any(
            getattr(self.was, each.attname) != getattr(self.now, each.attname)
            for each in Contact._meta.concrete_fields
        )


class Writer:
    """Writes contacts of an import, a thousand at a time, in a few statements each."""

    def __init__(self, run: Run, *, by: User | None, now: datetime) -> None:
        self.run, self.by, self.at = run, by, now
        self.salespersons = Salesperson.objects.in_bulk()

    def write(self, entries: Iterable[Entry], report: FileReport) -> Iterator[Entry]:
        """Prepare and write the contacts; yields those taken, once they have their keys."""
        batch: list[Entry] = []
        for entry in entries:
            batch.append(entry)
            if len(batch) == BATCH:
                yield from self._write(batch, report)
                batch = []
        yield from self._write(batch, report)

    def _write(self, batch: list[Entry], report: FileReport) -> list[Entry]:
        keys = {self.run.contacts.get(entry.key) for entry in batch}
        companies = {entry.values.get("company_id") for entry in batch}
        there = Contact.objects.in_bulk([key for key in keys | companies if key is not None])
        taken = []
        for entry in batch:
            try:
                self._prepare(entry, there, report)
            except (Refused, InvalidContact) as error:
                report.reject(entry.row.number, *reason_of(error))
                continue
            taken.append(entry)
        self._save(taken)
        return taken

    def _prepare(self, entry: Entry, there: dict[int, Contact], report: FileReport) -> None:
        entry.was = there.get(self.run.contacts.get(entry.key, 0))
        if entry.was is not None and self._is_as_stored(entry, entry.was):
            entry.now = entry.was
            return
        contact = copy(entry.was) if entry.was else Contact(created_by=self.by)
        refuse_other_type(entry.was, entry.values)
        for name, value in entry.values.items():
            setattr(contact, name, value)
        if entry.was is None:
            contact.created_at = contact.modified_at = self.at
        contact.company = there.get(contact.company_id or 0)
        contact.salesperson = self.salespersons.get(contact.salesperson_id or 0)
        self._complete_place(contact, entry)
        try:
            prepare(contact, was=entry.was, looks_up_place=False)
        except InvalidContact as error:
            if not set(error.errors) <= OPTIONAL:
                raise
            for name, reason in error.errors.items():
                report.remark(entry.row.number, reason, label_of(name))
                setattr(contact, name, Contact._meta.get_field(name).get_default())  # type: ignore[union-attr]
            prepare(contact, was=entry.was, looks_up_place=False)
        entry.now = contact

    def _is_as_stored(self, entry: Entry, was: Contact) -> bool:
        """Whether the row says what the database has: most rows of a second import."""
        if not was.city and was.postcode.upper() in self.run.places:
            return False
        return all(getattr(was, name) == value for name, value in entry.values.items())

    def _complete_place(self, contact: Contact, entry: Entry) -> None:
        """Fill in the city of the post code; one the file does not name follows the post code."""
        was = entry.was
        if was is not None and was.postcode != contact.postcode and "city" not in entry.values:
            contact.city = contact.county = ""
        place = self.run.places.get(contact.postcode.upper())
        if place and not contact.city:
            contact.city = place[0]
            contact.county = contact.county or place[1]

    def _save(self, taken: list[Entry]) -> None:
        new = [entry.now for entry in taken if entry.was is None and entry.now]
        changed = [entry.now for entry in taken if entry.is_changed and entry.now]
        for contact in changed:
            contact.modified_at = self.at
        Contact.objects.bulk_create(new)
        if changed:
            overwrite(Contact, changed, UPDATED)
            companies = [contact.pk for contact in changed if contact.is_company]
            refresh_search_text(Contact.objects.filter(company__in=companies))
        for entry in taken:
            if entry.now is not None:
                self.run.contacts[entry.key] = entry.now.pk
                self.run.contacts[entry.now.number.upper()] = entry.now.pk
                if entry.now.is_company:
                    self.run.companies.add(entry.now.pk)
                if entry.now.is_minor:
                    self.run.minors.add(entry.now.pk)


#: Columns that an import may change.
UPDATED = [
    each.attname
    for each in Contact._meta.concrete_fields
    if each.name not in ("id", "number", "type", "image", "created_at", "created_by")
]


def refuse_other_type(was: Contact | None, values: Values) -> None:
    if was is not None and was.type != values.get("type", was.type):
        raise Refused(_("The contact is of the other type; change it on its page first."))


def reason_of(error: Exception) -> tuple[str, str]:
    """Return why a row is rejected, and the column if it is only one."""
    if isinstance(error, InvalidContact) and len(error.errors) == 1:
        ((name, reason),) = error.errors.items()
        return reason, label_of(name)
    return str(error), ""


def label_of(name: str) -> str:
    return str(Contact._meta.get_field(name).verbose_name)  # type: ignore[union-attr]


def load_contacts(sheet: Sheet, run: Run, writer: Writer) -> None:
    """Load the file Contact: first its companies, then its persons."""
    report = opened(sheet, CONTACTS, run)
    if report is None:
        return
    companies: list[Entry] = []
    persons: list[Entry] = []
    seen: dict[str, int] = {}
    for row, values in read_rows(sheet, CONTACTS, run, report):
        key = values["number"]
        if key in seen:
            report.reject(row.number, same_as(seen[key]))
            continue
        seen[key] = row.number
        is_person = values.get("type") == Contact.Type.PERSON
        (persons if is_person else companies).append(Entry(row, key, values))
    count(writer.write(map(without_company, companies), report), report)
    count(writer.write(at_companies(persons, run, report), report), report)


def without_company(entry: Entry) -> Entry:
    entry.values.pop("company", None)  # a company names itself there
    return entry


def at_companies(entries: list[Entry], run: Run, report: FileReport) -> Iterator[Entry]:
    """Replace the number of the company by its key, now that all companies are there."""
    for entry in entries:
        number = entry.values.pop("company", "")
        if number:
            company = run.contacts.get(contact_key(number))
            if company is None:
                message = _("There is no contact “%(number)s”.") % {"number": number[:50]}
                report.reject(entry.row.number, message, "Company No.")
                continue
            entry.values["company_id"] = company
        yield entry


def count(entries: Iterable[Entry], report: FileReport) -> None:
    for entry in entries:
        if entry.was is None:
            report.created += 1
        elif entry.is_changed:
            report.updated += 1
        else:
            report.unchanged += 1


def know_contacts(run: Run) -> None:
    """Look up every contact by its number, and by what it was made from."""
    rows = Contact.objects.values_list("pk", "number", "type", "external_id", "is_minor")
    for key, number, kind, external_id, is_minor in rows.iterator():
        run.contacts[number.upper()] = key
        if is_minor:
            run.minors.add(key)
        if kind == Contact.Type.COMPANY:
            run.companies.add(key)
        elif external_id.count(":") == 2:
            run.contacts[contact_key(external_id)] = key
    links = ContactBusinessRelation.objects.exclude(linked_to="")
    for key, table, number in links.values_list("contact", "linked_to", "linked_number"):
        run.contacts[contact_key(f"{table.replace('_', '')}:{number}")] = key
