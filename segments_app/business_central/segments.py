"""Segments: their headers, and their lines, which are criteria or contacts.

Everything goes through the services that users' pages call. A segment whose steps are those of
the file is left alone; one that somebody has worked on is never changed.
"""

from datetime import datetime

from django.contrib.auth.models import User
from django.db.models import Model
from django.utils.translation import gettext as _

from campaigns.models import Campaign
from contacts.models import Answer, Contact, Salesperson
from interactions.models import InteractionTemplate
from segments_app.criteria.rules import EVERYONE, InvalidRule, Rule, check_rule
from segments_app.models import Segment, SegmentLine
from segments_app.services import (
    SegmentError,
    add_by_hand,
    create_segment,
    take_step,
    update_segment,
)

from .columns import (
    Refused,
    Run,
    amount,
    code_of,
    column,
    contact,
    day,
    number,
    option,
    text,
    yes_no,
)
from .loading import Values, opened, read_rows, same_as
from .reading import Row, Sheet, plain
from .report import FileReport
from .tables import CORRESPONDENCE, FLOW, INITIATED_BY, SALESPERSON

HEADER_FILES = {plain("SegmentHeader")}
LINE_FILES = {plain("SegmentLine")}
HEADER = (
    column("number", "No.", read=text(upper=True), required=True),
    column("description", "Description"),
    column("campaign_id", "Campaign No.", read=code_of(Campaign, by="number")),
    column("template_id", "Interaction Template Code", read=code_of(InteractionTemplate)),
    SALESPERSON,
    column("occurred_on", "Date", read=day),
    column("unit_cost", "Unit Cost (LCY)", "Unit Cost", read=amount),
    column("unit_duration", "Unit Duration (Min.)", "Unit Duration", read=number),
    column("information_flow", "Information Flow", read=FLOW),
    column("initiated_by", "Initiated By", read=INITIATED_BY),
    column(
        "correspondence_type",
        "Correspondence Type (Default)",
        "Correspondence Type",
        read=CORRESPONDENCE,
    ),
    column(
        "ignores_contact_correspondence",
        "Ignore Contact Corres. Type",
        "Ignore Contact Corresp. Type",
        read=yes_no,
    ),
    column("is_target", "Campaign Target", read=yes_no),
    column("is_response", "Campaign Response", read=yes_no),
)
LINKS: dict[str, type[Model]] = {
    "campaign": Campaign,
    "template": InteractionTemplate,
    "salesperson": Salesperson,
}
SEGMENT = column(
    "segment_id",
    "Segment No.",
    read=code_of(Segment, by="number", required=True),
    required=True,
)
MEMBERS = (
    SEGMENT,
    column("line", "Line No."),
    column("contact_id", "Contact No.", read=contact, required=True),
)
#: Columns of criteria, and the field that each asks about.
ASKED = {
    "businessrelationcode": "business_relation",
    "industrygroupcode": "industry_group",
    "mailinggroupcode": "mailing_group",
    "jobresponsibilitycode": "job_responsibility",
}
CRITERIA = (
    SEGMENT,
    column("action", "Functionality", read=option("add", "remove"), required=True),
    *(column(name, name) for name in ASKED),
    column("questionnaire", "Profile Question Code", read=text(upper=True)),
    column("lines", "Profile Question Code Line Filter"),
)
MOST_AT_ONCE = 500


