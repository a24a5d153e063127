"""Limits: what a plan is for and not for, who was studied, and what it cannot know; on the same page as its numbers."""

from collections.abc import Iterable

from wane.evidence.reading import load_model, model_ids
from wane.models.acute_parameters import load_acute
from wane.models.person import Covariates
from wane.plan.session_plan import MissingFact

INTENDED_USE = (
    "Intended use: decision support for a clinician who plans one session. It informs and a clinician decides; "
    "it is not for patients, not for emergencies, controls no pump and raises no alarm."
)
READINESS = (
    "Readiness is the earliest expected time, never before the end of dosing nor while the effect rises, and ticks no "
    "item of the checklist; only the completed checklist ends a session."
)
DRIVING = (
    "Driving is the longest of the default, the clinic's rule and the model, and always after a night's restful "
    "sleep; the model can lengthen this and never shorten it."
)
SITE = (
    "Venous and arterial concentrations differ twofold during dosing; each number says its site. Effects follow "
    "arterial S-ketamine."
)
BANDS = "Bands hold 50 % and 90 % of virtual people of the studied kind; they do not hold what no model knows."
UNKNOWN = (
    "Not in the model: hydration and urine pH (they change excretion in urine, and no size was read), food, sleep, "
    "anxiety, and what was not told."
)
VALIDATION = (
    "How well this predicts studies that were never fitted, hits and misses, is printed by `wane validate session` "
    "and stands in the documentation."
)


def limits(
    covariates: Covariates, missing: Iterable[MissingFact], models: Iterable[str], people: int
) -> tuple[str, ...]:
    """Every sentence that goes with a plan."""
    return (
        INTENDED_USE,
        _inputs(covariates, len(tuple(missing))),
        f"Method: published population models, solved exactly for {people} virtual people; acute effects fitted to "
        "published courses. Each number names its sources.",
        *_studied(models),
        BANDS,
        SITE,
        _resolved(),
        READINESS,
        DRIVING,
        UNKNOWN,
        VALIDATION,
    )


def _resolved() -> str:
    """When dissociation counts as over, and what 0 means."""
    return (
        f"Dissociation counts as back within {load_acute().resolved_cadss:g} points of baseline from the last time "
        "that it is above; 0 min is a person who is never above."
    )


def _inputs(covariates: Covariates, missing: int) -> str:
    """What was known and how much was not."""
    values = {
        "age": None if covariates.age_y is None else f"{covariates.age_y:.3g} years",
        "sex": covariates.sex,
        "height": None if covariates.height_cm is None else f"{covariates.height_cm:.3g} cm",
        "race": covariates.race,
        "liver": covariates.liver,
        "kidney": covariates.kidney,
    }
    known = ", ".join(
        [f"weight {covariates.weight_kg:.3g} kg", *(f"{k} {v}" for k, v in values.items() if v is not None)]
    )
    unknown = ", ".join(name for name, value in values.items() if value is None) or "none of the person's covariates"
    return (
        f"Inputs used: {known}. Not known: {unknown}; and {missing} facts that rules ask for, listed with their "
        "questions."
    )


def _studied(models: Iterable[str]) -> Iterable[str]:
    """Who each model was built on."""
    for name in dict.fromkeys(models):
        if name in model_ids():
            population = load_model(name).population
            how_many = "n not stated" if population.n is None else f"n = {population.n}"
            yield f"Who was studied ({name}): {how_many}, {population.who}."
