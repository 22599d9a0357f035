"""Where the window of an envelope shows the address on an A4 sheet folded into it."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class Window:
    """Where the lines of the address stand, in mm from the left and upper edge of the sheet.

    The line with the sender stands right above them, inside the window too. `is_right` puts the
    letterhead on the left. `folds` are the marks at the edge where the sheet is folded.
    """

    label: Any
    left: float
    top: float
    width: float
    height: float
    folds: tuple[float, ...]
    countries: str
    is_right: bool = False


THIRDS = (99.0, 198.0)
WINDOWS = {
    "din5008b": Window(
        # DIN 5008 form B: field 20 mm from the left, 45 mm from above, 85 x 45 mm; of these,
        # 17.7 mm are for the sender's line and remarks, 27.3 mm for the six lines of the address.
        _("Left, DIN 5008 form B (Germany, Austria)"),
        25, 62.7, 80, 27.3, (105.0, 210.0), "DE AT LU",
    ),
    "left": Window(
        # What the windows of C5/6, C5 and E6/5 envelopes with a window on the left have in common.
        _("Left (Denmark, Netherlands, Norway, United Kingdom)"),
        22, 47, 88, 26, THIRDS, "DK NL NO GB IE FI IS PL",
    ),
    "right": Window(
        _("Right (Sweden, Italy, Belgium, France)"),
        112, 49, 82, 30, THIRDS, "SE IT BE FR ES PT", is_right=True,
    ),
    "sn010130": Window(
        _("Right, SN 010130 (Switzerland)"),
        118, 53, 78, 30, (105.0, 210.0), "CH LI", is_right=True,
    ),
}  # fmt: skip


def window_for(country: str) -> str:
    """Return the window that is usual in the country of who writes, by its key."""
    found = (key for key, window in WINDOWS.items() if country and country in window.countries)
    return next(found, "left")
