"""Two contacts become one, and two again."""

from .decisions import DECISIONS, Decision, UndecidedError, decided, pointing, undecided
from .journal import Journal
from .merge import MergeRefused, merge_contacts
from .undo import undo_merge
from .values import RESTRICTIONS, choosable, strictest

__all__ = [
    "DECISIONS",
    "RESTRICTIONS",
    "Decision",
    "Journal",
    "MergeRefused",
    "UndecidedError",
    "choosable",
    "decided",
    "merge_contacts",
    "pointing",
    "strictest",
    "undecided",
    "undo_merge",
]
