"""What can be asked of a contact: one module per source, one line per criterion."""

from . import (
    campaigns,
    comments,
    companies,
    contacts,
    groups,
    interactions,
    profiles,
    segments,
)

__all__ = [
    "campaigns",
    "comments",
    "companies",
    "contacts",
    "groups",
    "interactions",
    "profiles",
    "segments",
]
