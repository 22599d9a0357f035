"""Many contacts changed at once: who is changed, who follows, what comes back."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from contacts import services
from contacts.models import (
    BulkEdit,
    BulkEditRow,
    Contact,
    ContactChange,
    IndustryGroup,
    JobResponsibility,
    MailingGroup,
    Salesperson,
    Territory,
)
from contacts.services import bulk, merging
from tests.factories import make_company, make_language, make_person, make_salesperson

pytestmark = pytest.mark.django_db
ALL = Contact.objects.all


def changes(joins=None, leaves=None, **values):
    return bulk.Changes(values, joins or {}, leaves or {})


def edit(contacts, now, wanted, *, by=None, **more):
    return bulk.edit_contacts(contacts, changes=wanted, by=by, now=now, **more)


def undo(made, now, by=None):
    return bulk.undo_edit(made, by=by, now=now + timedelta(hours=1))


def stored(contact, *names):
    return Contact.objects.values_list(*names).get(pk=contact.pk)


@pytest.fixture
def ann():
    return make_salesperson("ANN")


@pytest.fixture
def bob():
    return make_salesperson("BOB")


def test_only_those_with_another_value_are_changed_and_get_theirs_back(now, ann, bob):
    hers, his, nobodys = (
        make_company("A", salesperson=ann),
        make_company("B", salesperson=bob),
        make_company("C"),
    )
    seen = dict(ALL().values_list("pk", "modified_at"))

    made = edit(ALL(), now, changes(salesperson=ann.pk))

    assert set(ALL().values_list("salesperson", flat=True)) == {ann.pk}
    assert made.contact_count == 2
    assert stored(hers, "modified_at") == (seen[hers.pk],)
    assert stored(his, "modified_at") == (now,)

    undone = undo(made, now)

    assert undone.restored_count == 2
    assert stored(his, "salesperson", "modified_at") == (bob.pk, now + timedelta(hours=1))
    assert stored(nobodys, "salesperson") == (None,)
    assert list(bulk.left_alone(undone)) == []


def test_every_field_is_set_emptied_and_restored(now, ann):
    north, german = Territory.objects.create(code="N"), make_language("de")
    full = {
        "salesperson": ann,
        "territory": north,
        "language": german,
        "country": "DE",
        "correspondence_type": "email",
        "exclude_from_segments": True,
    }
    person, other = make_person("Full", **full), make_person("Empty")
    names = [*full]
    was = stored(person, *names)
    empty = stored(other, *names)

    cleared = edit(
        ALL(),
        now,
        changes(
            salesperson=None,
            territory=None,
            language=None,
            country="",
            correspondence_type="",
            exclude_from_segments=False,
        ),
    )
    assert stored(person, *names) == empty
    assert cleared.contact_count == 1
    undo(cleared, now)
    assert stored(person, *names) == was

    filled = edit(
        ALL(),
        now,
        changes(
            salesperson=ann.pk,
            territory=north.pk,
            language=german.pk,
            country="DE",
            correspondence_type="email",
            exclude_from_segments=True,
        ),
    )
    assert stored(other, *names) == was
    assert filled.contact_count == 1
    undo(filled, now)
    assert stored(other, *names) == empty


def test_undoing_leaves_alone_what_was_changed_since_and_says_so(now, ann, bob):
    changed, kept = make_company("A"), make_company("B")
    made = edit(ALL(), now, changes(salesperson=ann.pk, country="SE"))
    services.update_contact(changed, values={"salesperson": bob}, by=None, now=now)

    undone = undo(made, now)

    assert stored(changed, "salesperson", "country") == (bob.pk, "")
    assert stored(kept, "salesperson", "country") == (None, "")
    [one] = bulk.reasons_of(list(bulk.left_alone(undone)))
    assert (one.contact, one.label, one.reason) == (changed, "Salesperson", "Changed since.")


def test_a_value_that_is_gone_is_not_restored_and_a_contact_that_is_gone_is_nobody(now, ann, bob):
    stays, goes = make_company("A", salesperson=ann), make_company("B")
    made = edit(ALL(), now, changes(salesperson=bob.pk))
    Salesperson.objects.filter(pk=ann.pk).delete()
    services.delete_contact(goes, by=None, now=now)

    undone = undo(made, now)

    assert undone.restored_count == 0
    assert stored(stays, "salesperson") == (bob.pk,)
    [one] = bulk.reasons_of(list(bulk.left_alone(undone)))
    assert one.reason == "What it had is no longer there."


def test_doing_and_undoing_twice_is_once(now, ann, marketer):
    company, key = make_company("A"), uuid4()

    first = edit(ALL(), now, changes(salesperson=ann.pk), by=marketer, submission=key)
    second = edit(ALL(), now, changes(salesperson=ann.pk), by=marketer, submission=key)
    assert (first.pk, BulkEdit.objects.count()) == (second.pk, 1)

    undo(first, now)
    Contact.objects.filter(pk=company.pk).update(salesperson=ann)
    again = undo(first, now)

    assert stored(company, "salesperson") == (ann.pk,)
    assert again.restored_count == 1


def test_persons_follow_their_company_and_come_back_with_it(now, ann, bob):
    company = make_company("A", salesperson=ann)
    follows = make_person("F", company=company, salesperson=ann)
    own = make_person("O", company=company, salesperson=bob)
    carl = make_salesperson("CARL")

    made = edit(Contact.objects.companies(), now, changes(salesperson=carl.pk))

    assert (made.contact_count, made.follower_count) == (1, 1)
    assert stored(follows, "salesperson") == (carl.pk,)
    assert stored(own, "salesperson") == (bob.pk,)
    undo(made, now)
    assert stored(follows, "salesperson") == (ann.pk,)


def test_persons_without_a_value_follow_a_company_without_one(now, ann):
    company = make_company("A")
    person = make_person("P", company=company)

    edit(Contact.objects.companies(), now, changes(salesperson=ann.pk))

    assert stored(person, "salesperson") == (ann.pk,)


def make_groups():
    return (
        MailingGroup.objects.create(code="M"),
        JobResponsibility.objects.create(code="J"),
        IndustryGroup.objects.create(code="I"),
    )


def memberships():
    return {
        kind: set(each.member.objects.values_list("contact__name", flat=True))
        for kind, each in bulk.GROUPS.items()
    }


def test_groups_are_joined_by_those_who_can_be_in_them(now):
    make_company("Firm"), make_person("Pat")
    mailing, job, industry = make_groups()
    groups = {
        "mailing_groups": [mailing.pk],
        "job_responsibilities": [job.pk],
        "industry_groups": [industry.pk],
    }

    seen = bulk.look(ALL(), changes(joins=groups))
    made = edit(ALL(), now, changes(joins=groups))

    assert memberships() == {
        "mailing_groups": {"Firm", "Pat"},
        "job_responsibilities": {"Pat"},
        "industry_groups": {"Firm"},
    }
    assert seen.skipped == [
        ("Persons have no industry group; their company has.", 1),
        ("Companies have no job responsibility.", 1),
    ]
    undo(made, now)
    assert not any(memberships().values())


def test_who_was_in_the_group_before_stays_in_it_and_who_left_it_comes_back(now):
    old, new = make_person("Old"), make_person("New")
    mailing, _job, _industry = make_groups()
    yesterday = now - timedelta(days=1)
    services.set_mailing_groups(old, groups=[mailing], by=None, now=yesterday)
    joins = {"mailing_groups": [mailing.pk]}

    undo(edit(ALL(), now, changes(joins=joins)), now)
    assert memberships()["mailing_groups"] == {"Old"}

    left = edit(ALL(), now, changes(leaves=joins))
    assert (left.contact_count, memberships()["mailing_groups"]) == (1, set())
    undo(left, now)
    assert list(old.mailing_groups.values_list("created_at", flat=True)) == [yesterday]
    assert not new.mailing_groups.exists()


def test_who_left_and_joined_again_since_stays_in_the_group(now):
    person = make_person("P")
    mailing, _job, _industry = make_groups()
    made = edit(ALL(), now, changes(joins={"mailing_groups": [mailing.pk]}))
    for groups in ([], [mailing]):
        later = now + timedelta(minutes=1)
        services.set_mailing_groups(person, groups=groups, by=None, now=later)

    undone = undo(made, now)

    assert memberships()["mailing_groups"] == {"P"}
    assert bulk.left_alone(undone).count() == 1


def test_a_group_that_is_gone_is_not_joined_again(now):
    person = make_person("P")
    mailing, _job, _industry = make_groups()
    services.set_mailing_groups(person, groups=[mailing], by=None, now=now)
    made = edit(ALL(), now, changes(leaves={"mailing_groups": [mailing.pk]}))
    mailing.delete()

    undone = undo(made, now)

    [one] = bulk.reasons_of(list(bulk.left_alone(undone)))
    assert one.reason == "What it had is no longer there."


def test_a_country_stays_where_there_is_a_vat_number(now):
    make_company("With", country="DE", vat_number="DE123456789"), make_company("Without")

    seen = bulk.look(ALL(), changes(country="SE"))
    edit(ALL(), now, changes(country="SE"))

    assert dict(ALL().values_list("name", "country")) == {"With": "DE", "Without": "SE"}
    assert (seen.changing, seen.unchanged) == (1, 1)
    assert [count for _reason, count in seen.skipped] == [1]
    assert [one.contact.name for one in seen.sample] == ["Without"]


def test_the_sample_shows_what_was_and_what_will_be(ann, bob):
    make_company("A", salesperson=ann), make_company("B", salesperson=bob)

    seen = bulk.look(ALL(), changes(salesperson=bob.pk))

    [one] = seen.sample
    [difference] = one.differences
    assert (one.contact.name, difference.label) == ("A", "Salesperson")
    assert (difference.before, difference.after) == (str(ann), str(bob))


def test_the_history_names_who_did_it_and_who_undid_it(now, ann, marketer, administrator):
    company = make_company("A")
    undo(edit(ALL(), now, changes(salesperson=ann.pk), by=marketer), now, by=administrator)

    told = ContactChange.objects.filter(contact=company.pk, field="salesperson").order_by("pk")
    assert [(one.old, one.new, one.changed_by) for one in told] == [
        ("", "ANN", marketer),
        ("ANN", "", administrator),
    ]


def test_other_contacts_than_seen_are_refused_and_nothing_is_changed(now, ann):
    company = make_company("A")

    with pytest.raises(bulk.CannotChange, match="Other contacts match by now"):
        edit(ALL(), now, changes(salesperson=ann.pk), expected=2)

    assert stored(company, "salesperson") == (None,)
    assert not BulkEdit.objects.exists()


def test_a_blocked_salesperson_and_an_unknown_field_are_refused(now):
    blocked = make_salesperson("X", is_blocked=True)
    with pytest.raises(bulk.CannotChange, match="may not be chosen"):
        edit(ALL(), now, changes(salesperson=blocked.pk))
    with pytest.raises(bulk.CannotChange, match="Nothing is to be changed"):
        edit(ALL(), now, changes())
    with pytest.raises(TypeError, match="is_privacy_blocked"):
        edit(ALL(), now, changes(is_privacy_blocked=False))


def test_as_many_statements_for_three_contacts_as_for_thirty(now, ann, bob):
    def statements(count, wanted):
        for number in range(count):
            make_person(f"P{number}")
        with CaptureQueriesContext(
            connection,
        ) as asked:
            undo(edit(ALL(), now, wanted), now)
        return len(asked)

    mailing, _job, _industry = make_groups()
    wanted = changes(salesperson=ann.pk, joins={"mailing_groups": [mailing.pk]})
    assert statements(3, wanted) == statements(30, wanted)


def test_a_row_is_noted_once_and_groups_have_no_followers(now):
    made, contact = BulkEdit.objects.create(changes={}), make_company("A")
    BulkEditRow.objects.create(edit=made, contact=contact, part="country")
    for more in ({"group": 0}, {"group": 5, "is_follower": True}):
        with pytest.raises(IntegrityError), transaction.atomic():
            BulkEditRow.objects.create(edit=made, contact=contact, part="country", **more)


def test_a_form_makes_one_change(now):
    key = uuid4()
    BulkEdit.objects.create(changes={}, submission=key)
    with pytest.raises(IntegrityError), transaction.atomic():
        BulkEdit.objects.create(changes={}, submission=key)


def test_who_is_merged_into_another_takes_no_change_along_and_has_it_again_when_unmerged(
    now, ann, administrator
):
    stays, goes = make_company("Stays", salesperson=ann), make_company("Goes")
    made = edit(ALL(), now, changes(salesperson=ann.pk))
    later = now + timedelta(minutes=1)

    merge = merging.merge_contacts(stays, goes, by=administrator, now=later)
    assert not made.rows.exists()

    merging.undo_merge(merge, by=administrator, now=later)
    assert list(made.rows.values_list("contact", flat=True)) == [goes.pk]
