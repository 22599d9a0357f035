"""From the text of a filter expression to a tree; what is wrong is told with its character.

alternatives:  part | part         one of them holds
parts:         part & part         all of them hold; binds tighter than |
part:          (alternatives)   sign word   word..word   word..   ..word
sign:          =  <>  <  <=  >  >=
word:          letters, * and ?, 'letters' taken as they are, '' for nothing
"""

import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import Enum
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

MAX_LETTERS = 2_048
MAX_PARTS = 500
MAX_LEVELS = 10
SIGNS = ("<>", "<=", ">=", "<", ">", "=")
STOPS = "|&()<>="


class Wild(Enum):
    """What stands for other letters."""

    MANY = "*"
    ONE = "?"


class FilterError(ValidationError):
    """The text is no filter expression; `position` is the character, the first one is 1."""

    def __init__(self, message: str, position: int) -> None:
        told = _("Character %(position)s: %(message)s")
        super().__init__(told % {"position": position, "message": message})
        self.position, self.reason = position, message


@dataclass(frozen=True)
class Word:
    """What a column is compared with, as it stands in the text. Without pieces: nothing."""

    pieces: tuple[str | Wild, ...]
    position: int

    @property
    def text(self) -> str:
        """The word as it was typed, without quotation marks."""
        return "".join(p.value if isinstance(p, Wild) else p for p in self.pieces)


@dataclass(frozen=True)
class Compare:
    """A sign and a value."""

    sign: str
    value: Any
    position: int = 0


@dataclass(frozen=True)
class Range:
    """From a value to another, both included; None is no end."""

    first: Any
    last: Any
    position: int = 0


@dataclass(frozen=True)
class Join:
    """All of the parts hold, or any of them does."""

    every: bool
    parts: tuple["Tree", ...]


Tree = Compare | Range | Join


def parse(text: str) -> Tree:
    """Return the tree of a filter expression, with words for values."""
    if len(text) > MAX_LETTERS:
        message = _("This filter is too long: at most %(limit)s characters.")
        raise FilterError(message % {"limit": MAX_LETTERS}, MAX_LETTERS + 1)
    for position, letter in enumerate(text, 1):
        if unicodedata.category(letter) in ("Cc", "Cs") and letter != "\t":
            raise FilterError(_("this character cannot be searched for."), position)
    return _Parser(text).whole()


def mapped(tree: Tree, change: Callable[[Any], Any]) -> Tree:
    """Return the tree with every value changed."""
    match tree:
        case Join():
            return Join(tree.every, tuple(mapped(part, change) for part in tree.parts))
        case Range():
            first, last = (None if end is None else change(end) for end in (tree.first, tree.last))
            return Range(first, last, tree.position)
        case Compare():
            return Compare(tree.sign, change(tree.value), tree.position)


def terms(tree: Tree) -> Iterator[Compare | Range]:
    """Yield the comparisons of the tree."""
    if isinstance(tree, Join):
        for part in tree.parts:
            yield from terms(part)
    else:
        yield tree


