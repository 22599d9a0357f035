"""Lines of criteria: those of segments, and those kept for another time.

A line is an action, or a filter that belongs to the action before it. The lines of one segment,
or of one saved criteria, are brought over together or not at all: a step without one of its
filters, or a list without one of its steps, would choose others.
"""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from segments_app.criteria.rules import EVERYONE, InvalidRule, Rule, check_rule
from segments_app.models import SavedCriteria, Segment, Step
from segments_app.services import SegmentError, StepOptions, take_step, update_saved_criteria
from segments_app.services.saved_criteria import make_criteria
from segments_app.services.versions import write_version

from .columns import Column, Refused, Run, column, number, option, text, yes_no
from .criteria_tables import all_of, rule_of
from .loading import Values, opened, read_rows, same_as
from .reading import Row, Sheet, plain
from .report import FileReport
from .segments import SEGMENT

SEGMENT_FILES = {plain("SegmentCriteriaLine")}
SAVED_FILES = {plain("SavedSegmentCriteria")}
SAVED_LINE_FILES = {plain("SavedSegmentCriteriaLine")}
LINE = (
    column("line", "Line No.", read=number, required=True),
    column("type", "Type", read=option("action", "filter"), required=True),
    column(
        "action",
        "Action",
        read=option(
            "",
            *("add", "remove", "keep"),
            addcontacts="add",
            removecontactsreduce="remove",
            removecontactsrefine="keep",
        ),
    ),
    column("table", "Table No."),
    column("view", "Table View", "View"),
    column("allows_existing", "Allow Existing Contacts", read=yes_no),
    column("with_colleagues", "Expand Contact", read=yes_no),
    column("with_company", "Allow Company with Persons", read=yes_no),
    column("ignore_exclusion", "Ignore Exclusion", read=yes_no),
    column("entire_companies", "Entire Companies", read=yes_no),
    column("filters", "No. of Filters", read=number),
)
OPTIONS = ("with_colleagues", "with_company", "ignore_exclusion", "entire_companies")
CODE = column("owner", "Segment Criteria Code", "Code", read=text(upper=True), required=True)
HEADER = (
    column("code", "Code", read=text(upper=True), required=True),
    column("description", "Description"),
)


@dataclass
class BroughtStep:
    """An action with its filters, as a step of ours."""

    row: int
    action: str
    options: StepOptions
    filters: int | None
    parts: list[Rule] = field(default_factory=list)
    rule: Rule = field(default_factory=lambda: EVERYONE)

    @property
    def kept(self) -> dict[str, Any]:
        """The step as saved criteria keep it."""
        return {
            "action": self.action,
            "source": Step.Source.CRITERIA.value,
            "rule": self.rule,
            "options": self.options.as_dict(),
        }


@dataclass
class Lines:
    """The lines of one owner, the steps made of them, and by row what is wrong."""

    rows: list[tuple[Row, Values]] = field(default_factory=list)
    steps: list[BroughtStep] = field(default_factory=list)
    problems: dict[int, str] = field(default_factory=dict)

    def reject(self, report: FileReport, reason: str) -> None:
        """Report every line: what is wrong with it, or why it stays behind with the others."""
        for row, _values in self.rows:
            report.reject(row.number, self.problems.get(row.number, reason))

    def is_refused(self, report: FileReport) -> bool:
        """Return whether there is a problem with any line; then every one is reported."""
        if self.problems:
            message = _("Row %(row)s, which belongs to it, cannot be brought over.")
            self.reject(report, message % {"row": min(self.problems)})
        return bool(self.problems)


def lines_by_owner(sheet: Sheet, owner: Column, run: Run, report: FileReport) -> dict[str, Lines]:
    """Return the lines of each owner by its code, made into steps; none is left out."""
    name = owner.written_in(sheet.columns) or ""
    found: dict[str, Lines] = {}
    entries = list(read_rows(sheet, (owner, *LINE), run, report))
    entries.sort(key=lambda entry: entry[1]["line"])
    for row, values in entries:
        lines = found.setdefault(row[name].upper(), Lines())
        lines.rows.append((row, values))
        try:
            _take(lines, row, values, run, report)
        except Refused as error:
            lines.problems[row.number] = str(error)
    read = {row.number for row, _values in entries}
    for row in sheet.rows:
        if row.number not in read and row[name].upper() in found:
            found[row[name].upper()].problems[row.number] = ""  # told where it was read
    for lines in found.values():
        for step in lines.steps:
            _complete(lines, step)
    return found


def _take(lines: Lines, row: Row, values: Values, run: Run, report: FileReport) -> None:
    if values["type"] == "filter":
        if not lines.steps:
            raise Refused(_("There is no action before this filter."))
        parts = lines.steps[-1].parts
        parts.append({})  # counted, whether it can be read or not
        parts[-1] = rule_of(values.get("table", ""), values.get("view", ""), run)
        return
    options = StepOptions.read({name: values.get(name) for name in OPTIONS})
    filters = values["filters"] if row["nooffilters"] else None
    action = values.get("action", "")
    lines.steps.append(BroughtStep(row.number, action, options, filters))
    if not action:
        raise Refused(_("This is none of the actions: add, reduce, refine."))
    if values.get("allows_existing"):
        message = _("A contact is in a segment once; “Allow Existing Contacts” has no effect.")
        report.remark(row.number, message)


