"""One table of everything that was predicted and never fitted: sessions, relief, whole trials."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from wane.report.as_json import JsonObject, rounded
from wane.validate.comparison import Validation
from wane.validate.relief_comparison import ReliefComparison, ReliefValidation

SCHEMA_ID = "wane.validate_all/1"
HEAD = ("Family", "Numbers", "Studies", "In their 90 % interval", "Rows without a prediction")
ROWS_HEAD = ("Family", "Row", "What", "Observed", "Predicted", "90 %", "Hit")
SESSION, RELIEF, TRIALS = "session", "relief", "trials"


@dataclass(frozen=True, slots=True, kw_only=True)
class TableRow:
    """One number of one family."""

    family: str
    id: str
    study: str
    quantity: str
    unit: str
    observed: str
    predicted: float
    low90: float
    high90: float
    is_inside: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Families:
    """All three validations."""

    session: Validation
    relief: ReliefValidation
    trials: ReliefValidation


def table_rows(found: Families) -> list[TableRow]:
    """Every number once, family by family."""
    sessions = [
        TableRow(
            family=SESSION, id=row.id, study=row.study, quantity=row.quantity, unit=row.observed.unit,
            observed=str(row.observed), predicted=row.predicted, low90=row.low90, high90=row.high90,
            is_inside=row.is_inside,
        )
        for row in found.session.comparisons
    ]  # fmt: skip
    relief = [_relief(RELIEF, one) for one in found.relief.comparisons]
    return [*sessions, *relief, *(_relief(TRIALS, one) for one in found.trials.comparisons)]


def _relief(family: str, one: ReliefComparison) -> TableRow:
    return TableRow(
        family=family, id=one.id, study=one.study, quantity=one.quantity, unit=one.unit, observed=f"{one.observed:.3g}",
        predicted=one.predicted, low90=one.low90, high90=one.high90, is_inside=one.inside_90,
    )  # fmt: skip


def family_rows(found: Families) -> list[tuple[str, ...]]:
    """One row a family: how many numbers of how many studies, how many of them hit."""
    rows = table_rows(found)
    left = {
        SESSION: len(found.session.not_predicted),
        RELIEF: len(found.relief.not_predicted),
        TRIALS: len(found.trials.not_predicted),
    }
    return [_family([row for row in rows if row.family == name], name, left[name]) for name in left]


def _family(rows: Sequence[TableRow], name: str, left: int) -> tuple[str, ...]:
    hits = sum(row.is_inside for row in rows)
    share = f"{hits} ({100.0 * hits / len(rows):.0f} %)" if rows else "–"
    return (name, str(len(rows)), str(len({row.study for row in rows})), share, str(left))


def render_families_text(found: Families) -> str:
    """The families, then every miss."""
    lines = [*_columns([HEAD, *family_rows(found)]), "", "MISSES"]
    for row in table_rows(found):
        if not row.is_inside:
            lines += [
                f"  {row.id}  {row.quantity}",
                f"      observed {row.observed} {row.unit}, predicted {_span(row)}",
            ]
    return "\n".join(lines) + "\n"


def render_families_markdown(found: Families) -> str:
    """The families and every number, as docs/validation/index.md holds them."""
    return "\n".join([*_markdown(HEAD, family_rows(found)), "", *_markdown(ROWS_HEAD, [*_cells(found)])])


def render_families_json(found: Families) -> str:
    """One object: families and numbers."""
    return json.dumps(families_object(found), ensure_ascii=False, allow_nan=False, indent=1) + "\n"


def families_object(found: Families) -> JsonObject:
    """Families with their counts, and every number."""
    rows = table_rows(found)
    families: list[JsonObject] = []
    for name, _, _, _, left in family_rows(found):
        own = [row for row in rows if row.family == name]
        families.append(
            {
                "family": name,
                "numbers": len(own),
                "studies": len({row.study for row in own}),
                "inside_90": sum(row.is_inside for row in own),
                "not_predicted": int(left),
            }
        )
    return {"schema": SCHEMA_ID, "families": list(families), "numbers": [_number(row) for row in rows]}


def _number(row: TableRow) -> JsonObject:
    return {
        "family": row.family,
        "row": row.id,
        "study": row.study,
        "quantity": row.quantity,
        "unit": row.unit,
        "observed": row.observed,
        "predicted": rounded(row.predicted),
        "low90": rounded(row.low90),
        "high90": rounded(row.high90),
        "inside_90": row.is_inside,
    }


def _cells(found: Families) -> Iterator[tuple[str, ...]]:
    for row in table_rows(found):
        ends = f"{row.low90:.3g} to {row.high90:.3g}"
        hit = "yes" if row.is_inside else "**no**"
        yield (
            row.family, f"`{row.id}`", row.quantity, f"{row.observed} {row.unit}", f"{row.predicted:.3g}", ends, hit,
        )  # fmt: skip


def _span(row: TableRow) -> str:
    return f"{row.predicted:.3g} ({row.low90:.3g} to {row.high90:.3g})"


def _markdown(head: Sequence[str], rows: Sequence[Sequence[str]]) -> list[str]:
    return [f"| {' | '.join(cells)} |" for cells in (head, ["---"] * len(head), *rows)]


def _columns(rows: Sequence[Sequence[str]]) -> Iterator[str]:
    widths = [max(len(row[i]) for row in rows) for i in range(len(rows[0]))]
    for row in rows:
        yield "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
