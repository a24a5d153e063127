"""Reading: what one `fit` row of acute_timecourse states, in numbers; rows marked `validate` are refused."""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from wane.errors import EvidenceError, FileFormatError

Row = Mapping[str, str]
Settings = Mapping[str, object]


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """One statement of one row. `value` is the middle of what the row gives, `half_range` half of its range.

    `time_min` counts from the start of dosing unless `from_end`. `factor` widens the error of weak sources.
    """

    row: str
    study: str
    kind: str
    arms: tuple[str, ...]
    time_min: float | None
    from_end: bool
    value: float | None
    half_range: float
    sd: float | None
    n: float | None
    factor: float
    extra: Mapping[str, float] = field(default_factory=dict)
    series: tuple[float, ...] = ()


def read_rows(
    rows: Iterable[Row], readings: Iterable[Mapping[str, object]], factors: Mapping[str, float]
) -> tuple[Reading, ...]:
    """Readings of these rows; an unknown row or one that is not `fit` is an error."""
    by_id = {row["id"]: row for row in rows}
    absent = [str(r["row"]) for r in readings if str(r["row"]) not in by_id]
    if absent:
        raise FileFormatError(
            f"data/effect/acute_fit.yaml names rows that do not exist: {', '.join(absent)}: correct the ids."
        )
    refused = sorted({str(r["row"]) for r in readings if by_id[str(r["row"])]["use"] != "fit"})
    if refused:
        raise EvidenceError(
            f"Rows kept for validation cannot be fitted: {', '.join(refused)}: take them out of the readings."
        )
    return tuple(_read(by_id[str(r["row"])], r, factors) for r in readings)


def digest_of(rows: Iterable[Row]) -> str:
    """SHA-256 over these rows, whatever their order."""
    text = json.dumps(sorted(sorted(row.items()) for row in rows), ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()


_TEXT = {"row", "kind", "arms", "why", "time_min", "n"}


def _read(row: Row, reading: Mapping[str, object], factors: Mapping[str, float]) -> Reading:
    value, half_range = _middle(row, "mean")
    given_time = reading.get("time_min")
    listed = {name: v for name, v in reading.items() if name not in _TEXT}
    return Reading(
        row=row["id"],
        study=row["study"],
        kind=str(reading["kind"]),
        arms=tuple(_names(reading.get("arms", ()))),
        time_min=_number(given_time) if given_time is not None else _middle(row, "time_min")[0],
        from_end=row["time_from"] == "end" and given_time is None,
        value=value,
        half_range=half_range,
        sd=_printed(row["sd"]),
        n=_number(reading["n"]) if "n" in reading else _printed(row["n"]),
        factor=factors[row["confidence"]],
        extra={name: _number(v) for name, v in listed.items() if not isinstance(v, list)},
        series=tuple(_number(x) for v in listed.values() if isinstance(v, list) for x in v),
    )


def _middle(row: Row, column: str) -> tuple[float | None, float]:
    """Middle and half range of a quantity given as one number, a range, or a limit; None where nothing was given."""
    ends = [x for x in (_printed(row[f"{column}_low"]), _printed(row[f"{column}_high"])) if x is not None]
    if not ends:
        return _printed(row[column]), 0.0
    return 0.5 * (ends[0] + ends[-1]), 0.5 * (ends[-1] - ends[0])


def _printed(text: str) -> float | None:
    return float(text) if text else None


def _number(value: object) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise FileFormatError(f"data/effect/acute_fit.yaml: a number was expected, {value!r} came.")
    return float(value)


def _names(value: object) -> tuple[str, ...]:
    if not isinstance(value, list | tuple):
        raise FileFormatError(f"data/effect/acute_fit.yaml: a list of arms was expected, {value!r} came.")
    return tuple(str(v) for v in value)
