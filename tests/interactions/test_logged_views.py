"""Logged segments, campaign entries and templates on their pages."""

from datetime import date

import pytest
from django.urls import reverse

from campaigns.models import CampaignEntry
from interactions import services
from interactions.models import Interaction, InteractionTemplate, LeftOut
from segments_app.common import paging
from segments_app.models import Segment
from tests.factories import (
    make_campaign,
    make_campaign_entry,
    make_company,
    make_contact,
    make_interaction,
    make_language,
    make_logged_segment,
    make_salesperson,
    make_template,
    make_template_content,
)
from tests.queries import queries_of

pytestmark = pytest.mark.django_db
LOGGED = "/interactions/logged-segments/"
ENTRIES = "/interactions/campaign-entries/"
TEMPLATES = "/interactions/templates/"


def at(name, thing):
    return reverse(f"interactions:{name}", args=[thing.pk])


@pytest.fixture
def logged():
    """A logged segment: two interactions with people, one left out, an entry, its segment."""
    campaign = make_campaign("Fair")
    made = make_logged_segment(
        "SM00001",
        description="Invitation",
        campaign=campaign,
        line_count=3,
        logged_count=2,
        left_out_count=1,
        sentence="1. Add: Contacts in Belgium.",
        steps=[{"position": 1, "action": "add", "before": 0, "after": 3, "by": "marketer"}],
    )
    entry = make_campaign_entry(campaign, segment_number="SM00001", description="Invitation")
    template, salesperson = make_template(), make_salesperson()
    for name in ("Ada", "Ben"):
        make_interaction(
            make_contact(name),
            logged_segment=made,
            segment_number="SM00001",
            campaign=campaign,
            campaign_entry=entry,
            template=template,
            salesperson=salesperson,
            cost=2,
        )
    LeftOut.objects.create(
        logged_segment=made, contact=make_contact("Cid"), reason="privacy_blocked"
    )
    Segment.objects.create(number="SM00001", status="logged", logged_segment=made)
    return made


def test_logged_segments_are_listed_found_and_exported(logged, client_for):
    make_logged_segment("SM00002")
    client = client_for("Viewer")

    page = client.get(LOGGED, {"q": "sm00001"}).content.decode()
    assert "Invitation" in page
    assert "SM00002" not in page
    assert client.get(LOGGED, {"state": "canceled"}).context["table"].paginator.count == 0
    exported = client.get(LOGGED, {"export": "csv"})
    assert len(b"".join(exported.streaming_content).splitlines()) == 3


def test_logged_segments_are_a_fixed_number_of_queries(client_for, marketer):
    def grow(count):
        for _number in range(count):
            make_logged_segment(campaign=make_campaign(), created_by=marketer)

    client = client_for(marketer)
    grow(2)
    few = queries_of(client, LOGGED)
    grow(12)

    assert queries_of(client, LOGGED) == few


def test_a_logged_segment_shows_criteria_figures_and_entries(logged, client_for):
    page = client_for("Viewer").get(logged.get_absolute_url()).content.decode()

    assert "1. Add: Contacts in Belgium." in page
    assert "Contacts: 0 before, 3 after" in page
    assert "4.00" in page
    assert "of 3 on the segment" in page
    assert "Fair" in page
    assert "/segments/" in page


def test_a_logged_segment_is_a_fixed_number_of_queries(
    logged, client_for, django_assert_num_queries
):
    client = client_for("Viewer")

    # session, user, rights (2), logged segment, totals, cancelled, setup, left out, overridden,
    # entries
    with django_assert_num_queries(11):
        client.get(logged.get_absolute_url())


def test_its_contacts_and_who_was_left_out_are_listed(logged, client_for):
    client = client_for("Viewer")

    contacts = client.get(at("logged_segment_contacts", logged))
    assert [row.record.contact.name for row in contacts.context["table"].rows] == ["Ada", "Ben"]
    found = client.get(at("logged_segment_contacts", logged), {"q": "ben"})
    assert found.context["table"].paginator.count == 1

    left_out = client.get(at("logged_segment_left_out", logged))
    assert "Cid" in left_out.content.decode()
    assert "Privacy blocked" in left_out.content.decode()
    exported = client_for("Marketer").get(at("logged_segment_left_out", logged), {"export": "csv"})
    assert b"Privacy blocked" in b"".join(exported.streaming_content)


