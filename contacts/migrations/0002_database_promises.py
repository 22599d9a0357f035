"""What the database promises about contacts beyond constraints of one row."""

from django.db import migrations

from segments_app.common.database import OnPostgres, RowRule

COMPANY_ONLY = (
    "NOT EXISTS (SELECT 1 FROM contacts_contact c WHERE c.id = {row}.contact_id "
    "AND c.type = 'company')"
)
PERSON_ONLY = COMPANY_ONLY.replace("'company'", "'person'")


class Migration(migrations.Migration):
    dependencies = [("contacts", "0001_initial")]

    operations = [
        RowRule(
            "contact_company_is_company",
            "contacts_contact",
            refused="{row}.company_id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM contacts_contact c "
            "WHERE c.id = {row}.company_id AND c.type = 'company')",
            message="the company of a person must be a company",
            update_of=["company_id"],
        ),
        RowRule(
            "contact_with_persons_is_company",
            "contacts_contact",
            refused="{row}.type = 'person' AND EXISTS (SELECT 1 FROM contacts_contact p "
            "WHERE p.company_id = {row}.id)",
            message="a company with persons stays a company",
            update_of=["type"],
            on_insert=False,
        ),
        RowRule(
            "contact_industry_group_company",
            "contacts_contactindustrygroup",
            refused=COMPANY_ONLY,
            message="an industry group belongs to a company",
            update_of=["contact_id"],
        ),
        RowRule(
            "contact_business_relation_company",
            "contacts_contactbusinessrelation",
            refused=COMPANY_ONLY,
            message="a business relation belongs to a company",
            update_of=["contact_id"],
        ),
        RowRule(
            "contact_job_responsibility_person",
            "contacts_contactjobresponsibility",
            refused=PERSON_ONLY,
            message="a job responsibility belongs to a person",
            update_of=["contact_id"],
        ),
        RowRule(
            "contact_answer_of_question",
            "contacts_contactanswer",
            refused="NOT EXISTS (SELECT 1 FROM contacts_answer a WHERE a.id = {row}.answer_id "
            "AND a.question_id = {row}.question_id)",
            message="an answer must be one of its question",
            update_of=["question_id", "answer_id"],
        ),
        RowRule(
            "contact_answer_single",
            "contacts_contactanswer",
            refused="EXISTS (SELECT 1 FROM contacts_contactanswer o JOIN contacts_question q "
            "ON q.id = o.question_id WHERE o.contact_id = {row}.contact_id "
            "AND o.question_id = {row}.question_id AND o.id <> {row}.id AND NOT q.is_multiple)",
            message="this question takes one answer",
            update_of=["contact_id", "question_id", "answer_id"],
        ),
        RowRule(
            "contact_answer_no_minor",
            "contacts_contactanswer",
            refused="EXISTS (SELECT 1 FROM contacts_contact c WHERE c.id = {row}.contact_id "
            "AND c.is_minor)",
            message="minors cannot be profiled",
            update_of=["contact_id"],
        ),
        RowRule(
            "address_range_of_contact",
            "contacts_addressdaterange",
            refused="NOT EXISTS (SELECT 1 FROM contacts_alternativeaddress a "
            "WHERE a.id = {row}.alternative_address_id AND a.contact_id = {row}.contact_id)",
            message="a period belongs to an address of the same contact",
            update_of=["contact_id", "alternative_address_id"],
        ),
        # The same promises from the other side: what groups and answers hang on stays as it is.
        RowRule(
            "contact_with_company_rows_is_company",
            "contacts_contact",
            refused="{row}.type = 'person' AND (EXISTS (SELECT 1 FROM "
            "contacts_contactindustrygroup g WHERE g.contact_id = {row}.id) OR EXISTS (SELECT 1 "
            "FROM contacts_contactbusinessrelation b WHERE b.contact_id = {row}.id))",
            message="a contact with industry groups or business relations stays a company",
            update_of=["type"],
            on_insert=False,
        ),
        RowRule(
            "contact_with_responsibilities_is_person",
            "contacts_contact",
            refused="{row}.type = 'company' AND EXISTS (SELECT 1 FROM "
            "contacts_contactjobresponsibility j WHERE j.contact_id = {row}.id)",
            message="a contact with job responsibilities stays a person",
            update_of=["type"],
            on_insert=False,
        ),
        RowRule(
            "contact_minor_no_answers",
            "contacts_contact",
            refused="{row}.is_minor AND EXISTS (SELECT 1 FROM contacts_contactanswer a "
            "WHERE a.contact_id = {row}.id)",
            message="minors cannot be profiled",
            update_of=["is_minor"],
            on_insert=False,
        ),
        RowRule(
            "question_with_several_answers",
            "contacts_question",
            refused="NOT {row}.is_multiple AND EXISTS (SELECT 1 FROM contacts_contactanswer a "
            "JOIN contacts_contactanswer o ON o.contact_id = a.contact_id "
            "AND o.question_id = a.question_id AND o.id <> a.id WHERE a.question_id = {row}.id)",
            message="this question has contacts with several answers",
            update_of=["is_multiple"],
            on_insert=False,
        ),
        RowRule(
            "answer_stays_with_question",
            "contacts_answer",
            refused="EXISTS (SELECT 1 FROM contacts_contactanswer a "
            "WHERE a.answer_id = {row}.id AND a.question_id <> {row}.question_id)",
            message="an answer that was given stays with its question",
            update_of=["question_id"],
            on_insert=False,
        ),
        RowRule(
            "address_stays_with_contact",
            "contacts_alternativeaddress",
            refused="EXISTS (SELECT 1 FROM contacts_addressdaterange d "
            "WHERE d.alternative_address_id = {row}.id AND d.contact_id <> {row}.contact_id)",
            message="an address with periods stays with its contact",
            update_of=["contact_id"],
            on_insert=False,
        ),
        OnPostgres("CREATE EXTENSION IF NOT EXISTS pg_trgm", "DROP EXTENSION IF EXISTS pg_trgm"),
        # Search: ten milliseconds instead of a second at a million contacts.
        OnPostgres(
            "CREATE INDEX contact_search ON contacts_contact USING gin (search_text gin_trgm_ops)",
            "DROP INDEX IF EXISTS contact_search",
        ),
    ]
