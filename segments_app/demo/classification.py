"""Groups, relations, questionnaires and the rest that is known about the demo contacts."""

from dataclasses import dataclass
from datetime import date

from contacts.models import (
    AddressDateRange,
    AlternativeAddress,
    Answer,
    Contact,
    ContactAnswer,
    ContactBusinessRelation,
    ContactComment,
    ContactIndustryGroup,
    ContactJobResponsibility,
    ContactMailingGroup,
    ContactWebSource,
    Question,
    Questionnaire,
)
from contacts.models.profiles import Priority

from .company import Company, Firm, keep

#: Code: description, for companies or persons, only with a business relation, questions.
#: A question: whether it takes several answers, and each answer with its share in percent.
QUESTIONNAIRES = {
    "COMPANY": ("About the company", "company", "", {
        "How many people work there?": (False, {
            "Up to 9": 30, "10 to 49": 32, "50 to 249": 24, "250 or more": 14,
        }),
        "How many places of business?": (False, {"One": 55, "Two to five": 32, "More": 13}),
        "Where do they sell?": (True, {
            "In their region": 55, "In their country": 50, "In Europe": 35, "Overseas": 12,
        }),
    }),
    "CUSTOMER": ("What the customer buys", "company", "CUST", {
        "Which ranges are they interested in?": (True, {
            "Desks and chairs": 60, "Lighting": 45, "Meeting rooms": 35, "Acoustics": 25,
            "Outdoor": 15, "Service and repair": 30,
        }),
        "How often do they order?": (False, {
            "Every month": 15, "Every quarter": 30, "Once a year": 40, "Less often": 15,
        }),
        "How content are they?": (False, {
            "Very content": 35, "Content": 45, "Not quite content": 15, "Not content": 5,
        }),
    }),
    "PERSON": ("About the person", "person", "", {
        "What do they like to read about?": (True, {
            "New products": 55, "Ergonomics": 35, "Sustainability": 40, "Prices and offers": 45,
            "Case studies": 20,
        }),
        "When are they best reached?": (False, {
            "In the morning": 45, "At noon": 15, "In the afternoon": 40,
        }),
        "What do they decide?": (False, {
            "Decides alone": 20, "Recommends": 45, "Is asked": 25, "Does not decide": 10,
        }),
        "What do they do in their free time?": (True, {
            "Golf": 12, "Sailing": 10, "Cycling": 30, "Music": 28, "Cooking": 25,
        }),
    }),
}  # fmt: skip
ANSWERED = {"COMPANY": 62, "CUSTOMER": 55, "PERSON": 40}
COMMENTS = (
    "Prefers to be rung before a visit.",
    "Has moved to a larger office; asks for a new plan of the rooms.",
    "Pays promptly. Wants one invoice a month.",
    "Met at the fair; interested in adjustable desks.",
    "Asks for samples before every order.",
    "The reception closes at four on Fridays.",
    "Wants catalogues in English as well.",
    "A competitor has offered them a framework contract.",
)
MAILING_SHARES = {
    "XMAS-CARD": 22.0, "XMAS-GIFT": 4.0, "NEWSLETTER": 38.0, "CATALOGUE": 17.0, "EVENTS": 12.0,
}  # fmt: skip


@dataclass(frozen=True)
class Asked:
    """A question, its answers, and the share of each answer by its place in them."""

    question: Question
    answers: list[Answer]
    shares: dict[int, float]


def classify(company: Company) -> None:
    """Give the contacts their groups, relations, responsibilities, answers and notes."""
    join_groups(company)
    relate(company)
    answer(company, make_questionnaires(company))
    add_addresses(company)
    comment(company)


def join_groups(company: Company) -> None:
    industries, members, sources = [], [], []
    for firm in company.firms:
        also = ["DESIGN"] if company.chance(6) else []
        industries += [
            ContactIndustryGroup(contact=firm.contact, industry_group=company.industry_groups[code])
            for code in (firm.industry, *also)
        ]
        if company.chance(25):
            sources.append(
                ContactWebSource(
                    contact=firm.contact,
                    web_source=company.web_sources["REGISTER"],
                    search_word=firm.contact.name[:100],
                )
            )
        if firm.industry == "PRESS":
            members.append(in_group(company, firm.contact, "PRESS"))
    for contact in company.contacts:
        members += [in_group(company, contact, code) for code in company.some(MAILING_SHARES)]
    responsibilities = [
        ContactJobResponsibility(
            contact=person.contact,
            job_responsibility=company.responsibilities[person.responsibility],
        )
        for person in company.persons
        if person.responsibility
    ]
    keep(industries, ContactIndustryGroup)
    keep(members, ContactMailingGroup)
    keep(responsibilities, ContactJobResponsibility)
    keep(sources, ContactWebSource)


def in_group(company: Company, contact: Contact, code: str) -> ContactMailingGroup:
    return ContactMailingGroup(contact=contact, mailing_group=company.mailing_groups[code])


