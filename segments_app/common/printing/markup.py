"""What is written in letters as what reportlab draws."""

from functools import lru_cache
from hashlib import sha256
from io import BytesIO

from reportlab.lib.colors import HexColor
from reportlab.lib.enums import TA_CENTER, TA_RIGHT
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Flowable, HRFlowable, Paragraph

from .blocks import SIZE, Block, Pictures, blocks, size_in
from .fonts import FAMILY, register

LEADING = 14.5
INDENT = 14
HIGHEST = 480  # points: a picture and the head of the letter have room on one page


def paragraphs(html: str, pictures: Pictures) -> list[Flowable]:
    """Return what is printed for a text."""
    return [flowable(block) for block in blocks(html, pictures)]


def flowable(block: Block) -> Flowable:
    """Return what draws a block."""
    if block.is_rule:
        return HRFlowable(width="100%", color=HexColor("#999999"), spaceAfter=8)
    if block.picture:
        return Picture(block)
    look = style(block.size, block.indent, block.alignment, is_bold=block.is_bold)
    return paragraph(block.markup, look, block.bullet)


@lru_cache(maxsize=256)
def style(size: float, indent: int, alignment: str, *, is_bold: bool = False) -> ParagraphStyle:
    register()
    return ParagraphStyle(
        "letter",
        fontName=f"{FAMILY}-Bold" if is_bold else f"{FAMILY}-Regular",
        fontSize=size,
        leading=size * LEADING / SIZE,
        leftIndent=indent * INDENT,
        bulletIndent=max(indent - 1, 0) * INDENT,
        spaceAfter=size * 0.65,
        alignment={"center": TA_CENTER, "right": TA_RIGHT}.get(alignment, 0),
        splitLongWords=True,
        allowWidows=0,
        allowOrphans=0,
    )


@lru_cache(maxsize=512)
def paragraph(markup: str, look: ParagraphStyle, bullet: str = "") -> Paragraph:
    """Return a paragraph; the same text in many letters is read once."""
    return Paragraph(markup, look, bulletText=bullet or None)


class Picture(Flowable):  # type: ignore[misc]  # the library has no types
    """A picture between paragraphs, as large as it was asked for and has room."""

    def __init__(self, block: Block) -> None:
        super().__init__()
        self.block = block
        self.room = self.wide = self.high = 0.0

    def wrap(self, room: float, _high: float) -> tuple[float, float]:
        block, self.room = self.block, room
        self.wide, self.high = size_in(block.picture, width=block.width, wide=room, high=HIGHEST)
        return room, self.high

    def getSpaceAfter(self) -> float:
        return SIZE * 0.65

    def draw(self) -> None:
        spare = self.room - self.wide
        left = {"center": spare / 2, "right": spare}.get(self.block.alignment, 0.0)
        draw_picture(self.canv, self.block.picture, (left, 0), (self.wide, self.high))


def draw_picture(
    canvas: Canvas, data: bytes, place: tuple[float, float], size: tuple[float, float]
) -> None:
    """Draw a picture with its lower left corner there; many letters have it in the file once."""
    name = sha256(data).hexdigest()
    if not canvas.hasForm(name):
        canvas.beginForm(name, 0, 0, 1, 1)
        canvas.drawImage(ImageReader(BytesIO(data)), 0, 0, 1, 1, mask="auto")
        canvas.endForm()
    canvas.saveState()
    canvas.translate(*place)
    canvas.scale(*size)
    canvas.doForm(name)
    canvas.restoreState()
