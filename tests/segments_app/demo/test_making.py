"""Making the demo company: the same at every run, quick, and only where it does no harm."""

from datetime import date
from io import StringIO

import pytest
from django.contrib.auth.models import User
from django.core.management import CommandError, call_command
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from contacts.models import Contact
from interactions.models import Interaction
from segments_app.demo.build import build
from segments_app.models import Segment
from tests.factories import make_company

TODAY = date(2026, 3, 18)


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
            build(size=120, seed=20, today=TODAY)
            pictures.append(picture())
            transaction.set_rollback(True)

    first, second = pictures  # the second was given other keys where a database counts on
    assert first == second


@pytest.mark.parametrize("size", [80, 480])
def test_a_company_takes_no_query_for_each_contact(db, size):
    with CaptureQueriesContext(connection) as queries:
        build(size=size, seed=20, today=TODAY)

    assert len(queries) < 1_500  # for segments, tasks and an import, none for a contact


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
