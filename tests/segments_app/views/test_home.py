"""The home page: for each user what is theirs, in a number of queries that does not grow."""

from datetime import timedelta
from importlib import import_module

import pytest
from django.urls import reverse
from django.utils import timezone

from campaigns.models import Campaign, Cancellation
from contacts.models import Contact
from interactions.models import Interaction
from segments_app.models import Job, Segment, Step
from tests.factories import (
    make_campaign,
    make_company,
    make_interaction,
    make_logged_segment,
    make_person,
    make_salesperson,
    make_template,
)

HOME = reverse("segments:home")
HOME_MODULE = import_module("segments_app.views.home")  # the package names its view like it


@pytest.fixture
def today():
    return timezone.localdate()


def make_segment(description="Spring letter", *, count=0, **fields):
    number = f"SM{Segment.objects.count() + 1:05d}"
    segment = Segment.objects.create(
        number=number, description=description, position=1 if count else 0, **fields
    )
    if count:
        Step.objects.create(
            segment=segment,
            position=1,
            action="add",
            rule={"everyone": True},
            before_count=0,
            after_count=count,
        )
    return segment


def make_due(user, day, **fields):
    return make_interaction(is_postponed=True, created_by=user, occurred_on=day, **fields)


def fill(user, today):
    """Make one of everything that the page shows."""
    contact = make_person(company=make_company())
    campaign = make_campaign(starts_on=today, ends_on=today)
    make_segment(count=3, created_by=user, campaign=campaign, template=make_template())
    make_interaction(contact, campaign=campaign, is_target=True, occurred_on=today)
    make_due(user, today, contact=contact)
    make_logged_segment(created_by=user, campaign=campaign)
    Job.objects.create(kind="log_segment", key=str(contact.pk), title="Log", created_by=user)


def text(page):
    return " ".join(page.content.decode().split())


def test_the_number_of_queries_stays_the_same(
    client_for, marketer, today, django_assert_max_num_queries
):
    client = client_for(marketer)
    fill(marketer, today)
    with django_assert_max_num_queries(25) as few:
        assert client.get(HOME).status_code == 200

    for _more in range(9):
        fill(marketer, today)
    with django_assert_max_num_queries(len(few)):
        assert client.get(HOME).status_code == 200


def test_an_empty_installation_says_how_to_begin(client_for):
    page = text(client_for("Marketer").get(HOME))

    assert "Three steps to a first segment" in page
    assert reverse("contacts:contact_new") in page
    assert "Log an interaction" not in page  # there is nobody to log it for


def test_whoever_may_not_add_is_not_asked_to(client_for):
    page = text(client_for("Viewer").get(HOME))

    assert reverse("contacts:contact_new") not in page
    assert reverse("segments:segment_new") not in page


def test_a_user_without_a_role_is_told_so(client_for):
    make_company()

    page = text(client_for("").get(HOME))

    assert "You have no role yet" in page
    assert "My open segments" not in page


def test_it_shows_my_open_segments_and_those_of_my_salesperson(client_for, marketer, viewer):
    make_company()
    make_segment("Mine", created_by=marketer)
    make_segment("My customers", salesperson=make_salesperson(user=marketer))
    make_segment("Of others", created_by=viewer)
    make_segment("Archived", created_by=marketer, status="archived")

    page = client_for(marketer).get(HOME)

    shown = {card.segment.description for card in page.context["cards"]}
    assert shown == {"Mine", "My customers"}
    assert "My open segments" in text(page)


def test_who_has_no_segment_sees_those_of_the_others(client_for, marketer):
    make_company()
    make_segment("Of others", created_by=marketer)

    page = client_for("Viewer").get(HOME)

    assert [card.segment.description for card in page.context["cards"]] == ["Of others"]
    assert "My open segments" not in text(page)


def test_each_segment_says_what_is_next(client_for, marketer, today):
    make_company()
    mine = {"created_by": marketer}
    told = {"template": make_template(), "occurred_on": today}
    segments = [
        make_segment("Empty", **mine),
        make_segment("Full", count=4812, **mine),
        make_segment("Ready", count=12, **mine, **told),
    ]

    page = client_for(marketer).get(HOME)

    next_steps = {card.segment.description: card.url for card in page.context["cards"]}
    assert next_steps == {
        "Empty": reverse("segments:segment_who", args=[segments[0].pk]),
        "Full": reverse("segments:segment_edit", args=[segments[1].pk]),
        "Ready": reverse("segments:segment_log", args=[segments[2].pk]),
    }
    assert "4,812" in text(page)