class _Parser:
    """Reads one text from its beginning to its end."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0
        self.count = 0

    def whole(self) -> Tree:
        tree = self.joined("|", 0)
        if self.at < len(self.text):  # only a bracket is left over
            raise self.error(_("this bracket closes nothing."))
        return tree

    def joined(self, mark: str, level: int) -> Tree:
        """Read parts with `mark` between them."""
        parts = [self.operand(mark, level)]
        while self.peek() == mark:
            self.at += 1
            parts.append(self.operand(mark, level))
        every = mark == "&"
        flat: list[Tree] = []
        for part in parts:
            same = isinstance(part, Join) and part.every is every
            flat += part.parts if same and isinstance(part, Join) else [part]
        return flat[0] if len(flat) == 1 else Join(every, tuple(flat))

    def operand(self, mark: str, level: int) -> Tree:
        return self.joined("&", level) if mark == "|" else self.part(level)

    def part(self, level: int) -> Tree:
        """Read brackets, a comparison or a range."""
        if self.peek() == "(":
            return self.brackets(level)
        self.count += 1
        if self.count > MAX_PARTS:
            message = _("these are too many parts: at most %(limit)s.")
            raise self.error(message % {"limit": MAX_PARTS})
        position = self.at + 1
        sign = next((sign for sign in SIGNS if self.text.startswith(sign, self.at)), "")
        self.at += len(sign)
        first = None if not sign and self.at_range() else self.word()
        if not self.at_range():
            return Compare(sign or "=", first, position)
        if sign:
            raise self.error(_("a range has no sign before it."))
        self.at += 2
        last = None if self.peek() in ("", "|", "&", ")") else self.word()
        if first is None and last is None:
            raise FilterError(_("this range has neither beginning nor end."), position)
        if self.at_range():
            raise self.error(_("a range has two ends only."))
        return Range(first, last, position)

    def brackets(self, level: int) -> Tree:
        opened = self.at + 1
        if level >= MAX_LEVELS:
            message = _("brackets are nested too deeply: at most %(limit)s levels.")
            raise self.error(message % {"limit": MAX_LEVELS})
        self.at += 1
        tree = self.joined("|", level + 1)
        if self.peek() != ")":
            raise FilterError(_("this bracket is never closed."), opened)
        self.at += 1
        if self.peek() not in ("", "|", "&", ")"):
            raise self.error(_("& or | is missing after the bracket."))
        return tree

    def word(self) -> Word:
        """Read a word up to the next mark."""
        self.peek()
        position = self.at + 1
        if self.text.startswith("@", self.at):  # case is ignored anyway
            self.at += 1
        pieces: list[str | Wild] = []
        begun, blanks = self.at, 0
        while self.at < len(self.text) and self.text[self.at] not in STOPS and not self.at_range():
            blanks = blanks + 1 if self.text[self.at].isspace() else 0
            pieces.append(self.piece(pieces))
        if self.at == begun:
            raise FilterError(_("something to compare with is missing here."), position)
        if self.at < len(self.text) and self.text[self.at] in "(<>=":
            raise self.error(_("this sign cannot stand here; put the text in 'quotes'."))
        return Word(_joined(pieces[: len(pieces) - blanks]), position)

    def piece(self, before: list[str | Wild]) -> str | Wild:
        """Read a wild card, a quotation, or a letter."""
        letter = self.text[self.at]
        if letter in "*?":
            self.at += 1
            return Wild(letter)
        if letter == "'" and (not before or isinstance(before[-1], Wild)):
            return self.quotation()
        self.at += 2 if self.text.startswith("''", self.at) else 1
        return letter

    def quotation(self) -> str:
        opened, letters = self.at + 1, ""
        self.at += 1
        while self.at < len(self.text):
            if self.text.startswith("''", self.at):
                letters, self.at = letters + "'", self.at + 2
            elif self.text[self.at] == "'":
                self.at += 1
                return letters
            else:
                letters, self.at = letters + self.text[self.at], self.at + 1
        raise FilterError(_("this quotation mark is never closed."), opened)

    def peek(self) -> str:
        """Skip blanks and return the next character, "" at the end."""
        while self.at < len(self.text) and self.text[self.at].isspace():
            self.at += 1
        return self.text[self.at : self.at + 1]

    def at_range(self) -> bool:
        return self.text.startswith("..", self.at)

    def error(self, message: str) -> FilterError:
        return FilterError(message, self.at + 1)


def _joined(pieces: list[str | Wild]) -> tuple[str | Wild, ...]:
    """Return the pieces with the letters of each text joined."""
    joined: list[str | Wild] = []
    for piece in pieces:
        if joined and isinstance(piece, str) and isinstance(joined[-1], str):
            joined[-1] += piece
        else:
            joined.append(piece)
    return tuple(piece for piece in joined if piece != "")
