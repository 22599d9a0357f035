"""Letters, cover sheets, labels and the file for a mail house: one for each that was logged."""

import csv
from io import BytesIO, StringIO
from zipfile import ZipFile

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from docx import Document
from docx.enum.text import WD_LINE_SPACING
from PIL import Image
from pypdf import PdfReader

from contacts.models import AlternativeAddress, MarketingSetup
from interactions.models import FrozenContent, Interaction, SenderSetup
from interactions.services import cancel_interactions
from interactions.services.content import add_picture
from segments_app.criteria.rules import EVERYONE
from segments_app.services import printing
from segments_app.services.print_orders import PrintOrder
from tests.factories import (
    make_contact,
    make_interaction,
    make_language,
    make_library_image,
    make_logged_segment,
    make_template,
)

from .building import add, ready_segment

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def files(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def logged():
    """Three letters in two languages, one without an address, and one e-mail."""
    MarketingSetup.objects.update(default_country="DE")
    SenderSetup.objects.update_or_create(
        pk=1,
        defaults={
            "name": "Studio Nord",
            "postal_address": "Hafenstraße 12\n20457 Hamburg",
            "letter_foot": "IBAN DE02 1203",
        },
    )
    logged = make_logged_segment("SM00001", description="Invitation")
    said = {
        code: FrozenContent.objects.create(
            language=make_language(code), subject=subject, letter=letter
        )
        for code, subject, letter in (
            ("de", "Einladung", "<p>Guten Tag {{ contact.name }},</p><p>kommen Sie!</p>"),
            ("sv", "Inbjudan", "<p>Hej {{ contact.first_name|default:'du' }}!</p>"),
        )
    }
    people = {
        "Ada": ("de", {"address": "Weg 1", "postcode": "80331", "city": "München"}),
        "Bo": ("sv", {"address": "Gata 2", "postcode": "111 20", "city": "Stockholm"}),
        "Cy": ("de", {}),
        "Dan": ("de", {"address": "Weg 4", "postcode": "10115", "city": "Berlin"}),
    }
    for name, (code, place) in people.items():
        country = {"de": "DE", "sv": "SE"}[code] if place else ""
        make_interaction(
            make_contact(name, country=country, **place),
            logged_segment=logged,
            segment_number="SM00001",
            subject=said[code].subject,
            content=said[code],
            template=make_template(f"T{name}"),
            correspondence_type="email" if name == "Dan" else "letter",
        )
    return logged


def say(logged, letter, **fields):
    """Log one more letter, the first by post code."""
    make_interaction(
        make_contact("Zoe", address="Weg 9", postcode="10001", city="Zell", country="DE"),
        logged_segment=logged, segment_number="SM00001", template=make_template("TZoe"),
        content=FrozenContent.objects.create(letter=letter), correspondence_type="letter",
        **fields,
    )  # fmt: skip


def written(order):
    file = BytesIO()
    ending, done = printing.write(order, file, progress=lambda count: None)
    file.seek(0)
    return ending, done, file


def pages_of(order):
    ending, done, file = written(order)
    assert ending == "pdf"
    return done, [page.extract_text() for page in PdfReader(file).pages]


def test_del_02_a_letter_is_printed_for_each_that_was_logged_and_the_rest_is_counted(logged):
    done, pages = pages_of(PrintOrder("letters", logged_segment=logged.pk))

    assert (done.count, done.pages, done.without_place) == (2, 2, 1)
    assert printing.counts(PrintOrder("letters", logged_segment=logged.pk)) == (3, 1)
    assert "Guten Tag Ada" in pages[0] and "München" in pages[0] and "Deutschland" not in pages[0]
    assert "Hej du!" in pages[1] and "Sweden" in pages[1]
    assert all("Studio Nord · Hafenstraße 12" in page and "IBAN" in page for page in pages)


@pytest.mark.parametrize(
    ("code", "day"),
    [("it", "18 marzo 2026"), ("de", "18. März 2026"), ("sv", "18 mars 2026"),
     ("nl", "18 maart 2026"), ("da", "18. marts 2026"), ("en", "18 March 2026")],
)  # fmt: skip
def test_the_date_is_written_as_the_language_writes_it(logged, code, day):
    say(logged, "<p>x</p>", language=make_language(code), occurred_on="2026-03-18")

    _done, pages = pages_of(PrintOrder("letters", logged_segment=logged.pk))

    assert day in pages[0]


def test_a_canceled_interaction_is_no_letter(logged, now):
    first = logged.interactions.order_by("pk")[:1]
    cancel_interactions(Interaction.objects.filter(pk__in=first), reason="wrong", by=None, now=now)

    assert printing.counts(PrintOrder("letters", logged_segment=logged.pk)) == (2, 1)


@pytest.mark.parametrize(
    ("order", "names"),
    [("postcode", ["Dan", "Ada", "Bo"]), ("name", ["Ada", "Bo", "Dan"])],
)
def test_prt_02_labels_come_in_the_order_asked_for(logged, order, names):
    order = PrintOrder("labels", logged_segment=logged.pk, only_letters=False, order=order)

    done, [page] = pages_of(order)

    assert done.count == 3
    assert sorted(names, key=page.index) == names


def test_prt_02_the_alternative_address_of_the_interaction_is_printed(logged):
    contact = make_contact("Eve", address="Weg 1", city="Bonn", country="DE")
    summer = AlternativeAddress.objects.create(
        contact=contact, code="SUMMER", company_name="Summer house",
        address="Strand 9", postcode="23570", city="Travemünde", country="DE",
    )  # fmt: skip
    make_interaction(
        contact, logged_segment=logged, segment_number="SM00001", template=make_template(),
        correspondence_type="letter", alternative_address=summer,
    )  # fmt: skip

    _done, pages = pages_of(PrintOrder("letters", logged_segment=logged.pk))

    assert "Strand 9" in pages[0] and "Summer house" in pages[0] and "Weg 1" not in pages[0]


def test_prt_01_a_cover_sheet_has_its_lines_and_its_ticks(logged):
    order = PrintOrder(
        "covers",
        logged_segment=logged.pk,
        notes="as we said\n<b>on the phone</b>",
        ticks=(("For your information", True), ("Please call", False)),
    )

    done, pages = pages_of(order)

    assert done.count == 2
    for words in ("as we said", "<b>on the phone</b>", "For your information", "Please call"):
        assert words in pages[0]


def test_labels_of_an_open_segment_are_for_everybody_on_it(now):
    segment = ready_segment(now=now)
    make_contact("Ada", address="Weg 1", city="München", correspondence_type="letter")
    make_contact("Bo", address="Weg 2", city="Berlin")
    make_contact("Cy")
    add(segment, EVERYONE, now=now)

    everybody = PrintOrder("labels", segment=segment.pk, only_letters=False)
    done, [page] = pages_of(everybody)

    assert (done.count, done.without_place) == (2, 1) and "Weg 2" in page
    assert printing.counts(PrintOrder("labels", segment=segment.pk)) == (1, 0)


def test_a_mail_house_gets_addresses_and_texts_and_never_a_formula(logged):
    interaction = logged.interactions.get(contact__name="Ada")
    interaction.contact.name = "=Ada"
    interaction.contact.save()

    ending, done, file = written(PrintOrder("file", logged_segment=logged.pk))

    header, *rows = csv.reader(StringIO(file.read().decode("utf-8-sig")))
    assert ending == "csv" and done.count == len(rows) == 2
    row = dict(zip(header, rows[0], strict=True))
    assert row["Address line 1"] == "'=Ada" and row["Post code"] == "80331"
    assert row["Letter"] == "Guten Tag =Ada,\nkommen Sie!"
    assert row["Subject"] == "Einladung" and row["Language"] == "de"


def test_letters_as_docx_are_as_many_as_were_logged_with_logo_pictures_and_links(logged, now):
    file = BytesIO()
    Image.new("RGB", (40, 20), "teal").save(file, "PNG")
    image = add_picture(file=BytesIO(file.getvalue()), name="Oak", alt="An oak", by=None, now=now)
    SenderSetup.objects.update(logo=image)
    foreign = '<img src="https://x.org/spy.png" alt="a mill">'
    text = f'<p>See <a href="https://x.org/a">this</a> {foreign}</p><img src="{{}}" alt="Oak">'
    say(logged, text.format(image.get_absolute_url()))

    ending, done, file = written(PrintOrder("document", logged_segment=logged.pk))

    document = Document(file)
    assert (ending, done.count, done.without_place) == ("docx", 3, 1)
    assert len(document.sections) == 3 and len(document.inline_shapes) == 4  # 3 logos and an oak
    assert "Zell" in document.tables[0].cell(0, 0).text
    drawn = [each for each in document.paragraphs if each._p.xpath(".//w:drawing")]
    assert [each.paragraph_format.line_spacing for each in drawn] == [None]  # as of the style
    style = document.styles["Normal"].paragraph_format
    assert style.line_spacing_rule == WD_LINE_SPACING.AT_LEAST  # not a strip of the picture
    words = "\n".join(paragraph.text for paragraph in document.paragraphs)
    assert "See this (x.org/a) a mill" in words and "Hej du!" in words

    _done, pages = pages_of(PrintOrder("letters", logged_segment=logged.pk))
    assert "See this (x.org/a) a mill" in pages[0]


def test_a_picture_whose_file_is_lost_is_told_in_words_and_a_lost_logo_left_out(logged):
    image = make_library_image()
    SenderSetup.objects.update(logo=image)
    say(logged, f'<p><img src="{image.get_absolute_url()}" alt="An oak"></p>')

    done, pages = pages_of(PrintOrder("letters", logged_segment=logged.pk))

    assert done.count == 3 and "An oak" in pages[0]


@pytest.mark.parametrize(
    ("what", "most", "read"),
    [
        ("letters", "LETTERS_A_FILE", lambda file: len(PdfReader(file).pages)),
        ("document", "LETTERS_A_DOCUMENT", lambda file: len(Document(file).sections)),
    ],
)
def test_many_letters_are_files_of_so_many_in_an_archive(logged, monkeypatch, what, most, read):
    monkeypatch.setattr(printing, most, 1)
    monkeypatch.setattr("contacts.services.envelopes.ROWS", 1)

    ending, done, file = written(PrintOrder(what, logged_segment=logged.pk))

    with ZipFile(file) as archive:
        sizes = [read(BytesIO(archive.read(name))) for name in archive.namelist()]
    assert (ending, sizes, done.count) == ("zip", [1, 1], 2)


def test_characters_without_a_glyph_are_told_by_contact(logged):
    interaction = logged.interactions.get(contact__name="Ada")
    interaction.contact.name = "王芳"
    interaction.contact.save()

    done, pages = pages_of(PrintOrder("letters", logged_segment=logged.pk))

    assert done.unprinted == {interaction.contact.number: "王芳"}
    assert len(pages) == 2


def test_more_letters_take_no_more_statements(logged):
    def statements():
        with CaptureQueriesContext(
            connection,
        ) as caught:
            written(PrintOrder("letters", logged_segment=logged.pk))
        return len(caught)

    statements()
    before = statements()
    template = logged.interactions.first()
    for number in range(20):
        make_interaction(
            make_contact(f"P{number}", address="Weg 1", city="Bonn", postcode="53111"),
            logged_segment=logged,
            segment_number="SM00001",
            content=template.content,
            template=template.template,
            correspondence_type="letter",
        )

    assert statements() == before
