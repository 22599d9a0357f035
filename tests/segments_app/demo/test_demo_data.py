"""The demo company: deterministic, alive, and made only where it does no harm."""

from datetime import date
from io import StringIO

import pytest
from django.contrib.auth.models import User
from django.core.management import CommandError, call_command
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from campaigns.models import Campaign
from contacts.models import Contact, ContactAnswer, Language, PostCode
from contacts.services import next_number
from interactions.models import Interaction, LoggedSegment, TemplateContent
from segments_app import demo
from segments_app.demo.build import build
from segments_app.models import SavedCriteria, Segment, SegmentLine
from tests.factories import make_company

TODAY = date(2026, 3, 18)
SIZE = 240


@pytest.fixture
def company(db):
    return build(size=SIZE, seed=20, today=TODAY)


@pytest.fixture
def in_a_demo(settings):
    settings.DEMO = True


def picture():
    """What a company looks like, without the keys that a database gave out."""
    return (
        list(Contact.objects.order_by("number").values_list("number", "name", "email", "city")),
        list(
            Interaction.objects.order_by(
                "occurred_on", "contact__number", "description", "contact_via", "evaluation"
            ).values_list("occurred_on", "contact__number", "description", "evaluation")
        ),
        list(
            Segment.objects.with_line_count()
            .order_by("number")
            .values_list("number", "line_count", "description")
        ),
    )


def test_the_same_size_makes_the_same_company(db):
    pictures = []
    for _ in range(2):
        with transaction.atomic():
            build(size=SIZE, seed=20, today=TODAY)
            pictures.append(picture())
            transaction.set_rollback(True)

    first, second = pictures  # the second was given other keys where a database counts on
    assert first == second


def test_contacts_are_companies_and_persons_in_ten_countries(company):
    assert Contact.objects.count() == SIZE
    assert Contact.objects.companies().count() == SIZE * 35 // 100
    assert Contact.objects.values("country").distinct().count() == 10
    assert Contact.objects.filter(company__isnull=False).exists()


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


@pytest.mark.parametrize("size", [80, 480])
def test_a_company_takes_no_query_for_each_contact(db, size):
    with CaptureQueriesContext(connection) as queries:
        build(size=size, seed=20, today=TODAY)

    assert len(queries) < 900  # most of them for the segments, none for a contact


class TestCommand:
    def test_it_makes_a_company_of_a_size(self, db, in_a_demo):
        out = StringIO()

        call_command("demo_data", size=40, today=TODAY, stdout=out)

        assert Contact.objects.count() == 40
        assert "40 contacts" in out.getvalue()

    def test_it_refuses_a_database_with_contacts(self, db, in_a_demo):
        make_company()

        with pytest.raises(CommandError, match="has contacts already"):
            call_command("demo_data", size=40)

    def test_it_refuses_accounts_of_its_own_names(self, db, in_a_demo):
        User.objects.create_user("admin")

        with pytest.raises(CommandError, match="accounts already"):
            call_command("demo_data", size=40)

    def test_it_refuses_a_real_installation(self, db):
        with pytest.raises(CommandError, match="password is known"):
            call_command("demo_data", size=40)

    def test_it_refuses_a_company_too_small(self, db, in_a_demo):
        with pytest.raises(CommandError, match="at least"):
            call_command("demo_data", size=3)
