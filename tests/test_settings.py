"""A production process refuses to start half configured."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings

ROOT = Path(__file__).resolve().parent.parent
COMPLETE = {
    "SECRET_KEY": "x" * 60,
    "ALLOWED_HOSTS": "segments.example",
    "DATABASE_URL": "postgres://segments@db.example/segments",
}


def start(**environment):
    clean = {"PATH": os.environ["PATH"], "DJANGO_SETTINGS_MODULE": "segments_app.settings"}
    show = "from django.conf import settings as s; print(s.DEBUG, s.DATABASES['default'])"
    return subprocess.run(
        [sys.executable, "-c", show],
        cwd=ROOT,
        env=clean | environment,
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.parametrize("name", COMPLETE)
def test_production_names_what_is_missing(name):
    result = start(**{key: value for key, value in COMPLETE.items() if key != name})

    assert result.returncode
    assert f"Set {name} in the environment" in result.stderr


def test_production_names_all_that_is_missing_at_once():
    result = start()

    assert "Set SECRET_KEY, ALLOWED_HOSTS, DATABASE_URL in the environment" in result.stderr


def test_production_starts_when_it_has_what_it_needs():
    result = start(**COMPLETE)

    assert result.stdout.startswith("False ")
    assert "'HOST': 'db.example'" in result.stdout


def test_development_needs_nothing():
    assert start(DEBUG="1").stdout.startswith("True ")


def test_production_is_deployable_without_a_warning():
    result = subprocess.run(
        [sys.executable, "manage.py", "check", "--deploy", "--fail-level", "WARNING"],
        cwd=ROOT,
        env={"PATH": os.environ["PATH"], **COMPLETE, "SECRET_KEY": "aB3$efGh" * 8},
        capture_output=True,
        text=True,
        check=False,
    )

    assert result.returncode == 0, result.stderr


def test_sqlite_takes_its_lock_when_a_transaction_begins():
    # Otherwise two that read first and write then fail with "database is locked".
    if settings.DATABASES["default"]["ENGINE"].endswith("sqlite3"):
        assert settings.DATABASES["default"]["OPTIONS"]["transaction_mode"] == "IMMEDIATE"


def test_the_settings_stay_one_short_file():
    assert len((ROOT / "segments_app" / "settings.py").read_text().splitlines()) <= 200
