"""A plain-Python reading of rules, to compare the compiler with. It shares no code with it."""

import unicodedata
from calendar import monthrange
from collections import defaultdict
from datetime import date, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

from campaigns.models import CampaignTarget
from contacts.models import (
    AlternativeAddress,
    AttributeValue,
    ConsentEvent,
    ConsentState,
    Contact,
    ContactAnswer,
    ContactBusinessRelation,
    ContactChange,
    ContactComment,
    ContactIndustryGroup,
    ContactJobResponsibility,
    ContactMailingGroup,
    ContactWebSource,
    ImportRow,
)
from interactions.models import Delivery, Interaction, LeftOut, PressureRule
from segments_app.models import SegmentLine, Task
from tests.segments_app.criteria import reading_filters

ZONE = ZoneInfo("Europe/Brussels")
STROKES = {"ł": "l", "ø": "o", "đ": "d", "ß": "ss", "æ": "ae", "œ": "oe", "ς": "σ"}  # noqa: RUF001


def plain(text):
    """Letters without accents and case."""
    kept = [c for c in unicodedata.normalize("NFKD", text.lower()) if not unicodedata.combining(c)]
    return "".join(STROKES.get(letter, letter) for letter in kept)


def by_contact(rows):
    found = defaultdict(list)
    for row in rows:
        found[row.contact_id].append(row)
    return found


def brought(row):
    """Tell whether a row of an import made or changed its contact, and that still holds."""
    is_written = row.outcome in ("created", "updated") and not row.is_undone
    return is_written and row.contact_import.status == "done"


def was_in(row):
    """Tell whether a row of a file came to its contact, changed or not, and the import stands."""
    is_taken = row.outcome in ("created", "updated", "unchanged") and not row.is_extra
    return is_taken and row.contact_import.status == "done"


