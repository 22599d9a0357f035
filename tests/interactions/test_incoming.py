"""What came in: e-mails as files, letters as scans."""

import random
import tarfile
from datetime import UTC, date, datetime, time, timedelta
from email.message import EmailMessage
from io import BytesIO

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from contacts.models import AlternativeAddress
from interactions.models import Attachment, Interaction, InteractionTemplateSetup
from interactions.services import incoming as service
from interactions.services.delivery import NotSendable, queue_interaction
from tests.factories import make_person, make_salesperson, make_template
from tests.shared_data import shared

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 3, 18, 11, 0, tzinfo=UTC)
NEW, CHECK = reverse("interactions:incoming_new"), reverse("interactions:incoming_check")
PDF = b"%PDF-1.4\n%%EOF\n"
OUTLOOK = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
PNG = b"\x89PNG\r\n\x1a\n" + b"\0" * 20


def letter_from(address="Ada <ADA@south.example>", *, files=(), html=""):
    message = EmailMessage()
    message["From"], message["To"] = address, "us@north.example"
    message["Subject"] = "Angebot für {{ contact.name }} – bitte"
    message["Date"] = "Mon, 16 Mar 2026 23:30:00 +0000"
    message["Message-ID"] = "<1@south.example>"
    message.set_content("Grüße\n{{ secret }} {% now %}")
    if html:
        message.clear_content()
        message.set_content(html, subtype="html")
    for name, data, kind in files:
        main, sub = kind.split("/")
        message.add_attachment(data, maintype=main, subtype=sub, filename=name)
    return message.as_bytes()


def upload(client, data, name="mail.eml", contact=None):
    address = f"{NEW}?contact={contact.pk}" if contact else NEW
    return client.post(address, {"file": SimpleUploadedFile(name, data)})


def form_data(client, **more):
    form = client.get(CHECK).context["form"]
    values = {name: form[name].value() for name in form.fields}
    values = {name: getattr(value, "pk", value) for name, value in values.items()}
    return {name: value for name, value in (values | more).items() if value is not None}


@pytest.fixture
def person():
    return make_person("Ada", email="ada@south.example", salesperson=make_salesperson())


@pytest.fixture
def client(client_for):
    InteractionTemplateSetup.objects.update(
        emails=make_template("MAIL", "E-mail"), letters=make_template("LETTER", "Letter")
    )
    return client_for("Marketer")


def test_an_e_mail_is_logged_with_whom_it_is_from(client, person):
    files = [("offer.PDF", PDF, "application/pdf"), ("run.exe", b"MZ\0\0", "application/x-exe")]

    assert upload(client, letter_from(files=files))["Location"] == CHECK
    page = client.post(CHECK, form_data(client), follow=True)

    entry = Interaction.objects.get()
    assert (entry.contact, entry.contact_via) == (person, "ADA@south.example")
    assert (entry.information_flow, entry.initiated_by) == ("inbound", "them")
    assert entry.correspondence_type == "email"
    # Half past eleven at night in London is tomorrow in Brussels.
    assert (entry.occurred_on, entry.occurred_at_time) == (date(2026, 3, 17), time(0, 30))
    assert entry.content.text == "Grüße\n{ { secret }} { % now %}"
    assert entry.subject.startswith("Angebot für { {")
    assert [each.attachment.name for each in entry.content.attachments.all()] == ["offer.pdf"]
    assert "run.exe" in page.text
    assert not default_storage.listdir("incoming")[1]


def test_the_same_e_mail_dropped_twice_is_one_interaction(client, person):
    for _drop in range(2):
        upload(client, letter_from())
        client.post(CHECK, form_data(client))

    assert Interaction.objects.count() == 1


def test_of_several_with_the_address_one_is_chosen_and_of_none_another(client, person):
    second = make_person("Bob", email_2="Ada@South.example", salesperson=person.salesperson)
    third = make_person("Cy", salesperson=person.salesperson)
    AlternativeAddress.objects.create(contact=third, code="HOME", email="ada@south.example")
    upload(client, letter_from())

    page = client.get(CHECK)
    assert "Several contacts" in page.text
    assert set(page.context["form"].candidates) == {str(c.pk) for c in (person, second, third)}
    more = {"salesperson": person.salesperson_id}
    assert client.post(CHECK, form_data(client, who="", **more)).status_code == 422
    client.post(CHECK, form_data(client, who=second.pk, **more))
    assert Interaction.objects.get().contact == second

    upload(client, letter_from("nobody@x.example"))
    assert "No contact has the address" in client.get(CHECK).text
    assert client.post(CHECK, form_data(client, who="other", **more)).status_code == 422
    client.post(CHECK, form_data(client, who="other", contact=third.pk, **more))
    assert set(Interaction.objects.values_list("contact", flat=True)) == {second.pk, third.pk}


