"""The same answers on both databases, and on PostgreSQL from bitmaps."""

from datetime import timedelta

import pytest
from django.db import OperationalError, connection, transaction

from contacts.models import Contact, MailingGroup
from contacts.models.gate import LeftOutReason
from segments_app.common.overtaking import Question, overtakable
from segments_app.criteria.rules import EVERYONE, NOBODY, InvalidRule, contacts_matching
from segments_app.live_index import building
from segments_app.models import Segment
from tests.factories import make_contact
from tests.segments_app.criteria.population import NOW, populate
from tests.segments_app.criteria.samples import rules

pytestmark = pytest.mark.django_db(transaction=True)
postgres_only = pytest.mark.skipif(
    connection.vendor != "postgresql", reason="SQLite has no live index"
)
GERMANS = {"field": "country", "is": "any_of", "value": ["DE"]}
OTHERS = {"field": "country", "is": "none_of", "value": ["DE"]}
GROUP = {"field": "mailing_group", "is": "any_of", "value": ["A"]}


@pytest.fixture
def people(index):
    populate()


def test_rules_are_counted_as_by_sql_and_again(index, people):
    asked = [EVERYONE, NOBODY, GERMANS, OTHERS, *rules(25, seed=3)]
    expected = [contacts_matching(rule, now=NOW).count() for rule in asked]

    assert [index.count(rule, now=NOW) for rule in asked] == expected
    assert index.counts(index.matching_each(asked, now=NOW)) == expected


def test_sets_are_made_of_sets(index, people):
    germans, group = index.matching_each([GERMANS, GROUP], now=NOW)
    in_one, in_other = set(ids(germans)), set(ids(group))
    everybody = set(Contact.objects.values_list("pk", flat=True))

    made = {
        germans & group: in_one & in_other,
        germans | group: in_one | in_other,
        germans - group: in_one - in_other,
        ~germans: everybody - in_one,
        ~(germans | group): everybody - in_one - in_other,
        ~~germans: in_one,
        ~index.NOBODY: everybody,
        index.NOBODY | germans: in_one,
        index.EVERYBODY - germans: everybody - in_one,
    }

    assert [set(ids(one)) for one in made] == list(made.values())
    assert index.counts(made, builds=9) == [len(one) for one in made.values()]


def ids(contacts):
    return contacts.contacts().values_list("pk", flat=True)


def test_the_lines_of_a_segment_and_whom_the_gate_keeps_out_are_sets(index, people):
    segment = Segment.objects.get(number="B")
    lines = index.on_segment(segment)
    reasons = index.left_out()

    expected = segment.lines.current(segment).values("contact").distinct().count()
    assert index.counts([lines, *reasons.values()], builds=9) == [
        expected,
        Contact.objects.filter(is_privacy_blocked=True).count(),
        Contact.objects.filter(company__is_privacy_blocked=True).count(),
        Contact.objects.filter(is_minor=True, has_parental_consent=False).count(),
        0,  # restricted
        0,  # suppressed
        Contact.objects.filter(exclude_from_segments=True).count(),
    ]
    assert LeftOutReason.EXCLUDED not in index.left_out(ignore_exclusion=True)


def test_a_rule_that_cannot_be_read_is_refused(index, people):
    with pytest.raises(InvalidRule):
        index.count({"field": "mailing_group", "is": "any_of", "value": ["GONE"]}, now=NOW)


@postgres_only
def test_the_second_count_asks_for_no_contact(index, people, django_assert_num_queries):
    index.count(GERMANS, now=NOW)
    [germans] = index.matching_each([GERMANS], now=NOW)

    # Begin, say which kind of transaction, look at the log twice, end.
    with django_assert_num_queries(5) as captured:
        index.counts([germans])

    assert not any('FROM "contacts' in query["sql"] for query in captured)


@postgres_only
def test_conditions_not_asked_before_are_built_in_the_background(index, people):
    asked = index.matching_each([{"all": [GERMANS, GROUP]}], now=NOW)
    assert index.counts_if_ready(asked) is None

    index.builder.wait()

    assert index.counts_if_ready(asked) == [asked[0].contacts().count()]