class World:
    """Everybody and everything about them, in memory."""

    def __init__(self, now):
        self.today = now.astimezone(ZONE).date()
        self.many = {}
        self.contacts = {c.pk: c for c in Contact.objects.select_related("created_by")}
        self.mailing = by_contact(ContactMailingGroup.objects.select_related("mailing_group"))
        self.industry = by_contact(ContactIndustryGroup.objects.select_related("industry_group"))
        relations = ContactBusinessRelation.objects.select_related("business_relation")
        self.relations = by_contact(relations)
        jobs = ContactJobResponsibility.objects.select_related("job_responsibility")
        self.jobs = by_contact(jobs)
        self.imports = by_contact(ImportRow.objects.select_related("contact_import"))
        self.webs = by_contact(ContactWebSource.objects.select_related("web_source"))
        self.answers = by_contact(
            ContactAnswer.objects.select_related("question__questionnaire", "answer")
        )
        self.changes = by_contact(ContactChange.objects.select_related("changed_by"))
        self.addresses = by_contact(AlternativeAddress.objects.all())
        self.comments = by_contact(ContactComment.objects.select_related("created_by"))
        tasks = Task.objects.select_related(
            "salesperson", "team", "campaign", "created_by", "step__activity"
        )
        self.tasks = by_contact(tasks)
        self.targets = by_contact(CampaignTarget.objects.select_related("campaign"))
        related = (
            "template",
            "group",
            "campaign",
            "salesperson",
            "language",
            "logged_segment",
            "created_by",
            "purpose",
        )
        everything = Interaction.objects.select_related(*related)
        self.everything = by_contact(everything)
        counted = [i for i in everything if i.cancellation_id is None and not i.is_postponed]
        self.interactions = by_contact(counted)
        self.at_company = defaultdict(list)  # anybody who is there, or was when it happened
        for row in counted:
            self.at_company[row.company_id or row.contact_id].append(row)
        values = AttributeValue.objects.select_related("attribute", "choice").order_by("pk")
        self.attributes = by_contact(values)
        self.lines = by_contact(SegmentLine.objects.select_related("segment"))
        states = ConsentState.objects.select_related("purpose")
        self.consent_states = by_contact(states)
        events = ConsentEvent.objects.select_related("purpose", "recorded_by", "wording")
        self.consent_events = by_contact(events)
        mails = Delivery.objects.select_related(
            "interaction__logged_segment", "interaction__campaign", "purpose"
        )
        self.mails = by_contact(mails)
        self.pressure_rules = list(PressureRule.objects.all())
        self.left_out = by_contact(LeftOut.objects.select_related("logged_segment"))

    def company(self, contact):
        return self.contacts[contact.company_id] if contact.company_id else contact

    def matching(self, rule):
        """Return the ids of everybody for whom the rule holds."""
        if "everyone" in rule:
            return set(self.contacts)
        if rule.get("all") == [] or rule.get("any") == []:
            return set()
        return {pk for pk, contact in self.contacts.items() if self.holds(rule, contact)}

    def holds(self, rule, contact):
        if "some" in rule:
            return self.some(rule, contact)
        return self.reads(rule, lambda leaf: self.own(leaf, contact), contact)

    def reads(self, rule, leaf, contact=None):
        if "all" in rule:
            return all(self.reads(part, leaf, contact) for part in rule["all"])
        if "any" in rule:
            return any(self.reads(part, leaf, contact) for part in rule["any"])
        if "not" in rule:
            return not self.reads(rule["not"], leaf, contact)
        if "some" in rule:
            return self.some(rule, contact)
        return leaf(rule)

    def some(self, rule, contact):
        rows = self.rows(rule["some"], contact)
        if "where" in rule:
            rows = [
                row
                for row in rows
                if self.reads(
                    rule["where"],
                    lambda leaf, row=row: compare(leaf, of_row(leaf, row), self.today),
                )
            ]
        ((how, count),) = rule.get("times", {"at_least": 1}).items()
        return {
            "at_least": len(rows) >= count,
            "exactly": len(rows) == count,
            "at_most": len(rows) <= count,
        }[how]

    def rows(self, source, contact):
        company = self.company(contact)
        return {
            "company_interaction": self.at_company[company.pk],
            "interaction": self.interactions[contact.pk],
            "answer": self.answers[contact.pk],
            "business_relation": self.relations[company.pk],
            "mailing_group": self.mailing[contact.pk],
            "left_out": self.left_out[contact.pk],
            "open_task": [t for t in self.tasks[contact.pk] if t.closed_on is None],
            "completed_task": [
                t for t in self.tasks[contact.pk] if t.closed_on and not t.is_canceled
            ],
            "task": self.tasks[contact.pk],
            "comment": self.comments[contact.pk],
            "alternative_address": self.addresses[contact.pk],
            "change": self.changes[contact.pk],
            "consent_state": self.consent_states[contact.pk],
            "consent_event": self.consent_events[contact.pk],
            "marketing_contact": self.marketing(contact),
            "mail": self.mails[contact.pk],
        }[source]

    def marketing(self, contact):
        return [
            row
            for row in self.interactions[contact.pk]
            if row.purpose and row.information_flow == "outbound" and not row.attempt_failed
        ]

    def has_no_room(self, contact, rule):
        """Tell by adding today to the days there are, and trying all windows."""
        counts = {"email": rule.counts_emails, "letter": rule.counts_letters}
        days = [
            row.occurred_on
            for row in self.marketing(contact)
            if rule.purpose_id in (None, row.purpose_id)
            and counts.get(row.correspondence_type, rule.counts_others)
        ]
        all_days = [*days, self.today]
        windows = [
            [day for day in all_days if 0 <= (day - first).days < rule.days] for first in all_days
        ]
        return any(self.today in one and len(one) > rule.most for one in windows)

    def own(self, leaf, contact):
        key, company = leaf["field"], self.company(contact)
        if "attribute:" in key:
            who = company if key.startswith("company.") else contact
            rows = self.attributes[who.pk]
            return of_attribute(
                leaf, [r for r in rows if key.endswith(r.attribute.code)], self.today
            )
        if key == "contact_pressure":
            rules = [rule for rule in self.pressure_rules if rule.code in leaf["value"]]
            found = any(self.has_no_room(contact, rule) for rule in rules)
            return found is (leaf["is"] == "reached")
        if key.removeprefix("company.") == "profile_answer" and leaf["is"] in FILTERS:
            who = company if key.startswith("company.") else contact
            return among(leaf, [r.answer.text for r in self.answers[who.pk]])
        if key in ("import", "import_file") and leaf["is"] in FILTERS:
            counts = brought if key == "import" else was_in
            rows = [r for r in self.imports[contact.pk] if counts(r)]
            return among(leaf, [r.contact_import.file_name for r in rows])
        if contact.pk not in self.many:
            self.many[contact.pk] = self.groups(contact, company)
        if key in self.many[contact.pk]:
            return among(leaf, self.many[contact.pk][key])
        subject = company if key.startswith("company.") else contact
        here = {**leaf, "field": key.removeprefix("company.")}
        return compare(leaf, of_row(here, subject), self.today)

    def groups(self, contact, company):
        """Return of what a contact has several of."""
        interactions = self.interactions[contact.pk]
        return {
            "mailing_group": [r.mailing_group.code for r in self.mailing[contact.pk]],
            "company.mailing_group": [r.mailing_group.code for r in self.mailing[company.pk]],
            "company.profile_answer": [r.answer_id for r in self.answers[company.pk]],
            "industry_group": [r.industry_group.code for r in self.industry[company.pk]],
            "business_relation": [r.business_relation.code for r in self.relations[company.pk]],
            "import": [r.contact_import_id for r in self.imports[contact.pk] if brought(r)],
            "import_file": [r.contact_import_id for r in self.imports[contact.pk] if was_in(r)],
            "job_responsibility": [r.job_responsibility.code for r in self.jobs[contact.pk]],
            "web_source": [r.web_source.code for r in self.webs[contact.pk]],
            "profile_answer": [r.answer_id for r in self.answers[contact.pk]],
            "targeted_by_campaign": [i.campaign.number for i in interactions if i.is_target],
            "responded_to_campaign": [i.campaign.number for i in interactions if i.is_response],
            "contacted_for_campaign": [i.campaign.number for i in interactions if i.campaign],
            "in_target_group": [r.campaign.number for r in self.targets[company.pk]],
            "segment": [x.segment.number for x in self.lines[contact.pk] if in_force(x)],
            "segment_ever": [x.segment.number for x in self.lines[contact.pk]],
            "segment_before": [
                x.segment.number
                for x in self.lines[contact.pk]
                if x.removed_at is not None and x.removed_at <= x.segment.position
            ],
            "logged_segment_ever": [
                i.logged_segment.segment_number
                for i in self.everything[contact.pk]
                if i.logged_segment
            ],
            "logged_segment": [
                i.logged_segment.segment_number for i in interactions if i.logged_segment
            ],
            "left_out_of": [r.logged_segment.segment_number for r in self.left_out[contact.pk]],
        }


