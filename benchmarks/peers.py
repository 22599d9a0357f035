"""The work of segments in the patterns of other products, written by ourselves.

We took what is publicly known of how they work, not their code. Each pattern writes our tables
with our constraints and triggers, and must end with what our service ends with.
docs/benchmarks.md says in words what each one does.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any, NamedTuple

from django.db import connection

from benchmarks.floors import (
    GATE,
    LOGGED_COLUMNS,
    LOGGED_FROM,
    LOGGED_VALUES,
    POSTGRES,
    begin_log,
    end_log,
    execute,
)
from benchmarks.rules import COMPANY, COUNTED, SINCE
from benchmarks.seed import TODAY

BATCH = 1_000
MAUTIC_BATCH = 300
WANTED = f"{GATE} AND NOT c.exclude_from_segments"
LINE_COLUMNS = "segment_id, contact_id, added_at"
LINES = "segments_segmentline l JOIN contacts_contact c ON c.id = l.contact_id"
LOGGED = f"SELECT {LOGGED_VALUES} {LOGGED_FROM}"


class Task(NamedTuple):
    """What a pattern is to do: the segment, whom the rule finds, and what logging needs."""

    segment: int
    condition: str
    number: str
    campaign: int
    template: int
    salesperson: int

    def logged(self, entry: int, logged: int) -> tuple[Any, ...]:
        """Return the parameters of LOGGED."""
        return (
            self.template, self.salesperson, self.campaign, entry, self.number, logged,
            self.template,
        )  # fmt: skip


def _rows(statement: str, *parameters: Any) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)
        return list(cursor.fetchall())


def _ids(statement: str, *parameters: Any) -> list[int]:
    return [row[0] for row in _rows(statement, *parameters)]


def _insert(table: str, columns: str, rows: Sequence[Sequence[Any]]) -> None:
    """Insert rows that the process holds, all in one statement."""
    row = f"({', '.join(['%s'] * len(rows[0]))})"
    values = ", ".join([row] * len(rows))
    execute(
        f"INSERT INTO {table} ({columns}) VALUES {values}",
        *(value for values in rows for value in values),
    )


def _batches(rows: Sequence[Any], size: int = BATCH) -> Iterator[Sequence[Any]]:
    for start in range(0, len(rows), size):
        yield rows[start : start + size]


def _until_none(find: Callable[[], list[Any]]) -> Iterator[list[Any]]:
    while found := find():
        yield found


def _delete(lines: Iterable[Sequence[int]]) -> None:
    for batch in lines:
        marks = ", ".join(["%s"] * len(batch))
        execute(f"DELETE FROM segments_segmentline WHERE id IN ({marks})", *batch)


def _temporary(table: str, query: str, *parameters: Any) -> None:
    execute(f"CREATE TEMPORARY TABLE {table} AS {query}", *parameters)


def _array(query: str) -> str:
    """Return SQL for the ids that `query` finds, gathered into one array and read from it."""
    if POSTGRES:
        return f"SELECT unnest(ARRAY({query})) AS id"
    return f"SELECT value AS id FROM json_each((SELECT json_group_array(id) FROM ({query})))"


def add_mautic(task: Task) -> None:
    """Ask for 300 who are not there yet, insert them row by row, until nobody is found."""
    batch = (
        f"SELECT c.id FROM contacts_contact c WHERE {task.condition} AND {WANTED} AND c.id NOT IN "
        "(SELECT l.contact_id FROM segments_segmentline l WHERE l.segment_id = %s) "
        f"LIMIT {MAUTIC_BATCH}"
    )
    for contacts in _until_none(lambda: _ids(batch, task.segment)):
        for contact in contacts:
            _insert("segments_segmentline", LINE_COLUMNS, [(task.segment, contact, 1)])


def add_odoo(task: Task) -> None:
    """Read the records, take the difference in Python, create in batches."""
    records = _rows(
        "SELECT c.id, c.name, c.email, c.country, c.language_id, c.company_id "
        f"FROM contacts_contact c WHERE {task.condition} AND {WANTED} ORDER BY c.name, c.id"
    )
    there = set(
        _ids("SELECT contact_id FROM segments_segmentline WHERE segment_id = %s", task.segment)
    )
    new = [(task.segment, record[0], 1) for record in records if record[0] not in there]
    for batch in _batches(new):
        _insert("segments_segmentline", LINE_COLUMNS, batch)


def add_civicrm(task: Task) -> None:
    """Find distinct contacts by joins into a temporary table, insert from there."""
    _temporary(
        "peer_found",
        "SELECT DISTINCT c.id FROM contacts_contact c LEFT JOIN segments_segmentline l "
        f"ON l.contact_id = c.id AND l.segment_id = %s WHERE {task.condition} AND {WANTED} "
        "AND l.id IS NULL",
        task.segment,
    )
    execute(
        f"INSERT INTO segments_segmentline ({LINE_COLUMNS}) SELECT %s, id, 1 FROM peer_found",
        task.segment,
    )
    execute("DROP TABLE peer_found")


def add_listmonk(task: Task) -> None:
    """Gather the ids into an array, insert what it unnests to."""
    found = _array(f"SELECT c.id FROM contacts_contact c WHERE {task.condition} AND {WANTED}")
    execute(
        f"INSERT INTO segments_segmentline ({LINE_COLUMNS}) SELECT %s, found.id, 1 "
        f"FROM ({found}) found WHERE true ON CONFLICT DO NOTHING",
        task.segment,
    )


def remove_mautic(task: Task) -> None:
    """Ask for 300 who no longer belong, delete them row by row, until nobody is found."""
    batch = (
        f"SELECT l.id FROM {LINES} WHERE l.segment_id = %s AND {task.condition} "
        f"LIMIT {MAUTIC_BATCH}"
    )
    for lines in _until_none(lambda: _ids(batch, task.segment)):
        _delete([line] for line in lines)


def remove_odoo(task: Task) -> None:
    """Read the lines and the records, choose in Python, delete by lists of ids."""
    found = set(_ids(f"SELECT c.id FROM contacts_contact c WHERE {task.condition}"))
    lines = _rows(
        "SELECT id, contact_id FROM segments_segmentline WHERE segment_id = %s", task.segment
    )
    _delete(_batches([line for line, contact in lines if contact in found]))


def remove_civicrm(task: Task) -> None:
    """Find distinct contacts by joins into a temporary table, delete by it."""
    _temporary(
        "peer_found",
        f"SELECT DISTINCT c.id FROM {LINES} WHERE l.segment_id = %s AND {task.condition}",
        task.segment,
    )
    execute(
        "DELETE FROM segments_segmentline WHERE segment_id = %s "
        "AND contact_id IN (SELECT id FROM peer_found)",
        task.segment,
    )
    execute("DROP TABLE peer_found")


def remove_listmonk(task: Task) -> None:
    """Gather the ids into an array, delete those in it."""
    found = _array(f"SELECT c.id FROM contacts_contact c WHERE {task.condition}")
    execute(
        f"DELETE FROM segments_segmentline WHERE segment_id = %s AND contact_id IN ({found})",
        task.segment,
    )


def log_mautic(task: Task) -> None:
    """Read 300 lines at a time, write their entries row by row."""
    logged, entry = begin_log(task.number, task.campaign)
    batch = (
        f"{LOGGED} WHERE l.segment_id = %s AND l.contact_id > %s AND {GATE} "
        f"ORDER BY l.contact_id LIMIT {MAUTIC_BATCH}"
    )
    done, last = 0, 0
    while rows := _rows(batch, *task.logged(entry, logged), task.segment, last):
        for row in rows:
            _insert("interactions_interaction", LOGGED_COLUMNS, [row])
        done, last = done + len(rows), rows[-1][0]
    end_log(task.segment, logged, done=done, gone=0)


def log_odoo(task: Task) -> None:
    """Read all lines with their values, create the entries in batches."""
    logged, entry = begin_log(task.number, task.campaign)
    rows = _rows(
        f"{LOGGED} WHERE l.segment_id = %s AND {GATE}", *task.logged(entry, logged), task.segment
    )
    for batch in _batches(rows):
        _insert("interactions_interaction", LOGGED_COLUMNS, batch)
    end_log(task.segment, logged, done=len(rows), gone=0)


def log_civicrm(task: Task) -> None:
    """Find the distinct recipients into a temporary table, insert their entries from it."""
    logged, entry = begin_log(task.number, task.campaign)
    _temporary(
        "peer_recipients",
        f"SELECT DISTINCT c.id FROM {LINES} WHERE l.segment_id = %s AND {GATE}",
        task.segment,
    )
    done = execute(
        f"INSERT INTO interactions_interaction ({LOGGED_COLUMNS}) {LOGGED} "
        "JOIN peer_recipients r ON r.id = l.contact_id WHERE l.segment_id = %s",
        *task.logged(entry, logged), task.segment,
    )  # fmt: skip
    execute("DROP TABLE peer_recipients")
    end_log(task.segment, logged, done=done, gone=0)


#: By operation and product. listmonk keeps no history of each contact, so it logs nothing.
PATTERNS: dict[str, dict[str, Callable[[Task], None]]] = {
    "add": {
        "Mautic": add_mautic,
        "Odoo": add_odoo,
        "CiviCRM": add_civicrm,
        "listmonk": add_listmonk,
    },
    "remove half": {
        "Mautic": remove_mautic,
        "Odoo": remove_odoo,
        "CiviCRM": remove_civicrm,
        "listmonk": remove_listmonk,
    },
    "log": {"Mautic": log_mautic, "Odoo": log_odoo, "CiviCRM": log_civicrm},
}

_RECENT = (
    f"interactions_interaction i ON i.contact_id = c.id AND {COUNTED} "
    f"AND i.occurred_on > '{SINCE}' AND i.occurred_on <= '{TODAY}'"
)
_GROUP = "contacts_contactmailinggroup g ON g.contact_id = c.id AND g.mailing_group_id"
_ANSWER = "contacts_contactanswer a ON a.contact_id = c.id AND a.answer_id"
_INDUSTRY = f"contacts_contactindustrygroup n ON n.contact_id = {COMPANY} AND n.industry_group_id"
_JOB = "contacts_contactjobresponsibility j ON j.contact_id = c.id AND j.job_responsibility_id"

#: Counting by a join for each condition and DISTINCT over what they multiply, by name of the rule.
JOINED = {
    "Q2 Germans in a mailing group": f"JOIN {_GROUP} = 3 WHERE c.country = 'DE'",
    "Q3 and with an answer": f"JOIN {_GROUP} = 3 JOIN {_ANSWER} = 5 WHERE c.country = 'DE'",
    "Q4 persons of Q2 with a recent interaction": (
        f"JOIN {_GROUP} = 3 JOIN {_RECENT} WHERE c.type = 'person' AND c.country = 'DE'"
    ),
    "Q5 or inside and, not recently": (
        f"LEFT JOIN {_INDUSTRY} = 2 LEFT JOIN {_JOB} = 3 LEFT JOIN {_RECENT} "
        "WHERE c.country IN ('DE', 'AT', 'CH') AND (n.id IS NOT NULL OR j.id IS NOT NULL) "
        "AND i.id IS NULL AND NOT c.exclude_from_segments"
    ),
    "Q7 persons, three times not": (
        f"LEFT JOIN {_GROUP} = 1 LEFT JOIN {_INDUSTRY} = 1 LEFT JOIN {_RECENT} "
        "WHERE c.type = 'person' AND g.id IS NULL AND n.id IS NULL AND i.id IS NULL"
    ),
    "O1 outermost or": f"LEFT JOIN {_RECENT} WHERE i.id IS NOT NULL OR c.country = 'FR'",
}


def count_joined(joins: str) -> int:
    """Count contacts by joins and DISTINCT."""
    return int(_ids(f"SELECT count(DISTINCT c.id) FROM contacts_contact c {joins}")[0])
