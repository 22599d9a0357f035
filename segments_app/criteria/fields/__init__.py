"""What can be asked of a contact: one module per source, one line per criterion."""

from . import (
    addresses,
    attributes,
    campaigns,
    changes,
    comments,
    companies,
    consents,
    contacts,
    groups,
    imports,
    interactions,
    mails,
    pressure,
    profiles,
    segments,
    tasks,
)

__all__ = [
    "addresses",
    "attributes",
    "campaigns",
    "changes",
    "comments",
    "companies",
    "consents",
    "contacts",
    "groups",
    "imports",
    "interactions",
    "mails",
    "pressure",
    "profiles",
    "segments",
    "tasks",
]
