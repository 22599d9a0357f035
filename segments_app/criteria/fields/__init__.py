"""What can be asked of a contact: one module per source, one line per criterion."""

from . import (
    addresses,
    campaigns,
    changes,
    comments,
    companies,
    contacts,
    groups,
    interactions,
    profiles,
    segments,
)

__all__ = [
    "addresses",
    "campaigns",
    "changes",
    "comments",
    "companies",
    "contacts",
    "groups",
    "interactions",
    "profiles",
    "segments",
]
