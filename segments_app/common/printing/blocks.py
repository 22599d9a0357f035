"""HTML as it is written in letters, read into what is printed: paragraphs, lines, pictures.

The HTML comes sanitised, but nothing depends on it: what has no meaning on paper is passed over,
and nothing is fetched; of a picture that is not to be had its alternative text is printed.
"""

from collections.abc import Callable
from dataclasses import dataclass
from html import escape
from html.parser import HTMLParser
from io import BytesIO

from PIL import Image

SIZE = 10.5
INLINE = {"b": "b", "strong": "b", "i": "i", "em": "i", "u": "u", "sub": "sub", "sup": "super"}
HEADINGS = {"h1": 15, "h2": 13, "h3": 11.5, "h4": 10.5, "h5": 10.5, "h6": 10.5}
BLOCKS = {"p", "div", "blockquote", "li", "tr", "td", "th", "table", "section", "article", "pre"}
UNPRINTED = {"script", "style", "head", "title", "template", "noscript"}


#: Returns the PNG or JPEG of an address in the text, None where there is none.
Pictures = Callable[[str], bytes | None]


@dataclass(frozen=True)
class Block:
    """A paragraph, a line across, or a picture.

    `markup` has nothing but text, <b>, <i>, <u>, <sub>, <super> and <br/>, well nested. A picture
    is as wide as `width` says, in pixels of a screen; 0 is its own size.
    """

    markup: str = ""
    size: float = SIZE
    indent: int = 0
    alignment: str = ""
    is_bold: bool = False
    bullet: str = ""
    is_rule: bool = False
    picture: bytes = b""
    alt: str = ""
    width: int = 0


def no_pictures(_address: str) -> None:
    """Have no picture for any address."""


def blocks(html: str, pictures: Pictures = no_pictures) -> list[Block]:
    """Return what is printed for a text."""
    reader = Reader(pictures)
    reader.feed(html)
    reader.close()
    reader.end_block()
    return reader.found


def size_in(picture: bytes, *, width: float, wide: float, high: float) -> tuple[float, float]:
    """Return how large a picture is printed, in points: as wide as asked for, if it fits.

    A pixel of a screen is 0.75 points.
    """
    with Image.open(BytesIO(picture)) as opened:
        across, down = opened.size
    asked = min((width or across) * 0.75, wide)
    shown = min(asked, high * across / down)
    return shown, shown * down / across


class Reader(HTMLParser):
    """Gathers the paragraphs of a text as its tags come by."""

    def __init__(self, pictures: Pictures) -> None:
        super().__init__(convert_charrefs=True)
        self.pictures = pictures
        self.found: list[Block] = []
        self.text: list[str] = []
        self.open: list[str] = []  # inline elements
        self.lists: list[int | None] = []  # the next number; None has bullets
        self.links: list[tuple[str, int]] = []
        self.bullet = self.alignment = ""
        self.size = SIZE
        self.quotes = self.unprinted = 0
        self.is_heading = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag in UNPRINTED:
            self.unprinted += 1
        elif tag in INLINE:
            self._begin(INLINE[tag])
        elif tag == "a":
            self.links.append((given.get("href", ""), len(self.text)))
        elif tag in ("ul", "ol"):
            self.end_block()
            self.lists.append(1 if tag == "ol" else None)
        elif tag in BLOCKS or tag in HEADINGS:
            self._begin_block(tag, given)
        else:
            self._put(tag, given)

    def handle_endtag(self, tag: str) -> None:
        if tag in UNPRINTED:
            self.unprinted = max(self.unprinted - 1, 0)
        elif tag in INLINE:
            self._end(INLINE[tag])
        elif tag == "a" and self.links:
            self._end_link(*self.links.pop())
        elif tag in ("ul", "ol"):
            self.end_block()
            if self.lists:
                self.lists.pop()
        elif tag in BLOCKS or tag in HEADINGS:
            self.end_block()
            self.quotes -= tag == "blockquote" and self.quotes > 0
            self.size, self.is_heading, self.alignment = SIZE, False, ""

    def handle_data(self, data: str) -> None:
        if self.unprinted:
            return
        words = " ".join(data.split())
        before = " " if data[:1].isspace() and self.text else ""
        after = " " if words and data[-1:].isspace() else ""
        self.text.append(escape(before + words + after, quote=False))

    def end_block(self) -> None:
        """Make a paragraph of what has come since the last one."""
        still_open = [f"</{name}>" for name in reversed(self.open)]
        markup = "".join([*self.text, *still_open]).strip()
        self.text = [f"<{name}>" for name in self.open]
        if not _is_empty(markup):
            self.found.append(
                Block(
                    markup,
                    size=self.size,
                    indent=len(self.lists) + self.quotes,
                    alignment=self.alignment,
                    is_bold=self.is_heading,
                    bullet=self.bullet,
                )
            )
        self.bullet = ""

    def _begin_block(self, tag: str, given: dict[str, str]) -> None:
        self.end_block()
        if tag in HEADINGS:
            self.size, self.is_heading = HEADINGS[tag], True
        self.quotes += tag == "blockquote"
        self.alignment = given.get("align", "") or _alignment(given.get("style", ""))
        if tag == "li" and self.lists:
            number = self.lists[-1]
            self.bullet = "•" if number is None else f"{number}."
            if number is not None:
                self.lists[-1] = number + 1

    def _put(self, tag: str, given: dict[str, str]) -> None:
        """Print an element that has no end."""
        if tag == "br":
            self.text.append("<br/>")
        elif tag == "img":
            self._put_picture(given)
        elif tag == "hr":
            self.end_block()
            self.found.append(Block(is_rule=True))

    def _put_picture(self, given: dict[str, str]) -> None:
        """Print a picture on lines of its own, or what it shows where it is not to be had."""
        data = None if self.unprinted else self.pictures(given.get("src", ""))
        if data is None:
            self.handle_data(given.get("alt", ""))
            return
        self.end_block()
        wide = given.get("width", "")
        self.found.append(
            Block(
                picture=data,
                alt=given.get("alt", ""),
                width=int(wide) if wide.isascii() and wide.isdigit() and len(wide) < 5 else 0,
                alignment=self.alignment,
            )
        )

    def _begin(self, name: str) -> None:
        self.open.append(name)
        self.text.append(f"<{name}>")

    def _end(self, name: str) -> None:
        """Close an element, and those that were begun within it and are still open."""
        if name not in self.open:
            return
        again = []
        while (last := self.open.pop()) != name:
            self.text.append(f"</{last}>")
            again.append(last)
        self.text.append(f"</{name}>")
        for inner in reversed(again):
            self._begin(inner)

    def _end_link(self, target: str, start: int) -> None:
        """Print where a link leads: paper cannot be clicked."""
        words = "".join(self.text[start:])
        shown = target.removeprefix("https://").removeprefix("http://").removeprefix("mailto:")
        if shown and shown.rstrip("/") not in words:
            self.text.append(f" ({escape(shown)})")


def _is_empty(markup: str) -> bool:
    inside = False
    for character in markup.replace("<br/>", "").replace("\u00a0", ""):
        if character in "<>":
            inside = character == "<"
        elif not inside and not character.isspace():
            return False
    return True


def _alignment(css: str) -> str:
    for rule in css.split(";"):
        name, _colon, value = rule.partition(":")
        if name.strip() == "text-align":
            return value.strip()
    return ""
