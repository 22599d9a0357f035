"""Where in HTML a merge field may stand, and how its value is written there."""

import re
from bisect import bisect_right
from enum import StrEnum
from html import escape
from urllib.parse import quote

from django.utils.translation import gettext as _

from .fields import Kind

TAG = re.compile(r"""<(?:[^<>"']|"[^"]*"|'[^']*')*>""")
VALUE = re.compile(r"""([\w-]+)\s*=\s*(?:"([^"]*)"|'([^']*)')""")
LINK = re.compile(r"<a[\s>]", re.IGNORECASE)
IN_WORDS = ("alt", "title")
#: What must stand before a field in the middle of a link: a whole server, or the kind of it.
BEGINNING = re.compile(r"https?://[^/?#{}]+[/?#]|mailto:|tel:")


class Place(StrEnum):
    """The kinds of places in HTML."""

    TEXT = "text"
    IN_LINK = "in link"  # words that are clicked
    WORDS = "words"  # an attribute that is read out
    ADDRESS = "address"  # the whole address of a link
    PART = "part"  # a part of an address
    NOWHERE = "nowhere"


class Places:
    """The places of one HTML text."""

    def __init__(self, html: str) -> None:
        self.html = html
        self.tags = list(TAG.finditer(html))
        self.starts = [tag.start() for tag in self.tags]
        self.depths = self._depths()

    def _depths(self) -> list[bool]:
        """Return, for each tag, whether what follows it is in a link."""
        depths, inside = [], False
        for tag in self.tags:
            if LINK.match(tag.group()):
                inside = True
            elif tag.group().lower().startswith("</a"):
                inside = False
            depths.append(inside)
        return depths

    def at(self, position: int) -> Place:
        """Return what stands at a position."""
        index = bisect_right(self.starts, position) - 1
        if index < 0:
            return Place.TEXT
        tag = self.tags[index]
        if position >= tag.end():
            return Place.IN_LINK if self.depths[index] else Place.TEXT
        return self._in_tag(tag, position)

    def _in_tag(self, tag: "re.Match[str]", position: int) -> Place:
        for match in VALUE.finditer(tag.group()):
            group = 2 if match[2] is not None else 3
            start, end = (tag.start() + edge for edge in match.span(group))
            if not start <= position < end:
                continue
            if match[1].lower() in IN_WORDS:
                return Place.WORDS
            if match[1].lower() != "href":
                return Place.NOWHERE
            before = self.html[start:position]
            if BEGINNING.match(before):
                return Place.PART
            after = self.html[position:end].partition("}}")[2]
            return Place.NOWHERE if before.strip() or after.strip() else Place.ADDRESS
        return Place.NOWHERE


def misplaced(name: str, kind: Kind, place: Place) -> str:
    """Say why the field cannot stand there; "" where it can."""
    if place is Place.NOWHERE:
        message = _("“%(name)s” cannot stand inside a tag here: only in words and in links.")
        return message % {"name": name}
    if place is Place.ADDRESS and kind is not Kind.LINK:
        message = _(
            "“%(name)s” is no address of the web: write the link up to it, "
            "such as https://example.com/?id={{ %(name)s }}."
        )
        return message % {"name": name}
    return ""


def as_html(value: str, *, place: Place, kind: Kind) -> str:
    """Return a value as it is written at the place."""
    if place is Place.PART:
        return quote(value, safe="@")
    escaped = escape(value, quote=True)
    if kind is Kind.LINK:
        if not value.startswith(("https://", "http://")):
            return "" if place is Place.ADDRESS else escaped
        if place is Place.TEXT:
            return f'<a href="{escaped}">{escaped}</a>'
    if kind is Kind.LINES and place is not Place.WORDS:
        return escaped.replace("\n", "<br>")
    return escaped
