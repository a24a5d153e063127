"""How a session is given: bag, pump, salt, series, and what follows from each for effects and leaving."""

from dataclasses import replace

import numpy as np
import pytest

from tests.factories.session_request import ADULT, BAG, IV, numbers, reference, request, value
from wane.models.kinetics import kinetics
from wane.models.person import Covariates
from wane.models.regimen import Drug, Route, repeated, single_dose
from wane.models.timecourse import Site
from wane.plan.clinic import ClinicSettings
from wane.plan.session import from_zero, plan_session
from wane.plan.session_plan import Bag, Verdict


def test_effects_under_the_skin_follow_the_published_course() -> None:
    plan = plan_session(request(single_dose(Drug.KETAMINE, Route.SC, 70.0)))
    courses = {c.quantity: c for c in plan.courses}
    highest_min = courses["dissociation"].minutes[courses["dissociation"].median.argmax()]
    assert 20.0 <= highest_min <= 30.0
    assert 7.5 < value(plan, "systolic_rise.peak") < 9.5
    assert any("one group" in note for note in plan.provenance.notes)


@pytest.mark.parametrize(
    ("drug", "dose_mg", "said"),
    [(Drug.ESKETAMINE, 35.0, "racemic"), (Drug.KETAMINE, 7.0, "0.25 to 1 mg/kg")],
)
def test_effects_under_the_skin_are_withheld_beyond_what_was_published(drug: Drug, dose_mg: float, said: str) -> None:
    item = numbers(plan_session(request(single_dose(drug, Route.SC, dose_mg))))["dissociation.peak"]
    assert item.value is None
    assert said in str(item.reason)


def test_an_infusion_of_days_gives_no_acute_effects() -> None:
    plan = plan_session(request(single_dose(Drug.KETAMINE, Route.IV, 1200.0, over_h=72.0)))
    assert "12 h" in str(numbers(plan)["dissociation.peak"].reason)
    assert value(plan, "readiness.plan") == pytest.approx(72.0 * 60.0 + 60.0)


def test_pump_steps_give_the_dose_ordered() -> None:
    plan = reference()
    assert plan.pump_steps[-1].cumulative_mg == pytest.approx(35.0)
    assert [f.id for f in plan.findings if f.id.startswith("pump")] == []


def test_rounding_speaks_only_where_it_moves_the_dose() -> None:
    coarse = ClinicSettings(pump_resolution_ml_h=10.0)
    plan = plan_session(replace(request(), bag=BAG, clinic=coarse))
    [finding] = [f for f in plan.findings if f.id == "pump.rounding"]
    assert finding.verdict is Verdict.CAUTION
    assert "-4.8 %" in finding.sentence
    assert finding.is_checked


def test_without_a_bag_the_plan_has_its_rate_in_mg_per_hour() -> None:
    [step] = plan_session(request()).pump_steps
    assert (step.rate_ml_h, step.rate_mg_h) == (None, pytest.approx(52.5))


def test_nobody_is_ready_before_dosing_ends_or_while_the_effect_rises() -> None:
    assert numbers(reference())["readiness.model"].low90 == pytest.approx(40.0, abs=5.0)
    low = numbers(plan_session(request(single_dose(Drug.KETAMINE, Route.IM, 7.0))))["readiness.model"].low90
    assert low is not None
    assert low > 5.0


def test_a_series_is_watched_and_left_session_by_session() -> None:
    course = repeated(IV, every_h=72.0, times=3)
    plan, single = plan_session(request(course)), plan_session(request())
    last_min = 2 * 72.0 * 60.0
    assert plan.leaving.shown_min == pytest.approx(last_min + 100.0)
    seen = [p.minute - last_min for p in plan.monitoring if p.minute >= last_min - 1e-6]
    assert len(plan.monitoring) == 3 * len(seen)
    assert seen == pytest.approx([p.minute for p in single.monitoring if p.minute <= 100.0 + 1e-6])


def test_a_salt_order_is_counted_as_ordered_and_as_base() -> None:
    plan = plan_session(replace(request(), ordered_mg=40.0, bag=BAG))
    assert (plan.total_mg, plan.total_base_mg) == (40.0, 35.0)
    assert plan.pump_steps[-1].cumulative_mg == pytest.approx(40.0)


