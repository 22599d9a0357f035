"""What happens while a segment is logged: the gate's answer holds until the commit (0034, 0042)."""

from django.db.models import Exists, OuterRef

from interactions.models import LeftOut, LoggedSegment
from interactions.services import PRESSURE
from segments_app.common.sql import alone_at_once, one_at_a_time
from segments_app.models import Segment

from .overriding import lines_kept_out

#: The lock that whoever writes a consent event holds with others, to the end (contacts 0016).
CONSENT = "consent"


class SaidMeanwhile(Exception):
    """Somebody may have objected, or been approached, since the gate was asked.

    Log again, with the gate held.
    """


def hold_consent() -> None:
    """Let nobody's word be written until the transaction ends; all that is written is seen.

    Taken before the segment and its contacts, as by whoever records consents: who holds it and
    waits for one of them is never waited for in turn. So is the lock of who approaches contacts.
    """
    one_at_a_time(CONSENT)
    one_at_a_time(PRESSURE)


def refuse_if_said_meanwhile(segment: Segment, logged: LoggedSegment, *, override: str) -> None:
    """Ask the gate once more, last of all; SaidMeanwhile where it keeps out who was let through.

    No lock is waited for: logging holds rows by then that whoever has it may wait for.
    """
    if segment.purpose_id is None:
        return
    if not (alone_at_once(CONSENT) and alone_at_once(PRESSURE)):
        raise SaidMeanwhile
    known = LeftOut.objects.filter(logged_segment=logged.pk, contact=OuterRef("contact"))
    kept_out = lines_kept_out(segment, override=override, but=logged)
    if kept_out.filter(~Exists(known)).exists():
        raise SaidMeanwhile
