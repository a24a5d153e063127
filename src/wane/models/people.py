"""People of a route: virtual persons of the default model, with absorption in front and interactions applied.

A recipe names the disposition, how the route gets into it and what the model's parent drug is. The same persons carry
S and R: R has the S person's etas and clearance times the ratio of the evidence row, metabolite included.
"""

import math
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum

import numpy as np

from wane.evidence.population_model import PopulationModel
from wane.evidence.reading import constructs, load_model
from wane.kernels import area_under_curve
from wane.models.absorption import (
    ABSORBED,
    FIRST_PASS,
    first_pass_share,
    graft,
    metabolite_states,
    with_construct,
    with_first_pass,
)
from wane.models.expressions import names_in
from wane.models.interactions import Adjustment
from wane.models.person import Covariates
from wane.models.pk import Individuals, doses, draw, output_matrix, rate_matrix, typical
from wane.models.regimen import Administration, Route
from wane.models.studied_range import construct_sd
from wane.models.timecourse import FloatArray
from wane.models.variability import draw_etas

ABSORPTION_DONOR = "perezruixo_2020"
"""The one model with a nasal, a swallowed and a hepatic path: lends its absorption and its first pass."""

BORROWED_SPREAD: Mapping[str, tuple[str, Mapping[str, str]]] = {
    "kamp_2020_racemic_meta": ("simons_2022", {"V1": "VK1", "CL": "CLK1", "Q3": "CLK3"}),
}
"""Models printed without spread: the lender, and which of its parameters lends to which."""

UNMET = 0.005
"""A typical area further than this from the ratio that was asked for is said."""

WHOLE_DOSE = (ABSORBED + "f", FIRST_PASS + "f", ABSORBED + FIRST_PASS + "f")
"""Parameters that are the share of a dose that reaches blood as ketamine: 1 where a medicine raised it to the limit."""


class Absorption(StrEnum):
    """How a route gets into the disposition."""

    OWN = "own"
    CONSTRUCT = "construct"
    GRAFT = "graft"


class Enantiomers(StrEnum):
    """What the parent drug of the model stands for."""

    S = "s"
    S_AND_R = "s_and_r"
    POOLED = "pooled"


@dataclass(frozen=True, slots=True, kw_only=True)
class Recipe:
    """The default way to predict one route: disposition `model`, `absorption` into it, `enantiomers` it stands for."""

    route: Route
    model: str
    absorption: Absorption
    enantiomers: Enantiomers

    @property
    def is_constructed(self) -> bool:
        """Whether the route was put together here rather than published with its model."""
        return self.absorption is not Absorption.OWN


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Shift:
    """Factors on elimination of the parent, on the bioavailability of what is swallowed (of a construct: of its dose),
    on elimination of norketamine; and what could not be met.
    """

    clearance: float | FloatArray = 1.0
    entry: float = 1.0
    metabolite: float = 1.0
    notes: tuple[str, ...] = ()


UNSHIFTED = Shift()


def draw_people(
    recipe: Recipe,
    covariates: Covariates,
    shift: Shift,
    people: int,
    rng: np.random.Generator,
    *,
    host: Individuals,
    widening: float,
) -> Individuals:
    """Virtual persons of a recipe, S where the model knows enantiomers; `host` are the persons of its disposition."""
    donor = (
        draw(load_model(ABSORPTION_DONOR), covariates, people, rng, widening=widening)
        if recipe.absorption is Absorption.GRAFT
        else None
    )
    low = first_pass_share(typical(load_model(ABSORPTION_DONOR), covariates))
    share = low + (1.0 - low) * rng.random(people)
    return _people(recipe, host, donor, share, rng, shift)


def draw_host(
    model: PopulationModel, covariates: Covariates, people: int, rng: np.random.Generator, *, widening: float
) -> Individuals:
    """Persons of a disposition; where the model prints no spread it is borrowed as BORROWED_SPREAD says."""
    individuals = draw(model, covariates, people, rng, widening=widening)
    if model.id not in BORROWED_SPREAD:
        return individuals
    lender, lends = BORROWED_SPREAD[model.id]
    etas = draw_etas({name: load_model(lender).omegas[lent] for name, lent in lends.items()}, (), people, rng)
    moved = {name: individuals.parameters[name] * np.exp(widening * eta) for name, eta in etas.items()}
    return replace(individuals, parameters={**individuals.parameters, **moved})


