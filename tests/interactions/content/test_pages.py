"""Pages on which contents are written, looked at and tried."""

from io import BytesIO

import pytest
from django.contrib.auth.models import User
from django.core import mail
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from PIL import Image

from interactions.models import (
    Attachment,
    FrozenAttachment,
    FrozenContent,
    InteractionTemplate,
    LibraryImage,
    TemplateContent,
)
from tests.factories import (
    make_attachment,
    make_interaction,
    make_language,
    make_library_image,
    make_person,
    make_template,
    make_template_content,
)

pytestmark = pytest.mark.django_db
PDF = b"%PDF-1.4 offer"


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


def address(name, *args):
    return reverse(f"interactions:{name}", args=args)


def drawn(kind="PNG"):
    out = BytesIO()
    Image.new("RGB", (1400, 10), "red").save(out, kind)
    return out.getvalue()


def test_a_text_is_written_kept_clean_and_mended(client_for):
    client, template = client_for("Marketer"), make_template()
    page = address("template_content_edit", template.pk, "en")

    refused = client.post(page, {"subject": "{{ contact.naem }}", "html": "<p>Hi</p>"})
    saved = client.post(page, {"subject": "Hi", "html": "<p>Hi <script>x</script></p>"})

    assert refused.status_code == 422
    assert "Did you mean “contact.name”?" in refused.text
    assert "&lt;p&gt;Hi&lt;/p&gt;" in refused.text
    assert saved.status_code == 303
    content = TemplateContent.objects.get()
    assert (content.subject, content.html) == ("Hi", "<p>Hi </p>")
    assert InteractionTemplate.objects.get().default_language.code == "en"
    assert "Merge fields" in client.get(page).text


def test_a_language_is_chosen_and_taken_away(client_for):
    client, template = client_for("Marketer"), make_template()
    new = client.post(address("template_content_new", template.pk), {"language": "de"})
    assert new["Location"] == address("template_content_edit", template.pk, "de")
    client.post(new["Location"], {"text": "Hallo"})

    client.post(address("template_content_delete", template.pk, "de"), {"confirmed": "1"})

    assert not TemplateContent.objects.exists()
    assert InteractionTemplate.objects.get().default_language is None


def test_a_file_goes_along_and_is_looked_at_first(client_for):
    client, template = client_for("Marketer"), make_template()
    page = address("template_content_edit", template.pk, "en")

    for name, data, message in (
        ("a.exe", b"MZ", "“a.exe” cannot go along."),
        ("a.pdf", b"MZ", "is not what its name says"),
        ("a.docx", b"PK\x03\x04", "is not what its name says"),
        ("a.pdf", PDF * 500_000, "is too big"),
    ):
        refused = client.post(page, {"text": "Hi", "file": SimpleUploadedFile(name, data)})
        assert message in refused.text
    assert not TemplateContent.objects.exists()
    client.post(page, {"text": "Hi", "file": SimpleUploadedFile("Offer.pdf", PDF)})

    stored = Attachment.objects.get()
    assert (stored.name, stored.size, stored.content_type) == (
        "Offer.pdf",
        len(PDF),
        "application/pdf",
    )
    download = client.get(address("attachment_download", stored.pk))
    assert b"".join(download.streaming_content) == PDF
    assert download["Content-Disposition"].startswith("attachment")

    client.post(page, {"text": "Hi", "removed": [stored.pk]})
    assert not TemplateContent.objects.get().attachments.exists()
    assert Attachment.objects.exists()


