"""Erasing in a large database: by the worker, once, whole or not at all, and without a name."""

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db.models.functions import Now
from django.urls import reverse

from contacts.models import Contact, ContactImport, Erasure
from contacts.services.personal import elsewhere, erasing
from segments_app import erasure_jobs
from segments_app.models import Job, WorkerLease
from segments_app.services.jobs import run_job
from tests.factories import make_company, make_interaction, make_person

pytestmark = pytest.mark.django_db


@pytest.fixture
def large(monkeypatch):
    monkeypatch.setattr(erasure_jobs, "AT_ONCE", -1)


@pytest.fixture
def worker():
    WorkerLease.objects.create(worker_id="one", seen_at=Now())


@pytest.fixture
def anna():
    anna = make_person("Zyxanna Qwortley", email="zyx@qwortley.be")
    make_interaction(anna, description="Call Zyxanna Qwortley")
    return anna


def press(client, contact):
    return client.post(reverse("segments:contact_erase", args=[contact.pk]), {"cause": "request"})


def test_a_large_database_is_looked_through_by_the_worker_once(
    client_for, now, administrator, anna, large, worker
):
    client = client_for(administrator)
    first, second = press(client, anna), press(client, anna)
    job = Job.objects.get()

    assert (first.status_code, second.status_code) == (303, 303)
    assert first.url == second.url == job.get_absolute_url()
    assert Contact.objects.get(pk=anna.pk).name == "Zyxanna Qwortley"
    waiting = client.get(reverse("segments:contact_erase", args=[anna.pk])).content.decode()
    assert job.get_absolute_url() in waiting
    assert "Erase for good</button>" not in waiting
    for _twice in range(2):
        run_job(job.pk, now=now)

    job.refresh_from_db()
    assert (job.status, job.result_url) == ("done", reverse("segments:erasure_list"))
    assert "yx" not in f"{job.title} {job.parameters} {job.result}"
    done = Erasure.objects.get()
    assert (done.contact_key, done.cause, done.erased_by) == (anna.pk, "request", administrator)
    assert Contact.objects.get(pk=anna.pk).was_erased
    assert press(client, anna).url == reverse("segments:erasure_list")


def test_without_a_worker_or_with_little_to_look_through_it_is_done_at_once(
    client_for, anna, monkeypatch
):
    monkeypatch.setattr(erasure_jobs, "AT_ONCE", -1)
    bert = make_person("Bert Qwortley")
    assert press(client_for("administrator"), anna).url == reverse("segments:erasure_list")
    monkeypatch.undo()
    WorkerLease.objects.create(worker_id="one", seen_at=Now())
    assert press(client_for("administrator"), bert).url == reverse("segments:erasure_list")

    assert Job.objects.count() == 0
    assert set(Erasure.objects.values_list("contact_key", flat=True)) == {anna.pk, bert.pk}


def test_what_is_cut_short_has_done_nothing_and_is_done_whole_the_next_time(
    client_for, now, anna, large, worker, monkeypatch
):
    client = client_for("administrator")
    press(client, anna)
    job = Job.objects.get()

    class Killed(BaseException):
        pass

    def cut_short(_words):
        raise Killed

    monkeypatch.setattr(erasing, "take_out", cut_short)
    with pytest.raises(Killed):
        run_job(job.pk, now=now)
    assert Contact.objects.get(pk=anna.pk).email == "zyx@qwortley.be"
    assert not Erasure.objects.exists()
    monkeypatch.undo()
    run_job(job.pk, now=now)

    assert Contact.objects.get(pk=anna.pk).was_erased
    assert Erasure.objects.count() == 1


def test_a_company_that_got_persons_meanwhile_is_refused_with_what_to_do(
    client_for, now, large, worker
):
    company = make_company("Qwortley")
    press(client_for("administrator"), company)
    make_person("Bert Qwortley", company=company)

    run_job(Job.objects.get().pk, now=now)

    job = Job.objects.get()
    assert (job.status, Erasure.objects.count()) == ("failed", 0)
    assert "move them to another company" in job.error


def test_large_files_are_read_piece_by_piece_and_a_name_over_the_edge_is_found(
    anna, now, settings, tmp_path, monkeypatch, django_capture_on_commit_callbacks
):
    settings.MEDIA_ROOT = tmp_path
    monkeypatch.setattr(elsewhere, "PIECE", 64)
    monkeypatch.setattr(elsewhere, "OVERLAP", 48)
    ampersand = make_person("Qwortley & Zyx", type="person")
    texts = {
        "plain": ("x" * 55 + "zyx@qwortley.be").encode(),
        "wide": ("x" * 27 + "zyx@qwortley.be").encode("utf-16"),
        "other": b"x" * 300 + b"somebody@example.org",
        "markup": b"<c>Qwortley &amp; Zyx</c>",
    }
    stored = {
        name: default_storage.save(f"contact_imports/{name}", ContentFile(text))
        for name, text in texts.items()
    }
    imported = ContactImport.objects.create(
        file_name="fair.csv", sha256="0", size=1, kept_as=stored["plain"]
    )

    with django_capture_on_commit_callbacks() as callbacks:
        erasing.erase_contacts([anna.pk, ampersand.pk], cause="request", by=None, now=now)
    imported.refresh_from_db()

    assert imported.kept_as == ""  # named no more, so tidying finds the file where this ends
    for callback in callbacks:
        callback()
    assert [name for name, path in stored.items() if default_storage.exists(path)] == ["other"]