def typical_people(recipe: Recipe, covariates: Covariates, shift: Shift = UNSHIFTED) -> Individuals:
    """The typical person of a recipe."""
    donor = typical(load_model(ABSORPTION_DONOR), covariates)
    share = (first_pass_share(donor) + 1.0) / 2.0
    return _people(recipe, typical(load_model(recipe.model), covariates), donor, share, np.random.default_rng(0), shift)


def with_clearance(individuals: Individuals, factor: float | FloatArray) -> Individuals:
    """The same people with every way out of the parent drug `factor` times as fast."""
    return _scaled(individuals, elimination_parameters(individuals.model), factor)


def drawn_exposure(recipe: Recipe, adjusted: Adjustment, people: int, rng: np.random.Generator) -> FloatArray | None:
    """Factor on all concentrations, (people,): the doubt of a construct, a disease known as a range; None if 1."""
    factor = np.ones(people)
    if recipe.is_constructed:
        factor *= np.exp(rng.normal(0.0, construct_sd(), people))
    if adjusted.exposure is not None:
        factor *= rng.uniform(*adjusted.exposure, people)
    return None if recipe.absorption is Absorption.OWN and adjusted.exposure is None else factor


def shift_for(
    recipe: Recipe, adjusted: Adjustment, covariates: Covariates, people: int, rng: np.random.Generator
) -> Shift:
    """The factors that give the typical person the area ratios of the evidence, by this route."""
    if not adjusted.moves_clearance:
        return UNSHIFTED
    vein = replace(recipe, route=Route.IV, absorption=Absorption.OWN)
    before = _areas(recipe, covariates, UNSHIFTED)
    clearance, entry, metabolite, notes = 1.0, 1.0, 1.0, []
    if adjusted.systemic_auc is not None:
        clearance = _solve_clearance(vein, covariates, adjusted.systemic_auc)
    if adjusted.route_auc is not None:
        entry = _solve_entry(recipe, covariates, clearance, adjusted.route_auc * before.parent)
    after = _areas(recipe, covariates, Shift(clearance=clearance, entry=entry))
    if adjusted.route_auc is not None and not math.isclose(
        after.parent, adjusted.route_auc * before.parent, rel_tol=UNMET
    ):
        notes.append(
            f"The ratios ask for x{adjusted.route_auc:.3g} of the area; between none and all of the dose can reach "
            f"blood, so the typical person has x{after.parent / before.parent:.3g}."
        )
    if adjusted.metabolite_auc is not None and before.metabolite and after.metabolite:
        metabolite = after.metabolite / before.metabolite / adjusted.metabolite_auc
    elif adjusted.systemic_metabolite_auc is not None:
        metabolite = 1.0 / adjusted.systemic_metabolite_auc
    drawn = clearance * rng.uniform(adjusted.clearance_low, 1.0, people) if adjusted.clearance_low < 1.0 else clearance
    return Shift(clearance=drawn, entry=entry, metabolite=metabolite, notes=tuple(notes))


def limited_note(individuals: Individuals, shift: Shift) -> tuple[str, ...]:
    """How many virtual people reach the limit of the whole dose, where a medicine raises bioavailability; empty where
    none does.
    """
    reaching = [individuals.parameters[name] for name in WHOLE_DOSE if name in individuals.parameters]
    limited = max((float(np.mean(f >= 1.0)) for f in reaching), default=0.0)
    if shift.entry <= 1.0 or limited == 0.0:
        return ()
    return (
        f"In {100.0 * limited:.3g} % of virtual people all that can be absorbed reaches blood, so their area rises "
        "less than the ratio.",
    )


def elimination_parameters(model: PopulationModel) -> frozenset[str]:
    """Clearances and rate constants by which the parent drug leaves, other than by exchange between its own states."""
    parents = set(model.summary.parent_states)
    return _rates_of(model, (f.rate for f in model.flows if f.source in parents and f.target not in parents))


