"""Duplicates: contacts get names as people have them, each twentieth those of the one before.

It comes last, since it writes over the names of all contacts.
"""

import time
from functools import partial

from django.db import connection
from django.db.models import F
from django.db.models.functions import Mod
from django.utils import timezone

from benchmarks.report import Report
from benchmarks.seed import _skewed
from benchmarks.tables import WithoutUpkeep, spread
from benchmarks.timing import milliseconds
from contacts.models import Contact, DuplicatePair, DuplicateSearch, MatchKey
from contacts.services import duplicates as service

#: 64 syllables; names of three of them are about as many as there are, and as unlike.
SYLLABLES = (
    "balberbilbondakdorfelfinforganglinhalherhinholjanjoskamkelkinkorlamlenli"
    "nlormahmelmilmornannelnikrafrelrilronrumsalselsilsontaltentiltorumavalva"
    "nvelvinvolwanwelwinworzalzelzimzoraruldeuzipiard"
)
TWIN = 20  # each so many-th contact is the one before it, with mistakes
CHANGED = 1_000


def syllable(number: str) -> str:
    return f"substr('{SYLLABLES}', 1 + 3 * CAST({number} AS int), 3)"


def people(row: str) -> dict[str, str]:
    """Return SQL for what is compared of a contact, by column."""
    is_twin = f"{row} % {TWIN} = 0"
    one = f"({row} - CASE WHEN {is_twin} THEN 1 ELSE 0 END)"
    first = syllable(spread(one, 0, 64)) + " || " + syllable(_skewed(one, 1, 12))
    last = " || ".join(syllable(spread(one, prime, below)) for prime, below in ((2, 64), (3, 64)))
    last += f" || {syllable(_skewed(one, 4, 8))}"
    mistyped = f"{last} || CASE WHEN {is_twin} THEN 'e' ELSE '' END"
    city = f"{syllable(spread(one, 5, 64))} || {syllable(_skewed(one, 6, 8))} || 'stadt'"
    street = f"{syllable(spread(one, 1, 64))} || {syllable(spread(one, 4, 64))} || 'weg '"
    email = f"{first} || '.' || {last} || '@' || {syllable(spread(one, 6, 64))} || '.example'"
    return {
        "first_name": f"CASE WHEN type = 'person' THEN {first} ELSE '' END",
        "surname": f"CASE WHEN type = 'person' THEN {mistyped} ELSE '' END",
        "name": f"{first} || ' ' || {mistyped}",
        "city": city,
        "address": f"{street} || (1 + {spread(one, 3, 120)})",
        "postcode": f"CAST(10000 + {spread(one, 5, 80000)} AS text)",
        "email": f"CASE WHEN {row} % 10 < 7 THEN {email} ELSE '' END",
        "phone": f"CASE WHEN {row} % 3 < 2 THEN '+49 30 ' || (1000000 + {spread(one, 2, 8999999)})"
        " ELSE '' END",
        "modified_at": "'2025-01-01 00:00:00'",
    }


def duplicates(report: Report) -> None:
    """Search all contacts, those that were changed since, and all again."""
    with WithoutUpkeep(Contact._meta.db_table), connection.cursor() as cursor:
        changes = ", ".join(f"{name} = {value}" for name, value in people("id").items())
        cursor.execute(f"UPDATE {Contact._meta.db_table} SET {changes}")
    for model in (DuplicatePair, DuplicateSearch, MatchKey):
        model.objects.all().delete()
    report.heading(
        "Duplicates", "search", "s", "of it Python", "contacts", "pairs compared", "found",
        "twins found", "values split", "left out",
    )  # fmt: skip
    searched(report, "of all, the first time", is_full=True)
    some = Contact.objects.order_by("-pk").values("pk")[:CHANGED]
    Contact.objects.filter(pk__in=some).update(modified_at=timezone.now())
    searched(report, f"of {CHANGED:,} that were changed", is_full=False)
    searched(report, "of all again", is_full=True)


def searched(report: Report, name: str, *, is_full: bool) -> None:
    began = time.process_time()
    spent, found = milliseconds(partial(service.search, now=timezone.now(), is_full=is_full))
    python = time.process_time() - began
    twins = DuplicatePair.objects.annotate(rest=Mod("second", TWIN))
    right = twins.filter(rest=0, first=F("second") - 1).count()
    report.row(
        name, f"{spent / 1000:,.1f}", f"{python:,.1f}", f"{found.changed:,}",
        f"{found.compared:,}", f"{found.found:,}", f"{right * TWIN / found.contacts:.1%}",
        f"{found.split:,}", f"{found.too_large:,}",
    )  # fmt: skip
