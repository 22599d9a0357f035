"""E-mails that reach people: the outbox, handing over, and what comes back (decision 0038)."""

from interactions.mail.fetching import NoSuchMailbox

from .claiming import LEASE, claim_due, settle_left_behind
from .deciding import (
    cancel,
    pause,
    resume,
    retry_failed,
    send_unknown_again,
    sender_is_there,
    take_unknown_for_sent,
)
from .events import receive_event
from .links import LinkFigure, link_figures, who_clicked
from .queueing import NotSendable, queue_interaction, queue_mailing
from .resending import NotAnotherWay, Resent, Skipped, another_way, resend, skipped_of
from .returning import StillAtHand, bounce_url, fetch_returned, receive_returned
from .sending import Sender
from .setup import Finding, findings, is_ready, sender_setup, uses_mailbox
from .signing_up import forget_unconfirmed, send_links
from .tokens import read_token, token_for
from .trying import TestMailFailed, as_sent, send_test_mail

__all__ = [
    "LEASE",
    "Finding",
    "LinkFigure",
    "NoSuchMailbox",
    "NotAnotherWay",
    "NotSendable",
    "Resent",
    "Sender",
    "Skipped",
    "StillAtHand",
    "TestMailFailed",
    "another_way",
    "as_sent",
    "bounce_url",
    "cancel",
    "claim_due",
    "fetch_returned",
    "findings",
    "forget_unconfirmed",
    "is_ready",
    "link_figures",
    "pause",
    "queue_interaction",
    "queue_mailing",
    "read_token",
    "receive_event",
    "receive_returned",
    "resend",
    "resume",
    "retry_failed",
    "send_links",
    "send_test_mail",
    "send_unknown_again",
    "sender_is_there",
    "sender_setup",
    "settle_left_behind",
    "skipped_of",
    "take_unknown_for_sent",
    "token_for",
    "uses_mailbox",
    "who_clicked",
]
