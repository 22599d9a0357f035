"""A row of the file on its way to a contact."""

from dataclasses import dataclass, field
from hashlib import blake2b
from typing import Any

from contacts.models import Outcome

Values = dict[str, Any]


@dataclass(slots=True)
class Record:
    """What a row says, whom it is about, and what comes of it.

    `values` are by column of the contact; `groups` are keys of groups by kind, `attributes`
    values by key of the attribute. `was` is the contact as it is stored. `is_said`: the file
    gives the type. `candidates` are contacts that a new one may be: key, points, what agrees.
    A record that has an `outcome` goes no further.
    """

    number: int
    cells: list[str]
    values: Values = field(default_factory=dict)
    groups: dict[str, list[int]] = field(default_factory=dict)
    attributes: Values = field(default_factory=dict)
    type: str = ""
    is_said: bool = False
    company: str = ""
    company_number: str = ""
    key: str = ""
    company_key: str = ""
    domain_key: str = ""
    is_extra: bool = False
    outcome: str = ""
    reason: str = ""
    contact: int | None = None
    was: Values | None = None
    employer: Values | None = None
    before: Values = field(default_factory=dict)
    after: Values = field(default_factory=dict)
    candidates: list[list[Any]] = field(default_factory=list)

    @property
    def is_open(self) -> bool:
        """Whether it is yet to be said what comes of it."""
        return not self.outcome

    @property
    def is_person(self) -> bool:
        return self.type == "person"

    @property
    def label(self) -> str:
        """The name it is shown under."""
        for values in (self.after, self.was or {}, self.values):
            if values.get("name"):
                return str(values["name"])[:200]
        return ""

    def note(self, text: str) -> None:
        """Say something of a row that is taken nevertheless."""
        self.reason = f"{self.reason} {text}".lstrip()

    def reject(self, reason: str) -> None:
        self.outcome, self.reason = Outcome.REJECTED.value, reason

    def skip(self, reason: str) -> None:
        self.outcome, self.reason = Outcome.SKIPPED.value, reason


def digest(*parts: str) -> str:
    """Return the parts as a key of a fixed length that tells nothing about them."""
    return blake2b("\x1f".join(parts).encode(), digest_size=12).hexdigest()
