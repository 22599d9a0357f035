"""What becomes of each table that points at a contact when two contacts become one.

Every foreign key to Contact has a decision here, or in the `ready` of the app that has it. They
are found by introspection: a merge refuses to run, and a test fails, while one is missing.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import Model

from contacts.models import Contact

#: Makes way for rows that are moved, or tidies up behind them, by the journal it is given.
Part = Callable[[Any], None]


@dataclass(frozen=True)
class Decision:
    """Rows are moved to the contact that stays, unless they are not `is_moved`.

    Where it has a row with the same values of `same`, the row of the one that is gone is left
    out, and kept for the way back. `prepare` is done before anything moves, `finish` after.
    """

    same: tuple[str, ...] = ()
    prepare: Part | None = None
    finish: Part | None = None
    is_moved: bool = True


#: By "app.Model.field".
DECISIONS: dict[str, Decision] = {}


class UndecidedError(Exception):
    """A table points at contacts, and nobody has said what becomes of it when two are one."""


@dataclass(frozen=True)
class Pointing:
    """A foreign key to Contact."""

    model: type[Model]
    field: str

    @property
    def name(self) -> str:
        return f"{self.model._meta.label}.{self.field}"


def pointing() -> Iterator[Pointing]:
    """Yield every foreign key to Contact, of all apps, hidden ones and those of tables between."""
    for relation in Contact._meta.get_fields(include_hidden=True):
        if relation.auto_created and not relation.concrete and not relation.many_to_many:
            model: Any = relation.related_model
            if not model._meta.proxy:
                yield Pointing(model, relation.field.name)  # type: ignore[union-attr]  # auto-created: a relation


def undecided() -> list[str]:
    """Return the foreign keys without a decision."""
    return sorted({one.name for one in pointing()} - DECISIONS.keys())


def decided() -> list[tuple[Pointing, Decision]]:
    """Return the foreign keys with what becomes of them, always in one order."""
    if missing := undecided():
        raise UndecidedError(", ".join(missing))
    return sorted(((one, DECISIONS[one.name]) for one in pointing()), key=lambda each: each[0].name)
