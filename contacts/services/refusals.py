"""What every refusal of these services is: a sentence for the person who asked."""

from collections.abc import Mapping


class Refused(Exception):
    """Nothing was changed; the text says why."""


class InvalidValues(Refused):
    """Values that a row may not have: a message for each field."""

    def __init__(self, errors: Mapping[str, str]) -> None:
        self.errors = dict(errors)
        super().__init__(" ".join(self.errors.values()))
