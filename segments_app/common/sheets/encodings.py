"""The encoding of a file that does not say it."""

import codecs
from collections.abc import Iterable
from itertools import islice
from pathlib import Path
from typing import TextIO

from charset_normalizer import from_bytes
from django.utils.translation import gettext as _

from .shapes import ENCODINGS, Unreadable

CHUNK = 1 << 20
MOST_EVIDENCE = 64_000
LINES_A_CHUNK = 500
BYTE_ORDER_MARKS = {
    codecs.BOM_UTF8: "utf-8",
    codecs.BOM_UTF32_LE: "utf-32",  # before UTF-16, whose mark it begins with
    codecs.BOM_UTF32_BE: "utf-32",
    codecs.BOM_UTF16_LE: "utf-16",
    codecs.BOM_UTF16_BE: "utf-16",
}
#: Encodings told apart by their letters alone; the common one wins unless another is surer.
CANDIDATES = [
    "cp1252", "cp1250", "cp1251", "cp1253", "cp1254", "cp1257", "cp850", "mac_roman", "koi8_r",
    "shift_jis", "gb18030", "big5", "euc_kr",
]  # fmt: skip
SURER = 0.1
#: What stands for bytes that are none of the encoding; no text that can be stored has it.
BAD_BYTE = "\udcff"


def bad_byte(error: UnicodeError) -> tuple[str, int]:
    """Let one character that no text has stand for bytes that are none of the encoding."""
    return BAD_BYTE, getattr(error, "end", 0)


codecs.register_error("bad_byte", bad_byte)


def open_text(path: Path, encoding: str) -> TextIO:
    """Open the file with its newlines as they are, without the byte order mark."""
    codec = "utf-8-sig" if encoding == "utf-8" else encoding
    return path.open(encoding=codec, errors="bad_byte", newline="")


def guess_encoding(path: Path) -> str:
    """Return the encoding by the mark at the beginning, by UTF-8, or by the letters."""
    with path.open("rb") as file:
        start = file.read(4_096)
        for mark, encoding in BYTE_ORDER_MARKS.items():
            if start.startswith(mark):
                return encoding
        if b"\0" in start:
            return wide(start)
        file.seek(0)
        good, bad, evidence = weigh(iter(lambda: file.read(CHUNK), b""))
    return "utf-8" if good >= bad else by_letters(evidence)


def wide(start: bytes) -> str:
    """Return which UTF-16 it is by where its zeros are; of anything else zeros are no part."""
    even, odd = start[0::2].count(0), start[1::2].count(0)
    if odd > len(start) // 6 and odd > 4 * even:
        return "utf-16-le"
    if even > len(start) // 6 and even > 4 * odd:
        return "utf-16-be"
    if even + odd > len(start) // 20:
        raise Unreadable(_("This is not a file of text. Save it as CSV, XLSX, ODS or vCard."))
    return "utf-8"


def weigh(chunks: Iterable[bytes]) -> tuple[int, int, bytes]:
    """Count the bytes that continue a character of UTF-8 and those that fit nowhere."""
    decoder = codecs.getincrementaldecoder("utf-8")(errors="bad_byte")
    good = bad = 0
    evidence = b""
    for chunk in chunks:
        if chunk.isascii():
            continue
        text = decoder.decode(chunk)
        bad += text.count(BAD_BYTE)
        good += max(0, len(chunk) - len(text))
        if len(evidence) < MOST_EVIDENCE:
            lines = (line for line in chunk.splitlines(keepends=True) if not line.isascii())
            evidence = (evidence + b"".join(islice(lines, LINES_A_CHUNK)))[:MOST_EVIDENCE]
    return good, bad, evidence


def by_letters(evidence: bytes) -> str:
    """Return the likeliest encoding of lines with letters beyond ASCII."""
    found = from_bytes(evidence, cp_isolation=CANDIDATES, enable_fallback=False)
    best = found.best()
    if best is None:
        return max(("cp1252", "cp1250"), key=lambda encoding: letters_in(evidence, encoding))
    usual = next((match for match in found if "cp1252" in match.could_be_from_charset), None)
    if usual is not None and usual.chaos - best.chaos < SURER:
        return "cp1252"
    name = best.encoding.replace("_", "-")
    return name if name in ENCODINGS else "cp1252"


def letters_in(evidence: bytes, encoding: str) -> int:
    return sum(
        character.isalpha()
        for character in evidence.decode(encoding, "replace")
        if character > "\x7f"
    )
