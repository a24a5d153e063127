"""Rows of the evidence tables as readings, by the rules of data/effect/relief_fit.yaml; `validate` rows are refused."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import cast

import numpy as np

from wane.errors import EvidenceError, FileFormatError
from wane.evidence.reading import load_table
from wane.fit.relief.course import Sessions
from wane.fit.relief.exposures import Exposures
from wane.fit.relief.predict import Instrument
from wane.fit.relief.readings import NO_SESSIONS, Arm, Kind, Reading

Row = Mapping[str, str]
Block = Mapping[str, object]

OUTCOME_TABLES = ("mood_outcomes", "pain_outcomes")
DURABILITY_TABLES = ("mood_durability", "pain_durability")
TABLES = OUTCOME_TABLES + DURABILITY_TABLES
KINDS = {
    "kept": Kind.KEPT,
    "mean days": Kind.MEAN_DAYS,
    "median days": Kind.MEDIAN_DAYS,
    "response": Kind.RESPONSE,
}


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Rules:
    """The reading file, the instruments it names and the exposures of its doses."""

    fields: Block
    instruments: Mapping[str, Instrument]
    exposures: Exposures


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Sorted:
    """Readings, and for every row without one the reason."""

    readings: tuple[Reading, ...]
    left_out: Mapping[str, str]


def fit_rows() -> tuple[Row, ...]:
    """The rows a fit may see, of all four tables: `validate` rows are dropped as the tables are read."""
    return tuple(row for table in TABLES for row in load_table(table) if row["use"] == "fit")


def sort_rows(rows: Iterable[Row], rules: Rules) -> Sorted:
    """Every row read or left out with its reason; EvidenceError for a row that is not `fit`."""
    rows = tuple(rows)
    refused = sorted(row["id"] for row in rows if row["use"] != "fit")
    if refused:
        raise EvidenceError(f"Rows kept for validation cannot be fitted: {', '.join(refused)}: leave them out.")
    return read_rows(rows, rules)


def read_rows(rows: Iterable[Row], rules: Rules) -> Sorted:
    """Every row read or left out with its reason, whatever it may be used for: a fit goes through `sort_rows`."""
    prose = {str(b["row"]): b for b in cast(Sequence[Block], rules.fields["durability"])}
    readings: list[Reading] = []
    left_out: dict[str, str] = {}
    for row in rows:
        if row["id"].split(".")[0] in DURABILITY_TABLES:
            block = prose.get(row["id"])
            found = [_durability(row, block, rules)] if block else []
            reason = _rule(row, rules) or str(rules.fields["durability_left_out"])
        else:
            said = _reason(row, rules)
            found = [] if said else _outcomes(row, rules)
            reason = said or str(rules.fields["left_out_otherwise"])
        readings += found
        if not found:
            left_out[row["id"]] = reason
    return Sorted(readings=tuple(readings), left_out=left_out)


def _reason(row: Row, rules: Rules) -> str | None:
    """Why this outcome row is left out, None where nothing says so."""
    said = _rule(row, rules)
    return said or (str(rules.fields["left_out_otherwise"]) if condition_of(row, rules) is None else None)


def _rule(row: Row, rules: Rules) -> str | None:
    """What the first rule that matches says."""
    for rule in cast(Sequence[Mapping[str, str]], rules.fields["left_out"]):
        if rule["column"] not in row or not re.search(rule["like"], row[rule["column"]]):
            continue
        if rule.get("not_in") == condition_of(row, rules):
            continue
        if row["id"] in _block(rules, "rows") and rule["column"] in {"schedule", "time_from"}:
            continue
        return rule["why"]
    return None


def condition_of(row: Row, rules: Rules) -> str | None:
    """The narrowest condition of the fit that this row belongs to."""
    if one := cast(Block, _block(rules, "rows").get(row["id"], {})).get("condition"):
        return str(one)
    family = row["id"].split("_")[0]
    by_scale = cast(Mapping[str, str], rules.fields["scale_conditions"]).get(row.get("scale", ""))
    if by_scale is not None:
        return by_scale
    shared = None
    for name, block in cast(Mapping[str, Block], rules.fields["conditions"]).items():
        if block["family"] != family or not matches(row["condition"], block):
            continue
        if name != "chronic_pain":
            return name
        shared = name
    return shared


def matches(condition: str, block: Block) -> bool:
    """Whether a printed condition is one of this block's."""
    return any(re.search(pattern, condition) for pattern in cast(Sequence[str], block["rows"]))


