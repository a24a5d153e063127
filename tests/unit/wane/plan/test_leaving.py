"""Leaving and driving are the longest of floor, clinic rule and model."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wane.errors import OutOfRangeError
from wane.models.regimen import Drug, Route, nasal_devices, single_dose
from wane.plan.clinic import ClinicSettings
from wane.plan.leaving import aftercare, leaving

IV = single_dose(Drug.KETAMINE, Route.IV, 35.0, over_h=40.0 / 60.0)
NASAL = nasal_devices(Drug.ESKETAMINE, (28.0, 28.0, 28.0), apart_h=5.0 / 60.0)
DEFAULT = ClinicSettings()


def test_an_infusion_keeps_the_default_hour_after_its_end() -> None:
    result = leaving(IV, DEFAULT, None, ())
    assert result.shown_min == pytest.approx(100.0)
    assert result.floor_source == "clinic.floor_after_dosing"
    assert result.model_p95_min is None


def test_nasal_esketamine_keeps_the_labels_two_hours_after_the_last_device() -> None:
    result = leaving(NASAL, DEFAULT, None, ())
    assert result.shown_min == pytest.approx(130.0)
    assert result.floor_source == "KR068"


def test_nobody_leaves_while_the_published_watch_after_an_injection_under_the_skin_runs() -> None:
    under_the_skin = single_dose(Drug.KETAMINE, Route.SC, 35.0)
    result = leaving(under_the_skin, DEFAULT, None, ())
    assert (result.shown_min, result.floor_source) == (90.0, "KR053")
    assert leaving(under_the_skin, ClinicSettings(floor_after_dosing_min=120.0), None, ()).shown_min == 120.0


def test_a_clinic_cannot_shorten_the_labels_floor() -> None:
    result = leaving(NASAL, ClinicSettings(floor_after_dosing_min=0.0), None, ())
    assert result.floor_min == pytest.approx(130.0)


def test_a_clinic_sets_the_floor_of_other_routes() -> None:
    assert leaving(IV, ClinicSettings(floor_after_dosing_min=120.0), None, ()).shown_min == pytest.approx(160.0)


@given(model_min=st.floats(0.0, 4000.0), clinic_min=st.floats(0.0, 600.0), clinic_h=st.floats(0.0, 72.0))
def test_the_model_and_the_clinic_only_lengthen(model_min: float, clinic_min: float, clinic_h: float) -> None:
    clinic = ClinicSettings(leave_min=clinic_min, driving_after_dosing_h=clinic_h)
    for regimen in (IV, NASAL):
        without, result = leaving(regimen, DEFAULT, None, ()), leaving(regimen, clinic, model_min, ())
        assert result.shown_min == max(without.shown_min, clinic_min, model_min)
        assert result.driving_hours >= max(24.0, clinic_h)


def test_the_sentence_names_both_the_hours_and_the_sleep() -> None:
    sentence = leaving(IV, ClinicSettings(driving_after_dosing_h=36.0), None, ()).driving_sentence
    assert "36 h" in sentence
    assert "restful sleep" in sentence


def test_who_decides_is_said() -> None:
    assert "model" in leaving(IV, DEFAULT, 300.0, ()).decided_by
    assert "clinic's rule" in leaving(IV, ClinicSettings(leave_min=200.0), 150.0, ()).decided_by
    assert "floor" in leaving(IV, DEFAULT, 90.0, ()).decided_by


def test_aftercare_names_the_hours_of_the_plan_and_its_sources() -> None:
    points = aftercare(30.0)
    assert "30 h" in points[0]
    assert all(point.endswith(")") for point in points)


def test_a_negative_time_is_refused() -> None:
    with pytest.raises(OutOfRangeError):
        ClinicSettings(floor_after_dosing_min=-1.0)
    with pytest.raises(OutOfRangeError):
        ClinicSettings(leave_min=-1.0)
    with pytest.raises(OutOfRangeError):
        ClinicSettings(driving_after_dosing_h=-1.0)


def test_a_pump_without_a_step_is_refused() -> None:
    with pytest.raises(OutOfRangeError):
        ClinicSettings(pump_resolution_ml_h=0.0)
