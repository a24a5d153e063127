"""The effect model against an ODE solver and against what must hold for any parameters."""

from dataclasses import dataclass, replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.integrate import solve_ivp

from wane.models.acute_parameters import (
    Z_COLUMNS,
    AcuteParameters,
    draw_responders,
    from_estimates,
    load_acute,
    responders,
)
from wane.models.effect import acute_effects, attenuation, effects_of, readiness_min, resolved_min
from wane.models.kinetics import effect_driver
from wane.models.person import Covariates
from wane.models.regimen import Drug, Regimen, Route, single_dose
from wane.models.timecourse import FloatArray

TIMES_H = np.linspace(0.0, 5.0, 301)


BOLUS = single_dose(Drug.ESKETAMINE, Route.IV, 10.0)


@dataclass(frozen=True)
class Fading:
    """Arterial level c0 exp(-k t), whose effect site has a closed form."""

    c0: float
    k: float
    people: int = 50
    regimen: Regimen = BOLUS

    def effect_site(self, times_h: FloatArray, ke0_per_h: FloatArray) -> FloatArray:
        ke0 = ke0_per_h[:, None]
        return np.asarray(self.c0 * ke0 / (ke0 - self.k) * (np.exp(-self.k * times_h) - np.exp(-ke0 * times_h)))


def people_of(driver: Fading, parameters: AcuteParameters, seed: int = 1) -> FloatArray:
    return np.random.default_rng(seed).standard_normal((driver.people, Z_COLUMNS))


def with_tolerance() -> AcuteParameters:
    return replace(load_acute(), tolerance_per_h=1.3, tolerance_ml_per_ng=0.01)


@pytest.mark.parametrize("parameters", [load_acute(), with_tolerance()])
def test_dissociation_agrees_with_an_ode_solver(parameters: AcuteParameters) -> None:
    driver = Fading(c0=400.0, k=0.9, people=1)
    persons = responders(parameters, np.zeros((1, Z_COLUMNS)))
    found = effects_of(driver, TIMES_H, parameters=parameters, persons=persons)

    def slopes(t: float, sites: FloatArray) -> list[float]:
        arterial = driver.c0 * np.exp(-driver.k * t)
        return [parameters.ke0_per_h * (arterial - sites[0]), parameters.tolerance_per_h * (arterial - sites[1])]

    solved = solve_ivp(slopes, (0.0, 5.0), [0.0, 0.0], t_eval=TIMES_H, rtol=1e-10, atol=1e-10).y
    drive = solved[0] / (1.0 + parameters.tolerance_ml_per_ng * solved[1])
    share = drive**parameters.slope / (parameters.c50_ng_ml**parameters.slope + drive**parameters.slope)
    assert found.dissociation[0] == pytest.approx(parameters.cadss_full * share, rel=1e-6, abs=1e-9)
    lift = drive**parameters.pressure_slope
    lift = parameters.systolic_full_mmhg * lift / (parameters.pressure_c50_ng_ml**parameters.pressure_slope + lift)
    assert found.systolic_rise[0] == pytest.approx(lift, rel=1e-6, abs=1e-9)


def test_no_drug_means_no_effect() -> None:
    parameters, driver = load_acute(), Fading(c0=0.0, k=0.9)
    effects = acute_effects(driver, TIMES_H, parameters=parameters, session_number=1, rng=np.random.default_rng(1))
    assert effects.dissociation.max() < 1e-6
    assert effects.systolic_rise.max() < 1e-6
    assert np.all(readiness_min(effects) == 0.0)


@settings(deadline=None, max_examples=30)
@given(c0=st.floats(5.0, 3000.0), more=st.floats(1.01, 5.0), tolerance=st.booleans())
def test_effects_are_bounded_and_grow_with_the_dose(c0: float, more: float, tolerance: bool) -> None:
    parameters = with_tolerance() if tolerance else load_acute()
    low, high = Fading(c0=c0, k=0.9), Fading(c0=c0 * more, k=0.9)
    persons = responders(parameters, people_of(low, parameters))
    less = effects_of(low, TIMES_H, parameters=parameters, persons=persons)
    greater = effects_of(high, TIMES_H, parameters=parameters, persons=persons)
    assert np.all(greater.dissociation >= less.dissociation - 1e-12)
    assert np.all(greater.systolic_rise >= less.systolic_rise - 1e-12)
    assert greater.dissociation.max() <= parameters.cadss_scale
    assert greater.dissociation_fraction.max() <= 1.0
    assert less.dissociation.min() >= 0.0