DENIES = ("is_not", "not_contains", "none_of", "not_in_last", "not_between")


def of_attribute(leaf, rows, today):
    """Whether the one value, or the choices, are as asked; of no value only what denies holds."""
    operator, columns = leaf["is"], ("number", "day", "flag", "choice", "text")
    values = [
        next(v for name in columns if (v := getattr(r, name)) not in (None, "")) for r in rows
    ]
    if operator in ("empty", "not_empty"):
        return bool(values) is (operator == "not_empty")
    if any(hasattr(value, "code") for value in values) or operator in ("any_of", "all_of"):
        values = [getattr(value, "code", plain(str(value))) for value in values]
        wanted = leaf["value"] if rows and rows[0].choice_id else [plain(v) for v in leaf["value"]]
        return among({"is": operator, "value": wanted}, values)
    if operator in FILTERS:
        return filtered(leaf, values, today) is (operator == "matches")
    return compare(leaf, values[0], today) if values else operator in DENIES


def filtered(leaf, values, today):
    text, actual = leaf["value"], next(iter(values), None)
    if leaf["field"].endswith("attribute:since"):
        return reading_filters.of_day(text, actual, today)
    if leaf["field"].endswith("attribute:score"):
        return reading_filters.of_number(text, actual)
    return reading_filters.of_text(text, actual or "", plain, is_code=False)


