"""Files of contacts: what is taken, what is not, who gets at it, and that it goes."""

from datetime import timedelta
from io import BytesIO
from uuid import uuid4
from zipfile import ZipFile

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from PIL import Image

from contacts import services
from contacts.models import Contact, ContactFile
from contacts.services import files
from contacts.services.leftovers import forget_leftovers
from contacts.services.merging import merge_contacts, undo_merge
from segments_app.common.file_kinds import kind_of
from tests.factories import make_company, make_person

pytestmark = pytest.mark.django_db
PDF = b"%PDF-1.7\nHello"


def packed(*names, mimetype=""):
    file = BytesIO()
    with ZipFile(file, "w") as archive:
        if mimetype:
            archive.writestr("mimetype", mimetype)
        for name in names:
            archive.writestr(name, "x")
    return file.getvalue()


def store(contact, data=PDF, name="contract.pdf", now=None, **more):
    return services.store_file(contact, file=BytesIO(data), name=name, by=None, now=now, **more)


@pytest.mark.parametrize(
    ("data", "name", "ending"),
    [
        (PDF, "a.exe", "pdf"),
        (b"\x89PNG\r\n\x1a\nrest", "a", "png"),
        (b"RIFF1234WEBPrest", "a.html", "webp"),
        (packed("[Content_Types].xml", "word/document.xml"), "a.zip", "docx"),
        (packed("xl/workbook.xml"), "a.xlsx", "xlsx"),
        (packed(mimetype="application/vnd.oasis.opendocument.text"), "a.odt", "odt"),
        ("Grüße".encode(), "notes.csv", "csv"),
        (b"hello", "run.bat", "txt"),
        (b"MZ\x90\x00", "a.pdf", None),
        (b"\n <!doctype html><script>", "a.txt", None),
        (b"<svg onload='x'>", "a.png", None),
        (packed("word/document.xml", "word/vbaProject.bin"), "a.docx", None),
        (packed("readme.txt"), "a.docx", None),
        (b"PK\x03\x04 broken", "a.docx", None),
        (b"\xff\xfe\x00", "a.txt", None),
    ],
)
def test_a_file_is_what_is_in_it(data, name, ending):
    kind = kind_of(data, name)

    assert (kind and kind.ending) == ending


def test_the_stored_name_says_nothing_and_the_shown_one_is_safe(now):
    kept = store(make_person(), name='..\\..\\Öz "secret"\r\n.html', now=now)

    assert kept.name == "Öz -secret-.pdf"
    assert kept.file.name.startswith("contact-files/")
    assert "z" not in kept.file.name.rpartition("/")[2]
    with default_storage.open(kept.file.name) as stored:
        assert stored.read() == PDF


@pytest.mark.parametrize(
    ("data", "words"), [(b"", "empty"), (b"MZ\0", "kind of file"), (b"a" * 30, "too big")]
)
def test_what_is_not_kept_is_said(now, monkeypatch, data, words):
    monkeypatch.setattr(files, "MOST_BYTES", 20)

    with pytest.raises(services.FileRefused, match=words):
        store(make_person(), data, now=now)

    assert not ContactFile.objects.exists()


def test_a_contact_has_so_much_room(now, monkeypatch):
    person = make_person()
    monkeypatch.setattr(files, "MOST_OF_A_CONTACT", 20)
    store(person, now=now)
    with pytest.raises(services.FileRefused, match="Delete one first"):
        store(person, now=now)
    monkeypatch.setattr(files, "MOST_OF_A_CONTACT", 1000)
    monkeypatch.setattr(files, "MOST_FILES", 1)
    with pytest.raises(services.FileRefused, match="1 files"):
        store(person, now=now)

    store(make_person(), now=now)


def test_sent_twice_it_is_kept_once(now):
    person, key = make_person(), uuid4()

    first, second = (store(person, now=now, submission=key) for _ in range(2))

    assert first == second
    assert ContactFile.objects.count() == 1


def test_files_and_pictures_go_with_contact_company_and_row(
    now, django_capture_on_commit_callbacks
):
    company = make_company()
    person = make_person(company=company)
    deleted, of_company, of_person = (store(c, now=now) for c in (company, company, person))

    with django_capture_on_commit_callbacks(execute=True):
        services.delete_file(deleted, by=None, now=now)
    assert not default_storage.exists(deleted.file.name)
    with django_capture_on_commit_callbacks(execute=True):
        services.delete_contact(company, by=None, now=now)

    assert not ContactFile.objects.exists()
    assert not any(default_storage.exists(kept.file.name) for kept in (of_company, of_person))


