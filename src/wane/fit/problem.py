"""The acute problem as the package data states it: rows, readings, arms, priors and what is held."""

import math
from collections.abc import Mapping, Sequence
from typing import cast

import numpy as np

from wane.evidence.reading import DATA, Row, load_table, load_yaml
from wane.fit.acute import Problem
from wane.fit.arms import DriveRegimen, build_arms
from wane.fit.likelihood import Tolerances
from wane.fit.readings import read_rows
from wane.models.effect import EffectDriver
from wane.models.kinetics import effect_driver
from wane.models.person import Covariates
from wane.models.regimen import Regimen

TABLE = "acute_timecourse"
SETTINGS = DATA / "effect" / "acute_fit.yaml"
Block = Mapping[str, Mapping[str, object]]


def fit_rows() -> tuple[Row, ...]:
    """The rows a fit may see: `validate` rows are dropped as the table is read."""
    return tuple(row for row in load_table(TABLE) if row["use"] == "fit")


def acute_problem() -> Problem:
    """The problem that `wane evidence fit acute` solves."""
    settings = load_yaml(SETTINGS)
    people, seed = cast(int, settings["people"]), cast(int, settings["seed"])
    assumed = {name: block["value"] for name, block in cast(Block, settings["assumed"]).items()}
    rows = fit_rows()
    readings = cast(Sequence[Mapping[str, object]], settings["readings"])
    held = {name: _number(block["value"]) for name, block in cast(Block, settings["held"]).items()}
    weight_kg = _number(assumed["weight_kg"])
    return Problem(
        readings=read_rows(rows, readings, cast(Mapping[str, float], assumed["confidence_factor"])),
        arms=build_arms(cast(Block, settings["arms"]), weight_kg, typical_drive(weight_kg, people, seed)),
        priors={n: (_number(b["median"]), _number(b["log_sd"])) for n, b in cast(Block, settings["priors"]).items()},
        held=held | {"attenuation_ratio": attenuation_ratio(rows)[0]},
        tolerances=Tolerances(**{name: _number(assumed[name]) for name in Tolerances.__dataclass_fields__}),
        readings_min=np.array(assumed["readings_min"], dtype=np.float64),
        map_baseline_mmhg=_number(assumed["map_baseline_mmhg"]),
        sessions=_number(assumed["sessions_in_4_weeks"]),
        people=people,
        seed=seed,
    )


def typical_drive(weight_kg: float, people: int, seed: int) -> DriveRegimen:
    """A maker of drivers: the same `people` of this weight in every arm."""

    def drive(regimen: Regimen) -> EffectDriver:
        return effect_driver(regimen, Covariates(weight_kg=weight_kg), people=people, rng=np.random.default_rng(seed))

    return drive


def attenuation_ratio(rows: Sequence[Row]) -> tuple[float, float]:
    """Late over early CADSS in one group, and the SE of its logarithm.

    The rows give no SD; the coefficient of variation of the largest series stands in, and the pairing is ignored, so
    the SE is wide.
    """
    by_id = {row["id"]: row for row in rows}
    block = cast(Mapping[str, str], load_yaml(SETTINGS)["attenuation"])
    early, late, spread = by_id[block["early"]], by_id[block["late"]], by_id[block["spread"]]
    variation = float(spread["sd"]) / float(spread["mean"])
    se = variation * math.sqrt(1.0 / float(early["n"]) + 1.0 / float(late["n"]))
    return float(late["mean"]) / float(early["mean"]), se


def _number(value: object) -> float:
    return float(cast(float, value))