def in_force(line):
    position = line.segment.position
    return line.added_at <= position and (line.removed_at is None or line.removed_at > position)


def of_row(leaf, row):
    """Return the value that a row has: a reference by its code, a moment by its day."""
    name = {"currency": "currency_code"}.get(leaf["field"], leaf["field"])
    if name == "place":
        return row.country.code, row.postcode
    if name == "questionnaire":
        return row.question.questionnaire.code
    if name in ("answer", "question"):
        is_filter = leaf.get("is") in FILTERS
        return getattr(row, name).text if is_filter else getattr(row, f"{name}_id")
    if name == "activity":
        return row.step.activity.code if row.step else None
    if name == "wording":
        is_filter = leaf.get("is") in FILTERS
        return getattr(row.wording, "version" if is_filter else "pk", None)
    value = getattr(through(row, name), name)
    for code in ("code", "number", "segment_number", "username"):
        if hasattr(value, code):
            value = getattr(value, code)
    return value.astimezone(ZONE).date() if isinstance(value, datetime) else value


def through(row, name):
    """An e-mail belongs to the segment and the campaign of its interaction."""
    is_of_it = isinstance(row, Delivery) and name in ("logged_segment", "campaign")
    return row.interaction if is_of_it else row


def among(leaf, values):
    if leaf["is"] in FILTERS:
        found = any(matches({**leaf, "is": "matches"}, value, None) for value in values)
        return found is (leaf["is"] == "matches")
    wanted = set(leaf.get("value", ()))
    return {
        "any_of": bool(wanted & set(values)),
        "all_of": wanted <= set(values),
        "none_of": not wanted & set(values),
        "empty": not values,
        "not_empty": bool(values),
    }[leaf["is"]]


FILTERS = ("matches", "not_matches")


def matches(leaf, actual, today):
    text, key = leaf["value"], leaf["field"].removeprefix("company.")
    if key in DAYS:
        return reading_filters.of_day(text, actual, today)
    if isinstance(actual, int | Decimal):
        return reading_filters.of_number(text, actual)
    is_code = key in reading_filters.CODE_FIELDS
    return reading_filters.of_text(text, actual or "", plain, is_code=is_code)


DAYS = {
    "changed_at", "created_at", "modified_at", "occurred_on", "commented_on", "answered_at",
    "since", "happened_at", "recorded_at", "due_on", "closed_on", "queued_at", "sent_at",
    "bounced_at", "complained_at", "unsubscribed_at", "opened_at", "clicked_at",
}  # fmt: skip


def compare(leaf, actual, today):
    operator, value = leaf["is"], leaf.get("value")
    if operator in FILTERS:
        return matches(leaf, actual, today) is (operator == "matches")
    if isinstance(actual, tuple):
        return any(lies_in(one, *actual) for one in value) is (operator == "any_of")
    if operator in ("empty", "not_empty"):
        return (actual in ("", None)) is (operator == "empty")
    if operator in ("yes", "no"):
        return actual is (operator == "yes")
    if isinstance(actual, date) or (actual is None and leaf["field"] in DAYS):
        return compare_days(operator, value, actual, today)
    if isinstance(actual, int | Decimal) and operator not in ("any_of", "none_of"):
        return compare_numbers(operator, value, Decimal(actual))
    return compare_texts(leaf, actual)


def lies_in(place, country, postcode):
    wanted, _blank, codes = place.partition(" ")
    first, _dots, last = codes.partition("..")
    first, last, code = (plain(one).replace(" ", "") for one in (first, last or first, postcode))
    return country == wanted and first <= code and code[: len(last)] <= last


