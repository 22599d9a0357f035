"""Lists taken along: exactly what is shown, recorded, and for nobody without the right."""

import csv
import io
import os
from datetime import date, timedelta

import pytest
from django.core.files.storage import default_storage
from django.db import DatabaseError, OperationalError, connection, transaction
from django.db.models import QuerySet
from django.db.models.functions import Now
from django.urls import reverse
from django.utils import timezone

from contacts.models import Contact, ContactMailingGroup, MailingGroup
from contacts.services import bulk
from contacts.services.merging import merge_contacts
from contacts.services.personal import erase_contact
from segments_app import export_jobs
from segments_app.common.downloads import file_name
from segments_app.common.sheets import guess, open_rows
from segments_app.models import ExportRecord, Job, WorkerLease
from segments_app.services.exports import forget_old_files
from segments_app.services.jobs import run_job
from tests.accounts import make_user
from tests.factories import (
    make_campaign,
    make_company,
    make_interaction,
    make_language,
    make_person,
    make_salesperson,
)
from tests.queries import queries_of

LIST = "/contacts/"
LOG = "/interactions/"
FORMULAS = ["=1+1", "@SUM(1)", "-1+1", "+cmd|x"]


@pytest.fixture
def client(client_for):
    return client_for("Marketer")


def content_of(answer):
    assert answer.status_code == 200
    return answer.getvalue()


def csv_of(answer):
    return list(csv.reader(io.StringIO(content_of(answer).decode("utf-8-sig"), newline="")))


def read_back(folder, answer, name):
    """Return names of columns and rows, as the import reads the file."""
    path = folder / name
    path.write_bytes(content_of(answer))
    with open_rows(path, guess(path, name=name)) as rows:
        found = list(rows)
    assert [row.error for row in found] == [""] * len(found)
    return rows.header, [row.cells for row in found]


# What is taken -------------------------------------------------------------------------------


def test_the_page_offers_the_columns_and_ticks_those_shown(client):
    make_person("Anna")

    page = client.get(LIST, {"export": "choose", "columns": "name,postcode", "country": ""})

    ticked = {name for name, _label, is_ticked in page.context["columns"] if is_ticked}
    assert ticked == {"name", "postcode"}
    assert list(page.context["formats"]) == ["csv", "xlsx", "vcard"]
    assert page.context["carried"] == [("columns", "name,postcode"), ("country", "")]


def test_the_page_ticks_what_the_user_took_the_last_time(client, client_for):
    content_of(client.get(LIST, {"export": "xlsx", "fields": ["name", "email"]}))

    page = client.get(LIST, {"export": "choose"})
    other = client_for("Administrator").get(LIST, {"export": "choose"})

    ticked = {name for name, _label, is_ticked in page.context["columns"] if is_ticked}
    assert (page.context["format"], ticked) == ("xlsx", {"name", "email"})
    assert other.context["format"] == "csv"


def test_the_chosen_columns_come_in_the_order_of_the_list(client):
    make_person("Berg", email="b@x.org", country="DE")
    make_person("Adler", country="SE")

    rows = csv_of(client.get(LIST, {"export": "csv", "fields": ["email", "name"], "country": "DE"}))

    assert rows == [["Name", "E-mail"], ["Berg", "b@x.org"]]


def test_a_spreadsheet_has_texts_that_are_never_formulas_and_days_that_are_days(client, tmp_path):
    for text in FORMULAS:
        make_interaction(description=text, occurred_on=date(2026, 3, 18), cost=2)
    fields = ["occurred_on", "description", "cost"]

    header, rows = read_back(
        tmp_path, client.get(LOG, {"export": "xlsx", "fields": fields}), "x.xlsx"
    )

    assert header == ["Date", "Description", "Cost"]
    assert sorted(rows) == sorted([["2026-03-18", text, "2"] for text in FORMULAS])


