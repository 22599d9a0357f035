"""Connections to the mail server side by side, each with at most one e-mail on it.

One thread holds all dialogues: while one server thinks, the others go on, and so does our own work.
"""

import logging
import time
from collections.abc import Iterator
from select import select
from typing import Any

from django.conf import settings
from django.core.mail import get_connection

from interactions.models import DeliveryState

from .outcomes import SENT, Outcome, Told, not_connected, outcome_of
from .preparing import Prepared

logger = logging.getLogger("segments.mail")
#: How long a server may be silent where the settings say nothing.
PATIENCE = 60


class Lane:
    """A connection that is kept, and how far its e-mail has come."""

    def __init__(self) -> None:
        self.connection: Any = None
        self.prepared: Prepared | None = None
        self.silent_until = 0.0
        self._dialogue: Iterator[None] = iter(())
        self._is_fresh = False

    def fileno(self) -> int:
        """Return what to listen to."""
        return int(self.connection.connection.sock.fileno())

    def start(self, prepared: Prepared) -> Outcome | None:
        """Hand an e-mail over; return what became of it, None where the server is to answer."""
        self.prepared, self._is_fresh = prepared, self.connection is None
        return self._begin()

    def go_on(self) -> Outcome | None:
        """Hear what the server says, and answer; None where it is to answer again."""
        try:
            next(self._dialogue)
        except StopIteration:
            return SENT
        except Exception as error:
            return self.fail(error)
        self.silent_until = time.monotonic() + (settings.EMAIL_TIMEOUT or PATIENCE)
        return None

    def fail(self, error: Exception) -> Outcome | None:
        """Return what a mistake means; another connection is tried where this one was old."""
        may_have_sent = bool(getattr(self.connection, "may_have_sent", True))
        outcome = outcome_of(error, may_have_sent=may_have_sent)
        pk = self.prepared.delivery.pk if self.prepared else None
        logger.warning("not handed over", extra={"delivery": pk, "state": outcome.state})
        if outcome.is_down or outcome.state == DeliveryState.UNKNOWN:
            self.close()
        if outcome.is_down and not self._is_fresh:
            # The server may have closed a connection that it had not heard of for long.
            self._is_fresh = True
            return self._begin()
        return outcome

    def give_up(self) -> Outcome | None:
        """Wait no longer for an answer."""
        self.connection.connection.close()  # without a word, which would not be heard either
        return self.fail(TimeoutError("No answer in time"))

    def close(self) -> None:
        """Take leave of the server; where it is gone already, that is all right, too."""
        connection, self.connection = self.connection, None
        if connection is not None:
            _close(connection)

    def _begin(self) -> Outcome | None:
        if self.connection is None:
            connection = get_connection()
            try:
                connection.open()
            except Exception as error:
                logger.warning("no mail server", extra={"error": type(error).__name__})
                _close(connection)
                return not_connected(error)
            self.connection = connection
        self._dialogue = self._handing_over()
        return self.go_on()

    def _handing_over(self) -> Iterator[None]:
        message: Any = self.prepared.message if self.prepared else None
        if hasattr(self.connection, "handing_over"):
            yield from self.connection.handing_over(message)
        else:
            self.connection.send_messages([message])


class Lanes:
    """As many lanes as the settings allow, opened one by one when there is work for them.

    One that the server does not want is done without, as long as there is another.
    """

    def __init__(self) -> None:
        self._free = [Lane() for _ in range(max(getattr(settings, "EMAIL_CONNECTIONS", 1), 1))]
        self._busy: list[Lane] = []
        self.down: Outcome | None = None

    @property
    def is_any_free(self) -> bool:
        """Whether an e-mail can go now."""
        return bool(self._free)

    @property
    def is_any_busy(self) -> bool:
        """Whether a server is still to answer."""
        return bool(self._busy)

    def start(self, prepared: Prepared) -> list[Told]:
        """Hand an e-mail over where there is room; return what became of it, if that is known."""
        lane = self._free.pop()
        self._busy.append(lane)
        return self._told(lane, lane.start(prepared))

    def is_anything_to_hear(self) -> bool:
        """Whether a server has answered."""
        return bool(self._busy and select(self._busy, [], [], 0)[0])

    def hear(self) -> list[Told]:
        """Wait until a server has answered, go on there, and return what became of e-mails."""
        silent_until = min(lane.silent_until for lane in self._busy)
        answered, _, _ = select(self._busy, [], [], max(silent_until - time.monotonic(), 0))
        now = time.monotonic()
        late = [one for one in self._busy if one.silent_until <= now and one not in answered]
        told = [one for lane in answered for one in self._told(lane, lane.go_on())]
        return told + [one for lane in late for one in self._told(lane, lane.give_up())]

    def close(self) -> None:
        """Take leave everywhere."""
        for lane in (*self._free, *self._busy):
            lane.close()

    def _told(self, lane: Lane, outcome: Outcome | None) -> list[Told]:
        if outcome is None or lane.prepared is None:
            return []
        self._busy.remove(lane)
        if not outcome.is_down:
            self._free.append(lane)
        elif not any(other.connection for other in (*self._free, *self._busy)):
            self.down = outcome
        return [(lane.prepared.delivery, outcome)]


def _close(connection: Any) -> None:
    try:
        connection.close()
    except Exception:
        logger.info("the connection was closed already")
