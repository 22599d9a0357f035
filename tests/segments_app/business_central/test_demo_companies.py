"""The two demo companies of the reference product, where their files lie beside the project."""

from datetime import date
from pathlib import Path

import pytest
from django.db.models import Count

from campaigns.models import Campaign, CampaignEntry
from contacts.models import Contact, ContactBusinessRelation
from interactions.models import Interaction, LoggedSegment
from segments_app.business_central.importing import import_sheets
from segments_app.business_central.reading import read_folder
from segments_app.models import Segment, SegmentLine, Step
from segments_app.services import (
    create_segment,
    find_problems,
    go_to,
    log_segment,
    take_step,
    update_segment,
)

from .tables import counts, rejections

DATA = Path(__file__).resolve().parents[4] / "shared" / "data"
CRONUS, CONTOSO = DATA / "businesscentral-cronus", DATA / "businesscentral-contoso"
pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(
        not CRONUS.is_dir(), reason="the demo data of the reference product is not beside us"
    ),
]


def imported(folder, now):
    return import_sheets(read_folder(folder), by=None, now=now, shift_dates=True)


@pytest.mark.parametrize("folder", [CRONUS, CONTOSO], ids=["cronus", "contoso"])
def test_every_row_is_accounted_for_and_a_second_time_changes_nothing(folder, now):
    first = imported(folder, now)
    second = imported(folder, now)

    assert all(file.adds_up for file in (*first.files, *second.files))
    assert first.changes > 100
    assert second.changes == 0
    assert [f.rejected for f in second.files] == [f.rejected for f in first.files]


def test_cronus_arrives_whole(now):
    report = imported(CRONUS, now)

    assert counts(report, "Contact") == (281, 281, 0, 0, 0)
    assert counts(report, "ContactProfileAnswer") == (1597, 1597, 0, 0, 0)
    assert {f.name: f.rejected for f in report.files if f.rejected} == {
        "CampaignEntry.csv": 1,  # of a campaign that the company does not have
        # Criteria on item entries, which we do not keep; and the other row of that segment,
        # which without them would mean others.
        "SegmentLine.csv": 2,
    }
    assert 3 in [number for number, _column, _reason in rejections(report, "SegmentLine")]
    assert Campaign.objects.get(number="CP1004").starts_on == date(2026, 3, 1)
    assert Contact.objects.get(number="CT100005").name == 'Taylor"s Office Warehouse'
    linked = ContactBusinessRelation.objects.exclude(linked_to="").values("linked_to")
    assert dict(linked.values_list("linked_to").annotate(Count("pk"))) == {
        "customer": 63,
        "vendor": 63,
        "bank_account": 8,
    }


def test_the_criteria_of_cronus_choose_contacts(now):
    imported(CRONUS, now)

    event = Segment.objects.get(number="SM10002")
    assert [step.action for step in event.steps.order_by("position")] == ["add", "remove"]
    press = Segment.objects.get(number="SM10003")
    companies = SegmentLine.objects.current(press).filter(contact__type="company")
    assert {
        line.contact.business_relations.get(business_relation__code="PRESS") for line in companies
    }


def test_contoso_brings_members_and_rejects_what_is_no_contact(now):
    report = imported(CONTOSO, now)

    assert counts(report, "SegmentLine") == (20, 20, 0, 0, 0)
    assert counts(report, "ContactJobResponsibility") == (2, 0, 0, 0, 2)
    event = Segment.objects.get(number="SM10002")
    assert not SegmentLine.objects.current(event).exists()  # has no members, by design
    assert event.template.code == "GOLF"


def test_a_segment_on_the_cronus_company_from_criteria_to_follow_up(now, marketer):
    """Issue 1, D: build, refine, go back, attach a campaign, log, follow up."""
    imported(CRONUS, now)
    by = {"by": marketer, "now": now}
    letters = Segment.objects.get(number="SM10001").template
    segment = create_segment(
        values={"description": "Retailers", "template": letters, "salesperson": None}, **by
    )
    industry = {"field": "industry_group", "is": "any_of", "value": ["RET", "WHOLE"]}
    relation = {"field": "business_relation", "is": "any_of", "value": ["PROS", "CUST"]}
    persons = {"field": "type", "is": "any_of", "value": ["person"]}

    added = take_step(segment, action=Step.Action.ADD, rule=industry, **by)
    kept = take_step(segment, action=Step.Action.KEEP, rule=relation, **by)
    refined = take_step(segment, action=Step.Action.KEEP, rule=persons, **by)

    assert added.after_count > kept.after_count > refined.after_count > 0
    segment = go_to(segment, position=2, **by)
    assert SegmentLine.objects.current(segment).count() == kept.after_count

    errors = [problem.kind for problem in find_problems(segment, now=now) if problem.is_error]
    assert errors == ["salesperson"]  # customers of the demo company have none
    offer = Campaign.objects.get(number="CP1004")
    update_segment(
        segment,
        values={
            "campaign": offer,
            "is_target": True,
            "salesperson": offer.salesperson,
            "occurred_on": date(2026, 3, 20),
        },
        **by,
    )
    logged = log_segment(segment, create_follow_up=True, **by)

    assert logged.logged_count == kept.after_count
    assert Interaction.objects.counted().filter(campaign=offer, is_target=True).count() == (
        logged.logged_count
    )
    assert CampaignEntry.objects.get(campaign=offer).segment_number == segment.number
    follow_up = Segment.objects.get(followed_up=logged)
    assert SegmentLine.objects.current(follow_up).count() == logged.logged_count
    assert LoggedSegment.objects.get() == logged
