"""Sentences that go with kinetics: what is constructed, borrowed, pooled or assumed, and at which site."""

from collections.abc import Iterable, Mapping
from typing import cast

from wane.evidence.population_model import PopulationModel
from wane.evidence.reading import constructs, load_model, load_register
from wane.models.interactions import clearance_ratio_r_to_s, genotype_note
from wane.models.people import ABSORPTION_DONOR, BORROWED_SPREAD, Absorption, Enantiomers, Recipe
from wane.models.person import Covariates
from wane.models.pk import pathways_of
from wane.models.regimen import Drug, Regimen, Route
from wane.models.studied_range import CONSTRUCT_RELATION, construct_factor
from wane.models.timecourse import Site

ROUTE_WORDS = {
    Route.IV: "Intravenous",
    Route.IM: "Intramuscular",
    Route.SC: "Subcutaneous",
    Route.INTRANASAL: "Nasal",
    Route.ORAL: "Oral",
    Route.SUBLINGUAL: "Sublingual",
}


UNKNOWN_SITE, POOLED_SITE = "unknown", "pooled"


def models_of(recipe: Recipe) -> tuple[str, ...]:
    """Evidence ids that a recipe rests on: its disposition, and what stands in front of it or lends to it."""
    model = load_model(recipe.model)
    ids = [model.id]
    if recipe.absorption is Absorption.GRAFT:
        ids.append(load_model(ABSORPTION_DONOR).id)
    if recipe.absorption is Absorption.CONSTRUCT:
        ids.append(next(c.id for c in constructs() if c.route == recipe.route.value))
    if model.id in BORROWED_SPREAD:
        ids.append(load_model(BORROWED_SPREAD[model.id][0]).id)
    return tuple(ids)


def sampled_at(recipes: Iterable[Recipe]) -> str:
    """Where the blood was taken that the dispositions of these recipes rest on, in the words of the sites register."""
    names = cast(Mapping[str, Mapping[str, str]], load_register("sites")["sites"])
    return "; ".join(dict.fromkeys(names[load_model(recipe.model).site]["name"] for recipe in recipes))


def recipe_notes(recipe: Recipe, drug: Drug) -> tuple[str, ...]:
    """What a reader must know of one route's recipe."""
    model = load_model(recipe.model)
    notes = [*_absorption_notes(recipe, drug, model)]
    if model.id in BORROWED_SPREAD:
        lender = load_model(BORROWED_SPREAD[model.id][0]).id
        notes.append(
            f"{model.id} prints no spread between people; it is borrowed from {lender}. It pools arterial and venous "
            "samples, so early values are nearer to arterial."
        )
    if model.site == POOLED_SITE:
        notes.append(
            "At the moment of a bolus the concentration is that of a well-stirred central volume, which no sample "
            "shows."
        )
    lost = _durations_without_spread(recipe, model)
    if lost:
        notes.append(
            f"The spread of {' and '.join(lost)} of {model.id} is left out (one duration of input for all), so the "
            "band of the time of the peak is too narrow."
        )
    if model.site == UNKNOWN_SITE:
        notes.append(f"Where {model.id} took blood is not known ({model.site_note}), so no site can be promised.")
    return tuple(notes)


def _durations_without_spread(recipe: Recipe, model: PopulationModel) -> tuple[str, ...]:
    """Durations of input by this route that the model spreads and the virtual people share."""
    if recipe.absorption is not Absorption.OWN:
        return ()
    durations = (p.duration for p in pathways_of(model, recipe.route) if p.duration is not None)
    return tuple(name for name in durations if name in model.occasion_omegas or name in model.omegas)


def racemate_notes(recipe: Recipe) -> tuple[str, ...]:
    """What a reader must know where S and R are shown together."""
    if recipe.enantiomers is not Enantiomers.S_AND_R:
        return ()
    ratio, row = clearance_ratio_r_to_s()
    return (
        f"Racemate is S and R in the same person: R by {load_model(recipe.model).id} with clearance x {ratio:g} "
        f"({row}); norketamine from R is assumed to be handled like that from S.",
    )


def general_notes(regimen: Regimen, covariates: Covariates, asked: Site | None, shown: Site) -> tuple[str, ...]:
    """What a reader must know whatever the route."""
    notes = []
    if asked is not None and asked is not shown:
        notes.append(
            f"{asked.value.capitalize()} concentrations were asked for; only {shown} data exist for the film, "
            "and those are shown."
        )
    if covariates.age_y is None:
        notes.append("Age is not known; an adult model is used.")
    if len(regimen.routes) > 1:
        notes.append(
            "Several routes: their concentrations add up; routes with different models are drawn independently."
        )
    return (*notes, genotype_note())


def _absorption_notes(recipe: Recipe, drug: Drug, model: PopulationModel) -> list[str]:
    words = ROUTE_WORDS[recipe.route]
    match recipe.absorption:
        case Absorption.OWN:
            return []
        case Absorption.GRAFT:
            donor = load_model(ABSORPTION_DONOR).id
            return [
                f"{words} into arterial blood is constructed: absorption and first pass of {donor} in front of "
                f"{model.id}; wide band."
            ]
        case Absorption.CONSTRUCT:
            construct = next(c for c in constructs() if c.route == recipe.route.value)
            ka = construct.ka
            assert ka is not None
            extended = (
                "" if drug is Drug.KETAMINE else " It was put together for the racemate and is extended to esketamine."
            )
            delay = construct.formation_delay
            late = (
                f" Norketamine made on the first pass is {delay.low:g} to {delay.high:g} h late on average, from one "
                "small study."
                if delay is not None
                else ""
            )
            return [
                f"{words} is constructed ({construct.id}): bioavailability {construct.f.low:g} to "
                f"{construct.f.high:g}, absorption rate {ka.low:g} to {ka.high:g} /h in front of {model.id}, and a "
                f"factor of {construct_factor():g} either way for 90 % of people, for what that leaves out "
                f"(relations.{CONSTRUCT_RELATION}).{late}{extended}"
            ]
