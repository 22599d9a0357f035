"""A small world with something of everything, for rules to be asked of."""

import random
from datetime import UTC, date, datetime, timedelta
from functools import cache

from django.contrib.auth.models import User

from campaigns.models import Campaign, CampaignTarget, Cancellation
from contacts.models import (
    AlternativeAddress,
    Answer,
    AttributeValue,
    BusinessRelation,
    ConsentEvent,
    ConsentStatus,
    ConsentWording,
    Contact,
    ContactAnswer,
    ContactBusinessRelation,
    ContactChange,
    ContactComment,
    ContactImport,
    ContactIndustryGroup,
    ContactJobResponsibility,
    ContactMailingGroup,
    ContactWebSource,
    IndustryGroup,
    JobResponsibility,
    MailingGroup,
    OrganizationalLevel,
    Purpose,
    Question,
    Questionnaire,
    Salesperson,
    Salutation,
    Team,
    Territory,
    WebSource,
)
from interactions.models import (
    Delivery,
    Interaction,
    InteractionGroup,
    InteractionTemplate,
    LeftOut,
    LoggedSegment,
    PressureRule,
)
from segments_app.models import Activity, ActivityStep, Segment, SegmentLine, Task
from tests.factories import make_attribute, make_language

NOW = datetime(2026, 3, 29, 10, 0, tzinfo=UTC)  # the day on which the clocks of Brussels change
TODAY = date(2026, 3, 29)
NAMES = ["Łucja Öz", "LUCJA OZ", "Straße AG", "Strasse ag", "Århus Æbler", "ΣΟΦΙΑ", "Анна", "Bob_%"]
CITIES = ["Köln", "koln", "Malmö", "", "'s-Hertogenbosch", "Œuvre", "Åarhus"]
POSTCODES = ["10115", "19 999", "SE-123 45", "", "2000", "2-1", "2100"]
MOMENTS = [
    NOW,
    NOW - timedelta(hours=11),  # still the day before yesterday's evening in UTC, today in Brussels
    NOW - timedelta(days=1),
    NOW - timedelta(days=7),
    NOW - timedelta(days=28),
    NOW - timedelta(days=89),
    NOW - timedelta(days=90),
    NOW - timedelta(days=400),
    NOW + timedelta(days=1),
    NOW + timedelta(days=40),
    datetime(2025, 12, 31, 23, 0, tzinfo=UTC),  # the first moment of 2026 in Brussels
    datetime(2025, 12, 31, 22, 59, 59, tzinfo=UTC),
]
CODES = ["A", "B", "C"]


@cache
def pickable(criterion):
    """Return the first values that can be picked; they are looked up once for a population."""
    return [value for value, _label in criterion.options.all()][:6]


def populate(seed=1, size=40):
    """Fill the database; the same seed makes the same world."""
    pickable.cache_clear()
    rnd = random.Random(seed)
    tables = {
        model: [model.objects.create(code=code, description=f"{code} row") for code in CODES]
        for model in (
            BusinessRelation,
            IndustryGroup,
            InteractionGroup,
            JobResponsibility,
            MailingGroup,
            OrganizationalLevel,
            Questionnaire,
            Salutation,
            Territory,
            WebSource,
            InteractionTemplate,
        )
    }
    tables[Salesperson] = [Salesperson.objects.create(code=c, name=f"{c} person") for c in CODES]
    tables["language"] = [make_language(code) for code in ("de", "sv")]
    tables[Campaign] = [Campaign.objects.create(number=c, description=c) for c in CODES]
    contacts = make_contacts(rnd, tables, size)
    make_assignments(rnd, tables, contacts)
    make_answers(rnd, tables, contacts)
    make_interactions(rnd, tables, contacts)
    make_lines(rnd, contacts)
    make_changes(rnd, contacts)
    make_attributes(random.Random(seed), contacts)
    make_imports(random.Random(seed), contacts)
    make_consents(random.Random(seed), contacts)
    make_mails(random.Random(seed))
    make_tasks(random.Random(seed), tables, contacts)


def make_tasks(rnd, tables, contacts):
    """Tasks of all kinds: open, completed and cancelled, of persons and teams."""
    user = User.objects.get(username="population")
    teams = [Team.objects.create(code=code) for code in CODES]
    steps = [
        ActivityStep.objects.create(activity=Activity.objects.create(code=code), description=code)
        for code in CODES
    ]
    for number, contact in enumerate(rnd.choices(contacts, k=len(contacts))):
        team, state = rnd.choice([None, *teams]), rnd.choice(["open", "done", "canceled"])
        Task.objects.create(
            number=f"TK{number}",
            description=rnd.choice(["Ruft zurück", "likes É", "nothing"]),
            contact=contact,
            team=team,
            salesperson=None if team else rnd.choice(tables[Salesperson]),
            campaign=rnd.choice([None, *tables[Campaign]]),
            type=rnd.choice(["", "phone_call"]),
            segment_number=rnd.choice(["", "SM1"]),
            due_on=rnd.choice(MOMENTS).date(),
            status="completed" if state == "done" else rnd.choice(["waiting", "in_progress"]),
            closed_on=None if state == "open" else rnd.choice(MOMENTS).date(),
            is_canceled=state == "canceled",
            priority=rnd.choice([1, 2, 3]),
            location=rnd.choice(["", "Köln"]),
            step=rnd.choice([None, *steps]),
            created_by=rnd.choice([None, user]),
            created_at=rnd.choice(MOMENTS),
        )


