"""What came in: an e-mail as a file, a letter as a scan; logged as interactions.

A file that was dropped is kept, under a name that says nothing, until somebody has said whom it
is from; what nobody came back for is deleted after a day.
"""

import re
import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email import policy
from email.message import EmailMessage
from email.parser import BytesParser
from email.utils import parseaddr, parsedate_to_datetime
from hashlib import sha256
from io import BytesIO
from typing import IO, Any
from uuid import NAMESPACE_URL, UUID, uuid5

from django.contrib.auth.models import User
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction
from django.db.models.functions import Lower
from django.template.defaultfilters import filesizeformat
from django.utils import timezone
from django.utils.translation import gettext as _

from contacts.models import AlternativeAddress, Contact
from interactions.models import Interaction, InteractionTemplate
from segments_app.common.downloads import file_name
from segments_app.common.file_kinds import kind_of
from segments_app.common.models import CorrespondenceType, InformationFlow, InitiatedBy

from .content.attaching import MOST_FILES, AttachmentRefused, store_attachment
from .content.cleaning import cleaned
from .content.texts import text_of
from .incoming_replies import Reply, hearers, reply_of
from .single import log_interaction

FOLDER = "incoming"
KEPT_FOR = timedelta(days=1)
MOST_BYTES = 20 * 1024 * 1024
MOST_TEXT = 50_000
MOST_CANDIDATES = 20
SCANS = {"pdf", "png", "jpg"}
HEADER = re.compile(rb"^(From|Received|Return-Path|Message-ID|MIME-Version):", re.I | re.M)
NAME = re.compile(r"[0-9a-f]{32}")
#: How Outlook's own files begin, as old office documents do, and a name that only theirs hold.
OUTLOOK, OUTLOOK_PART = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "__substg1.0_".encode("utf-16-le")


class IncomingRefused(Exception):
    """The file is none that came in; the message says why."""


@dataclass(frozen=True)
class Part:
    """A file that came along."""

    name: str
    data: bytes


@dataclass
class Incoming:
    """What a file says: an e-mail, or the scan of a letter, which says nothing by itself."""

    is_letter: bool
    digest: str
    address: str = ""
    sender: str = ""
    subject: str = ""
    text: str = ""
    happened_at: datetime | None = None
    parts: list[Part] = field(default_factory=list)
    reply: Reply | None = None

    @property
    def names(self) -> list[str]:
        """Return the names of the files that came along."""
        return [part.name for part in self.parts]


def stash(file: IO[bytes], name: str, *, now: datetime) -> tuple[str, str]:
    """Keep a file that can be read; return the key to it and its name."""
    data = file.read(MOST_BYTES + 1)
    read(data, name)
    tidy(now=now)
    key = uuid.uuid4().hex
    default_storage.save(f"{FOLDER}/{key}", ContentFile(data))
    return key, file_name(name)


def stashed(key: str, name: str) -> Incoming | None:
    """Return what the kept file says, None where it is gone."""
    path = f"{FOLDER}/{key}"
    if not NAME.fullmatch(key) or not default_storage.exists(path):
        return None
    with default_storage.open(path) as kept:
        return read(kept.read(), name)


def discard(key: str) -> None:
    """Delete a kept file."""
    if NAME.fullmatch(key):
        default_storage.delete(f"{FOLDER}/{key}")


def tidy(*, now: datetime) -> None:
    """Delete what nobody came back for."""
    if not default_storage.exists(FOLDER):
        return
    for name in default_storage.listdir(FOLDER)[1]:
        if default_storage.get_modified_time(f"{FOLDER}/{name}") < now - KEPT_FOR:
            default_storage.delete(f"{FOLDER}/{name}")


def read(data: bytes, name: str) -> Incoming:
    """Return what the bytes are, told by what is in them; else IncomingRefused."""
    if not data:
        raise IncomingRefused(_("The file is empty."))
    if len(data) > MOST_BYTES:
        most = filesizeformat(MOST_BYTES)
        raise IncomingRefused(_("The file is too big: %(most)s at most.") % {"most": most})
    digest = sha256(data).hexdigest()
    kind = kind_of(data, name)
    if kind is not None and kind.ending in SCANS:
        stem = file_name(name).rpartition(".")[0] or _("Letter")
        return Incoming(is_letter=True, digest=digest, parts=[Part(f"{stem}.{kind.ending}", data)])
    if data.startswith(OUTLOOK) and OUTLOOK_PART in data:
        raise IncomingRefused(
            _(
                "This is a message of Outlook (.msg), which is not read. Save the e-mail as .eml "
                "(in Outlook: Save as, or forward it as an attachment and save that), or as a PDF."
            )
        )
    if HEADER.search(data[:20_000]) is None:
        raise IncomingRefused(_("This is neither an e-mail (.eml) nor a scan (PDF, JPEG or PNG)."))
    return read_mail(data, digest)


