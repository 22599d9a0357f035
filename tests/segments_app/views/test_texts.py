"""Pages on which a segment's texts are written and looked at."""

import pytest
from django.contrib.auth.models import User
from django.core import mail
from django.test import Client
from django.urls import reverse

from segments_app.models import Segment, SegmentLine
from tests.consents import marketing
from tests.factories import make_language, make_person, make_template, make_template_content
from tests.interactions.delivery.outbox import make_setup
from tests.segments_app.services.test_texts import line_of, segment_with

pytestmark = pytest.mark.django_db


def address(name, *args):
    return reverse(f"segments:{name}", args=args)


def open_segment():
    template = make_template(default_language=make_language("en"))
    make_template_content(template, "en", subject="Hi", html="<p>Dear {{ contact.first_name }}</p>")
    anna = make_person("Anna", first_name="Anna", language=make_language("sv"))
    ben = make_person("Ben")
    return segment_with(anna, ben, template=template), anna, ben


def test_a_segments_text_is_refused_with_what_is_wrong_and_looked_at(client_for):
    segment, _anna, _ben = open_segment()
    client = client_for("Marketer")
    page = address("segment_content_edit", segment.pk, "en")

    refused = client.post(page, {"html": "<p>{{ contact.naem }}</p>"})
    saved = client.post(page, {"html": "<p>{{ contact.name }}</p>", "and_preview": "1"})

    assert refused.status_code == 422 and "contact.naem" in refused.text
    assert saved["Location"] == f"{address('segment_text_preview', segment.pk)}?language=en"
    assert segment.contents.get().html == "<p>{{ contact.name }}</p>"


def test_one_contact_gets_a_text_of_its_own_and_the_segments_again(client_for):
    segment, anna, _ben = open_segment()
    client, line = client_for("Marketer"), line_of(segment, anna)
    page = address("segment_line_text", segment.pk, line.pk)
    preview = address("segment_text_preview", segment.pk)

    assert "Dear {{ contact.first_name }}" in client.get(page).text
    client.post(page, {"subject": "Only you", "html": "<p>Anna!</p>"})

    assert "Unique" in client.get(page).text
    said = client.get(preview, {"contact": anna.pk})
    assert "Unique: Anna gets a text of its own." in said.text and "Only you" in said.text
    framed = client.get(address("segment_text_mail", segment.pk), {"contact": anna.pk})
    assert "Anna!" in framed.text
    client.post(address("segment_line_reset", segment.pk, line.pk), {"field": "content"})
    assert SegmentLine.objects.get(pk=line.pk).content_id is None


def test_a_preview_says_why_and_who_lacks_what(client_for):
    segment, anna, _ben = open_segment()
    client = client_for("Marketer")

    page = client.get(address("segment_text_preview", segment.pk), {"contact": anna.pk})
    gap = client.get(address("segment_lines", segment.pk), {"missing": "contact.first_name"})

    assert "Inherited: Anna speaks Svenska, and gets English." in page.text
    assert "1 contact has no value for contact.first_name." in page.text
    assert "Ben" in gap.text and "Anna" not in gap.text
    User.objects.filter(pk=client.session["_auth_user_id"]).update(email="me@example.com")
    client.post(f"{address('segment_text_send', segment.pk)}?contact={anna.pk}")
    assert [one.subject for one in mail.outbox] == ["[Test] Hi"]


def test_a_preview_and_a_test_mail_are_what_goes_out(client_for):
    """From whom it will be, and with what is added below every marketing e-mail."""
    make_setup(reply_to="answers@north.example")
    segment, anna, _ben = open_segment()
    Segment.objects.filter(pk=segment.pk).update(purpose=marketing())
    client, said = client_for("Marketer"), {"contact": anna.pk}
    User.objects.filter(pk=client.session["_auth_user_id"]).update(email="me@example.com")

    framed = client.get(address("segment_text_mail", segment.pk), said)
    plain = client.get(address("segment_text_mail", segment.pk), {**said, "part": "text"})
    client.post(f"{address('segment_text_send', segment.pk)}?contact={anna.pk}")

    (sent,) = mail.outbox
    html = sent.alternatives[0][0]
    for text in (framed.text, plain.text, sent.body, html):
        assert "Main Street 1" in text and "https://www.north.example/u/test/choose/" in text
    assert sent.message()["From"] == "Studio North <news@north.example>"
    assert (sent.from_email, sent.reply_to) == ("news@north.example", ["answers@north.example"])
    assert Client().get("/u/test/").status_code == 404


def test_a_segment_without_contacts_has_nothing_to_look_at(client_for):
    segment = segment_with()
    client = client_for("Viewer")

    page = client.get(address("segment_text_preview", segment.pk))

    assert "The segment has no contacts." in page.text
    assert client.get(address("segment_text_mail", segment.pk)).status_code == 404
