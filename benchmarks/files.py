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
        floor = milliseconds(partial(by_copy, path))[0] if connection.vendor == "postgresql" else 0
        for name, ask in (
            ("export of 8 columns", {"fields": COLUMNS}),
            ("export of all fields, groups too", {"content": "all"}),
        ):
            first, chunks = milliseconds(partial(begun, client, {"export": "csv", **ask}))
            spent = first + milliseconds(partial(write, path, chunks))[0]
            times = f"{spent / floor:.1f}" if floor else ""
            report.row(name, f"{spent:,.0f}", f"{floor:,.0f}", times, f"{first:,.0f}")
        spent, rows = milliseconds(partial(read, path))
        report.row(f"reading {rows:,} rows of all fields", f"{spent:,.0f}", "", "", "")


def by_copy(path: Path) -> None:
    wanted = f"SELECT {', '.join(COLUMNS)} FROM contacts_contact ORDER BY name, id"
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
