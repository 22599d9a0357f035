"""Small tables of the reference product, written by the tests themselves."""

from segments_app.business_central.importing import import_sheets
from segments_app.business_central.reading import read_sheet


def imported(now, *, is_dry_run=False, shift_dates=False, progress=None, **files):
    """Import files given as text, by the name of their table."""
    sheets = [
        read_sheet(f"{name}.csv", text.strip().encode("utf-8")) for name, text in files.items()
    ]
    return import_sheets(
        sheets,
        by=None,
        now=now,
        is_dry_run=is_dry_run,
        shift_dates=shift_dates,
        progress=progress,
    )


def counts(report, name):
    """Read, created, updated, unchanged, rejected of one file."""
    file = file_of(report, name)
    return file.read, file.created, file.updated, file.unchanged, file.rejected


def file_of(report, name):
    return next(file for file in report.files if file.name == f"{name}.csv")


def rejections(report, name):
    return [(p.row, p.column, p.reason) for p in file_of(report, name).rejections]


def remarks(report, name):
    return [(p.row, p.column, p.reason) for p in file_of(report, name).remarks]
