"""Validation of the session: every `validate` row of kinetics and acute effects, predicted with nothing tuned."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Final

from wane.errors import UnsupportedError
from wane.evidence.reading import Row, load_table
from wane.validate import concentrations, effects
from wane.validate.comparison import Comparison, NotPredicted, Validation, remark_of

Compare = Callable[..., Comparison]
TABLES: Final = (
    ("pk_observations", concentrations.compare_concentration, concentrations.quantity),
    ("acute_timecourse", effects.compare_effect, effects.quantity),
)


def validate_rows() -> tuple[Row, ...]:
    """Every row that is judged and never fitted."""
    return tuple(row for table, _, _ in TABLES for row in load_table(table) if row["use"] == "validate")


def compare_rows(*, people: int, seed: int) -> Iterator[Comparison | NotPredicted]:
    """Each row in turn: compared, or why not. Each draws its people from the seed, so none depends on another."""
    for table, compare, quantity in TABLES:
        for row in load_table(table):
            if row["use"] != "validate":
                continue
            try:
                yield replace(compare(row, people=people, seed=seed), remark=remark_of(row))
            except UnsupportedError as reason:
                yield NotPredicted(
                    id=row["id"],
                    study=row["study"],
                    quantity=quantity(row),
                    reason=str(reason),
                    remark=remark_of(row),
                )


def validate_session(*, people: int = 1000, seed: int = 1) -> Validation:
    """All rows together."""
    return gathered(compare_rows(people=people, seed=seed), people=people, seed=seed)


def gathered(results: Iterator[Comparison | NotPredicted], *, people: int, seed: int) -> Validation:
    """What single rows gave, as one validation."""
    rows = tuple(results)
    return Validation(
        comparisons=tuple(row for row in rows if isinstance(row, Comparison)),
        not_predicted=tuple(row for row in rows if isinstance(row, NotPredicted)),
        people=people,
        seed=seed,
    )