@settings(deadline=None, max_examples=30)
@given(session=st.integers(1, 200))
def test_attenuation_never_increases(session: int) -> None:
    parameters = load_acute()
    assert attenuation(parameters, 1) == 1.0
    assert attenuation(parameters, session + 1) <= attenuation(parameters, session)
    assert attenuation(parameters, session) >= parameters.attenuation_ratio - 1e-12


def test_attenuation_lessens_dissociation_and_leaves_pressure_alone() -> None:
    parameters, driver = load_acute(), Fading(c0=400.0, k=0.9)
    persons = responders(parameters, people_of(driver, parameters))
    first = effects_of(driver, TIMES_H, parameters=parameters, persons=persons)
    late = effects_of(driver, TIMES_H, parameters=parameters, persons=persons, session_number=40)
    assert late.dissociation == pytest.approx(parameters.attenuation_ratio * first.dissociation)
    assert late.systolic_rise == pytest.approx(first.systolic_rise)
    assert np.all(resolved_min(late) <= resolved_min(first) + 1e-9)


def test_resolved_time_is_the_last_minute_above_the_limit() -> None:
    parameters, driver = load_acute(), Fading(c0=600.0, k=0.9)
    effects = effects_of(
        driver,
        np.arange(0.0, 8.0, 1.0 / 600.0),
        parameters=parameters,
        persons=responders(parameters, people_of(driver, parameters)),
    )
    above = effects.dissociation > parameters.resolved_cadss
    last_min = np.where(
        above.any(axis=1), 60.0 * effects.times_h[above.shape[1] - 1 - np.argmax(above[:, ::-1], axis=1)], 0.0
    )
    assert resolved_min(effects) == pytest.approx(last_min, abs=0.6)
    assert np.all(readiness_min(effects) >= resolved_min(effects) - 1e-9)


def test_readiness_waits_for_pressure() -> None:
    parameters, driver = replace(load_acute(), small_systolic_mmhg=0.5), Fading(c0=600.0, k=0.9)
    effects = effects_of(
        driver, TIMES_H, parameters=parameters, persons=responders(parameters, people_of(driver, parameters))
    )
    fine = effects_of(
        driver,
        np.arange(0.0, 12.0, 1.0 / 600.0),
        parameters=parameters,
        persons=responders(parameters, people_of(driver, parameters)),
    )
    last_min = 60.0 * fine.times_h[fine.times_h.size - 1 - np.argmax((fine.systolic_rise > 0.5)[:, ::-1], axis=1)]
    assert readiness_min(effects) == pytest.approx(np.maximum(last_min, resolved_min(effects)), abs=0.6)


def test_nobody_is_ready_before_dosing_ends() -> None:
    hour = single_dose(Drug.ESKETAMINE, Route.IV, 1.0, over_h=1.0)
    effects = acute_effects(
        Fading(c0=1.0, k=0.9, regimen=hour),
        TIMES_H,
        parameters=load_acute(),
        session_number=1,
        rng=np.random.default_rng(1),
    )
    assert np.all(effects.readiness_min == 60.0)


def test_the_same_seed_gives_the_same_people() -> None:
    one, two = (draw_responders(load_acute(), 20, np.random.default_rng(3)) for _ in range(2))
    assert np.array_equal(one.cadss_full, two.cadss_full)


def test_r_ketamine_adds_nothing_so_half_the_racemate_is_esketamine() -> None:
    def of(drug: Drug, dose_mg: float) -> FloatArray:
        driver = effect_driver(
            single_dose(drug, Route.IV, dose_mg, over_h=2 / 3),
            Covariates(weight_kg=70.0),
            people=20,
            rng=np.random.default_rng(1),
        )
        found = acute_effects(driver, TIMES_H, parameters=load_acute(), session_number=1, rng=np.random.default_rng(2))
        return found.dissociation

    assert of(Drug.KETAMINE, 35.0) == pytest.approx(of(Drug.ESKETAMINE, 17.5))


def test_a_missing_or_unknown_estimate_is_an_error_of_the_file() -> None:
    from wane.errors import FileFormatError

    values = {name: float(getattr(load_acute(), name)) for name in AcuteParameters.__dataclass_fields__}
    with pytest.raises(FileFormatError, match="absent"):
        from_estimates({k: v for k, v in values.items() if k != "slope"})
    with pytest.raises(FileFormatError, match="unknown"):
        from_estimates(values | {"hill": 2.0})
    with pytest.raises(FileFormatError, match="0 or more"):
        from_estimates(values | {"slope": -1.0})
    with pytest.raises(FileFormatError, match="cadss_scale"):
        from_estimates(values | {"cadss_full": 95.0})
    with pytest.raises(FileFormatError, match="attenuation"):
        from_estimates(values | {"attenuation_ratio": 1.5})
