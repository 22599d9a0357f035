"""An UPDATE that is put together once, for whoever runs it row after row."""

from collections.abc import Mapping
from typing import Any, cast

from django.db import connection, models, transaction
from django.db.models.expressions import RawSQL
from django.db.models.sql import UpdateQuery


class Given:
    """A place in a statement for a value that is known when it runs, written as `field` is."""

    def __init__(self, name: str, field: "models.Field[Any, Any]") -> None:
        self.name, self.field = name, field


class Repeated:
    """Changes rows as `update` does; by far the most of what that costs is spent here, once."""

    def __init__(self, rows: models.QuerySet[Any], /, **columns: Any) -> None:
        query: Any = rows.query.chain(UpdateQuery)
        query.add_update_values(columns)
        self.sql, self.params = query.get_compiler(connection=connection).as_sql()

    def run(self, **values: Any) -> int:
        """Run it with values for what was given; return how many rows were changed."""
        with connection.cursor() as cursor:
            cursor.execute(self.sql, self._filled(values))
            return int(cursor.rowcount)

    def run_after(self, other: "Repeated", values: Mapping[str, Any], /, **own_values: Any) -> int:
        """Run it after another, both or none; return how many rows this one has changed.

        PostgreSQL is told both at once, and makes one transaction of what it is told at once.
        """
        if connection.vendor != "postgresql":
            with transaction.atomic():
                other.run(**values)
                return self.run(**own_values)
        with connection.cursor() as cursor:
            cursor.execute(
                f"{other.sql}; {self.sql}", [*other._filled(values), *self._filled(own_values)]
            )
            return int(cursor.rowcount)

    def _filled(self, values: Mapping[str, Any]) -> list[Any]:
        return [
            one.field.get_db_prep_value(values[one.name], connection)
            if isinstance(one, Given)
            else one
            for one in self.params
        ]


def given(model: type[models.Model], field: str, name: str = "") -> RawSQL:
    """Return a place for a value of a field, called `name` or as the field is."""
    column = cast("models.Field[Any, Any]", model._meta.get_field(field))
    return RawSQL("%s", [Given(name or field, column)], output_field=column)
