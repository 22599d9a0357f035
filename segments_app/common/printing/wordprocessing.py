"""Paragraphs as text documents (DOCX) have them, written as XML."""

import re
from dataclasses import dataclass
from html.parser import HTMLParser
from xml.sax.saxutils import escape

from .blocks import SIZE, Block

INDENT = 14
LINE = 14.5  # points, at the usual size
#: What XML 1.0 cannot hold.
FORBIDDEN = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
ALIGNED = {"center": "center", "right": "right"}
RULE = '<w:pBdr><w:bottom w:val="single" w:sz="4" w:space="1" w:color="999999"/></w:pBdr>'
TURN = "<w:r><w:br/></w:r>"


@dataclass(frozen=True)
class Words:
    """A paragraph: its runs, and where it stands; points. `line` is exact, 0 is as usual."""

    runs: str
    before: float = 0
    after: float = 0
    line: float = 0
    left: float = 0
    hanging: float = 0
    alignment: str = ""
    border: str = ""

    def written(self, section: str = "") -> str:
        """Return the paragraph; with a section, the last one of it."""
        line = f' w:line="{twips(self.line)}" w:lineRule="exact"' if self.line else ""
        hanging = f' w:hanging="{twips(self.hanging)}"' if self.hanging else ""
        tabs = f'<w:tabs><w:tab w:val="left" w:pos="{twips(self.left)}"/></w:tabs>'
        aligned = ALIGNED.get(self.alignment)
        across = f'<w:jc w:val="{aligned}"/>' if aligned else ""
        return (
            f"<w:p><w:pPr>{self.border}{tabs if self.hanging else ''}"
            f'<w:spacing w:before="{twips(self.before)}" w:after="{twips(self.after)}"{line}/>'
            f'<w:ind w:left="{twips(self.left)}"{hanging}/>'
            f"{across}{section}</w:pPr>{self.runs}</w:p>"
        )


def twips(points: float) -> int:
    """Return the length in twentieths of a point."""
    return round(points * 20)


def run(
    text: str, *, size: float = 0, marks: frozenset[str] = frozenset(), language: str = ""
) -> str:
    """Return a run of characters; `marks` are b, i, u, sub, super and grey."""
    raised = {"sub": "subscript", "super": "superscript"}
    vertical = next((word for mark, word in raised.items() if mark in marks), "")
    looks = "".join(
        part
        for part, is_wanted in (
            ("<w:b/>", "b" in marks),
            ("<w:i/>", "i" in marks),
            ('<w:color w:val="555555"/>', "grey" in marks),
            (f'<w:sz w:val="{round(size * 2)}"/>', size),
            ('<w:u w:val="single"/>', "u" in marks),
            (f'<w:vertAlign w:val="{vertical}"/>', vertical),
            (f'<w:lang w:val="{escape(language)}"/>', language),
        )
        if is_wanted
    )
    shown = escape(FORBIDDEN.sub("", text))
    return f'<w:r><w:rPr>{looks}</w:rPr><w:t xml:space="preserve">{shown}</w:t></w:r>'


def words_of(block: Block, language: str) -> Words:
    """Return the paragraph, or the line across, that a block is."""
    if block.is_rule:
        return Words("", after=8, border=RULE)
    reader = Runs(block, language)
    reader.feed(block.markup)
    reader.close()
    bullet = run(block.bullet, size=block.size) + "<w:r><w:tab/></w:r>" if block.bullet else ""
    return Words(
        bullet + "".join(reader.runs),
        after=block.size * 0.65,
        line=0 if block.size == SIZE else block.size * LINE / SIZE,
        left=block.indent * INDENT,
        hanging=INDENT if bullet else 0,
        alignment=block.alignment,
    )


class Runs(HTMLParser):
    """Gathers the runs of a block's markup."""

    def __init__(self, block: Block, language: str) -> None:
        super().__init__(convert_charrefs=True)
        self.size = 0 if block.size == SIZE else block.size
        self.open = ["b"] if block.is_bold else []
        self.language = language
        self.runs: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "br":
            self.runs.append(TURN)
        else:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag in self.open:
            self.open.remove(tag)

    def handle_data(self, data: str) -> None:
        marks = frozenset(self.open)
        self.runs.append(run(data, size=self.size, marks=marks, language=self.language))
