"""The list of campaigns, and what is done with one on its pages."""

from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from campaigns.models import Campaign
from tests.factories import (
    make_campaign,
    make_campaign_status,
    make_contact,
    make_interaction,
    make_salesperson,
    make_template,
)
from tests.queries import queries_of

pytestmark = pytest.mark.django_db
LIST, NEW = "/campaigns/", "/campaigns/new/"


def act(name, campaign, *more):
    return reverse(f"campaigns:{name}", args=[campaign.pk, *more])


def test_the_list_shows_campaigns_with_their_figures(client_for):
    campaign = make_campaign("Łódź fair", number="CP0001")
    person = make_contact()
    make_interaction(person, campaign=campaign, is_target=True, cost=5)
    make_interaction(person, campaign=campaign, is_response=True)

    page = client_for("Viewer").get(LIST).content.decode()

    assert "Łódź fair" in page
    assert "100.0" in page
    assert "5.00" in page


def test_the_list_is_a_fixed_number_of_queries(client_for):
    template, salesperson = make_template(), make_salesperson()

    def grow(count):
        for _number in range(count):
            campaign = make_campaign(salesperson=salesperson, status=make_campaign_status())
            make_interaction(campaign=campaign, template=template, salesperson=salesperson)

    client = client_for("Viewer")
    grow(2)
    few = queries_of(client, LIST)
    grow(12)

    assert queries_of(client, LIST) == few


def test_the_list_finds_by_words_and_narrows_by_period(client_for):
    today = timezone.localdate()
    make_campaign("Łódź fair", starts_on=today, ends_on=today)
    make_campaign("Old", ends_on=today - timedelta(days=1))
    make_campaign("Next", starts_on=today + timedelta(days=1))
    client = client_for("Viewer")

    def shown(query):
        page = client.get(LIST, query, headers={"HX-Request": "true"}).content.decode()
        return {name for name in ("Łódź fair", "Old", "Next") if name in page}

    assert shown({"q": "lodz"}) == {"Łódź fair"}
    assert shown({"period": "running"}) == {"Łódź fair"}
    assert shown({"period": "past"}) == {"Old"}
    assert shown({"period": "planned"}) == {"Next"}
    assert shown({"period": "nonsense"}) == set()


def test_archived_campaigns_are_listed_on_request_only(client_for):
    make_campaign("Put away", archived_at=timezone.now())
    client = client_for("Viewer")

    assert "Put away" not in client.get(LIST).content.decode()
    assert "Put away" in client.get(LIST, {"archive": "archived"}).content.decode()
    assert "Put away" in client.get(LIST, {"archive": "all"}).content.decode()


def test_the_list_answers_htmx_with_the_table_alone(client_for):
    response = client_for("Viewer").get(LIST, headers={"HX-Request": "true"})

    assert b"<html" not in response.content
    assert b'id="campaign-table"' in response.content


def test_figures_that_take_long_come_after_the_list(client_for, monkeypatch):
    monkeypatch.setattr("campaigns.models.queries.QUICKLY_ADDED_UP", 0)
    make_interaction(campaign=make_campaign(), cost=77)
    client = client_for("Viewer")

    first = client.get(LIST).content.decode()
    assert "77.00" not in first
    assert 'hx-get="?figures=1"' in first

    second = client.get(LIST, {"figures": "1"}).content.decode()
    assert "77.00" in second
    assert 'hx-get="?figures=1"' not in second


def test_the_export_holds_what_is_shown(client_for):
    person = make_contact()
    campaign = make_campaign("Fair", number="CP0001", starts_on=date(2026, 3, 1))
    make_interaction(person, campaign=campaign, is_target=True, cost=5)
    for _number in range(2):
        make_interaction(campaign=campaign, is_target=True)
    make_interaction(person, campaign=campaign, is_response=True)

    response = client_for("Viewer").get(LIST, {"export": "csv"})
    lines = b"".join(response.streaming_content).decode("utf-8-sig").splitlines()

    assert lines[0].startswith("Number,Description,Period,Status,From,To,People contacted")
    assert lines[1].startswith("CP0001,Fair,")
    assert ",3,1,33.3,5" in lines[1]


def test_a_campaign_is_made(client_for, marketer):
    mine = make_salesperson(user=marketer)
    client = client_for(marketer)
    assert f'<option value="{mine.pk}" selected>' in client.get(NEW).content.decode()

    response = client.post(NEW, {"description": "Fair", "salesperson": mine.pk})

    campaign = Campaign.objects.get()
    assert response.status_code == 303
    assert response["Location"] == f"/campaigns/{campaign.pk}/"
    assert (campaign.number, campaign.salesperson) == ("CP0001", mine)


