"""Letters on A4, for envelopes with a window: many in one file, page by page.

Each page is drawn and compressed as its letter comes; what stays in memory is that. The address
and the fold marks stand where the envelope wants them, whatever the letter says.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from html import escape
from typing import IO

from django.utils import translation
from django.utils.translation import gettext as _
from reportlab.lib.colors import HexColor
from reportlab.lib.pagesizes import A4
from reportlab.lib.units import mm
from reportlab.lib.utils import simpleSplit
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Flowable, Spacer

from .blocks import SIZE, Pictures, no_pictures, size_in
from .fonts import BOLD, REGULAR, register, unprintable, width
from .markup import LEADING, draw_picture, paragraph, paragraphs, style
from .windows import Window

LEFT, RIGHT, BOTTOM = 25 * mm, 20 * mm, 25 * mm
WIDTH, HEIGHT = A4
ROOM = WIDTH - LEFT - RIGHT
FIRST_TOP = HEIGHT - 98.5 * mm  # under the window of every envelope (DIN 5008 form B)
NEXT_TOP = HEIGHT - 30 * mm
GREY = HexColor("#555555")
SMALL = 7.5
LOGO_WIDE, LOGO_HIGH = 45 * mm, 20 * mm  # at most
ADDRESS_SIZES, SPACED = (SIZE, 9, 8, 7), 1.2
Placed = tuple[Flowable, float]


@dataclass(frozen=True)
class Letterhead:
    """Who writes: logo, name and address above, and lines at the foot of the first page.

    The logo is a PNG or JPEG.
    """

    name: str = ""
    address: tuple[str, ...] = ()
    foot: tuple[str, ...] = ()
    logo: bytes = b""

    @property
    def in_a_line(self) -> str:
        """What stands above the address in the window, so that a letter finds its way back."""
        return " · ".join(filter(None, (self.name, *self.address)))


@dataclass(frozen=True)
class Letter:
    """One letter: the lines of the address, the date in words, and what it says as HTML.

    `ticks` are the boxes of a cover sheet: the words of each, and whether it is ticked.
    """

    address: Sequence[str]
    date: str = ""
    subject: str = ""
    html: str = ""
    language: str = "en"
    reference: str = ""
    ticks: tuple[tuple[str, bool], ...] = ()


@dataclass(frozen=True)
class Look:
    """How letters are printed: the window, moved by mm for a printer that is not exact."""

    window: Window
    right: float = 0
    down: float = 0
    is_two_sided: bool = False


class LetterFile:
    """A PDF of letters. `unprinted` says what could not be printed, by the letter's reference."""

    def __init__(
        self,
        file: IO[bytes],
        letterhead: Letterhead,
        look: Look,
        *,
        title: str,
        pictures: Pictures = no_pictures,
    ) -> None:
        register()
        self.letterhead, self.look, self.pictures = letterhead, look, pictures
        self.canvas = Canvas(file, pagesize=A4, pageCompression=1)
        self.canvas.setTitle(title)
        self.canvas.setAuthor(letterhead.name)
        self.count = self.pages = 0
        self.unprinted: dict[str, str] = {}

    def add(self, letter: Letter) -> int:
        """Print a letter on pages of its own; return how many."""
        missing = unprintable("".join([*letter.address, letter.subject, letter.html]))
        if missing:
            self.unprinted[letter.reference] = missing
        pages = paged(self._flowables(letter))
        for number, page in enumerate(pages, 1):
            self._draw(letter, page, number, len(pages))
        if self.look.is_two_sided and len(pages) % 2:
            self.canvas.showPage()
        self.count += 1
        self.pages += len(pages)
        return len(pages)

    def close(self) -> None:
        """Write the file; without letters it has one empty page."""
        if not self.count:
            self.canvas.showPage()
        self.canvas.save()

    def _flowables(self, letter: Letter) -> list[Flowable]:
        found = [*paragraphs(letter.html, self.pictures), *(Tick(*tick) for tick in letter.ticks)]
        if letter.subject:
            subject = style(SIZE, 0, "", is_bold=True)
            markup = escape(letter.subject, quote=False)
            return [paragraph(markup, subject), Spacer(0, LEADING / 2), *found]
        return found

    def _draw(self, letter: Letter, page: Iterable[Placed], number: int, total: int) -> None:
        canvas = self.canvas
        if number == 1:
            self._draw_head(letter)
            self._draw_foot()
        else:
            self._draw_line(HEIGHT - 18 * mm, letter.address[0] if letter.address else "")
        if total > 1:
            with translation.override(letter.language):
                words = _("Page %(number)d of %(total)d") % {"number": number, "total": total}
            canvas.setFont(REGULAR, SMALL)
            canvas.drawRightString(WIDTH - RIGHT, 12 * mm, words)
        if letter.reference:
            canvas.setFillColor(GREY)
            canvas.setFont(REGULAR, 6)
            canvas.drawString(LEFT, 8 * mm, letter.reference)
            canvas.setFillGray(0)
        for flowable, bottom in page:
            flowable.drawOn(canvas, LEFT, bottom)
        canvas.showPage()

    def _draw_head(self, letter: Letter) -> None:
        window, canvas = self.look.window, self.canvas
        self._draw_letterhead(window)
        left, top = (
            (window.left + self.look.right) * mm,
            HEIGHT - (window.top + self.look.down) * mm,
        )
        room = window.width * mm
        back = self.letterhead.in_a_line
        if back:
            size = min(6.5, room / max(width(back, 1), 1))
            canvas.setFont(REGULAR, size)
            canvas.drawString(left, top + 1.5 * mm, back)
            canvas.setLineWidth(0.3)
            canvas.line(left, top + 0.7 * mm, left + min(width(back, size), room), top + 0.7 * mm)
        self._draw_address(letter.address, left, top, room, window.height * mm)
        canvas.setFont(REGULAR, SIZE)
        canvas.drawRightString(WIDTH - RIGHT, FIRST_TOP + 8 * mm, letter.date)
        canvas.setLineWidth(0.3)
        for fold in window.folds:
            canvas.line(4 * mm, HEIGHT - fold * mm, 8 * mm, HEIGHT - fold * mm)

    def _draw_address(
        self, lines: Sequence[str], left: float, top: float, room: float, high: float
    ) -> None:
        size, lines = fitted(lines, room, high)
        self.canvas.setFont(REGULAR, size)
        for number, line in enumerate(lines, 1):
            self.canvas.drawString(left, top - number * size * SPACED, line)

    def _draw_letterhead(self, window: Window) -> None:
        """Print who writes on the side that the window leaves free."""
        canvas, head = self.canvas, self.letterhead
        left, top = LEFT if window.is_right else 125 * mm, HEIGHT - 20 * mm
        if head.logo:
            wide, high = size_in(head.logo, width=LOGO_WIDE / 0.75, wide=LOGO_WIDE, high=LOGO_HIGH)
            draw_picture(canvas, head.logo, (left, HEIGHT - 10 * mm - high), (wide, high))
            top = HEIGHT - 10 * mm - high - 6 * mm
        canvas.setFont(BOLD, 11)
        canvas.drawString(left, top, head.name)
        canvas.setFont(REGULAR, 8.5)
        for number, line in enumerate(head.address[:6], 1):
            canvas.drawString(left, top - number * 11, line)

    def _draw_foot(self) -> None:
        canvas = self.canvas
        canvas.setFillColor(GREY)
        canvas.setFont(REGULAR, SMALL)
        for number, line in enumerate(self.letterhead.foot[:3]):
            canvas.drawString(LEFT, 18 * mm - number * 9, line)
        canvas.setFillGray(0)

    def _draw_line(self, height: float, words: str) -> None:
        self.canvas.setFillColor(GREY)
        self.canvas.setFont(REGULAR, SMALL)
        self.canvas.drawString(LEFT, height, words)
        self.canvas.setFillGray(0)


