"""Triggers that make the database itself refuse to change or remove an event, on SQLite and on PostgreSQL.

They hold against this application and against a slip in a database shell; whoever owns the database can drop them, and
then the chain of hashes shows what was done.
"""

from typing import Final

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

EVENT: Final = "audit_auditevent"
HEAD: Final = "audit_audithead"
REFUSAL: Final = "An audit event is never changed or removed."
BACKWARDS: Final = "The head of the audit moves on by one event at a time."


def install(connection: BaseDatabaseWrapper) -> None:
    """Put the triggers in place; harmless where they already are."""
    _run(connection, SQLITE if connection.vendor == "sqlite" else POSTGRESQL)


def remove(connection: BaseDatabaseWrapper) -> None:
    """Take the triggers away, for a migration back to nothing and for tests that empty every table."""
    _run(connection, [f"DROP TRIGGER IF EXISTS {name}{_of(connection, table)}" for name, table in NAMES])


def install_by_migration(_: object, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """`install`, as a migration calls it."""
    install(schema_editor.connection)


def remove_by_migration(_: object, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """`remove`, as a migration calls it."""
    remove(schema_editor.connection)


def _of(connection: BaseDatabaseWrapper, table: str) -> str:
    return "" if connection.vendor == "sqlite" else f" ON {table}"


def _run(connection: BaseDatabaseWrapper, statements: list[str]) -> None:
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


def _sqlite(*, name: str, table: str, operation: str, when: str, words: str) -> str:
    does = f"BEGIN SELECT RAISE(ABORT, '{words}'); END"
    return f"CREATE TRIGGER IF NOT EXISTS {name} BEFORE {operation} ON {table} {when} {does}"


NAMES: Final = [
    ("audit_event_no_update", EVENT),
    ("audit_event_no_delete", EVENT),
    ("audit_head_forward", HEAD),
    ("audit_head_no_delete", HEAD),
    ("audit_event_no_truncate", EVENT),
    ("audit_head_no_truncate", HEAD),
]
FORWARD: Final = "WHEN (NEW.seq <> OLD.seq + 1)"
SQLITE: Final = [
    _sqlite(name="audit_event_no_update", table=EVENT, operation="UPDATE", when="", words=REFUSAL),
    _sqlite(name="audit_event_no_delete", table=EVENT, operation="DELETE", when="", words=REFUSAL),
    _sqlite(name="audit_head_forward", table=HEAD, operation="UPDATE", when=FORWARD, words=BACKWARDS),
    _sqlite(name="audit_head_no_delete", table=HEAD, operation="DELETE", when="", words=REFUSAL),
]


def _function(*, name: str, words: str) -> str:
    body = f"BEGIN RAISE EXCEPTION '{words}'; END"
    return f"CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $${body}$$"


def _postgresql(*, name: str, event: str, level: str, function: str) -> list[str]:
    drop = f"DROP TRIGGER IF EXISTS {name} ON {event.split(' ON ')[1]}"
    return [drop, f"CREATE TRIGGER {name} BEFORE {event} FOR EACH {level} EXECUTE FUNCTION {function}()"]


_ROWS: Final = [
    ("audit_event_no_update", f"UPDATE ON {EVENT}", "ROW", "audit_refuse"),
    ("audit_event_no_delete", f"DELETE ON {EVENT}", "ROW", "audit_refuse"),
    ("audit_head_forward", f"UPDATE ON {HEAD}", f"ROW {FORWARD}", "audit_refuse_backwards"),
    ("audit_head_no_delete", f"DELETE ON {HEAD}", "ROW", "audit_refuse"),
    ("audit_event_no_truncate", f"TRUNCATE ON {EVENT}", "STATEMENT", "audit_refuse"),
    ("audit_head_no_truncate", f"TRUNCATE ON {HEAD}", "STATEMENT", "audit_refuse"),
]
POSTGRESQL: Final = [
    _function(name="audit_refuse", words=REFUSAL),
    _function(name="audit_refuse_backwards", words=BACKWARDS),
    *(
        statement
        for name, event, level, function in _ROWS
        for statement in _postgresql(name=name, event=event, level=level, function=function)
    ),
]