def _outcomes(row: Row, rules: Rules) -> list[Reading]:
    scale = cast(Mapping[str, Mapping[str, object]], rules.fields["scales"]).get(row["scale"])
    said = cast(Block, _block(rules, "rows").get(row["id"], {}))
    if scale is None or row["schedule"] not in _block(rules, "schedules"):
        return []
    instrument = rules.instruments[str(scale["instrument"])]
    days = cast(Sequence[float], _block(rules, "schedules")[row["schedule"]])
    arm = _arm(row, said, instrument, scale, days, rules)
    day = _day(row, said, days)
    if arm is None or day is None:
        return []
    times = _times(scale, arm)
    kind, n = Kind.MEAN_OVER if scale.get("mean_over") else Kind.MEAN, _n(row, said, rules)
    base = Reading(row=row["id"], arm=arm, kind=kind, day=day, value=0.0, n=n, factor=_factor(row, rules))
    if "earlier" in said:
        base = replace(base, earlier=_earlier(base, row, cast(Block, said["earlier"]), rules))
    return _statements(row, said, base, times, instrument, rules)


def _earlier(base: Reading, row: Row, said: Block, rules: Rules) -> Reading:
    """The response to an earlier course by which the people of a row were chosen."""
    sessions = _sessions(row, said, cast(Sequence[float], said["schedule"]), rules) or NO_SESSIONS
    day, limit = (float(cast(float, said[key])) for key in ("day", "limit"))
    return replace(base, arm=replace(base.arm, sessions=sessions), kind=Kind.RESPONSE, day=day, limit=limit)


def _statements(
    row: Row, said: Block, base: Reading, times: float, instrument: Instrument, rules: Rules
) -> list[Reading]:
    """Each number of one outcome row."""
    limit = float(cast(float, said.get("limit", _block(rules, "response")[instrument.name])))
    remission = float(cast(float, said.get("remission", instrument.remission)))
    sd, change_sd = _printed(row, "sd"), _printed(row, "change_sd")
    if change_sd is None and (se := _printed(row, "change_se")) is not None:
        change_sd = se * base.n**0.5
    found: list[Reading] = []
    if (value := _printed(row, "mean")) is not None:
        found.append(replace(base, value=times * value, sd=times * sd if sd else None))
        if sd is not None and base.kind is Kind.MEAN:
            found.append(replace(base, kind=Kind.SD, value=times * sd))
    elif (value := _printed(row, "mean_change")) is not None:
        spread = change_sd if change_sd is not None else sd
        found.append(replace(base, kind=Kind.CHANGE, value=times * value, sd=times * spread if spread else None))
        if spread is not None:
            found.append(replace(base, kind=Kind.CHANGE_SD, value=times * spread))
    if (value := _printed(row, "response_pct")) is not None:
        kind = Kind.EVER if said.get("ever") else Kind.RESPONSE
        found.append(replace(base, kind=kind, value=value, limit=limit))
    if (value := _printed(row, "remission_pct")) is not None:
        found.append(replace(base, kind=Kind.REMISSION, value=value, limit=remission))
    return found


def _arm(
    row: Row,
    said: Block,
    instrument: Instrument,
    scale: Mapping[str, object],
    days: Sequence[float],
    rules: Rules,
) -> Arm | None:
    """The arm of a row; None for a drug or route without an exposure."""
    words = cast(Mapping[str, Sequence[str]], rules.fields["arms"])
    control = row.get("comparator_flag") == "1"
    sessions = NO_SESSIONS if control else _sessions(row, said, days, rules)
    if sessions is None:
        return None
    times = scale["times"]
    factor = float(cast(float, times)) if times != "of_baseline" else 0.0
    untreated, spread = _printed(row, "baseline_mean"), _printed(row, "baseline_sd")
    study, design = row["id"].split(".")[1], row.get("design", "")
    return Arm(
        study=study,
        name=f"{row['drug']} {row.get('dose', '') or row.get('dose_printed', '')} {row.get('schedule', '')}".strip(),
        condition=condition_of(row, rules) or "",
        instrument=instrument.name,
        untreated=factor * untreated if untreated is not None and factor else instrument.untreated,
        untreated_sd=factor * spread if spread is not None and factor else instrument.untreated_sd,
        sessions=sessions,
        control_days=np.array(days, dtype=np.float64) if control else np.zeros(0),
        is_control=control,
        has_expectancy=row["drug"] not in words["no_expectancy_drugs"],
        has_new_treatment=design in words["new_treatment_designs"] or study in words["new_treatment_studies"],
        is_crossover=any(word in design.lower() for word in words["crossover_words"]),
        is_drug_free=study in words["drug_free_studies"],
        is_nasal=said.get("drug", row["drug"]) == "esketamine" and row["route"].startswith("intranasal"),
    )


