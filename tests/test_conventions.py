"""The conventions that no reviewer should have to remember."""

import ast
from pathlib import Path

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db.backends.postgresql.psycopg_any import is_psycopg3
from django.urls import URLPattern, get_resolver
from django.utils.functional import Promise

ROOT = Path(__file__).resolve().parent.parent
PACKAGES = ("contacts", "campaigns", "interactions", "segments_app")
OURS = tuple(f"{package}." for package in PACKAGES)
LABELS = ("contacts", "campaigns", "interactions", "segments")
MODELS = [model for label in LABELS for model in apps.get_app_config(label).get_models()]
SOURCES = [
    path
    for package in PACKAGES
    for path in (ROOT / package).rglob("*.py")
    if "migrations" not in path.parts
]


def routes(resolver=None):
    for entry in (resolver or get_resolver()).url_patterns:
        if isinstance(entry, URLPattern):
            yield entry
        elif entry.app_name != "admin":
            yield from routes(entry)


def our_routes():
    return [route for route in routes() if route.callback.__module__.startswith(OURS)]


def test_a_route_is_named_after_its_view():
    assert [(r.name, r.callback.__name__) for r in our_routes()] == [
        (r.name, r.name) for r in our_routes()
    ]


def test_the_site_is_private_by_default(settings):
    guard = "segments_app.common.access.LoginMiddleware"

    assert guard in settings.MIDDLEWARE


def test_no_migration_is_missing(db):
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model._meta.label)
def test_every_field_has_a_translated_name_of_its_own(model):
    unnamed = [
        field.name
        for field in model._meta.local_fields + model._meta.local_many_to_many
        if not field.auto_created
        and not field.name.endswith("_ptr")
        and not isinstance(field._verbose_name, Promise)
    ]

    assert unnamed == []


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model._meta.label)
def test_no_model_orders_by_default_or_overrides_save(model):
    assert not model._meta.ordering
    assert not {"save", "delete"} & set(vars(model))


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model._meta.label)
def test_every_model_says_what_a_row_means(model):
    assert model.__doc__
    assert not model.__doc__.startswith(f"{model.__name__}(")


def test_the_driver_is_psycopg2():
    # Django prefers psycopg 3 without a word wherever it can be imported.
    assert not is_psycopg3


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: str(path.relative_to(ROOT)))
def test_nothing_prints_and_no_signal_is_connected(path):
    names = {
        node.id for node in ast.walk(ast.parse(path.read_text())) if isinstance(node, ast.Name)
    }

    assert not {"print", "receiver", "breakpoint"} & names


def test_the_project_package_imports_nothing_by_itself():
    assert (ROOT / "segments_app" / "__init__.py").read_text() == ""
