"""Up to which key the rows of a table stay those that they are: nobody is about to add one before.

Keys are given when a row is written and seen when it is committed, so of two transactions the
later may be seen first.
"""

from time import sleep

from django.db import connection, models
from django.db.models import Max

#: How often it is looked whether those who were at work have ended, and the seconds between.
LOOKS = 5
PAUSE = 0.2
#: Who has written a row holds this until its transaction ends, and has it before it has a key.
WRITERS = (
    "SELECT virtualtransaction FROM pg_locks WHERE relation = %s::regclass AND granted "
    "AND mode = 'RowExclusiveLock' AND locktype = 'relation' "
    "AND database = (SELECT oid FROM pg_database WHERE datname = current_database())"
)


def settled_up_to(model: type[models.Model]) -> int:
    """Return the last key before which all is settled; 0 where somebody is at work for long.

    It waits for a second at most, and nobody waits for it.
    """
    if connection.in_atomic_block:
        return 0
    last: int = model._base_manager.aggregate(last=Max("pk"))["last"] or 0
    if connection.vendor == "sqlite":  # one writes at a time
        return last
    waited_for = _writers(model)
    for _look in range(LOOKS):
        if not waited_for:
            return last
        sleep(PAUSE)
        waited_for &= _writers(model)
    return 0 if waited_for else last


def _writers(model: type[models.Model]) -> set[str]:
    with connection.cursor() as cursor:
        cursor.execute(WRITERS, [model._meta.db_table])
        return {writer for (writer,) in cursor.fetchall()}
