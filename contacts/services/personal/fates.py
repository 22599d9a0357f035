"""What becomes of the rows of each table when their contact is erased (ER-01, ER-03)."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Model
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from contacts.models import Contact

from .holdings import Way, ways

#: Does to rows what no column says.
Part = Callable[[Contact], None]


@dataclass(frozen=True)
class Fate:
    """Rows are deleted, unless a reason says why they are kept; then `emptied` lose their text.

    Kept rows that `need_contact` keep the row of the contact too, emptied. `special` does what
    is more than that.
    """

    why_kept: str | Promise = ""
    emptied: tuple[str, ...] = ()
    need_contact: bool = True
    special: Part | None = None

    @property
    def is_kept(self) -> bool:
        return bool(self.why_kept)


FIGURES = _("Figures count it: who it was is gone, that it happened stays.")
SAID = _("What was refused must hold, and ledgers name it: without evidence or cause.")
LINES = _("The figures of a segment count its contacts: it is left out when the segment is logged.")
ROWS_OF_FILES = _("An import accounts for every row: without what the row said.")

#: By "app.Model.field", as HOLDINGS; what has no entry is deleted.
FATES: dict[str, Fate] = {
    "contacts.ConsentEvent.contact": Fate(
        SAID, emptied=("evidence", "source", "source_row", "cause"), need_contact=False
    ),
    "contacts.ConsentState.contact": Fate(SAID, need_contact=False),
    "contacts.ImportRow.contact": Fate(
        ROWS_OF_FILES,
        emptied=(
            "contact", "label", "key", "company_key", "domain_key", "reason", "cells", "before",
            "after", "candidates", "kept",
        ),
        need_contact=False,
    ),
}  # fmt: skip
#: Taken before the contacts are locked, in the order that others take them.
LOCKS: list[Callable[[Sequence[int]], None]] = []


def fates() -> list[tuple[Way, Fate]]:
    """Return every foreign key to Contact with its fate: what is kept first."""
    direct = [(way, FATES.get(way.name, Fate())) for way in ways() if "__" not in way.path]
    return sorted(direct, key=lambda each: (not each[1].is_kept, each[0].name))


def rows_of(contact: Contact, way: Way) -> Any:
    """Return the rows of a table that point at the contact."""
    return way.model._base_manager.filter(**{way.path: contact.pk})


def emptied(model: type[Model], names: tuple[str, ...]) -> dict[str, Any]:
    """Return what the columns are set to."""
    fields = {name: model._meta.get_field(name) for name in names}
    return {name: None if field.null else "" for name, field in fields.items()}
