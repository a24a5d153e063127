"""AU-4: no code of the clinic changes or removes rows in bulk, around the actions and their audit."""

import ast
from pathlib import Path

import pytest

import wane_clinic

ROOT = Path(wane_clinic.__file__).parent
SOURCES = sorted(path for path in ROOT.rglob("*.py") if "migrations" not in path.parts)
CLOSED = {"update", "bulk_update", "delete", "bulk_create", "raw", "extra", "update_or_create", "aupdate", "adelete"}
ALLOWED = {
    ("actions/settings.py", "update"),  # lines of a vital sign that were replaced say when
    ("audit/record.py", "update"),  # the head moves on by one event
    ("web/kept.py", "delete"),  # what the server's processes keep for a while: no record
}
QUERIES = {"objects", "filter", "exclude", "all", "select_for_update", "order_by", "get_queryset"}


def on_a_query(call: ast.Call) -> bool:
    """Whether a call stands at the end of something that asks the database."""
    names = {node.attr for node in ast.walk(call.func) if isinstance(node, ast.Attribute)}
    return bool(names & QUERIES)


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_au_4_nothing_is_changed_or_removed_in_bulk(path: Path) -> None:
    calls = [node for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))) if isinstance(node, ast.Call)]
    found = {
        (path.relative_to(ROOT).as_posix(), call.func.attr)
        for call in calls
        if isinstance(call.func, ast.Attribute) and call.func.attr in CLOSED and on_a_query(call)
    }

    assert found <= ALLOWED


def test_what_is_allowed_is_there() -> None:
    assert [name for name, _ in ALLOWED if not (ROOT / name).is_file()] == []
