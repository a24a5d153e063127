"""Predictions of a reading, judged by drawing many people one at a time, and by what cannot depend on the drug."""

from dataclasses import replace

import numpy as np
import pytest

from wane.fit.relief.course import LN2, Sessions
from wane.fit.relief.parameters import Hyper
from wane.fit.relief.predict import Held, Instrument, Scene, predict, standard_people
from wane.fit.relief.readings import NO_SESSIONS, Arm, Kind, Reading

HYPER = Hyper(
    pi=0.6, lam_0=0.1, lam_1=0.8, h0_days=15.0, h0_sd=0.7, gamma=0.6, delta=0.7, f=0.85, rise_days=0.2, natural=0.1,
    new_treatment=0.35, slow_days=10.0, expectancy=0.2, expectancy_days=3.0, crossover=0.4, setting=2.0, loss_sd=0.5,
    nasal=0.6,
)  # fmt: skip
MADRS = Instrument(
    name="madrs", scale_max=60.0, untreated=34.0, untreated_sd=6.5, se=2.0, sd=3.0, tau_d_days=28.0, remission=10.0,
    line=20.0, score_step=1.0,
)  # fmt: skip
HELD = Held(gamma_sd=0.25, logit_f_sd=0.5, s_0=0.1, s_1=0.13, w_s=0.06, tau_m_days=60.0)
SIX = Sessions(days=np.array([0.0, 3.0, 7.0, 10.0, 14.0, 17.0]), exposures=np.ones(6))
ONE = Sessions(days=np.zeros(1), exposures=np.ones(1))


def scene(people: int = 2000) -> Scene:
    z, paths = standard_people(people, 110, 5)
    return Scene(instruments={"madrs": MADRS}, held=HELD, z=z, paths=paths)


def arm(sessions: Sessions = ONE, **changed: object) -> Arm:
    base = Arm(
        study="made_up", name="arm", condition="depression", instrument="madrs", untreated=34.0, untreated_sd=6.5,
        sessions=sessions, control_days=np.zeros(0), is_control=False, has_expectancy=True, has_new_treatment=False,
        is_crossover=False, is_drug_free=False,
    )  # fmt: skip
    return replace(base, **changed)  # type: ignore[arg-type]  # names are checked by the dataclass


def control(**changed: object) -> Arm:
    return arm(NO_SESSIONS, is_control=True, control_days=np.zeros(1), **changed)


def reading(of: Arm, kind: Kind, day: float, **changed: object) -> Reading:
    base = Reading(row="made_up.1", arm=of, kind=kind, day=day, value=1.0, n=20.0, factor=1.0, limit=0.5)
    return replace(base, **changed)  # type: ignore[arg-type]  # names are checked by the dataclass


def drawn(sessions: Sessions, day: float, people: int) -> tuple[list[float], list[float]]:
    """Baseline and later scores of people drawn one at a time, in steps of an hour: slow and obvious."""
    rng = np.random.default_rng(3)
    start, later = [], []
    for _ in range(people):
        b = np.clip(34.0 + np.sqrt(6.5**2 - 2.0**2 - 3.0**2) * rng.standard_normal(), 3.0, 60.0)
        responds = rng.random() < HYPER.pi
        lam, s = (HYPER.lam_1, HELD.s_1) if responds else (HYPER.lam_0, HELD.s_0)
        full = lam * b + s * 34.0 * rng.standard_normal()
        h0 = HYPER.h0_days * np.exp(HYPER.h0_sd * rng.standard_normal())
        gamma = HYPER.gamma + HELD.gamma_sd * rng.standard_normal()
        f = 1.0 / (1.0 + np.exp(-(np.log(HYPER.f / (1.0 - HYPER.f)) + HELD.logit_f_sd * rng.standard_normal())))
        transit = relief = together = 0.0
        rate, k, t, h = 1.0, LN2 / HYPER.rise_days, 0.0, 1.0 / 24.0
        given_days = sessions.days.tolist()
        while t < day - 1e-9:
            if given_days and t >= given_days[0] - 1e-9:
                last = given_days.pop(0)
                before = [d for d in sessions.days if d < last - 1e-9]
                together = 1.0 + (together * np.exp(-(last - before[-1]) / HELD.tau_m_days) if before else 0.0)
                transit += f * (full - relief - transit) + HELD.w_s * 34.0 * rng.standard_normal()
                rate = LN2 / (h0 * together**gamma)
            came = transit * -np.expm1(-k * h)
            transit, relief, t = transit - came, relief * np.exp(-rate * h) + came, t + h
        drift = 3.0 * rng.standard_normal()
        alike = np.exp(-day / 28.0)
        after = alike * drift + 3.0 * np.sqrt(1.0 - alike**2) * rng.standard_normal()
        left = 1.0 - HYPER.natural * -np.expm1(-LN2 * day / HYPER.slow_days)
        start.append(b + drift + 2.0 * rng.standard_normal())
        later.append(float(np.clip((b - relief) * left + after + 2.0 * rng.standard_normal(), 0.0, 60.0)))
    return start, later