class SegmentLoader:
    """Loads headers and lines of segments."""

    def __init__(self, run: Run, *, by: User | None, now: datetime) -> None:
        self.run, self.by, self.at = run, by, now
        self.linked = {name: model._default_manager.in_bulk() for name, model in LINKS.items()}

    def load_headers(self, sheet: Sheet) -> None:
        report = opened(sheet, HEADER, self.run)
        if report is None:
            return
        there = {segment.number.upper(): segment for segment in Segment.objects.all()}
        seen: dict[str, int] = {}
        for row, values in read_rows(sheet, HEADER, self.run, report):
            key = values.pop("number")
            if key in seen:
                report.reject(row.number, same_as(seen[key]))
                continue
            seen[key] = row.number
            try:
                outcome = self._header(key, there.get(key), self._with_links(values))
            except SegmentError as error:
                report.reject(row.number, str(error))
                continue
            setattr(report, outcome, getattr(report, outcome) + 1)
        self.run.forget(Segment)

    def _with_links(self, values: Values) -> Values:
        """Replace keys by rows, and drop what a segment without a campaign cannot have."""
        for name, rows in self.linked.items():
            if f"{name}_id" in values:
                values[name] = rows.get(values.pop(f"{name}_id"))
        if values.get("campaign") is None:
            values.pop("is_target", None)
            values.pop("is_response", None)
        return values

    def _header(self, key: str, segment: Segment | None, values: Values) -> str:
        if segment is None:
            create_segment(values={"purpose": None} | values, number=key, by=self.by, now=self.at)
            return "created"
        if all(getattr(segment, name) == value for name, value in values.items()):
            return "unchanged"
        update_segment(segment, values=values, by=self.by, now=self.at)
        return "updated"

    def load_lines(self, sheet: Sheet) -> None:
        """Load lines: contacts, or criteria where the file has none."""
        if plain("Contact No.") in sheet.columns:
            self._load_members(sheet)
        else:
            self._load_criteria(sheet)

    def _load_members(self, sheet: Sheet) -> None:
        report = opened(sheet, MEMBERS, self.run)
        if report is None:
            return
        by_segment: dict[int, list[tuple[Row, int]]] = {}
        for row, values in read_rows(sheet, MEMBERS, self.run, report):
            by_segment.setdefault(values["segment_id"], []).append((row, values["contact_id"]))
        segments = Segment.objects.in_bulk(by_segment)
        for key, members in by_segment.items():
            self._add_members(segments[key], members, report)

    def _add_members(
        self, segment: Segment, members: list[tuple[Row, int]], report: FileReport
    ) -> None:
        """Add contacts by hand. Whoever was removed here since stays away."""
        there = self._ever_in(segment)
        new = list(dict.fromkeys(key for _row, key in members if key not in there))
        problem = ""
        for start in range(0, len(new), MOST_AT_ONCE):
            chosen = Contact.objects.filter(pk__in=new[start : start + MOST_AT_ONCE])
            try:
                add_by_hand(segment, contacts=chosen, by=self.by, now=self.at)
            except SegmentError as error:
                problem = str(error)
        added = self._ever_in(segment) - there
        for row, key in members:
            if key in added:
                report.created += 1
                added.remove(key)
                there.add(key)
            elif key in there:
                report.unchanged += 1
            else:
                report.reject(row.number, problem or _("This contact may not be contacted."))

    def _ever_in(self, segment: Segment) -> set[int]:
        lines = SegmentLine.objects.filter(segment=segment.pk)
        return set(lines.values_list("contact", flat=True))

    def _load_criteria(self, sheet: Sheet) -> None:
        report = opened(sheet, CRITERIA, self.run)
        if report is None:
            return
        by_segment: dict[int, list[tuple[Row, str, Rule]]] = {}
        broken: dict[int, int] = {}  # a segment, and the first of its rows that is rejected
        for row, values in read_rows(sheet, CRITERIA, self.run, report):
            try:
                refuse_unsupported(sheet, row)
                rule = self._rule(values)
            except (Refused, InvalidRule) as error:
                broken.setdefault(values["segment_id"], row.number)
                report.reject(row.number, str(error))
                continue
            steps = by_segment.setdefault(values["segment_id"], [])
            steps.append((row, values["action"], rule))
        segments = Segment.objects.in_bulk(by_segment)
        for key, steps in by_segment.items():
            if key in broken:  # without one of its steps it would hold others
                message = _("Row %(row)s, which belongs to it, cannot be brought over.")
                for row, _action, _rule in steps:
                    report.reject(row.number, message % {"row": broken[key]})
            else:
                self._take_steps(segments[key], steps, report)

    def _rule(self, values: Values) -> Rule:
        """Return what a row of criteria asks, as a rule of ours."""
        parts: list[Rule] = [
            {"field": field, "is": "any_of", "value": values[name].upper().split("|")}
            for name, field in ASKED.items()
            if values.get(name)
        ]
        if values.get("questionnaire"):
            parts.append(self._answers(values["questionnaire"], values.get("lines", "")))
        if not parts:
            return check_rule(EVERYONE)
        return check_rule(parts[0] if len(parts) == 1 else {"all": parts})

    def _answers(self, code: str, lines: str) -> Rule:
        found = Answer.objects.filter(question__questionnaire__code=code)
        if not lines:
            rule = {"field": "questionnaire", "is": "any_of", "value": [code]}
            return {"some": "answer", "where": rule}
        wanted = lines.split("|")
        if not all(line.isascii() and line.isdigit() for line in wanted):
            message = _("“%(filter)s” is not a list of lines like 10000|20000.")
            raise Refused(message % {"filter": lines[:50]})
        keys = dict(found.filter(position__in=wanted).values_list("position", "pk"))
        missing = [line for line in wanted if int(line) not in keys]
        if missing:
            message = _("Line %(line)s of the questionnaire “%(code)s” is no answer.")
            raise Refused(message % {"line": missing[0], "code": code})
        ordered = [keys[int(line)] for line in wanted]
        return {"field": "profile_answer", "is": "any_of", "value": ordered}

    def _take_steps(
        self, segment: Segment, steps: list[tuple[Row, str, Rule]], report: FileReport
    ) -> None:
        there = list(segment.steps.order_by("position").values_list("action", "rule"))
        if there[: len(steps)] == [(action, rule) for _row, action, rule in steps]:
            report.unchanged += len(steps)
            return
        reason = _("The segment has steps of its own.") if there else ""
        for row, action, rule in steps:
            if not reason:
                try:
                    take_step(segment, action=action, rule=rule, by=self.by, now=self.at)
                    report.created += 1
                    continue
                except SegmentError as error:
                    reason = str(error)
            report.reject(row.number, reason)


def refuse_unsupported(sheet: Sheet, row: Row) -> None:
    """Refuse a row that filters by something we do not know, such as item entries."""
    known = {each.written_in(sheet.columns) for each in CRITERIA}
    for name, value in row.cells.items():
        if value and name not in known:
            message = _("A filter on “%(column)s” cannot be brought over.")
            raise Refused(message % {"column": sheet.columns[name]})