def test_business_cards_of_a_list_are_read_back(client, tmp_path):
    company = make_company("Bäckerei; Söhne, Köln", city="Köln", country="DE")
    make_person(
        "Jörg Müller",
        first_name="Jörg",
        surname="Müller",
        company=company,
        job_title="Chef",
        email="j@x.org",
        email_2="m@x.org",
        phone="+49 1",
        mobile_phone="+49 2",
    )

    header, rows = read_back(tmp_path, client.get(LIST, {"export": "vcard"}), "x.vcf")

    found = [{name: cell for name, cell in zip(header, row, strict=True) if cell} for row in rows]
    assert found == [
        {
            "type": "company",
            "name": company.name,
            "city": "Köln",
            "country": "Germany",
            "number": company.number,
        },
        {
            "number": Contact.objects.get(type="person").number,
            "company_number": company.number,
            "type": "person",
            "name": "Jörg Müller",
            "company": company.name,
            "first_name": "Jörg",
            "surname": "Müller",
            "job_title": "Chef",
            "email": "j@x.org",
            "email_2": "m@x.org",
            "phone": "+49 1",
            "mobile_phone": "+49 2",
        },
    ]


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_all_fields_come_under_their_names_as_they_are_stored(client, tmp_path, kind):
    group = MailingGroup.objects.create(code="NEWS", description="News")
    fields = {
        "external_id": "00123",
        "name_2": 'Say "hi"; a, b\nnext line',
        "registration_number": "4930123456789012345",
        "country": "DE",
        "is_privacy_blocked": True,
    }
    person = make_person(
        "Anna", language=make_language("sv"), salesperson=make_salesperson("EVA"),
        company=make_company("Acme", number="C1"), **fields,
    )  # fmt: skip
    ContactMailingGroup.objects.create(contact=person, mailing_group=group)
    ask = {"export": kind, "content": "all", "q": "anna", "columns": "name"}

    header, rows = read_back(tmp_path, client.get(LIST, ask), f"x.{kind}")

    found = dict(zip(header, rows[0], strict=True))
    assert found["number"] == person.number
    assert {name: found[name] for name in fields} == {**fields, "is_privacy_blocked": "true"}
    assert (found["language"], found["salesperson"]) == ("sv", "EVA")
    assert (found["company_number"], found["company"]) == ("C1", "Acme")
    assert (found["mailing_groups"], found["is_minor"]) == ("NEWS", "false")


def test_a_list_of_very_many_rows_is_no_spreadsheet(client, monkeypatch):
    monkeypatch.setattr("segments_app.common.exports.MOST_ROWS", 1)
    make_person("Anna"), make_person("Bo")

    answer = client.get(LIST, {"export": "xlsx"})

    assert answer.status_code == 422
    assert "a million rows at most" in answer.text
    assert not ExportRecord.objects.exists()


# Who may -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "ask",
    [
        {"export": "csv", "fields": "created_by__password"},
        {"export": "csv", "fields": ["name", "select"]},
        {"export": "pdf"},
        {"export": ""},
    ],
)
def test_what_the_list_does_not_offer_is_refused(client, ask):
    assert client.get(LIST, ask).status_code == 400
    assert not ExportRecord.objects.exists()


@pytest.mark.parametrize("ask", [{"export": "vcard"}, {"export": "csv", "content": "all"}])
def test_a_list_without_contacts_has_no_cards_and_no_fields_of_theirs(client, ask):
    make_campaign()

    assert client.get("/campaigns/", ask).status_code == 400
    assert list(client.get("/campaigns/", {"export": "choose"}).context["formats"]) == [
        "csv",
        "xlsx",
    ]


@pytest.mark.parametrize("export", ["choose", "csv", "xlsx", "vcard"])
@pytest.mark.parametrize("address", [LIST, LOG])
def test_without_the_right_nothing_is_taken_or_recorded(client_for, address, export):
    viewer = client_for("Viewer")

    assert viewer.get(address, {"export": export}).status_code == 403
    assert "export=choose" not in viewer.get(address).text
    assert not ExportRecord.objects.exists()


def test_lists_without_persons_may_be_taken_by_whoever_sees_them(client_for):
    assert client_for("Viewer").get("/campaigns/", {"export": "csv"}).status_code == 200


# Who did -------------------------------------------------------------------------------------


def test_it_is_recorded_who_took_what_before_anything_leaves(client_for, marketer):
    make_person("Berg", country="DE"), make_person("Adler", country="SE")

    client_for(marketer).get(
        LIST, {"export": "csv", "fields": ["name", "city"], "country": "DE", "sort": "-name"}
    )

    [record] = ExportRecord.objects.all()
    assert (record.created_by, record.view, record.path) == (
        marketer,
        "contacts:contact_list",
        LIST,
    )
    assert (record.format, record.row_count, record.columns) == ("csv", 1, ["name", "city"])
    assert record.filters == "Country: Germany"
    assert record.query == "country=DE&sort=-name"


def test_the_record_is_neither_changed_nor_deleted(client):
    make_person("Anna")
    client.get(LIST, {"export": "csv"})
    records = ExportRecord.objects.all()

    for deed in (lambda: records.update(row_count=7), lambda: records[0].delete()):
        with pytest.raises(DatabaseError, match="stays as it is"), transaction.atomic():
            deed()
    assert records.count() == 1


def test_administrators_see_the_record_in_a_fixed_number_of_queries(client, client_for):
    client.get(LIST, {"export": "csv"})
    administrator = client_for("Administrator")
    address = reverse("segments:export_list")
    few = queries_of(administrator, address)

    for _number in range(5):
        content_of(client.get(LIST, {"export": "xlsx"}))

    assert queries_of(administrator, address) == few
    page = administrator.get(address, {"format": "xlsx"})
    assert page.context["table"].paginator.count == 5
    assert "contacts.xlsx" in page.text
    assert client.get(address).status_code == 403