def test_a_scan_is_a_letter_of_the_contact_it_was_dropped_on(client, person):
    upload(client, PDF, "scan from the 5th floor.bin", contact=person)
    client.post(CHECK, form_data(client))

    entry = Interaction.objects.get()
    assert (entry.contact, entry.correspondence_type) == (person, "letter")
    file = Attachment.objects.get()
    assert (file.name, file.content_type) == ("scan from the 5th floor.pdf", "application/pdf")
    assert file.name in client.get(entry.get_absolute_url()).text
    answer = client.get(reverse("interactions:attachment_download", args=[file.pk]))
    headers = dict(answer.headers)
    assert b"".join(answer.streaming_content) == PDF
    assert headers["Content-Disposition"].startswith("attachment")
    assert headers["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize(
    ("data", "name", "told"),
    [
        (b"", "mail.eml", "empty"),
        (b"just a text", "mail.eml", "neither"),
        (b"<html><script>alert(1)</script>", "scan.pdf", "neither"),
        (b"PK\x03\x04", "mail.eml", "neither"),
        (OUTLOOK + "__substg1.0_007D001F".encode("utf-16-le"), "mail.eml", "Outlook (.msg)"),
        (OUTLOOK + b"Word 97", "mail.msg", "neither"),
    ],
)
def test_what_is_none_is_refused_and_not_kept(client, data, name, told):
    page = upload(client, data, name)

    assert page.status_code == 422
    assert told in page.text
    assert not default_storage.exists("incoming") or not default_storage.listdir("incoming")[1]


def test_too_big_a_file_is_refused(monkeypatch):
    monkeypatch.setattr(service, "MOST_BYTES", 10)

    with pytest.raises(service.IncomingRefused, match="too big"):
        service.stash(BytesIO(letter_from()), "mail.eml", now=NOW)


def test_html_is_read_as_text_and_never_kept(client, person):
    upload(client, letter_from(html="<p>Hello</p><script>alert(1)</script><img src=x onerror=y>"))
    client.post(CHECK, form_data(client))

    content = Interaction.objects.get().content
    assert (content.html, content.text.strip()) == ("", "Hello")


def test_what_came_in_is_never_sent(client, person):
    upload(client, letter_from())
    client.post(CHECK, form_data(client))
    entry = Interaction.objects.get()

    with pytest.raises(NotSendable):
        queue_interaction(entry, by=None, now=NOW)
    assert "Nothing was sent" not in client.get(entry.get_absolute_url()).text


def test_who_may_not_be_contacted_is_said_and_nothing_is_logged(client, person):
    person.is_privacy_blocked = True
    person.save()
    upload(client, letter_from())

    page = client.post(CHECK, form_data(client))

    assert page.status_code == 422
    assert "may not be contacted" in page.text
    assert not Interaction.objects.exists()
    assert client.get(CHECK).status_code == 200


def test_without_a_file_there_is_nothing_to_check(client):
    assert client.get(CHECK)["Location"] == NEW
    session = client.session
    session["incoming"] = {"key": "../../etc/passwd", "name": "x"}
    session.save()
    assert client.get(CHECK)["Location"] == NEW


def test_what_nobody_came_back_for_is_deleted_after_a_day(monkeypatch):
    old = default_storage.save("incoming/" + "0" * 32, ContentFile(b"x"))
    later = datetime.now(tz=UTC) + timedelta(days=2)

    key, _name = service.stash(BytesIO(letter_from()), "mail.eml", now=later)

    assert not default_storage.exists(old)
    assert service.stashed(key, "mail.eml").address == "ADA@south.example"
    service.discard(key)


def test_broken_e_mails_are_read_as_far_as_they_go():
    rnd, whole = random.Random(7), letter_from(files=[("a.pdf", PDF, "application/pdf")])
    for _round in range(150):
        broken = bytearray(whole)
        for _place in range(rnd.randrange(1, 30)):
            broken[rnd.randrange(len(broken))] = rnd.randrange(256)
        try:
            found = service.read(bytes(broken), "mail.eml")
        except service.IncomingRefused:
            continue
        assert "\0" not in found.text + found.subject
        assert "{{" not in found.text


def test_real_e_mails_can_be_read():
    folder = shared("bounce-mails")
    read = []

    with tarfile.open(folder / "flufl_bounce_messages.tar.gz") as archive:
        for member in archive.getmembers():
            data = archive.extractfile(member).read() if member.isfile() else b""
            if service.HEADER.search(data[:20_000]):
                read.append(service.read(data, "m.eml"))

    assert len(read) > 50
    assert sum(bool(each.address) for each in read) > 40