def compare_texts(leaf, actual):
    operator, value, key = leaf["is"], leaf["value"], leaf["field"]
    if operator in ("between", "not_between"):
        first, last = (plain(one).replace(" ", "") for one in value)
        code = plain(actual).replace(" ", "")
        inside = first <= code and code[: len(last)] <= last
        return inside is (operator == "between")
    if actual is None or isinstance(actual, int) or key.removeprefix("company.") in EXACT:
        exact = {*value, *(str(v).upper() for v in value)} if isinstance(value, list) else None
        if operator in ("is", "is_not"):
            return (actual in (value, value.upper())) is (operator == "is")
        if operator in ("any_of", "none_of"):
            return (actual in exact) is (operator == "any_of")
    text = plain(actual)
    if operator in ("any_of", "none_of"):
        return (text in [plain(one) for one in value]) is (operator == "any_of")
    wanted = plain(value)
    return {
        "is": text == wanted,
        "is_not": text != wanted,
        "contains": wanted in text,
        "not_contains": wanted not in text,
        "starts_with": text.startswith(wanted),
        "ends_with": text.endswith(wanted),
    }[operator]


#: Codes, and what is picked from a list: compared as they are, a code also in capitals.
EXACT = {
    "number", "external_id", "registration_number", "vat_number", "currency", "linked_number",
    "segment_number", "type", "correspondence_type", "country", "evaluation", "information_flow",
    "initiated_by", "linked_to", "reason", "template", "group", "campaign", "salesperson",
    "language", "logged_segment", "territory", "salutation", "organizational_level",
    "business_relation", "mailing_group", "questionnaire", "field", "created_by",
    "changed_by", "code", "team", "activity", "status",
}  # fmt: skip


def compare_numbers(operator, value, actual):
    if operator == "between":
        return Decimal(value[0]) <= actual <= Decimal(value[1])
    wanted = Decimal(value)
    return {
        "is": actual == wanted,
        "is_not": actual != wanted,
        "at_least": actual >= wanted,
        "at_most": actual <= wanted,
        "more_than": actual > wanted,
        "less_than": actual < wanted,
    }[operator]


def compare_days(operator, value, actual, today):
    if actual is None:
        return operator == "not_in_last"
    if operator in ("on", "before", "after"):
        wanted = date.fromisoformat(value)
        return {"on": actual == wanted, "before": actual < wanted, "after": actual > wanted}[
            operator
        ]
    if operator == "between":
        return date.fromisoformat(value[0]) <= actual <= date.fromisoformat(value[1])
    if operator == "in_period":
        return period(value, actual, today)
    if operator == "anniversary_in_next":
        days = (shifted(today, value, 1) - today).days
        return any(comes_back(actual, today + timedelta(days=n)) for n in range(min(days, 366)))
    start, end = shifted(today, value, -1), shifted(today, value, 1)
    return {
        "in_last": start < actual <= today,
        "not_in_last": not start < actual <= today,
        "more_than_ago": actual < start,
        "in_next": today <= actual < end,
    }[operator]


def comes_back(actual, day):
    if (actual.month, actual.day) == (2, 29) and monthrange(day.year, 2)[1] == 28:
        return (day.month, day.day) == (2, 28)
    return (actual.month, actual.day) == (day.month, day.day)


def shifted(day, span, sign):
    count, unit = span["count"] * sign, span["unit"]
    if unit in ("days", "weeks"):
        return day + timedelta(days=count * (7 if unit == "weeks" else 1))
    months = day.year * 12 + day.month - 1 + count * (12 if unit == "years" else 1)
    year, month = divmod(months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def period(name, actual, today):
    if name in ("today", "yesterday", "tomorrow"):
        return (actual - today).days == {"today": 0, "yesterday": -1, "tomorrow": 1}[name]
    which, unit = name.split("_")
    offset = {"this": 0, "last": -1, "next": 1}[which]

    def ordinal(day):
        return {
            "week": (day - timedelta(days=day.weekday())).toordinal() // 7,
            "month": day.year * 12 + day.month,
            "quarter": day.year * 4 + (day.month - 1) // 3,
            "year": day.year,
        }[unit]

    return ordinal(actual) == ordinal(today) + offset
