"""Exports of all contacts beside COPY by hand, and the file read again."""

import tempfile
from collections.abc import Iterable
from functools import partial
from pathlib import Path
from typing import Any

from django.contrib.auth.models import User
from django.db import connection
from django.test import Client
from django.urls import reverse

from benchmarks.report import Report
from benchmarks.timing import milliseconds
from contacts.models import Attribute, Contact
from contacts.services.exporting import FIELDS, GROUPS
from segments_app.common.sheets import guess, open_rows

COLUMNS = ("number", "name", "city", "country", "phone", "email", "postcode", "address")


def files(report: Report) -> None:
    """Export the columns and all fields, and read what came; each once."""
    user, _made = User.objects.get_or_create(username="bench files", is_superuser=True)
    client = Client()
    client.force_login(user)
    report.heading("Files", "", "ms", "COPY by hand", "times", "first byte")
    with tempfile.TemporaryDirectory(prefix="segments_files_") as folder:
        path = Path(folder) / "contacts.csv"
        is_postgres = connection.vendor == "postgresql"
        for name, ask, by_hand in (
            ("export of 8 columns", {"fields": COLUMNS}, columns()),
            ("export of all fields, groups too", {"content": "all"}, everything()),
        ):
            floor = milliseconds(partial(by_copy, path, by_hand))[0] if is_postgres else 0
            first, chunks = milliseconds(partial(begun, client, {"export": "csv", **ask}))
            spent = first + milliseconds(partial(write, path, chunks))[0]
            times = f"{spent / floor:.1f}" if floor else ""
            report.row(name, f"{spent:,.0f}", f"{floor:,.0f}", times, f"{first:,.0f}")
        spent, rows = milliseconds(partial(read, path))
        report.row(f"reading {rows:,} rows of all fields", f"{spent:,.0f}", "", "", "")


def columns() -> str:
    return f"SELECT {', '.join(COLUMNS)} FROM contacts_contact ORDER BY name, id"


def everything() -> str:
    """Return SQL for all fields with the codes of groups, and attributes."""
    joined, found = [], []
    for path in FIELDS.values():
        parent, _between, name = path.rpartition("__")
        found.append(f"{parent or 'c'}.{name}")
        if parent and parent not in joined:
            joined.append(parent)
    fields: Any = {name: Contact._meta.get_field(name) for name in joined}
    joins = [
        f"LEFT JOIN {field.related_model._meta.db_table} {name} ON {name}.id = c.{field.column}"
        for name, field in fields.items()
    ]
    for name, (model, code) in GROUPS.items():
        group = code.removesuffix("__code")
        found.append(f"{name}.codes")
        joins.append(
            "LEFT JOIN (SELECT m.contact_id, string_agg(g.code, '; ' ORDER BY g.code) AS codes "
            f"FROM {model._meta.db_table} m JOIN contacts_{group.replace('_', '')} g "
            f"ON g.id = m.{group}_id GROUP BY m.contact_id) {name} ON {name}.contact_id = c.id"
        )
    for one in Attribute.objects.order_by("pk"):
        name = f"a{one.pk}"
        found.append(f"{name}.value")
        joins.append(
            "LEFT JOIN (SELECT v.contact_id, string_agg(coalesce(v.text, v.number::text, "
            "v.day::text, v.flag::text, t.code), ';' ORDER BY v.slot) AS value "
            "FROM contacts_attributevalue v LEFT JOIN contacts_attributechoice t "
            f"ON t.id = v.choice_id WHERE v.attribute_id = {one.pk} GROUP BY v.contact_id) "
            f"{name} ON {name}.contact_id = c.id"
        )
    return (
        f"SELECT {', '.join(found)} FROM contacts_contact c {' '.join(joins)} ORDER BY c.name, c.id"
    )


def by_copy(path: Path, wanted: str) -> None:
    with path.open("wb") as file, connection.cursor() as cursor:
        cursor.copy_expert(f"COPY ({wanted}) TO STDOUT WITH CSV HEADER", file)


def begun(client: Client, ask: dict[str, Any]) -> Iterable[bytes]:
    """Ask for the list; return what comes once its first rows are there."""
    response: Any = client.get(reverse("contacts:contact_list"), ask)
    chunks = iter(response.streaming_content)
    head = next(chunks) + next(chunks, b"")
    return (part for group in ([head], chunks) for part in group)


def write(path: Path, chunks: Iterable[bytes]) -> None:
    with path.open("wb") as file:
        file.writelines(chunks)


def read(path: Path) -> int:
    with open_rows(path, guess(path, name=path.name)) as rows:
        return sum(not row.error for row in rows)
