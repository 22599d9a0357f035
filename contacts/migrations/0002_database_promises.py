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
        OnPostgres(
            "CREATE EXTENSION IF NOT EXISTS pg_trgm", "DROP EXTENSION IF EXISTS pg_trgm"
        ),
        # Search: ten milliseconds instead of a second at a million contacts.
        OnPostgres(
            "CREATE INDEX contact_search ON contacts_contact USING gin (search_text gin_trgm_ops)",
            "DROP INDEX IF EXISTS contact_search",
        ),
    ]
