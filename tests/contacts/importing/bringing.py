"""Imports for tests: a file of a few lines, its mapping, and what came of it."""

from dataclasses import asdict
from datetime import UTC, datetime
from hashlib import sha256

from contacts.models import ContactImport, MarketingSetup, NumberSeries
from contacts.services.importing.applying import carry_out
from contacts.services.importing.options import Options
from contacts.services.importing.planning import plan
from segments_app.common.sheets import guess, open_rows

NOON = datetime(2026, 5, 3, 12, tzinfo=UTC)


def make_series(**fields):
    series, _made = NumberSeries.objects.get_or_create(
        code="CT", defaults={"prefix": "CT", "digits": 6} | fields
    )
    MarketingSetup.objects.filter(pk=1).update(contact_numbers=series)
    return series


def make_import(path, text, mapping, *, name="people.csv", **options):
    """Return an import of a file with this text; `mapping` names a field for each column."""
    make_series()
    content = text if isinstance(text, bytes) else text.encode()
    file = path / name
    file.write_bytes(content)
    shape = guess(file, name=name)
    with open_rows(file, shape) as rows:
        header = rows.header
    return ContactImport.objects.create(
        file_name=name,
        sha256=sha256(content).hexdigest(),
        size=len(content),
        shape=asdict(shape),
        header=header,
        mapping=mapping.split(),
        options=Options(**options).as_dict(),
    )


def look(path, text, mapping, **options):
    """Plan an import and write nothing."""
    imported = make_import(path, text, mapping, **options)
    return plan(imported, path / imported.file_name, by=None, is_final=False).imported


def bring(path, text, mapping, *, by=None, now=NOON, **options):
    """Import a file."""
    imported = make_import(path, text, mapping, **options)
    return carry_out(imported, path / imported.file_name, by=by, now=now)


def counts(imported):
    """Return the counts that are not nought, by outcome."""
    imported.refresh_from_db()
    return {outcome.value: count for outcome, count in imported.counts.items() if count}


def row(imported, number):
    return imported.rows.get(number=number, is_extra=False)
