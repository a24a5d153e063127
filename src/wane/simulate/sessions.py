"""What a session of an arm does in the hours around it: concentration, dissociation, blood pressure, by person."""

from dataclasses import replace
from typing import Final

import numpy as np

from wane.errors import WaneError
from wane.kernels.doses import FloatArray
from wane.models.acute_parameters import draw_responders, load_acute
from wane.models.devices import by_devices, device_of
from wane.models.effect import attenuation, courses_of
from wane.models.kinetics import effect_driver, kinetics
from wane.models.parts import TOTAL
from wane.models.person import Covariates, Sex
from wane.models.regimen import Regimen, single_dose
from wane.simulate.acute_doubt import mean_ratios
from wane.simulate.answers import Between, SessionAnswer
from wane.simulate.chances import Chances
from wane.simulate.design import ArmDesign, Given
from wane.simulate.exposures import combinations
from wane.simulate.people import VirtualPeople, draw_virtual_people
from wane.simulate.plan import TrialPlan

BODIES, PEOPLE_A_BODY = 12, 64  # bodies drawn from the design, and people of each
BLOCK: Final = 2**31 - 2  # its number among the blocks, for chances of its own
AFTER_H, POINTS = 4.0, 121
NO_ERRORS: Final = "no interval: the source gives no standard errors"


def session_answer(plan: TrialPlan, arm: ArmDesign, seed: int) -> SessionAnswer | None:
    """The first session of the arm; None for a control arm."""
    if arm.drug is None:
        return None
    people = draw_virtual_people(plan, Chances(seed=seed, block=BLOCK, people=BODIES))
    rng = np.random.default_rng([seed, BLOCK])
    peaks: dict[str, list[FloatArray]] = {name: [] for name in ("peak", "auc", "cadss", "systolic", "diastolic")}
    withheld, site, models, ratios = None, None, tuple[str, ...](), np.full((2, 3), np.nan)
    for i in range(BODIES):
        covariates = _covariates(plan, people, i)
        try:
            regimen = regimen_of(arm, arm.sessions[0], covariates.weight_kg)
            found = kinetics(regimen, covariates, people=PEOPLE_A_BODY, rng=rng)
        except WaneError as error:
            return _nothing(str(error))
        if found.withheld is not None:
            return _nothing(found.withheld)
        models, site = found.models, found.site.value
        peaks["peak"].append(found.peak(TOTAL)[0])
        peaks["auc"].append(found.auc(TOTAL))
        withheld = _effects(regimen, covariates, rng, peaks)
        if i == 0 and withheld is None:
            ratios = _ratios(regimen, covariates, seed)
    parameters = load_acute()
    cadss = _between(peaks["cadss"], ratios[:, 0])
    mean = 0.0 if cadss is None else cadss.mean
    return SessionAnswer(
        peak_ng_ml=_concentration(peaks["peak"], models),
        auc_ng_h_ml=_concentration(peaks["auc"], models),
        dissociation=cadss,
        dissociation_by_session=()
        if cadss is None
        else tuple(mean * attenuation(parameters, number + 1) for number in range(len(arm.days))),
        systolic_rise_mmhg=_between(peaks["systolic"], ratios[:, 1]),
        diastolic_rise_mmhg=_between(peaks["diastolic"], ratios[:, 2]),
        models=models,
        site=site,
        withheld=withheld,
    )


def regimen_of(arm: ArmDesign, given: Given, weight_kg: float) -> Regimen:
    """What a person of this weight is given; nasal devices one after another."""
    assert arm.drug is not None
    assert arm.route is not None
    dose_mg = given.dose.total_mg(weight_kg)
    device = device_of(arm.drug, arm.route)
    if device is not None:
        return by_devices(device, dose_mg, within=5e-3)
    return single_dose(arm.drug, arm.route, dose_mg, over_h=given.over_h)


def _effects(
    regimen: Regimen, covariates: Covariates, rng: np.random.Generator, peaks: dict[str, list[FloatArray]]
) -> str | None:
    """Peaks of the acute effects of one body's people; why there are none."""
    driver = effect_driver(regimen, covariates, people=PEOPLE_A_BODY, rng=rng)
    if driver.withheld is not None:
        return driver.withheld
    parameters = load_acute()
    times_h = np.linspace(0.0, regimen.end_h + AFTER_H, POINTS)
    persons = draw_responders(parameters, PEOPLE_A_BODY, rng)
    found = courses_of(driver, times_h, parameters=parameters, persons=persons)
    peaks["cadss"].append(found.dissociation.max(axis=1))
    peaks["systolic"].append(found.systolic_rise.max(axis=1))
    peaks["diastolic"].append(found.diastolic_rise.max(axis=1))
    return None


def _covariates(plan: TrialPlan, people: VirtualPeople, i: int) -> Covariates:
    taken = combinations(plan.design.covariates)[int(people.taken[i])]
    sex = (Sex.FEMALE if people.is_female[i] else Sex.MALE) if people.has_sex else None
    age = float(people.age_y[i])
    return Covariates(weight_kg=float(people.weight_kg[i]), age_y=None if np.isnan(age) else age, sex=sex, taking=taken)


def _ratios(regimen: Regimen, covariates: Covariates, seed: int) -> FloatArray:
    """How far the fit of the effects leaves their means open, from people of their own: nobody else's chances move."""
    rng = np.random.default_rng([seed, BLOCK, 1])
    driver = effect_driver(regimen, covariates, people=PEOPLE_A_BODY, rng=rng)
    return mean_ratios(driver, np.linspace(0.0, regimen.end_h + AFTER_H, POINTS), PEOPLE_A_BODY, rng)


def _between(parts: list[FloatArray], ratios: FloatArray | None = None) -> Between | None:
    if not parts:
        return None
    values = np.concatenate(parts)
    low, middle, high = (float(q) for q in np.quantile(values, (0.05, 0.5, 0.95)))
    mean = float(values.mean())
    ends = (None, None) if ratios is None else tuple(mean * float(ratio) for ratio in ratios)
    return Between(
        mean=mean, sd=float(values.std(ddof=1)), q05=low, q50=middle, q95=high, mean_low90=ends[0], mean_high90=ends[1]
    )


def _concentration(parts: list[FloatArray], models: tuple[str, ...]) -> Between | None:
    """Between people alone: no default model prints the errors of all that moves its parent drug."""
    found = _between(parts)
    return None if found is None else replace(found, mean_reason=f"{NO_ERRORS} ({', '.join(models)})")


def _nothing(why: str) -> SessionAnswer:
    return SessionAnswer(
        peak_ng_ml=None, auc_ng_h_ml=None, dissociation=None, dissociation_by_session=(), systolic_rise_mmhg=None,
        diastolic_rise_mmhg=None, models=(), site=None, withheld=why,
    )  # fmt: skip
