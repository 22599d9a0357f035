"""Every column of the system is a criterion, or it is said here why it is none."""

import pytest
from django.apps import apps

from segments_app.criteria import reader  # noqa: F401 - declares the criteria
from segments_app.criteria.registry import sources

SETUP = "set up once; contacts are asked for its rows by their code"
OPEN = "of a document that is worked on, not of a contact"
GATE = "never approached, whatever a rule says: the gate asks it"
#: Models that are about no contact, or whose facts are asked elsewhere.
MODELS = {
    "PostCode": "fills in cities",
    "MailingGroup": SETUP,
    "IndustryGroup": SETUP,
    "BusinessRelation": SETUP,
    "JobResponsibility": SETUP,
    "OrganizationalLevel": SETUP,
    "WebSource": SETUP,
    "Salesperson": SETUP,
    "Team": SETUP,
    "NumberSeries": SETUP,
    "Language": SETUP,
    "Territory": SETUP,
    "MarketingSetup": SETUP,
    "Salutation": SETUP,
    "SalutationFormula": SETUP,
    "Questionnaire": SETUP,
    "Question": SETUP,
    "Answer": SETUP,
    "Attribute": SETUP,
    "AttributeChoice": SETUP,
    "AttributeValue": "each attribute is a criterion from when it is defined on",
    "CampaignStatus": SETUP,
    "InteractionGroup": SETUP,
    "InteractionTemplate": SETUP,
    "InteractionTemplateSetup": SETUP,
    "TemplateContent": SETUP,
    "AddressDateRange": "which address a letter takes; the addresses are criteria",
    "Campaign": "asked by its number: targeted, responded, in the target group",
    "CampaignComment": OPEN,
    "CampaignEntry": "one for all contacts of a log; its interactions are criteria",
    "Cancellation": "cancelled interactions do not count",
    "LoggedSegment": "asked by its number",
    "FrozenContent": "what a letter said",
    "Attachment": "what went along with a letter",
    "FrozenAttachment": "what went along with a letter",
    "TemplateAttachment": SETUP,
    "SegmentAttachment": OPEN,
    "LibraryImage": "a picture for mails",
    "Mailing": "all e-mails of a logged segment, which is asked by its number",
    "MailAddress": "a keyed hash of an address, of no contact",
    "MailLink": "a link of many e-mails, of no contact",
    "LinkClick": "when the first link was clicked is a criterion; the results list who for each",
    "ReturnedMail": "a message that came in; what it changed is on its e-mail",
    "MailboxMessage": "what a trial installation would have sent",
    "SenderSetup": SETUP,
    "SignUp": "asked for, not said yet; once confirmed it is a consent, which is a source",
    "InteractionComment": "a remark on one interaction; its description is a criterion",
    "PressureRule": "asked by its code: whom it leaves no room for today",
    "SavedCriteria": OPEN,
    "SavedCriteriaVersion": OPEN,
    "Segment": "asked by its number",
    "SegmentContent": OPEN,
    "Step": OPEN,
    "DraftState": OPEN,
    "CriteriaDraft": OPEN,
    "CallRules": OPEN,
    "SegmentCall": "how far calls from an open segment are; each call is an interaction",
    "MadeCall": "that an interaction was a call from a segment, whose number is a criterion",
    "Activity": SETUP,
    "ActivityStep": SETUP,
    "TaskAssignment": "made tasks together; each is a row of a source",
    "TaskAttendee": "takes part in a meeting about somebody or something else",
    "TaskComment": "a remark on one task; its description is a criterion",
    "CalendarFeed": "whose calendar reads tasks, of no contact",
    "Upkeep": OPEN,
    "Refresh": OPEN,
    "RefreshMove": "why a line came or went; lines now and formerly are criteria",
    "ContactImport": "asked by its id, which is a criterion",
    "Purpose": SETUP,
    "ConsentWording": SETUP,
    "Suppression": "a keyed hash of an address, of no contact",
    "SuppressedContact": GATE,
    "UncheckedContact": GATE,
    "Restriction": GATE,
    "MatchKey": "made of other columns, to find duplicates by",
    "DuplicateSearch": "how far a search for duplicates is, of no single contact",
    "DuplicatePair": "about two contacts, for somebody to decide",
    "Merge": "what was two contacts is one; its history is the contact's",
    "MergeChange": "what a merge has changed, to take it back",
    "BulkEdit": "a change of many; what it changed is in the history, which is a criterion",
    "BulkEditRow": "what a change of many has changed, to take it back",
    "ContactFile": "a file that somebody keeps with a contact; what is in it is not read",
    "Erasure": "who is erased is nobody to be chosen",
    "GateOverride": "why one interaction took place all the same",
    "AuditEntry": "who did what, of no single contact",
    "AuditSeal": "sums over the audit",
    "RetentionRule": SETUP,
    "ExportRecord": "who took what, of no single contact",
    "Job": OPEN,
    "WorkerLease": OPEN,
}
KEY = "the key of a form, so that sending it twice makes one"
MERGED = "which contact it was of before a merge, to take that back"
LINE = "holds for one letter; once logged it is the interaction's, which is a criterion"
#: Columns of models that criteria read.
COLUMNS = {
    "Contact": {
        "image": "a picture says nothing to choose by",
        "submission": KEY,
        "search_own": "made of other columns",
        "search_text": "made of other columns",
    },
    "ConsentEvent": {
        "source": "an import is a criterion; a merge is history",
        "source_row": "which row of a file",
        "submission": KEY,
    },
    "ConsentState": {"event": "the event is a row of a source of its own"},
    "ContactComment": {"submission": KEY},
    "ContactIndustryGroup": {"created_at": "joined is a change: see the source of changes"},
    "ContactJobResponsibility": {"created_at": "joined is a change: see the source of changes"},
    "ContactWebSource": {
        "created_at": "a link, not a membership",
        "search_word": "what to type into another site",
    },
    "Interaction": {
        "occurred_at_time": "a day is enough to choose by",
        "content": "what a letter said",
        "alternative_address": "which of the addresses; they are a source",
        "campaign_entry": "of the campaign, which is a criterion",
        "is_postponed": "postponed interactions do not count",
        "cancellation": "cancelled interactions do not count",
        "submission": KEY,
        "merged_from": MERGED,
    },
    "LeftOut": {
        "channel": "of the line that was left out",
        "consent_event": "what stands behind the reason; consents are a source",
        "suppression": "what stands behind the reason",
        "limit_most": "what stands behind the reason; the pressure of today is a criterion",
        "limit_days": "what stands behind the reason; the pressure of today is a criterion",
        "merged_from": MERGED,
    },
    "Delivery": dict.fromkeys(
        (
            "mailing", "number", "address", "domain", "detail", "attempts", "due_at", "claim",
            "claimed_until", "handed_over_at", "decided_by", "decided_at",
        ),
        "how it was handed over; what became of it is a criterion",
    )
    | {
        "scanned_at": "a program looked at it, not the contact",
    },
    "ImportRow": dict.fromkeys(
        (
            "number", "label", "key", "company_key", "domain_key", "reason", "cells", "before",
            "after", "seen_at", "kept", "candidates",
        ),
        "what stood in the file and what it changed; the contact has it",
    ),
    "Task": {
        "number": "names one task",
        "segment": "asked by its number",
        "came_from": "interactions are a source",
        "completed_with": "interactions are a source",
        "starts_at": "a day is enough to choose by",
        "duration": "how long it takes says nothing of the contact",
        "is_all_day": "a day is enough to choose by",
        "closed_by": "one of us; whose task it was is a criterion",
        "recurs_every": "the next of a series is a task of its own",
        "recurs_in": "the next of a series is a task of its own",
        "recurs_from": "the next of a series is a task of its own",
        "recurs_day": "the next of a series is a task of its own",
        "previous": "the next of a series is a task of its own",
        "assignment": "made together with others",
        "sequence": "how often calendars were told",
        "search_text": "made of other columns",
        "modified_at": "when somebody wrote last",
        "submission": KEY,
    },
    "SegmentLine": dict.fromkeys(
        (
            "ignores_exclusion", "description", "occurred_on", "salesperson", "template",
            "language", "subject", "correspondence_type", "information_flow", "initiated_by",
            "alternative_address", "cost", "duration", "campaign", "is_target", "is_response",
            "evaluation", "attempt_failed", "contact_via", "content",
        ),
        LINE,
    ),
}  # fmt: skip
#: Read through the conditions of the rows: when a line is in force, and whom it is about.
READ = {
    "SegmentLine": {"added_at", "removed_at"},
    "Contact": {"company"},
    "Interaction": {"company"},
    "ImportRow": {"outcome", "is_undone", "is_extra"},
}


