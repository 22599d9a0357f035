"""Rules on contact pressure are made on their page, and seen where contacts are approached."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format

from contacts.services.merging import merge_contacts
from interactions import services as interactions
from interactions.models import Interaction, PressureRule
from segments_app import services
from segments_app.criteria.rules import EVERYONE, contacts_matching
from segments_app.models import SavedCriteria, Segment
from tests.consents import marketing
from tests.factories import make_contact, make_interaction, make_salesperson, make_template
from tests.segments_app.services.building import add, ready_segment

pytestmark = pytest.mark.django_db
LIST = "interactions:pressure_rule_list"
SENT = {"code": "house", "description": "House rule", "most": "2", "days": "14",
        "counts_emails": "on", "counts_others": "on", "leaves_out": "on"}  # fmt: skip


def make_rule(code="HOUSE", **fields):
    return PressureRule.objects.create(**{"code": code, "most": 1, "days": 14} | fields)


def approached(contact, *, days_ago=0):
    return make_interaction(
        contact,
        purpose=marketing(),
        information_flow="outbound",
        occurred_on=timezone.localdate() - timedelta(days=days_ago),
    )


def test_an_administrator_makes_changes_and_deletes_a_rule(client_for):
    client = client_for("administrator")
    assert "There is no rule" in client.get(reverse(LIST)).content.decode()

    client.post(reverse("interactions:pressure_rule_new"), SENT)
    rule = PressureRule.objects.get()
    assert (rule.code, rule.most, rule.days) == ("HOUSE", 2, 14)
    assert (rule.counts_emails, rule.counts_letters, rule.leaves_out) == (True, False, True)
    edit = reverse("interactions:pressure_rule_edit", args=[rule.pk])
    client.post(edit, SENT | {"code": "OTHER", "most": "3"})
    rule.refresh_from_db()
    assert (rule.code, rule.most) == ("HOUSE", 3)

    delete = reverse("interactions:pressure_rule_delete", args=[rule.pk])
    assert "Delete the rule?" in client.post(delete).content.decode()
    client.post(delete, {"confirmed": "1"})
    assert not PressureRule.objects.exists()


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"most": "0"}, "greater than or equal to 1"),
        ({"days": "367"}, "less than or equal to 366"),
        ({"counts_emails": "", "counts_others": ""}, "Say what counts"),
        ({"code": ""}, "required"),
    ],
)
def test_a_rule_that_makes_no_sense_is_refused_at_its_field(client_for, wrong, message):
    answer = client_for("administrator").post(
        reverse("interactions:pressure_rule_new"), {k: v for k, v in (SENT | wrong).items() if v}
    )

    assert answer.status_code == 422
    assert message in answer.content.decode()
    assert not PressureRule.objects.exists()


def test_a_rule_that_criteria_name_is_kept(client_for):
    rule = make_rule()
    asked = {"field": "contact_pressure", "is": "reached", "value": ["HOUSE"]}
    SavedCriteria.objects.create(
        code="X", description="X", steps=[{"action": "add", "rule": asked, "options": {}}]
    )

    answer = client_for("administrator").post(
        reverse("interactions:pressure_rule_delete", args=[rule.pk]),
        {"confirmed": "1"},
        follow=True,
    )

    assert "still used" in answer.content.decode()
    assert PressureRule.objects.exists()


def test_the_list_takes_the_same_queries_for_many_rules(client_for):
    client, counts = client_for("administrator"), []
    for number in range(2):
        for each in range(4):
            make_rule(f"R{number}{each}", purpose=marketing())
        with CaptureQueriesContext(connection) as queries:
            client.get(reverse(LIST))
        counts.append(len(queries))

    assert counts[0] == counts[1]


def test_the_next_free_day_is_shown_wherever_the_contact_is(client_for, now):
    make_rule()
    contact = make_contact("Jane Roe", phone="+49 1", salesperson=make_salesperson())
    approached(contact, days_ago=4)
    free_on = date_format(timezone.localdate() + timedelta(days=10), "SHORT_DATE_FORMAT")
    client = client_for("administrator")

    page = client.get(contact.get_absolute_url()).content.decode()
    assert "1 of 1 marketing contacts in 14 days" in page
    assert f"Free again on {free_on}" in page
    template = make_template()
    new = reverse("interactions:interaction_new") + f"?contact={contact.pk}&template={template.pk}"
    assert f"The next free day for marketing is {free_on}" in client.get(new).content.decode()

    segment = ready_segment(
        now=now, purpose=marketing(), information_flow="outbound",
        occurred_on=timezone.localdate(), correspondence_type="letter",
        ignores_contact_correspondence=True,
    )  # fmt: skip
    make_contact("John Doe")
    add(segment, EVERYONE, now=now)
    check = client.get(reverse("segments:segment_log", args=[segment.pk])).content.decode()
    lines = reverse("segments:segment_lines", args=[segment.pk]) + "?left_out=too_often"
    assert lines in check and "Approached too often" in check
    shown = client.get(lines).content.decode()
    assert free_on in shown and "Jane Roe" in shown and "John Doe" not in shown
    assert "Free again on" not in client.get(lines.partition("?")[0]).content.decode()

    logged = services.log_segment(Segment.objects.get(pk=segment.pk), by=None, now=now)
    left_out = reverse("interactions:logged_segment_left_out", args=[logged.pk])
    ledger = client.get(left_out).content.decode()
    assert free_on in ledger
    assert "It would have been more than 1 marketing contact in 14 days." in ledger


def test_what_has_happened_may_go_beyond_a_limit_and_is_shown(client_for, administrator, now):
    """A cancellation taken back and a merge are never refused; the next contact is."""
    make_rule()
    ada, twin = make_contact("Ada"), make_contact("Ada Twin")
    first = approached(ada, days_ago=3)
    said = {"by": administrator, "now": now}
    mine = Interaction.objects.filter(pk=first.pk)
    interactions.cancel_interactions(mine, reason="Never sent", **said)
    approached(ada, days_ago=2)

    assert interactions.uncancel_interactions(mine, **said) == 1
    client = client_for("administrator")
    page = client.get(ada.get_absolute_url()).content.decode()
    assert "2 of 1 marketing contacts in 14 days" in page

    approached(twin, days_ago=1)
    merge_contacts(ada, twin, **said)
    page = client.get(ada.get_absolute_url()).content.decode()
    assert "3 of 1 marketing contacts in 14 days" in page
    free_on = timezone.localdate() + timedelta(days=13)
    assert f"Free again on {date_format(free_on, 'SHORT_DATE_FORMAT')}" in page
    reached = {"field": "contact_pressure", "is": "reached", "value": ["HOUSE"]}
    assert list(contacts_matching(reached, now=timezone.now())) == [ada]


def test_a_rule_that_warns_leads_to_exactly_those(client_for, now):
    make_rule(leaves_out=False)
    full, _free = make_contact("Jane Roe"), make_contact("John Doe")
    approached(full)
    segment = ready_segment(
        now=now, purpose=marketing(), information_flow="outbound",
        occurred_on=timezone.localdate(), correspondence_type="letter",
        ignores_contact_correspondence=True,
    )  # fmt: skip
    add(segment, EVERYONE, now=now)
    client = client_for("marketer")

    page = client.get(reverse("segments:segment_log", args=[segment.pk])).content.decode()
    link = reverse("segments:segment_lines", args=[segment.pk]) + "?problem=too_often"
    assert link in page
    shown = client.get(link).context["table"].data
    assert [row.contact.name for row in shown] == ["Jane Roe"]
