"""Letters as one text document (DOCX), for a mail house, or to be changed before they are printed.

Each letter is a section with pages of its own, as the mail merge of word processors makes them.
The library makes what all letters share: styles, foot, pictures. The letters themselves are
written one by one: what stays in memory is one of them, however many there are.
"""

from hashlib import sha256
from html import escape
from io import BytesIO
from typing import IO, Any
from zipfile import ZIP_DEFLATED, ZipFile

from docx import Document
from docx.enum.section import WD_SECTION
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor

from .blocks import SIZE, Block, Pictures, blocks, no_pictures, size_in
from .letters import LOGO_HIGH, LOGO_WIDE, SMALL, SPACED, Letter, Letterhead, Look, fitted
from .markup import HIGHEST
from .wordprocessing import LINE, Words, run, twips, words_of

MM = 72 / 25.4
#: mm: the margins of the sheet, and how far down the first page the row with the address reaches.
LEFT, RIGHT, TOP, BOTTOM, HEAD = 25, 20, 25, 25, 88
ROOM = (210 - LEFT - RIGHT) * MM
MAIN = "word/document.xml"
CELL = '<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/></w:tcPr>{words}</w:tc>'
HEAD_ROW = (
    '<w:tbl><w:tblPr><w:tblW w:w="{width}" w:type="dxa"/><w:tblLayout w:type="fixed"/>'
    '<w:tblCellMar><w:left w:w="0" w:type="dxa"/><w:right w:w="0" w:type="dxa"/></w:tblCellMar>'
    "</w:tblPr><w:tblGrid>{columns}</w:tblGrid><w:tr><w:trPr>"
    '<w:trHeight w:val="{height}" w:hRule="exact"/></w:trPr>{cells}</w:tr></w:tbl>'
)


class LetterDocument:
    """A DOCX of letters, with the methods of a `LetterFile`; how many pages it has is not known."""

    pages = 0

    def __init__(
        self,
        file: IO[bytes],
        letterhead: Letterhead,
        look: Look,
        *,
        title: str,
        pictures: Pictures = no_pictures,
    ) -> None:
        self.letterhead, self.look, self.pictures = letterhead, look, pictures
        self.document = shared(letterhead, look, title=title)
        self.drawings: dict[str, str] = {}
        self.count = 0
        self.unprinted: dict[str, str] = {}
        self.begin, _body, self.end = self.document.part.blob.decode().partition("<w:body>")
        self.section = self.end[: self.end.rindex("</w:body>")]
        self.archive = ZipFile(file, "w", ZIP_DEFLATED)
        self.main = self.archive.open(MAIN, "w", force_zip64=True)
        self._write(f"{self.begin}<w:body>")
        self.last: Words | None = None

    def add(self, letter: Letter) -> None:
        """Write a letter; the one before it ends its section."""
        if self.last is not None:
            self._write(self.last.written(self.section))
        *words, self.last = self._paragraphs(letter)
        self._write(self._head(letter), *(one.written() for one in words))
        self.count += 1

    def close(self) -> None:
        """Write the file."""
        if self.last is not None:
            self._write(self.last.written())
        self._write(self.end)
        self.main.close()
        rest = BytesIO()
        self.document.save(rest)
        with self.archive, ZipFile(rest) as parts:
            for name in parts.namelist():
                if name != MAIN:
                    self.archive.writestr(name, parts.read(name), ZIP_DEFLATED)

    def _write(self, *parts: str) -> None:
        self.main.write("".join(parts).encode())

    def _paragraphs(self, letter: Letter) -> list[Words]:
        """Return all that stands under the head; there is always the date."""
        language = letter.language
        reference = run(f"{letter.reference}   ", size=6, marks=frozenset({"grey"}))
        words = [Words(reference + run(letter.date), after=12, alignment="right")]
        if letter.subject:
            subject = Block(escape(letter.subject, quote=False), is_bold=True)
            words.append(words_of(subject, language))
        words += [self._words(block, language) for block in blocks(letter.html, self.pictures)]
        return words

    def _words(self, block: Block, language: str) -> Words:
        if not block.picture:
            return words_of(block, language)
        return Words(self._drawing(block), after=SIZE * 0.65, alignment=block.alignment)

    def _head(self, letter: Letter) -> str:
        """Return the row with the address, in the window, and who writes beside it."""
        window = self.look.window
        head = "".join(words.written() for words in self._letterhead_words())
        address = "".join(words.written() for words in self._address_words(letter))
        if window.is_right:
            widths = [(window.left - LEFT) * MM, window.width * MM]
            cells = [head, address]
        else:
            across = (window.left - LEFT + window.width) * MM
            widths, cells = [across, ROOM - across], [address, head]
        return HEAD_ROW.format(
            width=twips(sum(widths)),
            height=twips((HEAD - TOP) * MM),
            columns="".join(f'<w:gridCol w:w="{twips(width)}"/>' for width in widths),
            cells="".join(
                CELL.format(width=twips(width), words=words)
                for width, words in zip(widths, cells, strict=True)
            ),
        )

    def _address_words(self, letter: Letter) -> list[Words]:
        look, window = self.look, self.look.window
        left = (look.right + (0 if window.is_right else window.left - LEFT)) * MM
        back = self.letterhead.in_a_line
        marks = frozenset({"u"})
        size, lines = fitted(letter.address, window.width * MM, window.height * MM)
        down = max((window.top + look.down - TOP) * MM - 9, 0)
        return [
            Words(
                run(back, size=6.5, marks=marks) if back else "",
                before=max(down - 3, 0),
                after=3,
                line=9,
                left=left,
            ),
            *(Words(run(line, size=size), line=size * SPACED, left=left) for line in lines),
        ]

    def _letterhead_words(self) -> list[Words]:
        window, head = self.look.window, self.letterhead
        left = 0.0 if window.is_right else (125 - window.left - window.width) * MM
        logo = Block(picture=head.logo, alt=head.name, width=round(LOGO_WIDE / 0.75))
        drawn = self._drawing(logo, LOGO_WIDE, LOGO_HIGH) if head.logo else ""
        return [
            *([Words(drawn, after=6, left=left)] if drawn else []),
            Words(run(head.name, size=11, marks=frozenset({"b"})), line=14, left=left),
            *(Words(run(line, size=8.5), line=11, left=left) for line in head.address[:6]),
        ]

    def _drawing(self, block: Block, wide: float = ROOM, high: float = HIGHEST) -> str:
        """Return a picture in a run; its file is in the document once."""
        key = sha256(block.picture + f"{block.alt} {block.width}".encode()).hexdigest()
        if key not in self.drawings:
            shown = size_in(block.picture, width=block.width, wide=wide, high=high)
            part: Any = self.document.part
            inline = part.new_pic_inline(BytesIO(block.picture), *(Pt(side) for side in shown))
            inline.docPr.set("descr", block.alt)
            for side in ("distT", "distB", "distL", "distR"):
                inline.set(side, "0")  # else some leave 3 mm around it
            self.drawings[key] = f"<w:r><w:drawing>{inline.xml}</w:drawing></w:r>"
        return self.drawings[key]


