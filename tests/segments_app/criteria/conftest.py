import pytest
from django.db import transaction

from tests.segments_app.criteria.population import NOW, populate
from tests.segments_app.criteria.reading import World


@pytest.fixture(scope="package")
def world(django_db_setup, django_db_blocker):
    """The population, made once: the tests that use it only read."""
    with django_db_blocker.unblock(), transaction.atomic():
        populate()
        yield World(NOW)
        transaction.set_rollback(True)
