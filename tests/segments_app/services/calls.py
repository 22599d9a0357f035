"""Segments that are called, for these tests."""

from interactions.models import InteractionTemplateSetup
from segments_app.criteria.rules import EVERYONE
from segments_app.models import Segment, SegmentCall
from segments_app.services import calling
from tests.accounts import make_user
from tests.factories import make_contact, make_salesperson, make_template

from .building import add, ready_segment


def call_template(**fields):
    fields = {"description": "Outgoing call", "initiated_by": "us"} | fields
    template = make_template(**fields)
    InteractionTemplateSetup.objects.filter(pk=1).update(outgoing_calls=template)
    return template


def make_caller(name="Bea"):
    user = make_user("Marketer", name)
    make_salesperson(user=user)
    return user


def make_people(number, **fields):
    fields = {"phone": "+32 2 1"} | fields
    return [make_contact(f"Person {index:04d}", **fields) for index in range(number)]


def segment_of(*contacts, now, **values):
    """A segment of these contacts, or of everybody, in the order that they were made."""
    segment = ready_segment(now=now, **values)
    add(segment, EVERYONE, now=now)
    return Segment.objects.get(pk=segment.pk)


def reached(segment, call, *, by, now, phone="+32 2 1", **values):
    values = {"evaluation": "", "attempt_failed": False} | values
    return calling.log_segment_call(segment, call=call, phone=phone, values=values, by=by, now=now)


def failed(segment, call, **given):
    return reached(segment, call, attempt_failed=True, **given)


def row_of(segment, contact):
    return SegmentCall.objects.get(segment=segment, contact=contact)
