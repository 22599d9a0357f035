"""Contacts as Outlook and Google export them, and how people write lists: columns are guessed."""

import pytest

from contacts.models import Contact, ContactMailingGroup, MailingGroup
from contacts.services.importing.applying import carry_out
from contacts.services.importing.guessing import guess_mapping

from .bringing import NOON, counts, make_import

pytestmark = pytest.mark.django_db
BOOKS = {
    "Outlook, English": (
        "Title|First Name|Middle Name|Last Name|Suffix|Company|Department|Job Title|"
        "Business Street|Business Street 2|Business City|Business State|Business Postal Code|"
        "Business Country/Region|Home Street|Home City|Home Postal Code|Business Fax|"
        "Business Phone|Home Phone|Mobile Phone|Categories|E-mail Address|E-mail Type|"
        "E-mail Display Name|E-mail 2 Address|Web Page",
        "|first_name|middle_name|surname||company||job_title|"
        "address|address_2|city|county|postcode|"
        "country|||||"
        "phone||mobile_phone|mailing_groups|email||"
        "|email_2|home_page",
    ),
    "Outlook, German": (
        "Anrede|Vorname|Weitere Vornamen|Nachname|Suffix|Firma|Abteilung|Position|"
        "Straße geschäftlich|Straße geschäftlich 2|Ort geschäftlich|Region geschäftlich|"
        "Postleitzahl geschäftlich|Land/Region geschäftlich|Straße privat|Ort privat|"
        "Fax geschäftlich|Telefon geschäftlich|Mobiltelefon|Telefon (privat)|Kategorien|"
        "E-Mail-Adresse|E-Mail: Angezeigter Name|E-Mail 2: Adresse|Webseite",
        "salutation|first_name|middle_name|surname||company||job_title|"
        "address|address_2|city|county|"
        "postcode|country|||"
        "|phone|mobile_phone||mailing_groups|"
        "email||email_2|home_page",
    ),
    "Outlook, Swedish": (
        "Titel|Förnamn|Mellannamn|Efternamn|Företag|Avdelning|Befattning|Gatuadress, arbete|"
        "Ort, arbete|Postnummer, arbete|Land/region, arbete|Gatuadress, hem|Telefon, arbete|"
        "Mobiltelefon|E-postadress|E-post 2 adress|Webbplats",
        "|first_name|middle_name|surname|company||job_title|address|"
        "city|postcode|country||phone|"
        "mobile_phone|email|email_2|home_page",
    ),
    "Outlook, Italian": (
        "Titolo|Nome|Secondo nome|Cognome|Società|Reparto|Posizione|Via (uff.)|Città (uff.)|"
        "Provincia (uff.)|CAP (uff.)|Paese (uff.)|Via (ab.)|Ufficio|Cellulare|"
        "Indirizzo posta elettronica|Indirizzo posta elettronica 2|Pagina Web",
        "|first_name|middle_name|surname|company||job_title|address|city|"
        "county|postcode|country||phone|mobile_phone|"
        "email|email_2|home_page",
    ),
    "Outlook, Dutch": (
        "Titel|Voornaam|Middelste naam|Achternaam|Bedrijf|Afdeling|Functie|Werkadres, straat|"
        "Werkadres, plaats|Werkadres, postcode|Werkadres, land/regio|Huisadres, straat|"
        "Telefoon op werk|Telefoon thuis|Mobiele telefoon|E-mailadres|E-mail 2, adres|Webpagina",
        "|first_name|middle_name|surname|company||job_title|address|"
        "city|postcode|country||"
        "phone||mobile_phone|email|email_2|home_page",
    ),
    "Outlook, Danish": (
        "Titel|Fornavn|Mellemnavn|Efternavn|Firma|Afdeling|Stilling|Gade (arbejde)|By (arbejde)|"
        "Postnr. (arbejde)|Land/område (arbejde)|Gade (hjem)|Telefon (arbejde)|Mobiltelefon|"
        "E-mail-adresse|E-mail 2-adresse|Hjemmeside",
        "|first_name|middle_name|surname|company||job_title|address|city|"
        "postcode|country||phone|mobile_phone|"
        "email|email_2|home_page",
    ),
    "Google": (
        "First Name|Middle Name|Last Name|Phonetic First Name|Name Prefix|Nickname|File As|"
        "Organization Name|Organization Title|Organization Department|Birthday|Notes|Photo|"
        "Labels|E-mail 1 - Label|E-mail 1 - Value|E-mail 2 - Label|E-mail 2 - Value|"
        "Phone 1 - Label|Phone 1 - Value|Phone 2 - Value|Address 1 - Formatted|"
        "Address 1 - Street|Address 1 - City|Address 1 - Region|Address 1 - Postal Code|"
        "Address 1 - Country|Website 1 - Value",
        "first_name|middle_name|surname||||name|"
        "company|job_title|||||"
        "mailing_groups||email||email_2|"
        "|phone|mobile_phone||"
        "address|city|county|postcode|"
        "country|home_page",
    ),
    "Google, before 2024": (
        "Name|Given Name|Additional Name|Family Name|Group Membership|E-mail 1 - Type|"
        "E-mail 1 - Value|Phone 1 - Type|Phone 1 - Value|Address 1 - Street|"
        "Organization 1 - Name|Organization 1 - Title|Website 1 - Value",
        "name|first_name|middle_name|surname|mailing_groups||"
        "email||phone|address|"
        "company|job_title|home_page",
    ),
}


