"""The relief fit: it finds what made the arms, and says how little it knows where nothing was read."""

from dataclasses import replace

import numpy as np
import pytest

from tests.unit.wane.fit.relief.test_predict import HYPER, SIX, arm, control, reading, scene
from wane.fit.relief.course import Sessions
from wane.fit.relief.parameters import NAMES, Hyper, Prior, from_line, to_line
from wane.fit.relief.predict import predict
from wane.fit.relief.readings import LASTING, SHARES, Kind, Reading
from wane.fit.relief.solve import Errors, covariance_of, solve, standard_error

ERRORS = Errors(
    change_sd=0.3, alike=0.5, logit_per_share=5.0, days_log_sd=0.9, study_sd=0.03, duration_study_sd=0.1,
    logit_per_log_duration=1.5, misfit_size=0.005, misfit_log=0.03, misfit_logit=0.05, misfit_kept=0.05,
)  # fmt: skip
WATCHED = ("pi", "lam_1", "h0_days", "expectancy", "new_treatment")


def priors_around(hyper: Hyper, off: float, sd: float) -> dict[str, Prior]:
    """Priors of the watched parameters miss the truth by `off` SDs, to either side in turn; the others are known."""
    found = {}
    for i, name in enumerate(NAMES):
        missed = off * sd * (-1) ** i if name in WATCHED else 0.0
        median = from_line(name, to_line(name, getattr(hyper, name)) + missed)
        found[name] = Prior(median=median, sd=sd if name in WATCHED else 0.02, source="made up")
    return found


def made_up_arms() -> list[Reading]:
    """What trials of 400 people would print if HYPER were true, with their sampling error."""
    rng = np.random.default_rng(8)
    at = scene(4000)
    half = Sessions(days=np.zeros(1), exposures=np.full(1, 0.5))
    arms = [
        replace(of, study=f"trial_{i}", name=f"arm {i}")
        for i, of in enumerate(
            [arm(), arm(half), arm(SIX), arm(has_new_treatment=True), control(), control(has_new_treatment=True)]
        )
    ]
    planned = [
        reading(of, kind, day, n=400.0)
        for of in arms
        for day in (1.0, 7.0, 14.0, 28.0)
        for kind in (Kind.MEAN, Kind.SD, Kind.RESPONSE)
    ]
    planned += [reading(arms[2], Kind.KEPT, d, n=200.0, from_day=18.0, line=20.0) for d in (25.0, 46.0, 80.0)]
    found = []
    for said in planned:
        true = predict(said, HYPER, at)
        if said.kind in SHARES:
            value = 100.0 * rng.binomial(int(said.n), true / 100.0) / said.n
        else:
            value = true + (0.4 if said.kind is Kind.MEAN else 0.2) * rng.standard_normal()
        found.append(replace(said, value=value, sd=8.0 if said.kind is Kind.MEAN else None))
    return found


def test_the_fit_recovers_what_made_the_arms() -> None:
    fit = solve("made_up", made_up_arms(), priors_around(HYPER, 1.0, 0.5), scene(400), ERRORS)
    for name in WATCHED:
        away = to_line(name, getattr(fit.hyper, name)) - to_line(name, getattr(HYPER, name))
        assert abs(away) < 0.3, name  # the priors were off by 0.5
        assert fit.learned(name) > 0.5, name
        assert fit.sd_on_line(name) < 0.35, name


def test_without_readings_the_priors_come_back() -> None:
    priors = priors_around(HYPER, 0.0, 0.5)
    fit = solve("nothing_read", [], priors, scene(200), ERRORS)
    assert all(getattr(fit.hyper, name) == pytest.approx(priors[name].median) for name in NAMES)
    assert all(fit.learned(name) == pytest.approx(0.0) for name in NAMES)


def test_the_same_fit_twice_is_the_same() -> None:
    readings = made_up_arms()[:12]
    first, again = (solve("twice", readings, priors_around(HYPER, 0.5, 0.5), scene(200), ERRORS) for _ in range(2))
    assert first.steps.tolist() == again.steps.tolist()


def test_a_weak_source_and_few_people_widen_an_error() -> None:
    strong = reading(arm(), Kind.RESPONSE, 1.0, value=50.0, n=100.0)
    assert standard_error(replace(strong, factor=1.5), ERRORS) == pytest.approx(1.5 * standard_error(strong, ERRORS))
    assert standard_error(replace(strong, n=25.0), ERRORS) > 1.9 * standard_error(strong, ERRORS)


def test_readings_of_one_study_move_together_and_others_do_not() -> None:
    first = reading(arm(), Kind.RESPONSE, 1.0, value=50.0)
    mean = reading(control(), Kind.MEAN, 1.0, value=30.0, sd=8.0)
    other = replace(first, arm=replace(first.arm, study="another"))
    said = [first, mean, other]
    sampling = np.array([standard_error(r, ERRORS) for r in said])
    covariance = covariance_of(said, sampling, (0.1, 0.4), ERRORS)
    assert covariance[0, 1] < 0.0  # more responders, lower scores
    assert covariance[0, 2] == 0.0
    assert np.linalg.eigvalsh(covariance).min() > 0.0


def test_lasting_shares_follow_the_study_effect_on_duration_alone() -> None:
    kept = reading(arm(SIX), Kind.KEPT, 60.0, value=50.0, from_day=18.0, line=20.0)
    assert kept.kind in LASTING
    share = reading(arm(SIX), Kind.RESPONSE, 21.0, value=50.0)
    said = [kept, replace(share, arm=replace(share.arm, name="other people"))]
    sampling = np.array([standard_error(r, ERRORS) for r in said])
    assert covariance_of(said, sampling, (0.1, 0.4), ERRORS)[0, 1] == 0.0
