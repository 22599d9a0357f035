"""Fixtures for every test."""

import os
from datetime import UTC, datetime

import pytest
from django.conf import settings
from django.contrib.auth.models import User
from django.db import connection
from django.test import Client
from django.utils import translation
from hypothesis import HealthCheck
from hypothesis import settings as hypothesis_settings

from tests import prepared
from tests.accounts import make_user

# A busy machine is no fault of what is tested.
hypothesis_settings.register_profile("busy", suppress_health_check=[HealthCheck.too_slow])
hypothesis_settings.load_profile("busy")

DATABASE = {"db", "transactional_db", "live_server", "django_db_setup"}


def pytest_collection_modifyitems(config, items):
    """With ONLY_DATABASE, leave out what touches no database: it has run on the other one."""
    if "ONLY_DATABASE" not in os.environ:
        return
    asks = [
        item.get_closest_marker("django_db") is not None
        or not DATABASE.isdisjoint(getattr(item, "fixturenames", ()))
        for item in items
    ]
    left_out = [item for item, is_asked in zip(items, asks, strict=True) if not is_asked]
    config.hook.pytest_deselected(items=left_out)
    items[:] = [item for item, is_asked in zip(items, asks, strict=True) if is_asked]


@pytest.fixture(scope="session")
def django_db_keepdb(django_db_keepdb, django_db_modify_db_settings):
    """An SQLite database that was migrated before is taken as it is."""
    database = settings.DATABASES["default"]
    if django_db_keepdb or database["ENGINE"] != "django.db.backends.sqlite3":
        return django_db_keepdb
    return prepared.take(database["TEST"]["NAME"])


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker):
    """Keep the database for the next run."""
    if connection.vendor == "sqlite":
        with django_db_blocker.unblock():
            connection.close()
            prepared.keep(connection.settings_dict["NAME"])


@pytest.fixture(autouse=True)
def english(settings):
    """A request leaves its language behind in the thread; no test inherits it."""
    with translation.override(settings.LANGUAGE_CODE):
        yield


@pytest.fixture
def now():
    """A moment that does not move: noon in Brussels on a working day."""
    return datetime(2026, 3, 18, 11, 0, tzinfo=UTC)


@pytest.fixture
def viewer(db):
    return make_user("Viewer")


@pytest.fixture
def marketer(db):
    return make_user("Marketer")


@pytest.fixture
def administrator(db):
    return make_user("Administrator")


@pytest.fixture
def client_for(db):
    """A function that returns a client logged in as a user, or as one of the role named."""

    def client_for(who):
        user = who
        if isinstance(who, str):
            name = who.lower() or "nobody"
            user = User.objects.filter(username=name).first() or make_user(who.capitalize())
        client = Client()
        client.force_login(user)
        return client

    return client_for
