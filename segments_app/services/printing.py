"""Letters, cover sheets, labels, and a file for who prints elsewhere (PRT-01, PRT-02, DEL-02).

A file is written row by row; a letter is printed for each interaction that was logged as one and
has somewhere to go, and who has not is counted. So letters + without an address = logged.
"""

import re
from collections.abc import Callable, Iterator
from functools import cache
from html import escape, unescape
from tempfile import TemporaryFile
from typing import IO, Any
from zipfile import ZIP_STORED, ZipFile

from django.conf import settings
from django.db.models import QuerySet
from django.utils import translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from contacts.models import Contact
from contacts.services import current_setup
from contacts.services.envelopes import ORDERS, envelopes, has_place, to_post
from interactions.models import LoggedSegment, SenderSetup
from interactions.services.content import picture_at, picture_of, rendered
from segments_app.common.csv_files import lines as csv_lines
from segments_app.common.models import CorrespondenceType
from segments_app.common.printing import (
    SHEETS,
    WINDOWS,
    LabelFile,
    Letter,
    LetterDocument,
    LetterFile,
    Letterhead,
    Look,
)
from segments_app.models import Segment, SegmentLine

from .print_orders import Printed, PrintOrder, What

LETTERS_A_FILE = 10_000
LETTERS_A_DOCUMENT = 5_000  # word processors take longer over each page than printers do
ADDRESS_LINES = 8
TAG = re.compile(r"<[^>]*>")
END_OF_LINE = re.compile(r"</(?:p|li|h[1-6]|div|blockquote)>|<br\s*/?>")
Envelope = tuple[Any, Contact, list[str]]


Progress = Callable[[int], None]


def rows_to_post(order: PrintOrder) -> "QuerySet[Any]":
    """Return whom the order is for: interactions, or the lines of an open segment."""
    if order.logged_segment is not None:
        logged = LoggedSegment.objects.get(pk=order.logged_segment)
        rows: QuerySet[Any] = logged.interactions.counted()
        column = "correspondence_type"
    else:
        segment = Segment.objects.get(pk=order.segment or 0)
        lines = SegmentLine.objects.current(segment)
        rows, column = lines.with_effective_values(segment), "effective_correspondence_type"
    if order.only_letters:
        rows = rows.filter(**{column: CorrespondenceType.LETTER})
    return to_post(rows, address=_address(order))


def counts(order: PrintOrder) -> tuple[int, int]:
    """Return how many the order is for, and how many of them have no postal address."""
    rows = rows_to_post(order)
    total = rows.count()
    return total, total - rows.filter(has_place()).count()


def write(order: PrintOrder, file: IO[bytes], *, progress: Progress) -> tuple[str, Printed]:
    """Write what is ordered; return the ending of the file's name, and what came of it."""
    without = counts(order)[1]
    printed = Printed(without_place=without)
    batches = _counted(_envelopes(order), progress)
    writers = {What.LABELS: _write_labels, What.FILE: _write_file}
    ending = writers.get(order.what, _write_letters)(order, batches, file, printed)
    return ending, printed


def _envelopes(order: PrintOrder) -> Iterator[list[Envelope]]:
    rows = rows_to_post(order).filter(has_place()).order_by(*ORDERS[order.order])
    home = str(current_setup().default_country or "")
    return envelopes(rows, address=_address(order), home=home)


def _counted(batches: Iterator[list[Envelope]], progress: Progress) -> Iterator[list[Envelope]]:
    done = 0
    for batch in batches:
        yield batch
        done += len(batch)
        progress(done)


def _write_letters(
    order: PrintOrder, batches: Iterator[list[Envelope]], file: IO[bytes], printed: Printed
) -> str:
    """Write one file, or a ZIP of several: a printer takes so many pages at once, and no more."""
    parts: list[IO[bytes]] = []
    letters: LetterFile | LetterDocument | None = None
    ending = "docx" if order.what == What.DOCUMENT else "pdf"
    most = LETTERS_A_DOCUMENT if order.what == What.DOCUMENT else LETTERS_A_FILE
    for batch in batches:
        if letters is None or letters.count >= most:
            _close(letters, printed)
            parts.append(TemporaryFile())  # noqa: SIM115 - closed below
            letters = _letter_file(order, parts[-1])
        for letter in _letters(order, batch):
            letters.add(letter)
    if letters is None:
        parts.append(TemporaryFile())  # noqa: SIM115 - closed below
        letters = _letter_file(order, parts[-1])
    _close(letters, printed)
    try:
        return _joined(parts, file, ending)
    finally:
        for part in parts:
            part.close()


def _close(letters: LetterFile | LetterDocument | None, printed: Printed) -> None:
    if letters is not None:
        letters.close()
        printed.count += letters.count
        printed.pages += letters.pages
        printed.unprinted |= letters.unprinted


def _joined(parts: list[IO[bytes]], file: IO[bytes], ending: str) -> str:
    for part in parts:
        part.seek(0)
    if len(parts) == 1:
        _copy(parts[0], file)
        return ending
    with ZipFile(file, "w", ZIP_STORED) as archive:
        for number, part in enumerate(parts, 1):
            with archive.open(f"{number:03}.{ending}", "w", force_zip64=True) as inside:
                _copy(part, inside)
    return "zip"