def metabolite_elimination_parameters(model: PopulationModel) -> frozenset[str]:
    """The same for norketamine; empty where the model has none."""
    inside = metabolite_states(model)
    return _rates_of(model, (f.rate for f in model.flows if f.source in inside and f.target not in inside))


def _people(
    recipe: Recipe,
    host: Individuals,
    donor: Individuals | None,
    share: FloatArray,
    rng: np.random.Generator,
    shift: Shift,
) -> Individuals:
    host = _scaled(
        with_clearance(host, shift.clearance), metabolite_elimination_parameters(host.model), shift.metabolite
    )
    match recipe.absorption:
        case Absorption.OWN:
            return _entering(host, recipe.route, shift.entry)
        case Absorption.GRAFT:
            assert donor is not None
            return graft(
                host, _entering(with_clearance(donor, shift.clearance), recipe.route, shift.entry), recipe.route
            )
        case Absorption.CONSTRUCT:
            construct = next(c for c in constructs() if c.route == recipe.route.value)
            people = with_construct(host, construct, share, rng)
            return _scaled(people, {ABSORBED + "f"}, shift.entry, ceiling=1.0)


def _entering(individuals: Individuals, route: Route, factor: float) -> Individuals:
    return individuals if factor == 1.0 or route is Route.IV else with_first_pass(individuals, route, factor)


def _scaled(
    individuals: Individuals, names: Iterable[str], factor: float | FloatArray, *, ceiling: float = math.inf
) -> Individuals:
    if isinstance(factor, float) and factor == 1.0:
        return individuals
    moved = {name: np.minimum(individuals.parameters[name] * factor, ceiling) for name in names}
    return replace(individuals, parameters={**individuals.parameters, **moved})


def _rates_of(model: PopulationModel, expressions: Iterable[str]) -> frozenset[str]:
    used = {name for expression in expressions for name in names_in(expression)}
    return frozenset(
        name for name in used if name in model.parameters and model.parameters[name].unit in {"L/h", "1/h"}
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Areas:
    """AUC to infinity of one mg by a recipe's route in its typical person; `metabolite` None where there is none."""

    parent: float
    metabolite: float | None


def _areas(recipe: Recipe, covariates: Covariates, shift: Shift) -> _Areas:
    individuals = typical_people(recipe, covariates, shift)
    entering = doses(individuals, (Administration(route=recipe.route, start_h=0.0, dose_mg=1.0),))
    amounts = np.zeros((1, len(individuals.model.states)))
    for event, state in enumerate(entering.state):
        amounts[:, state] += entering.amount_mg[:, event]
    analytes = individuals.model.analytes[:2]
    areas = area_under_curve(rate_matrix(individuals), output_matrix(individuals, analytes), amounts)[0]
    return _Areas(parent=float(areas[0]), metabolite=float(areas[1]) if areas.size > 1 else None)


def _solve_clearance(recipe: Recipe, covariates: Covariates, ratio: float) -> float:
    """The factor on clearance that multiplies the typical area by `ratio`; the nearest possible one if none does."""
    before = _areas(recipe, covariates, UNSHIFTED).parent
    return _root(
        lambda bend: math.log(_areas(recipe, covariates, Shift(clearance=math.exp(bend))).parent / (before * ratio)),
        -math.log(ratio),
    )


def _solve_entry(recipe: Recipe, covariates: Covariates, clearance: float, area: float) -> float:
    """The factor on bioavailability that gives the typical person this area; below 0 there is none, so 0.

    The area is a straight line of the factor until the whole dose reaches blood.
    """
    half, whole = (_areas(recipe, covariates, Shift(clearance=clearance, entry=e)).parent for e in (0.5, 1.0))
    return max(1.0 + 0.5 * (area - whole) / (whole - half), 0.0)


def _root(error: Callable[[float], float], guess: float, *, limit: float = math.log(1e3)) -> float:
    """Exponential of the root of a falling function by secants, started at 0 and `guess`, kept within +- `limit`."""
    first, second = 0.0, guess
    error_first, error_second = error(first), error(second)
    for _ in range(30):
        if abs(error_second) < 1e-10 or error_second == error_first:
            break
        step = error_second * (second - first) / (error_second - error_first)
        first, error_first = second, error_second
        second = min(max(second - step, -limit), limit)
        error_second = error(second)
    return math.exp(second)