@postgres_only
def test_what_is_warmed_is_ready(index, people):
    index.warm(lambda: index.matching_each([{"all": [GERMANS, GROUP]}, OTHERS], now=NOW))
    index.builder.wait()

    assert index.counts_if_ready(index.matching_each([GROUP], now=NOW), builds=0)


@postgres_only
def test_a_rule_that_cannot_be_read_does_not_stop_the_background(index, people, caplog):
    index.warm(lambda: index.matching_each([{"nonsense": 1}], now=NOW))
    index.warm(lambda: index.matching_each([GROUP], now=NOW))
    index.builder.wait()

    assert index.counts_if_ready(index.matching_each([GROUP], now=NOW), builds=0)


def test_inside_a_transaction_sql_answers_and_sees_what_was_written(index, people):
    before = index.count(GERMANS, now=NOW)
    with transaction.atomic():
        make_contact(country="DE")
        assert index.count(GERMANS, now=NOW) == before + 1
        assert index.counts_if_ready([index.matching(GERMANS, now=NOW)]) is None
        transaction.set_rollback(True)

    assert index.count(GERMANS, now=NOW) == before


def test_without_memory_sql_answers(index, people, settings):
    settings.LIVE_INDEX_MEMORY = 0

    assert index.count(GERMANS, now=NOW) == contacts_matching(GERMANS, now=NOW).count()
    assert len(index.bitmaps) == 0


@postgres_only
def test_bitmaps_asked_for_longest_ago_give_way(index, people, settings):
    index.count(GERMANS, now=NOW)
    settings.LIVE_INDEX_MEMORY = 5 * index.bitmaps.size // 2
    for rule in (GROUP, GERMANS, {"field": "country", "is": "any_of", "value": ["AT"]}):
        index.count(rule, now=NOW)

    assert index.bitmaps.size <= settings.LIVE_INDEX_MEMORY
    [germans, group] = index.matching_each([GERMANS, GROUP], now=NOW)
    assert index.counts_if_ready([germans], builds=0)
    assert index.counts_if_ready([group], builds=0) is None


@postgres_only
def test_a_condition_on_a_table_that_is_not_logged_is_answered_by_sql(index, people, monkeypatch):
    monkeypatch.setattr(building, "COVERED", building.COVERED - {"contacts_contactmailinggroup"})

    [group] = index.matching_each([GROUP], now=NOW)
    assert index.counts_if_ready([group], builds=9) is None
    assert index.counts([group]) == [group.contacts().count()]


@postgres_only
def test_another_day_is_another_condition(index, people):
    rule = {
        "some": "interaction",
        "where": {"field": "occurred_on", "is": "in_last", "value": {"count": 1, "unit": "days"}},
    }
    for day in range(40):
        now = NOW - timedelta(days=day)
        assert index.count(rule, now=now) == contacts_matching(rule, now=now).count()


@postgres_only
def test_a_code_that_names_another_row_now_counts_that_one(index, people):
    before = index.count(GROUP, now=NOW)
    MailingGroup.objects.filter(code="A").update(code="OLD")
    MailingGroup.objects.create(code="A", description="another")

    assert before > 0
    assert index.count(GROUP, now=NOW) == 0


@postgres_only
def test_what_was_built_before_somebody_gave_up_is_kept_and_whole(index, people, monkeypatch):
    asked = index.matching_each([GERMANS, GROUP], now=NOW)
    read = building.read_bitmap
    given_up = [False]

    def second_time(contacts):
        if given_up[0] or not len(index.bitmaps):
            return read(contacts)
        given_up[0] = True
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_cancel_backend(pg_backend_pid()), pg_sleep(60)")
        raise AssertionError

    monkeypatch.setattr(building, "read_bitmap", second_time)
    with pytest.raises(OperationalError):
        index.counts(asked)

    assert len(index.bitmaps) == 1
    assert index.counts(asked) == [one.contacts().count() for one in asked]


@postgres_only
def test_a_question_that_may_be_overtaken_is_answered_by_bitmaps(index, people):
    germans = index.matching(GERMANS, now=NOW)
    index.counts([germans])

    with overtakable(Question(1, "page", 1)):
        assert index.counts_if_ready([germans], builds=0) == [germans.contacts().count()]
