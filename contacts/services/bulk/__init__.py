"""Changing many contacts at once: looked at first, done in a few statements, undone."""

from .changes import CHOICES, COLUMNS, GROUPS, CannotChange, Changes, Told, told
from .choosing import chosen, matching
from .editing import edit_contacts
from .looking import Look, Sample, look
from .undoing import left_alone, reasons_of, undo_edit
from .wishes import How, Wish, check_wish

__all__ = [
    "CHOICES",
    "COLUMNS",
    "GROUPS",
    "CannotChange",
    "Changes",
    "How",
    "Look",
    "Sample",
    "Told",
    "Wish",
    "check_wish",
    "chosen",
    "edit_contacts",
    "left_alone",
    "look",
    "matching",
    "reasons_of",
    "told",
    "undo_edit",
]