def read_mail(data: bytes, digest: str) -> Incoming:
    """Return what an e-mail says; whatever is broken in it is left out."""
    message: Any = BytesParser(policy=policy.default).parsebytes(data)
    sender, address = parseaddr(header(message, "from"))
    identity = header(message, "message-id")
    return Incoming(
        is_letter=False,
        digest=uuid5(NAMESPACE_URL, identity).hex if identity else digest,
        address=address,
        sender=sender,
        subject=header(message, "subject")[:200],
        text=body_of(message),
        happened_at=moment_of(header(message, "date")),
        parts=list(parts_of(message)),
        reply=reply_of(message),
    )


def header(message: EmailMessage, name: str) -> str:
    """Return a header as one line, "" where it is missing or unreadable."""
    try:
        value = str(message[name] or "")
    except (ValueError, IndexError, AttributeError, TypeError):  # what the parser stumbles over
        return ""
    return " ".join(value.replace("\0", "").split())


def moment_of(text: str) -> datetime | None:
    try:
        found = parsedate_to_datetime(text)
        found = found if found.tzinfo else found.replace(tzinfo=UTC)
        return found.astimezone(UTC)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None


def body_of(message: EmailMessage) -> str:
    """Return the text: as it was written, or what is to be read of its HTML."""
    body = message.get_body(preferencelist=("plain", "html"))
    if body is None:
        return ""
    text = decoded(body)
    if body.get_content_type() == "text/html":
        text = text_of(cleaned(text).html)
    # Ours are merge fields; what others write is none.
    text = text.replace("\0", "").replace("\r\n", "\n").replace("{{", "{ {").replace("{%", "{ %")
    return text.strip()[:MOST_TEXT]


def decoded(part: Any) -> str:
    try:
        return str(part.get_content())
    except (LookupError, ValueError, TypeError):  # a character set that nobody knows
        return bytes(part.get_payload(decode=True) or b"").decode("latin-1")


def parts_of(message: EmailMessage) -> Iterable[Part]:
    """Yield the files that came along; an e-mail within the e-mail is none."""
    for nth, part in enumerate(message.iter_attachments()):
        data = part.get_payload(decode=True)
        if nth >= MOST_FILES or not isinstance(data, bytes) or not data:
            continue
        name = file_name(str(part.get_filename() or "")) or _("File")
        kind = kind_of(data, name)
        stem, point, ending = name.rpartition(".")
        yield Part(f"{stem if point else ending}.{kind.ending}" if kind else name, data)


def candidates(address: str) -> list[Contact]:
    """Return who has the address, as their own or as another one."""
    if not address:
        return []
    wanted, keys = address.lower(), set()
    for name in ("email", "email_2"):
        rows = (
            Contact.objects.annotate(lower=Lower(name)).filter(lower=wanted).exclude(**{name: ""})
        )
        keys |= set(rows.order_by("pk").values_list("pk", flat=True)[:MOST_CANDIDATES])
    others = AlternativeAddress.objects.annotate(lower=Lower("email")).filter(lower=wanted)
    keys |= set(others.order_by("pk").values_list("contact", flat=True)[:MOST_CANDIDATES])
    found = Contact.objects.filter(pk__in=keys).select_related("company")
    return list(found.order_by("name", "pk")[:MOST_CANDIDATES])


@transaction.atomic
def log_incoming(
    incoming: Incoming,
    *,
    contact: Contact,
    template: InteractionTemplate | None,
    values: Mapping[str, Any],
    by: User | None,
    now: datetime,
) -> tuple[Interaction, list[str]]:
    """Log what came in, once for each contact; return the names of files that were not kept too.

    Files are kept by what is in them, as any that goes along; the rest is named.
    """
    kept, refused = [], []
    for part in incoming.parts:
        try:
            file = store_attachment(file=BytesIO(part.data), name=part.name, by=by, now=now)
            kept.append(file.pk)
        except AttachmentRefused:
            refused.append(part.name)
    subject = incoming.subject.replace("{{", "{ {").replace("{%", "{ %")
    said = {
        "subject": subject,
        "html": "",
        "text": incoming.text or subject or _("A letter came in."),
        "letter": "",
        "attachments": kept,
        "information_flow": InformationFlow.INBOUND.value,
        "initiated_by": InitiatedBy.THEM.value,
        "correspondence_type": (
            CorrespondenceType.LETTER if incoming.is_letter else CorrespondenceType.EMAIL
        ).value,
        "contact_via": incoming.address,
        **values,
    }
    interaction = log_interaction(
        contact=contact,
        template=template,
        values=said,
        submission=UUID(uuid5(NAMESPACE_URL, f"{incoming.digest}:{contact.pk}").hex),
        by=by,
        now=now,
    )
    if incoming.reply is not None:
        for hear in hearers:
            hear(incoming.reply, interaction, min(incoming.happened_at or now, now))
    return interaction, refused


def day_and_time(incoming: Incoming, *, now: datetime) -> dict[str, Any]:
    """Return when it came in, as far as the file says; nothing comes from the future."""
    moment = timezone.localtime(min(incoming.happened_at or now, now))
    at = moment.time().replace(second=0, microsecond=0) if incoming.happened_at else None
    return {"occurred_on": moment.date(), "occurred_at_time": at}
