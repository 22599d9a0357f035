"""Groups, relations, responsibilities and web sources of contacts."""

from datetime import timedelta

import pytest

from contacts import services
from contacts.models import (
    BusinessRelation,
    Contact,
    ContactBusinessRelation,
    ContactMailingGroup,
    IndustryGroup,
    JobResponsibility,
    MailingGroup,
    WebSource,
)
from tests.factories import make_company, make_person

pytestmark = pytest.mark.django_db


@pytest.fixture
def groups():
    return [MailingGroup.objects.create(code=code) for code in ("A", "B", "C")]


def later(now):
    return now + timedelta(days=1)


def test_a_contact_is_put_into_exactly_these_groups(now, groups):
    first, second, third = groups
    contact = make_person()
    services.set_mailing_groups(contact, groups=[first, second], by=None, now=now)

    changed = services.set_mailing_groups(contact, groups=[second, third], by=None, now=later(now))

    assert changed == services.Changed(added=1, removed=1)
    assert {row.mailing_group for row in contact.mailing_groups.all()} == {second, third}
    assert Contact.objects.get(pk=contact.pk).modified_at == later(now)


def test_groups_that_are_set_again_change_nothing(now, groups):
    contact = make_person()
    services.set_mailing_groups(contact, groups=groups, by=None, now=now)
    keys = set(contact.mailing_groups.values_list("pk", flat=True))

    changed = services.set_mailing_groups(contact, groups=groups, by=None, now=later(now))

    assert changed == services.Changed(0, 0)
    assert set(contact.mailing_groups.values_list("pk", flat=True)) == keys
    assert Contact.objects.get(pk=contact.pk).modified_at == now


def test_industry_groups_and_relations_of_a_person_are_stored_on_the_company(now):
    company = make_company()
    person = make_person(company=company)
    industry = IndustryGroup.objects.create(code="FOOD")
    relation = BusinessRelation.objects.create(code="CUST")

    services.set_industry_groups(person, groups=[industry], by=None, now=now)
    services.set_business_relations(person, relations=[relation], by=None, now=now)

    assert company.industry_groups.get().industry_group == industry
    assert company.business_relations.get().business_relation == relation
    assert Contact.objects.get(pk=company.pk).modified_at == now


def test_a_person_without_company_has_neither(now):
    with pytest.raises(services.WrongOwner):
        services.set_industry_groups(make_person(), groups=[], by=None, now=now)


def test_only_persons_are_in_charge_of_something(now):
    purchase = JobResponsibility.objects.create(code="PURCHASE")
    person = make_person()

    services.set_job_responsibilities(person, responsibilities=[purchase], by=None, now=now)
    with pytest.raises(services.WrongOwner):
        services.set_job_responsibilities(
            make_company(), responsibilities=[purchase], by=None, now=now
        )

    assert person.job_responsibilities.get().job_responsibility == purchase


def relation_of(company, code):
    return ContactBusinessRelation.objects.create(
        contact=company, business_relation=BusinessRelation.objects.create(code=code)
    )


def test_a_relation_is_linked_to_the_books_whole_and_once_for_each_kind(now):
    company = make_company()
    customer, other = relation_of(company, "CUST"), relation_of(company, "OTHER")

    def link(relation, linked_to, linked_number):
        services.link_business_relation(
            relation, linked_to=linked_to, linked_number=linked_number, by=None, now=now
        )

    link(customer, "customer", " 10000 ")
    with pytest.raises(services.LinkRefused):
        link(other, "customer", "20000")
    with pytest.raises(services.LinkRefused):
        link(other, "vendor", "")
    link(customer, "customer", "10001")

    customer.refresh_from_db()
    assert (customer.linked_to, customer.linked_number) == ("customer", "10001")


def test_relations_that_stay_keep_their_links(now):
    company = make_company()
    row = relation_of(company, "CUST")
    services.link_business_relation(row, linked_to="customer", linked_number="1", by=None, now=now)
    other = BusinessRelation.objects.create(code="PRESS")

    services.set_business_relations(
        company, relations=[row.business_relation, other], by=None, now=now
    )

    row.refresh_from_db()
    assert row.linked_number == "1"


def test_a_web_source_said_again_is_replaced_and_can_be_removed(now):
    contact = make_company()
    site = WebSource.objects.create(code="S", url="https://search.example/?q=%1")
    services.set_web_source(contact, web_source=site, search_word="a", by=None, now=now)

    source = services.set_web_source(
        contact, web_source=site, search_word="Müller & Söhne", by=None, now=now
    )

    assert contact.web_sources.get() == source
    assert source.url == "https://search.example/?q=M%C3%BCller%20%26%20S%C3%B6hne"
    services.remove_web_source(source, by=None, now=now)
    assert not contact.web_sources.exists()


def test_a_web_source_that_is_no_web_page_is_no_link(now):
    site = WebSource.objects.create(code="S", url="javascript:alert(1)")

    source = services.set_web_source(
        make_company(), web_source=site, search_word="", by=None, now=now
    )

    assert source.url == ""


def test_many_contacts_are_added_to_a_group_in_one_statement(
    now, groups, django_assert_num_queries
):
    group = groups[0]
    there = make_person()
    services.set_mailing_groups(there, groups=[group], by=None, now=now)
    for _each in range(3):
        make_person()

    with django_assert_num_queries(3):  # savepoint, insert, release
        added = services.add_to_mailing_group(Contact.objects.all(), group=group, by=None, now=now)
    again = services.add_to_mailing_group(Contact.objects.all(), group=group, by=None, now=now)

    assert (added, again) == (3, 0)
    assert ContactMailingGroup.objects.filter(mailing_group=group).count() == 4


def test_many_contacts_are_taken_out_of_a_group(now, groups):
    first, second, _third = groups
    contact, other = make_person(), make_person()
    for one in (contact, other):
        services.set_mailing_groups(one, groups=[first, second], by=None, now=now)

    chosen = Contact.objects.filter(pk=contact.pk)
    removed = services.remove_from_mailing_group(chosen, group=first, by=None, now=now)
    again = services.remove_from_mailing_group(chosen, group=first, by=None, now=now)

    assert (removed, again) == (1, 0)
    assert ContactMailingGroup.objects.count() == 3


@pytest.mark.parametrize("count", [1, 20])
def test_setting_groups_takes_the_same_statements_for_any_number(
    now, count, django_assert_num_queries
):
    groups = [MailingGroup.objects.create(code=f"G{number}") for number in range(count)]
    contact = make_person()

    # savepoint, lock, read, insert, touch, release
    with django_assert_num_queries(6):
        services.set_mailing_groups(contact, groups=groups, by=None, now=now)
