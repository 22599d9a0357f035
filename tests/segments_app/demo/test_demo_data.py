"""The demo company is alive: what a first look at it should find."""

from datetime import date

import pytest
from django.contrib.auth.models import User
from django.db import transaction

from campaigns.models import Campaign
from contacts.models import (
    Contact,
    ContactAnswer,
    ContactImport,
    DuplicatePair,
    Language,
    PostCode,
    Restriction,
)
from contacts.services import duplicates, next_number
from interactions.models import Interaction, LoggedSegment, TemplateContent
from segments_app import demo
from segments_app.criteria.rules import contacts_matching
from segments_app.demo.build import build
from segments_app.models import RetentionRule, SavedCriteria, Segment, SegmentLine

TODAY = date(2026, 3, 18)
SIZE = 240


@pytest.fixture(scope="module")
def made_once(django_db_setup, django_db_blocker):
    """A company for all tests of this module, in a transaction that is taken back."""
    with django_db_blocker.unblock(), transaction.atomic():
        company = build(size=SIZE, seed=20, today=TODAY)
        yield company
        transaction.set_rollback(True)


@pytest.fixture
def company(made_once, db):
    return made_once


def test_contacts_are_companies_and_persons_in_ten_countries(company):
    assert Contact.objects.count() == SIZE
    assert Contact.objects.companies().count() == SIZE * 35 // 100
    assert Contact.objects.values("country").distinct().count() == 10
    assert Contact.objects.filter(company__isnull=False).exists()


def test_some_were_entered_twice_which_the_search_for_duplicates_finds(company):
    with transaction.atomic():
        duplicates.search(now=company.now, is_full=True)
        found = DuplicatePair.objects.filter(score__gte=duplicates.SURE)
        kinds = set(found.values_list("first__type", flat=True))
        count = found.count()
        transaction.set_rollback(True)

    assert kinds == {"company", "person"}
    assert count >= 3


def test_every_address_is_of_the_reserved_kind(company):
    emails = Contact.objects.exclude(email="").values_list("email", flat=True)

    assert emails and all(email.endswith(".example") for email in emails)


def test_persons_inherit_from_their_company(company):
    person = Contact.objects.filter(company__isnull=False).select_related("company").first()

    for name in ("city", "postcode", "country", "language_id", "territory_id", "salesperson_id"):
        assert getattr(person, name) == getattr(person.company, name)


def test_contacts_are_found_by_name_and_company(company):
    person = Contact.objects.filter(company__isnull=False).select_related("company").first()

    assert person in Contact.objects.search(f"{person.surname} {person.company.name}")


def test_accounts_have_their_roles(company):
    for login in demo.LOGINS:
        user = User.objects.get(username=login.username)
        assert user.check_password(demo.PASSWORD)
        assert user.groups.get().name == login.role
        assert user.salesperson


def test_campaigns_are_past_running_and_planned(company):
    campaigns = Campaign.objects.all()

    assert campaigns.past(today=TODAY).count() >= 3
    assert campaigns.running(today=TODAY).count() >= 2
    assert campaigns.planned(today=TODAY).count() >= 2


def test_templates_speak_six_languages(company):
    languages = Language.objects.filter(pk__in=TemplateContent.objects.values("language"))

    assert {language.code for language in languages} == {"en", "de", "sv", "it", "nl", "da"}


def test_interactions_fill_two_years_up_to_today(company):
    days = (
        Interaction.objects.counted().order_by("occurred_on").values_list("occurred_on", flat=True)
    )

    assert (TODAY - days.first()).days > 600
    assert 0 <= (TODAY - days.last()).days < 14


def test_nothing_happened_before_a_contact_was_known_or_after_today(company):
    for interaction in Interaction.objects.counted().select_related("contact"):
        assert interaction.contact.created_at <= interaction.created_at
        assert interaction.occurred_on <= TODAY


def test_postponed_interactions_wait_for_the_marketer(company):
    mine = Interaction.objects.due(today=TODAY).filter(created_by__username="marketer")

    assert mine.exists()


def test_segments_are_open_and_logged(company):
    assert Segment.objects.open().count() >= 3
    assert LoggedSegment.objects.counted().count() >= 3
    assert LoggedSegment.objects.filter(cancellation__isnull=False).count() == 1
    assert SavedCriteria.objects.count() >= 2
    for segment in Segment.objects.with_line_count():
        assert segment.steps.exists()
        assert SegmentLine.objects.current(segment).count() == segment.line_count


def test_nobody_who_may_not_be_contacted_is_a_target_by_logging(company):
    blocked = Contact.objects.filter(is_privacy_blocked=True)

    assert blocked.exists()
    assert not Interaction.objects.filter(
        contact__in=blocked, logged_segment__isnull=False
    ).exists()


def test_minors_have_no_answers(company):
    assert not ContactAnswer.objects.filter(contact__is_minor=True).exists()


def test_numbers_go_on_after_the_company(company):
    assert next_number("contact_numbers") == f"CT{SIZE + 1:06d}"


def test_post_codes_are_those_in_use(company):
    assert set(PostCode.objects.values_list("code", flat=True)) == set(
        Contact.objects.values_list("postcode", flat=True)
    )


def test_privacy_and_imports_have_something_to_show(company):
    assert Restriction.objects.filter(lifted_at=None).count() == 1
    assert RetentionRule.objects.get().is_on
    imported = ContactImport.objects.get()
    assert (imported.created_count, imported.updated_count, imported.rejected_count) == (0, 1, 1)
    assert imported.read_count == 14


def test_contact_pressure_is_limited_and_some_have_just_been_approached(company):
    def reached(code):
        rule = {"field": "contact_pressure", "is": "reached", "value": [code]}
        return contacts_matching(rule, now=company.now).count()

    assert (reached("HOUSE"), reached("REST") > 0) == (0, True)
