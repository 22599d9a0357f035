"""How a file is to be imported: chosen on the page, kept with the import."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _


class Match(models.TextChoices):
    """What tells that a row is about a contact that is there."""

    NUMBER = "number", _("Number")
    EXTERNAL_ID = "external_id", _("External id")
    EMAIL = "email", _("E-mail")
    NAME = "name", _("Name, company and post code")
    NOTHING = "nothing", _("Nothing: every row is a new contact")


class Mode(models.TextChoices):
    """What is done to contacts that are there."""

    UPDATE = "update", _("Change what the file says otherwise")
    FILL = "fill", _("Fill in what is empty")
    ADD = "add", _("Leave them as they are")


class Kind(models.TextChoices):
    """What rows are that do not say it."""

    GUESSED = "guessed", _("By what is filled in")
    PERSON = "person", _("Persons")
    COMPANY = "company", _("Companies")


class Possible(models.TextChoices):
    """What is done with rows that would make a contact who may be there already."""

    CREATE = "create", _("Make new contacts of them")
    SKIP = "skip", _("Skip them")
    UPDATE = "update", _("Change the likeliest of those who are there")


class DateFormat(models.TextChoices):
    """What comes first in dates that do not begin with the year."""

    YEAR_FIRST = "ymd", _("Year-month-day (2026-12-31)")
    DAY_FIRST = "dmy", _("Day, month, year (31.12.2026)")
    MONTH_FIRST = "mdy", _("Month, day, year (12/31/2026)")


class DecimalSign(models.TextChoices):
    """What stands before the decimals of numbers."""

    POINT = ".", _("Point (1,234.50)")
    COMMA = ",", _("Comma (1.234,50)")


@dataclass(frozen=True)
class Options:
    """`creates_companies`: those that persons name and nobody knows. `keeps_phones`: numbers
    that cannot be read stay as they were typed, else the row is rejected. `new_group` and
    `new_segment` are names, `segment` is a number, `mailing_group` and `consent_purpose` are
    codes. `consents` are states by channel, `consent_on` a day as 2026-12-31.
    """

    match: str = Match.EMAIL.value
    mode: str = Mode.UPDATE.value
    kind: str = Kind.GUESSED.value
    creates_companies: bool = True
    finds_by_domain: bool = False
    phone_country: str = ""
    keeps_phones: bool = True
    mailing_group: str = ""
    date_format: str = DateFormat.YEAR_FIRST.value
    decimal_sign: str = DecimalSign.POINT.value
    possible: str = Possible.CREATE.value
    new_group: str = ""
    segment: str = ""
    new_segment: str = ""
    consent_purpose: str = ""
    consents: dict[str, str] = field(default_factory=dict)
    consent_wording: int | None = None
    consent_on: str = ""
    consent_evidence: str = ""

    @classmethod
    def of(cls, kept: Mapping[str, Any]) -> "Options":
        """Return the options as kept with an import; what a later version dropped is ignored."""
        known = {each.name for each in fields(cls)}
        return cls(**{name: value for name, value in kept.items() if name in known})

    def as_dict(self) -> dict[str, Any]:
        """Return them to be kept."""
        return asdict(self)
