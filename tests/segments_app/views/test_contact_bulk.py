"""The pages on which many contacts are changed at once."""

from datetime import date
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils.formats import date_format

from contacts.models import BulkEdit, Contact, MailingGroup
from contacts.services import attributes
from segments_app.models import Job
from segments_app.services import jobs
from tests.factories import make_attribute, make_company, make_person, make_salesperson

pytestmark = pytest.mark.django_db
NEW, LIST = "/contacts/changes/new/", "/contacts/changes/"


@pytest.fixture
def client(client_for):
    return client_for("marketer")


def send(client, *contacts, **fields):
    selected = [contact.pk for contact in contacts]
    return client.post(NEW, {"selected": selected, "submission": uuid4(), **fields})


def test_the_list_offers_it_to_who_may_change_contacts(client, client_for):
    make_company("A")

    assert f'formaction="{NEW}"' in client.get("/contacts/").text
    assert NEW not in client_for("viewer").get("/contacts/").text


def test_it_asks_then_shows_then_does_and_undoes(client):
    ann, contact, other = make_salesperson("ANN"), make_company("A"), make_company("B")

    asked = client.post(NEW, {"selected": [contact.pk], "action": "change"})
    assert (asked.status_code, asked.context["count"]) == (200, 1)

    seen = send(client, contact, salesperson=ann.pk)
    assert [one.contact for one in seen.context["look"].sample] == [contact]
    assert not BulkEdit.objects.exists()

    done = send(client, contact, salesperson=ann.pk, confirmed=1, count=1)
    [edit] = BulkEdit.objects.all()
    assert done["Location"] == edit.get_absolute_url()
    assert dict(Contact.objects.values_list("name", "salesperson")) == {"A": ann.pk, "B": None}

    page = client.get(edit.get_absolute_url())
    assert "1 contact was changed." in page.text
    client.post(f"{edit.get_absolute_url()}undo/")
    page = client.get(edit.get_absolute_url())
    assert "1 contact got back what it had." in page.text
    assert "undo/" not in page.text
    assert not Contact.objects.filter(salesperson=ann).exists()
    assert other.salesperson is None


def test_the_same_form_sent_twice_is_done_once(client):
    group, person, key = MailingGroup.objects.create(code="M"), make_person("P"), uuid4()
    fields = {"submission": key, "join_mailing_groups": group.pk, "confirmed": 1, "count": 1}

    first, second = send(client, person, **fields), send(client, person, **fields)

    assert first["Location"] == second["Location"]
    assert BulkEdit.objects.count() == 1


def test_all_matching_is_what_the_filters_say(client):
    make_company("A", country="SE"), make_company("B", country="DE")
    fields = {"all_matching": 1, "query": "country=SE", "country": "NO"}

    send(client, confirmed=1, count=1, **fields)

    assert set(Contact.objects.values_list("name", "country")) == {("A", "NO"), ("B", "DE")}


def test_more_contacts_than_were_seen_are_shown_again(client):
    make_company("A")
    seen = send(client, all_matching=1, country="NO", confirmed=1, count=7)

    assert "Other contacts match by now" in seen.text
    assert not BulkEdit.objects.exists()


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({}, "Nothing is to be changed yet"),
        ({"salesperson": "0x"}, "Select a valid choice"),
        ({"country": "XX"}, "Select a valid choice"),
    ],
)
def test_what_cannot_be_is_said_at_the_form(client, fields, words):
    answer = send(client, make_company("A"), **fields)

    assert answer.status_code == 422
    assert words in answer.text


def test_a_group_is_not_joined_and_left_at_once(client):
    group = MailingGroup.objects.create(code="M")
    both = {"join_mailing_groups": group.pk, "leave_mailing_groups": group.pk}

    answer = send(client, make_company("A"), **both)

    assert "leave_mailing_groups" in answer.context["form"].errors


def test_nobody_chosen_is_said(client):
    answer = client.post(NEW, {"action": "change"}, follow=True)

    assert "Nobody was selected" in answer.text


def test_many_are_left_to_the_worker_and_the_job_leads_to_the_change(client, settings, monkeypatch):
    settings.LARGE_SEGMENT = 1
    monkeypatch.setattr(jobs, "has_worker", lambda: True)
    ann = make_salesperson("ANN")
    make_attribute("note")
    first, _second = make_company("A"), make_company("B")
    fields = {"all_matching": 1, "query": "", "salesperson": ann.pk, "confirmed": 1, "count": 2}
    fields["attribute_note"] = "told"

    answer = send(client, **fields)
    [job] = Job.objects.all()
    assert answer["Location"] == job.get_absolute_url()

    jobs.run_job(job.pk, now=job.created_at)
    job.refresh_from_db()
    [edit] = BulkEdit.objects.all()
    assert (job.status, job.result_url) == ("done", edit.get_absolute_url())
    assert edit.created_by == job.created_by
    assert held(first) == {"note": "told"}

    client.post(f"{edit.get_absolute_url()}undo/")
    undo = Job.objects.exclude(pk=job.pk).get()
    jobs.run_job(undo.pk, now=undo.created_at)
    edit.refresh_from_db()
    assert (edit.restored_count, Contact.objects.filter(salesperson=ann).count()) == (2, 0)


