"""The tables of one row: marketing setup and interaction template setup; and countries."""

from dataclasses import dataclass

from django.db.models import Model
from django.utils.translation import gettext as _

from contacts.models import MarketingSetup, Salutation
from interactions.models import InteractionTemplate, InteractionTemplateSetup

from .columns import Column, NotTaken, Run, code_of, column, country, language, yes_no
from .loading import apply, opened, read_rows
from .reading import Sheet, plain
from .tables import CORRESPONDENCE

RELATION_COLUMNS = ("busrelcodeforcustomers", "busrelcodeforvendors", "busrelcodeforbankaccs")


@dataclass(frozen=True)
class OneRow:
    """A table of which each side has one row."""

    names: tuple[str, ...]
    model: type[Model]
    columns: tuple[Column, ...]

    @property
    def keys(self) -> set[str]:
        return {plain(name) for name in self.names}

    def load(self, sheet: Sheet, run: Run) -> None:
        report = opened(sheet, self.columns, run)
        if report is None:
            return
        for row, values in read_rows(sheet, self.columns, run, report):
            if row.number != sheet.rows[0].number:
                report.reject(row.number, _("Only the first row of this table counts."))
                continue
            there = self.model._default_manager.get(pk=1)
            if apply(there, values, ()):
                there.save()
                report.updated += 1
            else:
                report.unchanged += 1


MARKETING_SETUP = OneRow(
    ("MarketingSetup",),
    MarketingSetup,
    (
        column("inherits_salesperson", "Inherit Salesperson Code", read=yes_no),
        column("inherits_territory", "Inherit Territory Code", read=yes_no),
        column("inherits_country", "Inherit Country/Region Code", read=yes_no),
        column("inherits_language", "Inherit Language Code", read=yes_no),
        column("inherits_address", "Inherit Address Details", read=yes_no),
        column("inherits_communication", "Inherit Communication Details", read=yes_no),
        column(
            "default_country", "Default Country/Region Code", "CountryOrRegionCode", read=country
        ),
        column("default_language_id", "Default Language Code", read=language),
        column("default_correspondence_type", "Default Correspondence Type", read=CORRESPONDENCE),
        column(
            "company_salutation_id",
            "Def. Company Salutation Code",
            "Default Company Salutation Code",
            read=code_of(Salutation),
        ),
        column(
            "person_salutation_id",
            "Default Person Salutation Code",
            "Def. Person Salutation Code",
            read=code_of(Salutation),
        ),
    ),
)
TEMPLATE_SETUP = OneRow(
    ("InteractionTemplateSetup",),
    InteractionTemplateSetup,
    (
        column("outgoing_calls_id", "Outg. Calls", read=code_of(InteractionTemplate)),
        column("emails_id", "E-Mails", read=code_of(InteractionTemplate)),
        column("letters_id", "Cover Sheets", read=code_of(InteractionTemplate)),
        column("meetings_id", "Meeting Invitation", read=code_of(InteractionTemplate)),
    ),
)


def note_relation_codes(sheet: Sheet, run: Run) -> None:
    """Remember which business relation customers, vendors and banks have."""
    for row in sheet.rows[:1]:
        run.relation_codes = {name: row[name].upper() for name in RELATION_COLUMNS if row[name]}


COUNTRY = (column("code", "Code", required=True), column("name", "Name"))


def load_countries(sheet: Sheet, run: Run) -> None:
    """Check the countries: ours are those of ISO 3166, with their names in every language."""
    report = opened(sheet, COUNTRY, run)
    if report is None:
        return
    for row, values in read_rows(sheet, COUNTRY, run, report):
        try:
            country(values["code"], run)
        except NotTaken as error:
            report.reject(row.number, str(error), "Code")
        else:
            report.unchanged += 1
