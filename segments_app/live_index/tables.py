"""Which tables the change log covers, and whom a note in it is about.

A criterion that reads another table needs it here and in a migration with `LogChanges`; until
then its counts are answered by SQL. tests/segments_app/live_index/test_tables.py names it.
"""

from collections.abc import Collection
from dataclasses import dataclass

from segments_app.common.snapshots import ids_pointing

#: Tables whose rows name contacts: their notes are ids of contacts.
OF_CONTACTS = frozenset(
    {
        "campaigns_campaigntarget",
        "contacts_alternativeaddress",
        "contacts_attributevalue",
        "contacts_contact",
        "contacts_consentevent",
        "contacts_consentstate",
        "contacts_contactanswer",
        "contacts_contactbusinessrelation",
        "contacts_contactchange",
        "contacts_contactcomment",
        "contacts_contactindustrygroup",
        "contacts_contactjobresponsibility",
        "contacts_contactmailinggroup",
        "contacts_contactwebsource",
        "contacts_importrow",
        "contacts_restriction",
        "contacts_suppressedcontact",
        "contacts_uncheckedcontact",
        "interactions_delivery",
        "interactions_interaction",
        "interactions_leftout",
        "segments_segmentline",
        "segments_task",
    }
)


@dataclass(frozen=True)
class Through:
    """A table that is looked through: `column` of `rows` points at it.

    The contacts are found when a note is read, not when it is written: a writer does not see
    the rows that another has not committed yet.
    """

    rows: str
    column: str

    def contacts(self, keys: Collection[int], limit: int) -> list[int]:
        """Return the contacts behind rows of this table."""
        return ids_pointing(self.rows, self.column, keys, of="contact_id", limit=limit)


THROUGH = {
    "segments_segment": Through("segments_segmentline", "segment_id"),
    "segments_activitystep": Through("segments_task", "step_id"),
    "contacts_contactimport": Through("contacts_importrow", "contact_import_id"),
    "contacts_question": Through("contacts_contactanswer", "question_id"),
}
COVERED = OF_CONTACTS | THROUGH.keys()


def persons_of(contacts: Collection[int], limit: int) -> list[int]:
    """Return the persons whose company is one of these contacts."""
    return ids_pointing("contacts_contact", "company_id", contacts, of="id", limit=limit)
