"""Files that the worker keeps name nobody who was erased, however they came to be there (ER-02)."""

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db.models.functions import Now

from contacts.services.personal.erasing import erase_contact
from segments_app.common.exports import Export
from segments_app.models import Job, WorkerLease
from segments_app.services import kept_files
from segments_app.services.jobs import run_job
from tests.factories import make_person

from .test_exports import LIST, content_of

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def large(settings, tmp_path):
    settings.LARGE_EXPORT = 1
    settings.MEDIA_ROOT = tmp_path
    WorkerLease.objects.create(worker_id="one", seen_at=Now())


@pytest.fixture
def anna():
    make_person("Bo")
    return make_person("Zyxanna", email="zyx@qwortley.be")


def export(client, now, kind="csv"):
    client.get(LIST, {"export": kind})
    run_job(Job.objects.get().pk, now=now)
    return Job.objects.get()


def erase(contact, now):
    erase_contact(contact, cause="request", by=None, now=now)


@pytest.mark.parametrize("kind", ["csv", "xlsx", "vcard"])
def test_an_export_that_names_who_is_erased_goes_before_that_is_sure(anna, client_for, now, kind):
    client = client_for("Marketer")
    job = export(client, now, kind)
    assert content_of(client.get(job.result_url))

    erase(anna, now)  # in a transaction of the test's: nothing is done after it

    assert default_storage.listdir("exports")[1] == []
    assert "no longer kept" in client.get(job.result_url, follow=True).text


def test_an_export_that_does_not_name_them_stays(anna, client_for, now):
    client = client_for("Marketer")
    client.get(LIST, {"export": "csv", "q": "Bo"})
    make_person("Bo Berg")
    client.get(LIST, {"export": "csv", "q": "Bo"})
    job = Job.objects.get()
    run_job(job.pk, now=now)

    erase(anna, now)

    job.refresh_from_db()
    assert b"Bo Berg" in content_of(client.get(job.result_url))


def test_what_a_killed_worker_has_begun_and_what_is_drawn_goes_as_nobody_can_read_it(
    anna, client_for, now
):
    job = export(client_for("Marketer"), now)
    begun = default_storage.save("exports/begun", ContentFile(b"PK\x03\x04 half of a sheet"))
    letter = default_storage.save("exports/letter", ContentFile(b"%PDF-1.4 squeezed"))
    Job.objects.create(kind="print", key="letter", title="Print", result={"file": letter})
    upload = default_storage.save("imports/0.zip", ContentFile(b"PK\x03\x04 sheets"))
    Job.objects.filter(pk=job.pk).delete()

    erase(make_person("Somebody"), now)

    assert [n for n in (begun, letter, upload) if default_storage.exists(n)] == []


def test_who_is_erased_while_the_file_is_written_is_not_in_it(anna, client_for, now, monkeypatch):
    client, write, written = client_for("Marketer"), Export.write, []

    def write_and_erase(self, *args):
        write(self, *args)
        written.append(1)
        if len(written) == 1:
            erase(anna, now)

    monkeypatch.setattr(Export, "write", write_and_erase)
    job = export(client, now)

    content = content_of(client.get(job.result_url))
    assert (job.status, len(written)) == ("done", 2)
    assert b"Bo" in content
    assert b"Zyxanna" not in content


def test_where_contacts_are_erased_all_the_time_it_says_so(anna, client_for, now, monkeypatch):
    write = Export.write

    def write_and_erase(self, *args):
        write(self, *args)
        erase(make_person(), now)

    monkeypatch.setattr(Export, "write", write_and_erase)
    job = export(client_for("Marketer"), now)

    assert job.status == "failed"
    assert "erased while the file was written" in job.error
    assert not default_storage.exists(kept_files.FOLDER)