#: What contacts may have of the attributes of the population.
ATTRIBUTES = {
    "nick": ("text", {"text": [name for name in NAMES if name]}),
    "score": ("number", {"number": ["0", "1.5", "12", "60", "999.99"]}),
    "since": ("date", {"day": [date(2026, 3, 29), date(2026, 3, 28), date(2024, 2, 29)]}),
    "vegan": ("yes_no", {"flag": [True, False]}),
    "shirt": ("choice", {"choice": ["s", "m", "l"]}),
    "likes": ("choices", {"choice": ["s", "m", "l"]}),
}


def make_attributes(rnd, contacts):
    """Attributes that an administrator has defined; two of three contacts have each."""
    for code, (kind, columns) in ATTRIBUTES.items():
        ((column, values),) = columns.items()
        attribute = make_attribute(code, kind, choices=values if column == "choice" else ())
        choices = {choice.code: choice for choice in attribute.choices.all()}
        for contact in rnd.sample(contacts, len(contacts) * 2 // 3):
            for value in rnd.sample(values, rnd.randrange(1, 3) if kind == "choices" else 1):
                found = choices.get(value, value)
                AttributeValue.objects.create(
                    contact=contact,
                    attribute=attribute,
                    kind=kind,
                    slot=found.pk if kind == "choices" else 0,
                    **{column: found},
                )


def make_imports(rnd, contacts):
    """Files that contacts came in by, one that was undone and one that was only looked at."""
    for name, status in zip("ABCD", ["done", "done", "undone", "draft"], strict=True):
        imported = ContactImport.objects.create(
            file_name=f"{name} fair.csv",
            sha256="0" * 64,
            size=1,
            status=status,
            imported_at=None if status == "draft" else MOMENTS[0],
            undone_at=MOMENTS[0] if status == "undone" else None,
        )
        for number, contact in enumerate(rnd.sample(contacts, 12), 2):
            imported.rows.create(
                number=number,
                outcome=rnd.choice(["created", "updated", "unchanged"]),
                contact=contact,
                is_undone=rnd.random() < 0.2,
                is_extra=number % 5 == 0,
            )


def make_mails(rnd):
    """E-mails of some interactions, in every state that they come to by themselves."""
    purposes = make_purposes()
    for interaction in Interaction.objects.filter(is_postponed=False).order_by("pk"):
        state = rnd.choice(["", "", "sent", "bounced", "canceled", "suppressed"])
        if state:
            is_out = state in ("sent", "bounced")
            moment = rnd.choice(MOMENTS)
            Delivery.objects.create(
                interaction=interaction,
                contact_id=interaction.contact_id,
                purpose=rnd.choice([None, *purposes]),
                state=state,
                failure={"bounced": "hard_bounce", "suppressed": "gate"}.get(state, ""),
                queued_at=rnd.choice(MOMENTS),
                handed_over_at=moment if is_out else None,
                sent_at=moment if is_out else None,
                bounced_at=rnd.choice(MOMENTS) if state == "bounced" else None,
                opened_at=rnd.choice([None, *MOMENTS]) if is_out else None,
                clicked_at=rnd.choice([None, *MOMENTS]) if is_out else None,
                complained_at=rnd.choice([None, None, *MOMENTS]) if is_out else None,
                unsubscribed_at=rnd.choice([None, *MOMENTS]) if is_out else None,
            )


def make_purposes():
    return [
        Purpose.objects.get_or_create(code=code, defaults={"description": code})[0]
        for code in ("MARKETING", "NEWS")
    ]


def make_consents(rnd, contacts):
    """What contacts have said, on whose word; several times of one channel, and none of some."""
    user = User.objects.get(username="population")
    purposes = make_purposes()
    wordings = {
        purpose: ConsentWording.objects.create(purpose=purpose, version="A", text="Yes.")
        for purpose in purposes
    }
    for contact in rnd.choices(contacts, k=len(contacts)):
        purpose, status = rnd.choice(purposes), rnd.choice(ConsentStatus.values)
        ConsentEvent.objects.create(
            contact=contact,
            channel=rnd.choice(["email", "letter", "phone"]),
            purpose=purpose,
            status=status,
            basis=rnd.choice(["", "consent", "interest"]),
            wording=wordings[purpose] if status == "consent" else None,
            happened_at=rnd.choice(MOMENTS),
            method=rnd.choice(["form", "paper", "import"]),
            evidence=rnd.choice(["", "Brief É"]),
            cause=rnd.choice(["", "Köln"]),
            recorded_by=rnd.choice([None, user]),
            recorded_at=rnd.choice(MOMENTS),
        )


def make_changes(rnd, contacts):
    """Some that the database writes, and some of other days; who wrote, and other addresses."""
    user = User.objects.get(username="population")
    Contact.objects.filter(pk__in=[c.pk for c in rnd.sample(contacts, 9)]).update(created_by=user)
    ContactComment.objects.filter(pk__in=ContactComment.objects.all()[:4]).update(created_by=user)
    for contact in rnd.sample(contacts, 10):
        AlternativeAddress.objects.create(
            contact=contact,
            code=rnd.choice(["E1", "SUMMER"]),
            city=rnd.choice(CITIES),
            postcode=rnd.choice(POSTCODES),
            country=rnd.choice(["", "DE"]),
            email=rnd.choice(["", "A@Example.com"]),
        )
    for contact in rnd.sample(contacts, 12):
        city = rnd.choice([city for city in CITIES if city != contact.city])
        Contact.objects.filter(pk=contact.pk).update(city=city)
    for contact in rnd.sample(contacts, 20):
        ContactChange.objects.create(
            contact=contact,
            field=rnd.choice(["territory", "city", "mailing_group"]),
            old=rnd.choice(["", "A", "Köln"]),
            new=rnd.choice(["", "B", "Malmö"]),
            changed_at=rnd.choice(MOMENTS),
            changed_by=rnd.choice([None, user]),
        )


def make_contacts(rnd, tables, size):
    companies = []
    for index in range(size):
        is_person = index % 5 > 1
        minor = is_person and rnd.random() < 0.2
        companies.append(
            Contact.objects.create(
                number=f"CT{index:03d}" if index % 4 else f"x-{index}",
                type="person" if is_person else "company",
                company=rnd.choice([None, *(c for c in companies if c.is_company)])
                if is_person
                else None,
                name=rnd.choice(NAMES),
                name_2=rnd.choice(["", "Nachfolger"]),
                first_name=rnd.choice(["", "Łucja"]) if is_person else "",
                surname=rnd.choice(["", "Öz"]) if is_person else "",
                job_title=rnd.choice(["", "Chef d'équipe"]) if is_person else "",
                organizational_level=rnd.choice([None, *tables[OrganizationalLevel]])
                if is_person
                else None,
                salutation=rnd.choice([None, *tables[Salutation]]),
                salesperson=rnd.choice([None, *tables[Salesperson]]),
                territory=rnd.choice([None, *tables[Territory]]),
                language=rnd.choice([None, *tables["language"]]),
                correspondence_type=rnd.choice(["", "letter", "email"]),
                external_id=rnd.choice(["", "E1", "E2"]),
                registration_number=rnd.choice(["", "R 1"]),
                vat_number=rnd.choice(["", "DE123"]),
                currency_code=rnd.choice(["", "SEK"]),
                country=rnd.choice(["", "DE", "AT", "SE"]),
                postcode=rnd.choice(POSTCODES),
                city=rnd.choice(CITIES),
                county=rnd.choice(["", "Skåne"]),
                address=rnd.choice(["", "Straße 1", "strasse  1"]),
                address_2=rnd.choice(["", "c/o Öz"]),
                email=rnd.choice(["", "A@Example.com"]),
                email_2=rnd.choice(["", "b@example.com"]),
                phone=rnd.choice(["", "+49 1"]),
                mobile_phone=rnd.choice(["", "0123"]),
                home_page=rnd.choice(["", "https://example.com"]),
                exclude_from_segments=rnd.random() < 0.2,
                is_privacy_blocked=minor or rnd.random() < 0.1,
                is_minor=minor,
                has_parental_consent=minor and rnd.random() < 0.5,
                created_at=rnd.choice(MOMENTS),
                modified_at=rnd.choice(MOMENTS),
            )
        )
    return companies


def make_assignments(rnd, tables, contacts):
    kinds = [
        (ContactMailingGroup, "mailing_group", MailingGroup, lambda c: True),
        (ContactIndustryGroup, "industry_group", IndustryGroup, lambda c: c.is_company),
        (ContactBusinessRelation, "business_relation", BusinessRelation, lambda c: c.is_company),
        (
            ContactJobResponsibility,
            "job_responsibility",
            JobResponsibility,
            lambda c: not c.is_company,
        ),
        (ContactWebSource, "web_source", WebSource, lambda c: True),
    ]
    for model, name, table, fits in kinds:
        for contact in filter(fits, contacts):
            for position, row in enumerate(rnd.sample(tables[table], rnd.randrange(4))):
                extra = {"created_at": rnd.choice(MOMENTS)}
                if model is ContactBusinessRelation and position == 0:
                    extra |= {"linked_to": "customer", "linked_number": rnd.choice(["K1", "k2"])}
                model.objects.create(contact=contact, **{name: row}, **extra)
    for contact in rnd.sample(contacts, 15):
        text = rnd.choice(["Ruft zurück", "likes É", "nothing"])
        day = rnd.choice(MOMENTS).date()
        ContactComment.objects.create(contact=contact, text=text, commented_on=day)
    for contact in rnd.sample(contacts, 10):
        campaign = rnd.choice(tables[Campaign])
        CampaignTarget.objects.get_or_create(contact=contact, campaign=campaign)


def make_answers(rnd, tables, contacts):
    answers = []
    for questionnaire in tables[Questionnaire][:2]:
        for position in (1, 2):
            question = Question.objects.create(
                questionnaire=questionnaire,
                position=position,
                text=f"Q{position}?",
                is_multiple=True,
            )
            answers += [
                Answer.objects.create(question=question, position=p, text=f"A{p}") for p in (1, 2)
            ]
    for contact in (contact for contact in contacts if not contact.is_minor):
        for answer in rnd.sample(answers, rnd.randrange(4)):
            ContactAnswer.objects.create(
                contact=contact,
                question=answer.question,
                answer=answer,
                answered_at=rnd.choice(MOMENTS),
            )


def make_interactions(rnd, tables, contacts):
    user = User.objects.create(username="population")
    cancellation = Cancellation.objects.create(reason="wrong", canceled_by=user)
    counts = {"line_count": 0, "logged_count": 0, "left_out_count": 0}
    batches = [
        LoggedSegment.objects.create(segment_number=code, description=code, **counts)
        for code in CODES
    ]
    purposes = make_purposes()
    for code, most, days in (("HOUSE", 1, 5), ("YEAR", 2, 366)):
        PressureRule.objects.create(code=code, most=most, days=days)
    PressureRule.objects.create(
        code="NEWS", most=1, days=300, purpose=purposes[1], counts_letters=False
    )
    other = random.Random(1)  # so that all else is as it was
    seen = set()
    for contact in contacts:
        for _ in range(rnd.choice([0, 0, 1, 2, 3, 5])):
            campaign = rnd.choice([None, *tables[Campaign]])
            batch = rnd.choice([None, *batches])
            postponed = rnd.random() < 0.1
            if postponed or (batch, contact) in seen:
                batch = None
            seen.add((batch, contact))
            Interaction.objects.create(
                contact=contact,
                company_id=contact.pk if contact.is_company else contact.company_id,
                occurred_on=rnd.choice(MOMENTS).date(),
                description=rnd.choice(["Brief", "Angebot É", "Call"]),
                template=rnd.choice(tables[InteractionTemplate]),
                group=rnd.choice([None, *tables[InteractionGroup]]),
                salesperson=rnd.choice(tables[Salesperson]),
                information_flow=rnd.choice(["", "outbound", "inbound"]),
                initiated_by=rnd.choice(["", "us", "them"]),
                correspondence_type=rnd.choice(["", "letter"]),
                language=rnd.choice([None, *tables["language"]]),
                subject=rnd.choice(["", "Grüße"]),
                cost=rnd.choice(["0", "1.50", "12", "999.99"]),
                duration=rnd.choice([0, 5, 60]),
                campaign=campaign,
                is_target=campaign is not None and rnd.random() < 0.5,
                is_response=campaign is not None and rnd.random() < 0.5,
                segment_number=rnd.choice(["", "SM1"]),
                logged_segment=batch,
                evaluation=rnd.choice(["", "positive", "negative"]),
                attempt_failed=rnd.random() < 0.3,
                created_by=user if rnd.random() < 0.3 else None,
                contact_via=rnd.choice(["", "+49 1"]),
                is_postponed=postponed,
                cancellation=cancellation if not postponed and rnd.random() < 0.15 else None,
                created_at=rnd.choice(MOMENTS),
                purpose=other.choice([None, *purposes]),
            )
    for contact in rnd.sample(contacts, 12):
        reason = rnd.choice(["minor", "excluded"])
        LeftOut.objects.create(logged_segment=rnd.choice(batches), contact=contact, reason=reason)


def make_lines(rnd, contacts):
    for code, position in zip(CODES, (1, 2, 3), strict=True):
        segment = Segment.objects.create(number=code, description=code, position=position)
        for contact in rnd.sample(contacts, 15):
            added = rnd.randrange(1, 4)
            removed = rnd.choice([None, added + 1, added + 2])
            SegmentLine.objects.create(
                segment=segment, contact=contact, added_at=added, removed_at=removed
            )
