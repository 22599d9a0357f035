"""Two who change the same rows at once: the one the database picks tries again by itself."""

import logging
import random
import time
from collections.abc import Callable
from functools import wraps
from typing import ParamSpec, TypeVar

from django.db import OperationalError, transaction

Given = ParamSpec("Given")
Returned = TypeVar("Returned")
logger = logging.getLogger("segments.retrying")
TRIES = 3
#: How PostgreSQL's driver calls a transaction that it gave up for the sake of another.
CONFLICTS = {"DeadlockDetected", "SerializationFailure", "TransactionRollback"}


def is_conflict(error: BaseException | None) -> bool:
    """Tell whether the database refused only because somebody else was there at that moment."""
    if not isinstance(error, OperationalError):
        return False
    # SQLite says so after it has waited as long as the settings tell it to.
    return type(error.__cause__).__name__ in CONFLICTS or str(error) == "database is locked"


def retried(service: Callable[Given, Returned]) -> Callable[Given, Returned]:
    """Do a service again that lost against another transaction, with all it had done undone.

    For services that write many rows, stacked on `transaction.atomic`, which must not change
    their arguments. Inside a transaction of the caller's it does nothing: all of that would
    have to be done again. Who loses three times gets the error, and the page that says so.
    """

    @wraps(service)
    def around(*args: Given.args, **kwargs: Given.kwargs) -> Returned:
        if transaction.get_connection().in_atomic_block:
            return service(*args, **kwargs)
        for attempt in range(1, TRIES):
            try:
                return service(*args, **kwargs)
            except OperationalError as error:
                if not is_conflict(error):
                    raise
                logger.warning("tried again", extra={"service": service.__name__})
                time.sleep(random.uniform(0.02, 0.1) * attempt)  # noqa: S311 - so as not to meet again
        return service(*args, **kwargs)

    return around
