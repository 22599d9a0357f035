"""Everything stored about a person: told to it, and erased when it asks for that."""

from .erasing import ErasureRefused, Preview, erase_contact, erase_contacts, preview
from .fates import FATES, FIGURES, LINES, LOCKS, Fate
from .holdings import HOLDINGS, SOMEBODY_ELSE, Holding, UndecidedHoldings, all_holdings, undecided
from .telling import Told, ToldPart, everything_about, files_of

__all__ = [
    "FATES",
    "FIGURES",
    "HOLDINGS",
    "LINES",
    "LOCKS",
    "SOMEBODY_ELSE",
    "ErasureRefused",
    "Fate",
    "Holding",
    "Preview",
    "Told",
    "ToldPart",
    "UndecidedHoldings",
    "all_holdings",
    "erase_contact",
    "erase_contacts",
    "everything_about",
    "files_of",
    "preview",
    "undecided",
]