def test_its_contacts_are_paged_as_far_as_they_are_counted(logged, client_for, monkeypatch):
    monkeypatch.setattr(paging, "COUNT_LIMIT", 25)
    for _number in range(60):
        make_interaction(logged_segment=logged, segment_number="SM00001")
    address = at("logged_segment_contacts", logged)

    page = client_for("Viewer").get(address, {"per_page": 25, "page": 3})

    assert page.context["table"].page.number == 1
    assert page.context["table"].page.is_the_end_of_paging


def test_all_that_match_on_its_page_are_its_own(logged, client_for):
    make_interaction(make_contact("Zoe"))
    client = client_for("Marketer")
    page = client.get(at("logged_segment_contacts", logged)).content.decode()
    address = f"/interactions/chosen/?logged_segment={logged.pk}"
    assert f'action="{address}"' in page
    everything = {"action": "evaluate", "all_matching": "1", "evaluation": "positive"}

    client.post(address, everything | {"answered": "1"})
    client.post("/interactions/chosen/?logged_segment=x", everything | {"answered": "1"})

    evaluated = Interaction.objects.filter(evaluation="positive")
    assert {one.contact.name for one in evaluated} == {"Ada", "Ben"}


def test_a_44_a_logged_segment_is_cancelled_with_a_reason_and_taken_back(logged, client_for):
    client, cancel = client_for("Marketer"), at("logged_segment_cancel", logged)

    assert "2 interactions and their campaign entries" in client.get(cancel).content.decode()
    assert client.post(cancel, {"reason": " "}).status_code == 422
    client.post(cancel, {"reason": "Wrong list"})
    page = client.get(logged.get_absolute_url()).content.decode()
    assert "Wrong list" in page
    assert "<s>Invitation</s>" in page
    assert not Interaction.objects.counted().exists()
    again = client.post(cancel, {"reason": "Again"})
    assert again.status_code == 422
    assert "cancelled already" in again.content.decode()

    uncancel = at("logged_segment_uncancel", logged)
    assert client.post(uncancel).status_code == 200
    client.post(uncancel, {"confirmed": "1"})
    assert Interaction.objects.counted().count() == 2
    twice = client.post(uncancel, {"confirmed": "1"}, follow=True)
    assert "is not cancelled" in twice.content.decode()


@pytest.mark.parametrize("name", ["logged_segment_cancel", "logged_segment_uncancel"])
def test_a_viewer_may_look_and_not_cancel(logged, client_for, name):
    assert client_for("Viewer").post(at(name, logged)).status_code == 403


def test_the_wrong_method_is_refused_and_a_missing_one_not_found(logged, client_for):
    client = client_for("Marketer")

    assert client.post(LOGGED).status_code == 405
    assert client.get(at("logged_segment_uncancel", logged)).status_code == 405
    for name in ("detail", "contacts", "left_out", "cancel"):
        address = reverse(f"interactions:logged_segment_{name}", args=[99])
        assert client.get(address).status_code == 404


def test_campaign_entries_are_a_fixed_number_of_queries(client_for):
    def grow(count):
        for _number in range(count):
            campaign = make_campaign()
            entry = make_campaign_entry(campaign, salesperson=make_salesperson())
            make_interaction(campaign=campaign, campaign_entry=entry)

    client = client_for("Viewer")
    grow(2)
    few = queries_of(client, ENTRIES)
    grow(12)

    assert queries_of(client, ENTRIES) == few


def test_figures_of_entries_that_take_long_come_after_the_list(logged, client_for, monkeypatch):
    monkeypatch.setattr("campaigns.models.queries.QUICKLY_ADDED_UP", 1)
    client = client_for("Viewer")

    first = client.get(ENTRIES)
    assert first.context["table"].page.object_list[0].get_cell("people") == "–"
    assert 'hx-get="?figures=1"' in first.content.decode()

    second = client.get(ENTRIES, {"figures": "1"})
    assert second.context["table"].page.object_list[0].get_cell("people") == "2"
    assert 'hx-get="?figures=1"' not in second.content.decode()


