"""What the worker does by itself now and then: files go that nobody needs (RT-04), seals come."""

from datetime import datetime

from contacts.services.importing.files import discard_old
from contacts.services.leftovers import forget_leftovers

from .audit_chain import seal_entries
from .exports import forget_old_files


def tidy(*, now: datetime) -> None:
    """Forget files that nobody needs and nothing names, and seal what is old of the audit."""
    forget_old_files(now=now)
    discard_old(now=now)
    forget_leftovers(now=now)
    seal_entries(now=now)
