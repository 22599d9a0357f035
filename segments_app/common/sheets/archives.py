"""What a spreadsheet unpacks to, found out before anything of it is kept in memory.

An XLSX or ODS file is a zip archive. What it says of its own sizes is not believed: every member
is unpacked piece by piece, and reading stops at the limit. Nothing is written anywhere.
"""

import re
import struct
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from django.utils.translation import gettext as _

from .shapes import Unreadable

MOST_MEMBERS = 2_000
MOST_BYTES = 400_000_000
MOST_BYTES_OF_TEXTS = 100_000_000  # shared strings are all held at once
PIECE = 1 << 18
BEGINNING = 4_096

DOCTYPE = re.compile(rb"<!(?:DOCTYPE|ENTITY)", re.IGNORECASE)


def check_archive(path: Path) -> None:
    """Refuse an archive that is no spreadsheet, or one that would fill the memory."""
    try:
        with zipfile.ZipFile(path) as archive, path.open("rb") as file:
            members = archive.infolist()
            check_members([member.filename for member in members])
            left = MOST_BYTES
            for member in members:
                left -= check_member(file, member, left)
    except (zipfile.BadZipFile, zlib.error, struct.error, NotImplementedError, EOFError) as error:
        raise Unreadable(
            _("The spreadsheet is damaged. Save it again and send it anew.")
        ) from error


def check_members(names: list[str]) -> None:
    if len(names) > MOST_MEMBERS:
        raise Unreadable(_("The archive has too many parts to be a spreadsheet."))
    if not {"xl/workbook.xml", "content.xml"} & set(names):
        raise Unreadable(_("This is an archive and no spreadsheet. Unpack it first."))
    if any(name.endswith("vbaProject.bin") for name in names):
        raise Unreadable(_("The spreadsheet holds macros. Save it as XLSX without them."))
    if any("externalLinks/" in name for name in names):
        message = _("The spreadsheet takes cells from other files. Save a copy with values only.")
        raise Unreadable(message)


def check_member(file: BinaryIO, member: zipfile.ZipInfo, left: int) -> int:
    """Unpack one member without keeping it; return how many bytes it has."""
    size = 0
    most = min(left, MOST_BYTES_OF_TEXTS) if "sharedStrings" in member.filename else left
    for piece in unpacked(file, member):
        if not size and DOCTYPE.search(piece[:BEGINNING]):
            raise Unreadable(_("The spreadsheet declares entities, which no spreadsheet needs."))
        size += len(piece)
        if size > most:
            raise Unreadable(too_large())
    return size


def too_large() -> str:
    return _("The spreadsheet is too large. Save the sheet as CSV, which may have any size.")


def unpacked(file: BinaryIO, member: zipfile.ZipInfo) -> Iterator[bytes]:
    """Yield what a member unpacks to, by its packed bytes alone."""
    file.seek(member.header_offset)
    header = file.read(30)
    name_size, extra_size = struct.unpack("<HH", header[26:30])
    file.seek(member.header_offset + 30 + name_size + extra_size)
    left = member.compress_size
    if member.flag_bits & 1:
        raise Unreadable(_("The spreadsheet is protected by a password. Save it without."))
    if member.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        raise zipfile.BadZipFile
    inflater = zlib.decompressobj(-15) if member.compress_type else None
    while left > 0 and (packed := file.read(min(PIECE, left))):
        left -= len(packed)
        if inflater is None:
            yield packed
        while inflater is not None and packed:
            yield inflater.decompress(packed, PIECE)
            packed = inflater.unconsumed_tail