def test_campaign_entries_are_listed_with_their_figures(logged, client_for):
    client = client_for("Viewer")

    page = client.get(ENTRIES, {"campaign": logged.campaign_id, "state": "counted"})
    assert page.context["table"].page.object_list[0].record.people == 2
    exported = client.get(ENTRIES, {"export": "csv"})
    assert b",2,2,4" in b"".join(exported.streaming_content)


def test_a_campaign_entry_is_cancelled_taken_back_and_deleted(logged, client_for):
    entry = CampaignEntry.objects.get()
    client = client_for("Administrator")
    assert "Invitation" in client.get(entry.get_absolute_url()).content.decode()
    delete = at("campaign_entry_delete", entry)
    assert "Only what is" in client.post(delete, {"confirmed": "1"}, follow=True).content.decode()

    assert "2 interactions leave" in client.get(at("campaign_entry_cancel", entry)).content.decode()
    client.post(at("campaign_entry_cancel", entry), {"reason": "Wrong campaign"})
    assert not Interaction.objects.counted().exists()
    client.post(at("campaign_entry_uncancel", entry), {"confirmed": "1"})
    assert Interaction.objects.counted().count() == 2

    client.post(at("campaign_entry_cancel", entry), {"reason": "Wrong campaign"})
    client.post(delete)
    client.post(delete, {"confirmed": "1"})
    assert not CampaignEntry.objects.exists()
    assert not Interaction.objects.exists()


def test_a_45_an_entry_is_not_taken_back_while_its_logged_segment_is_cancelled(
    logged, client_for, now
):
    services.cancel_logged_segment(logged, reason="x", by=None, now=now)
    entry = CampaignEntry.objects.get()

    page = client_for("Marketer").post(
        at("campaign_entry_uncancel", entry), {"confirmed": "1"}, follow=True
    )

    assert "Take that back first." in page.content.decode()


def test_templates_are_a_fixed_number_of_queries(client_for):
    def grow(count):
        for _number in range(count):
            make_template_content(make_template(campaign=make_campaign()), "en")

    client = client_for("Viewer")
    grow(2)
    few = queries_of(client, TEMPLATES)
    grow(12)

    assert queries_of(client, TEMPLATES) == few


def test_archived_templates_are_listed_on_request_only(client_for):
    make_template(description="Put away", is_archived=True)
    client = client_for("Viewer")

    assert "Put away" not in client.get(TEMPLATES).content.decode()
    assert "Put away" in client.get(TEMPLATES, {"archive": "archived"}).content.decode()


def test_a_template_shows_its_contents_and_then_its_figures(client_for):
    template = make_template(default_language=make_language("en"))
    make_template_content(template, "en", subject="Hello", text="Dear reader")
    make_interaction(template=template, cost=7)
    client = client_for("Viewer")

    page = client.get(template.get_absolute_url()).content.decode()
    assert "Dear reader" in page
    figures = at("template_figures", template)
    assert figures in page
    assert "7.00" in client.get(figures).content.decode()
    assert b"<html" not in client.get(figures, headers={"HX-Request": "true"}).content


def contents(*rows, initial=0):
    sent = {"contents-TOTAL_FORMS": len(rows), "contents-INITIAL_FORMS": initial}
    for number, row in enumerate(rows):
        sent |= {f"contents-{number}-{name}": value for name, value in row.items()}
    return sent


def test_a_template_is_made_with_contents(client_for):
    language = make_language("en")
    row = {"language": language.pk, "subject": "Hello", "text": "Dear reader"}
    sent = {"code": "letter", "description": "Letter", "unit_cost": "1.50"}

    response = client_for("Marketer").post(f"{TEMPLATES}new/", sent | contents(row, {}))

    template = InteractionTemplate.objects.get()
    assert response["Location"] == template.get_absolute_url()
    assert (template.code, template.unit_cost) == ("LETTER", 1.5)
    assert template.contents.get().subject == "Hello"


