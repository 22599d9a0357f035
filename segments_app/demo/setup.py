"""The small tables of the demo company, and who works there."""

from django.contrib.auth.models import Group, User

from contacts.models import (
    BusinessRelation,
    IndustryGroup,
    JobResponsibility,
    Language,
    MailingGroup,
    MarketingSetup,
    OrganizationalLevel,
    Salesperson,
    Salutation,
    SalutationFormula,
    Team,
    Territory,
    WebSource,
)
from contacts.models.salutations import NamePart
from segments_app.common.models import CorrespondenceType

from . import LOGINS, PASSWORD
from .company import Company, code_table, keep

#: Code, name, job title, territories looked after, user.
SALESPERSONS = (
    ("VL", "Vera Lindqvist", "Sales Assistant", ("SE-NORR",), "viewer"),
    ("AM", "Anna Moretti", "Marketing Manager", ("IT-NORD",), "marketer"),
    ("JB", "Jonas Becker", "Head of Sales", ("DE-NORD",), "admin"),
    ("KH", "Karl Hoffmann", "Account Manager", ("DE-WEST", "AT"), ""),
    ("SB", "Sabine Brandl", "Account Manager", ("DE-SÜD",), ""),
    ("EN", "Erik Nyström", "Account Manager", ("SE-SYD",), ""),
    ("GR", "Giulia Romano", "Account Manager", ("IT-SUD",), ""),
    ("WV", "Willem de Vries", "Account Manager", ("NL",), ""),
    ("LD", "Lotte Dewinter", "Account Manager", ("BE",), ""),
    ("MK", "Mette Kragh", "Account Manager", ("DK",), ""),
    ("CB", "Claire Bonnet", "Account Manager", ("FR",), ""),
    ("TH", "Tom Hartley", "Account Manager", ("GB", "PL"), ""),
)
TEAMS = {
    "NORTH": ("Sales North", ("JB", "EN", "MK", "VL")),
    "SOUTH": ("Sales South", ("SB", "GR", "CB", "KH")),
    "WEST": ("Sales West", ("WV", "LD", "TH")),
    "MARKETING": ("Marketing", ("AM", "VL")),
}
TERRITORIES = {
    "DE-NORD": "Germany, north", "DE-WEST": "Germany, west", "DE-SÜD": "Germany, south and east",
    "SE-SYD": "Sweden, south", "SE-NORR": "Sweden, centre and north", "IT-NORD": "Italy, north",
    "IT-SUD": "Italy, centre and south", "NL": "Netherlands", "BE": "Belgium", "DK": "Denmark",
    "FR": "France", "PL": "Poland", "GB": "United Kingdom", "AT": "Austria",
}  # fmt: skip
INDUSTRY_GROUPS = {
    "RETAIL": "Retail", "WHOLESALE": "Wholesale", "MANUFACT": "Manufacturing",
    "LOGISTICS": "Transport and logistics", "HOTEL": "Hotels and restaurants",
    "HEALTH": "Health care", "IT": "Information technology", "LEGAL": "Lawyers and accountants",
    "PUBLIC": "Public bodies and education", "PRESS": "Press, radio and television",
    "DESIGN": "Architects and interior designers",
}  # fmt: skip
MAILING_GROUPS = {
    "XMAS-CARD": "Christmas card", "XMAS-GIFT": "Christmas gift", "NEWSLETTER": "Newsletter",
    "CATALOGUE": "Printed catalogue", "EVENTS": "Invitations to events", "PRESS": "Press releases",
}  # fmt: skip
RELATIONS = {
    "CUST": "Customer", "PROS": "Prospective customer", "VEND": "Vendor", "BANK": "Bank",
    "PRESS": "Press and media", "PARTNER": "Partner", "COMP": "Competitor",
}  # fmt: skip
RESPONSIBILITIES = {
    "PURCHASE": "Purchasing", "SALES": "Sales", "MARKETING": "Marketing", "FINANCE": "Finance",
    "FACILITY": "Buildings and rooms", "IT": "Information technology",
}  # fmt: skip
LEVELS = {
    "CEO": "Chief executive", "DIRECTOR": "Director", "MANAGER": "Manager", "STAFF": "Staff",
    "ASSIST": "Assistant",
}  # fmt: skip
SALUTATIONS = {"COMPANY": "Company", "F": "Woman", "M": "Man", "UNISEX": "Person, not known"}
WEB_SOURCES = {
    "NEWS": ("News", "https://news.example/search?q=%1"),
    "REGISTER": ("Company register", "https://register.example/company/%1"),
    "MAP": ("Map", "https://map.example/?where=%1"),
}

