"""Making the messages of a batch from what was frozen; a bad one holds up no other."""

import logging
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from django.core.exceptions import ValidationError
from django.core.mail import EmailMultiAlternatives

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


#: Name, bytes and type of a file.
File = tuple[str, bytes, str]
Render = Callable[[Sequence[int], Mapping[int, Mapping[str, Any]]], Iterable[Rendered]]


@dataclass(frozen=True)
class Prepared:
    """An e-mail ready to be handed over, or what is wrong with it."""

    delivery: Delivery
    message: EmailMultiAlternatives | None
    wrong: Outcome | None = None


def prepare(
    deliveries: Sequence[Delivery], setup: SenderSetup, render: Render
) -> Iterable[Prepared]:
    """Make the messages of a batch, in a fixed number of statements."""
    dead = dead_addresses({delivery.address for delivery in deliveries})
    links = links_of(deliveries, setup)
    extra = {d.interaction_id: merge_values(links[d.pk], setup) for d in deliveries}
    texts = _rendered({key: one for key, one in extra.items() if key}, render)
    files = _files(texts.values())
    for delivery in deliveries:
        if delivery.address in dead:
            wrong = Outcome(DeliveryState.SUPPRESSED, DeliveryFailure.DEAD_ADDRESS)
            yield Prepared(delivery, None, wrong)
            continue
        text = texts.get(delivery.interaction_id or 0)
        yield _prepared(delivery, text, setup, links[delivery.pk], files)


def _rendered(
    values: Mapping[int, Mapping[str, Any]], render: Render
) -> dict[int, Rendered | Exception]:
    try:
        return {one.entry: one for one in render(list(values), values)}
    except Exception:
        logger.exception("a batch could not be rendered; one by one now")
    texts: dict[int, Rendered | Exception] = {}
    for key, value in values.items():
        try:
            texts |= {one.entry: one for one in render([key], {key: value})}
        except Exception as error:
            logger.exception("not rendered", extra={"interaction": key})
            texts[key] = error
    return texts


def _files(texts: Iterable[Rendered | Exception]) -> dict[int, File]:
    """Read the files that go along, each once for the whole batch."""
    wanted = {pk for text in texts if not isinstance(text, Exception) for pk in text.attachments}
    found = {}
    for row in Attachment.objects.filter(pk__in=wanted):
        with row.file.open() as stored:
            data = stored.read()
            found[row.pk] = (row.name, data, type_of(row.content_type, data))
    return found


def type_of(content_type: str, data: bytes) -> str:
    """Return the type of a file as a mail names it: an invitation by what it asks for."""
    method = METHOD.search(data) if content_type == "text/calendar" else None
    return f"{content_type}; method={method[1].decode()}" if method else content_type


def _prepared(
    delivery: Delivery,
    text: Rendered | Exception | None,
    setup: SenderSetup,
    links: Links,
    files: Mapping[int, File],
) -> Prepared:
    if text is None or isinstance(text, Exception):
        return Prepared(delivery, None, Outcome(DeliveryState.FAILED, DeliveryFailure.CONTENT))
    if not (text.html.strip() or text.text.strip()):
        return Prepared(delivery, None, Outcome(DeliveryState.FAILED, DeliveryFailure.CONTENT))
    try:
        message = build_message(delivery, text, setup, links)
        for pk in text.attachments:
            message.attach(*files[pk])
        message.message()  # headers that cannot be are found here
    except ValidationError:
        wrong = Outcome(DeliveryState.FAILED, DeliveryFailure.ADDRESS)
        return Prepared(delivery, None, wrong)
    except (ValueError, KeyError) as error:
        wrong = Outcome(DeliveryState.FAILED, DeliveryFailure.CONTENT, in_words(error))
        return Prepared(delivery, None, wrong)
    return Prepared(delivery, message)
