"""Fetching returned e-mails: from a file, a folder, or a mailbox by IMAP or POP3."""

import imaplib
import mailbox
import poplib
from collections.abc import Callable, Iterator
from contextlib import closing
from functools import partial
from pathlib import Path
from urllib.parse import unquote, urlsplit

TIMEOUT = 30
AT_ONCE = 500
Fetched = Iterator[tuple[bytes, Callable[[], object]]]


class NoSuchMailbox(Exception):
    """The address of a mailbox cannot be read; the message says what it may be."""


def fetch(url: str) -> Fetched:
    """Yield messages, each with what takes it out of the mailbox, once it has been read."""
    parts = urlsplit(url)
    match parts.scheme:
        case "mbox":
            return _stored(mailbox.mbox(parts.path, create=False))
        case "maildir":
            return _maildir(Path(parts.path))
        case "imap" | "imaps":
            return _imap(url)
        case "pop" | "pops":
            return _pop(url)
    raise NoSuchMailbox(
        "Write mbox:/path, maildir:/path, imaps://user:password@host/INBOX or "
        "pops://user:password@host"
    )


def _stored(box: "mailbox.Mailbox[mailbox.Message]") -> Fetched:
    with closing(box):
        for key in list(box.keys()):
            yield box.get_bytes(key), lambda: None


def _maildir(folder: Path) -> Fetched:
    """Read what nobody has seen; afterwards it is seen, as mail programs do it."""
    if not (folder / "new").is_dir():
        raise NoSuchMailbox(f"{folder} is no maildir.")
    files = [*sorted((folder / "new").iterdir()), *sorted((folder / "cur").iterdir())]
    unseen = [file for file in files if "S" not in file.name.partition(":2,")[2]]
    for file in unseen[:AT_ONCE]:
        name, _mark, flags = file.name.partition(":2,")
        seen = folder / "cur" / f"{name}:2,{''.join(sorted({*flags, 'S'}))}"
        yield file.read_bytes(), partial(file.rename, seen)


def _imap(url: str) -> Fetched:
    parts = urlsplit(url)
    kind = imaplib.IMAP4_SSL if parts.scheme == "imaps" else imaplib.IMAP4
    port = parts.port or (993 if parts.scheme == "imaps" else 143)
    with kind(parts.hostname or "", port, timeout=TIMEOUT) as server:
        server.login(unquote(parts.username or ""), unquote(parts.password or ""))
        server.select(unquote(parts.path.strip("/")) or "INBOX")
        _status, found = server.search(None, "UNSEEN")
        for number in (found[0] or b"").split()[:AT_ONCE]:
            _status, answer = server.fetch(number.decode(), "(BODY.PEEK[])")
            source = next((part[1] for part in answer if isinstance(part, tuple)), None)
            if source is not None:
                yield source, partial(server.store, number.decode(), "+FLAGS", "\\Seen")


def _pop(url: str) -> Fetched:
    parts = urlsplit(url)
    kind = poplib.POP3_SSL if parts.scheme == "pops" else poplib.POP3
    port = parts.port or (995 if parts.scheme == "pops" else 110)
    server = kind(parts.hostname or "", port, timeout=TIMEOUT)
    try:
        server.user(unquote(parts.username or ""))
        server.pass_(unquote(parts.password or ""))
        for number in range(1, min(len(server.list()[1]), AT_ONCE) + 1):
            lines = server.retr(number)[1]
            yield b"\r\n".join(lines) + b"\r\n", partial(server.dele, number)
    finally:
        server.quit()
