"""Makes the benchmark's data inside the database: contacts, classifications, interactions.

Every value is computed from the row's number, so a size always means the same data. Numbers
are spread by multiplying with large primes; a few contacts have most of the interactions.
"""

from datetime import date

from django.db import connection, models

from benchmarks.tables import POSTGRES, WithoutUpkeep, fill, series, spread
from campaigns.models import Campaign
from contacts.models import (
    Answer,
    Attribute,
    AttributeChoice,
    AttributeValue,
    BusinessRelation,
    Contact,
    ContactAnswer,
    ContactBusinessRelation,
    ContactIndustryGroup,
    ContactJobResponsibility,
    ContactMailingGroup,
    IndustryGroup,
    JobResponsibility,
    Language,
    MailingGroup,
    Question,
    Questionnaire,
    Salesperson,
    Territory,
)
from interactions.models import Interaction, InteractionGroup, InteractionTemplate

TODAY = date(2026, 11, 1)
ATTRIBUTES = {"score": "number", "vegan": "yes_no", "size": "choice", "likes": "choices"}
COUNTRIES = ["DE", "SE", "IT", "NL", "BE", "DK", "FR", "AT", "CH", "PL"]


def seed(contacts: int, interactions: int) -> None:
    """Fill an empty database with so many contacts and interactions."""
    _small_tables()
    _contacts(contacts)
    _classifications(contacts)
    attributes(contacts)
    _interactions(contacts, interactions)
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE" if POSTGRES else "ANALYZE")


def counted() -> tuple[int, int]:
    """Return how many contacts and interactions there are."""
    return Contact.objects.count(), Interaction.objects.count()


def _coded(model: type[models.Model], count: int, prefix: str) -> None:
    model._default_manager.bulk_create(
        [model(pk=n, code=f"{prefix}{n}", description=f"{prefix} {n}") for n in range(1, count + 1)]
    )


