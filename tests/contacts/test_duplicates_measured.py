"""How well duplicates are found, on data whose true pairs are known; nothing is tuned to one."""

import csv
from datetime import UTC, datetime
from itertools import combinations
from pathlib import Path

import pytest

from contacts.models import Contact, DuplicatePair
from contacts.services.duplicates.searching import search
from tests.factories import make_company, make_person

DATA = Path(__file__).resolve().parents[3] / "shared" / "data"
NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)


def rows(name):
    path = DATA / name
    if not path.exists():
        pytest.skip(f"{name} is not here")
    with path.open(encoding="utf-8") as file:
        for row in csv.DictReader(file, skipinitialspace=True):
            yield {key.strip(): (value or "").strip(" \"'") for key, value in row.items()}


def febrl():
    """Persons of Australia; birthday and social security number are no fields of a contact."""
    for row in rows("dedupe-febrl/febrl_dataset1.csv"):
        contact = make_person(
            f"{row['given_name']} {row['surname']}".strip() or "?",
            first_name=row["given_name"],
            surname=row["surname"],
            address=f"{row['street_number']} {row['address_1']}".strip(),
            address_2=row["address_2"],
            city=row["suburb"],
            postcode=row["postcode"],
            county=row["state"],
            country="AU",
        )
        yield row["rec_id"].split("-")[1], contact


def fake1000():
    """Persons with misspelt names and e-mail addresses; no birthday either."""
    for row in rows("dedupe-splink-fake1000/fake_1000.csv"):
        contact = make_person(
            f"{row['first_name']} {row['surname']}".strip() or "?",
            first_name=row["first_name"],
            surname=row["surname"],
            city=row["city"],
            email=row["email"],
        )
        yield row["cluster"], contact


def restaurants():
    """Restaurants as companies."""
    for row in rows("dedupe-restaurants/restaurant-nophone-training.csv"):
        yield (
            row["unique_id"],
            make_company(row["name"], address=row["address"], city=row["city"]),
        )


def measured(load):
    """Return precision, recall and F1 of what the search finds."""
    groups = {}
    for truth, contact in load():
        groups.setdefault(truth, []).append(contact.pk)
    true = {pair for pks in groups.values() for pair in combinations(sorted(pks), 2)}
    search(now=NOW)
    found = set(DuplicatePair.objects.open().values_list("first", "second"))
    right = len(found & true)
    precision, recall = right / len(found), right / len(true)
    return precision, recall, 2 * precision * recall / (precision + recall)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("load", "precision", "recall", "f1"),
    [
        (febrl, 0.98, 0.95, 0.97),
        (fake1000, 0.97, 0.83, 0.90),
        (restaurants, 0.92, 0.95, 0.94),
    ],
)
def test_duplicates_are_found_as_well_as_on_known_data(load, precision, recall, f1):
    reached = measured(load)

    assert reached[0] >= precision, reached
    assert reached[1] >= recall, reached
    assert reached[2] >= f1, reached
    assert Contact.objects.count() in (1000, 864)