def shared(letterhead: Letterhead, look: Look, *, title: str) -> Any:
    """Return a document without letters: the look of text and sheet, what stands at the foot."""
    document: Any = Document()
    document.core_properties.title = title[:255]
    document.core_properties.author = letterhead.name[:255]
    font = document.styles["Normal"].font
    font.name, font.size = "Arial", Pt(SIZE)
    lines = document.styles["Normal"].paragraph_format
    # At least: a line of exactly that height shows a strip of a picture.
    lines.line_spacing, lines.line_spacing_rule = Pt(LINE), WD_LINE_SPACING.AT_LEAST
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.left_margin, section.right_margin = Mm(LEFT), Mm(RIGHT)
    section.top_margin, section.bottom_margin = Mm(TOP), Mm(BOTTOM)
    section.footer_distance = Mm(10)
    section.start_type = WD_SECTION.ODD_PAGE if look.is_two_sided else WD_SECTION.NEW_PAGE
    section.different_first_page_header_footer = True
    _put_foot(section, letterhead)
    numbers = OxmlElement("w:pgNumType")
    numbers.set(qn("w:start"), "1")
    section._sectPr.find(qn("w:pgMar")).addnext(numbers)
    return document


def _put_foot(section: Any, letterhead: Letterhead) -> None:
    """Put the lines of the foot on first pages, and the number on those that follow."""
    first = section.first_page_footer.paragraphs[0]
    for number, line in enumerate(letterhead.foot[:3]):
        words = first.add_run(line)
        words.font.size, words.font.color.rgb = Pt(SMALL), RGBColor(0x55, 0x55, 0x55)
        if number < len(letterhead.foot[:3]) - 1:
            words.add_break()
    following = section.footer.paragraphs[0]
    following.alignment = WD_ALIGN_PARAGRAPH.RIGHT
    field = OxmlElement("w:fldSimple")
    field.set(qn("w:instr"), "PAGE")
    following._p.append(field)