S, F, C = NamePart.SURNAME, NamePart.FIRST_NAME, NamePart.COMPANY_NAME
#: Language ("" for all others): salutation: the formal and the informal pattern with its parts.
FORMULAS = {
    "": {
        "COMPANY": (("Dear Sir or Madam,",), ("Dear colleagues at %1,", C)),
        "F": (("Dear Ms %1,", S), ("Dear %1,", F)),
        "M": (("Dear Mr %1,", S), ("Dear %1,", F)),
        "UNISEX": (("Dear %1 %2,", F, S), ("Hello %1,", F)),
    },
    "en": {
        "COMPANY": (("Dear Sir or Madam,",), ("Dear colleagues at %1,", C)),
        "F": (("Dear Ms %1,", S), ("Dear %1,", F)),
        "M": (("Dear Mr %1,", S), ("Dear %1,", F)),
        "UNISEX": (("Dear %1 %2,", F, S), ("Hello %1,", F)),
    },
    "de": {
        "COMPANY": (("Sehr geehrte Damen und Herren,",), ("Liebes Team von %1,", C)),
        "F": (("Sehr geehrte Frau %1,", S), ("Liebe %1,", F)),
        "M": (("Sehr geehrter Herr %1,", S), ("Lieber %1,", F)),
        "UNISEX": (("Guten Tag %1 %2,", F, S), ("Hallo %1,", F)),
    },
    "sv": {
        "COMPANY": (("Till er på %1,", C), ("Hej alla på %1,", C)),
        "F": (("Bästa %1 %2,", F, S), ("Hej %1,", F)),
        "M": (("Bäste %1 %2,", F, S), ("Hej %1,", F)),
        "UNISEX": (("Hej %1 %2,", F, S), ("Hej %1,", F)),
    },
    "it": {
        "COMPANY": (("Spettabile %1,", C), ("Cari amici di %1,", C)),
        "F": (("Gentile Signora %1,", S), ("Cara %1,", F)),
        "M": (("Egregio Signor %1,", S), ("Caro %1,", F)),
        "UNISEX": (("Gentile %1 %2,", F, S), ("Ciao %1,", F)),
    },
    "nl": {
        "COMPANY": (("Geachte heer, mevrouw,",), ("Beste mensen van %1,", C)),
        "F": (("Geachte mevrouw %1,", S), ("Beste %1,", F)),
        "M": (("Geachte heer %1,", S), ("Beste %1,", F)),
        "UNISEX": (("Beste %1 %2,", F, S), ("Hallo %1,", F)),
    },
    "da": {
        "COMPANY": (("Til %1,", C), ("Kære alle hos %1,", C)),
        "F": (("Kære fru %1,", S), ("Kære %1,", F)),
        "M": (("Kære hr. %1,", S), ("Kære %1,", F)),
        "UNISEX": (("Kære %1 %2,", F, S), ("Hej %1,", F)),
    },
}


def make_users(company: Company) -> None:
    """Make the accounts that everybody knows, each in its group."""
    groups = {group.name: group for group in Group.objects.all()}
    for login in LOGINS:
        user = User.objects.create_user(
            login.username,
            login.email,
            PASSWORD,
            first_name=login.first_name,
            last_name=login.last_name,
            is_staff=login.role == "Administrator",
        )
        user.groups.add(groups[login.role])
        company.users[login.username] = user


def make_tables(company: Company) -> None:
    """Fill the tables of codes, salutations and web sources."""
    company.languages = {row.code: row for row in Language.objects.all()}
    company.territories = code_table(Territory, TERRITORIES)
    company.industry_groups = code_table(IndustryGroup, INDUSTRY_GROUPS)
    company.mailing_groups = code_table(MailingGroup, MAILING_GROUPS)
    company.relations = code_table(BusinessRelation, RELATIONS)
    company.responsibilities = code_table(JobResponsibility, RESPONSIBILITIES)
    company.levels = code_table(OrganizationalLevel, LEVELS, rank=range(1, len(LEVELS) + 1))
    company.salutations = code_table(Salutation, SALUTATIONS)
    sources = [
        WebSource(code=code, description=text, url=url) for code, (text, url) in WEB_SOURCES.items()
    ]
    keep(sources, WebSource)
    company.web_sources = {row.code: row for row in sources}
    make_formulas(company)


def make_formulas(company: Company) -> None:
    rows = []
    for language, by_salutation in FORMULAS.items():
        for salutation, patterns in by_salutation.items():
            for formality, (pattern, *parts) in zip(("formal", "informal"), patterns, strict=True):
                named = {f"part_{number}": part for number, part in enumerate(parts, 1)}
                rows.append(
                    SalutationFormula(
                        salutation=company.salutations[salutation],
                        language=company.languages[language] if language else None,
                        formality=formality,
                        pattern=pattern,
                        **named,
                    )
                )
    keep(rows, SalutationFormula)


def make_salespersons(company: Company) -> None:
    """Make our own people and their teams; one of them has left and is blocked."""
    rows = [
        Salesperson(
            code=code,
            name=name,
            job_title=title,
            email=f"{name.split()[0].lower()}@example.com",
            phone=company.drawn("+49 30 23125 ###"),
            commission_percent=company.rng.choice((0, 2, 3, 5)),
            user=company.users.get(user),
        )
        for code, name, title, _territories, user in SALESPERSONS
    ]
    rows.append(Salesperson(code="PS", name="Peter Sommer", is_blocked=True))
    keep(rows, Salesperson)
    company.salespersons = {row.code: row for row in rows}
    for code, (description, members) in TEAMS.items():
        team = Team.objects.create(code=code, description=description)
        team.members.set([company.salespersons[member] for member in members])


def fill_setup(company: Company) -> None:
    """Set what new contacts begin with."""
    MarketingSetup.objects.filter(pk=1).update(
        default_language=company.languages["en"],
        default_correspondence_type=CorrespondenceType.EMAIL,
        company_salutation=company.salutations["COMPANY"],
        person_salutation=company.salutations["UNISEX"],
    )
