"""What came of a logged segment or a campaign: each result is a segment with one press."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from contacts.models import Contact
from interactions import services as interactions
from interactions.models import Delivery, Interaction, LinkClick, MailLink
from segments_app import services
from segments_app.criteria.rules import EVERYONE, contacts_matching
from segments_app.models import Segment
from segments_app.services import results
from tests.consents import marketing, say
from tests.factories import make_campaign, make_contact, make_interaction

from .building import add, current, ready_segment

pytestmark = pytest.mark.django_db
NAMES = ("Silent", "Inbound", "Response", "Failed", "Happy", "Angry", "Bounced", "Gone")
EXPECTED = {
    "answered": {"Inbound", "Response"},
    "not_answered": set(NAMES) - {"Inbound", "Response"},
    "reached": set(NAMES) - {"Failed"},
    "not_reached": {"Failed"},
    "positive": {"Happy"},
    "negative": {"Angry"},
    "not_evaluated": set(NAMES) - {"Happy", "Angry"},
    "mail_sent": {"Silent", "Gone"},
    "mail_bounced": {"Bounced"},
    "mail_failed": {"Failed"},
    "mail_opened": {"Silent", "Gone"},
    "mail_clicked": {"Gone"},
    "unsubscribed": {"Gone"},
}


@pytest.fixture
def people():
    return {name: make_contact(name) for name in NAMES}


@pytest.fixture
def logged(people, now):
    """A segment logged, and what came of it."""
    campaign = make_campaign()
    segment = ready_segment(
        now=now, campaign=campaign, purpose=marketing(), correspondence_type="letter",
        ignores_contact_correspondence=True,
    )  # fmt: skip
    add(segment, EVERYONE, now=now)
    segment.lines.filter(contact=people["Failed"]).update(attempt_failed=True)
    logged = services.log_segment(segment, by=None, now=now)
    mine = Interaction.objects.filter(logged_segment=logged)
    mine.filter(contact=people["Happy"]).update(evaluation="positive")
    mine.filter(contact=people["Angry"]).update(evaluation="very_negative")
    later, before = (now + timedelta(days=2)).date(), (now - timedelta(days=2)).date()
    make_interaction(people["Inbound"], information_flow="inbound", occurred_on=later)
    make_interaction(people["Silent"], information_flow="inbound", occurred_on=before)
    make_interaction(people["Response"], campaign=campaign, is_response=True, occurred_on=later)
    states = {"Silent": "sent", "Bounced": "bounced", "Failed": "failed", "Gone": "sent"}
    for name, state in states.items():
        is_out = state in ("sent", "bounced")
        Delivery.objects.create(
            interaction=mine.get(contact=people[name]), contact=people[name], state=state,
            failure="" if state == "sent" else "refused", queued_at=now,
            handed_over_at=now if is_out else None, sent_at=now if is_out else None,
            opened_at=now if name in ("Silent", "Gone") else None,
            clicked_at=now if name == "Gone" else None,
            unsubscribed_at=now if name == "Gone" else None,
        )  # fmt: skip
    return logged


def test_each_result_of_a_logged_segment_means_exactly_those(logged, now):
    found = {
        key: set(contacts_matching(rule, now=now).values_list("name", flat=True))
        for key, rule in results.rules_of(logged).items()
    }

    assert found == EXPECTED
    assert {one.key: one.matched for one in results.results_of(logged, now=now)} == {
        key: len(names) for key, names in EXPECTED.items()
    }


@pytest.mark.lesson(57)
@pytest.mark.parametrize("key", EXPECTED)
def test_one_press_makes_the_segment_with_as_many_as_the_page_says(
    key, logged, people, client_for, now
):
    for name in ("Silent", "Happy"):
        say(people[name], "objected", "letter", now=now)
    expected = EXPECTED[key] - {"Silent", "Happy"}
    client = client_for("marketer")
    page = client.get(reverse("segments:logged_segment_results", args=[logged.pk]))
    (row,) = [one for one in page.context["results"] if one.result.key == key]
    shown = row.result
    listed = [
        {one.record.name for one in client.get(link).context["table"].rows}
        for link in (row.all_url, row.allowed_url)
    ]
    assert listed == [EXPECTED[key], expected]
    assert "Why is" not in client.get(row.all_url).content.decode()  # there is nothing to explain
    assert f'href="{row.all_url}"' in page.content.decode()
    url = reverse("segments:logged_segment_follow_up", args=[logged.pk, key])
    sent = {"submission": "6a2b1f8e-0000-4000-8000-000000000001"}

    first, second = client.post(url, sent), client.post(url, sent)

    segment = Segment.objects.get(followed_up=logged)
    assert first.url == second.url == reverse("segments:segment_who", args=[segment.pk])
    names = set(current(segment).values_list("contact__name", flat=True))
    assert (shown.matched, shown.allowed) == (len(EXPECTED[key]), len(expected))
    assert names == expected
    assert (segment.campaign, segment.purpose) == (logged.campaign, logged.purpose)
    assert segment.steps.get().rule


def test_results_of_a_campaign_count_what_belongs_to_it(logged, client_for, now):
    found = {one.key: one.matched for one in results.results_of(logged.campaign, now=now)}

    assert (found["answered"], found["not_answered"]) == (1, len(NAMES) - 1)
    assert (found["not_reached"], found["mail_bounced"]) == (1, 1)
    client = client_for("marketer")
    assert (
        "Did not answer"
        in client.get(
            reverse("segments:campaign_results", args=[logged.campaign.pk])
        ).content.decode()
    )
    client.post(reverse("segments:campaign_follow_up", args=[logged.campaign.pk, "not_answered"]))
    made = Segment.objects.order_by("-pk")[0]
    assert current(made).count() == len(NAMES) - 1
    assert made.campaign == logged.campaign


def test_each_link_is_counted_by_contacts_and_its_number_opens_them(
    logged, people, client_for, administrator, now
):
    link, other = (
        MailLink.objects.create(digest=MailLink.digest_of(address), address=address)
        for address in ("https://a.example/{{ contact.number }}", "https://b.example/")
    )
    mails = {mail.contact.name: mail for mail in Delivery.objects.select_related("contact")}
    for name, clicked in (("Gone", [link, other]), ("Silent", [link])):
        for one in clicked:
            LinkClick.objects.create(link=one, delivery=mails[name], clicked_at=now)
    client = client_for("Marketer")

    for route, source in (("logged_segment", logged), ("campaign", logged.campaign)):
        page = client.get(reverse(f"segments:{route}_results", args=[source.pk]))
        links = page.context["links"]
        assert [(figure.address, figure.contacts) for figure, _url in links] == [
            (link.address, 2), (other.address, 1)
        ]  # fmt: skip
        for (figure, url), names in zip(links, ({"Gone", "Silent"}, {"Gone"}), strict=True):
            listed = client.get(url)
            assert figure.address in listed.content.decode().replace("&#x27;", "'")
            assert {row.name for row in listed.context["table"].data} == names
    assert client.get(reverse("segments:campaign_link", args=[source.pk, 0])).status_code == 404

    mine = Interaction.objects.filter(pk=mails["Silent"].interaction_id)
    interactions.cancel_interactions(mine, reason="wrong", by=administrator, now=now)
    page = client.get(reverse("segments:logged_segment_results", args=[logged.pk]))
    assert [figure.contacts for figure, _url in page.context["links"]] == [1, 1]


def test_what_is_cancelled_came_to_nothing(logged, administrator, now):
    interactions.cancel_logged_segment(logged, reason="Wrong", by=administrator, now=now)

    found = {one.key: one.matched for one in results.results_of(logged, now=now)}
    assert {found[key] for key in EXPECTED if not key.startswith(("mail", "unsub"))} == {0}


def test_an_unknown_result_is_not_found_and_a_viewer_makes_no_segment(logged, client_for):
    url = reverse("segments:logged_segment_follow_up", args=[logged.pk, "nothing"])

    assert client_for("marketer").post(url).status_code == 404
    url = reverse("segments:logged_segment_follow_up", args=[logged.pk, "answered"])
    assert client_for("viewer").post(url).status_code == 403
    for named in (["nothing", "all"], ["answered", "some"]):
        url = reverse("segments:logged_segment_result", args=[logged.pk, *named])
        assert client_for("viewer").get(url).status_code == 404


@pytest.mark.parametrize(
    ("route", "more"),
    [("logged_segment_results", []), ("logged_segment_result", ["answered", "all"])],
)
def test_the_pages_take_as_many_queries_for_many_contacts(route, more, logged, client_for, now):
    client, counts = client_for("marketer"), []
    url = reverse(f"segments:{route}", args=[logged.pk, *more])
    for _each in range(2):
        with CaptureQueriesContext(connection) as queries:
            client.get(url)
        counts.append(len(queries))
        later = (now + timedelta(days=2)).date()
        for contact in Contact.objects.all():  # now all have answered
            make_interaction(contact, information_flow="inbound", occurred_on=later)

    assert counts[0] == counts[1]
