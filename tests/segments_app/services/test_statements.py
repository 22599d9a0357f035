"""Each service is a number of statements that does not depend on how many lines there are."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from contacts.models import Contact, MailingGroup
from segments_app import services
from segments_app.criteria.rules import EVERYONE
from segments_app.models import Segment
from segments_app.services import StepOptions
from tests.factories import make_campaign, make_company

from .building import add, current, is_, keep, ready_segment, remove

pytestmark = pytest.mark.django_db
FEW, MANY = 3, 300


def many_contacts(count):
    """Make so many persons, half of them at a company, one in ten left out."""
    start = Contact.objects.count()
    company = make_company()
    persons = [
        Contact(
            number=f"P{start + n:06d}",
            name=f"Person {n}",
            type="person",
            company=company if n % 2 else None,
            exclude_from_segments=n % 10 == 9,
            correspondence_type="email",
        )
        for n in range(count)
    ]
    Contact.objects.bulk_create(persons)
    return company


def counted(work):
    with CaptureQueriesContext(
        connection,
    ) as queries:
        work()
    return len(queries)


def colleagues(segment, now):
    add(segment, EVERYONE, now=now, options=StepOptions(with_colleagues=True))


def with_company(segment, now):
    add(segment, EVERYONE, now=now, options=StepOptions(with_company=True))


def entire(segment, now):
    keep(segment, EVERYONE, now=now, options=StepOptions(entire_companies=True))


def by_hand(segment, now):
    contacts = Contact.objects.filter(exclude_from_segments=True)
    services.add_by_hand(segment, contacts=contacts, by=None, now=now)


def remove_by_hand(segment, now):
    services.remove_lines(segment, lines=current(segment), by=None, now=now)


def after_going_back(segment, now):
    remove(segment, EVERYONE, now=now)
    services.go_to(segment, position=0, by=None, now=now)
    add(segment, EVERYONE, now=now)


def preview(segment, now):
    segment = Segment.objects.get(pk=segment.pk)
    list(services.preview_step(segment, action="keep", rule=EVERYONE, now=now).contacts[:10])


def edit(segment, now):
    values = {"cost": 1, "is_target": True}
    services.edit_lines(segment, lines=current(segment), values=values, by=None, now=now)


def problems(segment, now):
    services.find_problems(Segment.objects.get(pk=segment.pk), now=now)


def log(segment, now):
    services.log_segment(segment, create_follow_up=True, by=None, now=now)


def mailing(segment, now):
    group = MailingGroup.objects.get(code="G")
    services.apply_mailing_group(segment, group=group, replace=True, by=None, now=now)


def copy(segment, now):
    services.copy_segment(Segment.objects.get(pk=segment.pk), by=None, now=now)


def save_and_reuse(segment, now):
    segment = Segment.objects.get(pk=segment.pk)
    criteria = services.save_criteria(
        segment, code=segment.number, description="All", by=None, now=now
    )
    services.reuse_criteria(segment, criteria=criteria, by=None, now=now)


def activate(segment, now):
    services.activate_campaign(segment.campaign, by=None, now=now)
    edit(segment, now)
    services.deactivate_campaign(segment.campaign, by=None, now=now)


def delete(segment, now):
    services.delete_segment(segment, by=None, now=now)


@pytest.mark.lesson(17)
@pytest.mark.parametrize(
    "work",
    [
        colleagues, with_company, entire, by_hand, remove_by_hand, after_going_back, preview,
        edit, problems, log, mailing, copy, save_and_reuse, activate, delete,
    ],
)  # fmt: skip
def test_the_number_of_statements_does_not_depend_on_the_size(work, now):
    MailingGroup.objects.create(code="G")
    found = []
    for size in (FEW, MANY):
        company = many_contacts(size)
        many_contacts(10)  # some of them left out
        segment = ready_segment(now=now, campaign=make_campaign(), is_target=True)
        chosen = Contact.objects.filter(pk__gte=company.pk).order_by("pk")
        add(segment, {"all": [is_(*chosen)]}, now=now)
        found.append(counted(lambda segment=segment: work(segment, now)))

    assert found[0] == found[1]


@pytest.mark.lesson(12)
def test_adding_and_logging_take_few_statements(now, django_assert_num_queries):
    many_contacts(MANY)
    segment = ready_segment(now=now, campaign=make_campaign())

    # savepoint, lock, steps ahead, count before, count by reason, insert, step, position,
    # states of the step that was written, activated campaigns, release
    with django_assert_num_queries(11):
        add(segment, EVERYONE, now=now)
    # upkeep, savepoint, lock, steps ahead, number, merge fields that are gone, activated
    # campaigns, steps, campaign, logged segment, left out, look at the lines, campaign entries
    # (2), contents, calls made, interactions, counts, segment, release
    with django_assert_num_queries(21):
        services.log_segment(segment, by=None, now=now)


def test_lines_are_inserted_in_the_order_of_the_contacts(now):
    many_contacts(FEW)
    segment = ready_segment(now=now)

    add(segment, EVERYONE, now=now)

    contacts = list(current(segment).order_by("pk").values_list("contact", flat=True))
    assert contacts == sorted(contacts)
