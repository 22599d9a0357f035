"""The tables of the reference product that are rows of one table of ours, one for one."""

from django.conf.locale import LANG_INFO
from django.utils.translation import gettext as _

from campaigns.models import Campaign, CampaignEntry, CampaignStatus
from contacts.models import (
    BusinessRelation,
    IndustryGroup,
    JobResponsibility,
    Language,
    MailingGroup,
    OrganizationalLevel,
    PostCode,
    Questionnaire,
    Salesperson,
    Salutation,
    SalutationFormula,
    Team,
    Territory,
    WebSource,
)
from contacts.models.salutations import NamePart
from interactions.models import InteractionGroup, InteractionTemplate, TemplateContent
from segments_app.common.models import CodeTable
from segments_app.common.text import normalise

from .columns import (
    Refused,
    Run,
    amount,
    code_of,
    column,
    contact,
    country,
    day,
    language,
    number,
    option,
    priority,
    text,
    yes_no,
)
from .languages import our_code
from .loading import Table, Values
from .reading import Row

CODE = column("code", "Code", read=text(upper=True), required=True)
DESCRIPTION = column("description", "Description", "Name")
CORRESPONDENCE = option("", "letter", "email", "", hardcopy="letter", fax="")
FLOW = option("", "outbound", "inbound")
INITIATED_BY = option("", "us", "them")
NAME_PART = option(
    "",
    *(NamePart.JOB_TITLE, NamePart.FIRST_NAME, NamePart.MIDDLE_NAME, NamePart.SURNAME),
    *(NamePart.INITIALS, NamePart.COMPANY_NAME),
    jobtitle=NamePart.JOB_TITLE,
    firstname=NamePart.FIRST_NAME,
    middlename=NamePart.MIDDLE_NAME,
    companyname=NamePart.COMPANY_NAME,
)


def codes(model: type[CodeTable], *names: str) -> Table:
    """A table of codes and descriptions."""
    return Table(names, model, ("code",), (CODE, DESCRIPTION))


def complete_language(values: Values, row: Row, run: Run) -> None:
    code = our_code(values["code"])
    if code is None:
        message = _("The language “%(code)s” has no counterpart here.")
        raise Refused(message % {"code": values["code"]})
    values["code"] = code
    native = LANG_INFO.get(code, {}).get("name_local", values.get("name", "") or code)
    values["name"] = native[:1].upper() + native[1:]


def complete_place(values: Values, row: Row, run: Run) -> None:
    """A post code may begin with its country: DE-80807."""
    prefix, dash, _rest = values["code"].partition("-")
    if not values.get("country") and dash and len(prefix) == 2:
        values["country"] = country(prefix, run)
    values.setdefault("country", "")
    values.setdefault("county", "")


def keep_places(run: Run) -> None:
    """Remember city and county of each post code that has only one."""
    run.places.clear()
    doubtful = set()
    for code, city, county in PostCode.objects.values_list("code", "city", "county"):
        if code in run.places and run.places[code] != (city, county):
            doubtful.add(code)
        run.places[code] = (city, county)
    for code in doubtful:
        del run.places[code]


def complete_formula(values: Values, row: Row, run: Run) -> None:
    values.setdefault("language_id", None)


def complete_campaign(values: Values, row: Row, run: Run) -> None:
    starts_on, ends_on = values.get("starts_on"), values.get("ends_on")
    if starts_on and ends_on and ends_on < starts_on:
        raise Refused(_("The campaign ends before it begins."))
    values["search_text"] = normalise(f"{values['number']} {values['description']}")[:200]


CONTACT = column("contact_id", "Contact No.", read=contact, required=True)
SALESPERSON = column(
    "salesperson_id", "Salesperson Code", "Salesperson/Purchaser Code", read=code_of(Salesperson)
)
LANGUAGE = Table(
    ("Language",),
    Language,
    ("code",),
    (CODE, column("name", "Name")),
    complete=complete_language,
    repeats=True,
    keeps=("name",),
)

