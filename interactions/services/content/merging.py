"""What is written, merged for one contact: subject, HTML, plain text, letter."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from contacts.models import Channel

from .cleaning import cleaned_letter
from .compiling import Compiled, compiled
from .fields import Kind, kind_of
from .mail import document
from .texts import html_of, text_of
from .values import Values

LONGEST_SUBJECT = 250
NOTHING = Compiled(())


@dataclass(frozen=True)
class Merged:
    """What one contact gets, and the fields that have neither value nor default."""

    subject: str = ""
    html: str = ""
    text: str = ""
    letter: str = ""
    missing: tuple[str, ...] = ()


@dataclass(frozen=True)
class Recipe:
    """The parts of a content, taken apart, for one channel; others stay empty."""

    subject: Compiled
    html: Compiled
    text: Compiled
    letter: Compiled

    @property
    def names(self) -> frozenset[str]:
        """The fields that any part has."""
        parts = (self.subject, self.html, self.text, self.letter)
        return frozenset().union(*(part.names for part in parts))

    def merged(self, values: Values) -> Merged:
        """Return the parts with the values of one contact."""
        missing: set[str] = set()
        subject = " ".join(self.subject.filled(values, missing).split())
        html, text = (part.filled(values, missing) for part in (self.html, self.text))
        in_letter: set[str] = set()
        letter = self.letter.filled(values, in_letter)
        return Merged(
            subject=subject[:LONGEST_SUBJECT],
            html=html,
            text=text,
            letter=letter,
            # A letter made of a mail has its links; nobody can click them, so nobody misses them.
            missing=tuple(sorted(missing | {name for name in in_letter if not _is_link(name)})),
        )


def recipe(parts: Mapping[str, str], *, language: str, channel: str = "") -> Recipe:
    """Return the recipe for a channel, of all parts where there is none."""
    return _recipe(
        parts.get("subject", ""), parts.get("html", ""), parts.get("text", ""),
        parts.get("letter", ""), language, channel,
    )  # fmt: skip


@lru_cache(maxsize=256)
def _recipe(subject: str, html: str, text: str, letter: str, language: str, channel: str) -> Recipe:
    html = html or html_of(text)
    is_letter, is_mail = channel != Channel.EMAIL, channel != Channel.LETTER
    mail = document(html, subject=subject, language=language) if is_mail and html else ""
    return Recipe(
        subject=compiled(subject),
        html=compiled(mail, is_html=True) if mail else NOTHING,
        text=compiled(text or text_of(html)) if is_mail else NOTHING,
        letter=compiled(cleaned_letter(letter or html), is_html=True) if is_letter else NOTHING,
    )


def _is_link(name: str) -> bool:
    return kind_of(name) is Kind.LINK
