"""What hangs on contacts: groups, relations, responsibilities, web sources, addresses."""

from django.utils.translation import gettext as _

from contacts.models import (
    AlternativeAddress,
    BusinessRelation,
    ContactBusinessRelation,
    ContactIndustryGroup,
    ContactJobResponsibility,
    ContactMailingGroup,
    ContactWebSource,
    IndustryGroup,
    JobResponsibility,
    MailingGroup,
    WebSource,
)

from .columns import Refused, Run, code_of, column, country
from .loading import Table, Values
from .reading import Row
from .tables import CODE, CONTACT


def company_only(values: Values, row: Row, run: Run) -> None:
    if not run.is_company(values["contact_id"]):
        raise Refused(_("This belongs to companies, and the contact is a person."))


def person_only(values: Values, row: Row, run: Run) -> None:
    if run.is_company(values["contact_id"]):
        raise Refused(_("This belongs to persons, and the contact is a company."))


CLASSIFICATION = (
    Table(
        ("ContactIndustryGroup",),
        ContactIndustryGroup,
        ("contact_id", "industry_group_id"),
        (
            CONTACT,
            column(
                "industry_group_id",
                "Industry Group Code",
                read=code_of(IndustryGroup, required=True),
                required=True,
            ),
        ),
        complete=company_only,
    ),
    Table(
        ("ContactBusinessRel", "ContactBusinessRelation"),
        ContactBusinessRelation,
        ("contact_id", "business_relation_id"),
        (
            CONTACT,
            column(
                "business_relation_id",
                "Business Relation Code",
                read=code_of(BusinessRelation, required=True),
                required=True,
            ),
        ),
        complete=company_only,
    ),
    Table(
        ("ContactJobResponsib", "ContactJobResponsibility"),
        ContactJobResponsibility,
        ("contact_id", "job_responsibility_id"),
        (
            CONTACT,
            column(
                "job_responsibility_id",
                "Job Responsibility Code",
                read=code_of(JobResponsibility, required=True),
                required=True,
            ),
        ),
        complete=person_only,
    ),
    Table(
        ("ContactMailingGroup",),
        ContactMailingGroup,
        ("contact_id", "mailing_group_id"),
        (
            CONTACT,
            column(
                "mailing_group_id",
                "Mailing Group Code",
                read=code_of(MailingGroup, required=True),
                required=True,
            ),
        ),
    ),
    Table(
        ("ContactWebSource",),
        ContactWebSource,
        ("contact_id", "web_source_id"),
        (
            CONTACT,
            column(
                "web_source_id",
                "Web Source Code",
                read=code_of(WebSource, required=True),
                required=True,
            ),
            column("search_word", "Search Word"),
        ),
    ),
    Table(
        ("ContactAltAddr", "ContactAltAddress"),
        AlternativeAddress,
        ("contact_id", "code"),
        (
            CONTACT,
            CODE,
            column("company_name", "Name", "Company Name"),
            column("address", "Address"),
            column("address_2", "Address 2"),
            column("city", "City"),
            column("postcode", "Post Code"),
            column("county", "County"),
            column("country", "Country/Region Code", "Country Code", read=country),
            column("phone", "Phone No."),
            column("mobile_phone", "Mobile Phone No."),
            column("email", "E-Mail"),
        ),
    ),
)
