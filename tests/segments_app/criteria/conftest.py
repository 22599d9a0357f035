import os

import pytest
from django.db import transaction

from tests.segments_app.criteria.population import NOW, populate
from tests.segments_app.criteria.reading import World


@pytest.fixture(scope="session" if "MUTANTS" in os.environ else "module")
def world(django_db_setup, django_db_blocker):
    """The population, made once for a module: its tests only read, others never see it."""
    with django_db_blocker.unblock(), transaction.atomic():
        populate()
        yield World(NOW)
        transaction.set_rollback(True)
