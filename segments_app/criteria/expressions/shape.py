"""The value of an operator that takes a filter expression: its canonical text."""

from typing import Any

from django.core.exceptions import ValidationError

from segments_app.criteria.options import Options
from segments_app.criteria.shapes import Shape, only
from segments_app.criteria.values import Labels, Typed

from .grammar import Compare, FilterError, Join, terms
from .literals import DAYS, NULL_NUMBERS, NUMBERS, TEXTS, Literals, read
from .wording import worded
from .writing import written

SHOWN = 30  # letters around a mistake


class Filter(Shape):
    """A filter expression about texts, numbers or days."""

    widget = "filter"

    def __init__(self, literals: Literals, sample: str) -> None:
        self.literals = literals
        self.sample = sample
        self.example = f'`"{sample}"`'.replace("|", "\\|")  # a pipe would end the table's cell

    def clean(self, value: Any, options: Options | None) -> str:
        return written(read(value, self.literals), self.literals)

    def read(self, typed: Typed, options: Options | None) -> Any:
        return written(read(only(typed), self.literals, is_typed=True), self.literals)

    def shown(self, value: Any) -> dict[str, list[str]]:
        return {"value": [written(read(value, self.literals), self.literals, is_shown=True)]}

    def words(self, value: Any, labels: Labels) -> dict[str, str]:
        tree = read(value, self.literals)
        words = worded(tree, self.literals)
        return {"value": f"({words})" if isinstance(tree, Join) else words}

    def size(self, value: Any) -> int:
        return sum(1 for _term in terms(read(value, self.literals)))

    def conditions(self, value: Any) -> int:
        # What has only to equal one of several is one condition.
        parts = terms(read(value, self.literals))
        compared = [part for part in parts if isinstance(part, Compare) and part.sign == "="]
        return max(1, self.size(value) - len(compared) + bool(compared))

    def reading(self, text: str) -> str:
        """Return in words how a typed text is understood, "" if it is not."""
        try:
            return self.words(self.read({"value": [text]}, None), {})["value"]
        except ValidationError:
            return ""

    def mistake(self, text: str) -> tuple[str, str] | None:
        """Return the last letters before a character that is wrong, and those from it on."""
        try:
            self.read({"value": [text]}, None)
        except FilterError as error:
            at = error.position - 1
            return text[max(0, at - SHOWN) : at], text[at : at + SHOWN]
        except ValidationError:
            return None
        return None


TEXT_FILTER = Filter(TEXTS, "10000..20000|*gmbh*&<>'A & B'")
NUMBER_FILTER = Filter(NUMBERS, "0|10..99.5&<>50")
NULL_NUMBER_FILTER = Filter(NULL_NUMBERS, "''|>=10")
DAY_FILTER = Filter(DAYS, "2026-01-01..2026-03-31|t-7D..t")
