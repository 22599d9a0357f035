"""Promises about one row, and about what it belongs to: raw writes that break them fail."""

import re

import pytest
from django.apps import apps
from django.db import DatabaseError, IntegrityError, connection, models, transaction
from django.db.migrations.loader import MigrationLoader

from campaigns.models import CampaignComment, Cancellation
from contacts.models import (
    AlternativeAddress,
    Answer,
    Attribute,
    AttributeChoice,
    Contact,
    ContactBusinessRelation,
    ContactComment,
    ContactFile,
    PostCode,
    Question,
    Questionnaire,
    Restriction,
    Salutation,
    SalutationFormula,
    Suppression,
)
from interactions.models import (
    GateOverride,
    Interaction,
    InteractionComment,
    LeftOut,
    LoggedSegment,
    MailLink,
    PressureRule,
)
from segments_app.common.database import Statements
from segments_app.common.promises import WHITE
from segments_app.models import SavedCriteria, Segment, SegmentLine, Step
from tests.admin_rows import MAKERS
from tests.consents import make_wording
from tests.factories import (
    DAY,
    make_attachment,
    make_campaign,
    make_campaign_entry,
    make_campaign_status,
    make_company,
    make_contact,
    make_group,
    make_interaction,
    make_language,
    make_library_image,
    make_logged_segment,
    make_person,
    make_salesperson,
    make_template,
)

pytestmark = pytest.mark.django_db
MADE = re.compile(r"CREATE TRIGGER (\w+)")
TAKEN_BACK = re.compile(r"DROP TRIGGER (?:IF EXISTS )?(\w+)")
APPS = ("contacts", "campaigns", "interactions", "segments")
#: Written by the program alone, or an address of the web, which its field checks.
ITS_OWN = {
    "job",
    "exportrecord",
    "marketingsetup",
    "contactimport",
    "merge",
    "mergechange",
    "bulkeditrow",
    "mailaddress",
    "returnedmail",
    "mailboxmessage",
    "signup",
    "auditseal",
}


def refused(rows, **values):
    """Change rows past every service; the database says no, and nothing has changed."""
    before = list(rows.model.objects.order_by("pk").values())
    with pytest.raises(IntegrityError), transaction.atomic():
        rows.update(**values)
    assert list(rows.model.objects.order_by("pk").values()) == before


def one(row):
    return type(row).objects.filter(pk=row.pk)


def make_segment(**fields):
    return Segment.objects.create(number=f"SM{Segment.objects.count()}", **fields)


def make_choice():
    attribute = Attribute.objects.create(code="size", label="Size", kind="choice")
    return AttributeChoice.objects.create(attribute=attribute, code="small", label="Small")


def make_line(contact=None, segment=None, **fields):
    contact, segment = contact or make_contact(), segment or make_segment()
    return SegmentLine.objects.create(contact=contact, segment=segment, added_at=1, **fields)


def make_step(**fields):
    fields = {"action": "add", "rule": {"all": []}} | fields
    return Step.objects.create(
        segment=make_segment(), position=1, before_count=0, after_count=0, **fields
    )


def make_address(contact=None, code="HOME"):
    return AlternativeAddress.objects.create(contact=contact or make_contact(), code=code)


def make_question():
    questionnaire = Questionnaire.objects.create(code="Q")
    return Question.objects.create(questionnaire=questionnaire, position=1, text="Which?")


def make_answer():
    return Answer.objects.create(question=make_question(), position=1, text="This")


def make_formula():
    return SalutationFormula.objects.create(
        salutation=Salutation.objects.create(code="F"), formality="formal", pattern="Dear %1"
    )


def coded(name):
    return lambda: apps.get_model("contacts", name).objects.create(code="X")


