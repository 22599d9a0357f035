"""Rules of how long something is kept: off at first, looked at before, and removing just that."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.urls import reverse

from contacts import services
from contacts.models import (
    BusinessRelation,
    Contact,
    ContactBusinessRelation,
    ContactChange,
    ContactImport,
    Erasure,
    ImportRow,
)
from segments_app.models import Job, RetentionRule, Segment, SegmentLine
from segments_app.services import retention
from segments_app.services.jobs import run_job
from tests.consents import say
from tests.factories import make_company, make_interaction, make_person
from tests.queries import queries_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def past(now):
    return now - timedelta(days=5 * 365)


@pytest.fixture
def people(past, now):
    """Contacts of five years ago, by why each is kept or not."""
    made = {"created_at": past}
    day = now.date() - timedelta(days=30)
    company = make_company("With persons", **made)
    people = {
        name: make_person(name, **made)
        for name in ("silent", "wrote", "called", "responded", "agreed", "held", "line", "written")
    } | {"company": company, "employee": make_person("employee", company=company, **made)}
    customer = make_company("customer", **made)
    people["customer"] = make_person("customer's", company=customer, **made)
    ContactBusinessRelation.objects.create(
        contact=customer, business_relation=BusinessRelation.objects.create(code="CUST"),
        linked_to="customer", linked_number="C1",
    )  # fmt: skip
    make_interaction(people["wrote"], occurred_on=day, information_flow="inbound")
    make_interaction(people["called"], occurred_on=day, initiated_by="them")
    say(people["agreed"], now=now)
    services.restrict_contact(people["held"], reason="A claim", by=None, now=now)
    SegmentLine.objects.create(
        segment=Segment.objects.create(number="SM1", description="Open"),
        contact=people["line"],
        added_at=1,
    )
    make_interaction(people["written"], occurred_on=day, information_flow="outbound")
    make_interaction(people["responded"], occurred_on=day, information_flow="inbound")
    make_person("new", created_at=now)
    return people


def names(kind, months, now):
    return {row.name for row in retention.matching(kind, months=months, now=now)}


def test_rt_01_only_what_came_from_a_person_keeps_it(people, now):
    gone = {"silent", "written", "employee"}

    assert names("contacts", 36, now) == gone
    assert names("contacts", 61, now) == set()
    assert names("contacts", 36, now + timedelta(days=60 * 365)) >= gone | {"wrote", "new"}


def test_rt_02_a_run_removes_exactly_what_was_shown_and_writes_it_down(people, now):
    shown = set(retention.matching("contacts", months=36, now=now).values_list("pk", flat=True))
    job = retention.request_run("contacts", months=36, by=None, now=now)

    assert retention.request_run("contacts", months=36, by=None, now=now) == job
    run_job(job.pk, now=now)

    job.refresh_from_db()
    assert (job.status, job.result["removed"]) == ("done", len(shown))
    erased = Erasure.objects.filter(cause="retention")
    assert set(erased.values_list("contact_key", flat=True)) == shown
    assert names("contacts", 36, now) == {"With persons"}  # the last of them is gone
    assert Contact.objects.filter(name="wrote").exists()
    assert retention.remove("contacts", months=36, by=None, now=now) == 1
    assert retention.remove("contacts", months=36, by=None, now=now) == 0


def test_rt_02_killed_in_the_middle_the_rest_is_done_the_next_time(people, now, monkeypatch):
    category, calls = retention.CATEGORIES["contacts"], []

    def killed(keys, by, moment):
        if calls:
            raise KeyboardInterrupt
        calls.append(category.remove(keys, by, moment))
        return 1

    with monkeypatch.context() as patched:
        killable = replace(category, remove=killed, batch=1)
        patched.setitem(retention.CATEGORIES, "contacts", killable)
        with pytest.raises(KeyboardInterrupt):
            retention.remove("contacts", months=36, by=None, now=now)

    assert Erasure.objects.count() == 1
    assert retention.remove("contacts", months=36, by=None, now=now) == 2
    assert Erasure.objects.count() == 3


def test_rules_are_off_until_somebody_sets_them_and_run_once_a_day(past, now, administrator):
    old = make_person(created_at=past)
    ContactChange.objects.create(contact=old, field="city", old="Gent", changed_at=past)
    assert retention.request_due(now=now) == 0

    retention.set_rule("history", months=12, is_on=True, by=administrator, now=now)
    assert retention.request_due(now=now) == 1
    assert retention.request_due(now=now + timedelta(hours=2)) == 0
    retention.set_rule("history", months=12, is_on=False, by=administrator, now=now)
    run_job(Job.objects.get().pk, now=now)
    assert ContactChange.objects.exists()

    retention.set_rule("history", months=12, is_on=True, by=administrator, now=now)
    assert retention.request_due(now=now + timedelta(days=1)) == 1
    run_job(Job.objects.latest("pk").pk, now=now)
    assert not ContactChange.objects.exists()
    for months in (0, 601):
        with pytest.raises(retention.RetentionRefused):
            retention.set_rule("history", months=months, is_on=True, by=None, now=now)


def test_rt_04_what_rows_of_imports_said_goes_and_the_counts_stay(past, now):
    imported = ContactImport.objects.create(
        file_name="fair.csv", sha256="0", size=1, samples=[["Anna"]], created_at=past,
        read_count=1, rejected_count=1,
    )  # fmt: skip
    ImportRow.objects.create(
        contact_import=imported, number=1, outcome="rejected", label="Anna", cells=["Anna"]
    )

    assert retention.remove("import_rows", months=12, by=None, now=now) == 1

    row, imported = ImportRow.objects.get(), ContactImport.objects.get()
    assert (row.label, row.cells, row.outcome) == ("", None, "rejected")
    assert (imported.samples, imported.rejected_count) == ([], 1)
    assert retention.remove("import_rows", months=12, by=None, now=now) == 0


@pytest.mark.parametrize("kind", retention.CATEGORIES)
def test_the_page_of_a_rule_shows_saves_and_runs_it(client_for, people, now, kind):
    client, address = (
        client_for("administrator"),
        reverse("segments:retention_rule", args=[kind]),
    )
    assert client_for("marketer").get(address).status_code == 403
    assert address in client.get(reverse("segments:retention_list")).content.decode()

    for _twice in range(2):
        assert client.post(address, {"months": "7", "is_on": "on"}).status_code == 303
    assert client.post(address, {"months": "0"}).status_code == 422
    asked = client.post(address, {"months": "36", "run": "1"})
    assert "for good" in asked.content.decode()
    assert not Job.objects.exists()
    assert client.post(address, {"months": "36", "run": "1", "confirmed": "1"}).status_code == 303

    rule = RetentionRule.objects.get()
    assert (rule.kind, rule.months, rule.is_on) == (kind, 7, True)
    assert Job.objects.get().parameters["months"] == 36
    if kind == "contacts":
        shown = client.get(address, {"months": "36"}).content.decode()
        assert people["silent"].get_absolute_url() in shown
        assert people["wrote"].get_absolute_url() not in shown
        assert client.get(address, {"months": "x"}).status_code == 422


def test_the_page_asks_as_often_for_many_as_for_few(client_for, past):
    client = client_for("administrator")
    address = reverse("segments:retention_rule", args=["contacts"])
    make_person(created_at=past)
    few = queries_of(client, address)
    for _more in range(5):
        make_person(created_at=past)

    assert queries_of(client, address) == few
    assert client.get(reverse("segments:retention_rule", args=["weather"])).status_code == 404
