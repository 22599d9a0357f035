"""What may be picked as a value: fixed choices, countries, rows of a table."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from django.db.models import Q, QuerySet
from django.utils.functional import Promise
from django_countries import countries

from contacts.services.attributes import Choice, definitions

Label = str | Promise


class Options(Protocol):
    """Values that can be picked; a rule stores them as they are returned here."""

    def known(self, values: Sequence[Any]) -> Mapping[Any, tuple[Any, Label]]:
        """Return, for those of `values` that exist, what the column holds and the label."""

    def all(self) -> Iterable[tuple[Any, Label]]:
        """Return every value with its label, in the order to offer them."""

    def typed(self, text: str) -> Any:
        """Return the value that a form sent as `text`."""


@dataclass(frozen=True, eq=False)
class Fixed:
    """The choices of a field."""

    choices: Sequence[tuple[str, Label]]

    def known(self, values: Sequence[Any]) -> Mapping[Any, tuple[Any, Label]]:
        labels = dict(self.choices)
        return {value: (value, labels[value]) for value in values if value in labels}

    def all(self) -> Iterable[tuple[Any, Label]]:
        return self.choices

    def typed(self, text: str) -> Any:
        return text


@dataclass(frozen=True, eq=False)
class WithAttributes(Fixed):
    """Fields of a contact, and the attributes that there are: what a change can be about."""

    def known(self, values: Sequence[Any]) -> Mapping[Any, tuple[Any, Label]]:
        labels = dict(self.all() if any(":" in str(one) for one in values) else self.choices)
        return {value: (value, labels[value]) for value in values if value in labels}

    def all(self) -> Iterable[tuple[Any, Label]]:
        return [*self.choices, *((one.key, one.label) for one in definitions().values())]


class Countries:
    """ISO codes of countries."""

    def known(self, values: Sequence[Any]) -> Mapping[Any, tuple[Any, Label]]:
        # By its code alone: by others, such as DEU, a name is found and no contact.
        return {value: (value, countries.name(value)) for value in values if value in countries}

    def all(self) -> Iterable[tuple[Any, Label]]:
        return [(code, name) for code, name in countries]

    def typed(self, text: str) -> Any:
        return text


@dataclass(frozen=True, eq=False, repr=False)
class Rows:
    """Rows of a table, stored in a rule by `code`: what users know them by, or the id.

    A rule keeps its meaning when the row is described anew, and is refused, not widened, once
    the row is gone.
    """

    rows: QuerySet[Any]
    code: str = "code"
    order: Sequence[str] = ()
    text: str = ""  # what a filter expression is about, if not the code

    def known(self, values: Sequence[Any]) -> Mapping[Any, tuple[Any, Label]]:
        kind = int if self.code == "pk" else str
        wanted = [value for value in values if isinstance(value, kind)]
        found = self.rows.filter((f"{self.code}__in", wanted))
        return {getattr(row, self.code): (row.pk, self.label(row)) for row in found}

    def all(self) -> Iterable[tuple[Any, Label]]:
        ordered = self.rows.order_by(*(self.order or (self.code,)))
        return [(getattr(row, self.code), self.label(row)) for row in ordered]

    def typed(self, text: str) -> Any:
        # Digits of any script and a long number are left for `known` not to find.
        is_id = self.code == "pk" and text.isascii() and text.isdigit() and len(text) < 19
        return int(text) if is_id else text

    def matching(self, condition: Callable[[str], Q], limit: int) -> list[Any]:
        """Return the keys of the rows whose code, or text, satisfies a condition."""
        found = self.rows.filter(condition(self.text or self.code))
        return list(found.order_by("pk").values_list("pk", flat=True)[:limit])

    def label(self, row: Any) -> str:
        """Return how a row is named in a list and in a sentence."""
        return str(row)


@dataclass(frozen=True, eq=False, repr=False)
class AttributeChoices(Rows):
    """The choices of an attribute, which are known with it; read again they are the same."""

    choices: tuple[Choice, ...] = ()

    def __eq__(self, other: object) -> bool:
        return isinstance(other, AttributeChoices) and self.choices == other.choices

    def __hash__(self) -> int:
        return hash(self.choices)

    def known(self, values: Sequence[Any]) -> Mapping[Any, tuple[Any, Label]]:
        found = {one.code: (one.pk, one.label) for one in self.choices}
        return {value: found[value] for value in values if value in found}

    def all(self) -> Iterable[tuple[Any, Label]]:
        return [(one.code, one.label) for one in self.choices]


@dataclass(frozen=True, eq=False, repr=False)
class PressureRules(Rows):
    """Rules on contact pressure, each as what it says today: a rule that was changed asks anew."""

    def known(self, values: Sequence[Any]) -> Mapping[Any, tuple[Any, Label]]:
        found = self.rows.filter(code__in=[value for value in values if isinstance(value, str)])
        return {row.code: (row.limit, self.label(row)) for row in found}


class Answers(Rows):
    """Answers of questionnaires, named with their question."""

    def label(self, row: Any) -> str:
        return f"{row.question.text}: {row.text}"
