"""What is printed stands where an envelope shows it, and says what was written."""

from dataclasses import replace
from functools import partial
from io import BytesIO

import pytest
from docx import Document as read_document
from docx.enum.section import WD_SECTION
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image
from pypdf import PdfReader

from segments_app.common.printing import (
    SHEETS,
    WINDOWS,
    LabelFile,
    Letter,
    LetterDocument,
    LetterFile,
    Letterhead,
    Look,
    window_for,
)
from segments_app.common.printing.blocks import blocks, size_in
from segments_app.common.printing.fonts import width
from segments_app.common.printing.letters import fitted
from segments_app.common.printing.wordprocessing import Words, run, words_of

MM = 72 / 25.4
ADDRESS = ("Łucja Ørsted", "Am langen Weg 12", "10115 Berlin")
HEAD = Letterhead("Studio Nord", ("Hafenstraße 12", "20457 Hamburg"), ("IBAN DE02 1203",))


def printed(*letters, window="din5008b", **look):
    file = BytesIO()
    letter_file = LetterFile(file, HEAD, Look(WINDOWS[window], **look), title="Spring")
    for letter in letters:
        letter_file.add(letter)
    letter_file.close()
    return PdfReader(file), letter_file


def places(page):
    """Return where each text of a page begins, in mm from the left and upper edge."""
    found = {}

    def visit(text, _matrix, position, _font, _size):
        if text.strip():
            found[text.strip()] = position[4] / MM, (page.mediabox.height - position[5]) / MM

    page.extract_text(visitor_text=visit)
    return found


@pytest.mark.parametrize("key", WINDOWS)
def test_an_address_stands_in_the_window_of_the_envelope(key):
    window = WINDOWS[key]
    long = ("A name that is far too long for the window of any envelope that is sold today",)

    pdf, _file = printed(Letter([*long, *ADDRESS, "Dänemark", "seventh line"]), window=key)

    found = places(pdf.pages[0])
    for line in (*ADDRESS, "seventh line"):
        left, top = found[line]
        assert window.left - 0.1 <= left <= window.left + 0.1
        assert window.top < top <= window.top + window.height


def test_a_line_that_is_too_long_goes_on_in_the_next_before_all_gets_too_small_to_read():
    name = (
        "Internationale Gesellschaft für Angewandte Verwaltungswissenschaften und Forschung e. V."
    )

    size, lines = fitted([name, *ADDRESS], 80 * MM, 27.3 * MM)

    assert size >= 7
    assert " ".join(lines) == " ".join([name, *ADDRESS])
    assert len(lines) > len(ADDRESS) + 1
    assert max(width(line, size) for line in lines) <= 80 * MM


def test_a_printer_that_is_not_exact_is_made_up_for():
    straight, _file = printed(Letter(ADDRESS))
    moved, _file = printed(Letter(ADDRESS), right=3, down=-2)

    (left, top), (new_left, new_top) = (
        places(pdf.pages[0])[ADDRESS[0]] for pdf in (straight, moved)
    )
    assert (new_left - left, new_top - top) == (
        pytest.approx(3, abs=0.01),
        pytest.approx(-2, abs=0.01),
    )


def test_a_letter_has_its_sender_date_subject_and_text():
    html = "<p>Dear <b>Łucja</b> &amp; Co,</p><ul><li>first</li></ul><p>see <a href='https://x.org/a'>this</a></p>"
    pdf, _file = printed(Letter(ADDRESS, "22 November 2026", "Spring & <more>", html))

    text = pdf.pages[0].extract_text()
    for words in (
        "Studio Nord", "20457 Hamburg", "IBAN DE02", "22 November 2026", "Spring & <more>",
        "Dear Łucja & Co,", "first", "see this (x.org/a)",
    ):  # fmt: skip
        assert words in text
    assert pdf.metadata.title == "Spring"


