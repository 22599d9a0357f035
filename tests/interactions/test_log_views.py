"""The interaction log, one interaction, and what is done to many at once."""

import pytest
from django.contrib.auth.models import User
from django.urls import reverse

from campaigns.models import Cancellation
from interactions import filters, services
from interactions.models import FrozenContent, Interaction
from tests.accounts import make_user
from tests.factories import (
    make_campaign,
    make_campaign_entry,
    make_company,
    make_contact,
    make_group,
    make_interaction,
    make_logged_segment,
    make_salesperson,
    make_template,
)
from tests.queries import queries_of

pytestmark = pytest.mark.django_db
LOG, CHOSEN = "/interactions/", "/interactions/chosen/"


def act(name, interaction, *more):
    return reverse(f"interactions:{name}", args=[interaction.pk, *more])


def many(count, **fields):
    template, salesperson = make_template(), make_salesperson()
    return [
        make_interaction(template=template, salesperson=salesperson, **fields)
        for _number in range(count)
    ]


def test_the_log_is_a_fixed_number_of_queries(client_for):
    def grow(count):
        for _number in range(count):
            make_interaction(
                make_contact(company=make_company()), campaign=make_campaign(), group=make_group()
            )

    client = client_for("Marketer")
    grow(2)
    few = queries_of(client, LOG)
    grow(12)

    assert queries_of(client, LOG) == few


@pytest.fixture
def rows():
    """Interactions that differ, by what the log is narrowed by."""
    campaign, company = make_campaign(), make_company("Łódź Works")
    logged = make_logged_segment()
    entry = make_campaign_entry(campaign)
    canceled = Cancellation.objects.create(reason="Wrong")
    return {
        "plain": make_interaction(make_contact("Łucja"), description="plain"),
        "evaluated": make_interaction(description="evaluated", evaluation="positive"),
        "failed": make_interaction(description="failed", attempt_failed=True),
        "canceled": make_interaction(description="canceled", cancellation=canceled),
        "inbound": make_interaction(description="inbound", information_flow="inbound"),
        "target": make_interaction(
            make_contact(company=company),
            description="target",
            campaign=campaign,
            campaign_entry=entry,
            is_target=True,
            logged_segment=logged,
            group=make_group("G"),
        ),
    }


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ({"q": "lucja"}, {"plain"}),
        ({"evaluation": "positive"}, {"evaluated"}),
        ({"evaluation": "none"}, {"plain", "failed", "canceled", "inbound", "target"}),
        ({"state": "canceled"}, {"canceled"}),
        ({"state": "failed"}, {"failed"}),
        ({"state": "counted"}, {"plain", "evaluated", "failed", "inbound", "target"}),
        ({"flow": "inbound"}, {"inbound"}),
        ({"target": "true"}, {"target"}),
        ({"occurred_before": "2026-01-01"}, set()),
        ({"occurred_after": "nonsense"}, set()),
    ],
    ids=lambda value: " ".join(sorted(value)) or "none",  # sets print in any order
)
def test_the_log_is_narrowed(query, names, rows, client_for):
    response = client_for("Viewer").get(LOG, query)

    assert {row.record.description for row in response.context["table"].rows} == names


def test_the_log_is_narrowed_by_what_a_link_names(rows, client_for):
    client, target = client_for("Viewer"), rows["target"]
    queries = {
        "contact": target.contact_id,
        "logged_segment": target.logged_segment_id,
        "entry": target.campaign_entry_id,
        "campaign": target.campaign_id,
        "template": target.template_id,
        "salesperson": target.salesperson_id,
        "group": target.group_id,
    }
    for name, key in queries.items():
        response = client.get(LOG, {name: key})
        assert [row.record for row in response.context["table"].rows] == [target], name
        assert response.context["table"].chips, name

    company = client.get(LOG, {"contact": target.company_id})
    assert [row.record for row in company.context["table"].rows] == [target]


def test_drafts_are_not_in_the_log(client_for):
    make_interaction(description="Draft", is_postponed=True)

    assert "Draft" not in client_for("Viewer").get(LOG).content.decode()


def test_a_cancelled_interaction_is_struck_through_and_marked(rows, client_for):
    page = client_for("Viewer").get(LOG).content.decode()

    assert "<s>canceled</s>" in page
    assert "Cancelled" in page
    assert "Attempt failed" in page


def test_the_log_is_exported_as_it_is_shown(rows, client_for):
    response = client_for("Marketer").get(LOG, {"export": "csv", "state": "canceled"})

    lines = b"".join(response.streaming_content).decode("utf-8-sig").splitlines()
    assert len(lines) == 2
    assert ",canceled," in lines[1]
    assert ",Cancelled," in lines[1]


def test_the_log_answers_htmx_with_the_table_alone(client_for):
    response = client_for("Viewer").get(LOG, headers={"HX-Request": "true"})

    assert b"<html" not in response.content
    assert b'id="interaction-table"' in response.content


