"""How people differ: the parameters of one typical person, or of many drawn ones.

A parameter of a person is its typical value, scaled to body weight and moved by covariates as its model says, then
moved by eta: times exp(eta), or by eta on the logit scale where the model says so. Etas are normal with mean 0, SD
omega and the covariances of the model. A session is one occasion, so the spread between occasions is added to the
spread between people. What is only known as a range (a constructed route) is drawn so that the centre is the median.
"""

from collections.abc import Mapping

import numpy as np

from wane.errors import UnsupportedError
from wane.evidence.constructs import Band
from wane.evidence.population_model import EffectForm, Estimate, PopulationModel
from wane.models.person import Covariates, Race
from wane.models.timecourse import FloatArray

Parameters = dict[str, FloatArray]


def typical_parameters(model: PopulationModel, covariates: Covariates) -> Parameters:
    """Every parameter of `model`, each (1,), in canonical units, at these covariates."""
    return _with_added(_multiplied(model, covariates), _added(model, covariates))


def _multiplied(model: PopulationModel, covariates: Covariates) -> Parameters:
    """Typical values scaled to weight and multiplied by what the covariates multiply."""
    scaled = {
        name: np.array([p.value * (covariates.weight_kg / p.reference_kg) ** p.weight_exponent])
        for name, p in model.parameters.items()
    }
    for effect in model.covariate_effects:
        if effect.form is EffectForm.MULTIPLY and _is_of_race(covariates.race, effect.level):
            scaled[effect.parameter] = scaled[effect.parameter] * effect.value
    return scaled


def _added(model: PopulationModel, covariates: Covariates) -> dict[str, float]:
    """What the covariates add to parameters, in canonical units."""
    added: dict[str, float] = {}
    for effect in model.covariate_effects:
        if effect.form is EffectForm.ADD_PER_UNIT_ABOVE and effect.above is not None and covariates.age_y is not None:
            age_y = min(covariates.age_y, model.population.age_high_y or covariates.age_y)
            above = max(0.0, age_y - effect.above)
            added[effect.parameter] = added.get(effect.parameter, 0.0) + effect.value * above
    return added


def _with_added(parameters: Parameters, added: Mapping[str, float]) -> Parameters:
    return parameters | {name: parameters[name] + value for name, value in added.items()}


def draw_parameters(
    model: PopulationModel, covariates: Covariates, people: int, rng: np.random.Generator, *, widening: float = 1.0
) -> Parameters:
    """Parameters of `people` virtual persons, (people,) or (1,) where nobody differs; etas `widening` times as wide.

    What a covariate adds is added to the individual value, as the source does (Qh x exp(eta) - 2.19 a year). In a
    person of whom that would leave nothing, it is taken in proportion instead.
    """
    parameters, added = _multiplied(model, covariates), _added(model, covariates)
    etas = draw_etas(model.omegas, model.covariances, people, rng)
    held = _durations(model)
    for name, sd in model.occasion_omegas.items():
        if name not in held:
            etas[name] = etas.get(name, 0.0) + rng.normal(0.0, sd, people)
    for name, eta in etas.items():
        parameters[name] = _moved(parameters[name], widening * eta, on_logit=name in model.logit_parameters)
    for name, value in added.items():
        typical, individual = _multiplied(model, covariates)[name], parameters[name]
        parameters[name] = np.where(individual + value > 0.0, individual + value, individual * (1.0 + value / typical))
    return parameters


def draw_etas(
    omegas: Mapping[str, float], covariances: tuple[tuple[str, str, float], ...], people: int, rng: np.random.Generator
) -> dict[str, FloatArray]:
    """Etas by parameter, each (people,): normal, SD omega, with the given covariances."""
    names = list(omegas)
    if not names:
        return {}
    covariance = np.diag([omegas[name] ** 2 for name in names])
    for first, second, value in covariances:
        row, column = names.index(first), names.index(second)
        covariance[row, column] = covariance[column, row] = value
    etas = rng.standard_normal((people, len(names))) @ np.linalg.cholesky(covariance).T
    return {name: np.ascontiguousarray(etas[:, i]) for i, name in enumerate(names)}


def draw_in_range(estimate: Estimate, band: Band, people: int, rng: np.random.Generator) -> FloatArray:
    """Values between `low` and `high` of the estimate (people,): half below its value, even on either side of it.

    One person gets the value itself.
    """
    if estimate.value is None or estimate.low is None or estimate.high is None:
        raise UnsupportedError(
            f"A range came without its value, low or high ({estimate.where}); all three are needed to draw."
        )
    bend, unbend = (np.log, np.exp) if band is Band.LOG_UNIFORM else (np.asarray, np.asarray)
    low, centre, high = (bend(np.float64(v)) for v in (estimate.low, estimate.value, estimate.high))
    place = rng.random(people) if people > 1 else np.array([0.5])
    below, above = low + (centre - low) * 2.0 * place, centre + (high - centre) * (2.0 * place - 1.0)
    return np.asarray(unbend(np.where(place < 0.5, below, above)))


def _moved(typical: FloatArray, eta: FloatArray, *, on_logit: bool) -> FloatArray:
    if not on_logit:
        return typical * np.exp(eta)
    odds = typical / (1.0 - typical) * np.exp(eta)
    return odds / (1.0 + odds)


def _durations(model: PopulationModel) -> frozenset[str]:
    """Durations of zero-order input: one for all people, because an input is one event for all of them."""
    return frozenset(p.duration for pathways in model.pathways.values() for p in pathways if p.duration is not None)


def _is_of_race(race: Race | None, level: str | None) -> bool:
    """Whether an effect printed for `level` holds: a Japanese person is also Asian."""
    return race is not None and (race.value == level or (race is Race.JAPANESE and level == Race.ASIAN.value))
