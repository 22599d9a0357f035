"""What a mail server's answer means for an e-mail."""

import re
import smtplib
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from interactions.models import Delivery
from interactions.models import DeliveryFailure as Failure
from interactions.models import DeliveryState as State

#: How long to wait before the next attempt; after the last one it has failed.
BACK_OFF = [timedelta(minutes=minutes) for minutes in (2, 10, 30, 120, 480, 1440)]
ENHANCED = re.compile(r"\b([245])\.(\d{1,3})\.(\d{1,3})\b")
#: Enhanced codes by which an address does not exist, now or ever.
NO_SUCH_ADDRESS = {"1.0", "1.1", "1.2", "1.3", "1.6", "1.10"}
TRANSIENT = 400
PERMANENT = 500
TOO_LARGE = 552
CLOSING = 421
NO_MAILBOX = (550, 551, 553)


@dataclass(frozen=True)
class Outcome:
    """What became of handing over an e-mail.

    `is_down` says that the server cannot be used at all: nobody's e-mail can go now, and it is
    not this one's fault.
    """

    state: str
    failure: str = ""
    detail: str = ""
    is_down: bool = False


SENT = Outcome(State.SENT)
#: What became of an e-mail.
Told = tuple[Delivery, Outcome]


def outcome_of(error: Exception, *, may_have_sent: bool) -> Outcome:
    """Return what an error while handing over means; `may_have_sent` where no answer came."""
    match error:
        case smtplib.SMTPRecipientsRefused():
            code, text = next(iter(error.recipients.values()))
            return _answered(code, text, at="recipient")
        case smtplib.SMTPSenderRefused():
            return _answered(error.smtp_code, error.smtp_error, at="sender")
        case smtplib.SMTPDataError():
            return _answered(error.smtp_code, error.smtp_error, at="data")
        case smtplib.SMTPNotSupportedError() | UnicodeError() | ValueError():
            return Outcome(State.FAILED, Failure.CONTENT, in_words(error))
    status = getattr(error, "status_code", None)
    if isinstance(status, int):
        return _by_service(status, error)
    if may_have_sent:
        return Outcome(State.UNKNOWN, detail=in_words(error))
    return Outcome(State.QUEUED, Failure.TEMPORARY, in_words(error), is_down=True)


def not_connected(error: Exception) -> Outcome:
    """Return what it means that no connection, or no log-in, was to be had."""
    is_network = isinstance(error, OSError) and not isinstance(error, smtplib.SMTPException)
    kind = Failure.TEMPORARY if is_network else Failure.CONFIGURATION
    return Outcome(State.QUEUED, kind, in_words(error), is_down=True)


def in_words(said: Any) -> str:
    """Return what a server said, as one short line of text."""
    if isinstance(said, smtplib.SMTPResponseException):
        said = f"{said.smtp_code} {_text(said.smtp_error)}"
    text = _text(said) or type(said).__name__
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())[:300]


def is_hard(outcome: Outcome) -> bool:
    """Whether the server said, at once, that there is no such address."""
    return outcome.state == State.FAILED and outcome.failure == Failure.ADDRESS


def _answered(code: int, said: Any, *, at: str) -> Outcome:
    detail = in_words(f"{code} {_text(said)}")
    if code < PERMANENT:
        is_down = code == CLOSING and at == "sender"
        return Outcome(State.QUEUED, Failure.TEMPORARY, detail, is_down=is_down)
    if at == "sender":
        return Outcome(State.FAILED, Failure.CONFIGURATION, detail)
    return Outcome(State.FAILED, _permanent(code, detail, at), detail)


def _permanent(code: int, detail: str, at: str) -> Failure:
    found = ENHANCED.search(detail)
    subject = f"{found[2]}.{found[3]}" if found else ""
    if subject in NO_SUCH_ADDRESS or (at == "recipient" and not found and code in NO_MAILBOX):
        return Failure.ADDRESS
    if at == "data" and (code == TOO_LARGE or subject.startswith(("6.", "3.4"))):
        return Failure.CONTENT
    return Failure.REFUSED


def _by_service(status: int, error: Exception) -> Outcome:
    """The answer of a service by HTTP, as django-anymail tells it."""
    if status in (401, 403):
        return Outcome(State.QUEUED, Failure.CONFIGURATION, in_words(error), is_down=True)
    if status == 429:
        return Outcome(State.QUEUED, Failure.TEMPORARY, in_words(error), is_down=True)
    if TRANSIENT <= status < PERMANENT:
        return Outcome(State.FAILED, Failure.REFUSED, in_words(error))
    return Outcome(State.UNKNOWN, detail=in_words(error))


def _text(said: Any) -> str:
    return said.decode("utf-8", "replace") if isinstance(said, bytes) else str(said)