MAKE = {
    "attachment": make_attachment,
    "libraryimage": make_library_image,
    "maillink": lambda: MailLink.objects.create(digest="x", address="https://a.example/"),
    **{
        name: coded(name)
        for name in (
            "mailinggroup",
            "industrygroup",
            "businessrelation",
            "jobresponsibility",
            "organizationallevel",
            "websource",
            "territory",
            "salutation",
            "questionnaire",
            "team",
            "numberseries",
            "purpose",
        )
    },
    "postcode": lambda: PostCode.objects.create(country="DE", code="10115", city="Berlin"),
    "salesperson": make_salesperson,
    "language": lambda: make_language("de"),
    "contact": make_contact,
    "alternativeaddress": make_address,
    "contactcomment": lambda: ContactComment.objects.create(
        contact=make_contact(), commented_on=DAY, text="Called"
    ),
    "contactfile": lambda: ContactFile.objects.create(
        contact=make_contact(), file="contact-files/x", name="a.txt", content_type="x", size=1
    ),
    "gateoverride": lambda: GateOverride.objects.create(
        interaction=make_interaction(), reason="excluded", text="Asked"
    ),
    "question": make_question,
    "answer": make_answer,
    "salutationformula": make_formula,
    "campaign": make_campaign,
    "campaignstatus": make_campaign_status,
    "campaignentry": lambda: make_campaign_entry(make_campaign()),
    "campaigncomment": lambda: CampaignComment.objects.create(
        campaign=make_campaign(), commented_on=DAY, text="Begun"
    ),
    "cancellation": lambda: Cancellation.objects.create(reason="Mistake"),
    "interactiongroup": make_group,
    "pressurerule": lambda: PressureRule.objects.create(code="HOUSE", most=2, days=14),
    "interactiontemplate": make_template,
    "interaction": lambda: make_interaction(is_postponed=True),
    "interactioncomment": lambda: InteractionComment.objects.create(
        interaction=make_interaction(), text="Called"
    ),
    "loggedsegment": make_logged_segment,
    "savedcriteria": lambda: SavedCriteria.objects.create(code="X", description="X", steps=[]),
    "segment": make_segment,
    "consentwording": make_wording,
    "suppression": lambda: Suppression.objects.create(
        kind="email", fingerprint="0" * 64, key_id="0", cause="other"
    ),
    "attribute": lambda: Attribute.objects.create(code="size", label="Size", kind="text"),
    "attributechoice": make_choice,
    **{
        name: MAKERS[apps.get_model("segments", name)]
        for name in (
            "activity",
            "activitystep",
            "task",
            "taskcomment",
            "taskassignment",
            "calendarfeed",
        )
    },
    "restriction": lambda: Restriction.objects.create(contact=make_contact(), reason="Asked"),
}


def required_texts():
    for label in APPS:
        for model in apps.get_app_config(label).get_models():
            for field in model._meta.local_concrete_fields:
                is_text = isinstance(field, models.CharField | models.TextField)
                if is_text and not (field.blank or field.choices or field.primary_key):
                    yield model._meta.model_name, field.name


TEXTS = [pair for pair in required_texts() if pair[0] not in ITS_OWN and pair[1] != "url"]


@pytest.mark.parametrize(("name", "field"), TEXTS, ids=lambda value: value)
def test_a_text_that_must_be_given_is_more_than_blanks(name, field):
    row = MAKE[name]()

    refused(one(row), **{field: " "})
    refused(one(row), **{field: "\t\u00a0\n"})


def test_every_blank_of_python_is_one_to_the_database():
    contact = make_contact()

    refused(one(contact), name=WHITE)
    one(contact).update(name=f"{WHITE}A")

    contact.refresh_from_db()
    assert contact.name.strip() == "A"


def test_a_blank_name_is_refused_when_inserted_among_others():
    with pytest.raises(IntegrityError), transaction.atomic():
        Contact.objects.bulk_create(
            [Contact(number="C1", name="A"), Contact(number="C2", name="  ")]
        )

    assert not Contact.objects.exists()


def relation():
    kind = coded("businessrelation")()
    return ContactBusinessRelation.objects.create(contact=make_company(), business_relation=kind)


def make_left_out():
    return LeftOut.objects.create(
        logged_segment=make_logged_segment(), contact=make_contact(), reason="excluded"
    )


@pytest.mark.parametrize(
    ("make", "field"),
    [
        (make_contact, "correspondence_type"),
        (make_formula, "formality"),
        (coded("questionnaire"), "contact_type"),
        *[(make_template, field) for field in ("correspondence_type", "initiated_by")],
        (make_template, "information_flow"),
        *[(make_line, field) for field in ("correspondence_type", "initiated_by")],
        *[(make_line, field) for field in ("information_flow", "evaluation")],
        *[(make_segment, field) for field in ("correspondence_type", "initiated_by")],
        *[(make_segment, field) for field in ("information_flow", "status")],
        *[(make_step, field) for field in ("action", "source")],
        *[(make_interaction, "evaluation")],
        *[
            (MAKE["interaction"], field)
            for field in ("correspondence_type", "initiated_by", "information_flow", "evaluation")
        ],
    ],
)
def test_a_choice_is_a_known_one(make, field):
    refused(one(make()), **{field: "other"})


def test_a_link_to_the_books_is_of_a_known_kind():
    refused(one(relation()), linked_to="friend", linked_number="1")


@pytest.mark.parametrize("make", [coded("questionnaire"), make_answer])
def test_a_priority_is_a_known_one(make):
    refused(one(make()), priority=9)


