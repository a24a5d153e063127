"""VirtualPeople: who takes part, drawn from the design's distributions or from the rows of its table."""

import math
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from wane.kernels.doses import FloatArray, IntArray
from wane.kernels.normal import probability, quantile
from wane.simulate.chances import Chances, Stream
from wane.simulate.design import CovariateSpec, Design, Spread
from wane.simulate.exposures import Taken, combinations, taken_of
from wane.simulate.plan import TrialPlan

LEAST_SHARE, LEAST_LEVEL = 0.3, 0.05  # as the fit had them
Z: Final = ("untreated", "h0", "gamma", "f", "full", "loss")


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class VirtualPeople:
    """People of one block, (n,) each. `z` holds standard normals by what they move; `class_place` decides the class.

    `untreated` is the level without relief, `entry` the score on day 0 in steps, `wander` the drift on day 0 over its
    SD. `left_day` is when a person leaves (inf for never). `taken` points into the combinations of medicines.
    """

    weight_kg: FloatArray
    age_y: FloatArray
    is_female: NDArray[np.bool_]
    has_sex: bool
    taken: IntArray
    genotype: IntArray
    untreated: FloatArray
    wander: FloatArray
    entry: IntArray
    z: dict[str, FloatArray]
    class_place: FloatArray
    left_day: FloatArray

    @property
    def count(self) -> int:
        """How many."""
        return len(self.untreated)


def draw_virtual_people(plan: TrialPlan, chances: Chances) -> VirtualPeople:
    """The people of one block; the same chances give the same people."""
    design, rng, n = plan.design, chances.rng(Stream.PERSON), chances.people
    z = {name: rng.standard_normal(n) for name in Z}
    wander, class_place = rng.standard_normal(n), rng.random(n)
    left = rng.exponential(size=n) / design.dropout_per_day if design.dropout_per_day > 0.0 else np.full(n, np.inf)
    spec = design.covariates
    places = rng.random((5, n))
    row = (places[4] * len(next(iter(spec.table.values()), (0,)))).astype(np.int64)
    untreated = _untreated(plan, z["untreated"], _column(spec, "baseline", row))
    seen = untreated + plan.sd * wander + plan.se * chances.normals(Stream.SEEN, 0)
    weight, age = _column(spec, "weight_kg", row), _column(spec, "age_y", row)
    return VirtualPeople(
        weight_kg=_within(spec.weight_kg, places[0]) if weight is None else weight,
        age_y=(np.full(n, np.nan) if spec.age_y is None else _within(spec.age_y, places[1])) if age is None else age,
        is_female=_females(spec, places[2], row),
        has_sex=spec.female is not None or "sex" in spec.table,
        taken=_taken(spec, rng.random((len(spec.taking), n)), row),
        genotype=_genotypes(spec, places[3], row),
        untreated=untreated, wander=wander, entry=in_steps(plan, seen), z=z, class_place=class_place, left_day=left,
    )  # fmt: skip


def genotype_names(spec: CovariateSpec) -> tuple[str, ...]:
    """Names of the genotypes, the unnamed rest last."""
    if "genotype" in spec.table:
        return tuple(dict.fromkeys(str(cell) for cell in spec.table["genotype"]))
    return (*spec.genotype, "")


def in_steps(plan: TrialPlan, level: FloatArray) -> IntArray:
    """Levels as they would be written down, in steps of the score."""
    found = np.rint(level * (1.0 / plan.prior.score_step))
    np.clip(found, 0.0, plan.steps, out=found)
    return found.astype(np.int32)


def _untreated(plan: TrialPlan, z: FloatArray, given: FloatArray | None) -> FloatArray:
    """Level without relief; the spread of scores at entry holds their error and drift, which are taken out."""
    design: Design = plan.design
    if given is not None:
        return np.clip(given, LEAST_LEVEL * plan.prior.scale_max, plan.prior.scale_max)
    noise = plan.se**2 + plan.sd**2
    spread = math.sqrt(max(design.baseline_sd**2 - noise, (LEAST_SHARE * design.baseline_sd) ** 2))
    level: FloatArray = design.baseline_mean + spread * z
    return np.clip(level, LEAST_LEVEL * plan.prior.scale_max, plan.prior.scale_max)


def _within(spread: Spread, places: FloatArray) -> FloatArray:
    """A normal distribution, cut at both ends."""
    if spread.sd == 0.0:
        return np.full(len(places), spread.mean)
    ends = probability((np.array([spread.low, spread.high]) - spread.mean) / spread.sd)
    inside = np.clip(ends[0] + (ends[1] - ends[0]) * places, 1e-15, 1.0 - 1e-15)
    return np.clip(spread.mean + spread.sd * quantile(inside), spread.low, spread.high)


def _column(spec: CovariateSpec, name: str, row: IntArray) -> FloatArray | None:
    return np.array(spec.table[name], np.float64)[row] if name in spec.table else None


def _females(spec: CovariateSpec, place: FloatArray, row: IntArray) -> NDArray[np.bool_]:
    if "sex" in spec.table:
        return np.array([cell == "female" for cell in spec.table["sex"]])[row]
    return np.asarray(place < (0.5 if spec.female is None else spec.female))


def _taken(spec: CovariateSpec, places: FloatArray, row: IntArray) -> IntArray:
    known: dict[Taken, int] = {taken: i for i, taken in enumerate(combinations(spec))}
    if "taking" in spec.table:
        return np.array([known[taken_of(str(cell))] for cell in spec.table["taking"]])[row]
    names = sorted(spec.taking)
    bits = (1 << np.arange(len(names))) @ (places < np.array([[spec.taking[n]] for n in names]).reshape(-1, 1))
    by_bits = np.zeros(1 << len(names), np.int64)
    for taken, index in known.items():
        by_bits[sum(1 << names.index(name) for name in taken)] = index
    return by_bits[bits] if names else np.zeros(len(row), np.int64)


def _genotypes(spec: CovariateSpec, place: FloatArray, row: IntArray) -> IntArray:
    names = genotype_names(spec)
    if "genotype" in spec.table:
        return np.array([names.index(str(cell)) for cell in spec.table["genotype"]])[row]
    edges = np.cumsum(list(spec.genotype.values())) if spec.genotype else np.zeros(0)
    return np.searchsorted(edges, place, side="right")