def test_a_long_letter_goes_on_and_says_so_in_its_language():
    pdf, file = printed(Letter(ADDRESS, html="<p>" + "word " * 2500 + "</p>", language="en"))

    assert file.pages == len(pdf.pages) > 2
    assert f"Page 2 of {file.pages}" in pdf.pages[1].extract_text()
    assert sum(page.extract_text().count("word") for page in pdf.pages) == 2500


def test_on_both_sides_each_letter_begins_on_a_sheet_of_its_own():
    pdf, file = printed(Letter(ADDRESS), Letter(ADDRESS), is_two_sided=True)

    assert (file.count, len(pdf.pages)) == (2, 4)
    assert ADDRESS[0] in pdf.pages[2].extract_text()


def test_a_character_without_a_glyph_is_reported_and_the_others_are_printed():
    pdf, file = printed(Letter(("王芳", "Berlin"), reference="C1"), Letter(ADDRESS, reference="C2"))

    assert file.unprinted == {"C1": "王芳"}
    assert len(pdf.pages) == 2


def test_what_has_no_meaning_on_paper_is_passed_over():
    html = "<script>alert(1)</script><p>a<img src='file:///etc/passwd' alt='a mill'></p><td>b"
    pdf, _file = printed(Letter(ADDRESS, html=html))

    text = pdf.pages[0].extract_text()
    assert "alert" not in text and "passwd" not in text
    assert "a mill" in text and "b" in text


def picture(wide=400, high=200, mode="RGBA"):
    file = BytesIO()
    Image.new(mode, (wide, high), "teal").save(file, "PNG")
    return file.getvalue()


def test_a_picture_and_a_logo_are_in_the_file_once_however_many_letters_show_them():
    head = replace(HEAD, logo=picture(900, 100))
    shown = {"known": picture()}
    html = "<p>see <img src='known' alt='Oak' width='200'> and <img src='lost' alt='a mill'></p>"
    file = BytesIO()
    letters = LetterFile(file, head, Look(WINDOWS["din5008b"]), title="Spring", pictures=shown.get)
    for _number in range(20):
        letters.add(Letter(ADDRESS, html=html))
    letters.close()

    pdf = PdfReader(file)
    assert len(pdf.pages) == 20 and "a mill" in pdf.pages[19].extract_text()
    assert "Oak" not in pdf.pages[0].extract_text()
    drawn = [
        (int(thing["/Width"]), int(thing["/Height"]))
        for number in range(1, len(pdf.xref[0]) + 1)
        if (thing := pdf.get_object(number)) and getattr(thing, "get", dict)("/Width")
        and "/SMask" in thing
    ]  # fmt: skip
    assert sorted(drawn) == [(400, 200), (900, 100)]


@pytest.mark.parametrize(
    ("width", "size", "shown"),
    [(200, (400, 200), (150, 75)), (0, (400, 200), (300, 150)), (4000, (400, 200), (400, 200)),
     (0, (100, 4000), (10, 400))],
)  # fmt: skip
def test_a_picture_is_as_large_as_asked_for_and_never_larger_than_its_room(width, size, shown):
    assert size_in(picture(*size), width=width, wide=400, high=400) == pytest.approx(shown)


def in_words(*letters, window="din5008b", head=HEAD, **look):
    """Return the letters as a DOCX, read by the library that others read it with."""
    file = BytesIO()
    document = LetterDocument(
        file, head, Look(WINDOWS[window], **look), title="Spring", pictures={"a": picture()}.get
    )
    for letter in letters:
        document.add(letter)
    document.close()
    file.seek(0)
    return read_document(file)


