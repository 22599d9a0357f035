"""Rows are read in a thread of their own, which has no part in the transaction."""

import pytest

from contacts.models import Attribute
from contacts.services.importing.attribute_columns import known_fields
from contacts.services.importing.options import Options
from contacts.services.importing.places import country_codes
from contacts.services.importing.reading import Reader
from segments_app.common.sheets import Row

from .bringing import make_import

pytestmark = pytest.mark.django_db


def test_reading_rows_asks_no_database(tmp_path, django_assert_num_queries):
    for number, kind in enumerate(Attribute.Kind.values):
        Attribute.objects.create(code=f"a{number}", label=kind, kind=kind)
    names = [*known_fields()]
    header = ",".join(names)
    imported = make_import(tmp_path, f"{header}\n", " ".join(names), phone_country="DE")
    reader = Reader(imported, Options.of(imported.options))
    cells = ["Q1"] * len(names), ["anna@example.org"] * len(names), ["2026-05-03"] * len(names)

    with django_assert_num_queries(0):
        records = [*reader.read(Row(number, each) for number, each in enumerate(cells))]

    assert [record.outcome for record in records] == ["rejected"] * 3


@pytest.mark.parametrize("written", ["Deutschland", "Tyskland", "germania", "DEU", "de", "D"])
def test_countries_are_known_by_names_codes_and_the_signs_on_cars(written):
    assert country_codes()[written.lower()] == "DE"
