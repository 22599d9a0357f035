"""An e-mail as it goes over the wire, put together by hand where it has no files.

Python's own way folds each header and goes through the whole tree twice: most of what an e-mail
cost. What is unusual is left to it.
"""

import binascii
import secrets
from email.header import Header
from email.utils import formatdate
from functools import lru_cache
from hashlib import blake2b
from itertools import count
from typing import Any

from django.core.mail import BadHeaderError

#: Longer ones are folded; a line may have 998 signs, and is nicer with 78.
FOLDED_FROM, LONGEST_LINE = 78, 998
#: Nobody can tell what will be between the parts of the next e-mail.
SECRET, NUMBERS = secrets.token_bytes(32), count()


def source_of(message: Any) -> bytes:
    """Return the bytes of a message with CRLF; ValueError where a header cannot be."""
    addresses = [message.from_email, *message.to, *message.reply_to]
    if message.attachments or not all(map(str.isascii, addresses)):
        return bytes(message.message().as_bytes(linesep="\r\n"))
    parts = [_part("plain", message.body)]
    parts += [_part("html", one.content) for one in message.alternatives]
    boundary = blake2b(bytes(str(next(NUMBERS)), "ascii"), key=SECRET, digest_size=16).hexdigest()
    extra = {**message.extra_headers}
    head = [
        _header("From", extra.pop("From", message.from_email)),
        _header("To", ", ".join(message.to)),
        _header("Subject", str(message.subject)),
        f"Date: {formatdate()}",
        *([_header("Reply-To", ", ".join(message.reply_to))] if message.reply_to else []),
        *(_header(name, value) for name, value in extra.items()),
        "MIME-Version: 1.0",
    ]
    start = "\r\n".join(head).encode("ascii")
    if len(parts) == 1:
        return start + b"\r\n" + parts[0] + b"\r\n"
    between = b"\r\n--" + boundary.encode()
    kind = b'\r\nContent-Type: multipart/alternative; boundary="' + boundary.encode() + b'"\r\n'
    return start + kind + b"".join(between + b"\r\n" + part for part in parts) + between + b"--\r\n"


def _header(name: str, value: str) -> str:
    if "\n" in value or "\r" in value:
        raise BadHeaderError(f"Header values can't contain newlines (got {value!r} for {name})")
    if value.isascii() and (len(name) + len(value) < FOLDED_FROM or " " not in value):
        if len(value) > LONGEST_LINE - FOLDED_FROM:
            raise BadHeaderError(f"The header {name} is too long.")
        return f"{name}: {value}"
    return f"{name}: {_folded(name, value)}"


@lru_cache(maxsize=256)
def _folded(name: str, value: str) -> str:
    charset = "us-ascii" if value.isascii() else "utf-8"
    return Header(value, charset, header_name=name).encode(linesep="\r\n")


def _part(kind: str, text: str) -> bytes:
    lines = text.replace("\r\n", "\n").replace("\r", "\n")
    if lines.isascii() and max(map(len, lines.split("\n"))) <= LONGEST_LINE:
        encoding, body = b"7bit", lines.encode("ascii")
    else:
        encoding = b"quoted-printable"
        body = binascii.b2a_qp(lines.encode("utf-8", "surrogatepass"), istext=True)
    return (
        b"Content-Type: text/" + kind.encode() + b'; charset="utf-8"\r\n'
        b"Content-Transfer-Encoding: " + encoding + b"\r\n\r\n" + body.replace(b"\n", b"\r\n")
    )