@pytest.mark.parametrize(
    ("bag", "finding"),
    [
        (replace(BAG, volume_ml=20.0), "pump.volume"),
        (replace(BAG, concentration_mg_ml=60.0), "pump.strength"),
        (replace(BAG, concentration_mg_ml=100.0, vial_strength_mg_ml=100.0), "KR039"),
    ],
)
def test_a_bag_that_cannot_serve_holds_the_plan(bag: Bag, finding: str) -> None:
    plan = plan_session(replace(request(), bag=bag))
    assert [f.verdict for f in plan.findings if f.id == finding] == [Verdict.HOLD]


def test_coarse_rounding_is_pointed_out() -> None:
    plan = plan_session(replace(request(), bag=BAG, clinic=ClinicSettings(pump_resolution_ml_h=10.0)))
    assert [f.verdict for f in plan.findings if f.id == "pump.rounding"] == [Verdict.CAUTION]


def test_courses_cover_the_session_and_the_days_after() -> None:
    found = {course.quantity: course for course in reference().courses}
    assert {"concentration.ketamine.venous", "dissociation", "systolic_rise", "diastolic_rise", "pump_rate"} <= set(
        found
    )
    assert found["concentration.norketamine.venous.long"].minutes[-1] >= 1440.0
    for course in found.values():
        assert np.all(course.q05 <= course.q25)
        assert np.all(course.median <= course.q95)


def test_a_clock_that_starts_late_changes_nothing() -> None:
    late = replace(IV, administrations=tuple(replace(a, start_h=a.start_h + 2.0) for a in IV.administrations))
    assert from_zero(late) == IV
    assert plan_session(request(late)).summary == plan_session(request()).summary


def test_a_light_person_of_unknown_age_may_be_a_child() -> None:
    light = plan_session(
        request(single_dose(Drug.KETAMINE, Route.IV, 12.5, over_h=2.0 / 3.0), Covariates(weight_kg=25))
    )
    assert "age.not_known" in {finding.id for finding in light.findings}
    assert "age.not_known" not in {finding.id for finding in reference().findings}


def test_a_series_pumps_no_pause_of_days_and_gives_the_effects_of_its_last_session() -> None:
    plan = plan_session(request(repeated(IV, every_h=72.0, times=2)))
    alone = plan_session(replace(request(IV), session_number=2))
    assert [step.rate_mg_h > 0.0 for step in plan.pump_steps] == [True, True]
    assert value(plan, "dissociation.peak") == pytest.approx(value(alone, "dissociation.peak"))
    for name in ("dissociation.resolved", "readiness.model", "readiness.plan"):
        assert value(plan, name) - 72.0 * 60.0 == pytest.approx(value(alone, name)), name
    assert any("session 2 of 2" in note for note in plan.provenance.notes)


def test_what_a_series_accumulates_is_what_decays_from_one_session_to_the_next() -> None:
    close = plan_session(request(repeated(IV, every_h=24.0, times=3)))
    once = kinetics(IV, ADULT, Site.VENOUS, people=1000, rng=np.random.default_rng((1, 0)))
    added = once.concentration("ketamine", np.array([2.0 / 3.0, 24.0 + 2.0 / 3.0, 48.0 + 2.0 / 3.0]))
    assert value(close, "accumulation.ketamine.venous") == pytest.approx(np.median(added.sum(axis=1) / added[:, 0]))
    left = once.concentration("ketamine", np.array([24.0, 48.0])).sum(axis=1)
    assert value(close, "before_last.ketamine.venous") == pytest.approx(np.median(left))
    assert "accumulation.ketamine.venous" not in numbers(reference())


def test_accumulation_without_a_model_says_why() -> None:
    item = numbers(plan_session(request(repeated(single_dose(Drug.KETAMINE, Route.SC, 35.0), every_h=72.0, times=2))))
    assert item["accumulation.ketamine.venous"].value is None
    assert "subcutaneous" in str(item["accumulation.ketamine.venous"].reason)
