"""Default models by route (DESIGN 9 and 11): which recipe predicts a route, at which site, or why nothing is shown.

Names of models stand here, numbers do not.
"""

from collections.abc import Sequence

from wane.evidence.reading import load_model
from wane.models.people import Absorption, Enantiomers, Recipe
from wane.models.person import Covariates
from wane.models.regimen import Administration, Drug, Regimen, Route
from wane.models.studied_range import ADULT_AGE_Y
from wane.models.timecourse import Site

VENOUS, ARTERIAL, BOLUS, NASAL, CHILD = (
    "otto_2021",
    "simons_2022",
    "kamp_2020",
    "perezruixo_2020",
    "herd_2007_ed_children",
)

_PERORAL = frozenset({Route.INTRANASAL, Route.ORAL})


def withheld_reason(regimen: Regimen, covariates: Covariates) -> str | None:
    """Why no concentration is given for this regimen and person; None where one is."""
    if Route.SC in regimen.routes:
        return (
            "No bioavailability and no absorption rate after a subcutaneous dose was read for people, so "
            "concentrations are withheld; effects rest on their own rows."
        )
    if is_child(covariates) and (regimen.drug is not Drug.KETAMINE or regimen.routes != {Route.IV}):
        return (
            f"At {covariates.age_y:g} years only intravenous racemic ketamine has a model that was read "
            f"({load_model(CHILD).id}), so concentrations are withheld."
        )
    return None


def is_child(covariates: Covariates) -> bool:
    """Whether this person is known to be below adult age."""
    return covariates.age_y is not None and covariates.age_y < ADULT_AGE_Y


def site_of(regimen: Regimen, asked: Site | None) -> Site:
    """The site that can be shown: as asked, venous where nothing was, arterial for the film (no other data)."""
    if is_film(regimen.drug, regimen.routes):
        return Site.ARTERIAL
    return asked or Site.VENOUS


def is_film(drug: Drug, routes: frozenset[Route]) -> bool:
    """Whether the thin film is among these routes: sublingual esketamine was studied in no other form."""
    return drug is Drug.ESKETAMINE and Route.SUBLINGUAL in routes


def recipe_for(
    drug: Drug, route: Route, site: Site, covariates: Covariates, administrations: Sequence[Administration]
) -> Recipe:
    """The recipe of one route; `administrations` are those of that route."""
    both = Enantiomers.S if drug is Drug.ESKETAMINE else Enantiomers.S_AND_R
    disposition = VENOUS if site is Site.VENOUS else ARTERIAL
    if route is Route.IV:
        if is_child(covariates):
            return Recipe(route=route, model=CHILD, absorption=Absorption.OWN, enantiomers=Enantiomers.POOLED)
        if any(a.is_bolus for a in administrations):
            return Recipe(route=route, model=BOLUS, absorption=Absorption.OWN, enantiomers=Enantiomers.POOLED)
        return Recipe(route=route, model=disposition, absorption=Absorption.OWN, enantiomers=both)
    if drug is Drug.ESKETAMINE and route in _PERORAL:
        if site is Site.VENOUS:
            return Recipe(route=route, model=NASAL, absorption=Absorption.OWN, enantiomers=both)
        return Recipe(route=route, model=ARTERIAL, absorption=Absorption.GRAFT, enantiomers=both)
    if is_film(drug, frozenset({route})):
        return Recipe(route=route, model=ARTERIAL, absorption=Absorption.OWN, enantiomers=both)
    return Recipe(route=route, model=disposition, absorption=Absorption.CONSTRUCT, enantiomers=both)