def test_a_viewer_is_not_offered_to_change_a_segment(client_for, marketer):
    make_company()
    make_segment("Empty", created_by=marketer)

    page = client_for("Viewer").get(HOME)

    assert page.context["cards"][0].action == ""


def test_campaigns_that_run_today_are_shown_with_people(client_for, today):
    day = timedelta(days=1)
    running = make_campaign("Running", starts_on=today - day, ends_on=today + day)
    make_campaign("Planned", starts_on=today + day)
    make_campaign("Past", starts_on=today - 2 * day, ends_on=today - day)
    contact = make_person()
    for _twice in range(2):
        make_interaction(contact, campaign=running, is_target=True)
    make_interaction(contact, campaign=running, is_response=True)

    page = client_for("Viewer").get(HOME)

    (campaign,) = page.context["campaigns"]
    assert (campaign.description, campaign.people, campaign.responded) == ("Running", 1, 1)
    assert "100.0" in text(page)


@pytest.mark.lesson(10)
def test_figures_that_take_long_are_asked_for_later(client_for, today, monkeypatch):
    monkeypatch.setattr(HOME_MODULE, "QUICKLY_ADDED_UP", 0)
    campaign = make_campaign("Running", starts_on=today)
    make_interaction(make_person(), campaign=campaign, is_target=True)
    client, later = client_for("Viewer"), reverse("segments:home_campaigns")

    page = client.get(HOME)
    fragment = client.get(later, headers={"HX-Request": "true"})
    without_scripts = client.get(HOME, {"figures": "yes"})

    assert f'hx-get="{later}"' in text(page)
    assert "Contacted" not in text(page)
    assert "Contacted" in text(fragment)
    assert "Contacted" in text(without_scripts)
    assert "hx-get" not in text(fragment)


def test_what_is_due_is_mine_and_has_come(client_for, marketer, viewer, today):
    day = timedelta(days=1)
    late = make_due(marketer, today - day, description="Late")
    make_due(marketer, today + day, description="Later")
    make_due(viewer, today, description="Of another")
    make_due(viewer, today, description="My customer", salesperson=make_salesperson(user=marketer))

    page = client_for(marketer).get(HOME)

    assert [row.description for row in page.context["due"]] == ["Late", "My customer"]
    assert reverse("interactions:interaction_resume", args=[late.pk]) in text(page)


def test_the_last_logs_are_shown_canceled_ones_marked(client_for, marketer):
    make_company()
    make_logged_segment(description="Christmas card", logged_count=1200, line_count=1200)
    make_logged_segment(
        description="By mistake", cancellation=Cancellation.objects.create(reason="Wrong date")
    )

    page = text(client_for(marketer).get(HOME))

    assert "Christmas card" in page
    assert "1,200 contacts" in page
    assert "0 contacts, cancelled" in page


def test_figures_of_the_month_leave_out_what_is_canceled_or_postponed(client_for, marketer, today):
    make_interaction(occurred_on=today)
    make_interaction(
        occurred_on=today, cancellation=Cancellation.objects.create(reason="Wrong date")
    )
    make_due(marketer, today)
    make_interaction(occurred_on=today.replace(day=1) - timedelta(days=1))

    page = client_for(marketer).get(HOME)

    assert page.context["month"]["interactions"] == "1"
    rows = client_for("Marketer").get(page.context["month"]["url"]).context["table"].rows
    assert len(rows) == 1


def test_many_contacts_are_not_counted_to_the_end(client_for, monkeypatch):
    monkeypatch.setattr(HOME_MODULE, "COUNT_LIMIT", 2)
    for _three in range(3):
        make_company()

    page = client_for("Viewer").get(HOME)

    assert page.context["contacts"]["is_capped"]
    assert page.context["contacts"]["all"] == 3


def test_my_unfinished_jobs_are_shown(client_for, marketer, viewer):
    make_company()
    Job.objects.create(kind="x", key="1", title="Log SM00001", created_by=marketer)
    Job.objects.create(kind="x", key="2", title="Of another", created_by=viewer)

    page = text(client_for(marketer).get(HOME))

    assert "Log SM00001" in page
    assert "Of another" not in page


def test_nothing_is_shown_that_the_user_may_not_see(client_for, today):
    fill(None, today)

    page = client_for("").get(HOME)

    for part in ("contacts", "cards", "campaigns", "due", "logs", "month"):
        assert part not in page.context
    assert Contact.objects.exists() and Campaign.objects.exists() and Interaction.objects.exists()
