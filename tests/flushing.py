"""Emptying the test database although it refuses to delete history.

A transactional test ends in a flush. On SQLite that is one DELETE a table, which the triggers
that keep history refuse; PostgreSQL truncates, which fires none.
"""

from django.db.backends.sqlite3 import base  # first: its operations import it in turn

GUARDS = "SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND sql LIKE '%BEFORE DELETE%'"


DatabaseOperations = base.DatabaseWrapper.ops_class


def let_flushes_through():
    """Take the guards away for the time of each flush."""
    flush = DatabaseOperations.execute_sql_flush

    def execute_sql_flush(self, sql_list):
        with self.connection.cursor() as cursor:
            guards = cursor.execute(GUARDS).fetchall()
            for name, _sql in guards:
                cursor.execute(f'DROP TRIGGER "{name}"')
            try:
                flush(self, sql_list)
            finally:
                for _name, sql in guards:
                    cursor.execute(sql)

    DatabaseOperations.execute_sql_flush = execute_sql_flush