def _copy(source: IO[bytes], target: IO[bytes]) -> None:
    while chunk := source.read(1 << 20):
        target.write(chunk)


def _letter_file(order: PrintOrder, file: IO[bytes]) -> LetterFile | LetterDocument:
    look = Look(WINDOWS[order.window], order.right, order.down, is_two_sided=order.is_two_sided)
    kind = LetterDocument if order.what == What.DOCUMENT else LetterFile
    return kind(file, letterhead(), look, title=title_of(order), pictures=cache(picture_at))


def letterhead() -> Letterhead:
    """Return who writes, from the set-up of the sender."""
    sender = SenderSetup.objects.select_related("logo").first() or SenderSetup()
    given = [*sender.address_lines]
    address = given[1:] if given[:1] == [sender.name] else given
    foot = [line.strip() for line in sender.letter_foot.splitlines() if line.strip()]
    logo = picture_of(sender.logo) if sender.logo else None
    return Letterhead(sender.name, tuple(address), tuple(foot), logo or b"")


def title_of(order: PrintOrder) -> str:
    """Return what the file is about."""
    if order.logged_segment is not None:
        return str(LoggedSegment.objects.get(pk=order.logged_segment))
    return str(Segment.objects.get(pk=order.segment or 0))


def _letters(order: PrintOrder, batch: list[Envelope]) -> Iterator[Letter]:
    if order.what == What.COVERS:
        yield from (_cover(order, *envelope) for envelope in batch)
        return
    said = {one.entry: one for one in _said(batch)}
    for row, contact, address in batch:
        one = said[row.pk]
        yield Letter(
            address=address,
            date=_day(row.occurred_on, one.language),
            subject=one.subject,
            html=one.letter,
            language=one.language or settings.LANGUAGE_CODE,
            reference=contact.number,
        )


def _said(batch: list[Envelope]) -> Iterator[Any]:
    sender = letterhead()
    given = {"sender.name": sender.name, "sender.address": "\n".join(sender.address)}
    keys = [row.pk for row, _contact, _address in batch]
    return rendered(keys, channel=CorrespondenceType.LETTER, extra=dict.fromkeys(keys, given))


def _cover(order: PrintOrder, row: Any, contact: Contact, address: list[str]) -> Letter:
    language = contact.language.code if contact.language else settings.LANGUAGE_CODE
    day = getattr(row, "effective_occurred_on", None) or row.occurred_on
    notes = "".join(f"<p>{escape(line)}</p>" for line in order.notes.splitlines() if line.strip())
    ticks = tuple((words, is_ticked) for words, is_ticked in order.ticks)
    return Letter(
        address, _day(day, language), "", notes, language, reference=contact.number, ticks=ticks
    )


def _day(day: Any, language: str) -> str:
    with translation.override(language or settings.LANGUAGE_CODE):
        written = date_format(day, "DATE_FORMAT")
    return written.lower() if language == "it" else written  # Django begins Italian months large


def _write_labels(
    order: PrintOrder, batches: Iterator[list[Envelope]], file: IO[bytes], printed: Printed
) -> str:
    labels = LabelFile(file, SHEETS[order.sheet], title=title_of(order), first=order.first)
    for batch in batches:
        for _row, contact, address in batch:
            labels.add(address)
            if missing := labels.unprintable(address):
                printed.unprinted[contact.number] = missing
    labels.close()
    printed.count, printed.pages = labels.count, labels.pages
    return "pdf"


def _write_file(
    order: PrintOrder, batches: Iterator[list[Envelope]], file: IO[bytes], printed: Printed
) -> str:
    """Write what a mail house needs: the address line by line, and the letter as plain text."""
    address = [_("Address line %(n)d") % {"n": n} for n in range(1, ADDRESS_LINES + 1)]
    header = [
        _("Number"), *address, _("Post code"), _("Country"), _("Language"), _("Date"),
        _("Subject"), _("Letter"),
    ]  # fmt: skip

    def rows() -> Iterator[list[Any]]:
        for batch in batches:
            said = {one.entry: one for one in _said(batch)}
            for row, contact, block in batch:
                one = said[row.pk]
                printed.count += 1
                yield [
                    contact.number, *_in_columns(block), row.posted_postcode, row.posted_country,
                    one.language, row.occurred_on, one.subject, plain(one.letter),
                ]  # fmt: skip

    file.writelines(text.encode() for text in csv_lines(header, rows(), translation.get_language()))
    return "csv"


def _in_columns(block: list[str]) -> list[str]:
    """Return the lines of an address in so many columns; what is left over goes into the last."""
    kept, rest = block[: ADDRESS_LINES - 1], block[ADDRESS_LINES - 1 :]
    columns = [*kept, ", ".join(rest)] if rest else kept
    return columns + [""] * (ADDRESS_LINES - len(columns))


def plain(html: str) -> str:
    """Return the words of a letter with its line ends.

    >>> plain("<p>Dear <b>Ann</b> &amp; Bo,</p><p>bye</p>")
    'Dear Ann & Bo,\\nbye'
    """
    return unescape(TAG.sub("", END_OF_LINE.sub("\n", html))).strip()


def _address(order: PrintOrder) -> str:
    is_logged = order.logged_segment is not None
    return "alternative_address_id" if is_logged else "effective_alternative_address"
