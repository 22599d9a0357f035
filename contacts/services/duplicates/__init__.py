"""Contacts that may be one and the same: found by blocks and points, decided by people."""

from .blocks import MOST_IN_BLOCK, forget_keys, refresh_keys
from .candidates import Candidate, candidates_for, candidates_for_rows
from .comparing import Searched
from .deciding import NoPair, say_different, suggest_again
from .profiles import COLUMNS as COMPARED
from .profiles import profiles_in, stored_profiles
from .scoring import LIKELY, SUGGESTED, SURE, Evidence, Facet, evidence, score
from .searching import search

__all__ = [
    "COMPARED",
    "LIKELY",
    "MOST_IN_BLOCK",
    "SUGGESTED",
    "SURE",
    "Candidate",
    "Evidence",
    "Facet",
    "NoPair",
    "Searched",
    "candidates_for",
    "candidates_for_rows",
    "evidence",
    "forget_keys",
    "profiles_in",
    "refresh_keys",
    "say_different",
    "score",
    "search",
    "stored_profiles",
    "suggest_again",
]
