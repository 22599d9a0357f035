"""Nothing is named by blanks, no unknown choices, and rules that two at once cannot break."""

from django.db import migrations

from segments_app.common.promises import ParentLocked, is_blank, not_blank, one_of

CODES = (
    "alternativeaddress",
    "businessrelation",
    "industrygroup",
    "jobresponsibility",
    "language",
    "mailinggroup",
    "numberseries",
    "organizationallevel",
    "questionnaire",
    "salesperson",
    "salutation",
    "team",
    "territory",
    "websource",
)
CONTACT, ADDRESS = "contacts_contact", "contacts_alternativeaddress"
ANSWER, QUESTION = "contacts_answer", "contacts_question"


class Migration(migrations.Migration):
    dependencies = [("contacts", "0002_database_promises")]

    operations = [
        migrations.RunSQL(
            f"UPDATE contacts_contact SET name = number WHERE {is_blank('name')}",  # noqa: S608
            migrations.RunSQL.noop,
        ),
        not_blank(CONTACT, "number", "name"),
        *(not_blank(f"contacts_{table}", "code") for table in CODES),
        not_blank("contacts_postcode", "code", "city"),
        not_blank("contacts_salesperson", "name", or_empty=True),
        not_blank("contacts_language", "name", or_empty=True),
        not_blank("contacts_question", "text"),
        not_blank("contacts_answer", "text"),
        not_blank("contacts_salutationformula", "pattern"),
        not_blank("contacts_contactcomment", "text"),
        one_of(CONTACT, "correspondence_type", ("", "letter", "email")),
        one_of("contacts_salutationformula", "formality", ("formal", "informal")),
        one_of("contacts_questionnaire", "contact_type", ("", "company", "person")),
        one_of("contacts_questionnaire", "priority", range(5)),
        one_of("contacts_answer", "priority", range(5)),
        one_of(
            "contacts_contactbusinessrelation",
            "linked_to",
            ("", "customer", "vendor", "bank_account", "employee"),
        ),
        # A contact's answers one after the other: the rule of single answers looks at the others.
        ParentLocked("contacts_contactanswer", "contact_id", CONTACT, "NO KEY UPDATE"),
        ParentLocked("contacts_contactanswer", "question_id", QUESTION, "SHARE"),
        ParentLocked("contacts_contactanswer", "answer_id", ANSWER, "SHARE"),
        # A contact that is about to become a person, or a company, is waited for.
        ParentLocked(CONTACT, "company_id", CONTACT, "SHARE"),
        ParentLocked("contacts_contactindustrygroup", "contact_id", CONTACT, "SHARE"),
        ParentLocked("contacts_contactbusinessrelation", "contact_id", CONTACT, "SHARE"),
        ParentLocked("contacts_contactjobresponsibility", "contact_id", CONTACT, "SHARE"),
        ParentLocked("contacts_addressdaterange", "alternative_address_id", ADDRESS, "SHARE"),
    ]