@pytest.mark.parametrize(("sessions", "day"), [(ONE, 1.0), (ONE, 10.0), (SIX, 21.0)])
def test_means_spreads_and_shares_are_those_of_people_drawn_one_at_a_time(sessions: Sessions, day: float) -> None:
    start, later = (np.array(x) for x in drawn(sessions, day, 1500))
    of, at = arm(sessions), scene()
    assert predict(reading(of, Kind.MEAN, day), HYPER, at) == pytest.approx(later.mean(), abs=1.0)
    assert predict(reading(of, Kind.SD, day), HYPER, at) == pytest.approx(later.std(), rel=0.1)
    shares = predict(reading(of, Kind.RESPONSE, day), HYPER, at)
    assert shares == pytest.approx(100.0 * (later <= 0.5 * start).mean(), abs=4.5)
    below = predict(reading(of, Kind.REMISSION, day, limit=10.0), HYPER, at)
    assert below == pytest.approx(100.0 * (np.round(later) <= 10.0).mean(), abs=4.5)


@pytest.mark.parametrize("kind", [Kind.MEAN, Kind.CHANGE, Kind.SD, Kind.RESPONSE, Kind.EVER])
def test_a_control_arm_gets_no_relief_of_the_drug(kind: Kind) -> None:
    other = replace(HYPER, pi=0.95, lam_0=0.9, lam_1=0.95, h0_days=300.0, f=0.99, delta=2.0, nasal=3.0)
    said = reading(control(), kind, 7.0)
    assert predict(said, HYPER, scene(200)) == pytest.approx(predict(said, other, scene(200)), rel=1e-12)


def test_a_drug_arm_has_no_expectancy_of_its_own_beside_relief() -> None:
    other = replace(HYPER, expectancy=0.6, expectancy_days=90.0)
    said = reading(arm(), Kind.MEAN, 7.0)
    assert predict(said, HYPER, scene(200)) == pytest.approx(predict(said, other, scene(200)), rel=1e-12)


def test_expectancy_wanes_and_is_smaller_in_a_crossover_trial() -> None:
    at = scene(200)
    early, late = (predict(reading(control(), Kind.CHANGE, day), HYPER, at) for day in (0.1, 6.0))
    crossed = predict(reading(control(is_crossover=True), Kind.CHANGE, 0.1), HYPER, at)
    assert early < late < 0.0
    assert early < crossed < 0.0


def test_a_new_treatment_lowers_scores_slowly_in_either_arm() -> None:
    at = scene(200)
    for of in (arm, control):
        alone, helped = (
            predict(reading(of(has_new_treatment=new), Kind.MEAN, 28.0), HYPER, at) for new in (False, True)
        )
        assert helped < alone


def test_drug_free_follow_up_relapses_sooner() -> None:
    at = scene(400)
    usual, free = (
        predict(reading(arm(SIX, is_drug_free=free), Kind.KEPT, 60.0, from_day=18.0, line=20.0), HYPER, at)
        for free in (False, True)
    )
    assert free < usual


def test_fewer_people_are_still_well_later() -> None:
    at = scene(400)
    kept = [predict(reading(arm(SIX), Kind.KEPT, d, from_day=18.0, line=20.0), HYPER, at) for d in (20.0, 40.0, 80.0)]
    assert 100.0 >= kept[0] > kept[1] > kept[2] >= 0.0


def test_durations_grow_with_the_half_life() -> None:
    at = scene(400)
    said = reading(arm(), Kind.MEDIAN_DAYS, 0.0, value=15.0, from_day=1.0, line=20.0)
    short, long = (predict(said, replace(HYPER, h0_days=h), at) for h in (8.0, 16.0))
    mean_short, mean_long = (
        predict(replace(said, kind=Kind.MEAN_DAYS), replace(HYPER, h0_days=h), at) for h in (8.0, 16.0)
    )
    assert 1.3 < long / short < 2.6
    assert mean_short < mean_long