@pytest.mark.parametrize("book", BOOKS)
def test_the_columns_of_address_books_are_known(book):
    header, fields = (texts.split("|") for texts in BOOKS[book])

    # "Position" is what we call a level ourselves, unless it holds what is none.
    found = guess_mapping(header, [["Einkauf" if t == "Position" else "" for t in header]])

    told = dict(zip(header, found, strict=True))
    # Courtesy titles and the like are known by nobody but us: either is right.
    open_ones = ("Titel", "Titolo")
    expected = dict(zip(header, fields, strict=True))
    assert {k: v for k, v in told.items() if k not in open_ones} == {
        k: v for k, v in expected.items() if k not in open_ones
    }
    assert told.get("Titel", "") in ("", "salutation")


@pytest.mark.parametrize(
    ("header", "fields"),
    [
        ("Name|Vorname|E-Mail", "surname|first_name|email"),
        ("Nome|Cognome", "first_name|surname"),
        ("Name|E-Mail", "name|email"),
        ("Full name|First name", "name|first_name"),
    ],
)
def test_a_name_beside_the_other_part_is_the_part_that_is_missing(header, fields):
    assert guess_mapping(header.split("|"), []) == fields.split("|")


def test_groups_that_nobody_knows_are_left_out_and_do_not_reject_every_row():
    header = ["E-mail", "Labels", "Name Prefix"]
    rows = [["a@example.org", "* myContacts", ""], ["b@example.org", "* friends", ""]]
    assert guess_mapping(header, rows) == ["email", "", ""]

    MailingGroup.objects.create(code="VIP", description="Friends")
    rows.append(["c@example.org", "Friends", ""])
    assert guess_mapping(header, rows) == ["email", "mailing_groups", ""]


GOOGLE = (
    "First Name,Last Name,Labels,E-mail 1 - Label,E-mail 1 - Value,Phone 1 - Label,"
    "Phone 1 - Value,Phone 2 - Label,Phone 2 - Value\n"
    "Ann,Lee,NEWS ::: * myContacts,* Work,ann@x.example ::: a@y.example,Mobile,"
    "+49 171 1112223 ::: +49 171 1112224,Work,+49 30 1112223\n"
    "Bob,Ray,* myContacts,,bob@x.example,Work,+49 30 1112224,Home,+49 30 1112225\n"
    "Cid,Roe,* myContacts,,cid@x.example,Work Fax,+49 30 1112226,,\n"
)


def test_numbers_of_google_fill_the_field_of_their_kind_and_of_several_values_the_first(tmp_path):
    MailingGroup.objects.create(code="NEWS")
    rows = [line.split(",") for line in GOOGLE.splitlines()]
    mapping = guess_mapping(rows[0], rows[1:])

    imported = make_import(tmp_path, GOOGLE, "name")
    imported.mapping = mapping
    imported.save()
    carry_out(imported, tmp_path / "people.csv", by=None, now=NOON)

    assert counts(imported) == {"created": 3}
    found = Contact.objects.order_by("name").values_list("email", "phone", "mobile_phone")
    assert [*found] == [
        ("ann@x.example", "+49301112223", "+491711112223"),
        ("bob@x.example", "+49301112224", "+49301112225"),
        ("cid@x.example", "", ""),
    ]
    assert ContactMailingGroup.objects.get().contact.email == "ann@x.example"
