"""Exposure of one session for `wane how-long`: by the kinetics of its route, with its band."""

from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from wane.errors import UnsupportedError
from wane.forecast.exposures import is_nasal_esketamine
from wane.forecast.how_long_answers import Answer, Between, Question, Strength
from wane.kernels.doses import FloatArray
from wane.models.exposure import exposure_ratio
from wane.models.interactions import adjustment
from wane.models.kinetics import kinetics
from wane.models.person import Covariates
from wane.models.regimen import Regimen, Route
from wane.models.relief_fitted import FittedRelief, vein_share

REFERENCE_OVER_H: Final = 2.0 / 3.0
BAND: Final = (0.05, 0.25, 0.5, 0.75, 0.95)
ASSUMED_SC: Final = (
    "No kinetics under the skin was read: a dose counts as {share:g} of one into the vein, as the fit assumed."
)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Drawn:
    """Exposure x of virtual people (n,), the models and notes behind it."""

    x: FloatArray
    models: tuple[str, ...]
    notes: tuple[str, ...]
    strength: Strength = Strength.ARITHMETIC

    @property
    def median(self) -> float:
        """Of the people: what the relief model counts with."""
        return float(np.median(self.x))


def draw_exposure(regimen: Regimen, covariates: Covariates, fit: FittedRelief, seed: int) -> Drawn:
    """Exposure of virtual people; UnsupportedError where neither kinetics nor an assumption of the fit gives one."""
    share = vein_share(Route.SC) if regimen.routes == {Route.SC} else None
    if share is not None:
        doses = tuple(replace(a, route=Route.IV, duration_h=REFERENCE_OVER_H) for a in regimen.administrations)
        vein = draw_exposure(replace(regimen, administrations=doses), covariates, fit, seed)
        return Drawn(
            x=share * vein.x, models=vein.models, notes=(ASSUMED_SC.format(share=share),), strength=Strength.ASSUMED
        )
    rng = np.random.default_rng(seed)
    people = kinetics(regimen, covariates, rng=rng)
    if people.withheld is not None:
        raise UnsupportedError(f"{people.withheld} How long relief lasts cannot be answered for this dose.")
    x = exposure_ratio(people, covariates)
    if is_nasal_esketamine(regimen):
        nasal = fit.estimates["nasal"]
        x = x * nasal.quantiles(rng.standard_normal(len(x)))
        return Drawn(x=x, models=(*people.models, nasal.id), notes=people.notes)
    return Drawn(x=x, models=people.models, notes=people.notes)


def exposure_answer(drawn: Drawn, *, name: str, question: Question) -> Answer:
    """Exposure over that of the reference infusion, between people."""
    low90, low50, value, high50, high90 = (float(q) for q in np.quantile(drawn.x, BAND))
    return Answer(
        id=f"{name}.exposure", question=question, unit="1", between=Between.PEOPLE, strength=drawn.strength,
        value=value, low50=low50, high50=high50, low90=low90, high90=high90, evidence=drawn.models,
        sentence="Exposure over that of racemate 0.5 mg/kg into the vein over 40 min.",
    )  # fmt: skip


def medicine_answer(medicine: str, regimen: Regimen, covariates: Covariates, fit: FittedRelief, seed: int) -> Answer:
    """How one medicine moves the exposure of this session; without a number for the route it says so."""
    alone, none = (replace(covariates, taking=frozenset(taken)) for taken in ({medicine}, ()))
    known = adjustment(regimen.drug, regimen.administrations[0].route, alone)
    words = medicine.replace("_", " ")
    name, sentence = f"medicine.{medicine}", f"Exposure with {words} over that without."
    if not known.moves_clearance:
        said = [note for note in known.notes if note.casefold().startswith(words.casefold())]
        return Answer(
            id=name, question=Question.MEDICINES, unit="1", between=Between.NOTHING, strength=Strength.NONE,
            evidence=(), sentence=sentence, reason=said[0] if said else f"no row gives it for {words} by this route",
        )  # fmt: skip
    ratio = draw_exposure(regimen, alone, fit, seed).x / draw_exposure(regimen, none, fit, seed).x
    low90, low50, value, high50, high90 = (float(q) for q in np.quantile(ratio, BAND))
    return Answer(
        id=name, question=Question.MEDICINES, unit="1", between=Between.PEOPLE, strength=Strength.ARITHMETIC,
        value=value, low50=low50, high50=high50, low90=low90, high90=high90, evidence=known.evidence, sentence=sentence,
    )  # fmt: skip
