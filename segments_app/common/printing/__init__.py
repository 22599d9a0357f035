"""What is printed on paper: letters, cover sheets and labels, as PDF (decision 0040)."""

from .labels import SHEETS, LabelFile, Sheet
from .letters import Letter, LetterFile, Letterhead, Look
from .windows import WINDOWS, Window, window_for

__all__ = [
    "SHEETS",
    "WINDOWS",
    "LabelFile",
    "Letter",
    "LetterFile",
    "Letterhead",
    "Look",
    "Sheet",
    "Window",
    "window_for",
]
