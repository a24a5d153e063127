"""Part: one route of a regimen in virtual people of its default model, and the systems that it makes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from wane.evidence.reading import load_model
from wane.models.absorption import METABOLITE, central_state
from wane.models.defaults import recipe_for
from wane.models.devices import device_of
from wane.models.interactions import adjustment, clearance_ratio_r_to_s
from wane.models.kinetics_notes import recipe_notes
from wane.models.people import (
    Enantiomers,
    Recipe,
    draw_host,
    draw_people,
    drawn_exposure,
    limited_note,
    shift_for,
    with_clearance,
)
from wane.models.person import Covariates
from wane.models.pk import Individuals
from wane.models.regimen import Administration, Drug, Regimen, Route
from wane.models.studied_range import Widening, largest_session_mg, rate_widening, widening
from wane.models.systems import System, system_of
from wane.models.timecourse import FloatArray, Site

TOTAL, S_PARENT, R_PARENT, HYDROXY = "ketamine", "s_ketamine", "r_ketamine", "hydroxynorketamine"
ANALYTES = (TOTAL, S_PARENT, R_PARENT, METABOLITE, HYDROXY)
PARENTS = frozenset({TOTAL, S_PARENT, R_PARENT})

_NAMED_S = {S_PARENT: S_PARENT, METABOLITE: METABOLITE, HYDROXY: HYDROXY}


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Part:
    """One route of the regimen in virtual people: what they are given, and what its sentences are."""

    drug: Drug
    recipe: Recipe
    people: Individuals
    administrations: tuple[Administration, ...]
    exposure: FloatArray | None
    evidence: tuple[str, ...]
    notes: tuple[str, ...]

    def systems(self) -> tuple[System, ...]:
        """Every enantiomer's system, with all analytes."""
        match self.recipe.enantiomers:
            case Enantiomers.POOLED:
                shown = TOTAL if self.drug is Drug.KETAMINE else S_PARENT
                return (self._system(self.people, {TOTAL: shown}, 1.0),)
            case Enantiomers.S:
                return (self._system(self.people, _NAMED_S, 1.0),)
            case Enantiomers.S_AND_R:
                ratio, _ = clearance_ratio_r_to_s()
                r_people = with_clearance(self.people, ratio)
                return (
                    self._system(self.people, _NAMED_S, 0.5),
                    self._system(r_people, {**_NAMED_S, S_PARENT: R_PARENT}, 0.5),
                )

    def s_system(self) -> System:
        """S-ketamine alone; half a pooled racemate counts as S."""
        share = 1.0 if self.drug is Drug.ESKETAMINE else 0.5
        parent = TOTAL if self.recipe.enantiomers is Enantiomers.POOLED else S_PARENT
        return self._system(self.people, {parent: S_PARENT}, share)

    def _system(self, people: Individuals, named: Mapping[str, str], dose_share: float) -> System:
        return system_of(
            people,
            self.administrations,
            named=named,
            central=central_state(people.model),
            dose_share=dose_share,
            exposure=self.exposure,
        )


def parts_of(regimen: Regimen, covariates: Covariates, site: Site, people: int, rng: np.random.Generator) -> list[Part]:
    """The parts of a regimen; routes with the same disposition have the same people in it."""
    given = {route: _by_route(regimen, route) for route in Route if route in regimen.routes}
    recipes = {route: recipe_for(regimen.drug, route, site, covariates, doses) for route, doses in given.items()}
    wider = {route: widening_of(regimen.drug, recipe, covariates, given[route]) for route, recipe in recipes.items()}
    hosts = {}
    for name in sorted({recipe.model for recipe in recipes.values()}):
        factor = max(wider[route].factor for route, recipe in recipes.items() if recipe.model == name)
        hosts[name] = draw_host(load_model(name), covariates, people, rng, widening=factor)
    parts = []
    for route, recipe in recipes.items():
        adjusted = adjustment(regimen.drug, route, covariates)
        shift = shift_for(recipe, adjusted, covariates, people, rng)
        drawn = draw_people(
            recipe, covariates, shift, people, rng, host=hosts[recipe.model], widening=wider[route].factor
        )
        parts.append(
            Part(
                drug=regimen.drug,
                recipe=recipe,
                people=drawn,
                administrations=given[route],
                exposure=drawn_exposure(recipe, adjusted, people, rng),
                evidence=adjusted.evidence,
                notes=(
                    *recipe_notes(recipe, regimen.drug),
                    *wider[route].notes,
                    *adjusted.notes,
                    *shift.notes,
                    *limited_note(drawn, shift),
                ),
            )
        )
    return parts


def _by_route(regimen: Regimen, route: Route) -> tuple[Administration, ...]:
    """The administrations of one route; a nasal dose above one device is as many devices at once."""
    device = device_of(regimen.drug, route)
    split: list[Administration] = []
    for a in (a for a in regimen.administrations if a.route is route):
        left_mg = a.dose_mg
        while device is not None and left_mg > device.dose_mg:
            split.append(replace(a, dose_mg=device.dose_mg))
            left_mg -= device.dose_mg
        split.append(replace(a, dose_mg=left_mg))
    return tuple(split)


def widening_of(
    drug: Drug, recipe: Recipe, covariates: Covariates, administrations: Sequence[Administration]
) -> Widening:
    """How much wider the band of one route is for this person, its largest session and its fastest long infusion."""
    share = 0.5 if drug is Drug.KETAMINE and recipe.enantiomers is Enantiomers.S_AND_R else 1.0
    dose_mg = share * largest_session_mg(administrations)
    by_amount = widening(load_model(recipe.model), covariates, route=recipe.route, dose_mg=dose_mg)
    by_rate = rate_widening(drug, covariates, administrations)
    return Widening(factor=by_amount.factor + by_rate.factor - 1.0, notes=by_amount.notes + by_rate.notes)


def reasons_of(drug: Drug, parts: Sequence[Part]) -> dict[str, str]:
    """Why an analyte is not given, by analyte; those that every route's model gives are not in it."""
    reasons = {}
    pooled = [part.recipe.model for part in parts if part.recipe.enantiomers is Enantiomers.POOLED]
    if drug is Drug.ESKETAMINE:
        reasons[R_PARENT] = "Esketamine holds no R-ketamine."
    elif pooled:
        reasons |= dict.fromkeys(
            (S_PARENT, R_PARENT), f"{load_model(pooled[0]).id} pools S- and R-ketamine, so neither is shown alone."
        )
    for analyte in (METABOLITE, HYDROXY):
        lacking = [
            load_model(part.recipe.model).id for part in parts if analyte not in load_model(part.recipe.model).analytes
        ]
        if lacking:
            reasons[analyte] = f"{', '.join(dict.fromkeys(lacking))} has no {analyte}, so it is withheld."
    return reasons
