"""What is read off the pages, and segments to read about."""

import re
from html import unescape

from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from segments_app import services
from segments_app.models import Segment, SegmentLine
from tests.factories import make_contact, make_salesperson, make_template


def text_of(response):
    """The words of the page, its markup and repeated blanks taken away."""
    html = re.sub(r"<(script|style).*?</\1>", " ", response.content.decode(), flags=re.DOTALL)
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", html)).split())


def make_segment(*, by=None, **values):
    values = {"description": "Spring letter"} | values
    return services.create_segment(values=values, by=by, now=timezone.now())


def numbers(*contacts):
    """The rule that means just these contacts."""
    return {"field": "number", "is": "any_of", "value": [contact.number for contact in contacts]}


def with_contacts(segment, *contacts):
    """Add the contacts by criteria and return the segment as it is now."""
    if not contacts:
        return fresh(segment)
    services.take_step(segment, action="add", rule=numbers(*contacts), by=None, now=timezone.now())
    return fresh(segment)


def segment_of(count, **values):
    segment = make_segment(**values)
    return with_contacts(segment, *[make_contact() for _ in range(count)])


def ready_segment(count=2, **values):
    """A segment that lacks nothing to be logged."""
    values = {
        "salesperson": values.get("salesperson") or make_salesperson(),
        "template": values.get("template") or make_template(unit_cost=8, unit_duration=3),
    } | values
    return segment_of(count, **values)


def fresh(segment):
    return Segment.objects.get(pk=segment.pk)


def contacts_of(segment):
    lines = SegmentLine.objects.current(fresh(segment)).select_related("contact")
    return {line.contact for line in lines}


def hidden(response):
    """The hidden and ticked fields that a browser would send back from the page."""
    found = {}
    for tag in re.findall(r"<input[^>]*>", response.content.decode()):
        attributes = dict(re.findall(r'([\w-]+)="([^"]*)"', tag))
        if attributes.get("type") == "hidden" and "name" in attributes:
            found[attributes["name"]] = unescape(attributes.get("value", ""))
    return found


def counted():
    """A context that collects the queries made in it."""
    return CaptureQueriesContext(connection)
