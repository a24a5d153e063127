"""Observed: what studies saw by a route that has no model, as notes of the plan and never as its numbers."""

from collections.abc import Iterator, Mapping
from typing import Final

from wane.evidence.reading import Row, load_table
from wane.models.regimen import Drug, Route
from wane.plan.session_plan import Finding, Verdict

_DRUGS: Final[Mapping[Drug, str]] = {Drug.KETAMINE: "racemic ketamine", Drug.ESKETAMINE: "esketamine"}
_SAID: Final[Mapping[str, str]] = {
    "onset_time": "began {time_min} min after the dose",
    "peak_time": "was highest {time_min} min after the dose",
    "resolved_by": "was over by {time_min} min after the dose",
    "mean_change": "rose by {mean} {unit} on average",
    "mean": "was {mean} {unit} on average",
}
_ENDPOINTS: Final[Mapping[str, str]] = {
    "dissociation": "dissociation",
    "CADSS": "CADSS",
    "SBP": "systolic pressure",
    "DBP": "diastolic pressure",
    "HR": "heart rate",
    "SBP_HR": "the rise of pressure and pulse",
}


def observed_effects(drug: Drug, route: Route) -> tuple[Finding, ...]:
    """Fit rows of groups by this route; those of the other drug are marked as carried over."""
    return tuple(_findings(drug, route))


def _findings(drug: Drug, route: Route) -> Iterator[Finding]:
    for row in load_table("acute_timecourse"):
        if row["route"].casefold() != route or row["use"] != "fit" or row["drug"] not in _DRUGS.values():
            continue
        if row["stat"] not in _SAID or row["endpoint"] not in _ENDPOINTS or int(row["n"] or 0) < 2:
            continue
        yield Finding(
            id=f"observed.{row['id']}",
            verdict=Verdict.PROCEED,
            sentence=_sentence(row),
            strength="observed in one study",
            confidence=row["confidence"],
            source=row["id"],
            extended_from=None if row["drug"] == _DRUGS[drug] else f"{row['drug']} {row['route']}",
            is_checked=bool(row["checked"]),
            head="Observed by this route",
        )


def _sentence(row: Row) -> str:
    dose = f"{row['dose_printed'] or row['dose']} {row['dose_unit']}"
    note = f" ({row['note']})" if row["note"] else ""
    return (
        f"Observed after {row['drug']} {dose} {row['route']} in {row['n']} people ({row['study'].replace('_', ' ')}, "
        f"{row['population']}): {_ENDPOINTS[row['endpoint']]} {_SAID[row['stat']].format(**row)}{note}."
    )
