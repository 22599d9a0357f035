"""Events that are only ever added, and the present state that the database keeps from them."""

from collections.abc import Mapping, Sequence

from .database import Statements, create_function, drop_triggers


class AppendOnly(Statements):
    """Refuse to change a row of `table`, and to delete it while its `owner` is there.

    Rows go with the row of `owner` that `key` points at, by the database itself. Rows that
    `may_change` are only kept from being deleted.
    """

    def __init__(
        self,
        name: str,
        table: str,
        *,
        owner: str,
        key: str,
        message: str,
        may_change: bool = False,
    ) -> None:
        self.may_change = may_change
        self.name = name
        self.table = table
        self.owner = owner
        self.key = key
        self.message = message

    def forward_statements(self, vendor: str) -> list[str]:
        there = f"EXISTS (SELECT 1 FROM {self.owner} o WHERE o.id = OLD.{self.key})"  # noqa: S608
        gone = f"DELETE FROM {self.table} WHERE {self.key} = OLD.id;"  # noqa: S608
        if vendor == "sqlite":
            refuse = f"SELECT RAISE(ABORT, '{self.message}')"
            frozen = (
                f"CREATE TRIGGER {self.name}_update BEFORE UPDATE ON {self.table} "
                f"BEGIN {refuse}; END"
            )
            return [
                *([] if self.may_change else [frozen]),
                f"CREATE TRIGGER {self.name}_delete BEFORE DELETE ON {self.table} "
                f"BEGIN {refuse} WHERE {there}; END",
                f"CREATE TRIGGER {self.name}_owner AFTER DELETE ON {self.owner} BEGIN {gone} END",
            ]
        refuse = (
            f"RAISE EXCEPTION USING ERRCODE = 'restrict_violation', MESSAGE = '{self.message}';"
        )
        each = f"FOR EACH ROW EXECUTE FUNCTION {self.name}"
        frozen_too = [
            create_function(f"{self.name}_update", refuse),
            f"CREATE TRIGGER {self.name}_update BEFORE UPDATE ON {self.table} {each}_update()",
        ]
        return [
            *([] if self.may_change else frozen_too),
            f"CREATE FUNCTION {self.name}_delete() RETURNS trigger LANGUAGE plpgsql AS "
            f"$$ BEGIN IF {there} THEN {refuse} END IF; RETURN OLD; END $$",
            f"CREATE TRIGGER {self.name}_delete BEFORE DELETE ON {self.table} {each}_delete()",
            create_function(f"{self.name}_owner", gone),
            f"CREATE TRIGGER {self.name}_owner AFTER DELETE ON {self.owner} {each}_owner()",
        ]

    def backward_statements(self, vendor: str) -> list[str]:
        names = [f"{self.name}_update", f"{self.name}_delete"]
        if vendor == "sqlite":
            return drop_triggers(vendor, self.table, [*names, f"{self.name}_owner"])
        return [
            *drop_triggers(vendor, self.table, names),
            *drop_triggers(vendor, self.owner, [f"{self.name}_owner"]),
        ]

    def describe(self) -> str:
        return f"Only add to {self.table}: {self.message}"


class LatestState(Statements):
    """Keep in `into` what the latest row of `events` says, by `keys`.

    The latest by `moment`; at the same moment the one whose `status` ranks highest. `copied`
    says which column of the state takes which of the event. Nobody else writes the state.
    """

    def __init__(
        self,
        name: str,
        events: str,
        *,
        into: str,
        keys: Sequence[str],
        moment: tuple[str, str],
        status: str,
        ranks: Mapping[str, int],
        copied: Mapping[str, str],
        message: str,
    ) -> None:
        self.name = name
        self.events = events
        self.into = into
        self.keys = list(keys)
        self.moment = moment  # of the state, and of the event
        self.status = status
        self.ranks = dict(ranks)
        self.copied = dict(copied)
        self.message = message

    def forward_statements(self, vendor: str) -> list[str]:
        return self._on_sqlite() if vendor == "sqlite" else self._on_postgres()

    def backward_statements(self, vendor: str) -> list[str]:
        guards = [f"{self.name}_guard_{event}" for event in ("insert", "update")]
        names = guards if vendor == "sqlite" else [f"{self.name}_guard"]
        return [
            *drop_triggers(vendor, self.events, [self.name]),
            *drop_triggers(vendor, self.into, names),
        ]

    def describe(self) -> str:
        return f"Keep {self.into} from {self.events}"

    def _rank(self, row: str) -> str:
        whens = " ".join(f"WHEN '{value}' THEN {rank}" for value, rank in self.ranks.items())
        return f"CASE {row}.{self.status} {whens} END"

    def _insert(self, source: str) -> str:
        keys = ", ".join(self.keys)
        columns = ", ".join([*self.keys, *self.copied])
        values = ", ".join(f"e.{column}" for column in [*self.keys, *self.copied.values()])
        since = self.moment[0]
        sets = ", ".join(f"{column} = EXCLUDED.{column}" for column in self.copied)
        return (
            f"INSERT INTO {self.into} ({columns}) {source.format(values=values)} "
            f"ON CONFLICT ({keys}) DO UPDATE SET {sets} "
            f"WHERE (EXCLUDED.{since}, {self._rank('EXCLUDED')}) > "
            f"({self.into}.{since}, {self._rank(self.into)});"
        )

    def _on_postgres(self) -> list[str]:
        keys = ", ".join(f"e.{key}" for key in self.keys)
        order = f"{keys}, e.{self.moment[1]} DESC, {self._rank('e')} DESC, e.id"
        latest = f"SELECT DISTINCT ON ({keys}) {{values}} FROM new_rows e ORDER BY {order}"  # noqa: S608
        refuse = (
            f"RAISE EXCEPTION USING ERRCODE = 'restrict_violation', MESSAGE = '{self.message}';"
        )
        return [
            create_function(self.name, self._insert(latest)),
            f"CREATE TRIGGER {self.name} AFTER INSERT ON {self.events} REFERENCING NEW TABLE "
            f"AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION {self.name}()",
            create_function(f"{self.name}_guard", refuse),
            # At depth 0 somebody writes it who is no trigger.
            f"CREATE TRIGGER {self.name}_guard BEFORE INSERT OR UPDATE ON {self.into} "
            f"FOR EACH ROW WHEN (pg_trigger_depth() = 0) EXECUTE FUNCTION {self.name}_guard()",
        ]

    def _on_sqlite(self) -> list[str]:
        values = ", ".join(f"NEW.{column}" for column in [*self.keys, *self.copied.values()])
        same = " AND ".join(
            f"e.{event} = NEW.{state}"
            for state, event in {**{key: key for key in self.keys}, **self.copied}.items()
        )
        said = f"EXISTS (SELECT 1 FROM {self.events} e WHERE {same})"  # noqa: S608
        return [
            f"CREATE TRIGGER {self.name} AFTER INSERT ON {self.events} "
            f"BEGIN {self._insert(f'VALUES ({values})')} END",
            *(
                f"CREATE TRIGGER {self.name}_guard_{event} BEFORE {event} ON {self.into} "
                f"WHEN NOT {said} BEGIN SELECT RAISE(ABORT, '{self.message}'); END"
                for event in ("insert", "update")
            ),
        ]