def test_a_template_is_changed_and_a_content_deleted(client_for):
    template = make_template("LETTER", default_language=make_language("en"))
    make_template_content(template, "en", subject="Hello")
    make_template_content(template, "de", subject="Hallo")
    english, german = make_language("en"), make_language("de")
    client, edit = client_for("Marketer"), at("template_edit", template)
    assert "Hallo" in client.get(edit).content.decode()

    client.post(
        edit,
        {"code": "LETTER", "description": "New", "default_language": english.pk}
        | contents(
            {"language": german.pk, "subject": "Hallo", "DELETE": "on"},
            {"language": english.pk, "subject": "Hi"},
            initial=2,
        ),
    )

    assert list(template.contents.values_list("subject", flat=True)) == ["Hi"]


@pytest.mark.parametrize(
    ("sent", "message"),
    [
        ({"code": ""}, "required"),
        ({"code": "TAKEN"}, "TAKEN is taken"),
        ({"contents-0-subject": "Hello"}, "Choose the language of this content."),
    ],
)
def test_a_template_that_is_wrong_is_shown_again(client_for, sent, message):
    make_template("TAKEN")

    response = client_for("Marketer").post(
        f"{TEMPLATES}new/", {"code": "X", "description": "x"} | contents({}) | sent
    )

    assert response.status_code == 422
    assert message in response.content.decode()


def test_a_template_goes_to_the_archive_and_comes_back(client_for):
    template, client = make_template(), client_for("Marketer")

    client.post(at("template_archive", template))
    assert not InteractionTemplate.objects.selectable().exists()
    client.post(at("template_restore", template))
    assert InteractionTemplate.objects.selectable().exists()


def test_a_template_is_deleted_unless_it_is_used(client_for):
    free, used, client = make_template(), make_template(), client_for("Marketer")
    make_interaction(template=used)

    client.post(at("template_delete", free))
    assert InteractionTemplate.objects.count() == 2
    client.post(at("template_delete", free), {"confirmed": "1"})
    refused = client.post(at("template_delete", used), {"confirmed": "1"})

    assert refused.status_code == 409
    assert "1 interaction" in refused.content.decode()
    assert list(InteractionTemplate.objects.all()) == [used]


@pytest.mark.parametrize("name", ["edit", "archive", "restore", "delete"])
def test_a_viewer_changes_no_template(client_for, name):
    assert client_for("Viewer").post(at(f"template_{name}", make_template())).status_code == 403


def test_the_timeline_marks_what_is_cancelled_failed_and_evaluated(client_for, now):
    company = make_company()
    canceled = make_interaction(company, description="Wrong one")
    services.cancel_interactions(
        Interaction.objects.filter(pk=canceled.pk), reason="x", by=None, now=now
    )
    make_interaction(company, attempt_failed=True, occurred_on=date(2026, 2, 1))
    make_interaction(
        make_contact("Ada", company=company), evaluation="negative", campaign=make_campaign("Fair")
    )
    InteractionTemplate.objects.update(description="Letter")

    page = client_for("Marketer").get(f"/interactions/new/?contact={company.pk}").content.decode()

    assert "<s>Wrong one</s>" in page
    assert "Attempt failed" in page
    assert "Negative" in page
    assert "March 2026" in page
    assert "February 2026" in page
    assert "Ada" in page


@pytest.mark.lesson(79)
def test_everybody_is_named_however_many_they_are(client_for):
    made = make_logged_segment("SM00009", line_count=60, logged_count=60)
    names = [f"Person number {n:02}" for n in range(60)]
    for name in names:
        make_interaction(make_contact(name), logged_segment=made, segment_number="SM00009")
    client, address = client_for("Marketer"), at("logged_segment_contacts", made)

    pages = [client.get(address, {"per_page": 25, "page": n}) for n in (1, 2, 3)]
    exported = b"".join(client.get(address, {"export": "csv"}).streaming_content).decode()

    shown = [
        row.record.contact.name for page in pages for row in page.context["table"].paginated_rows
    ]
    assert sorted(shown) == names
    assert [name for name in names if name not in exported] == []
