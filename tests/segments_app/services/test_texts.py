"""What a segment says: with files, to one contact alone, and what its contacts lack."""

from datetime import UTC, datetime

import pytest

from contacts.models import Attribute
from interactions.models import FrozenAttachment, Interaction
from interactions.services.content import rendered
from segments_app import services
from segments_app.criteria.rules import EVERYONE
from segments_app.models import Segment, SegmentLine
from tests.factories import (
    make_attachment,
    make_attribute,
    make_language,
    make_person,
    make_template,
    make_template_content,
)

from .building import add, ready_segment

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 3, 18, 12, tzinfo=UTC)
WHO = {"by": None, "now": NOW}


def segment_with(*contacts, **fields):
    """Return an open segment of everybody there is."""
    template = fields.pop("template", None) or make_template(default_language=make_language("en"))
    segment = ready_segment(now=NOW, template=template, **fields)
    if contacts:
        add(segment, EVERYONE, now=NOW)
    return Segment.objects.get(pk=segment.pk)


def line_of(segment, contact):
    return SegmentLine.objects.get(segment=segment, contact=contact)


def test_files_of_the_template_come_along_and_are_frozen_when_logged():
    template = make_template(default_language=make_language("en"))
    file = make_attachment()
    make_template_content(template, "en", text="Hi").attachments.create(attachment=file)
    anna = make_person("Anna")
    segment = segment_with(anna, template=template)

    assert segment.contents.get().attachments.get().attachment == file
    template.contents.all().delete()
    services.log_segment(segment, create_follow_up=False, **WHO)

    entry = Interaction.objects.get()
    assert FrozenAttachment.objects.get().content_id == entry.content_id
    assert next(rendered([entry.pk], channel="email")).attachments == (file.pk,)


def test_a_contact_alone_gets_its_own_text_and_the_others_the_segments():
    template = make_template(default_language=make_language("en"))
    file = make_attachment()
    content = make_template_content(template, "en", subject="Offer", html="<p>For all</p>")
    content.attachments.create(attachment=file)
    anna, ben = make_person("Anna"), make_person("Ben")
    segment = segment_with(anna, ben, template=template)

    services.write_line_content(
        segment,
        line=line_of(segment, anna),
        parts={"subject": "For you", "html": "<p>Dear {{ contact.name }}</p>"},
        **WHO,
    )
    assert line_of(segment, anna).own_fields == ["subject", "content"]
    services.log_segment(segment, create_follow_up=False, **WHO)

    keys = Interaction.objects.values_list("pk", flat=True)
    said = {one.contact: one for one in rendered(list(keys), channel="email")}
    assert (said[anna.pk].subject, said[anna.pk].text) == ("For you", "Dear Anna")
    assert (said[ben.pk].subject, said[ben.pk].text) == ("Offer", "For all")
    assert said[anna.pk].attachments == said[ben.pk].attachments == (file.pk,)


def test_a_copy_of_a_segment_has_its_texts_files_and_own_texts():
    template = make_template(default_language=make_language("en"))
    make_template_content(template, "en", html="<p>Hi</p>").attachments.create(
        attachment=make_attachment()
    )
    anna = make_person("Anna")
    segment = segment_with(anna, template=template)
    own = services.write_line_content(
        segment, line=line_of(segment, anna), parts={"text": "Own"}, **WHO
    )

    copy = services.copy_segment(segment, **WHO)

    assert copy.contents.get().html == "<p>Hi</p>"
    assert copy.contents.get().attachments.count() == 1
    assert line_of(copy, anna).content_id == own.pk


def test_a_segment_is_deleted_with_its_texts_and_the_files_stay():
    template = make_template(default_language=make_language("en"))
    file = make_attachment()
    make_template_content(template, "en", text="Hi").attachments.create(attachment=file)
    segment = segment_with(template=template)

    services.delete_segment(segment, **WHO)

    assert not Segment.objects.exists()
    assert template.contents.get().attachments.get().attachment == file


def test_contacts_without_a_value_are_counted_and_found(django_assert_max_num_queries):
    template = make_template(default_language=make_language("en"))
    make_template_content(
        template, "en", text='{{ contact.first_name }} {{ contact.city|default:"x" }} '
        "{{ company.name }} {{ salutation.formal }} {{ contact.attribute.hobby }}"
    )  # fmt: skip
    make_attribute("hobby")
    german = make_language("de")
    make_template_content(template, "de", text="Hallo")
    anna, ben = make_person("Anna", first_name="Anna"), make_person("Ben")
    hans = make_person("Hans", language=german)
    segment = segment_with(anna, ben, hans, template=template)

    with django_assert_max_num_queries(3):
        counted = services.count_missing(segment)

    assert counted == {
        "contact.first_name": 1,
        "company.name": 2,
        "salutation.formal": 2,
        "contact.attribute.hobby": 2,
    }
    found = services.lines_missing(segment, "contact.first_name")
    assert [line.contact for line in found] == [ben]
    assert not services.lines_missing(segment, "contact.city").exists()
    warnings = [one for one in services.find_problems(segment, now=NOW) if one.kind == "missing"]
    assert "1 contact has no value for “contact.first_name”" in warnings[0].message
    assert warnings[0].url.endswith("/contacts/?missing=contact.first_name")


def test_a_text_with_an_archived_attribute_keeps_the_segment_from_being_logged():
    template = make_template(default_language=make_language("en"))
    make_attribute("hobby")
    make_template_content(template, "en", text="{{ contact.attribute.hobby }}")
    segment = segment_with(make_person(), template=template)
    Attribute.objects.update(is_archived=True)

    with pytest.raises(services.SegmentHasProblems) as refused:
        services.log_segment(segment, create_follow_up=False, **WHO)

    assert [one.message for one in refused.value.problems] == [
        "English: The attribute “Hobby” is in the archive."
    ]
    assert not Interaction.objects.exists()
