"""The page of the import: look first, then import."""

import io
import os
import zipfile
from datetime import timedelta

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from contacts.models import Team
from segments_app.business_central.uploads import FOLDER, keep_files, kept_files

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


def test_looking_shows_the_report_and_imports_nothing(client_for, url):
    response = client_for("Administrator").post(url, {"upload": upload()})

    page = response.content.decode()
    assert response.status_code == 200
    assert "Nothing has been imported yet." in page and "Import now" in page
    assert "row 3, column Code: This is empty." in page
    assert not Team.objects.exists()


def test_importing_takes_the_files_that_were_looked_at(client_for, url, administrator):
    client = client_for(administrator)
    client.post(url, {"upload": [upload(), upload(b"Code,Name\nN,North\n", "Territory.csv")]})

    response = client.post(url, {"import": "1"})

    assert Team.objects.get().code == "SALE"
    assert "Imported: 2 rows" in response.content.decode()
    assert not kept()


def test_a_zip_archive_is_imported(client_for, url, administrator):
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as file:
        file.writestr("Team.csv", TEAM)
    client = client_for(administrator)
    client.post(url, {"upload": upload(archive.getvalue(), "export.zip")})

    client.post(url, {"import": "1"})

    assert Team.objects.exists()


def test_looking_again_throws_the_earlier_files_away(client_for, url, administrator):
    client = client_for(administrator)
    client.post(url, {"upload": upload()})

    client.post(url, {"upload": upload(b"Code,Name\nADM,Office\n")})

    assert len(kept()) == 1
    client.post(url, {"import": "1"})
    assert Team.objects.get().code == "ADM"


def test_what_nobody_came_back_for_is_thrown_away_after_a_day(now):
    forgotten = default_storage.save(f"{FOLDER}/forgotten.zip", ContentFile(b""))
    two_days_ago = (now - timedelta(days=2)).timestamp()
    os.utime(default_storage.path(forgotten), (two_days_ago, two_days_ago))

    name = keep_files([("Team.csv", io.BytesIO(TEAM))], now=now)

    assert kept() == [name.removeprefix(f"{FOLDER}/")]
    assert kept_files(name)[0][1].read() == TEAM
    assert kept_files(forgotten) == []


def test_importing_without_files_asks_for_them(client_for, url):
    response = client_for("Administrator").post(url, {"import": "1"})

    assert response.status_code == 422
    assert "Choose them again" in response.content.decode()


@pytest.mark.parametrize(
    ("content", "name"), [(b"", "Team.csv"), (b"x", "Team.pdf"), (b"nonsense", "export.zip")]
)
def test_what_cannot_be_read_is_told_at_the_field(client_for, url, content, name):
    response = client_for("Administrator").post(url, {"upload": upload(content, name)})

    assert response.status_code == 422
    assert response.context["form"].errors["upload"]


def test_no_file_is_told_at_the_field(client_for, url):
    assert client_for("Administrator").post(url, {}).status_code == 422
