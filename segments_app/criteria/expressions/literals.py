"""What the words of a filter expression are where a text, a number or a day is asked.

A user types days and numbers in the manner of the language; a rule stores days as
year-month-day and numbers with a point, so that it means the same to everybody.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.utils import formats
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from segments_app.common.folding import fold
from segments_app.criteria.dates import FIRST, LAST
from segments_app.criteria.values import in_digits, number, quoted, stored_number, typed_number

from .formulas import Formula, formula
from .grammar import Compare, FilterError, Range, Tree, Wild, Word, mapped, parse, terms

DAY_FIRST = {"de", "it", "nl", "da", "en-gb"}  # who write 3/4 for the third of April
MONTH_FIRST = {"en-us"}
DAY = re.compile(r"(\d{1,4})([./-])(\d{1,2})\2(\d{1,4})", re.ASCII)


@dataclass(frozen=True)
class Pattern:
    """A text to compare with, perhaps with wild cards. Without pieces: nothing."""

    pieces: tuple[str | Wild, ...]

    @property
    def is_plain(self) -> bool:
        """Whether it has no wild card."""
        return not any(isinstance(piece, Wild) for piece in self.pieces)

    @property
    def text(self) -> str:
        """The text, with wild cards as they are typed."""
        return "".join(p.value if isinstance(p, Wild) else p for p in self.pieces)

    @property
    def folded(self) -> str:
        """The text without accents and case."""
        return fold(self.text)


#: What '' stands for.
NOTHING = Pattern(())


@dataclass(frozen=True)
class Literals:
    """How the words of one kind of expression are read, stored, shown and said."""

    read: Callable[[str], Any]  # as a rule stores it
    typed: Callable[[str], Any]  # as the user types it
    stored: Callable[[Any], str]
    shown: Callable[[Any], str]
    words: Callable[[Any], str]
    order: Callable[[Any], Any]  # what ends of a range are compared by; None if that depends
    has_patterns: bool = False
    may_be_nothing: bool = True


def read(text: object, literals: Literals, *, is_typed: bool = False) -> Tree:
    """Return the tree of an expression with values; FilterError tells the character."""
    if not isinstance(text, str):
        raise ValidationError(_("This is not a text."))
    if not text.strip():
        raise ValidationError(_("Type a filter."))

    def value(word: Word) -> Any:
        return _value(word, literals, literals.typed if is_typed else literals.read)

    tree = mapped(parse(text), value)
    for term in terms(tree):
        _check(term, literals)
    return tree


def _value(word: Word, literals: Literals, reader: Callable[[str], Any]) -> Any:
    if literals.has_patterns:
        _check_pieces(word)
        return Pattern(word.pieces)
    if not word.pieces:
        if literals.may_be_nothing:
            return NOTHING
        raise FilterError(_("this is never empty."), word.position)
    if any(isinstance(piece, Wild) for piece in word.pieces):
        raise FilterError(_("* and ? stand for letters only, not in numbers or dates."),
                          word.position)  # fmt: skip
    try:
        return reader(word.text)
    except ValidationError as error:
        raise FilterError(" ".join(error.messages), word.position) from None


def _check_pieces(word: Word) -> None:
    for piece in word.pieces:
        if isinstance(piece, str) and not fold(piece):
            raise FilterError(_("this text cannot be searched for."), word.position)


def _check(term: Compare | Range, literals: Literals) -> None:
    """Refuse what has no meaning: wild cards or nothing as an end, a range that goes back."""
    if isinstance(term, Compare):
        ends = [] if term.sign in ("=", "<>") else [term.value]
    else:
        ends = [end for end in (term.first, term.last) if end is not None]
    for end in ends:
        if end == NOTHING:
            raise FilterError(_("nothing cannot be the end of a range."), term.position)
        if isinstance(end, Pattern) and not end.is_plain:
            raise FilterError(_("* and ? cannot be in the end of a range."), term.position)
    if len(ends) == 2:
        first, last = map(literals.order, ends)
        if first is not None and last is not None and first > last:
            raise FilterError(_("the first value comes after the last one."), term.position)


def _day(text: str) -> date | Formula:
    """Return a day stored as year-month-day, or a formula."""
    found = formula(text)
    if found is not None:
        return found
    match = DAY.fullmatch(text)
    if match is None or len(match[1]) != 4 or match[2] != "-":
        raise ValidationError(_("This is not a date."))
    return _made(*(int(match[group]) for group in (1, 3, 4)))


def _typed_day(text: str) -> date | Formula:
    """Return a day typed in the manner of the language, as year-month-day, or a formula."""
    match = DAY.fullmatch(text.strip())
    if match is None or len(match[1]) == 4:
        return _day(text.strip().replace("/", "-").replace(".", "-") if match else text)
    one, two, year = int(match[1]), int(match[3]), _year(match[4])
    if len(match[1]) > 2:
        raise ValidationError(_("This is not a date."))
    if match[2] == "." or _is_day_first(match[2], one, two):
        return _made(year, two, one)
    return _made(year, one, two)


def _is_day_first(mark: str, one: int, two: int) -> bool:
    """Return whether 3/4 is the third of April; refuse where nobody can know."""
    language = get_language() or "en"
    if language in DAY_FIRST or language.partition("-")[0] in DAY_FIRST or one > 12:
        return True
    if mark == "/" and (language in MONTH_FIRST or two > 12 or one == two):
        return False
    raise ValidationError(_("It is not clear which is the day: type the date as year-month-day."))


def _year(text: str) -> int:
    if len(text) == 4:
        return int(text)
    if len(text) != 2:
        raise ValidationError(_("This is not a date."))
    return int(text) + (2000 if int(text) < 69 else 1900)


def _made(year: int, month: int, day: int) -> date:
    try:
        found = date(year, month, day)
    except ValueError:
        raise ValidationError(_("This is not a date.")) from None
    if not FIRST <= found <= LAST:
        raise ValidationError(_("This is not a date."))
    return found


def _stored_day(value: date | Formula) -> str:
    return value.text if isinstance(value, Formula) else value.isoformat()


def _shown_day(value: date | Formula) -> str:
    if isinstance(value, Formula):
        return value.text
    return value.strftime(formats.get_format("DATE_INPUT_FORMATS")[0])


def _said_day(value: date | Formula) -> str:
    return value.words() if isinstance(value, Formula) else formats.date_format(value)


def _number(text: str) -> Decimal:
    found = number(text)
    stored_number(found)  # refuses too many decimals
    return found


def _typed_number(text: str) -> Decimal:
    return _number(str(typed_number(text)))


def _in_digits(value: Decimal) -> str:
    return in_digits(stored_number(value))


def _said_text(value: Pattern) -> str:
    return quoted(value.text)


def _never(text: str) -> Any:
    raise NotImplementedError(text)  # the words of a text are patterns as they are


def _as_text(value: Pattern) -> str:
    raise NotImplementedError(value)  # patterns are written with their quotation marks


TEXTS = Literals(
    _never, _never, _as_text, _as_text, _said_text, lambda value: value.folded, has_patterns=True
)
NUMBERS = Literals(
    _number,
    _typed_number,
    lambda value: str(stored_number(value)),
    _in_digits,
    _in_digits,
    lambda value: value,
    may_be_nothing=False,
)
NULL_NUMBERS = Literals(
    NUMBERS.read, NUMBERS.typed, NUMBERS.stored, NUMBERS.shown, NUMBERS.words, NUMBERS.order
)
DAYS = Literals(
    _day,
    _typed_day,
    _stored_day,
    _shown_day,
    _said_day,
    lambda value: value if isinstance(value, date) else None,
)