def relate(company: Company) -> None:
    """Write the business relations; customers and vendors have a number in the books."""
    links = {
        "CUST": (ContactBusinessRelation.LinkedTo.CUSTOMER, "1", 70),
        "VEND": (ContactBusinessRelation.LinkedTo.VENDOR, "7", 90),
        "BANK": (ContactBusinessRelation.LinkedTo.BANK_ACCOUNT, "9", 90),
    }
    rows = []
    for position, firm in enumerate(company.firms):
        if not firm.relation:
            continue
        row = ContactBusinessRelation(
            contact=firm.contact, business_relation=company.relations[firm.relation]
        )
        if firm.relation in links:
            table, first_digit, percent = links[firm.relation]
            if company.chance(percent):
                row.linked_to, row.linked_number = table, f"{first_digit}{position + 1:05d}"
        rows.append(row)
    keep(rows, ContactBusinessRelation)


def make_questionnaires(company: Company) -> dict[str, list[Asked]]:
    """Write the questionnaires; return each with its questions and the shares of answers."""
    found: dict[str, list[Asked]] = {}
    answers = []
    for code, (description, contact_type, relation, questions) in QUESTIONNAIRES.items():
        questionnaire = Questionnaire.objects.create(
            code=code,
            description=description,
            contact_type=contact_type,
            business_relation=company.relations.get(relation),
        )
        rows = [
            Question(questionnaire=questionnaire, position=position, text=text, is_multiple=many)
            for position, (text, (many, _shares)) in enumerate(questions.items(), 1)
        ]
        keep(rows, Question)
        found[code] = []
        for row in rows:
            shares = questions[row.text][1]
            theirs = [
                Answer(
                    question=row,
                    position=position,
                    text=text,
                    priority=Priority.HIGH if share >= 50 else Priority.NORMAL,
                )
                for position, (text, share) in enumerate(shares.items(), 1)
            ]
            answers += theirs
            found[code].append(Asked(row, theirs, dict(enumerate(shares.values()))))
    keep(answers, Answer)
    return found


def answer(company: Company, questionnaires: dict[str, list[Asked]]) -> None:
    rows: list[ContactAnswer] = []
    for firm in company.firms:
        for code in ("COMPANY", *(["CUSTOMER"] if firm.relation == "CUST" else [])):
            if company.chance(ANSWERED[code]):
                rows += answers_of(company, firm.contact, questionnaires[code])
    for person in company.persons:
        if not person.contact.is_minor and company.chance(ANSWERED["PERSON"]):
            rows += answers_of(company, person.contact, questionnaires["PERSON"])
    keep(rows, ContactAnswer)


def answers_of(company: Company, contact: Contact, questions: list[Asked]) -> list[ContactAnswer]:
    answered_at = contact.created_at + (company.now - contact.created_at) * company.rng.random()
    rows = []
    for asked in questions:
        if company.chance(18):  # not everybody answers everything
            continue
        is_multiple = asked.question.is_multiple
        given = company.some(asked.shares) if is_multiple else [company.one(asked.shares)]
        rows += [
            ContactAnswer(
                contact=contact,
                question=asked.question,
                answer=asked.answers[position],
                answered_at=answered_at,
            )
            for position in given
        ]
    return rows


def add_addresses(company: Company) -> None:
    """Give some companies a second address, and some of these a period in which it holds."""
    firms = [firm for firm in company.firms if company.chance(4)]
    addresses = [warehouse(company, firm) for firm in firms]
    keep(addresses, AlternativeAddress)
    ranges = []
    for address in addresses:
        if company.chance(60):
            year = company.today.year
            ranges.append(
                AddressDateRange(
                    contact=address.contact,
                    alternative_address=address,
                    starts_on=date(year, 6, 1),
                    ends_on=date(year, 8, 31) if company.chance(70) else None,
                )
            )
    keep(ranges, AddressDateRange)


def warehouse(company: Company, firm: Firm) -> AlternativeAddress:
    city = company.rng.choice(firm.country.cities)
    street = company.rng.choice(firm.country.streets)
    number = company.rng.randrange(1, 90)
    return AlternativeAddress(
        contact=firm.contact,
        code=company.rng.choice(("SUMMER", "WAREHOUSE", "FAIR")),
        company_name=firm.contact.name[:100],
        address=firm.country.address.format(street=street, number=number),
        postcode=company.drawn(city.postcode),
        city=city.name,
        county=city.county,
        country=firm.country.code,
        phone=company.drawn(firm.country.phone),
    )


def comment(company: Company) -> None:
    writers = [company.users["marketer"], company.users["admin"], company.users["viewer"]]
    rows = []
    for contact in company.contacts:
        if company.chance(7):
            written = company.now - (company.now - contact.created_at) * company.rng.random()
            rows.append(
                ContactComment(
                    contact=contact,
                    commented_on=written.date(),
                    text=company.rng.choice(COMMENTS),
                    created_by=company.rng.choice(writers),
                    created_at=written,
                )
            )
    keep(rows, ContactComment)