def test_a_picture_is_drawn_anew_and_seen_by_everybody_with_its_address(client_for):
    client = client_for("Marketer")
    hidden = drawn() + b"<script>alert(1)</script>"
    page = address("picture_list")

    assert (
        "is no picture"
        in client.post(
            page, {"picture": SimpleUploadedFile("a.png", b"GIF89a<script>"), "alt": "A"}
        ).text
    )
    assert client.post(page, {"picture": SimpleUploadedFile("a.png", hidden)}).status_code == 422
    client.post(page, {"picture": SimpleUploadedFile("a.png", hidden), "alt": "A red bar"})

    image = LibraryImage.objects.get()
    seen = Client().get(image.get_absolute_url())
    assert (image.width, image.alt, len(image.key)) == (1200, "A red bar", 32)
    assert seen["Content-Type"] == "image/png" and b"<script>" not in seen.content
    assert "sandbox" in seen["Content-Security-Policy"]
    client.post(address("picture_archive", image.pk))
    assert image.alt not in client.get(page).text
    assert Client().get(image.get_absolute_url()).status_code == 200


def test_a_preview_shows_what_a_contact_would_get_in_a_frame_of_its_own(client_for):
    client, template = client_for("Viewer"), make_template(default_language=make_language("en"))
    picture = make_library_image().get_absolute_url()
    make_template_content(
        template,
        "en",
        html=f'<p>Hi {{{{ contact.first_name }}}}</p><img src="{picture}" alt="x">',
        letter="<p>Dear</p>",
    )
    make_template_content(template, "de", html="<p>Hallo {{ company.name }}</p>")
    anna = make_person(first_name="<Anna>", language=make_language("de"))
    said = {"contact": anna.pk, "language": "en"}

    own = client.get(address("template_preview", template.pk), {"contact": anna.pk})
    page = client.get(address("template_preview", template.pk), said)
    framed = client.get(address("template_preview_mail", template.pk), said)
    letter = client.get(address("template_preview_mail", template.pk), {**said, "part": "letter"})

    assert "No value and no default for this contact: company.name" in own.text
    assert "frame-src 'self'" in page["Content-Security-Policy"]
    assert "script-src 'self'" in page["Content-Security-Policy"]
    assert "Hi &lt;Anna&gt;" in framed.text and f'src="{picture}"' in framed.text
    assert "sandbox" in framed["Content-Security-Policy"]
    assert "script-src" not in framed["Content-Security-Policy"]
    assert framed["X-Frame-Options"] == "SAMEORIGIN"
    assert "<p>Dear</p>" in letter.text


def test_a_test_mail_goes_to_oneself_marked_and_is_not_logged(client_for):
    client, template = client_for("Marketer"), make_template()
    content = make_template_content(template, "en", subject="Hi", html="<p>{{ contact.name }}</p>")
    anna = make_person("Anna")
    there = f"{address('template_preview_send', template.pk)}?contact={anna.pk}&language=en"

    client.post(there)
    assert mail.outbox == []  # no address

    User.objects.filter(pk=client.session["_auth_user_id"]).update(email="me@example.com")
    attachment = make_attachment()
    attachment.file.storage.save(attachment.file.name, BytesIO(PDF))
    content.attachments.create(attachment=attachment)
    client.post(there)

    (sent,) = mail.outbox
    assert (sent.subject, sent.to, sent.body) == ("[Test] Hi", ["me@example.com"], "Anna")
    assert sent.alternatives[0][1] == "text/html"
    assert sent.attachments[0][:2] == ("Offer.pdf", PDF)
    assert not template.interactions.exists()


def test_an_interaction_shows_what_was_said_and_keeps_its_files(client_for):
    content = FrozenContent.objects.create(html="<p>Dear {{ contact.first_name }}</p>")
    attachment = make_attachment("Terms.pdf")
    FrozenAttachment.objects.create(content=content, attachment=attachment)
    interaction = make_interaction(
        make_person(first_name="Anna"), content=content, subject="For {{ contact.first_name }}"
    )
    client = client_for("Viewer")

    page = client.get(interaction.get_absolute_url())
    framed = client.get(address("interaction_mail", interaction.pk))

    assert "For Anna" in page.text and "Terms.pdf" in page.text
    assert "Dear Anna" in framed.text