def test_a_viewer_sees_no_boxes_and_no_deeds(rows, client_for):
    page = client_for("Viewer").get(LOG).content.decode()

    assert 'name="selected"' not in page
    assert "New interaction" not in page


def test_one_interaction_is_shown_with_what_was_written(client_for):
    content = FrozenContent.objects.create(subject="Hello", text="Dear <b>you</b>")
    interaction = make_interaction(content=content, subject="Hello", campaign=make_campaign("Fair"))

    client = client_for("Viewer")
    page = client.get(interaction.get_absolute_url()).text
    said = client.get(f"{interaction.get_absolute_url()}said/?part=text").text

    assert f'src="{interaction.get_absolute_url()}said/"' in page
    assert "Dear &lt;b&gt;you&lt;/b&gt;" in said
    assert "Fair" in page


@pytest.mark.parametrize("comments", [0, 5])
def test_one_interaction_is_a_fixed_number_of_queries(
    comments, client_for, marketer, now, django_assert_num_queries
):
    interaction = make_interaction()
    for _number in range(comments):
        services.add_comment(interaction, text="x", by=marketer, now=now)
    client = client_for(marketer)

    # session, user, rights (2), interaction, override, what was said, comments, setup
    with django_assert_num_queries(9):
        client.get(interaction.get_absolute_url())


def test_why_it_was_cancelled_is_shown(client_for, marketer, now):
    interaction = make_interaction()
    rows = Interaction.objects.filter(pk=interaction.pk)
    services.cancel_interactions(rows, reason="Wrong person", by=marketer, now=now)

    page = client_for("Viewer").get(interaction.get_absolute_url()).content.decode()

    assert "Wrong person" in page
    assert "left out of all statistics" in page


def test_a_draft_leads_to_where_it_is_finished(client_for):
    draft = make_interaction(is_postponed=True)

    response = client_for("Marketer").get(draft.get_absolute_url())

    assert response["Location"] == act("interaction_resume", draft)


def test_an_interaction_is_evaluated(client_for):
    interaction, client = make_interaction(), client_for("Marketer")

    client.post(act("interaction_evaluate", interaction), {"evaluation": "very_positive"})
    interaction.refresh_from_db()
    assert interaction.evaluation == "very_positive"

    page = client.post(
        act("interaction_evaluate", interaction), {"evaluation": "splendid"}, follow=True
    )
    assert "Choose one of the evaluations." in page.content.decode()


def test_a_comment_is_written_and_deleted(client_for, marketer):
    interaction, client = make_interaction(), client_for(marketer)

    assert client.post(act("comment_new", interaction), {"text": " "}).status_code == 422
    client.post(act("comment_new", interaction), {"text": "Call again"})
    comment = interaction.comments.get()
    assert comment.created_by == marketer

    delete = act("comment_delete", interaction, comment.pk)
    client.post(delete)
    assert interaction.comments.exists()
    client.post(delete, {"confirmed": "1"})
    assert not interaction.comments.exists()
    other = act("comment_delete", make_interaction(), comment.pk)
    assert client.post(other).status_code == 404


def test_an_interaction_is_cancelled_with_a_reason_and_taken_back(client_for):
    interaction, client = make_interaction(), client_for("Marketer")
    cancel = act("interaction_cancel", interaction)

    assert client.get(cancel).status_code == 200
    assert client.post(cancel, {"reason": ""}).status_code == 422
    response = client.post(cancel, {"reason": "Wrong person"})
    interaction.refresh_from_db()
    assert response["Location"] == interaction.get_absolute_url()
    assert interaction.cancellation.reason == "Wrong person"

    uncancel = act("interaction_uncancel", interaction)
    assert client.post(uncancel).status_code == 200
    client.post(uncancel, {"confirmed": "1"})
    interaction.refresh_from_db()
    assert not interaction.is_canceled


def test_taking_back_is_refused_with_the_reason_while_its_segment_is_cancelled(client_for, now):
    logged = make_logged_segment()
    interaction = make_interaction(logged_segment=logged)
    services.cancel_logged_segment(logged, reason="x", by=None, now=now)

    page = client_for("Marketer").post(
        act("interaction_uncancel", interaction), {"confirmed": "1"}, follow=True
    )

    assert "Take that back first." in page.content.decode()


def chosen(action, *interactions, **more):
    return {"action": action, "selected": [one.pk for one in interactions], **more}


def test_the_chosen_are_evaluated_after_the_question(client_for):
    first, second, other = many(3)
    client = client_for("Marketer")

    asked = client.post(CHOSEN, chosen("evaluate", first, second))
    assert asked.status_code == 200
    assert "Evaluate: 2 interactions" in asked.content.decode()
    assert f'name="selected" value="{first.pk}"' in asked.content.decode()

    said = {"evaluation": "negative", "answered": "1", "next": f"{LOG}?page=2"}
    done = client.post(CHOSEN, chosen("evaluate", first, second, **said))
    assert done["Location"] == f"{LOG}?page=2"
    assert Interaction.objects.filter(evaluation="negative").count() == 2
    other.refresh_from_db()
    assert other.evaluation == ""


