"""Everything stored about a person: told to it, and erased when it asks for that."""

from .holdings import HOLDINGS, SOMEBODY_ELSE, Holding, UndecidedHoldings, all_holdings, undecided
from .telling import Told, ToldPart, everything_about, files_of

__all__ = [
    "HOLDINGS",
    "SOMEBODY_ELSE",
    "Holding",
    "Told",
    "ToldPart",
    "UndecidedHoldings",
    "all_holdings",
    "everything_about",
    "files_of",
    "undecided",
]