def held(contact):
    known = attributes.definitions()
    found = attributes.held([contact.pk], list(known.values()))
    return {code: attributes.as_text(known[code], value) for (_pk, code), value in found.items()}


def make_attributes():
    for kind in ("text", "number", "date", "yes_no", "choice", "choices"):
        make_attribute(kind, kind, choices=["a", "b"] if "choice" in kind else ())


def test_attributes_of_all_kinds_are_on_the_form_set_emptied_and_undone(client):
    make_attributes()
    make_attribute("serial", is_unique=True), make_attribute("old", is_archived=True)
    firm = make_company("Firm")
    given = {
        "attribute_text": "long",
        "attribute_number": "1.5",
        "attribute_date": "2026-03-31",
        "attribute_yes_no": "no",
        "attribute_choice": "b",
        "attribute_choices": ["a", "b"],
        "how_choices": "add",
    }

    page = client.post(NEW, {"selected": [firm.pk], "action": "change"})
    assert {*given} <= {*page.context["form"].fields}
    assert not {"attribute_serial", "attribute_old"} & {*page.context["form"].fields}
    assert "Not offered, since no two contacts may have the same: Serial." in page.text

    seen = send(client, firm, **given)
    [sample] = seen.context["look"].sample
    assert [one.after for one in sample.differences] == [
        *("B", "A, B", date_format(date(2026, 3, 31), "SHORT_DATE_FORMAT"), "1.5", "long", "no"),
    ]
    send(client, firm, **given, confirmed=1, count=1)
    full = {
        "text": "long", "number": "1.5", "date": "2026-03-31", "yes_no": "no", "choice": "b",
        "choices": "a;b",
    }  # fmt: skip
    assert held(firm) == full

    emptied = {
        "empty_attributes": ["text", "number", "date", "choices"],
        "attribute_yes_no": "-",
        "attribute_choice": "-",
    }
    made = send(client, firm, **emptied, confirmed=1, count=1)
    assert held(firm) == {}
    client.post(f"{made['Location']}undo/")
    assert held(firm) == full
    send(client, firm, attribute_choices="a", how_choices="take", confirmed=1, count=1)
    assert held(firm)["choices"] == "b"


def test_what_cannot_be_of_attributes_is_said_at_the_control(client):
    make_attributes()
    make_attribute("must", "choices", choices=["a"], is_required=True)
    firm = make_company("Firm")
    for fields, control, words in [
        ({"attribute_number": "tall"}, "attribute_number", "Enter a number."),
        ({"attribute_choices": "a"}, "how_choices", "Say what is done"),
        ({"how_choices": "add"}, "attribute_choices", "Tick at least one choice."),
        ({"attribute_text": "a", "empty_attributes": "text"}, "empty_attributes", "“Text” is also"),
        ({"empty_attributes": "must"}, "empty_attributes", "Select a valid choice"),
        ({"attribute_must": "a", "how_must": "take"}, "how_must", "Select a valid choice"),
    ]:
        answer = send(client, firm, **fields)
        assert answer.status_code == 422
        assert words in str(answer.context["form"].errors[control])


def test_a_job_that_finds_other_contacts_says_so(client, settings, monkeypatch):
    settings.LARGE_SEGMENT = 1
    monkeypatch.setattr(jobs, "has_worker", lambda: True)
    make_company("A"), make_company("B")
    send(client, all_matching=1, query="", country="SE", confirmed=1, count=2)
    make_company("C")

    [job] = Job.objects.all()
    jobs.run_job(job.pk, now=job.created_at)
    job.refresh_from_db()

    assert (job.status, "Other contacts match" in job.error) == ("failed", True)


def test_the_pages_ask_as_often_for_many_as_for_few(client):
    fields = {"salesperson": make_salesperson("ANN").pk, "attribute_text": "a"}
    fields |= {"attribute_choices": "a", "how_choices": "set"}
    make_attributes()

    def queries():
        contacts = [make_company() for _number in range(6)]
        with CaptureQueriesContext(connection) as asked:
            send(client, *contacts, **fields)
        looks = len(asked)
        send(client, *contacts, **fields, confirmed=1, count=6)
        edit = BulkEdit.objects.latest("pk")
        with CaptureQueriesContext(connection) as asked:
            client.get(edit.get_absolute_url())
            client.get(LIST)
        return looks, len(asked)

    assert queries() == queries()


def test_only_what_is_filled_in_is_open_and_every_control_is_in_one_part(client):
    make_attribute("pin")
    contact, group = make_company("A"), MailingGroup.objects.create(code="NEWS")

    asked = client.post(NEW, {"selected": [contact.pk]})
    seen = send(client, contact, join_mailing_groups=[group.pk])

    assert [part.is_open for part in asked.context["form"].parts()] == [True, *[False] * 4]
    assert [part.is_open for part in seen.context["form"].parts()] == [True, True, *[False] * 3]
    form = seen.context["form"]
    controls = [one.name for part in form.parts() for one in part.fields]
    assert sorted(controls) == sorted({*form.fields} - {"submission"})
    for name in ("submission", "salesperson", "join_mailing_groups", form.offered[0].name):
        assert f'name="{name}"' in seen.text
