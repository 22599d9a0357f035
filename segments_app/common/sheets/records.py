"""Records of a CSV file. A fault costs its own record: the lines after it are read on."""

import csv
import re
from collections import deque
from collections.abc import Iterator
from functools import partial
from typing import TextIO

from django.utils.translation import gettext as _

from .encodings import BAD_BYTE
from .shapes import MOST_CHARACTERS, MOST_CHARACTERS_OF_ROW, MOST_COLUMNS, Row, Shape, Unreadable

#: A quote that is not closed costs a look far ahead; so many of them are no slip of the pen.
FAR_AHEAD = 10_000
MOST_LOOKS = 100

BAD_BYTES = re.compile(f"{BAD_BYTE}+")


class TooLong(Exception):
    """A row that is longer than any of a list of contacts."""


class Lines:
    """The lines of a file as an editor counts them, with those of the current record.

    A record that turns out wrong gives the lines after its first one back.
    """

    def __init__(self, file: TextIO) -> None:
        self.source = iter(partial(file.readline, MOST_CHARACTERS_OF_ROW), "")
        self.returned: deque[str] = deque()
        self.taken: list[str] = []
        self.size = 0
        self.number = 0

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        line = self.returned.popleft() if self.returned else next(self.source)
        self.taken.append(line)
        self.size += len(line)
        if self.size >= MOST_CHARACTERS_OF_ROW:
            raise TooLong
        return line

    def begin(self) -> int:
        """Forget the record before; return the number of the line the next one begins on."""
        self.number += len(self.taken)
        self.taken.clear()
        self.size = 0
        return self.number + 1

    def give_back(self) -> None:
        """Take only the first line of the record as read."""
        self.returned.extendleft(reversed(self.taken[1:]))
        del self.taken[1:]

    def skip_line(self) -> None:
        """Read over what is left of a line that was too long to be taken whole."""
        piece = self.taken[-1]
        if len(self.taken) > 1:
            return self.give_back()
        while piece and not piece.endswith(("\n", "\r")):
            piece = next(self.source, "")
        return None


class Records:
    """The records of a file in one dialect, each with the line it begins on."""

    def __init__(self, file: TextIO, shape: Shape) -> None:
        self.delimiter = shape.delimiter
        self.looks = 0
        self.lines = Lines(file)
        self.reader = csv.reader(
            self.lines,
            delimiter=shape.delimiter,
            quotechar=shape.quote or None,
            quoting=csv.QUOTE_MINIMAL if shape.quote else csv.QUOTE_NONE,
            skipinitialspace=shape.skips_blanks,
            strict=True,
        )

    def skip_line(self) -> None:
        self.lines.begin()
        next(self.lines, None)

    def next(self) -> Row | None:
        """Read one record; None at the end."""
        number = self.lines.begin()
        try:
            return Row(number, next(self.reader))
        except StopIteration:
            return None
        except TooLong:
            self._count_look()
            self.lines.skip_line()
            message = _("The row has more than %(most)s characters, or a quote is not closed.")
            error = message % {"most": MOST_CHARACTERS_OF_ROW}
        except csv.Error as problem:
            error = self._words(problem)
            self._count_look()
            self.lines.give_back()
        return Row(number, self._pieces(), error)

    def _count_look(self) -> None:
        self.looks += self.lines.size > FAR_AHEAD and len(self.lines.taken) > 1
        if self.looks > MOST_LOOKS:
            message = _(
                "Many quotes are not closed, such as in line %(line)s. Choose another quote."
            )
            raise Unreadable(message % {"line": self.lines.number + 1})

    def _words(self, error: csv.Error) -> str:
        """Say what is wrong with a record in words of ours."""
        if "field larger" in str(error):
            message = _("A cell has more than %(most)s characters, or a quote is not closed.")
            return message % {"most": MOST_CHARACTERS}
        if len(self.lines.taken) == 1 and "expected after" in str(error):
            return _("There is text after a closing quote.")
        return _("A quote opens in this row and is not closed.")

    def _pieces(self) -> list[str]:
        """Return the first line of a wrong record, cut at each delimiter, to be shown."""
        line = self.lines.taken[0].rstrip("\r\n")[:MOST_CHARACTERS]
        return BAD_BYTES.sub("\ufffd", line).split(self.delimiter)[:MOST_COLUMNS]
