"""What a file is, told by what is in it: its name and what the browser says are only claims."""

from collections.abc import Mapping
from dataclasses import dataclass
from io import BytesIO
from zipfile import BadZipFile, ZipFile

MOST_MEMBERS = 10_000  # of an office document
WORD = "application/vnd.openxmlformats-officedocument."
OPEN = "application/vnd.oasis.opendocument."


@dataclass(frozen=True)
class Kind:
    """A kind of file that is taken: its ending, and as what it is sent."""

    ending: str
    content_type: str


STARTS: Mapping[bytes, Kind] = {
    b"%PDF-": Kind("pdf", "application/pdf"),
    b"\x89PNG\r\n\x1a\n": Kind("png", "image/png"),
    b"\xff\xd8\xff": Kind("jpg", "image/jpeg"),
}
DOCUMENTS: Mapping[str, Kind] = {
    "word/document.xml": Kind("docx", f"{WORD}wordprocessingml.document"),
    "xl/workbook.xml": Kind("xlsx", f"{WORD}spreadsheetml.sheet"),
    "ppt/presentation.xml": Kind("pptx", f"{WORD}presentationml.presentation"),
}
OPEN_DOCUMENTS: Mapping[str, Kind] = {
    f"{OPEN}text": Kind("odt", f"{OPEN}text"),
    f"{OPEN}spreadsheet": Kind("ods", f"{OPEN}spreadsheet"),
    f"{OPEN}presentation": Kind("odp", f"{OPEN}presentation"),
}
WEBP = Kind("webp", "image/webp")
TEXTS: Mapping[str, Kind] = {
    ending: Kind(ending, "text/plain; charset=utf-8") for ending in ("txt", "csv", "ics", "vcf")
}


def kind_of(data: bytes, name: str = "") -> Kind | None:
    """Return the kind of the bytes, None where it is none we take.

    Of plain text only, the name says which; macros make a document none we take.
    """
    for start, kind in STARTS.items():
        if data.startswith(start):
            return kind
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return WEBP
    if data.startswith(b"PK\x03\x04"):
        return document_of(data)
    return TEXTS.get(name.rpartition(".")[2].lower(), TEXTS["txt"]) if is_text(data) else None


def document_of(data: bytes) -> Kind | None:
    """Return which office document it is, without unpacking what is in it."""
    try:
        with ZipFile(BytesIO(data)) as packed:
            names = set(packed.namelist())
            if len(names) > MOST_MEMBERS or any(map(is_active, names)):
                return None
            if "mimetype" in names and packed.getinfo("mimetype").file_size < 100:
                return OPEN_DOCUMENTS.get(packed.read("mimetype").decode("ascii", "replace"))
    except (BadZipFile, NotImplementedError, RuntimeError, EOFError, OSError):
        return None
    return next((kind for member, kind in DOCUMENTS.items() if member in names), None)


def is_active(member: str) -> bool:
    """Tell whether a part of a document runs when it is opened."""
    lower = member.lower()
    return (lower.endswith((".bin", ".exe", ".js", ".vbs")) and "printersettings" not in lower) or (
        lower.startswith(("basic/", "scripts/"))
    )


def is_text(data: bytes) -> bool:
    """Tell whether it is plain text: no control characters, and no page for a browser."""
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return False
    if any(ord(letter) < 32 and letter not in "\t\n\r\f" for letter in text):
        return False
    return bool(text.strip()) and not text.lstrip().startswith("<")
