"""Prepares the environment before Django's settings are read: pytest -p tests.environment.

TEST_DATABASE chooses the database: `sqlite`, or `postgres`, which is the one that DATABASE_URL
names, else a throw-away cluster. Without it, DATABASE_URL decides. xdist's workers inherit what
their controller has chosen, so they share one cluster.
"""

import os
import socket
import tempfile
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import pytest

from tests import pgtmp

WORKER = "PYTEST_XDIST_WORKER" in os.environ


def is_postgres(url):
    return url.startswith(("postgres://", "postgresql://"))


def choose_database():
    given = os.environ.get("DATABASE_URL", "")
    wanted = os.environ.setdefault("TEST_DATABASE", "postgres" if is_postgres(given) else "sqlite")
    if wanted == "sqlite":
        os.environ["DATABASE_URL"] = "sqlite:///:memory:"  # the tests' own is set below
    elif wanted != "postgres":
        raise pytest.UsageError(f"TEST_DATABASE={wanted}: use sqlite or postgres.")
    elif not is_postgres(given):
        try:
            os.environ["DATABASE_URL"] = pgtmp.start()
        except pgtmp.NoPostgres as error:
            raise pytest.UsageError(str(error)) from error


os.environ["DEBUG"] = "1"
os.environ["DJANGO_SETTINGS_MODULE"] = "segments_app.settings"
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"  # Playwright's sync API runs an event loop
for name in ("DEMO", "HTTPS", "TIME_ZONE", "SECRET_KEY", "ALLOWED_HOSTS", "LOG_LEVEL"):
    os.environ.pop(name, None)
choose_database()


def pytest_configure(config):
    from django.conf import settings

    config.addinivalue_line("markers", "browser: needs Chromium")
    config.addinivalue_line("markers", "lesson(number): of tests/test_lessons.py")
    config.addinivalue_line("markers", "fault(id): of tests/test_faults.py")
    folder = tempfile.TemporaryDirectory(prefix="segments_tests_")
    config.add_cleanup(folder.cleanup)
    scratch = Path(folder.name)
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]  # quick
    settings.VAR_DIR = scratch
    settings.MEDIA_ROOT = scratch / "media"
    settings.STATIC_ROOT = scratch / "static"
    settings.STATIC_ROOT.mkdir()  # WhiteNoise warns when it is missing
    database = settings.DATABASES["default"]
    if database["ENGINE"] == "django.db.backends.sqlite3":
        # A file, not memory: threads, the live server and other processes have connections
        # of their own, and so the isolation of the real thing.
        database["NAME"] = str(scratch / "unused.sqlite3")
        database.setdefault("TEST", {})["NAME"] = str(scratch / "test.sqlite3")
        database["OPTIONS"]["init_command"] += "PRAGMA synchronous=OFF;"


def current_database_url():
    """Return the URL of the tests' own database, for processes that a test starts."""
    from django.db import connection

    name = connection.settings_dict["NAME"]
    if connection.vendor == "sqlite":
        return f"sqlite:///{name}"
    return urlunsplit(urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{name}"))


def pytest_report_header():
    return f"database: {os.environ['TEST_DATABASE']}"


def refuse_network():
    """Let sockets reach this machine only."""
    connect = socket.socket.connect

    def guarded(self, address):
        local = self.family == socket.AF_UNIX or address[0] in ("127.0.0.1", "::1", "localhost")
        if not local:
            raise RuntimeError(f"A test asked for the network: {address}")
        return connect(self, address)

    socket.socket.connect = guarded


refuse_network()
