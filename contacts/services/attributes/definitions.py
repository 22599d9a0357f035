"""Which attributes there are. They are few, so they are read all at once, with their choices."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from contacts.models import Attribute, AttributeKind
from contacts.models.attributes import WITH_CHOICES
from segments_app.common.memory import forget, remembered

MEMORY = "attributes"
PREFIX = "attribute:"  # before the code, wherever attributes stand beside other fields
COLUMNS = {
    AttributeKind.TEXT: "text",
    AttributeKind.NUMBER: "number",
    AttributeKind.DATE: "day",
    AttributeKind.YES_NO: "flag",
    AttributeKind.CHOICE: "choice",
    AttributeKind.CHOICES: "choice",
}


@dataclass(frozen=True)
class Choice:
    """One of the values that can be chosen."""

    pk: int
    code: str
    label: str
    is_archived: bool


@dataclass(frozen=True)
class Definition:
    """An attribute as it is used: nothing of it is looked up any more."""

    pk: int
    code: str
    label: str
    help_text: str
    kind: str
    for_companies: bool
    for_persons: bool
    is_required: bool
    is_unique: bool
    is_filter: bool
    is_archived: bool
    choices: tuple[Choice, ...] = ()

    @property
    def key(self) -> str:
        """How rules, files, columns and the history name it."""
        return f"{PREFIX}{self.code}"

    @property
    def name(self) -> str:
        """How a control of a form is named."""
        return f"attribute_{self.code}"

    @property
    def column(self) -> str:
        """The column of a value that holds it."""
        return COLUMNS[AttributeKind(self.kind)]

    @property
    def has_choices(self) -> bool:
        return self.kind in WITH_CHOICES

    @cached_property
    def by_code(self) -> Mapping[str, Choice]:
        """The choices by their code."""
        return {choice.code: choice for choice in self.choices}

    @cached_property
    def by_key(self) -> Mapping[int, Choice]:
        """The choices by their id."""
        return {choice.pk: choice for choice in self.choices}

    def is_for(self, contact_type: str) -> bool:
        """Whether a company, or a person, can have it."""
        return self.for_companies if contact_type == "company" else self.for_persons


def definitions() -> Mapping[str, Definition]:
    """Return all attributes by their code, archived ones too, in their order: one query."""
    return remembered(MEMORY, read)


def offered(contact_type: str = "") -> list[Definition]:
    """Return the attributes that are not archived, of a type of contact or of both."""
    return [
        one
        for one in definitions().values()
        if not one.is_archived and (not contact_type or one.is_for(contact_type))
    ]


def changed() -> None:
    """Have the attributes read anew."""
    forget(MEMORY)


FIELDS = (
    "pk", "code", "label", "help_text", "kind", "for_companies", "for_persons", "is_required",
    "is_unique", "is_filter", "is_archived",
)  # fmt: skip
OF_CHOICES = ("choices__pk", "choices__code", "choices__label", "choices__is_archived")


def read() -> Mapping[str, Definition]:
    rows = Attribute.objects.order_by(
        "position", "label", "pk", "choices__position", "choices__label", "choices__pk"
    ).values_list(*FIELDS, *OF_CHOICES)
    facts: dict[str, tuple[Any, ...]] = {}
    choices: dict[str, list[Choice]] = {}
    for row in rows:
        own, choice = row[: len(FIELDS)], row[len(FIELDS) :]
        facts[own[1]] = own
        found = choices.setdefault(own[1], [])
        if choice[0] is not None:
            found.append(Choice(*choice))
    return {
        code: Definition(**dict(zip(FIELDS, own, strict=True)), choices=tuple(choices[code]))
        for code, own in facts.items()
    }
