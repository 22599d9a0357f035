"""Days that are told from today: `t`, `-90D`, `CM` (the end of the month), `-CM+1W`."""

import re
from dataclasses import dataclass
from datetime import date

from django.core.exceptions import ValidationError
from django.utils import formats
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from segments_app.criteria.dates import FIRST, LAST, PERIODS, moved

UNITS = {"D": (1, "days"), "W": (1, "weeks"), "M": (1, "months"), "Q": (3, "months"),
         "Y": (1, "years")}  # fmt: skip
PERIODS_OF = {"D": "today", "W": "this_week", "M": "this_month", "Q": "this_quarter",
              "Y": "this_year"}  # fmt: skip
TERM = re.compile(r"\s*([+-]?)\s*(?:(\d{1,4})\s*([DWMQY])|C([DWMQY]))", re.IGNORECASE | re.ASCII)
MAX_TERMS = 6


@dataclass(frozen=True)
class Term:
    """So much more or less; without a count, the end of a period, or with a minus its beginning."""

    sign: int
    count: int | None
    unit: str

    def applied(self, day: date) -> date:
        if self.count is None:
            return PERIODS[PERIODS_OF[self.unit]][1](day)[1 if self.sign > 0 else 0]
        length, unit = UNITS[self.unit]
        return moved(day, self.sign * self.count * length, unit)

    @property
    def text(self) -> str:
        sign = "+" if self.sign > 0 else "-"
        return f"{sign}{'C' if self.count is None else self.count}{self.unit}"

    def words(self) -> str:
        if self.count is None:
            return _ends()[self.unit][0 if self.sign > 0 else 1]
        words = {
            "D": ngettext("%(count)s day", "%(count)s days", self.count),
            "W": ngettext("%(count)s week", "%(count)s weeks", self.count),
            "M": ngettext("%(count)s month", "%(count)s months", self.count),
            "Q": ngettext("%(count)s quarter", "%(count)s quarters", self.count),
            "Y": ngettext("%(count)s year", "%(count)s years", self.count),
        }
        return words[self.unit] % {"count": formats.number_format(self.count)}


@dataclass(frozen=True)
class Formula:
    """A day counted from the day of the question; without terms, that day itself."""

    terms: tuple[Term, ...] = ()

    def day(self, today: date) -> date:
        """Return the day that is meant on the company's `today`."""
        for term in self.terms:
            today = min(max(term.applied(today), FIRST), LAST)
        return today

    @property
    def text(self) -> str:
        """The formula as a rule stores it."""
        told = "".join(term.text for term in self.terms)
        return told.removeprefix("+") if self.terms and self.terms[0].count is None else f"t{told}"

    def words(self) -> str:
        """Return the formula in words: "90 days before today"."""
        words = _("today")
        for term in self.terms:
            if term.count is None:
                day = {"end": term.words(), "day": words}
                words = term.words() if words == _("today") else _("%(end)s of %(day)s") % day
                continue
            message = _("%(span)s after %(day)s") if term.sign > 0 else _("%(span)s before %(day)s")
            words = message % {"span": term.words(), "day": words}
        return words


def formula(text: str) -> Formula | None:
    """Return the formula that was typed, None if it is none; ValidationError if it is endless."""
    names = ("today", str(pgettext("a day in a filter", "today")).casefold(), "t")
    plain = text.strip()
    name = next((name for name in names if plain.casefold().startswith(name)), "")
    rest = plain[len(name) :]
    if not rest:
        return Formula() if name else None
    found: list[Term] = []
    at = 0
    while at < len(rest):
        match = TERM.match(rest, at)
        if match is None or (not match[1] and (found or name)):
            return None
        count = int(match[2]) if match[2] else None
        found.append(Term(-1 if match[1] == "-" else 1, count, (match[3] or match[4]).upper()))
        at = match.end()
    if len(found) > MAX_TERMS:
        raise ValidationError(_("this date formula has too many parts."))
    return Formula(tuple(found))


def _ends() -> dict[str, tuple[str, str]]:
    return {
        "D": (_("today"), _("today")),
        "W": (_("the end of the week"), _("the beginning of the week")),
        "M": (_("the end of the month"), _("the beginning of the month")),
        "Q": (_("the end of the quarter"), _("the beginning of the quarter")),
        "Y": (_("the end of the year"), _("the beginning of the year")),
    }