def asked():
    """Return the columns that criteria read, by model."""
    found = {name: set(columns) for name, columns in READ.items()}
    for source in sources.values():
        for criterion in source.criteria.values():
            rows = source.rows if criterion.rows is None else criterion.rows
            columns = found.setdefault(rows.model.__name__, set())
            columns.add(criterion.path.split("__")[0])
            link = criterion.link or source.link
            columns.update(link.columns if link else ())
    return found


def models():
    ours = ("contacts", "campaigns", "interactions", "segments")
    return [model for app in ours for model in apps.get_app_config(app).get_models()]


@pytest.mark.parametrize("model", models(), ids=lambda model: model.__name__)
def test_every_column_is_a_criterion_or_said_why_not(model):
    name, columns = model.__name__, {field.name for field in model._meta.local_fields} - {"id"}
    read, explained = asked().get(name, set()), set(COLUMNS.get(name, ()))

    if name in MODELS:
        assert not read and not explained, "explained, but criteria read it"
        return
    assert columns <= read | explained, f"{name}: declare it in segments_app/criteria/fields/"
    assert not read & explained, "explained, but a criterion"
    assert explained <= columns, "explained, but gone"


def test_no_model_is_explained_that_is_gone():
    assert {*MODELS, *COLUMNS} <= {model.__name__ for model in models()}
