"""Business cards: every version, many in a file, a broken one costs itself only."""

import pytest

from segments_app.common.sheets import guess
from tests.shared_data import shared

from .files import faults, read, write

CARD = "BEGIN:VCARD\r\nVERSION:{version}\r\n{lines}\r\nEND:VCARD\r\n"


def cards(folder, *texts, version="3.0"):
    text = "".join(CARD.format(version=version, lines=lines) for lines in texts)
    return write(folder, text, "cards.vcf")


def fields(path):
    """Return what each card says, without what it does not say."""
    rows, found = read(path)
    return [
        {name: cell for name, cell in zip(rows.header, row.cells, strict=True) if cell}
        for row in found
        if not row.error
    ]


def test_quoted_printable_of_version_2_1(tmp_path):
    path = cards(
        tmp_path,
        "N;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:M=C3=BCller;J=C3=B6rg;;Dr.;\r\n"
        "TITLE;CHARSET=ISO-8859-1;ENCODING=QUOTED-PRINTABLE:Gesch=E4ftsf=\r\n=FChrer\r\n"
        "TEL;WORK;VOICE:+49 89 1\r\nTEL;CELL:+49 170 2\r\nTEL;WORK;FAX:+49 89 3",
        version="2.1",
    )
    assert fields(path) == [
        {
            "type": "person",
            "name": "Jörg Müller",
            "first_name": "Jörg",
            "surname": "Müller",
            "prefix": "Dr.",
            "job_title": "Geschäftsführer",
            "phone": "+49 89 1",
            "mobile_phone": "+49 170 2",
            "other": "fax: +49 89 3",
        }
    ]


def test_address_at_work_and_folded_lines_of_version_3(tmp_path):
    path = cards(
        tmp_path,
        "FN:Ada Byron\r\nN:Byron;Ada;;;\r\nORG:Analytical\\, Ltd;Engines\r\n"
        "ADR;TYPE=HOME:;;Hill 1;Ulm;;89073;Germany\r\n"
        "ADR;TYPE=WORK:;3rd floor;Long\r\n  Road 2;London;Kent;N1;England\r\n"
        "EMAIL:second@x.org\r\nEMAIL;TYPE=PREF:first@x.org\r\nEMAIL:third@x.org",
    )
    [ada] = fields(path)
    assert ada["company"] == "Analytical, Ltd"
    assert [ada[name] for name in ("address", "address_2", "postcode", "city", "county")] == [
        *("Long Road 2", "3rd floor", "N1", "London", "Kent")
    ]
    assert (ada["email"], ada["email_2"]) == ("first@x.org", "second@x.org")
    assert ada["other"].splitlines() == ["adr: Hill 1, 89073, Ulm, Germany", "email: third@x.org"]


def test_uris_and_kinds_of_version_4(tmp_path):
    path = cards(
        tmp_path,
        'KIND:org\r\nFN:Acme\r\nORG:Acme\r\nTEL;VALUE=uri;TYPE="voice,cell":tel:+1-555',
        "FN:Bob Moses\r\nUID:urn:1\r\nLANG:en",
        version="4.0",
    )
    assert fields(path) == [
        {"type": "company", "name": "Acme", "mobile_phone": "+1-555"},
        {
            "type": "person",
            "name": "Bob Moses",
            "first_name": "Bob",
            "surname": "Moses",
            "external_id": "urn:1",
            "language": "en",
        },
    ]


def test_card_of_an_organisation_without_a_person_is_a_company(tmp_path):
    [card] = fields(cards(tmp_path, "FN:Acme\r\nN:;;;;\r\nORG:Acme"))
    assert card == {"type": "company", "name": "Acme"}


def test_broken_card_costs_itself_only(tmp_path):
    path = cards(tmp_path, "FN:Ada\r\nN:B;Ada;;;", "this is no property;\r\nEMAIL;;=:x", "FN:Cid C")
    text = path.read_text() + "stray\r\nBEGIN:VCARD\r\nFN:Dan D\r\n"
    path.write_text(text)
    assert [card["name"] for card in fields(path)] == ["Ada", "Cid C"]
    lines = text.splitlines()
    assert list(faults(path)) == [6, lines.index("stray") + 1, len(lines) - 1]


def test_card_that_begins_inside_another_leaves_the_first_without_an_end(tmp_path):
    path = write(tmp_path, "BEGIN:VCARD\nFN:Ada A\nBEGIN:VCARD\nFN:Bob B\nEND:VCARD\n", "a.vcf")
    assert faults(path) == {1: "The card has no end."}
    assert [card["name"] for card in fields(path)] == ["Bob B"]


def test_damaged_picture_and_agent_cost_nothing(tmp_path):
    path = cards(
        tmp_path,
        "FN:Ada A\r\nPHOTO;ENCODING=BASE64:!!!\r\nAGENT:\r\nBEGIN:VCARD\r\nFN:X Y\r\nEND:VCARD\r\n"
        "EMAIL:a@x.org",
    )
    assert [(card["name"], card["email"]) for card in fields(path)] == [("Ada A", "a@x.org")]


def test_card_without_an_end_to_it_is_not_kept_in_memory(tmp_path):
    path = cards(tmp_path, "FN:Ada A\r\nNOTE:" + "x" * 3_000_000, "FN:Bob B")
    assert list(faults(path)) == [1]
    assert [card["name"] for card in fields(path)] == ["Bob B"]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_cards_in_any_encoding(tmp_path, encoding):
    text = CARD.format(version="3.0", lines="FN:Jörg Müller")
    path = write(tmp_path, text.encode(encoding), "cards.vcf")
    assert guess(path, name="cards.vcf").kind == "vcard"
    assert fields(path)[0]["surname"] == "Müller"


def test_cards_of_many_programs_are_read():
    folder = shared("vcards", "ez-vcard")
    read_cards, broken = 0, {}
    for path in sorted(folder.glob("*.vcf")):
        found = read(path)[1]
        broken |= {(path.name, row.number): row.error for row in found if row.error}
        read_cards += len(found)
    assert read_cards == 26
    # A character in two bytes is cut in half in this card.
    assert list(broken) == [("John_Doe_ANDROID.vcf", 71)]
