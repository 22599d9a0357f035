"""Who is there already: for a form before it is saved, and for the rows of an import.

A chunk of rows takes a fixed number of statements, whatever the number of rows.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from contacts.models import Contact

from .blocks import in_blocks
from .keys import keys_of
from .profiles import SHARED, profile_of, stored_profiles
from .scoring import SUGGESTED, Evidence, evidence

MOST_SHOWN = 5


@dataclass(frozen=True)
class Candidate:
    """A contact that is there and may be the one in hand."""

    pk: int
    points: float
    evidence: list[Evidence]


def candidates_for(values: Mapping[str, Any], *, but: int | None = None) -> list[Candidate]:
    """Return the contacts that one with these values may be, the likeliest first.

    `values` are a contact's by field; the company is given as a contact or by its key.
    """
    found = [one for one in candidates_for_rows([values])[0] if one.pk != but]
    return found[:MOST_SHOWN]


def candidates_for_rows(rows: Sequence[Mapping[str, Any]]) -> list[list[Candidate]]:
    """Return for each row the contacts that it may be; for chunks of some thousand rows.

    Each row is a mapping of fields of contacts as `candidates_for` takes it, `type` among them.
    Only stored contacts are found, not other rows.
    """
    companies = _companies({key for row in rows if (key := _company_key(row))})
    profiles = [
        profile_of({**row, "pk": 0, "company_id": key}, companies.get(key))
        for row in rows
        for key in [_company_key(row)]
    ]
    keys = [keys_of(profile) for profile in profiles]
    blocks = in_blocks({key for some in keys for key in some})
    stored = {p.pk: p for p in stored_profiles({pk for pks in blocks.values() for pk in pks})}
    found = []
    for profile, some in zip(profiles, keys, strict=True):
        near = {pk for key in some for pk in blocks.get(key, ()) if pk in stored}
        compared = [(pk, evidence(profile, stored[pk])) for pk in sorted(near)]
        likely = [Candidate(pk, sum(e.points for e in told), told) for pk, told in compared]
        found.append(
            sorted((c for c in likely if c.points >= SUGGESTED), key=lambda c: (-c.points, c.pk))
        )
    return found


def _company_key(row: Mapping[str, Any]) -> int | None:
    company = row.get("company")
    return company.pk if isinstance(company, Contact) else company or row.get("company_id")


def _companies(keys: set[int]) -> dict[int | None, dict[str, Any]]:
    rows = Contact.objects.filter(pk__in=keys).values("pk", *SHARED)
    return {row["pk"]: row for row in rows}
