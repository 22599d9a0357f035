"""Many keys in one query."""

import json
from collections.abc import Iterable
from typing import Any

from django.db import connection
from django.db.models import BooleanField, F, Func, QuerySet
from django.db.models.expressions import Combinable


class Among(Func):
    """Whether a column holds one of many keys, which are numbers; all are one value of the query.

    Ten thousand keys that are a value each took PostgreSQL ten times as long to read as the rows.
    Of a CASE on this it makes a table of them in memory; else it finds them by an index.
    """

    output_field = BooleanField()

    def __init__(self, column: str, keys: Iterable[int]) -> None:
        super().__init__(F(column))
        self.keys = ",".join(map(str, keys))

    def as_sql(  # type: ignore[override]  # nobody gives it a template
        self, compiler: Any, connection: Any
    ) -> tuple[str, list[Any]]:
        column, params = compiler.compile(self.get_source_expressions()[0])
        if connection.vendor == "postgresql":
            return f"{column} = ANY(%s::bigint[])", [*params, f"{{{self.keys}}}"]
        listed = f"{column} IN (SELECT value FROM json_each(%s))"  # noqa: S608
        return listed, [*params, f"[{self.keys}]"]


class AmongTexts(Func):
    """Whether a text is one of many, which are one value of the query, as in `Among`."""

    output_field = BooleanField()

    def __init__(self, column: str | Combinable, texts: Iterable[str]) -> None:
        super().__init__(F(column) if isinstance(column, str) else column)
        self.texts = sorted({*texts})

    def as_sql(  # type: ignore[override]  # nobody gives it a template
        self, compiler: Any, connection: Any
    ) -> tuple[str, list[Any]]:
        column, params = compiler.compile(self.get_source_expressions()[0])
        if connection.vendor == "postgresql":
            return f"{column} = ANY(%s::text[])", [*params, self.texts]
        listed = f"{column} IN (SELECT value FROM json_each(%s))"  # noqa: S608
        return listed, [*params, json.dumps(self.texts)]


def first_in_bitmap(rows: QuerySet[Any], bitmap: bytes, *, among: int, count: int) -> list[int]:
    """Return the first keys of ordered rows whose bit is set, looked for among so many rows.

    PostgreSQL's alone. Where an index holds key and order, no row is read.
    """
    walked, params = rows.values_list("pk")[:among].query.sql_with_params()
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT id FROM ({walked}) AS walked (id) "  # noqa: S608
            "WHERE CASE WHEN id < %s THEN get_bit(%s, id) = 1 END LIMIT %s",
            [*params, 8 * len(bitmap), bitmap, count],
        )
        return [key for (key,) in cursor]