SETUP = (
    LANGUAGE,
    codes(Territory, "Territory"),
    codes(BusinessRelation, "BusinessRelation"),
    codes(IndustryGroup, "IndustryGroup"),
    codes(JobResponsibility, "JobResponsibility"),
    codes(MailingGroup, "MailingGroup"),
    codes(OrganizationalLevel, "OrganizationalLevel"),
    codes(Team, "Team"),
    codes(Salutation, "Salutation", "Salutations"),
    codes(CampaignStatus, "CampaignStatus"),
    codes(InteractionGroup, "InteractionGroup"),
    Table(
        ("WebSource",),
        WebSource,
        ("code",),
        (CODE, DESCRIPTION, column("url", "URL", required=True)),
    ),
    Table(
        ("PostCode",),
        PostCode,
        ("country", "code", "city"),
        (
            CODE,
            column("city", "City", required=True),
            column("county", "County"),
            column("country", "Country/Region Code", "Country Code", read=country),
        ),
        complete=complete_place,
        after=keep_places,
    ),
    Table(
        ("SalespersonPurchaser", "Salesperson"),
        Salesperson,
        ("code",),
        (
            CODE,
            column("name", "Name", required=True),
            column("commission_percent", "Commission %", "Commission Percentage", read=amount),
            column("email", "E-Mail", "E-mail Address"),
            column("phone", "Phone No."),
            column("job_title", "Job Title"),
            column("is_blocked", "Blocked", read=yes_no),
            column("is_privacy_blocked", "Privacy Blocked", read=yes_no),
        ),
    ),
    Table(
        ("TeamSalesperson",),
        Team.members.through,
        ("team_id", "salesperson_id"),
        (
            column("team_id", "Team Code", read=code_of(Team, required=True), required=True),
            column(
                "salesperson_id",
                "Salesperson Code",
                read=code_of(Salesperson, required=True),
                required=True,
            ),
        ),
    ),
    Table(
        ("SalutationFormula",),
        SalutationFormula,
        ("salutation_id", "language_id", "formality"),
        (
            column(
                "salutation_id",
                "Salutation Code",
                read=code_of(Salutation, required=True),
                required=True,
            ),
            column("language_id", "Language Code", read=language),
            column("formality", "Salutation Type", read=option("formal", "informal")),
            column("pattern", "Salutation", required=True),
            *(column(f"part_{n}", f"Name {n}", read=NAME_PART) for n in range(1, 6)),
        ),
        complete=complete_formula,
    ),
)

CAMPAIGNS = (
    Table(
        ("Campaign",),
        Campaign,
        ("number",),
        (
            column("number", "No.", read=text(upper=True), required=True),
            column("description", "Description", required=True),
            column("starts_on", "Starting Date", read=day),
            column("ends_on", "Ending Date", read=day),
            column("status_id", "Status Code", read=code_of(CampaignStatus)),
            SALESPERSON,
        ),
        complete=complete_campaign,
    ),
    Table(
        ("InteractionTemplate",),
        InteractionTemplate,
        ("code",),
        (
            CODE,
            DESCRIPTION,
            column("group_id", "Interaction Group Code", read=code_of(InteractionGroup)),
            column("unit_cost", "Unit Cost (LCY)", "Unit Cost", read=amount),
            column("unit_duration", "Unit Duration (Min.)", "Unit Duration", read=number),
            column("information_flow", "Information Flow", read=FLOW),
            column("initiated_by", "Initiated By", read=INITIATED_BY),
            column("default_language_id", "Language Code (Default)", read=language),
            column(
                "correspondence_type",
                "Correspondence Type (Default)",
                "Corresp. Type (Default)",
                read=CORRESPONDENCE,
            ),
            column(
                "ignores_contact_correspondence",
                "Ignore Contact Corres. Type",
                "Ignore Contact Corresp. Type",
                read=yes_no,
            ),
        ),
    ),
    Table(
        ("InteractionTmplLanguage", "InteractionTemplateLanguage"),
        TemplateContent,
        ("template_id", "language_id"),
        (
            column(
                "template_id",
                "Interaction Template Code",
                read=code_of(InteractionTemplate, required=True),
                required=True,
            ),
            column("language_id", "Language Code", read=language, required=True),
        ),
    ),
)


def complete_entry(values: Values, row: Row, run: Run) -> None:
    if values.pop("is_canceled", False):
        raise Refused(_("A cancelled entry counts nothing and is not brought over."))


CAMPAIGN_ENTRIES = Table(
    ("CampaignEntry",),
    CampaignEntry,
    ("campaign_id", "segment_number"),
    (
        column(
            "campaign_id",
            "Campaign No.",
            read=code_of(Campaign, required=True, by="number"),
            required=True,
        ),
        column("segment_number", "Segment No.", read=text(upper=True)),
        column("description", "Description"),
        column("occurred_on", "Date", read=day, required=True),
        column("is_canceled", "Canceled", read=yes_no),
        SALESPERSON,
    ),
    complete=complete_entry,
)
QUESTIONNAIRES = Table(
    ("ProfileQuestHeader", "ProfileQuestionnaireHeader"),
    Questionnaire,
    ("code",),
    (
        CODE,
        DESCRIPTION,
        column(
            "contact_type",
            "Contact Type",
            read=option("", "company", "person", companies="company", people="person"),
        ),
        column("business_relation_id", "Business Relation Code", read=code_of(BusinessRelation)),
        column("priority", "Priority", read=priority),
    ),
)
