"""One import: all files in the order in which they refer to each other, or nothing."""

from collections.abc import Callable, Collection, Iterable
from datetime import datetime
from functools import partial

from django.contrib.auth.models import User
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from contacts.models import (
    Contact,
    ContactAnswer,
    ContactBusinessRelation,
    ContactIndustryGroup,
    ContactJobResponsibility,
    ContactMailingGroup,
)
from contacts.services import NoNumberSeries, skip_numbers
from segments_app.common.sql import refresh_statistics

from .books import BOOKS, BookLoader
from .classification import CLASSIFICATION
from .columns import ANCHOR_YEAR, Run
from .contacts import Writer, know_contacts, load_contacts
from .criteria_lines import SAVED_FILES, SAVED_LINE_FILES, SEGMENT_FILES, CriteriaLoader
from .questionnaires import ANSWER_FILES, load_given, load_lines
from .questionnaires import LINE_FILES as QUESTION_FILES
from .reading import Sheet
from .report import Report
from .segments import HEADER_FILES, LINE_FILES, SegmentLoader
from .setup import (
    MARKETING_SETUP,
    TEMPLATE_SETUP,
    load_countries,
    note_relation_codes,
)
from .tables import (
    CAMPAIGN_ENTRIES,
    CAMPAIGNS,
    QUESTIONNAIRES,
    SETUP,
    keep_places,
)

Load = Callable[[Sheet], None]
#: Is told how many files are done, of how many.
Progress = Callable[[int, int], None]
CONTACT_FILE = "contact"
ASKED_BY_SEGMENTS = (
    Contact,
    ContactAnswer,
    ContactBusinessRelation,
    ContactIndustryGroup,
    ContactJobResponsibility,
    ContactMailingGroup,
)
SERIES = {
    "contact_numbers": {CONTACT_FILE},
    "campaign_numbers": {"campaign"},
    "segment_numbers": HEADER_FILES,
}
#: The files that something here corresponds to, as `_plan` has them.
KNOWN = frozenset({"countryregion", CONTACT_FILE}).union(
    *(table.keys for table in (*SETUP, *CLASSIFICATION, *CAMPAIGNS, *BOOKS)),
    *(each.keys for each in (MARKETING_SETUP, QUESTIONNAIRES, TEMPLATE_SETUP, CAMPAIGN_ENTRIES)),
    *(QUESTION_FILES, ANSWER_FILES, HEADER_FILES, LINE_FILES),
    *(SEGMENT_FILES, SAVED_FILES, SAVED_LINE_FILES),
)


class ImportFailed(Exception):
    """Nothing was imported; the message says why."""


def import_sheets(
    sheets: Collection[Sheet],
    *,
    by: User | None,
    now: datetime,
    shift_dates: bool = False,
    is_dry_run: bool = False,
    progress: Progress | None = None,
) -> Report:
    """Import all the files in one transaction, and report what came of every row.

    `shift_dates` moves the dates by whole years so that 1903, the year of the reference
    product's demo data, becomes the current one. A dry run does everything and keeps nothing.
    """
    years = timezone.localdate(now).year - ANCHOR_YEAR if shift_dates else 0
    report = Report(is_dry_run=is_dry_run)
    run = Run(report, shift_years=years)
    try:
        with transaction.atomic():
            _load_all(sheets, run, progress or _untold, by=by, now=now)
            if is_dry_run:
                transaction.set_rollback(True)
    except NoNumberSeries as error:
        raise ImportFailed(str(error)) from error
    except IntegrityError as error:
        name = report.files[-1].name if report.files else ""
        message = _("%(name)s: the database refused its rows (%(reason)s). Nothing was imported.")
        reason = str(error).partition("\n")[0]
        raise ImportFailed(message % {"name": name, "reason": reason}) from error
    return report


def _untold(done: int, total: int) -> None:
    """Tell nobody how far an import is."""


def _load_all(
    sheets: Iterable[Sheet], run: Run, progress: Progress, *, by: User | None, now: datetime
) -> None:
    left = {sheet.key: sheet for sheet in sheets}
    total = len(left.keys() & KNOWN)
    progress(0, total)
    know_contacts(run)
    keep_places(run)
    _keep_series_ahead(left)
    if "marketingsetup" in left:
        note_relation_codes(left["marketingsetup"], run)
    for keys, load in _plan(run, frozenset(left), by=by, now=now):
        for key in sorted(keys & left.keys()):
            load(left.pop(key))
            progress(total - len(left.keys() & KNOWN), total)
    run.report.skipped = sorted(sheet.name for sheet in left.values())


def _plan(
    run: Run, there: Collection[str], *, by: User | None, now: datetime
) -> Iterable[tuple[Collection[str], Load]]:
    """Every kind of file with what loads it, so that what others refer to comes first."""
    for table in SETUP:
        yield table.keys, partial(table.load, run=run)
    yield {"countryregion"}, partial(load_countries, run=run)
    yield MARKETING_SETUP.keys, partial(MARKETING_SETUP.load, run=run)
    writer = Writer(run, by=by, now=now)
    for book in BOOKS:
        yield book.keys, BookLoader(book, run, writer).load
    yield {CONTACT_FILE}, partial(load_contacts, run=run, writer=writer)
    for table in (*CLASSIFICATION, QUESTIONNAIRES):
        yield table.keys, partial(table.load, run=run)
    yield QUESTION_FILES, partial(load_lines, run=run)
    yield ANSWER_FILES, partial(load_given, run=run)
    for table in CAMPAIGNS:
        yield table.keys, partial(table.load, run=run)
    yield TEMPLATE_SETUP.keys, partial(TEMPLATE_SETUP.load, run=run)
    yield CAMPAIGN_ENTRIES.keys, partial(CAMPAIGN_ENTRIES.load, run=run)
    refresh_statistics(*ASKED_BY_SEGMENTS)
    segments = SegmentLoader(run, by=by, now=now)
    yield HEADER_FILES, segments.load_headers
    # Before the lines: whom the criteria choose is there already, and nobody is added by hand.
    criteria = CriteriaLoader(run, by=by, now=now)
    yield SEGMENT_FILES, criteria.load_lines
    has_lines = not SAVED_LINE_FILES.isdisjoint(there)
    yield SAVED_FILES, partial(criteria.load_saved, has_lines=has_lines)
    yield SAVED_LINE_FILES, criteria.load_saved_lines
    yield LINE_FILES, segments.load_lines


def _keep_series_ahead(sheets: dict[str, Sheet]) -> None:
    """Let no number that a file brings along be given out again."""
    for series, keys in SERIES.items():
        for key in keys & sheets.keys():
            numbers = (row["no"].upper() for row in sheets[key].rows)
            skip_numbers(series, numbers)  # type: ignore[arg-type]
