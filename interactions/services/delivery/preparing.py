"""Making the messages of a batch from what was frozen; a bad one holds up no other."""

import logging
import re
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from django.core.exceptions import ValidationError
from django.core.mail import EmailMultiAlternatives

from contacts.models import Purpose
from interactions.models import Attachment, Delivery, DeliveryFailure, DeliveryState, SenderSetup
from interactions.services.content.rendering import rendered
from segments_app.common.models import CorrespondenceType

from .addresses import dead_addresses
from .messages import Links, build_message, links_of, merge_values
from .outcomes import Outcome, in_words

logger = logging.getLogger("segments.mail")
#: What a file for calendars asks of who gets it.
METHOD = re.compile(rb"^METHOD:([A-Z]+)\r?$", re.MULTILINE)


class Rendered(Protocol):
    """What content is rendered to."""

    @property
    def entry(self) -> int: ...
    @property
    def subject(self) -> str: ...
    @property
    def html(self) -> str: ...
    @property
    def text(self) -> str: ...
    @property
    def language(self) -> str: ...
    @property
    def attachments(self) -> tuple[int, ...]: ...


def rendered_as_e_mails(
    entries: Sequence[int], extra: Mapping[int, Mapping[str, Any]]
) -> Iterable[Rendered]:
    """Return what logged interactions say, as it was frozen."""
    return rendered(entries, channel=CorrespondenceType.EMAIL, extra=extra)


#: How many messages are kept until they go.
MADE_AHEAD = 10
#: Name, bytes and type of a file.
File = tuple[str, bytes, str]
Render = Callable[[Sequence[int], Mapping[int, Mapping[str, Any]]], Iterable[Rendered]]


@dataclass(frozen=True)
class Prepared:
    """An e-mail ready to be handed over, or what is wrong with it."""

    delivery: Delivery
    message: EmailMultiAlternatives | None
    wrong: Outcome | None = None


class Texts:
    """What the e-mails of a batch say, each made when it is asked for; a bad one is found alone."""

    def __init__(self, values: Mapping[int, Mapping[str, Any]], render: Render) -> None:
        self._values, self._render = values, render
        self._made: dict[int, Rendered] = {}
        self._rest: Iterator[Rendered] | None = None
        self._is_one_by_one = False

    def of(self, key: int) -> Rendered | None:
        """Return what one says; None where that cannot be made."""
        if self._rest is None:
            self._rest = iter(self._render(list(self._values), self._values))
        while key not in self._made and not self._is_one_by_one:
            try:
                one = next(self._rest)
            except StopIteration:
                return None
            except Exception:
                logger.exception("a batch could not be rendered; one by one now")
                self._is_one_by_one = True
            else:
                self._made[one.entry] = one
        return self._made.pop(key) if key in self._made else self._alone(key)

    def _alone(self, key: int) -> Rendered | None:
        try:
            return next(iter(self._render([key], {key: self._values[key]})), None)
        except Exception:
            logger.exception("not rendered", extra={"interaction": key})
            return None


class Files:
    """The files that go along, each read once for a batch."""

    def __init__(self) -> None:
        self._read: dict[int, File] = {}

    def of(self, text: Rendered) -> list[File]:
        """Return the files of one e-mail; KeyError where one is not there any more."""
        wanted = set(text.attachments) - self._read.keys()
        for row in Attachment.objects.filter(pk__in=wanted) if wanted else ():
            with row.file.open() as stored:
                data = stored.read()
                self._read[row.pk] = (row.name, data, type_of(row.content_type, data))
        return [self._read[pk] for pk in text.attachments]


def prepare(
    deliveries: Sequence[Delivery], setup: SenderSetup, render: Render
) -> Iterator[Prepared]:
    """Make the messages of a batch one after another, in a fixed number of statements."""
    dead = dead_addresses({delivery.address for delivery in deliveries})
    links = links_of(deliveries, setup)
    extra = {d.interaction_id: merge_values(links[d.pk], setup) for d in deliveries}
    texts, files = Texts({key: one for key, one in extra.items() if key}, render), Files()
    purposes = Purpose.objects.in_bulk({d.purpose_id for d in deliveries if d.purpose_id})
    for delivery in deliveries:
        if delivery.address in dead:
            wrong = Outcome(DeliveryState.SUPPRESSED, DeliveryFailure.DEAD_ADDRESS)
            yield Prepared(delivery, None, wrong)
            continue
        key = delivery.interaction_id
        text = texts.of(key) if key in extra and key else None
        purpose = purposes.get(delivery.purpose_id or 0)
        yield _prepared(delivery, text, files, setup, links[delivery.pk], purpose)


class Ahead:
    """Messages one after another, some of which are made while the server thinks."""

    def __init__(self, made: Iterator[Prepared]) -> None:
        self._made = made
        self._kept: deque[Prepared | Exception] = deque()

    def make(self) -> bool:
        """Make the next message, unless there are enough; what goes wrong is told who takes it."""
        if len(self._kept) == MADE_AHEAD or self._has_failed():
            return False
        try:
            self._kept.append(next(self._made))
        except Exception as error:
            self._kept.append(error)
        return True

    def take(self) -> Prepared:
        """Return the next message."""
        if not self._kept:
            self.make()
        kept = self._kept[0]
        if isinstance(kept, Exception):
            raise kept
        return self._kept.popleft()  # type: ignore[return-value]  # no mistake, as seen above

    def _has_failed(self) -> bool:
        return bool(self._kept and isinstance(self._kept[-1], Exception))


def type_of(content_type: str, data: bytes) -> str:
    """Return the type of a file as a mail names it: an invitation by what it asks for."""
    method = METHOD.search(data) if content_type == "text/calendar" else None
    return f"{content_type}; method={method[1].decode()}" if method else content_type


def _prepared(
    delivery: Delivery,
    text: Rendered | None,
    files: Files,
    setup: SenderSetup,
    links: Links,
    purpose: Purpose | None,
) -> Prepared:
    if text is None or not (text.html.strip() or text.text.strip()):
        return Prepared(delivery, None, Outcome(DeliveryState.FAILED, DeliveryFailure.CONTENT))
    try:
        message = build_message(delivery, text, setup, links, purpose)
        for file in files.of(text):
            message.attach(*file)
        message.source()  # headers that cannot be are found here
    except ValidationError:
        wrong = Outcome(DeliveryState.FAILED, DeliveryFailure.ADDRESS)
        return Prepared(delivery, None, wrong)
    except (ValueError, KeyError) as error:
        wrong = Outcome(DeliveryState.FAILED, DeliveryFailure.CONTENT, in_words(error))
        return Prepared(delivery, None, wrong)
    return Prepared(delivery, message)
