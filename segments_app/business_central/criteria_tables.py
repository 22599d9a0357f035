"""The tables that criteria of the reference product ask, field by field, and ours for them.

Fields are found by their number or by their name in English.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from segments_app.criteria.expressions.grammar import FilterError
from segments_app.criteria.rules import Rule

from .columns import Refused, Run
from .criteria_fields import (
    COUNTRY,
    LANGUAGE,
    Ask,
    Asking,
    answer_lines,
    companies,
    days,
    matching,
    numbers,
    only_no,
    options,
    yes_or_no,
)
from .reading import plain
from .table_views import Asked, asked_by


@dataclass(frozen=True)
class Field:
    """A field there: its number and name, the criterion of ours, and how it is asked.

    `of_contact` is asked of the contact, not of the row: all rows of a contact have it alike.
    """

    number: int
    name: str
    key: str
    ask: Ask = matching
    of_contact: bool = False


@dataclass(frozen=True)
class AskedTable:
    """A table there; `source` is whose rows are asked here, "" for the contact itself."""

    number: int
    name: str
    source: str
    fields: tuple[Field, ...]

    def field(self, name: str) -> Field:
        """Return the field of that number, written Field1, or of that name."""
        for each in self.fields:
            if plain(name) in (f"field{each.number}", plain(each.name)):
                return each
        message = _("“%(field)s” of the table “%(table)s” cannot be asked for here.")
        raise Refused(message % {"field": name[:50], "table": self.name})


CORRESPONDENCE = options("", "letter", "email", hardcopy="letter")
FLOW = options("", "outbound", "inbound")
INITIATED_BY = options("", "us", "them")
EVALUATION = options(
    "", "very_positive", "positive", "neutral", "negative", "very_negative",
    verypositive="very_positive", verynegative="very_negative",
)  # fmt: skip
OF_CONTACT = Field(1, "Contact No.", "number", of_contact=True)
OF_COMPANY = Field(1, "Contact No.", "company.number", companies, of_contact=True)

TABLES = (
    AskedTable(
        5050,
        "Contact",
        "",
        (
            Field(1, "No.", "number"),
            Field(2, "Name", "name"),
            Field(4, "Name 2", "name_2"),
            Field(5, "Address", "address"),
            Field(6, "Address 2", "address_2"),
            Field(7, "City", "city"),
            Field(9, "Phone No.", "phone"),
            Field(15, "Territory Code", "territory"),
            Field(22, "Currency Code", "currency"),
            Field(24, "Language Code", "language", LANGUAGE),
            Field(29, "Salesperson Code", "salesperson"),
            Field(35, "Country/Region Code", "country", COUNTRY),
            Field(54, "Last Date Modified", "modified_at", days),
            Field(86, "VAT Registration No.", "vat_number"),
            Field(91, "Post Code", "postcode"),
            Field(92, "County", "county"),
            Field(102, "E-Mail", "email"),
            Field(103, "Home Page", "home_page"),
            Field(150, "Privacy Blocked", "is_privacy_blocked", yes_or_no),
            Field(151, "Minor", "is_minor", yes_or_no),
            Field(152, "Parental Consent Received", "has_parental_consent", yes_or_no),
            Field(5050, "Type", "type", options("company", "person")),
            Field(5051, "Company No.", "company.number", companies),
            Field(5054, "First Name", "first_name"),
            Field(5055, "Middle Name", "middle_name"),
            Field(5056, "Surname", "surname"),
            Field(5058, "Job Title", "job_title"),
            Field(5059, "Initials", "initials"),
            Field(5061, "Mobile Phone No.", "mobile_phone"),
            Field(5063, "Organizational Level Code", "organizational_level"),
            Field(5064, "Exclude from Segment", "exclude_from_segments", yes_or_no),
            Field(5073, "External ID", "external_id"),
            Field(5100, "Correspondence Type", "correspondence_type", CORRESPONDENCE),
            Field(5101, "Salutation Code", "salutation"),
            Field(5105, "E-Mail 2", "email_2"),
        ),
    ),
    AskedTable(
        5089,
        "Contact Profile Answer",
        "answer",
        (
            OF_CONTACT,
            Field(3, "Profile Questionnaire Code", "questionnaire"),
            Field(4, "Line No.", "answer", answer_lines),
            Field(10, "Last Date Updated", "answered_at", days),
        ),
    ),
    AskedTable(
        5056,
        "Contact Mailing Group",
        "mailing_group",
        (OF_CONTACT, Field(2, "Mailing Group Code", "mailing_group")),
    ),
    AskedTable(
        5065,
        "Interaction Log Entry",
        "interaction",
        (
            Field(2, "Contact No.", "number", of_contact=True),
            Field(4, "Date", "occurred_on", days),
            Field(5, "Description", "description"),
            Field(6, "Information Flow", "information_flow", FLOW),
            Field(7, "Initiated By", "initiated_by", INITIATED_BY),
            Field(9, "Cost (LCY)", "cost", numbers),
            Field(10, "Duration (Min.)", "duration", numbers),
            Field(12, "Interaction Group Code", "group"),
            Field(13, "Interaction Template Code", "template"),
            Field(14, "Campaign No.", "campaign"),
            Field(16, "Campaign Response", "is_response", yes_or_no),
            Field(17, "Campaign Target", "is_target", yes_or_no),
            Field(18, "Segment No.", "segment_number"),
            Field(19, "Evaluation", "evaluation", EVALUATION),
            Field(21, "Attempt Failed", "attempt_failed", yes_or_no),
            Field(24, "Salesperson Code", "salesperson"),
            Field(26, "Canceled", "canceled", only_no),
            Field(27, "Correspondence Type", "correspondence_type", CORRESPONDENCE),
            Field(34, "Contact Via", "contact_via"),
            Field(36, "Interaction Language Code", "language", LANGUAGE),
            Field(38, "Subject", "subject"),
            Field(45, "Postponed", "postponed", only_no),
        ),
    ),
    AskedTable(
        5067,
        "Contact Job Responsibility",
        "",
        (OF_CONTACT, Field(2, "Job Responsibility Code", "job_responsibility")),
    ),
    AskedTable(
        5058,
        "Contact Industry Group",
        "",
        (OF_COMPANY, Field(2, "Industry Group Code", "industry_group")),
    ),
    AskedTable(
        5054,
        "Contact Business Relation",
        "business_relation",
        (
            OF_COMPANY,
            Field(2, "Business Relation Code", "business_relation"),
            Field(
                3,
                "Link to Table",
                "linked_to",
                options(
                    "", "customer", "vendor", "bank_account", "employee", bankaccount="bank_account"
                ),
            ),
            Field(4, "No.", "linked_number"),
        ),
    ),
)


def rule_of(table: str, view: str, run: Run) -> Rule:
    """Return what a view on a table asks of a contact; Refused where it cannot be said here."""
    found = _table(table)
    try:
        filters = [(found.field(asked.field), asked) for asked in asked_by(view)]
    except FilterError as error:
        raise Refused(" ".join(error.messages)) from error
    texts = {each.key: asked.expression for each, asked in filters}
    if len(texts) < len(filters):
        raise Refused(_("A field is filtered twice."))
    of_row: list[Rule] = []
    of_contact: list[Rule] = []
    for each, asked in filters:
        part = _part(each, asked, found.source, texts, run)
        if part is not None:
            (of_contact if each.of_contact or not found.source else of_row).append(part)
    if found.source:
        where = {"where": all_of(of_row)} if of_row else {}
        of_contact.append({"some": found.source} | where)
    return all_of(of_contact)


def _table(name: str) -> AskedTable:
    for table in TABLES:
        if plain(name) in (str(table.number), plain(table.name)):
            return table
    message = _("The table “%(table)s” cannot be asked here.")
    raise Refused(message % {"table": name[:50]})


def _part(
    each: Field, asked: Asked, source: str, texts: Mapping[str, str], run: Run
) -> Rule | None:
    asking = Asking(each.key, source, asked.expression, run, texts)
    try:
        return each.ask(asking)
    except FilterError as error:
        message = _("Character %(position)s: %(message)s")
        place = asked.position + error.position
        values = {"position": place, "message": error.reason}
        raise Refused(f"{each.name}: {message % values}") from error
    except (Refused, ValidationError) as error:
        reason = " ".join(getattr(error, "messages", [str(error)]))
        place = asked.position + 1
        message = _("Character %(position)s: %(message)s")
        raise Refused(f"{each.name}: {message % {'position': place, 'message': reason}}") from error


def all_of(parts: list[Rule]) -> Rule:
    """Return the rule that all of the parts hold; at least one."""
    return parts[0] if len(parts) == 1 else {"all": parts}