class SharedLock(Statements):
    """On PostgreSQL, have whoever inserts into `table` hold the advisory lock `lock` with others.

    Taken before the rows get their ids. Who takes it alone knows that all rows written so far
    are committed, and that none is until its own end. SQLite has one writer anyway.
    """

    def __init__(self, table: str, lock: str) -> None:
        self.table = table
        self.lock = lock
        self.name = f"a_lock_{lock}"

    def forward_statements(self, vendor: str) -> list[str]:
        if vendor != "postgresql":
            return []
        return [
            create_function(
                self.name, f"PERFORM pg_advisory_xact_lock_shared(hashtext('{self.lock}'));"
            ),
            f"CREATE TRIGGER {self.name} BEFORE INSERT ON {self.table} "
            f"FOR EACH STATEMENT EXECUTE FUNCTION {self.name}()",
        ]

    def backward_statements(self, vendor: str) -> list[str]:
        return drop_triggers(vendor, self.table, [self.name]) if vendor == "postgresql" else []

    def describe(self) -> str:
        return f"Lock {self.lock} while {self.table} is written"


#: Who is there already is written again: a reader who is about to delete the row is waited for.
AGAIN = "ON CONFLICT (contact_id) DO UPDATE SET contact_id = EXCLUDED.contact_id"


class Queued(Statements):
    """Write the key of each row of `table` into `queue` when one of `columns` is written.

    Only while `wanted`, a condition on the database, holds.
    """

    def __init__(
        self, name: str, table: str, *, columns: Sequence[str], key: str, queue: str, wanted: str
    ) -> None:
        self.name = name
        self.table = table
        self.columns = list(columns)
        self.key = key
        self.queue = queue
        self.wanted = wanted

    def forward_statements(self, vendor: str) -> list[str]:
        of = f"UPDATE OF {', '.join(self.columns)}"
        differs = "IS DISTINCT FROM" if vendor == "postgresql" else "IS NOT"
        changed = " OR ".join(f"OLD.{column} {differs} NEW.{column}" for column in self.columns)
        one = (
            f"INSERT INTO {self.queue} (contact_id) SELECT NEW.{self.key} "
            f"WHERE {self.wanted} {AGAIN};"
        )
        if vendor == "sqlite":
            return [
                f"CREATE TRIGGER {self.name}_insert AFTER INSERT ON {self.table} BEGIN {one} END",
                f"CREATE TRIGGER {self.name}_update AFTER {of} ON {self.table} "
                f"WHEN {changed} BEGIN {one} END",
            ]
        rows = (
            f"INSERT INTO {self.queue} (contact_id) SELECT DISTINCT r.{self.key} FROM new_rows r "  # noqa: S608
            f"WHERE {self.wanted} {AGAIN};"
        )
        return [
            create_function(f"{self.name}_insert", rows),
            f"CREATE TRIGGER {self.name}_insert AFTER INSERT ON {self.table} REFERENCING NEW "
            f"TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION {self.name}_insert()",
            create_function(f"{self.name}_update", one),
            f"CREATE TRIGGER {self.name}_update AFTER {of} ON {self.table} FOR EACH ROW "
            f"WHEN ({changed}) EXECUTE FUNCTION {self.name}_update()",
        ]

    def backward_statements(self, vendor: str) -> list[str]:
        return drop_triggers(vendor, self.table, [f"{self.name}_insert", f"{self.name}_update"])

    def describe(self) -> str:
        return f"Queue what is written to {self.table}"