def _sessions(row: Row, said: Block, days: Sequence[float], rules: Rules) -> Sessions | None:
    drug = _block(rules, "drugs").get(str(said.get("drug", row["drug"])))
    route = _block(rules, "routes").get(row["route"])
    if drug is None or route is None:
        return None
    family = row["id"].split("_")[0]
    dose = said.get("dose") or _dose(row, rules)
    if dose is None:
        defaults = cast(Mapping[str, Mapping[str, str]], rules.fields["default_dose"])[family]
        dose = defaults.get(f"{drug} {route}")
    if dose is None:
        return None
    exposure = rules.exposures.of(str(drug), str(route), str(dose))
    return Sessions(days=np.array(days, dtype=np.float64), exposures=np.full(len(days), exposure))


def _dose(row: Row, rules: Rules) -> str | None:
    printed = row.get("dose_printed", "")
    if printed:
        return cast(Mapping[str, str], rules.fields["printed_dose"]).get(printed)
    unit = {"mg/day": "mg", "mg/kg/session": "mg/kg"}.get(row.get("dose_unit", ""), row.get("dose_unit", ""))
    return f"{row['dose']} {unit}" if row.get("dose") and unit in {"mg", "mg/kg"} else None


def _day(row: Row, said: Block, days: Sequence[float]) -> float | None:
    """Day of the rating from the first session; a rating during a course stands on its own day."""
    if "day" in said:
        return float(cast(float, said["day"]))
    day = _printed(row, "day") if "day" in row else _printed(row, "time_day")
    if day is None:
        return None
    return day + float(days[-1]) + (0.001 if day == 0.0 else 0.0) if row["time_from"] == "last_dose" else day


def _times(scale: Mapping[str, object], arm: Arm) -> float:
    times = scale["times"]
    return arm.untreated / 100.0 if times == "of_baseline" else float(cast(float, times))


def _durability(row: Row, said: Block, rules: Rules) -> Reading:
    family = row["id"].split("_")[0]
    instrument = rules.instruments[str(said.get("instrument", "pain_nrs" if family == "pain" else "madrs"))]
    arm = _arm(row, said, instrument, {"times": 1}, cast(Sequence[float], said["schedule"]), rules)
    if arm is None:
        raise FileFormatError(f"data/effect/relief_fit.yaml: {row['id']}: its drug or route has no exposure.")
    number = {key: float(cast(float, value)) for key, value in said.items() if isinstance(value, int | float)}
    kind = KINDS[str(said["kind"])]
    printed = _printed(row, "value")
    value = number.get("value", printed)
    if value is None:
        raise FileFormatError(f"data/effect/relief_fit.yaml: {row['id']}: the row prints no number; give `value`.")
    response = float(cast(float, _block(rules, "response")[instrument.name]))
    return Reading(
        row=row["id"],
        arm=arm,
        kind=kind,
        day=number.get("day", 0.0),
        value=value,
        n=number["n"] if "n" in number else _n(row, said, rules),
        factor=_factor(row, rules),
        limit=number.get("points", number.get("limit", response)),
        is_absolute="points" in said,
        from_day=number.get("from", 0.0),
        count_from=number.get("count_from", 0.0),
        line=number.get("line", 0.0 if "line_share" in number else instrument.line),
        line_share=number.get("line_share", 0.0),
    )


def _n(row: Row, said: Block, rules: Rules) -> float:
    column = next(c for c in ("n", "n_at_risk") if c in row)
    assumed = cast(Mapping[str, Mapping[str, float]], rules.fields["assumed"])["n"]["value"]
    return _printed(row, column) or float(cast(float, said.get("n", assumed)))


def _factor(row: Row, rules: Rules) -> float:
    factors = cast(Mapping[str, Mapping[str, Mapping[str, float]]], rules.fields["assumed"])["confidence_factor"]
    return factors["value"][row["confidence"]]


def _printed(row: Row, column: str) -> float | None:
    return float(row[column]) if row.get(column) else None


def _block(rules: Rules, name: str) -> Mapping[str, object]:
    return cast(Mapping[str, object], rules.fields[name])
