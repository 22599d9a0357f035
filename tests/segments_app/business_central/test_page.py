"""The page of the import: look first, then import."""

import io
import os
import sys
import zipfile
from datetime import timedelta

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db.models.functions import Now
from django.urls import reverse

from contacts.models import Team
from segments_app import services
from segments_app.business_central.uploads import (
    FOLDER,
    discard_files,
    keep_files,
    kept_files,
    note_progress,
)
from segments_app.models import Job, WorkerLease
from segments_app.services import jobs

pytestmark = pytest.mark.django_db
TEAM = b"Code,Name\nSALE,Sales\n,Nameless\n"


@pytest.fixture
def url():
    return reverse("segments:business_central_import")


@pytest.fixture(autouse=True)
def empty_storage(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


def upload(content=TEAM, name="Team.csv"):
    return SimpleUploadedFile(name, content)


def kept():
    return default_storage.listdir(FOLDER)[1] if default_storage.exists(FOLDER) else []


@pytest.mark.parametrize("role", ["Viewer", "Marketer"])
def test_only_administrators_import(client_for, url, role):
    client = client_for(role)

    assert client.get(url).status_code == 403
    assert client.post(url, {"upload": upload()}).status_code == 403


def look(client, url, *files):
    """Send files and return the job that says what they would do."""
    client.post(url, {"upload": list(files) or [upload()]})
    return Job.objects.order_by("-pk")[0]


def import_now(client, looked):
    address = reverse("segments:business_central_import_now", args=[looked.key])
    return client.post(address, follow=True)


@pytest.fixture
def worker():
    WorkerLease.objects.create(worker_id="one", seen_at=Now())


def test_looking_shows_the_report_and_imports_nothing(client_for, url):
    response = client_for("Administrator").post(url, {"upload": upload()}, follow=True)

    page = response.content.decode()
    assert response.status_code == 200
    assert "Nothing has been imported yet." in page and "Import now" in page
    assert "row 3, column Code: This is empty." in page
    assert not Team.objects.exists()


def test_importing_takes_the_files_that_were_looked_at(client_for, url, administrator):
    client = client_for(administrator)
    looked = look(client, url, upload(), upload(b"Code,Name\nN,North\n", "Territory.csv"))
    look(client, url, upload(b"Code,Name\nADM,Office\n"))

    response = import_now(client, looked)

    assert Team.objects.get().code == "SALE"
    assert "Imported: 2 rows" in response.content.decode()
    assert not kept_files(looked.parameters["files"])


def test_importing_pressed_twice_imports_once(client_for, url, administrator):
    client = client_for(administrator)
    looked = look(client, url)
    first = import_now(client, looked)

    second = import_now(client, looked)

    assert second.redirect_chain[-1] == first.redirect_chain[-1]
    assert "Imported: 1 row" in second.content.decode()
    assert Job.objects.count() == 2


def test_a_zip_archive_is_imported(client_for, url, administrator):
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as file:
        file.writestr("Team.csv", TEAM)
    client = client_for(administrator)

    import_now(client, look(client, url, upload(archive.getvalue(), "export.zip")))

    assert Team.objects.exists()


def test_a_worker_looks_and_imports(client_for, url, administrator, worker, now):
    client = client_for(administrator)
    looked = look(client, url)
    shown = client.get(reverse("segments:business_central_report", args=[looked.key]))
    assert shown.url == looked.get_absolute_url()

    services.run_job(looked.pk, now=now)
    import_now(client, looked)
    assert not Team.objects.exists()
    services.run_job(Job.objects.latest("pk").pk, now=now)

    assert Team.objects.get().code == "SALE"


def test_a_worker_that_dies_before_it_notes_the_import_leaves_the_files_for_the_next(
    client_for, url, administrator, worker, now, monkeypatch
):
    client = client_for(administrator)
    looked = look(client, url)
    services.run_job(looked.pk, now=now)
    import_now(client, looked)
    job = Job.objects.latest("pk")
    with monkeypatch.context() as patched:
        patched.setattr(jobs, "_note", lambda *_given: sys.exit())
        with pytest.raises(SystemExit):
            services.run_job(job.pk, now=now)
    assert Team.objects.exists() and kept_files(looked.parameters["files"])

    services.run_job(job.pk, now=now)

    job.refresh_from_db()
    assert (job.status, job.error) == ("done", "")
    assert Team.objects.get().code == "SALE"
    assert not kept_files(looked.parameters["files"])


def test_the_job_says_how_many_files_are_done(client_for, url, administrator, worker):
    client = client_for(administrator)
    looked = look(client, url)

    note_progress(looked.parameters["files"], 2, 5)
    assert "2 of 5 files" not in client.get(looked.get_absolute_url()).content.decode()

    Job.objects.update(status=Job.Status.RUNNING)
    assert "2 of 5 files" in client.get(looked.get_absolute_url()).content.decode()


def test_what_the_files_refuse_is_told_on_the_job(client_for, url, administrator, worker, now):
    client = client_for(administrator)
    looked = look(client, url)
    discard_files(looked.parameters["files"])

    services.run_job(looked.pk, now=now)

    page = client.get(looked.get_absolute_url()).content.decode()
    assert "The files are no longer here." in page


def test_what_nobody_came_back_for_is_thrown_away_after_a_day(now):
    forgotten = default_storage.save(f"{FOLDER}/forgotten.zip", ContentFile(b""))
    two_days_ago = (now - timedelta(days=2)).timestamp()
    os.utime(default_storage.path(forgotten), (two_days_ago, two_days_ago))

    name = keep_files([("Team.csv", io.BytesIO(TEAM))], now=now)

    assert kept() == [name.removeprefix(f"{FOLDER}/")]
    assert kept_files(name)[0][1].read() == TEAM
    assert kept_files(forgotten) == []


def test_importing_files_that_are_gone_asks_for_them(client_for, url, administrator):
    client = client_for(administrator)
    looked = look(client, url)
    discard_files(looked.parameters["files"])

    response = import_now(client, looked)

    assert "Choose them again" in response.content.decode()
    assert not Team.objects.exists()


def test_another_job_is_no_import(client_for, administrator, now):
    other = services.request_job("x", key="x", title="x", parameters={}, by=None, now=now)
    client = client_for(administrator)

    assert import_now(client, other).status_code == 404
    address = reverse("segments:business_central_report", args=[other.key])
    assert client.get(address).status_code == 404


@pytest.mark.parametrize(
    ("content", "name"), [(b"", "Team.csv"), (b"x", "Team.pdf"), (b"nonsense", "export.zip")]
)
def test_what_cannot_be_read_is_told_at_the_field(client_for, url, content, name):
    response = client_for("Administrator").post(url, {"upload": upload(content, name)})

    assert response.status_code == 422
    assert response.context["form"].errors["upload"]


def test_no_file_is_told_at_the_field(client_for, url):
    assert client_for("Administrator").post(url, {}).status_code == 422
