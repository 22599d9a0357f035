"""The pages of tasks: the due list, one task, the forms, many at once."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from django.utils.html import escape

from contacts.models import Team
from interactions.models import Interaction, InteractionTemplateSetup
from segments_app.common import paging
from segments_app.models import Task, TaskComment
from segments_app.services.segments import create_segment
from segments_app.services.task_closing import complete_task
from segments_app.views import tasks as task_views
from tests.factories import (
    make_campaign,
    make_company,
    make_interaction,
    make_person,
    make_salesperson,
    make_template,
)

from .making import NOW, make_task

pytestmark = pytest.mark.django_db
LIST = reverse("segments:task_list")
NEW = reverse("segments:task_new")


def page_of(task, name="task_detail", *more):
    return reverse(f"segments:{name}", args=[task.pk, *more])


def shown(response):
    return {row.record for row in response.context["table"].page.object_list}


@pytest.fixture
def today():
    return timezone.localdate()


@pytest.fixture
def own(marketer):
    return make_salesperson("ME", "Mia Own", user=marketer)


def test_the_list_shows_what_is_mine_and_my_teams_by_day(client_for, marketer, own, today):
    team = Team.objects.create(code="EAST", description="East")
    team.members.add(own)
    sunday = today + timedelta(days=6 - today.weekday())
    late = make_task("Late", salesperson=own, due_on=today - timedelta(days=1))
    now = make_task("Now", team=team, due_on=today)
    later = make_task("Later", salesperson=own, due_on=sunday + timedelta(days=1))
    other = make_task("Other", due_on=today)
    done = make_task("Done", salesperson=own, due_on=today)
    complete_task(done, by=None, now=NOW)
    client = client_for(marketer)

    page = client.get(LIST)

    assert shown(page) == {late, now, later}
    assert [tab["count"] for tab in page.context["tabs"]] == [3, 1, 1, 0, 1, None, None]
    expected = {
        "due=overdue": {late}, "due=today": {now}, "due=week": set(), "due=later": {later},
        "due=closed": {done}, "due=all": {late, now, later, done}, "whose=mine": {late, later},
        "whose=team": {now}, "whose=all": {late, now, later, other}, "status=completed": {done},
        "q=now": {now}, f"whose=all&salesperson={other.salesperson_id}": {other},
    }  # fmt: skip
    for query, tasks in expected.items():
        assert shown(client.get(f"{LIST}?{query}")) == tasks, query
    for query in ("status=completed", "whose=all", "q=now", "whose=all&priority=2"):
        for tab in client.get(f"{LIST}?{query}").context["tabs"][:5]:
            assert len(shown(client.get(f"{LIST}{tab['url']}"))) == tab["count"], tab


def test_who_cannot_be_deleted_leads_to_exactly_the_tasks_in_the_way(client_for):
    task = make_task("Call <b>back</b>")
    make_task("Another's", salesperson=make_salesperson("OTHER"))
    client = client_for("Administrator")
    person = task.salesperson
    page = client.get(reverse("admin:contacts_salesperson_delete", args=[person.pk]))

    link = f"{LIST}?whose=all&salesperson={person.pk}"
    text = f"1 open task ({task.number} Call &lt;b&gt;back&lt;/b&gt;)"
    html = page.content.decode()
    assert f'<a href="{escape(link)}">{text}</a>' in html
    assert shown(client.get(link)) == {task}


def test_a_tab_counts_as_far_as_anybody_reads(client_for, marketer, own, today, monkeypatch):
    for module in (paging, task_views):
        monkeypatch.setattr(module, "COUNT_LIMIT", 2)
    for name in ("One", "Two", "Three"):
        make_task(name, salesperson=own, due_on=today)

    page = client_for(marketer).get(LIST)

    assert [tab["count"] for tab in page.context["tabs"]][:4] == [2, 0, 2, 0]
    assert "2+</span>" in page.content.decode()


def test_who_is_no_salesperson_sees_everybodys_and_is_told(client_for, today):
    task = make_task(due_on=today)

    page = client_for("Marketer").get(LIST)

    assert shown(page) == {task}
    assert "You are no salesperson" in page.text
    assert not shown(client_for("Marketer").get(f"{LIST}?whose=mine"))


def test_tasks_of_a_contact_are_also_those_it_takes_part_in_and_of_its_persons(client_for, today):
    company = make_company()
    person = make_person(company=company)
    about = make_task(contact=person, due_on=today)
    meeting = make_task(type="meeting", is_all_day=True, due_on=today, attendees=[person])
    make_task(due_on=today)
    client = client_for("Viewer")

    assert shown(client.get(f"{LIST}?whose=all&contact={person.pk}")) == {about, meeting}
    assert shown(client.get(f"{LIST}?whose=all&contact={company.pk}")) == {about}


def test_a_list_of_many_asks_as_often_as_one_of_few(
    client_for, marketer, own, today, django_assert_max_num_queries
):
    client = client_for(marketer)
    for _each in range(15):
        make_task(salesperson=own, contact=make_person(company=make_company()), due_on=today)

    with django_assert_max_num_queries(20):  # five of them count the tabs
        page = client.get(LIST)

    assert len(shown(page)) == 15


def test_a_task_is_made_from_a_contact_a_segment_an_interaction_and_a_campaign(
    client_for, marketer, own, today
):
    client, person, campaign = client_for(marketer), make_person(), make_campaign()
    segment = create_segment(values={"campaign": campaign, "salesperson": own}, by=None, now=NOW)
    entry = make_interaction(make_person(), campaign=campaign)
    sources = {
        "contact": person, "segment": segment, "interaction": entry, "campaign": campaign,
    }  # fmt: skip

    for name, source in sources.items():
        address = f"{NEW}?{name}={source.pk}"
        form = client.get(address).context["form"]
        data = {key: form[key].value() for key in form.fields if form[key].value() is not None}
        data = {key: getattr(value, "pk", value) for key, value in data.items()}
        data |= {"description": f"From {name}", "status": "not_started", "priority": 2}
        data["for_all"] = "one"
        response = client.post(address, {k: v for k, v in data.items() if v not in ("", False)})
        assert response.status_code == 303, response.context["form"].errors

    made = {task.description: task for task in Task.objects.all()}
    assert made["From contact"].contact == person
    assert (made["From segment"].segment, made["From segment"].campaign) == (segment, campaign)
    assert (made["From interaction"].came_from, made["From interaction"].contact) == (
        entry, entry.contact,
    )  # fmt: skip
    assert made["From campaign"].campaign == campaign
    assert {task.due_on for task in made.values()} == {today}


def test_the_form_names_what_is_missing_and_who_may_not_be_turned_to(client_for):
    client, blocked = client_for("Marketer"), make_person(is_privacy_blocked=True)
    data = {"description": "Call", "due_on": "2026-03-10", "status": "not_started", "priority": 2}

    missing = client.post(NEW, data)
    refused = client.post(NEW, data | {"contact": blocked.pk, "salesperson": make_salesperson().pk})

    assert (missing.status_code, refused.status_code) == (422, 422)
    assert "Choose a salesperson or a team." in missing.text
    assert "may not be contacted" in refused.text
    assert not Task.objects.exists()


def test_an_open_task_is_edited_and_a_stale_form_is_refused(client_for, today):
    client, task = client_for("Marketer"), make_task(due_on=today)
    guest = make_person()
    data = {
        "description": "Meet", "type": "meeting", "starts_at": "09:30", "duration": 45,
        "salesperson": task.salesperson_id, "due_on": "2026-04-01", "status": "waiting",
        "priority": 1, "attendees": [guest.pk], "seen_at": task.modified_at.isoformat(),
    }  # fmt: skip

    response = client.post(page_of(task, "task_edit"), data)

    assert response.status_code == 303
    task.refresh_from_db()
    assert (task.description, task.status, task.duration) == ("Meet", "waiting", 45)
    assert str(guest) in client.get(page_of(task)).text
    complete_task(task, by=None, now=NOW)
    assert client.get(page_of(task, "task_edit")).status_code == 303


def test_completing_asks_for_an_interaction_and_logs_it_in_one_step(client_for, marketer, own):
    template = make_template("CALL", "Telephone call")
    InteractionTemplateSetup.objects.update(outgoing_calls=template)
    task = make_task("Call back", type="phone_call", contact=make_person(), salesperson=own)
    client = client_for(marketer)
    address = page_of(task, "task_complete")
    form = client.get(address).context["form"]
    assert form["registers"].value() == "yes"
    data = {
        "registers": "yes", "template": template.pk, "is_successful": "on",
        "evaluation": "positive", "comment": "Wants an offer",
        "submission": form["submission"].value(), "closed_by": own.pk,
    }  # fmt: skip

    client.post(address, data)
    again = client.post(address, data)

    entry = Interaction.objects.get()
    task.refresh_from_db()
    assert (entry.description, entry.evaluation, entry.salesperson) == (
        "Call back", "positive", own,
    )  # fmt: skip
    assert entry.comments.get().text == "Wants an offer"
    assert (task.completed_with, task.closed_by) == (entry, own)
    assert again.status_code == 303


def test_completing_without_an_interaction_and_of_a_team(client_for):
    team, member = Team.objects.create(code="EAST"), make_salesperson("JO")
    team.members.add(member)
    task = make_task(team=team, contact=make_person())
    client = client_for("Marketer")
    address = page_of(task, "task_complete")

    nobody = client.post(address, {"registers": ""})
    stranger = client.post(address, {"closed_by": make_salesperson().pk})
    done = client.post(address, {"registers": "", "closed_by": member.pk, "next": LIST})

    assert (nobody.status_code, stranger.status_code) == (422, 422)
    assert "Say who of the team completed it." in nobody.text
    assert done["Location"] == LIST
    task.refresh_from_db()
    assert (task.is_open, task.closed_by) == (False, member)
    assert not Interaction.objects.exists()


def test_what_the_gate_refuses_is_said_and_the_task_stays_open(client_for):
    person = make_person()
    task = make_task(contact=person)
    person.is_privacy_blocked = True
    person.save()

    page = client_for("Marketer").post(
        page_of(task, "task_complete"), {"registers": "yes", "template": make_template().pk}
    )

    assert page.status_code == 422
    assert "may not be contacted" in page.text
    task.refresh_from_db()
    assert task.is_open


def test_a_task_is_cancelled_opened_again_and_deleted_after_a_question(client_for):
    task, client = make_task(), client_for("Administrator")

    asked = client.post(page_of(task, "task_cancel"))
    task.refresh_from_db()
    assert (asked.status_code, task.is_open) == (200, True)

    client.post(page_of(task, "task_cancel"), {"confirmed": "1"})
    task.refresh_from_db()
    assert task.is_canceled
    assert "Open again" in client.get(page_of(task)).text

    client.post(page_of(task, "task_reopen"))
    client.post(page_of(task, "task_delete"))
    assert Task.objects.open().get() == task
    client.post(page_of(task, "task_delete"), {"confirmed": "1"})
    assert not Task.objects.exists()


def test_comments_are_written_once_and_deleted(client_for):
    task, client = make_task(), client_for("Marketer")
    address = page_of(task, "task_comment_new")
    key = client.get(address).context["form"]["submission"].value()

    for _press in range(2):
        client.post(address, {"text": "Nobody there", "submission": key})
    comment = TaskComment.objects.get()
    assert "Nobody there" in client.get(page_of(task)).text
    assert client.post(address, {"text": " "}).status_code == 422

    client.post(page_of(task, "task_comment_delete", comment.pk), {"confirmed": "1"})
    assert not TaskComment.objects.exists()


def test_rt_05_who_writes_something_delicate_on_a_task_is_told(client_for):
    address = page_of(make_task(), "task_comment_new")

    done = client_for("Marketer").post(address, {"text": "She is pregnant"}, follow=True)

    assert "seems to be about health" in done.text
    assert TaskComment.objects.get().text == "She is pregnant"


def test_many_are_completed_or_moved_and_closed_ones_stay(client_for, marketer, own):
    tasks = [make_task(salesperson=own) for _each in range(3)]
    complete_task(tasks[2], by=None, now=NOW)
    client = client_for(marketer)
    address = reverse("segments:task_bulk")
    chosen = {"selected": [task.pk for task in tasks], "action": "move", "next": LIST}

    asked = client.post(address, chosen)
    moved = client.post(address, chosen | {"answered": "1", "due_on": "2027-01-01"})
    client.post(address, chosen | {"action": "complete", "answered": "1"})

    assert (asked.context["count"], moved["Location"]) == (2, LIST)
    assert Task.objects.filter(due_on="2027-01-01").count() == 2
    assert not Task.objects.open().exists()
    assert client.post(address, {"action": "lose"}).status_code == 404
    assert client.post(address, chosen).status_code == 303


def test_all_that_match_are_narrowed_by_the_filters_of_the_list(client_for, marketer, own, today):
    mine, other = make_task(salesperson=own, due_on=today), make_task(due_on=today)

    client_for(marketer).post(
        reverse("segments:task_bulk"),
        {"all_matching": "1", "query": "whose=mine", "action": "complete", "answered": "1"},
    )

    assert set(Task.objects.open()) == {other}
    assert Task.objects.closed().get() == mine


def test_a_viewer_sees_tasks_and_changes_none(client_for, today):
    task, client = make_task(due_on=today), client_for("Viewer")

    page = client.get(page_of(task))

    assert page.status_code == 200
    assert "task_edit" not in page.text and "/edit/" not in page.text
    assert client.get(page_of(task, "task_complete")).status_code == 403
    assert client.get(NEW).status_code == 403
