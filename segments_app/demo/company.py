"""What the parts of the demo company share while it is made."""

import random
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from functools import cached_property
from typing import Any, TypeVar

from django.contrib.auth.models import User
from django.db import models
from django.utils import timezone

from contacts.models import (
    BusinessRelation,
    Contact,
    IndustryGroup,
    JobResponsibility,
    Language,
    MailingGroup,
    OrganizationalLevel,
    Salesperson,
    Salutation,
    Territory,
    WebSource,
)

from .countries import Country

T = TypeVar("T")
BATCH = 2000


@dataclass
class Firm:
    """A company among the contacts, with what its persons and its history take from it."""

    contact: Contact
    country: Country
    locale: str
    industry: str
    domain: str
    relation: str


@dataclass
class Person:
    """A person among the contacts; the firm is missing where the person is on their own."""

    contact: Contact
    firm: Firm | None
    responsibility: str


@dataclass
class Company:
    """The demo company in the making: its dice, its day, and what is there already.

    Everything is drawn from `rng` in a fixed order, and nothing from the keys that a
    database gives out, so that the same size makes the same company on each.
    """

    size: int
    today: date
    rng: random.Random
    users: dict[str, User] = field(default_factory=dict)
    languages: dict[str, Language] = field(default_factory=dict)
    salespersons: dict[str, Salesperson] = field(default_factory=dict)
    territories: dict[str, Territory] = field(default_factory=dict)
    mailing_groups: dict[str, MailingGroup] = field(default_factory=dict)
    industry_groups: dict[str, IndustryGroup] = field(default_factory=dict)
    relations: dict[str, BusinessRelation] = field(default_factory=dict)
    responsibilities: dict[str, JobResponsibility] = field(default_factory=dict)
    levels: dict[str, OrganizationalLevel] = field(default_factory=dict)
    salutations: dict[str, Salutation] = field(default_factory=dict)
    web_sources: dict[str, WebSource] = field(default_factory=dict)
    firms: list[Firm] = field(default_factory=list)
    persons: list[Person] = field(default_factory=list)

    @cached_property
    def now(self) -> datetime:
        """The moment the company is made: before office hours end on its day."""
        return self.moment(self.today, time(7, 30))

    @property
    def contacts(self) -> list[Contact]:
        """All contacts, companies first."""
        firms = [firm.contact for firm in self.firms]
        return firms + [person.contact for person in self.persons]

    def moment(self, day: date, at: time) -> datetime:
        """A moment of the local day, with its time zone."""
        return timezone.make_aware(datetime.combine(day, at))

    def day(self, offset: int) -> date:
        """The day `offset` days after today (before it, if negative)."""
        return self.today + timedelta(days=offset)

    def at(self, offset: int) -> datetime:
        """A moment in the office hours of a past day, `offset` days from today."""
        minutes = self.rng.randrange(600)
        return self.moment(self.day(min(offset, -1)), time(8 + minutes // 60, minutes % 60))

    def chance(self, percent: float) -> bool:
        return self.rng.random() * 100 < percent

    def one(self, choices: dict[T, float]) -> T:
        """One of the choices, by their weights."""
        return self.rng.choices(list(choices), weights=list(choices.values()))[0]

    def some(self, choices: dict[T, float]) -> list[T]:
        """Each choice with its own percentage."""
        return [choice for choice, percent in choices.items() if self.chance(percent)]

    def drawn(self, shape: str) -> str:
        """The shape with each # a digit and each @ a capital letter."""
        letters = {"#": "0123456789", "@": "ABCDEFGHJKLNPRSTUVWXYZ"}
        return "".join(self.rng.choice(letters[c]) if c in letters else c for c in shape)


def keep(rows: list[Any], model: type[models.Model]) -> None:
    """Write many rows of a model, some thousand at a time."""
    model._default_manager.bulk_create(rows, batch_size=BATCH)


def code_table(model: Any, rows: dict[str, str], **others: Iterable[Any]) -> dict[str, Any]:
    """Write a small table of codes and descriptions; return its rows by code.

    `others` are values of further fields, one for each row.
    """
    made = [model(code=code, description=text) for code, text in rows.items()]
    for name, values in others.items():
        for row, value in zip(made, values, strict=True):
            setattr(row, name, value)
    keep(made, model)
    return {row.code: row for row in made}
