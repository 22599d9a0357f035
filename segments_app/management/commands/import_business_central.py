"""Imports a folder of CSV files of the reference product."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from segments_app.business_central.importing import ImportFailed, import_sheets
from segments_app.business_central.reading import UnreadableFile, read_folder
from segments_app.business_central.report import FileReport, Problem, Report

COLUMNS = ("read", "created", "updated", "unchanged", "rejected")


class Command(BaseCommand):
    help = "Import contacts, campaigns, segments and their tables from CSV files."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("folder", type=Path, help="folder with the CSV files")
        parser.add_argument(
            "--dry-run", action="store_true", help="report what would happen, and keep nothing"
        )
        parser.add_argument(
            "--shift-dates",
            action="store_true",
            help="move dates by whole years: 1903, the year of the demo data, becomes this one",
        )

    def handle(self, *, folder: Path, dry_run: bool, shift_dates: bool, **options: Any) -> None:
        try:
            report = import_sheets(
                read_folder(folder),
                by=None,
                now=timezone.now(),
                shift_dates=shift_dates,
                is_dry_run=dry_run,
            )
        except (UnreadableFile, ImportFailed) as error:
            raise CommandError(str(error)) from error
        self.print_report(report, is_detailed=options["verbosity"] > 1)

    def print_report(self, report: Report, *, is_detailed: bool) -> None:
        self.stdout.write("{:<32}{:>8}{:>9}{:>9}{:>11}{:>10}".format("file", *COLUMNS))
        for file in report.files:
            numbers = [getattr(file, name) for name in COLUMNS]
            self.stdout.write("{:<32}{:>8}{:>9}{:>9}{:>11}{:>10}".format(file.name, *numbers))
        for file in report.files:
            self.print_problems(file, is_detailed=is_detailed)
        if report.skipped:
            self.stdout.write(f"Skipped, nothing here is like them: {', '.join(report.skipped)}")
        if report.old_dates:
            self.stdout.write(
                f"{report.old_dates} dates lie before 1950 and were kept; --shift-dates moves them."
            )
        if report.is_dry_run:
            self.stdout.write("This was a dry run: nothing was kept.")

    def print_problems(self, file: FileReport, *, is_detailed: bool) -> None:
        self.print_some(file.name, "rejected", file.shown_rejections, file.rejected)
        self.print_some(file.name, "left out", file.shown_remarks, len(file.remarks))
        if is_detailed and file.unread_columns:
            self.stdout.write(f"{file.name}: columns not read: {', '.join(file.unread_columns)}")

    def print_some(self, name: str, word: str, problems: list[Problem], count: int) -> None:
        for problem in problems:
            self.stdout.write(f"{name}, {problem} ({word})")
        if count > len(problems):
            self.stdout.write(f"{name}: {count - len(problems)} more {word}")