def test_all_that_match_are_cancelled_with_a_reason(client_for):
    many(3, information_flow="inbound")
    many(2)
    client = client_for("Marketer")
    everything = {"action": "cancel", "all_matching": "1", "query": "flow=inbound", "answered": "1"}

    assert client.post(CHOSEN, everything | {"reason": ""}).status_code == 422
    client.post(CHOSEN, everything | {"reason": "Wrong import"})

    assert Interaction.objects.canceled().count() == 3
    assert Cancellation.objects.get().reason == "Wrong import"


def test_a_foreign_address_to_go_back_to_is_ignored(client_for):
    (interaction,) = many(1)
    said = {"evaluation": "", "answered": "1", "next": "https://elsewhere.example/"}

    done = client_for("Marketer").post(CHOSEN, chosen("evaluate", interaction, **said))

    assert done["Location"] == LOG


def test_cancellations_of_the_chosen_are_taken_back(client_for, now):
    rows = many(2)
    services.cancel_interactions(Interaction.objects.all(), reason="x", by=None, now=now)

    client_for("Marketer").post(CHOSEN, chosen("uncancel", *rows, answered="1"))

    assert Interaction.objects.counted().count() == 2


def test_only_the_cancelled_of_the_chosen_are_deleted(client_for, now):
    canceled, counting = many(2)
    services.cancel_interactions(
        Interaction.objects.filter(pk=canceled.pk), reason="x", by=None, now=now
    )

    deletion = chosen("delete", canceled, counting, answered="1")
    page = client_for("Marketer").post(CHOSEN, deletion, follow=True)

    assert "1 interaction was deleted." in page.content.decode()
    assert list(Interaction.objects.all()) == [counting]


def test_nothing_chosen_and_nothing_known_do_no_harm(client_for):
    client = client_for("Marketer")

    page = client.post(CHOSEN, {"action": "cancel"}, follow=True)
    assert "No interactions were chosen." in page.content.decode()
    assert client.post(CHOSEN, {"action": "explode"}).status_code == 404
    assert client.post(CHOSEN, {"action": "cancel", "selected": ["x", "9" * 40]}).status_code == 303


@pytest.mark.parametrize(
    "name",
    ["interaction_evaluate", "interaction_cancel", "interaction_uncancel", "comment_new"],
)
def test_a_viewer_may_look_and_not_touch(client_for, name):
    interaction = make_interaction()

    assert client_for("Viewer").post(act(name, interaction)).status_code == 403
    assert client_for("Viewer").post(CHOSEN, chosen("cancel", interaction)).status_code == 403


@pytest.mark.parametrize(
    ("name", "method"),
    [
        ("interaction_detail", "post"),
        ("interaction_evaluate", "get"),
        ("interaction_uncancel", "get"),
        ("interaction_cancel", "put"),
        ("comment_new", "delete"),
    ],
)
def test_the_wrong_method_is_refused(client_for, name, method):
    interaction = make_interaction()

    assert getattr(client_for("Marketer"), method)(act(name, interaction)).status_code == 405


@pytest.mark.parametrize("name", ["interaction_detail", "interaction_cancel", "comment_new"])
def test_an_interaction_that_is_not_there_is_not_found(client_for, name):
    assert client_for("Marketer").get(reverse(f"interactions:{name}", args=[9])).status_code == 404


@pytest.mark.parametrize(("few", "many"), [(9, 9), (1, 9), (1, 1)])
def test_a_search_for_contacts_finds_the_same_however_many_match(
    few, many, client_for, monkeypatch
):
    monkeypatch.setattr(filters, "FEW_CONTACTS", few)
    monkeypatch.setattr(filters, "MANY_CONTACTS", many)
    for name in ("Łucja", "Lucja Nowak", "Anna"):
        make_interaction(make_contact(name), description=name)

    page = client_for("Marketer").get(LOG, {"q": "lucja"})

    shown = {row.record.description for row in page.context["table"].page.object_list}
    assert shown == {"Łucja", "Lucja Nowak"}


def test_who_logged_is_shown_and_exported_by_full_name_else_by_user_name(client_for, marketer):
    marketer.first_name, marketer.last_name = "Ana", "Horvat"
    marketer.save()
    make_interaction(created_by=marketer)
    make_interaction(created_by=make_user(""))
    make_interaction(created_by=None)
    User.objects.filter(username="nobody").update(first_name="", last_name="")
    columns = "?columns=occurred_on,created_by&sort=created_by"
    client = client_for(marketer)

    page = client.get(LOG + columns).text
    values = client.get(f"{LOG}{columns}&export=csv").getvalue().decode("utf-8-sig")
    objects = client.get(f"{LOG}{columns},state&export=csv").getvalue().decode("utf-8-sig")

    assert "<td>Ana Horvat</td>" in page and "<td>nobody</td>" in page
    for text in (values, objects):
        assert {row.split(",")[1] for row in text.splitlines()[1:]} == {"Ana Horvat", "nobody", ""}
