"""Rows that would make a contact who may be there already: found, and done with as chosen.

Each batch takes a fixed number of statements, and the rows compared are bounded: what a file of a
million brings in, the search for duplicates looks at afterwards.
"""

from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from contacts.models import Contact, ContactImport, ImportRow, Outcome
from contacts.services.duplicates import Candidate, candidates_for_rows
from contacts.services.refusals import Refused

from .matching import COLUMNS
from .options import Options, Possible
from .records import Record

LOOKED_AT = 20_000  # rows of a file
SHOWN = 5  # candidates of a row
Found = list[tuple[Record, list[Candidate]]]


class Resembling:
    """Looks, batch by batch, whom new contacts may be; a final plan only where it is asked."""

    def __init__(self, imported: ContactImport, options: Options, *, is_final: bool) -> None:
        self.imported = imported
        self.choices: dict[str, str] = imported.choices
        self.rule = options.possible
        is_asked = bool(self.choices) or self.rule != Possible.CREATE
        self.left = LOOKED_AT if is_asked or not is_final else 0
        self.beyond = self.found = 0
        self.rows: dict[int, int] = {}  # that change a contact by choice

    @property
    def counts(self) -> dict[str, int]:
        """How many rows may be about somebody who is there, and how many were not looked at."""
        return {"found": self.found, "beyond": self.beyond}

    def skip_chosen(self, records: Iterable[Record]) -> None:
        """Skip records about a contact that an earlier row changes by choice."""
        for record in records:
            if record.was and record.contact in self.rows:
                record.skip(_same(self.rows[record.contact]))

    def take(self, records: Iterable[Record]) -> list[Record]:
        """Note on new contacts whom they may be; return those that are to change one instead."""
        records = list(records)
        made = [r for r in records if r.outcome == Outcome.CREATED and not r.is_extra]
        compared, self.left = made[: self.left], max(self.left - len(made), 0)
        self.beyond += len(made) - len(compared)
        if not compared:
            return []
        told = candidates_for_rows([_values(record) for record in compared])
        found = [(r, some[:SHOWN]) for r, some in zip(compared, told, strict=True) if some]
        self.found += len(found)
        wanted: dict[int, Record] = {}
        stored = _stored({one.pk for _record, some in found for one in some})
        held = {record.contact: record.number for record in records if record.was}
        held |= self._held(stored)
        for record, some in found:
            record.candidates = [[c.pk, round(c.points, 1), _facets(c)] for c in some]
            self._choose(record, some, stored, held, wanted)
        return list(wanted.values())

    def _choose(
        self,
        record: Record,
        some: list[Candidate],
        stored: dict[int, dict[str, Any]],
        held: dict[int | None, int],
        wanted: dict[int, Record],
    ) -> None:
        said = self.choices.get(str(record.number), "")
        named = next((one.pk for one in some if str(one.pk) == said), None)
        rule = said if said in (Possible.CREATE, Possible.SKIP) else self.rule
        if named is None and rule == Possible.CREATE:
            return
        if named is None and rule == Possible.SKIP:
            first = {name: stored[some[0].pk][name] for name in ("name", "number")}
            record.skip(_("May be %(name)s (%(number)s), who is there already.") % first)
            return
        key = named or some[0].pk
        row = held.get(key) or self.rows.get(key)
        if row is not None:
            record.skip(_same(row))
            return
        self.rows[key] = record.number
        record.was, record.contact = stored[key], key
        record.outcome, record.after = "", {}
        wanted[key] = record

    def _held(self, stored: Iterable[int]) -> dict[int | None, int]:
        """Return the earlier rows that are about these contacts."""
        rows = ImportRow.objects.taken().filter(contact_import=self.imported, contact__in=[*stored])
        return dict(rows.values_list("contact", "number"))


@transaction.atomic
def choose(imported: ContactImport, *, choices: dict[int, str]) -> ContactImport:
    """Keep what is to come of rows; "" leaves a row to what holds for all."""
    own = ContactImport.objects.select_for_update().get(pk=imported.pk)
    if not own.is_draft:
        raise Refused(_("This file has been imported already."))
    said = {str(number): choice for number, choice in choices.items()}
    kept = {**own.choices, **said}
    own.choices = {number: choice for number, choice in kept.items() if choice}
    own.save(update_fields=["choices"])
    return own


def _values(record: Record) -> dict[str, Any]:
    return {**record.after, "type": record.type}


def _stored(keys: Iterable[int]) -> dict[int, dict[str, Any]]:
    rows = Contact.objects.filter(pk__in=keys).values(*COLUMNS, "company__name", "company__number")
    return {row["id"]: dict(row) for row in rows}


def _facets(candidate: Candidate) -> list[str]:
    return [str(one.facet) for one in candidate.evidence if one.points > 0]


def _same(row: int) -> str:
    return _("Row %(row)s is about the same contact.") % {"row": row}
