"""Segments for these tests, in few words."""

from contacts.models import ContactMailingGroup, MailingGroup
from segments_app import services
from segments_app.models import Segment, SegmentLine
from segments_app.services import StepOptions
from tests.factories import make_salesperson, make_template


def make_segment(*, now, by=None, **values):
    """Make a segment that is not marketing, unless told a purpose."""
    return services.create_segment(values={"purpose": None} | values, by=by, now=now)


def ready_segment(*, now, by=None, **values):
    """Make a segment that lacks nothing but contacts to be logged."""
    values = {
        "description": "Spring letter",
        "salesperson": values.get("salesperson") or make_salesperson(),
        "template": values.get("template") or make_template(unit_cost=8, unit_duration=3),
    } | values
    return make_segment(now=now, by=by, **values)


def current(segment):
    return SegmentLine.objects.current(Segment.objects.get(pk=segment.pk))


def is_(*contacts):
    numbers = [contact.number for contact in contacts]
    return {"field": "number", "is": "any_of", "value": numbers}


def take(action, segment, rule, *, now, options=None, by=None):
    return services.take_step(
        segment, action=action, rule=rule, options=options or StepOptions(), by=by, now=now
    )


def add(segment, rule, **given):
    return take("add", segment, rule, **given)


def remove(segment, rule, **given):
    return take("remove", segment, rule, **given)


def keep(segment, rule, **given):
    return take("keep", segment, rule, **given)


def make_group_of(*contacts, code="XMAS"):
    group = MailingGroup.objects.create(code=code)
    ContactMailingGroup.objects.bulk_create(
        [ContactMailingGroup(contact=contact, mailing_group=group) for contact in contacts]
    )
    return group
