"""How merge fields are written: {{ contact.first_name|default:"friend" }}, and nothing else.

No expression is evaluated and no object reached: a name is looked up in the list of fields.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import get_close_matches
from html import unescape

from django.utils.translation import gettext as _

from contacts.services.attributes import definitions

from .fields import ATTRIBUTE, kind_of, known_fields

OPEN, CLOSE = "{{", "}}"
LONGEST = 300  # a field with its default, as written
LONGEST_DEFAULT = 100
MOST = 200
INNER = re.compile(
    r"""\s*([\w.]+)\s*
    (?:\|\s*default\s*:\s*(?:"([^"]*)"|'([^']*)'|[“„”]([^“„”]*)[“”])\s*)?""",
    re.VERBOSE,
)
BLOCK = re.compile(r"\{[%#]")


@dataclass(frozen=True)
class Slot:
    """A merge field in a text: its name, and what stands there when it has no value."""

    name: str
    default: str | None = None


@dataclass(frozen=True)
class Mistake:
    """Something in a text that is no merge field, and where it begins."""

    position: int
    message: str

    def told(self, text: str) -> str:
        """Return the message with line and column, for the writer."""
        before = text[: self.position]
        line, column = before.count("\n") + 1, self.position - before.rfind("\n")
        return _("Line %(line)s, column %(column)s: %(message)s") % {
            "line": line, "column": column, "message": self.message,
        }  # fmt: skip


@dataclass(frozen=True)
class Found:
    """A stretch of a text: what stands there as it is, and the slot or the mistake in it."""

    position: int
    source: str
    slot: Slot | None = None
    mistake: str = ""


def scan(text: str, *, is_html: bool = False) -> Iterator[Found]:
    """Take the text apart, once, from its beginning: nothing that is put in is looked at again.

    In HTML the inside of a field is written with entities.
    """
    at = 0
    while (start := text.find(OPEN, at)) >= 0:
        if start > at:
            yield Found(at, text[at:start])
        end = text.find(CLOSE, start + len(OPEN), start + LONGEST)
        if end < 0:
            message = _("“{{” opens a merge field, and no “}}” closes it.")
            yield Found(start, text[start:], mistake=message)
            return
        at = end + len(CLOSE)
        inner = text[start + len(OPEN) : end]
        yield _read(start, text[start:at], unescape(inner) if is_html else inner)
    if at < len(text):
        yield Found(at, text[at:])


def mistakes(text: str, *, is_html: bool = False) -> list[Mistake]:
    """Return all that is wrong with the merge fields of a text."""
    found = list(scan(text, is_html=is_html))
    wrong = [Mistake(one.position, one.mistake) for one in found if one.mistake]
    wrong += [Mistake(one.position, why) for one in found if (why := _unusable(one.slot))]
    blocks = [
        Mistake(
            one.position + match.start(),
            _("“%(block)s” begins nothing here: there are merge fields only.")
            % {"block": match.group()},
        )
        for one in found
        if not one.slot and not one.mistake
        for match in BLOCK.finditer(one.source)
    ]
    if sum(one.slot is not None for one in found) > MOST:
        many = _("There are more than %(most)s merge fields.") % {"most": MOST}
        blocks.append(Mistake(0, many))
    return sorted([*wrong, *blocks], key=lambda mistake: mistake.position)


def _read(position: int, source: str, inner: str) -> Found:
    match = INNER.fullmatch(inner)
    if match is None:
        example = '{{ contact.first_name|default:"friend" }}'
        message = _("“%(source)s” is not written as a merge field is: %(example)s.")
        return Found(position, source, mistake=message % {"source": source, "example": example})
    name, default = match[1], next((text for text in match.groups()[1:] if text is not None), None)
    if kind_of(name) is None:
        return Found(position, source, mistake=unknown(name))
    if default is not None and ("{" in default or len(default) > LONGEST_DEFAULT):
        message = _("The default of “%(name)s” has at most %(most)s characters, and no brace.")
        said = {"name": name, "most": LONGEST_DEFAULT}
        return Found(position, source, mistake=message % said)
    return Found(position, source, Slot(name, default))


def _unusable(slot: Slot | None) -> str:
    """Say why an attribute cannot be put in; "" where it can."""
    if slot is None or not slot.name.startswith(ATTRIBUTE):
        return ""
    definition = definitions().get(slot.name.removeprefix(ATTRIBUTE))
    if definition is None:
        return unknown(slot.name)
    if definition.is_archived:
        return _("The attribute “%(label)s” is in the archive.") % {"label": definition.label}
    return ""


def unknown(name: str) -> str:
    """Say that there is no such field, and which one may have been meant."""
    is_attribute = name.startswith(ATTRIBUTE)
    names = [one.name for one in known_fields() if one.name.startswith(ATTRIBUTE) == is_attribute]
    near = get_close_matches(name, names, 1, 0.5) or [
        one for one in names if one.endswith(f".{name}")
    ]
    if near:
        message = _("There is no merge field “%(name)s”. Did you mean “%(near)s”?")
        return message % {"name": name, "near": near[0]}
    if is_attribute:
        return _("There is no attribute “%(code)s”.") % {"code": name.removeprefix(ATTRIBUTE)}
    return _("There is no merge field “%(name)s”. The list beside the text has all there are.") % {
        "name": name
    }
