"""Triggers that make the database itself refuse to change or remove what is on record, on SQLite and on PostgreSQL.

They hold against this application and against a slip in a database shell; whoever owns the database can drop them, and
then the chain of hashes shows what was done to the audit. They are put in place after every migration: SQLite loses
those of a table that it alters.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Final

from django.db import connections, models, transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

EVENT: Final = "audit_auditevent"
HEAD: Final = "audit_audithead"
FORWARD: Final = "WHEN (NEW.seq <> OLD.seq + 1)"
REFUSAL: Final = "An audit event is never changed or removed."
BACKWARDS: Final = "The head of the audit moves on by one event at a time."
ON_RECORD: Final = "What is on record is never changed or removed: it is amended."


@dataclass(frozen=True, slots=True, kw_only=True)
class Trigger:
    """One trigger; `event` is what it stops, such as UPDATE. `unless` asks other tables, `{same}` in it compares."""

    name: str
    table: str
    event: str
    words: str
    when: str = ""
    unless: str = ""


AUDIT: Final = (
    Trigger(name="audit_event_no_update", table=EVENT, event="UPDATE", words=REFUSAL),
    Trigger(name="audit_event_no_delete", table=EVENT, event="DELETE", words=REFUSAL),
    Trigger(name="audit_head_forward", table=HEAD, event="UPDATE", words=BACKWARDS, when=FORWARD),
    Trigger(name="audit_head_no_delete", table=HEAD, event="DELETE", words=REFUSAL),
    Trigger(name="audit_event_no_truncate", table=EVENT, event="TRUNCATE", words=REFUSAL),
    Trigger(name="audit_head_no_truncate", table=HEAD, event="TRUNCATE", words=REFUSAL),
)
KEPT: Final[dict[str, tuple[Trigger, ...]]] = {"audit": AUDIT}
"""Triggers by table, those of the audit under its name; the rooms above add theirs with `keep`."""


def keep(model: type[models.Model], *, moves: Iterable[str], versions: "Versions | None" = None) -> None:
    """No row of the table is removed, and no column changes but those of `moves`, and others beside a version alone."""
    table, versioned = model._meta.db_table, () if versions is None else versions.columns
    free = {*moves, *versioned}
    columns = [
        str(field.column) for field in model._meta.concrete_fields if field.primary_key or field.name not in free
    ]
    triggers = [
        Trigger(name=f"{table}_no_delete", table=table, event="DELETE", words=ON_RECORD),
        Trigger(name=f"{table}_no_truncate", table=table, event="TRUNCATE", words=ON_RECORD),
        Trigger(name=f"{table}_no_update", table=table, event=_update_of(columns), words=ON_RECORD),
    ]
    if versions is not None:
        changed, unless = _update_of(_columns(model, versions.columns)), _is_kept(model, versions)
        triggers.append(Trigger(name=f"{table}_versioned", table=table, event=changed, words=ON_RECORD, unless=unless))
    KEPT[table] = tuple(triggers)


@dataclass(frozen=True, slots=True, kw_only=True)
class Versions:
    """Columns that may change once the last row of `table` that points to their row holds what all of `kept` said.

    A version is spent by the change that it was made for: from then on it holds something else than the row.
    """

    table: type[models.Model]
    columns: tuple[str, ...]
    kept: tuple[str, ...]


def _columns(model: type[models.Model], names: Iterable[str]) -> list[str]:
    by_name = {field.name: str(field.column) for field in model._meta.concrete_fields}
    return [by_name[name] for name in sorted(names)]


def _update_of(columns: Iterable[str]) -> str:
    return "UPDATE OF " + ", ".join(f'"{column}"' for column in columns)


def _is_kept(model: type[models.Model], versions: Versions) -> str:
    """Whether the last version of the row holds what it says now."""
    table = versions.table._meta.db_table
    link = next(field.column for field in versions.table._meta.concrete_fields if field.related_model is model)
    same = " AND ".join(f'v."{name}" {{same}} OLD."{name}"' for name in _columns(model, versions.kept))
    last = f'(SELECT MAX(w."id") FROM "{table}" w WHERE w."{link}" = OLD."id")'
    return f'EXISTS (SELECT 1 FROM "{table}" v WHERE v."id" = {last} AND {same})'


def install(connection: BaseDatabaseWrapper) -> None:
    """Put the triggers of all tables that are there in place, anew where they already are."""
    remove(connection)
    _run(connection, [words for trigger in _those_of(connection) for words in _statements(connection, trigger)])


def remove(connection: BaseDatabaseWrapper) -> None:
    """Take the triggers away, for a migration that moves data and for tests that empty every table."""
    on = "" if connection.vendor == "sqlite" else " ON {table}"
    drop = "DROP TRIGGER IF EXISTS {name}" + on
    _run(connection, [drop.format(name=each.name, table=each.table) for each in _those_of(connection)])


def remove_before_migration(*, using: str, **_: Any) -> None:
    """`remove`, as the signal before a migration calls it: SQLite alters no table that a trigger elsewhere reads."""
    with transaction.atomic(using=using):
        remove(connections[using])


def install_after_migration(*, using: str, **_: Any) -> None:
    """`install`, as the signal after a migration calls it."""
    with transaction.atomic(using=using):
        install(connections[using])


def install_by_migration(_: object, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """`install`, as a migration calls it."""
    install(schema_editor.connection)


def remove_by_migration(_: object, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """`remove`, as a migration calls it."""
    remove(schema_editor.connection)


def _those_of(connection: BaseDatabaseWrapper) -> list[Trigger]:
    """SQLite empties a table by DELETE alone: it knows no TRUNCATE."""
    there, is_sqlite = set(connection.introspection.table_names()), connection.vendor == "sqlite"
    found = [trigger for triggers in KEPT.values() for trigger in triggers if trigger.table in there]
    return [trigger for trigger in found if not (is_sqlite and trigger.event == "TRUNCATE")]


def _statements(connection: BaseDatabaseWrapper, trigger: Trigger) -> list[str]:
    head = f'CREATE TRIGGER {trigger.name} BEFORE {trigger.event} ON "{trigger.table}"'
    if connection.vendor == "sqlite":
        unless = f"WHEN NOT ({trigger.unless.format(same='IS')})" if trigger.unless else ""
        return [f"{head} {trigger.when}{unless} BEGIN SELECT RAISE(ABORT, '{trigger.words}'); END"]
    refused = f"RAISE EXCEPTION '{trigger.words}';"
    if trigger.unless:
        same = trigger.unless.format(same="IS NOT DISTINCT FROM")
        refused = f"IF NOT ({same}) THEN {refused} END IF; RETURN NEW;"
    body = f"BEGIN {refused} END"
    function = f"CREATE OR REPLACE FUNCTION {trigger.name}() RETURNS trigger LANGUAGE plpgsql AS $${body}$$"
    level = "STATEMENT" if trigger.event == "TRUNCATE" else "ROW"
    return [function, f"{head} FOR EACH {level} {trigger.when} EXECUTE FUNCTION {trigger.name}()"]


def _run(connection: BaseDatabaseWrapper, statements: list[str]) -> None:
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)
