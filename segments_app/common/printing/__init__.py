"""What is printed on paper: letters, cover sheets and labels (decision 0040)."""

from .documents import LetterDocument
from .labels import SHEETS, LabelFile, Sheet
from .letters import Letter, LetterFile, Letterhead, Look
from .windows import WINDOWS, Window, window_for

__all__ = [
    "SHEETS",
    "WINDOWS",
    "LabelFile",
    "Letter",
    "LetterDocument",
    "LetterFile",
    "Letterhead",
    "Look",
    "Sheet",
    "Window",
    "window_for",
]
