"""The relief problem as the package data states it: rules, instruments with their noise, priors, people."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import cast

from wane.evidence.reading import DATA, load_yaml
from wane.fit.relief.exposures import exposures
from wane.fit.relief.noise import noise_of
from wane.fit.relief.parameters import NAMES, Prior, checked_priors, from_line, to_line
from wane.fit.relief.predict import Held, Instrument, Scene, standard_people
from wane.fit.relief.readings import Reading
from wane.fit.relief.rows import Row, Rules, Sorted, fit_rows, matches, sort_rows
from wane.fit.relief.solve import Errors, ReliefFit

SETTINGS = DATA / "effect" / "relief_fit.yaml"
NOISE_COLUMNS = 110
SHAPES = frozenset({"h0_sd", "gamma", "delta", "f", "setting", "nasal", "loss_sd"})
"""Parameters that say how relief behaves rather than how much or how long: conditions differ less in them."""
Block = Mapping[str, object]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Problem:
    """Everything the fit needs; `settings` is the reading file as it stands, `rows` all that may be fitted."""

    settings: Block
    rows: tuple[Row, ...]
    rules: Rules
    sorted_rows: Sorted
    scene: Scene
    errors: Errors


def relief_problem(own: tuple[Row, ...] = ()) -> Problem:
    """The problem that `wane evidence fit relief` solves, with `own` rows beside the shipped ones."""
    settings = load_yaml(SETTINGS)
    assumed = cast(Mapping[str, Mapping[str, float]], settings["assumed"])
    instruments = {
        name: _instrument(name, block)
        for name, block in cast(Mapping[str, Mapping[str, object]], settings["instruments"]).items()
    }
    as_vein = {
        route: block["value"] for route, block in cast(Mapping[str, Mapping[str, float]], settings["as_vein"]).items()
    }
    rules = Rules(
        fields=settings,
        instruments=instruments,
        exposures=exposures(float(assumed["weight_kg"]["value"]), as_vein),
    )
    z, paths = standard_people(cast(int, settings["people"]), NOISE_COLUMNS, cast(int, settings["seed"]))
    held = Held(**{n: float(b["value"]) for n, b in cast(Mapping[str, Mapping[str, float]], settings["held"]).items()})
    rows = (*fit_rows(), *own)
    return Problem(
        settings=settings,
        rows=rows,
        rules=rules,
        sorted_rows=sort_rows(rows, rules),
        scene=Scene(instruments=instruments, held=held, z=z, paths=paths),
        errors=Errors(**{n: float(assumed[n]["value"]) for n in Errors.__dataclass_fields__}),
    )


def _instrument(name: str, block: Mapping[str, object]) -> Instrument:
    noise = block["noise"]
    plain = Instrument(name=name, **{k: float(cast(float, v)) for k, v in block.items() if k != "noise"})
    if noise is None:
        return plain
    found = noise_of(str(noise))
    return replace(plain, se=found.se, sd=found.sd, tau_d_days=found.tau_d_days)


def condition_names(problem: Problem) -> tuple[str, ...]:
    """Conditions in the order they are fitted: those that others borrow from come first."""
    return tuple(cast(Mapping[str, object], problem.settings["conditions"]))


def condition_block(problem: Problem, condition: str) -> Block:
    """What the reading file says of one condition."""
    return cast(Mapping[str, Block], problem.settings["conditions"])[condition]


def readings_of(problem: Problem, condition: str) -> tuple[Reading, ...]:
    """Readings of one condition; the shared fit of chronic pain takes every kind of chronic pain."""
    block = condition_block(problem, condition)
    if condition != "chronic_pain":
        return tuple(r for r in problem.sorted_rows.readings if r.arm.condition == condition)
    names = {n for n in condition_names(problem) if condition_block(problem, n)["borrow"] == "chronic_pain"}
    kept = (names | {"chronic_pain"}) - {"acute_pain"}
    return tuple(r for r in problem.sorted_rows.readings if r.arm.condition in kept and block["family"] == "pain")


def own_priors(problem: Problem, condition: str) -> dict[str, Prior]:
    """Priors of a family, as written."""
    family = str(condition_block(problem, condition)["family"])
    blocks = cast(Mapping[str, Mapping[str, Mapping[str, object]]], problem.settings["priors"])[family]
    return dict(checked_priors({name: _prior(block) for name, block in blocks.items()}))


def borrowed_priors(problem: Problem, condition: str, lender: ReliefFit) -> dict[str, Prior]:
    """Priors from the fit of another condition, wider by the spread between conditions."""
    between = cast(Mapping[str, float], problem.settings["between_conditions"])
    source = f"borrowed from {lender.condition}, wider by the spread between conditions"
    out = {
        name: Prior(
            median=from_line(name, to_line(name, getattr(lender.hyper, name))),
            sd=(_lent_sd(lender, name) ** 2 + between["shape" if name in SHAPES else "value"] ** 2) ** 0.5,
            source=source,
        )
        for name in NAMES
    }
    if condition == "acute_pain":
        blocks = cast(Mapping[str, Mapping[str, object]], problem.settings["acute_priors"])
        out |= {name: _prior(block) for name, block in blocks.items()}
    return out


def _lent_sd(lender: ReliefFit, name: str) -> float:
    """SD that goes with a borrowed parameter; that of delta is given the half-life, with which it trades."""
    return lender.sd_given(name, "h0_days") if name == "delta" else lender.sd_on_line(name)


def _prior(block: Mapping[str, object]) -> Prior:
    return Prior(
        median=float(cast(float, block["median"])), sd=float(cast(float, block["sd"])), source=str(block["from"])
    )


__all__ = [
    "Problem",
    "borrowed_priors",
    "condition_block",
    "condition_names",
    "matches",
    "own_priors",
    "readings_of",
    "relief_problem",
]
