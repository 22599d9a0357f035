"""Plain text made of HTML, and HTML of plain text; merge fields go through unharmed."""

import re
from collections.abc import Iterable, Mapping
from html import escape
from html.parser import HTMLParser
from typing import Any

BLOCKS = {"p", "h1", "h2", "h3", "ul", "ol", "blockquote", "table", "td", "div", "li", "hr"}
RULE = "-" * 20
BLANK_LINES = re.compile(r"\n[ \t]*(?:\n[ \t]*)+")
ADDRESS = re.compile(r"https?://[^\s<>&]+[^\s<>&.,;:!?)]")


class _Reader(HTMLParser):
    """Writes down what somebody reads who sees no formatting."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.written: list[str] = []
        self.lists: list[int | None] = []
        self.link: tuple[str, int] | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag in BLOCKS:
            self.written.append("\n" if tag == "li" else "\n\n")
        if tag in ("ul", "ol"):
            self.lists.append(1 if tag == "ol" else None)
        elif tag == "li":
            self._begin_item()
        elif tag == "br":
            self.written.append("\n")
        elif tag == "hr":
            self.written.append(f"{RULE}\n\n")
        elif tag == "img":
            self.written.append(given.get("alt", ""))
        elif tag == "a":
            self.link = (given.get("href", ""), len(self.written))

    def _begin_item(self) -> None:
        number = self.lists[-1] if self.lists else None
        self.written.append("- " if number is None else f"{number}. ")
        if number is not None:
            self.lists[-1] = number + 1

    def handle_endtag(self, tag: str) -> None:
        if tag in ("ul", "ol") and self.lists:
            self.lists.pop()
        if tag == "a" and self.link:
            address, since = self.link
            said = "".join(self.written[since:]).strip()
            shown = address.removeprefix("mailto:").removeprefix("tel:")
            if shown and shown != said:
                self.written.append(f" ({shown})" if said else shown)
            self.link = None
        elif tag in BLOCKS and tag != "li":
            self.written.append("\n\n")

    def handle_data(self, data: str) -> None:
        self.written.append(re.sub(r"[ \t\r\n]+", " ", data))


def text_of(html: str) -> str:
    """Return what the HTML says, as plain text."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    lines = [line.strip() for line in "".join(reader.written).split("\n")]
    return BLANK_LINES.sub("\n\n", "\n".join(lines)).strip()


def plain_text(parts: Mapping[str, str]) -> str:
    """Return what a content says, to be read on a page: merge fields as they are written."""
    said = parts.get("text") or text_of(parts.get("html") or parts.get("letter") or "")
    return said or parts.get("script", "")


def with_words(contents: Iterable[Any]) -> list[Any]:
    """Return contents, each with its words as they are `shown` on a page."""
    rows = list(contents)
    for row in rows:
        row.shown = plain_text(row.written)
    return rows


def html_of(text: str) -> str:
    """Return the plain text as HTML: paragraphs, lines, and links where addresses stand."""
    paragraphs = BLANK_LINES.split(text.replace("\r\n", "\n").strip())
    return "\n".join(f"<p>{_lines(one)}</p>" for one in paragraphs if one.strip())


def _lines(paragraph: str) -> str:
    linked = ADDRESS.sub(_link, escape(paragraph.strip(), quote=False))
    return linked.replace("\n", "<br>")


def _link(match: "re.Match[str]") -> str:
    address = match.group()
    if "{{" in address or "}}" in address:
        return address
    return f'<a href="{escape(address, quote=True)}">{address}</a>'
