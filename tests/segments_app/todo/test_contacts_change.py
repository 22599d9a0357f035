"""What becomes of tasks when contacts are merged, parted again or erased."""

from datetime import time

import pytest

from contacts.services.merging import merge_contacts, undo_merge
from contacts.services.personal import erase_contact, everything_about
from segments_app.models import Task, TaskAttendee, TaskComment
from segments_app.services.tasks import add_task_comment
from tests.factories import make_person

from .making import NOW, make_task

pytestmark = pytest.mark.django_db


def test_tasks_follow_a_merge_and_go_back_with_it():
    stays, goes, other = make_person(), make_person(), make_person()
    about = make_task(contact=goes)
    both = make_task(type="meeting", starts_at=time(9), attendees=[stays, goes])
    one = make_task(type="meeting", starts_at=time(9), attendees=[goes, other])

    merge = merge_contacts(stays, goes, by=None, now=NOW)

    about.refresh_from_db()
    assert about.contact == stays
    assert [each.contact for each in both.attendees.all()] == [stays]
    assert {each.contact for each in one.attendees.all()} == {stays, other}

    undo_merge(merge, by=None, now=NOW)
    about.refresh_from_db()
    assert about.contact_id == goes.pk
    assert set(both.attendees.values_list("contact", flat=True)) == {stays.pk, goes.pk}
    assert set(one.attendees.values_list("contact", flat=True)) == {goes.pk, other.pk}


def test_who_is_erased_leaves_no_task_and_is_told_of_them_before():
    person, other = make_person("Ada"), make_person("Bob")
    task = make_task("Call about the offer", contact=person)
    add_task_comment(task, text="Wants it in green", by=None, now=NOW)
    meeting = make_task(type="meeting", starts_at=time(9), contact=other, attendees=[person])

    told = str(everything_about(person))
    erase_contact(person, cause="request", by=None, now=NOW)

    assert "Call about the offer" in told
    assert "Wants it in green" in told
    assert set(Task.objects.all()) == {meeting}
    assert not TaskComment.objects.exists()
    assert not TaskAttendee.objects.exists()