def _small_tables() -> None:
    for model, count, prefix in (
        (MailingGroup, 40, "GROUP"),
        (IndustryGroup, 20, "INDUSTRY"),
        (BusinessRelation, 10, "RELATION"),
        (JobResponsibility, 15, "JOB"),
        (Territory, 25, "TERRITORY"),
        (InteractionGroup, 5, "KIND"),
    ):
        _coded(model, count, prefix)
    Salesperson.objects.bulk_create(
        [Salesperson(pk=n, code=f"SP{n}", name=f"Salesperson {n}") for n in range(1, 41)]
    )
    Campaign.objects.bulk_create(
        [
            Campaign(pk=n, number=f"CP{n:04d}", description=f"Campaign {n}", starts_on=TODAY)
            for n in range(1, 201)
        ]
    )
    InteractionTemplate.objects.bulk_create(
        [
            InteractionTemplate(
                pk=n, code=f"TEMPLATE{n}", description=f"Template {n}", group_id=n % 5 + 1
            )
            for n in range(1, 31)
        ]
    )
    Questionnaire.objects.create(pk=1, code="PROFILE", description="Profile")
    Question.objects.bulk_create(
        [Question(pk=n, questionnaire_id=1, position=n, text=f"Question {n}") for n in range(1, 6)]
    )
    Answer.objects.bulk_create(
        [
            Answer(pk=n, question_id=(n - 1) // 5 + 1, position=n, text=f"Answer {n}")
            for n in range(1, 26)
        ]
    )


def _contacts(count: int) -> None:
    companies = count * 3 // 10
    country = f"substr('{''.join(COUNTRIES)}', 1 + 2 * CAST({_skewed('n', 1, 10)} AS int), 2)"
    language = list(Language.objects.order_by("pk").values_list("pk", flat=True)[:6])
    city = f"'City ' || {spread('n', 2, 500)}"
    email = "'contact' || n || '@company' || n % 1000 || '.example'"
    shared = {
        "id": "n",
        "country": country,
        "city": city,
        "postcode": f"CAST(10000 + {spread('n', 3, 80000)} AS text)",
        "email": email,
        "phone": "'+49 30 ' || n",
        "salesperson": f"1 + {spread('n', 4, 40)}",
        "territory": f"1 + {spread('n', 5, 25)}",
        "language": f"{language[0]} + {spread('n', 6, len(language))}",
        "exclude_from_segments": "n % 50 = 0",
        "is_privacy_blocked": "n % 100 = 7",
    }
    # Names begin with any letter: companies and persons mix in a list by name.
    company_name = f"{_letter('n')} || 'company ' || {spread('n', 0, 100000)} || ' ' || n"
    surname = spread("n", 0, 20000)
    person_name = f"{_letter('n')} || 'first' || n % 300 || ' Surname' || {surname}"
    own = {name: _search_words(name, city, email) for name in (company_name, person_name)}
    persons = series(count - companies, start=companies + 1)
    employer = f"LEFT JOIN contacts_contact employer ON employer.id = {_company_of('n', companies)}"
    with WithoutUpkeep(Contact._meta.db_table):
        fill(
            Contact,
            series(companies),
            shared
            | {
                "number": "'CT' || n",
                "type": "'company'",
                "name": company_name,
                "search_own": own[company_name],
                "search_text": own[company_name],
            },
        )
        fill(
            Contact,
            f"{persons} {employer}",
            shared
            | {
                "number": "'CT' || n",
                "type": "'person'",
                "company": "employer.id",
                "name": person_name,
                "first_name": "'First' || n % 300",
                "surname": f"'Surname' || {surname}",
                "search_own": own[person_name],
                "search_text": f"{own[person_name]} || coalesce(' ' || employer.search_own, '')",
            },
        )


def _company_of(contact: str, companies: int) -> str:
    """Return SQL for the company of a contact: itself for one, none for every tenth person."""
    return (
        f"CASE WHEN {contact} <= {companies} THEN {contact} WHEN {contact} % 10 = 0 THEN NULL "
        f"ELSE 1 + {_skewed(contact, 3, companies)} END"
    )


def _search_words(name: str, city: str, email: str) -> str:
    """Return SQL for what contacts.services.search_words keeps of a contact's own."""
    return f"lower('ct' || n || ' ' || {name} || '\t' || {city} || '\n' || {email} || '\r')"


def _letter(row: str) -> str:
    return f"substr('ABCDEFGHIJKLMNOPQRSTUVWXYZ', 1 + CAST({spread(row, 6, 26)} AS int), 1)"


def _skewed(row: str, prime: int, below: int) -> str:
    """Return SQL for a number from 0 to `below` - 1, small ones far more often."""
    share = f"{spread(row, prime, 1000000)} / 1000000.0"
    return (
        f"CAST(floor({share} * {share} * {below}) AS bigint)"
        if POSTGRES
        else (f"CAST({share} * {share} * {below} AS int)")
    )


def _classifications(count: int) -> None:
    companies = count * 3 // 10
    persons = series(count - companies, start=companies + 1)
    fill(
        ContactMailingGroup,
        series(count),
        {"contact": f"1 + {spread('n', 0, count)}", "mailing_group": f"1 + {_skewed('n', 1, 40)}"},
    )
    for model, name, size in (
        (ContactIndustryGroup, "industry_group", 20),
        (ContactBusinessRelation, "business_relation", 10),
    ):
        fill(model, series(companies), {"contact": "n", name: f"1 + {_skewed('n', 2, size)}"})
    fill(
        ContactJobResponsibility,
        persons,
        {"contact": "n", "job_responsibility": f"1 + {_skewed('n', 3, 15)}"},
        where="WHERE n % 2 = 0",
    )
    answer = f"1 + {_skewed('n', 4, 25)}"
    fill(
        ContactAnswer,
        series(count),
        {"contact": "n", "answer": answer, "question": f"1 + ({answer} - 1) / 5"},
    )


def attributes(contacts: int) -> None:
    """Define four attributes; a million contacts have some four million values of them."""
    for pk, (code, kind) in enumerate(ATTRIBUTES.items(), start=1):
        Attribute.objects.create(pk=pk, code=code, label=code.capitalize(), kind=kind)
    AttributeChoice.objects.bulk_create(
        AttributeChoice(pk=n, attribute_id=attribute, code=f"c{n}", label=f"Choice {n}")
        for attribute, numbers in ((3, range(1, 6)), (4, range(6, 18)))
        for n in numbers
    )
    numbers = " UNION ALL ".join(f"SELECT {k} AS k" for k in range(1, 13))
    choices = f"{series(contacts)} CROSS JOIN ({numbers}) AS choices"
    chosen = f"{spread('(n * 13 + k)', 6, 100)} < 17"
    with WithoutUpkeep(AttributeValue._meta.db_table):
        for pk, share, column, value in (
            (1, 8, "number", spread("n", 5, 1000)),
            (2, 7, "flag", f"{spread('n', 4, 3)} = 0"),
            (3, 10, "choice", f"1 + {spread('n', 3, 5)}"),
        ):
            columns = {"contact": "n", "attribute": str(pk), "slot": "0", column: value}
            kind = list(ATTRIBUTES.values())[pk - 1]
            where = f"WHERE n % 10 < {share}"
            fill(AttributeValue, series(contacts), columns | {"kind": f"'{kind}'"}, where=where)
        columns = {"contact": "n", "attribute": "4", "slot": "5 + k", "choice": "5 + k"}
        columns["kind"] = "'choices'"
        fill(AttributeValue, choices, columns, where=f"WHERE n % 10 < 7 AND {chosen}")


def _interactions(contacts: int, count: int) -> None:
    day = _skewed("n", 2, 730)
    when = (
        f"DATE '{TODAY}' - CAST({day} AS int)"
        if POSTGRES
        else f"date('{TODAY}', '-' || {day} || ' days')"
    )
    campaign = f"CASE WHEN n % 3 = 0 THEN 1 + {spread('n', 3, 200)} END"
    contact = f"(1 + {_skewed('n', 1, contacts)})"
    columns = {
        "contact": contact,
        "company": _company_of(contact, contacts * 3 // 10),
        "occurred_on": when,
        "description": "'Interaction ' || n",
        "template": f"1 + {spread('n', 4, 30)}",
        "group": f"1 + {spread('n', 4, 30)} % 5",
        "salesperson": f"1 + {spread('n', 5, 40)}",
        "information_flow": "CASE WHEN n % 5 = 0 THEN 'inbound' ELSE 'outbound' END",
        "initiated_by": "CASE WHEN n % 5 = 0 THEN 'them' ELSE 'us' END",
        "attempt_failed": "n % 40 = 1",
        "cost": "n % 20",
        "duration": "n % 60",
        "campaign": campaign,
        "is_target": "n % 3 = 0",
        "is_response": "n % 30 = 0",
        "evaluation": "CASE WHEN n % 7 = 0 THEN 'positive' "
        "WHEN n % 11 = 0 THEN 'negative' ELSE '' END",
    }
    with WithoutUpkeep(Interaction._meta.db_table):
        for start in range(1, count + 1, 1_000_000):
            fill(Interaction, series(min(1_000_000, count - start + 1), start=start), columns)