# How it is handed out ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ('a"; filename=evil.bat.csv', "a- filename=evil.bat.csv"),
        ("a\r\nSet-Cookie: x.csv", "aSet-Cookie- x.csv"),
        ("../../etc/passwd", "-..-etc-passwd"),
        ("invoice\u202efdp.csv", "invoicefdp.csv"),
        ("x" * 300 + ".csv", "x" * 120 + ".csv"),
    ],
)
def test_names_of_files_are_names_on_every_system(name, safe):
    assert file_name(name) == safe


def test_a_file_of_any_name_is_offered_by_the_rules(client):
    campaign = make_campaign(number='Ä"; filename=evil')

    answer = client.get(
        reverse("segments:campaign_people", args=[campaign.pk, "targeted"]), {"export": "csv"}
    )

    offered = answer.headers["Content-Disposition"]
    assert offered.startswith("attachment; filename*=utf-8''%C3%84-%20filename%3Devil-")
    assert offered.count("filename") == 2
    assert answer.headers["Cache-Control"] == "no-store"


@pytest.mark.fault("FD06")
def test_a_download_that_is_broken_off_leaves_no_transaction(client):
    for number in range(2_100):
        make_person(f"Person {number}")
    before = list(connection.savepoint_ids)

    answer = client.get(LIST, {"export": "csv"})
    chunks = iter(answer.streaming_content)
    next(chunks), next(chunks)
    answer.close()
    del chunks

    assert connection.savepoint_ids == before


# By the worker -------------------------------------------------------------------------------


@pytest.fixture
def large(settings, db):
    """Make three rows a large export, with a worker to write it."""
    settings.LARGE_EXPORT = 2
    WorkerLease.objects.create(worker_id="one", seen_at=Now())
    for name in ("Anna", "Bo", "Cid"):
        make_person(name, country="DE")


def test_a_large_export_is_a_job_whose_file_is_for_who_asked(large, client_for, marketer, now):
    client = client_for(marketer)
    ask = {"export": "csv", "fields": "name", "sort": "-name", "country": "DE"}

    first, again = client.get(LIST, ask), client.get(LIST, ask)

    job = Job.objects.get()
    assert first.headers["Location"] == again.headers["Location"] == job.get_absolute_url()
    assert ExportRecord.objects.count() == 1
    run_job(job.pk, now=now)
    job.refresh_from_db()
    assert (job.status, job.done_count, job.error) == ("done", 3, "")
    answer = client.get(job.result_url)
    assert csv_of(answer) == [["Name"], ["Cid"], ["Bo"], ["Anna"]]
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["Content-Disposition"] == 'attachment; filename="contacts.csv"'
    assert client_for("Administrator").get(job.result_url).status_code == 404


def test_the_file_is_not_for_who_has_lost_the_right(large, client_for, marketer, now):
    client = client_for(marketer)
    client.get(LIST, {"export": "vcard"})
    job = Job.objects.get()
    run_job(job.pk, now=now)
    job.refresh_from_db()
    assert b"FN:Anna" in content_of(client.get(job.result_url))

    marketer.groups.clear()

    assert client_for(marketer).get(job.result_url).status_code == 404


def test_who_lost_the_right_before_the_worker_came_gets_nothing(large, client_for, marketer, now):
    client_for(marketer).get(LIST, {"export": "csv"})
    marketer.groups.clear()
    job = Job.objects.get()

    run_job(job.pk, now=now)

    job.refresh_from_db()
    assert (job.status, job.result) == ("failed", None)
    assert "role" in job.error


def test_files_are_forgotten_after_some_days(large, client, settings, now):
    client.get(LIST, {"export": "xlsx"})
    job = Job.objects.get()
    run_job(job.pk, now=now)
    job.refresh_from_db()
    path = default_storage.path(job.result["file"])
    assert len(os.path.basename(path)) == 32
    moment = now.timestamp()
    os.utime(path, (moment, moment))
    settings.KEEP_EXPORTS_DAYS = 3

    assert forget_old_files(now=now + timedelta(days=2)) == 0
    assert content_of(client.get(job.result_url))
    assert forget_old_files(now=now + timedelta(days=4)) >= 1
    answer = client.get(job.result_url, follow=True)
    assert answer.redirect_chain == [(LIST, 303)]
    assert "The file is no longer kept. Export the list again." in answer.text


def test_without_a_worker_it_is_streamed(settings, client):
    settings.LARGE_EXPORT = 0
    make_person("Anna")

    assert csv_of(client.get(LIST, {"export": "csv", "fields": "name"}))[1] == ["Anna"]
    assert not Job.objects.exists()


