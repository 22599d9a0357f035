"""Real files through the importer, from the guess to the contacts. Skipped where they are not.

IMPORT_WHOLE=1 takes all 64,000 rows of the campaign, else 8,000 of them.
"""

import csv
import gzip
import io
import json
import os
import xml.etree.ElementTree as ET
from datetime import UTC, datetime

import pytest

from contacts.models import Contact
from contacts.services.importing import starting
from contacts.services.importing.applying import carry_out
from contacts.services.importing.files import path_of
from contacts.services.importing.options import Options
from tests.shared_data import shared as folder

from .bringing import counts, make_series

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 5, 3, 12, tzinfo=UTC)


@pytest.fixture(autouse=True)
def kept_here(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    make_series()


def bring(content, name="people.csv", mapping=None, **options):
    """Upload and import a file as the pages do; columns and options as guessed, unless said."""
    imported = starting.start(io.BytesIO(content), name=name, by=None, now=NOW)
    chosen = imported.mapping
    if mapping is not None:
        chosen = [mapping.get(title, "") for title in imported.header]
    guessed = Options.of(imported.options).as_dict()
    imported = starting.settle(imported, mapping=chosen, options=Options.of(guessed | options))
    return carry_out(imported, path_of(imported), by=None, now=NOW)


def accounted(imported):
    found = counts(imported)
    assert sum(found.values()) == imported.read_count
    return found


def test_two_exports_of_the_same_customers_are_the_same_contacts():
    first, second = sorted(folder("customer-personality").glob("*.csv"))

    one = bring(first.read_bytes(), mapping={"ID": "external_id"}, kind="person")
    two = bring(second.read_bytes(), mapping={"ID": "external_id"}, kind="person")

    assert accounted(one) == {"created": 2240}
    assert accounted(two) == {"unchanged": 2240}


def test_customers_of_many_countries_with_their_companies():
    content = (folder("northwind") / "Customers.csv").read_bytes()

    imported = bring(content, match="external_id")

    assert accounted(imported) == {"created": 91}
    assert imported.company_count == 91
    maria = Contact.objects.get(external_id="ALFKI")
    assert (maria.name, maria.company.name) == ("Maria Anders", "Alfreds Futterkiste")
    assert (maria.country, maria.city) == ("DE", "Berlin")
    assert Contact.objects.filter(country="GB").exists()  # written "UK"


def test_accounts_of_a_crm():
    content = (folder("maven-crm") / "accounts.csv").read_bytes()

    imported = bring(content, mapping={"account": "company", "office_location": "country"})

    found = accounted(imported)
    assert found["created"] + found.get("rejected", 0) == 85
    for row in imported.rows.filter(outcome="rejected"):
        assert "There is no country" in row.reason


def test_rows_that_are_equal_are_different_people():
    path = next(folder("hillstrom").glob("*.gz"))
    content = gzip.decompress(path.read_bytes())
    lines = content.splitlines(keepends=True)
    lines = lines if "IMPORT_WHOLE" in os.environ else lines[:8001]

    imported = bring(b"".join(lines), mapping={"zip_code": "county"}, match="nothing")
    again = bring(b"".join(lines), mapping={"zip_code": "county"}, match="nothing")

    assert accounted(imported) == {"created": len(lines) - 1}
    assert accounted(again) == {"unchanged": len(lines) - 1}


def test_customers_who_are_numbers_only():
    content = (folder("cdnow") / "cdnow_customers_summary.csv").read_bytes()

    found = accounted(bring(content, mapping={"ID": "external_id"}, kind="person"))

    assert found == {"created": content.count(b"\n") - 1}


def test_calls_of_a_bank_have_nothing_to_tell_people_apart():
    content = (folder("bank-marketing") / "bank.csv").read_bytes()

    imported = bring(content, mapping={"job": "job_title"}, match="nothing", kind="person")

    assert accounted(imported) == {"created": 4521}


def test_universities_are_found_by_the_domain_of_their_people():
    path = folder("university-domains") / "world_universities_and_domains.json.gz"
    schools = json.loads(gzip.decompress(path.read_bytes()))[:2000]
    file = io.StringIO()
    writer = csv.writer(file)
    writer.writerow(["Company", "Country", "Home page", "Id"])
    for number, school in enumerate(schools):
        writer.writerow([school["name"], school["alpha_two_code"], school["web_pages"][0], number])
    imported = bring(file.getvalue().encode(), kind="company", match="external_id")
    domain = schools[0]["domains"][0]

    bring(f"Name,E-mail\nAnna Berg,anna@{domain}\n".encode(), finds_by_domain=True)

    found = accounted(imported)
    assert found["created"] > 1900
    anna = Contact.objects.persons().get()
    assert anna.company is None or anna.company.external_id


def test_business_cards_of_many_programs():
    cards = sorted(folder("vcards").rglob("*.vcf"))

    for card in cards:
        imported = bring(card.read_bytes(), name=card.name, match="nothing")
        accounted(imported)

    assert Contact.objects.count() >= len(cards) // 2


def test_every_dialect_of_csv_is_accounted_for():
    for path in sorted(folder("csv-spectrum").rglob("*.csv")):
        expected = json.loads((path.parents[1] / "json" / f"{path.stem}.json").read_text())
        imported = starting.start(io.BytesIO(path.read_bytes()), name=path.name, by=None, now=NOW)
        mapping = ["name", "address", *[""] * (len(imported.header) - 2)]
        options = Options(match="nothing", kind="person")
        imported = starting.settle(imported, mapping=mapping, options=options)
        imported = carry_out(imported, path_of(imported), by=None, now=NOW)

        assert imported.header == [*expected[0]], path.name
        found = accounted(imported)  # two of the files are the same, byte by byte
        assert found in ({"created": len(expected)}, {"unchanged": len(expected)}), path.name


def test_no_address_that_is_wrong_comes_in():
    """164 addresses with what experts say of them; control characters stand as pictures."""
    tests = ET.parse(folder("email-address-validity") / "isemail_tests.xml").getroot()  # noqa: S314
    said = {}
    file = io.StringIO()
    writer = csv.writer(file)
    writer.writerow(["Id", "E-mail"])
    for one in tests.iter("test"):
        text = "".join(
            chr(ord(c) - 0x2400) if 0x2400 <= ord(c) < 0x2420 else c
            for c in one.findtext("address") or ""
        )
        said[one.get("id")] = one.findtext("category")
        writer.writerow([one.get("id"), text])

    imported = bring(file.getvalue().encode(), match="external_id", kind="person")

    accounted(imported)
    taken = dict(Contact.objects.exclude(email="").values_list("external_id", "email"))
    # Line ends and blanks around an address are taken away, and then it is a good one.
    assert {taken[key] for key in taken if said[key] == "ISEMAIL_ERR"} == {"test@iana.org"}
    assert "ISEMAIL_VALID_CATEGORY" in {said[key] for key in taken}