@pytest.mark.parametrize(
    ("sent", "message"),
    [
        ({"description": ""}, "required"),
        ({"description": "F", "starts_on": "2026-02-02", "ends_on": "2026-02-01"}, "before it"),
        ({"description": "F", "number": "TAKEN"}, "TAKEN is taken"),
        ({"description": "F", "starts_on": "31.31.2026"}, "valid date"),
    ],
)
def test_a_campaign_that_is_wrong_is_shown_again_with_what_to_mend(client_for, sent, message):
    make_campaign(number="TAKEN")

    response = client_for("Marketer").post(NEW, sent)

    assert response.status_code == 422
    assert message in response.content.decode()
    assert Campaign.objects.count() == 1


def test_a_campaign_is_changed_and_keeps_a_salesperson_who_is_blocked_by_now(client_for):
    blocked = make_salesperson(is_blocked=True)
    campaign = make_campaign(salesperson=blocked)
    client = client_for("Marketer")
    page = client.get(act("campaign_edit", campaign)).content.decode()
    assert f'<option value="{blocked.pk}" selected>' in page

    sent = {"description": "New name", "salesperson": blocked.pk}
    response = client.post(act("campaign_edit", campaign), sent)

    campaign.refresh_from_db()
    assert response.status_code == 303
    assert (campaign.description, campaign.salesperson) == ("New name", blocked)


def test_a_campaign_goes_to_the_archive_and_comes_back(client_for):
    campaign, client = make_campaign(), client_for("Marketer")

    client.post(act("campaign_archive", campaign))
    assert Campaign.objects.archived().exists()

    client.post(act("campaign_restore", campaign))
    assert Campaign.objects.current().exists()


def test_a_campaign_is_deleted_once_the_question_is_answered(client_for):
    campaign, client = make_campaign(), client_for("Marketer")

    asked = client.post(act("campaign_delete", campaign))
    assert asked.status_code == 200
    assert Campaign.objects.exists()

    client.post(act("campaign_delete", campaign), {"confirmed": "1"})
    assert not Campaign.objects.exists()


def test_a_campaign_in_use_is_not_deleted_and_says_by_what(client_for):
    campaign = make_campaign()
    make_interaction(campaign=campaign)

    response = client_for("Marketer").post(act("campaign_delete", campaign), {"confirmed": "1"})

    assert response.status_code == 409
    assert "1 interaction" in response.content.decode()
    assert Campaign.objects.exists()


def test_a_comment_is_written_and_deleted(client_for, marketer):
    campaign, client = make_campaign(), client_for(marketer)

    wrong = client.post(act("comment_new", campaign), {"text": " ", "commented_on": "2026-01-01"})
    assert wrong.status_code == 422
    client.post(act("comment_new", campaign), {"text": "Stand", "commented_on": "2026-01-01"})
    comment = campaign.comments.get()
    assert (comment.text, comment.created_by) == ("Stand", marketer)

    delete = act("comment_delete", campaign, comment.pk)
    assert client.post(delete).status_code == 200
    client.post(delete, {"confirmed": "1"})
    assert not campaign.comments.exists()


def test_a_comment_of_another_campaign_is_not_found(client_for):
    campaign, other = make_campaign(), make_campaign()
    comment = other.comments.create(text="x", commented_on=date(2026, 1, 1))

    response = client_for("Marketer").post(act("comment_delete", campaign, comment.pk))

    assert response.status_code == 404


@pytest.mark.parametrize(
    ("name", "method"),
    [
        ("campaign_archive", "get"),
        ("campaign_restore", "get"),
        ("campaign_delete", "get"),
        ("campaign_edit", "put"),
        ("comment_new", "delete"),
    ],
)
def test_the_wrong_method_is_refused(client_for, name, method):
    campaign = make_campaign()

    response = getattr(client_for("Marketer"), method)(act(name, campaign))

    assert response.status_code == 405


@pytest.mark.parametrize(
    "name",
    ["campaign_edit", "campaign_archive", "campaign_restore", "campaign_delete", "comment_new"],
)
def test_a_viewer_may_look_and_not_touch(client_for, name):
    campaign, client = make_campaign(), client_for("Viewer")

    assert client.post(act(name, campaign)).status_code == 403
    assert client.get(LIST).status_code == 200
    assert "New campaign" not in client.get(LIST).content.decode()


@pytest.mark.parametrize("name", ["campaign_edit", "campaign_archive", "campaign_delete"])
def test_a_campaign_that_is_not_there_is_not_found(client_for, name):
    address = reverse(f"campaigns:{name}", args=[999])

    assert client_for("Marketer").post(address, {"confirmed": "1"}).status_code == 404


def test_markup_in_a_description_is_shown_as_it_is(client_for):
    make_campaign("<script>alert(1)</script>")

    page = client_for("Viewer").get(LIST).content.decode()

    assert "<script>alert(1)</script>" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page
