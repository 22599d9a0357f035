"""Contacts that rows are about, looked up for thousands of rows in one query."""

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from django.db.models import Q
from django.db.models.functions import Lower
from django.utils.translation import gettext as _

from contacts.models import Contact, ContactImport, ImportRow
from segments_app.common.keys import AmongTexts

from .options import Match, Options
from .reading import name_key
from .records import Record, Values

#: What is compared, and needed to put a contact together again.
COLUMNS = [
    field.attname
    for field in Contact._meta.concrete_fields
    if field.name not in ("image", "created_at", "created_by", "submission")
]


class Matcher:
    """Finds the contacts of records by what the options say."""

    def __init__(self, imported: ContactImport, options: Options) -> None:
        self.by = options.match
        #: The same file, imported before: its rows are the same contacts, whatever they say.
        same = ContactImport.objects.finished().filter(sha256=imported.sha256)
        self.earlier = same.exclude(pk=imported.pk).order_by("-pk").first()

    def match(self, records: Iterable[Record]) -> None:
        """Set `was` and `contact` of those that are about a contact that is there."""
        waiting = [record for record in records if record.is_open]
        with_key = [record for record in waiting if record.key]
        found = self._look_up(with_key) if with_key else {}
        for record in with_key:
            contacts = found.get(self._text(record), [])
            if self.by == Match.NAME:
                contacts = [each for each in contacts if _same_company(each, record)]
            if len(contacts) > 1:
                record.reject(several(contacts))
            elif contacts:
                record.was, record.contact = contacts[0], contacts[0]["id"]
        self._match_by_row([record for record in waiting if not record.key])

    def _text(self, record: Record) -> Any:
        match self.by:
            case Match.EMAIL:
                return record.values["email"].lower()
            case Match.NAME:
                name, _company, postcode = name_key(record)
                return name, postcode
        return record.values[self.by]

    def _look_up(self, records: list[Record]) -> dict[Any, list[Values]]:
        texts = {self._text(record) for record in records}
        rows = Contact.objects.not_erased()
        match self.by:
            case Match.EMAIL:
                rows = rows.filter(AmongTexts(Lower("email"), texts)).exclude(email="")
            case Match.NAME:
                # As written too: a database may know small letters of ASCII only.
                written = {record.values.get("name", "") for record in records}
                names = {name for name, _postcode in texts}
                rows = rows.annotate(key=Lower("name"))
                rows = rows.filter(Q(key__in=names) | Q(name__in=written))
            case Match.EXTERNAL_ID:
                rows = rows.filter(AmongTexts("external_id", texts)).exclude(external_id="")
            case _:
                rows = rows.filter(AmongTexts("number", texts))
        columns = [*COLUMNS, "company__name", "company__number"]
        found = defaultdict(list)
        # Put into order here: asked for it, PostgreSQL walks all contacts by their keys instead.
        for row in sorted(rows.order_by().values_list(*columns).iterator()):
            contact = dict(zip(columns, row, strict=True))
            found[self._text_of(contact)].append(contact)
        return found

    def _text_of(self, contact: Values) -> Any:
        match self.by:
            case Match.EMAIL:
                return contact["email"].lower()
            case Match.NAME:
                return contact["name"].lower(), contact["postcode"]
        return contact[self.by]

    def _match_by_row(self, records: list[Record]) -> None:
        if self.earlier is None or not records:
            return
        numbers = {record.number for record in records}
        rows = ImportRow.objects.rows().filter(
            contact_import=self.earlier, number__in=numbers, contact__isnull=False
        )
        keys = dict(rows.values_list("contact", "number"))
        contacts = Contact.objects.filter(pk__in=keys).values(*COLUMNS)
        found = {keys[contact["id"]]: contact for contact in contacts}
        for record in records:
            if record.number in found:
                record.was = dict(found[record.number])
                record.contact = record.was["id"]


def earlier_rows(imported: ContactImport, keys: Iterable[str]) -> dict[str, int]:
    """Return the numbers of rows of this import that have these keys already."""
    rows = ImportRow.objects.filter(~Q(key=""), AmongTexts("key", keys), contact_import=imported)
    return dict(rows.order_by("-number").values_list("key", "number"))


def several(contacts: list[Values]) -> str:
    """Say that a row may be about more than one contact; new ones of the file have no number."""
    numbers = ", ".join(contact.get("number") or contact["name"] for contact in contacts[:5])
    return _("Several contacts match: %(numbers)s. Merge them, or match by number.") % {
        "numbers": numbers
    }


def _same_company(contact: Values, record: Record) -> bool:
    if record.company_number:
        return (contact["company__number"] or "") == record.company_number.upper()
    return (contact["company__name"] or "").lower() == record.company.lower()
