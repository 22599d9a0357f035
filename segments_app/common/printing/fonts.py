"""The typeface of what is printed, and what it has no letters for."""

from functools import cache

from django.conf import settings
from reportlab import rl_config
from reportlab.lib.fonts import addMapping
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont

FAMILY = "LiberationSans"
#: File by whether it is bold and whether it is slanted.
STYLES = {
    (False, False): "Regular",
    (True, False): "Bold",
    (False, True): "Italic",
    (True, True): "BoldItalic",
}
REGULAR, BOLD = f"{FAMILY}-Regular", f"{FAMILY}-Bold"
#: Told to the page, not drawn.
UNSEEN = frozenset(map(ord, "\n\t\r\u00ad\u200b\u2060\ufeff\u00a0 "))


@cache
def register() -> frozenset[int]:
    """Make the typeface known, once; return the code points it has."""
    rl_config.useA85 = 0  # compressed pages as they are: no mail program of the eighties reads them
    folder = settings.BASE_DIR / "static" / "vendor" / "liberation"
    for (bold, slanted), style in STYLES.items():
        pdfmetrics.registerFont(TTFont(f"{FAMILY}-{style}", str(folder / f"{FAMILY}-{style}.ttf")))
        addMapping(FAMILY, int(bold), int(slanted), f"{FAMILY}-{style}")
    face = pdfmetrics.getFont(REGULAR).face
    return frozenset(face.charToGlyph) | UNSEEN


def unprintable(text: str) -> str:
    """Return the characters that the typeface does not have, each once.

    >>> unprintable("Łucja 王")
    '王'
    """
    return "".join(chr(point) for point in sorted({ord(c) for c in text} - register()))


def width(text: str, size: float, *, font: str = REGULAR) -> float:
    """Return how wide a line is, in points."""
    register()
    return float(pdfmetrics.stringWidth(text, font, size))