# One contact ---------------------------------------------------------------------------------


def test_the_card_of_a_contact_is_on_its_page(client_for, tmp_path):
    viewer = client_for("Viewer")
    contact = make_person("Anna Berg", first_name="Anna", surname="Berg", email="a@x.org")
    address = reverse("contacts:contact_card", args=[contact.pk])

    header, [cells] = read_back(tmp_path, viewer.get(address), "anna.vcf")

    card = reverse("contacts:contact_business_card", args=[contact.pk])
    assert f'href="{card}"' in viewer.get(contact.get_absolute_url()).text
    assert f'href="{address}"' in viewer.get(card).text
    found = dict(zip(header, cells, strict=True))
    assert (found["name"], found["email"]) == ("Anna Berg", "a@x.org")
    offered = viewer.get(address).headers["Content-Disposition"]
    assert offered == 'attachment; filename="Anna Berg.vcf"'


# Reports ---------------------------------------------------------------------------------------


@pytest.fixture
def campaign():
    campaign = make_campaign(number="CP1")
    anna = make_person("Anna")
    said = {"contact": anna, "campaign": campaign, "occurred_on": date(2026, 3, 18)}
    make_interaction(cost="2.10", **said)
    make_interaction(cost="0.20", is_response=True, **said)
    return campaign


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_the_figures_of_a_campaign_are_taken_and_recorded(client, tmp_path, campaign, kind):
    address = reverse("segments:campaign_figures", args=[campaign.pk])

    header, rows = read_back(tmp_path, client.get(address, {"export": kind}), f"x.{kind}")

    found = [dict(zip(header, row, strict=False)) for row in rows]
    assert (found[0]["People contacted"], found[0]["Interactions"]) == ("1", "2")
    assert float(next(cell for name, cell in found[0].items() if name.startswith("Cost"))) == 2.3
    assert found[1]["Month"].startswith("2026-03-01")
    assert (found[1]["People contacted"], found[1]["People responded"]) == ("1", "1")
    record = ExportRecord.objects.get()
    assert (record.name, record.row_count) == (f"CP1-figures.{kind}", 2)


def test_the_results_of_a_campaign_are_taken_as_the_page_shows_them(client, tmp_path, campaign):
    address = reverse("segments:campaign_results", args=[campaign.pk])
    shown = [row.result for row in client.get(address).context["results"]]

    header, rows = read_back(tmp_path, client.get(address, {"export": "csv"}), "x.csv")

    assert header == ["Contacts who", "Contacts", "May be approached"]
    assert rows == [[str(one.label), str(one.matched), str(one.allowed)] for one in shown]
    assert client.get(address, {"export": "vcard"}).status_code == 400


def test_changes_of_many_are_a_list_that_can_be_taken(client, tmp_path):
    make_person("Anna")
    changes = bulk.Changes(values={"language": make_language("sv").pk})
    bulk.edit_contacts(Contact.objects.all(), changes=changes, by=None, now=timezone.now())

    header, rows = read_back(tmp_path, client.get("/contacts/changes/", {"export": "csv"}), "x.csv")

    assert dict(zip(header, rows[0], strict=True))["What was changed"] == "Language: Svenska"


def test_merges_and_erasures_are_taken_by_who_may(client, client_for, tmp_path):
    keep, gone = make_person("Anna", number="C1"), make_person("Anne", number="C2")
    said = {"by": make_user("Administrator", "eva"), "now": timezone.now()}
    merge_contacts(keep, gone, **said)
    erase_contact(make_person("Bo"), cause="request", **said)
    merges, erasures = reverse("segments:merge_list"), reverse("segments:erasure_list")

    header, rows = read_back(tmp_path, client.get(merges, {"export": "csv"}), "x.csv")
    admin = client_for("Administrator")
    erased = read_back(tmp_path, admin.get(erasures, {"export": "xlsx"}), "y.xlsx")[1]

    assert header[:4] == ["Number", "Merged", "Number of who stays", "Into"]
    assert rows[0][:4] == ["C2", "Anne", "C1", "Anna"]
    assert erased[0][2] == "The person asked for it"
    assert client_for("Viewer").get(merges, {"export": "csv"}).status_code == 403


@pytest.mark.skipif(connection.vendor != "sqlite", reason="others let readers write")
def test_an_export_goes_on_where_its_progress_cannot_be_noted(monkeypatch):
    def locked(*_args, **_values):
        raise OperationalError("database is locked")

    monkeypatch.setattr(QuerySet, "update", locked)

    rows = [*export_jobs.reported(iter(range(10_000)), "key", 10_000)]

    assert len(rows) == 10_000
