"""The first screen: a push by hand stands apart from the pump, and a series is told from its last session."""

from wane.models.person import Covariates
from wane.models.regimen import Administration, Drug, Regimen, Route, repeated, single_dose
from wane.plan.request import SessionRequest
from wane.plan.session import plan_session
from wane.report.glance import glance_of

IV = single_dose(Drug.KETAMINE, Route.IV, 35.0, over_h=40.0 / 60.0)


def screen(regimen: Regimen) -> dict[str, str]:
    request = SessionRequest(regimen=regimen, covariates=Covariates(weight_kg=70.0), ordered="as ordered")
    return {glance.word: " / ".join(glance.lines) for glance in glance_of(plan_session(request))}


def test_a_bolus_beside_an_infusion_is_named_apart_from_the_pump() -> None:
    push = Administration(route=Route.IV, start_h=0.0, dose_mg=10.0)
    run = Administration(route=Route.IV, start_h=0.0, dose_mg=25.0, duration_h=40.0 / 60.0)
    words = screen(Regimen(drug=Drug.KETAMINE, administrations=(push, run)))
    assert "10 mg bolus by hand at 0 min" in words["Give"]
    assert "25 mg by pump by then" in words["Pump"]
    assert "beside the pump: 10 mg bolus by hand at 0 min" in words["Pump"]
    assert "by hand" not in screen(IV)["Give"]


def test_times_of_a_series_are_told_from_its_last_session() -> None:
    words = screen(repeated(IV, every_h=72.0, times=2))
    assert "after the start of the last session (2 of 2" in words["Leave"]
    resolved = next(line for line in words["Expect"].split(" / ") if "back within" in line)
    assert "43" not in resolved
