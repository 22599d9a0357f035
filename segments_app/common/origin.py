"""Where a change comes from, for the audit: the request, or the job, in which it is made (AU-03).

The columns that keep it are filled in by the database, with `FromOrigin` as their default, so
that triggers and statements for many rows need not know of it. PostgreSQL looks at settings of
the session, which are set before the first statement of a transaction that writes. SQLite asks
us, by a function; so the `sqlite3` shell, which has none, cannot write what is audited.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import CharField, Func, Value
from django.db.models.sql.compiler import SQLCompiler

from .requests import request_id

FUNCTION = "segments_origin"
WRITES = ("INSERT", "UPDATE", "DELETE", "WITH", "MERGE")
IDLE, IN_ERROR = 0, 3  # of a transaction, as libpq says
job_key: ContextVar[str] = ContextVar("job_key", default="")
ORIGINS: dict[str, ContextVar[str]] = {"request": request_id, "job": job_key}


@contextmanager
def in_job(key: int) -> Iterator[None]:
    """Have what is written inside name this job."""
    token = job_key.set(str(key))
    try:
        yield
    finally:
        job_key.reset(token)


class FromOrigin(Func):
    """The id of the request, or of the job, that a row is written in: "" outside of them."""

    function = FUNCTION

    def __init__(self, name: str) -> None:
        self.name = name
        super().__init__(Value(name), output_field=CharField())

    def as_postgresql(
        self, compiler: SQLCompiler, connection: BaseDatabaseWrapper, **extra: Any
    ) -> tuple[str, list[Any]]:
        return f"COALESCE(current_setting('segments.{self.name}', true), '')", []

    def deconstruct(self) -> tuple[str, tuple[Any, ...], dict[str, Any]]:
        return f"{__name__}.FromOrigin", (self.name,), {}


def tell_origin(connection: BaseDatabaseWrapper, **_signal: Any) -> None:
    """Receive a new connection: have the database know where changes come from."""
    if connection.vendor == "sqlite":
        connection.connection.create_function(FUNCTION, 1, lambda name: ORIGINS[name].get())
    elif _stamped not in connection.execute_wrappers:
        connection.execute_wrappers.append(_stamped)


def _stamped(
    execute: Callable[..., Any],
    sql: Any,
    params: Any,
    many: bool,  # noqa: FBT001 - as Django calls it
    context: dict[str, Any],
) -> Any:
    """Set the settings before what writes, once a transaction; a rollback takes them back."""
    connection = context["connection"]
    status = connection.connection.get_transaction_status()
    statement = str(sql).lstrip()
    if status == IDLE or statement.startswith("ROLLBACK TO"):
        connection.origin = None
    if status != IN_ERROR and statement.startswith(WRITES):
        origin = [each for name, var in ORIGINS.items() for each in (f"segments.{name}", var.get())]
        if getattr(connection, "origin", None) != origin:
            is_local = not connection.get_autocommit()
            with connection.wrap_database_errors, connection.connection.cursor() as cursor:
                cursor.execute(
                    "SELECT set_config(%s, %s, %s), set_config(%s, %s, %s)",
                    [*origin[:2], is_local, *origin[2:], is_local],
                )
            connection.origin = origin
    return execute(sql, params, many, context)
