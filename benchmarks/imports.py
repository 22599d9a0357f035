"""A file of new contacts imported, beside the same file staged and upserted by hand."""

import csv
import tempfile
from dataclasses import asdict
from functools import partial
from hashlib import sha256
from pathlib import Path
from typing import Any

from django.db import connection, models
from django.utils import timezone

from benchmarks.report import Report
from benchmarks.timing import milliseconds, rolled_back
from contacts.models import Contact, ContactImport
from contacts.services.importing.applying import carry_out
from contacts.services.importing.options import Options
from contacts.services.importing.planning import plan
from contacts.services.importing.undoing import undo
from segments_app.common.sheets import guess, open_rows

COLUMNS = (
    "number", "external_id", "type", "first_name", "surname", "job_title", "email", "email_2",
    "phone", "mobile_phone", "home_page", "address", "address_2", "postcode", "city", "county",
    "country", "currency_code", "registration_number", "correspondence_type",
)  # fmt: skip
#: What a contact is found by, as ours are.
WORDS = (
    "lower(number || ' ' || first_name || ' ' || surname || '  ' || external_id || ' ' || email_2 "
    "|| '\t' || city || '\n' || email || '\r')"
)
FEW = 100_000  # up to which the look and the undoing are timed too


def imports(report: Report, rows: int) -> None:
    """Import that many rows of twenty columns, all new; each way once, by hand first."""
    report.heading("Import", "rows of 20 columns", "ms", "by hand", "times", "rows a second")
    with tempfile.TemporaryDirectory(prefix="segments_import_") as folder:
        path = Path(folder) / "people.csv"
        write(path, rows)
        keys_go_on()
        with rolled_back():
            floor = milliseconds(partial(by_hand, path))[0]
        imported = made(path)
        look = partial(plan, imported, path, by=None, is_final=False)
        looked = milliseconds(look)[0] if rows <= FEW else 0
        now = timezone.now()
        spent, done = milliseconds(partial(carry_out, imported, path, by=None, now=now))
        if done.created_count != rows:
            raise SystemExit(f"{done.created_count} of {rows} rows came in.")
        told = f"{rows / spent * 1000:,.0f}"
        report.row(f"{rows:,} new", f"{spent:,.0f}", f"{floor:,.0f}", f"{spent / floor:.1f}", told)
        if rows <= FEW:
            report.row("the look before", f"{looked:,.0f}", "", f"{looked / floor:.1f}", "")
            back = milliseconds(partial(undo, done, by=None, now=timezone.now()))[0]
            report.row("undone", f"{back:,.0f}", "", "", f"{rows / back * 1000:,.0f}")


def keys_go_on() -> None:
    """Have new contacts come after those that were filled in with keys of their own."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT setval(pg_get_serial_sequence('contacts_contact', 'id'), max(id)) "
                "FROM contacts_contact"
            )


def write(path: Path, rows: int) -> None:
    """Write the file, the same every time."""
    with path.open("w", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(COLUMNS)
        writer.writerows(row_of(number) for number in range(rows))


def row_of(n: int) -> tuple[str, ...]:
    return (
        f"IM{n:08d}", f"X{n}", "person", f"Anna{n % 977}", f"Berg{n % 9973}", f"Job {n % 50}",
        f"anna.{n}@example{n % 1000}.org", f"a{n}@home.example.org", f"+49 30 {1000000 + n}",
        f"+49 171 {1000000 + n}", f"https://example{n % 1000}.org", f"Street {n % 300}",
        f"Floor {n % 9}", f"{10000 + n % 80000}", f"City {n % 500}", f"County {n % 16}", "DE",
        "EUR", f"HRB {n}", "email",
    )  # fmt: skip


def made(path: Path) -> ContactImport:
    shape = guess(path, name=path.name)
    with open_rows(path, shape) as rows:
        header = rows.header
    return ContactImport.objects.create(
        file_name=path.name,
        sha256=sha256(path.name.encode()).hexdigest(),
        size=path.stat().st_size,
        shape=asdict(shape),
        header=header,
        mapping=[*COLUMNS],
        options=Options(match="number").as_dict(),
    )


def by_hand(path: Path) -> None:
    """COPY into a staging table, and one upsert from it; what it promises is tested before."""
    names = ", ".join(COLUMNS)
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE TEMPORARY TABLE staged ({', '.join(f'{c} text' for c in COLUMNS)})")
        with path.open(newline="") as file:
            if connection.vendor == "postgresql":
                cursor.copy_expert(f"COPY staged ({names}) FROM STDIN WITH CSV HEADER", file)
            else:
                lines: Any = csv.reader(file)
                next(lines)
                marks = ", ".join(["%s"] * len(COLUMNS))
                cursor.executemany(f"INSERT INTO staged VALUES ({marks})", lines)
        values = filled()
        changes = ", ".join(f"{c} = excluded.{c}" for c in values if c not in ("number", "type"))
        cursor.execute(
            f"INSERT INTO contacts_contact ({', '.join(values)}) "
            f"SELECT {', '.join(values.values())} FROM staged WHERE true "
            f"ON CONFLICT (number) DO UPDATE SET {changes}"
        )
        if connection.vendor == "postgresql":
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("DROP TABLE staged")


def filled() -> dict[str, str]:
    """Return what stands in each column: from the file, put together, or nothing."""
    found: dict[str, str] = {name: name for name in COLUMNS}
    found |= {
        "name": "first_name || ' ' || surname",
        "initials": "substr(first_name, 1, 1) || substr(surname, 1, 1)",
        "created_at": "CURRENT_TIMESTAMP",
        "modified_at": "CURRENT_TIMESTAMP",
        **dict.fromkeys(("search_own", "search_text"), WORDS),
    }
    for field in Contact._meta.concrete_fields:
        column: Any = field.column
        if column not in found and not field.null and not field.primary_key:
            found[column] = "false" if isinstance(field, models.BooleanField) else "''"
    return found