@pytest.mark.parametrize("flag", ["is_target", "is_response"])
def test_an_interaction_is_target_or_response_of_a_campaign_only(flag):
    with pytest.raises(IntegrityError), transaction.atomic():
        make_interaction(**{flag: True})

    refused(one(make_interaction(is_postponed=True)), **{flag: True})
    with_campaign = make_interaction(is_postponed=True, campaign=make_campaign(), **{flag: True})
    refused(one(with_campaign), campaign=None)
    assert Interaction.objects.filter(**{flag: True}).get() == with_campaign


def test_the_flags_of_a_line_wait_for_a_campaign_and_count_only_with_one():
    """A header that loses its campaign leaves the flags of lines alone (HDR-13)."""
    campaign = make_campaign()
    segment = make_segment(campaign=campaign)
    make_line(segment=segment, is_target=True)

    def effective():
        return SegmentLine.objects.with_effective_values(segment).get().effective_is_target

    assert effective()
    segment.campaign = None
    segment.save()
    assert not effective()


def test_the_company_of_an_interaction_is_a_company():
    with pytest.raises(IntegrityError), transaction.atomic():
        make_interaction(company_id=make_person().pk)

    assert not Interaction.objects.exists()


def test_an_interaction_stays_with_the_logging_that_made_it():
    first, second = make_logged_segment(), make_logged_segment()
    alone, logged = make_interaction(), make_interaction(logged_segment=first)

    refused(one(alone), logged_segment=first)
    refused(one(logged), logged_segment=second)
    one(logged).update(logged_segment=None)  # the logged segment is deleted

    logged.refresh_from_db()
    assert logged.logged_segment is None


def test_a_line_stays_in_its_segment():
    refused(one(make_line()), segment=make_segment())


@pytest.mark.parametrize("make", [make_line, MAKE["interaction"]])
def test_an_address_is_the_contacts_own(make):
    row = make()
    own, other = make_address(row.contact), make_address()

    refused(one(row), alternative_address=other)
    one(row).update(alternative_address=own)
    refused(one(row), contact=other.contact)
    refused(one(own), contact=other.contact)

    one(own).update(city="Kiel")
    row.refresh_from_db()
    assert row.alternative_address == own


def test_a_line_with_the_address_of_another_is_refused_among_others():
    segment, address = make_segment(), make_address()
    lines = [
        SegmentLine(segment=segment, contact=who, added_at=1, alternative_address=address)
        for who in (address.contact, make_contact())
    ]

    with pytest.raises(IntegrityError), transaction.atomic():
        SegmentLine.objects.bulk_create(lines)

    assert not SegmentLine.objects.exists()


def make_written():
    return make_logged_segment(line_count=2, logged_count=2)


@pytest.mark.parametrize(
    ("field", "value"),
    [("segment_number", "SM9"), ("description", "Other"), ("sentence", "Other"), ("steps", [1])],
)
def test_a_logged_segment_does_not_change(field, value):
    refused(one(make_written()), **{field: value})


def test_a_logged_segment_is_deleted_only_when_cancelled():
    logged = make_written()

    with pytest.raises(DatabaseError), transaction.atomic():
        one(logged)._raw_delete("default")
    one(logged).update(cancellation=Cancellation.objects.create(reason="Mistake"))
    one(logged)._raw_delete("default")

    assert not LoggedSegment.objects.exists()


def test_who_was_left_out_and_why_does_not_change():
    row = make_left_out()

    refused(one(row), reason="minor")
    refused(one(row), contact=make_contact())


@pytest.mark.parametrize(
    ("field", "value"),
    [("description", "Other"), ("position", 7), ("unit_cost", 3), ("number", "SM9")],
)
def test_the_header_of_a_segment_that_was_logged_does_not_change(field, value):
    segment = make_segment(status="logged", logged_segment=make_logged_segment())

    refused(one(segment), **{field: value})

    one(segment).update(logged_segment=None, status="archived")  # it was cancelled and deleted
    assert Segment.objects.get().status == "archived"


def test_sqlite_has_every_trigger_that_a_migration_made():
    if connection.vendor != "sqlite":
        pytest.skip("Only SQLite makes tables anew, and loses their triggers")
    taken_back, made = set(), set()
    for migration in MigrationLoader(connection).disk_migrations.values():
        for operation in migration.operations:
            if isinstance(operation, Statements):
                statements = operation.forward_statements("sqlite")
                made |= {name for one in statements for name in MADE.findall(one)}
                taken_back |= {name for one in statements for name in TAKEN_BACK.findall(one)}
    with connection.cursor() as cursor:
        cursor.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'")
        there = {name for (name,) in cursor.fetchall()}

    assert len(made) > 200
    assert made - taken_back - there == set()