def fitted(lines: Sequence[str], room: float, high: float) -> tuple[float, list[str]]:
    """Return how large an address is printed in the window, and its lines; never a word less.

    A line that is too long goes on in the next as long as sorting machines can read it; only
    then all of it gets smaller.
    """
    register()
    for size in ADDRESS_SIZES:
        parts = [part for line in lines for part in simpleSplit(line, REGULAR, size, room)]
        is_wide = any(width(part, size) > room for part in parts)
        if not is_wide and len(parts) * size * SPACED <= high:
            return size, parts
    widest = max((width(line, 1) for line in lines), default=1) or 1
    return min(room / widest, high / max(len(lines), 1) / SPACED), list(lines)


class Tick(Flowable):  # type: ignore[misc]  # the library has no types
    """A box to tick with its words, ticked or not: what a cover sheet asks for."""

    def __init__(self, words: str, is_ticked: bool) -> None:  # noqa: FBT001 - unpacked
        super().__init__()
        self.words, self.is_ticked = words, is_ticked

    def wrap(self, _room: float, _high: float) -> tuple[float, float]:
        return 0, LEADING + 3

    def draw(self) -> None:
        canvas = self.canv
        canvas.setLineWidth(0.7)
        canvas.rect(0, 3, 9, 9)
        if self.is_ticked:
            canvas.line(1.5, 7, 4, 4.5)
            canvas.line(4, 4.5, 8, 11)
        canvas.setFont(REGULAR, SIZE)
        canvas.drawString(16, 4, self.words)


def paged(flowables: Iterable[Flowable]) -> list[list[Placed]]:
    """Return the pages, each with what stands on it and how high; there is at least one."""
    pages: list[list[Placed]] = [[]]
    top, waiting = FIRST_TOP, list(flowables)[::-1]
    while waiting:
        flowable = waiting.pop()
        _wide, high = flowable.wrap(ROOM, top - BOTTOM)
        if high <= top - BOTTOM:
            pages[-1].append((flowable, top - high))
            top -= high + flowable.getSpaceAfter()
            continue
        parts = flowable.split(ROOM, max(top - BOTTOM, 0))
        if len(parts) > 1:
            waiting += parts[::-1]
        else:
            pages.append([])
            top = NEXT_TOP
            waiting.append(flowable)
    return pages