def _complete(lines: Lines, step: BroughtStep) -> None:
    """Make the rule of a step; a filter row that is not in the file is missed."""
    if lines.problems:
        return
    if step.filters not in (None, len(step.parts)):
        message = _("This action has %(count)s filters, but %(found)s follow it.")
        values = {"count": step.filters, "found": len(step.parts)}
        lines.problems[step.row] = message % values
        return
    try:
        step.rule = check_rule(all_of(step.parts) if step.parts else EVERYONE)
    except InvalidRule as error:
        lines.problems[step.row] = str(error)


class CriteriaLoader:
    """Loads lines of criteria into segments and saved criteria."""

    def __init__(self, run: Run, *, by: User | None, now: datetime) -> None:
        self.run, self.by, self.at = run, by, now
        self.headers: dict[str, tuple[Row, str]] = {}
        self.header_report: FileReport | None = None

    def load_lines(self, sheet: Sheet) -> None:
        """Take the steps on segments that have none yet."""
        report = opened(sheet, (SEGMENT, *LINE), self.run)
        if report is None:
            return
        for lines in lines_by_owner(sheet, SEGMENT, self.run, report).values():
            if not lines.is_refused(report):
                segment = Segment.objects.get(pk=lines.rows[0][1]["segment_id"])
                self._take_steps(segment, lines, report)

    def _take_steps(self, segment: Segment, lines: Lines, report: FileReport) -> None:
        """Take all steps or none. The same steps again change nothing."""
        there = segment.steps.order_by("position").values_list("action", "rule", "options")
        steps = [(step.action, step.rule, step.options.as_dict()) for step in lines.steps]
        if list(there[: len(steps)]) == steps:
            report.unchanged += len(lines.rows)
            return
        if there:
            lines.reject(report, _("The segment has steps of its own."))
            return
        try:
            with transaction.atomic():
                for step in lines.steps:
                    take_step(
                        segment,
                        action=step.action,
                        rule=step.rule,
                        options=step.options,
                        by=self.by,
                        now=self.at,
                    )
        except SegmentError as error:
            lines.reject(report, str(error))
        else:
            report.created += len(lines.rows)

    def load_saved(self, sheet: Sheet, *, has_lines: bool) -> None:
        """Note the codes and descriptions of saved criteria; their lines come next."""
        report = opened(sheet, HEADER, self.run)
        if report is None:
            return
        self.header_report = report
        for row, values in read_rows(sheet, HEADER, self.run, report):
            code = values["code"]
            if code in self.headers:
                report.reject(row.number, same_as(self.headers[code][0].number))
            elif not has_lines:
                report.reject(row.number, no_steps())
            else:
                self.headers[code] = row, values.get("description", "") or code

    def load_saved_lines(self, sheet: Sheet) -> None:
        """Save the steps; other ones than those of before become another version."""
        report = opened(sheet, (CODE, *LINE), self.run)
        lines = lines_by_owner(sheet, CODE, self.run, report) if report else {}
        for code, one in lines.items():
            if report is not None and not one.is_refused(report):
                outcome = self._save(code, one, report)
                if outcome:
                    self._tell_header(code, outcome)
        for code in list(self.headers):
            self._reject_header(code, lines.get(code))

    def _save(self, code: str, lines: Lines, report: FileReport) -> str:
        """Make saved criteria, or write their next version; return what came of it, "" if not."""
        criteria = SavedCriteria.objects.filter(code=code).first()
        steps = [step.kept for step in lines.steps]
        description = self.headers[code][1] if code in self.headers else ""
        try:
            if criteria is None:
                outcome = self._make(code, description, steps)
            else:
                outcome = self._change(criteria, description, steps)
        except (Refused, ValidationError) as error:
            lines.reject(report, " ".join(getattr(error, "messages", [str(error)])))
            return ""
        setattr(report, outcome, getattr(report, outcome) + len(lines.rows))
        return outcome

    def _make(self, code: str, description: str, steps: list[dict[str, Any]]) -> str:
        if not description:
            raise Refused(_("There are no saved criteria “%(code)s”.") % {"code": code})
        made = SavedCriteria(code=code, description=description, steps=steps)
        make_criteria(made, by=self.by, now=self.at)
        return "created"

    def _change(
        self, criteria: SavedCriteria, description: str, steps: list[dict[str, Any]]
    ) -> str:
        is_renamed = bool(description) and criteria.title != description
        is_other = criteria.steps != steps
        if is_other:
            write_version(criteria, steps=steps, by=self.by, now=self.at)
        if is_renamed:
            update_saved_criteria(
                criteria, code=criteria.code, description=description, by=self.by, now=self.at
            )
        return "updated" if is_other or is_renamed else "unchanged"

    def _tell_header(self, code: str, outcome: str) -> None:
        if self.headers.pop(code, None) and self.header_report is not None:
            setattr(self.header_report, outcome, getattr(self.header_report, outcome) + 1)

    def _reject_header(self, code: str, lines: Lines | None) -> None:
        row, _description = self.headers.pop(code)
        if self.header_report is not None:
            reason = _("Its steps cannot be brought over.") if lines else no_steps()
            self.header_report.reject(row.number, reason)


def no_steps() -> str:
    return _("It has no steps.")
