"""What the check of a segment says of channels and languages, before anything is logged (FF09)."""

import re

import pytest

from segments_app.models import Segment, SegmentLine
from tests.factories import make_language, make_person, make_template, make_template_content
from tests.queries import queries_of
from tests.segments_app.services.test_texts import segment_with

pytestmark = pytest.mark.django_db


def mixed_segment(**more):
    """Return a segment in English and German: its contacts speak these, French, or nobody knows."""
    english, german, french = map(make_language, ("en", "de", "fr"))
    template = make_template(default_language=english, correspondence_type="email")
    for code in ("en", "de"):
        make_template_content(template, code, text="Hi")
    people = [
        make_person("Ann", language=english, email="ann@south.example"),
        make_person("Bo", language=german, email="bo@south.example"),
        make_person("Cleo", language=french, correspondence_type="letter"),
        make_person("Di", language=None),
        make_person("Ed", language=french, is_privacy_blocked=True),
    ]
    return segment_with(*people, template=template, **more), people


def figures(client, segment):
    """Return the numbers of the panel, each with how many contacts its link opens."""
    page = client.get(f"/segments/{segment.pk}/log/")
    links = re.findall(r'href="(/segments/\d+/contacts/\?left_out=none[^"]*)">([\d,]+)<', page.text)
    return [
        (int(shown), client.get(link.replace("&amp;", "&")).context["table"].paginator.count)
        for link, shown in links
    ]


def test_each_channel_and_language_is_counted_and_opens_its_contacts(client_for):
    segment, _people = mixed_segment()
    client = client_for("Marketer")

    page = client.get(f"/segments/{segment.pk}/log/")
    reach = page.context["reach"]

    assert [(way.key, way.count) for way in reach.channels] == [("email", 3), ("letter", 1)]
    assert [(one.language.code, one.count, one.fallen_back) for one in reach.languages] == [
        ("de", 1, 0), ("en", 3, 2),
    ]  # fmt: skip
    assert reach.e_mails == 2  # of nobody without an address
    shown = figures(client, segment)
    assert len(shown) == 5 and all(number == behind for number, behind in shown)


def test_a_language_that_somebody_chose_and_a_text_of_its_own_fall_back_on_nothing(client_for):
    segment, people = mixed_segment()
    lines = SegmentLine.objects.filter(segment=segment)
    lines.filter(contact=people[2]).update(language=make_language("en"))

    reach = client_for("Viewer").get(f"/segments/{segment.pk}/log/").context["reach"]

    assert [(one.language.code, one.fallen_back) for one in reach.languages] == [
        ("de", 0), ("en", 1),
    ]  # fmt: skip


def test_a_segment_without_texts_speaks_no_language(client_for):
    segment, _people = mixed_segment()
    segment.contents.all().delete()

    page = client_for("Viewer").get(f"/segments/{segment.pk}/log/")

    assert page.context["reach"].languages == []


def test_the_check_is_a_fixed_number_of_queries(client_for):
    few, _people = mixed_segment()
    client = client_for("Marketer")
    before = queries_of(client, f"/segments/{few.pk}/log/")
    for name in ("Flo", "Gil", "Hal"):
        make_person(name, language=make_language("nl"))
    many = segment_with(make_person("Ida"), template=Segment.objects.get(pk=few.pk).template)

    assert queries_of(client, f"/segments/{many.pk}/log/") == before
