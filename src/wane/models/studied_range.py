"""Studied range: how far a person or a dose lies outside what a model was built on, and by how much that widens its
band.

The one place of the rule (docs/adr, "Widen the band outside the studied range"): etas grow by `WIDENING_PER_DOUBLING`
of themselves for each doubling beyond a limit, added over weight, age and dose. Below the smallest studied dose
nothing widens, because every model here is linear. Adult age up to the one at which the largest model sees the
liver's blood flow fall widens nothing where a model prints no range of its own: a review of 18 models found no effect
of age.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import cast

from wane.evidence.population_model import EffectForm, PopulationModel
from wane.evidence.reading import load_model, load_register
from wane.models.person import Covariates, OrganFunction
from wane.models.pk import FILM, SESSION_H
from wane.models.regimen import Administration, Drug, Route

WIDENING_PER_DOUBLING = 0.5
"""Share by which etas grow for each doubling beyond a limit: our assumption, shown with every widened band."""

LEAST_WIDENING = 0.005
"""Less than this prints as 1.00 times as wide, so it is no widening."""

ORGAN_WIDENING = 0.5
"""The same for a liver worse than any that was studied: one doubling."""

NORMAL_P95 = 1.6449
ADULT_AGE_Y = 18.0
AGE_MODEL = "perezruixo_2020"
CONSTRUCT_RELATION = "construct_doubt"


@dataclass(frozen=True, slots=True, kw_only=True)
class Widening:
    """`factor` for the etas, 1 inside the studied range, and one sentence for each reason."""

    factor: float
    notes: tuple[str, ...]


UNWIDENED = Widening(factor=1.0, notes=())


def construct_factor() -> float:
    """90 % of people lie within this factor of a constructed route's prediction, on top of every other spread."""
    relations = cast(Mapping[str, Mapping[str, Mapping[str, float]]], load_register("relations")["relations"])
    return relations[CONSTRUCT_RELATION]["estimate"]["value"]


def construct_sd() -> float:
    """SD on the log scale of the factor that all concentrations of one person by a constructed route share."""
    return math.log(construct_factor()) / NORMAL_P95


def widening(model: PopulationModel, covariates: Covariates, *, route: Route, dose_mg: float) -> Widening:
    """How much wider the band of `model` is for this person and this largest single dose of the model's drug."""
    checks = (
        ("weight", "kg", covariates.weight_kg, model.population.weight_low_kg, model.population.weight_high_kg),
        ("age", "y", covariates.age_y, model.population.age_low_y, _age_high_y(model)),
        ("dose", "mg", dose_mg, None, _highest_dose_mg(model, covariates, route)),
    )
    share, notes = 0.0, []
    for what, unit, value, low, high in checks:
        doublings = _doublings_outside(value, low, high)
        if value is not None and WIDENING_PER_DOUBLING * doublings >= LEAST_WIDENING:
            share += WIDENING_PER_DOUBLING * doublings
            limit = f"above {high:g}" if high is not None and value > high else f"below {low:g}"
            notes.append(
                f"{what.capitalize()} {value:.4g} {unit} lies {limit} {unit}, outside what {model.alias} was built on"
            )
    if covariates.liver in {OrganFunction.MODERATE, OrganFunction.SEVERE}:
        share += ORGAN_WIDENING
        notes.append(f"{model.alias} was built on people without {covariates.liver} liver disease")
    widened = tuple(f"{note}: the spread between people is shown {1.0 + share:.2f} times as wide." for note in notes)
    return Widening(factor=1.0 + share, notes=widened)


def largest_session_mg(administrations: Sequence[Administration]) -> float:
    """The largest total [mg] of one session; what starts within `SESSION_H` of the one before is the same session.

    A long infusion counts by its rate (`rate_widening`), not here.
    """
    largest, running, last_h = 0.0, 0.0, -math.inf
    for a in (a for a in administrations if not is_long(a)):
        running = a.dose_mg + (running if a.start_h - last_h < SESSION_H else 0.0)
        largest, last_h = max(largest, running), a.start_h
    return largest


def is_long(administration: Administration) -> bool:
    """Whether an infusion lasts so long that its rate says more than its amount."""
    return administration.duration_h >= cast(float, load_register("studied_doses")["long_infusion_from_h"])


def highest_long_rate_mg_h(administrations: Sequence[Administration]) -> float:
    """The highest total rate [mg/h] of long infusions at any time; 0 without any."""
    long = [a for a in administrations if is_long(a)]
    return max(
        (
            sum(b.dose_mg / b.duration_h for b in long if b.start_h <= a.start_h < b.start_h + b.duration_h)
            for a in long
        ),
        default=0.0,
    )


def rate_widening(drug: Drug, covariates: Covariates, administrations: Sequence[Administration]) -> Widening:
    """How much wider the band is for the rate of long infusions, above the highest usual rate that was studied.

    Rates under intensive care are higher still; they are of people on ventilators, so they widen.
    """
    rate_mg_h = highest_long_rate_mg_h(administrations)
    if not rate_mg_h:
        return UNWIDENED
    doses = cast(Mapping[str, Mapping[str, Sequence[float]]], load_register("studied_doses")["doses"])
    high = doses[f"{drug}_iv_long_infusion"]["usual"][1]
    rate = rate_mg_h / covariates.weight_kg
    share = WIDENING_PER_DOUBLING * _doublings_outside(rate, None, high)
    if share < LEAST_WIDENING:
        return UNWIDENED
    note = (
        f"Rate {rate:.3g} mg/kg/h lies above {high:g} mg/kg/h, outside what was studied over hours: the spread between "
        f"people is shown {1.0 + share:.2f} times as wide."
    )
    return Widening(factor=1.0 + share, notes=(note,))


def _doublings_outside(value: float | None, low: float | None, high: float | None) -> float:
    if value is None or value <= 0.0:
        return 0.0
    above = math.log2(value / high) if high else 0.0
    below = math.log2(low / value) if low else 0.0
    return max(above, below, 0.0)


def _age_high_y(model: PopulationModel) -> float:
    """The highest age without doubt: the model's own, or where the largest model's age effect begins."""
    high = model.population.age_high_y or 0.0
    if high and high < ADULT_AGE_Y:
        return high
    begins = (
        e.above for e in load_model(AGE_MODEL).covariate_effects if e.form is EffectForm.ADD_PER_UNIT_ABOVE and e.above
    )
    return max(high, *begins)


def _highest_dose_mg(model: PopulationModel, covariates: Covariates, route: Route) -> float | None:
    """The highest single dose [mg] studied by this route, the film for sublingual; None where none was read."""
    names = {route.value, FILM} if route is Route.SUBLINGUAL else {route.value}
    size = {"mg": 1.0, "mg/kg": covariates.weight_kg}
    return max(
        (d.high * size[d.unit] for d in model.population.doses if d.route in names and d.unit in size), default=None
    )
