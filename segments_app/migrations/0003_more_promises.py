"""Lines keep to their segment and to their contact's addresses; a logged segment stays."""

from django.db import migrations

from segments_app.common.database import Frozen, RowRule
from segments_app.common.promises import ParentLocked, not_blank, one_of

SEGMENT, LINE = "segments_segment", "segments_segmentline"
CHOICES = {
    "correspondence_type": ("", "letter", "email"),
    "information_flow": ("", "outbound", "inbound"),
    "initiated_by": ("", "us", "them"),
}
EVALUATIONS = ("", "very_positive", "positive", "neutral", "negative", "very_negative")
SOURCES = (
    "criteria",
    "by_hand",
    "saved_criteria",
    "logged_segment",
    "mailing_group",
    "segment",
)


class Migration(migrations.Migration):
    dependencies = [
        ("segments", "0002_database_promises"),
        ("contacts", "0003_more_promises"),
    ]

    operations = [
        not_blank(SEGMENT, "number"),
        not_blank("segments_savedcriteria", "code", "description"),
        one_of(SEGMENT, "status", ("open", "logged", "archived")),
        *(one_of(SEGMENT, column, values) for column, values in CHOICES.items()),
        *(one_of(LINE, column, values) for column, values in CHOICES.items()),
        one_of(LINE, "evaluation", EVALUATIONS),
        one_of("segments_step", "action", ("add", "remove", "keep")),
        one_of("segments_step", "source", SOURCES),
        Frozen(
            "segment_line_segment",
            LINE,
            columns=["segment_id"],
            unless_updated="1 = 0",
            unless_deleted=None,
            message="a line stays in its segment",
        ),
        RowRule(
            "segment_line_address_of_contact",
            LINE,
            refused="{row}.alternative_address_id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM "
            "contacts_alternativeaddress a WHERE a.id = {row}.alternative_address_id "
            "AND a.contact_id = {row}.contact_id)",
            message="the address belongs to another contact",
            update_of=["alternative_address_id", "contact_id"],
        ),
        RowRule(
            "address_of_segment_lines_stays",
            "contacts_alternativeaddress",
            refused="{row}.contact_id <> {old}.contact_id AND EXISTS (SELECT 1 FROM "
            "segments_segmentline l WHERE l.contact_id = {old}.contact_id "
            "AND l.alternative_address_id = {row}.id)",
            message="an address on lines of segments stays with its contact",
            update_of=["contact_id"],
            on_insert=False,
        ),
        ParentLocked(LINE, "alternative_address_id", "contacts_alternativeaddress", "SHARE"),
        Frozen(
            "logged_header",
            SEGMENT,
            columns=[
                "number",
                "description",
                "position",
                "occurred_on",
                "salesperson_id",
                "template_id",
                "default_language_id",
                "ignores_contact_correspondence",
                "correspondence_type",
                "information_flow",
                "initiated_by",
                "unit_cost",
                "unit_duration",
                "campaign_id",
                "is_target",
                "is_response",
            ],
            unless_updated="{old}.logged_segment_id IS NULL",
            unless_deleted="{old}.logged_segment_id IS NULL",
            message="a logged segment cannot be changed",
        ),
    ]