def test_a_merge_gives_the_files_to_the_one_that_stays(now):
    stays, goes = make_person(), make_person()
    kept = store(goes, now=now)

    merge_contacts(stays, goes, by=None, now=now)

    assert list(stays.files.all()) == [kept]


def test_a_file_is_attached_offered_and_deleted_on_the_pages(client_for, now):
    person, client = make_person(), client_for("marketer")
    new = reverse("contacts:contact_file_new", args=[person.pk])
    html = SimpleUploadedFile("a.html", b"<script>alert(1)</script>", content_type="text/html")
    text = SimpleUploadedFile("a.txt", b"Hello <b>", content_type="text/html")

    refused = client.post(new, {"file": html})
    client.post(new, {"file": text})
    kept = ContactFile.objects.get()
    page = client.get(person.get_absolute_url()).content.decode()
    url = reverse("contacts:contact_file", args=[person.pk, kept.pk])
    answer = client.get(url)

    assert refused.status_code == 422
    assert "This kind of file is not kept" in refused.content.decode()
    assert "a.txt" in page
    assert kept.created_by.get_full_name() in page
    assert answer.content == b"Hello <b>"
    assert answer.headers["Content-Disposition"] == 'attachment; filename="a.txt"'
    assert answer.headers["Content-Type"] == "text/plain; charset=utf-8"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in answer.headers["Content-Security-Policy"]
    assert f'href="{url}?look=1"' in page
    look = client.get(url, {"look": "1"})
    assert look.headers["Content-Disposition"] == 'inline; filename="a.txt"'
    for header in ("Content-Type", "X-Content-Type-Options", "Content-Security-Policy"):
        assert look.headers[header] == answer.headers[header]
    ContactFile.objects.update(content_type="application/pdf")  # which may hold scripts
    assert "?look=1" not in client.get(person.get_absolute_url()).content.decode()
    assert client.get(url, {"look": "1"}).headers["Content-Disposition"].startswith("attachment")
    assert client_for("").get(url).status_code == 403
    elsewhere = reverse("contacts:contact_file", args=[make_person().pk, kept.pk])
    assert client.get(elsewhere).status_code == 404

    default_storage.delete(kept.file.name)
    assert client.get(url).status_code == 404
    client.post(reverse("contacts:contact_file_delete", args=[person.pk, kept.pk]))
    assert ContactFile.objects.exists()
    for _twice in range(2):
        deletion = reverse("contacts:contact_file_delete", args=[person.pk, kept.pk])
        answer = client.post(deletion, {"confirmed": "1"})
        assert answer.headers["Location"] == f"{person.get_absolute_url()}#files"
    assert not ContactFile.objects.exists()


def test_what_a_lost_transaction_leaves_is_thrown_away_a_day_later(now):
    person = make_person()
    with transaction.atomic():
        lost = store(person, now=now)
        transaction.set_rollback(True)
    kept = store(person, now=now)
    services.set_picture(person, file=picture(), by=None, now=now)
    later = timezone.now() + timedelta(days=2)

    assert default_storage.exists(lost.file.name)
    forget_leftovers(now=timezone.now())
    assert default_storage.exists(lost.file.name)
    forget_leftovers(now=later)

    assert not default_storage.exists(lost.file.name)
    assert default_storage.exists(kept.file.name)
    assert default_storage.exists(person.image.name)


def test_the_picture_of_one_who_was_merged_away_is_kept_for_un_merging(now):
    stays, goes = make_person(), make_person()
    for contact in (stays, goes):
        services.set_picture(contact, file=picture(), by=None, now=now)
    name = goes.image.name
    merge = merge_contacts(stays, goes, by=None, now=now)

    forget_leftovers(now=timezone.now() + timedelta(days=2))
    undo_merge(merge, by=None, now=now)

    assert default_storage.exists(name)
    assert Contact.objects.get(pk=goes.pk).image.name == name


def picture():
    file = BytesIO()
    Image.new("RGB", (4, 4), "red").save(file, "PNG")
    file.seek(0)
    return file