@pytest.mark.parametrize("key", WINDOWS)
def test_letters_as_docx_are_a_section_each_with_the_address_in_the_window(key):
    html = "<h2>Out <i>now</i></h2><p>a<b>b</b><br>c<img src='a' alt='Oak'></p><ul><li>x</ul><hr>"
    letters = [
        Letter([name, *ADDRESS], "22 November 2026", "Fair & <more>", html, reference=name)
        for name in ("Ada", "Bo", "Cy")
    ]

    document = in_words(*letters, window=key, head=replace(HEAD, logo=picture()))

    assert len(document.sections) == len(document.tables) == 3
    assert len(document.inline_shapes) == 6 and document.core_properties.title == "Spring"
    assert len({part.partname for part in document.part.package.image_parts}) == 1
    for letter, table, section in zip(letters, document.tables, document.sections, strict=True):
        cells = [cell.text for cell in table.row_cells(0)]
        head, address = cells if WINDOWS[key].is_right else cells[::-1]
        assert address.splitlines()[1:] == letter.address and "20457 Hamburg" in head
        assert (round(section.page_width.mm), round(section.left_margin.mm)) == (210, 25)
        assert section.first_page_footer.paragraphs[0].text == "IBAN DE02 1203"
    words = [paragraph.text for paragraph in document.paragraphs]
    assert words[:7] == [
        "Ada   22 November 2026", "Fair & <more>", "Out now", "ab\nc", "", "•\tx", ""
    ]  # fmt: skip
    assert [one.text for one in document.paragraphs[3].runs if one.bold] == ["b"]


def test_a_docx_without_letters_opens_and_on_both_sides_sections_begin_on_odd_pages():
    assert len(in_words().sections) == 1

    document = in_words(Letter(ADDRESS), Letter(ADDRESS), is_two_sided=True)
    assert [section.start_type for section in document.sections] == [WD_SECTION.ODD_PAGE] * 2


TAGS = ["p", "b", "/b", "i", "/i", "/p", "ul", "li", "/ul", "ol", "a href='&amp;\"<'", "/a", "h1",
        "br", "hr", "blockquote", "/blockquote", "p style='text-align:right'"]  # fmt: skip


@settings(suppress_health_check=[HealthCheck.too_slow])  # the alphabet is made only once
@given(st.lists(st.sampled_from(TAGS) | st.text(max_size=8), max_size=25))
def test_no_text_breaks_the_file(parts):
    html = "".join(f"<{part}>" if part in TAGS else part for part in parts)

    pdf, file = printed(Letter(ADDRESS, html=html, subject=html[:50]))

    assert len(pdf.pages) == file.pages >= 1
    words = [*map(partial(words_of, language="en"), blocks(html)), Words(run(html))]
    body = f"<w:body {nsdecls('w')}>{''.join(one.written() for one in words)}</w:body>"
    assert len(parse_xml(body)) == len(words)


@pytest.mark.parametrize("key", SHEETS)
def test_labels_stand_on_their_sheet(key):
    sheet, file = SHEETS[key], BytesIO()
    labels = LabelFile(file, sheet, title="Labels", first=2)
    for number in range(sheet.places):
        labels.add([f"Contact {number}", "Am langen Weg 12", "10115 Berlin", "Deutschland"])
    labels.close()

    first, second = PdfReader(file).pages
    assert labels.pages == 2 and "Contact 0" in first.extract_text()
    left, top = places(first)["Contact 0"]
    assert sheet.left + sheet.across < left < sheet.left + sheet.across + sheet.width
    assert sheet.top < top < sheet.top + sheet.height
    assert f"Contact {sheet.places - 1}" in second.extract_text()
    assert sheet.left + (sheet.columns - 1) * sheet.across + sheet.width <= 210.1
    assert sheet.top + (sheet.rows - 1) * sheet.down + sheet.height <= 297.1


def test_a_name_that_is_too_long_for_a_label_is_cut_where_it_ends():
    file = BytesIO()
    labels = LabelFile(file, SHEETS["63.5x38.1"], title="Labels")
    labels.add(["x" * 200, "10115 Berlin"])
    labels.close()

    assert "x…" in PdfReader(file).pages[0].extract_text()


@pytest.mark.parametrize(
    ("country", "key"),
    [("DE", "din5008b"), ("SE", "right"), ("IT", "right"), ("DK", "left"), ("CH", "sn010130"),
     ("", "left"), ("US", "left")],
)  # fmt: skip
def test_the_window_is_the_usual_one_of_the_country(country, key):
    assert window_for(country) == key
