"""Regimens: what can be given, in order, one rate at a time."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wane.errors import ConflictError, OutOfRangeError
from wane.models.regimen import Administration, Drug, Regimen, Route, nasal_devices, repeated, single_dose

INFUSION = single_dose(Drug.KETAMINE, Route.IV, 35.0, over_h=2 / 3)


def step(start_h: float, duration_h: float) -> Administration:
    return Administration(route=Route.IV, start_h=start_h, dose_mg=10.0, duration_h=duration_h)


@pytest.mark.parametrize("dose_mg", [0.0, -1.0, math.nan])
def test_a_dose_is_above_nothing(dose_mg: float) -> None:
    with pytest.raises(OutOfRangeError, match="above 0 mg"):
        Administration(route=Route.IV, start_h=0.0, dose_mg=dose_mg)


@pytest.mark.parametrize("duration_h", [-0.1, math.nan])
def test_time_does_not_run_backwards(duration_h: float) -> None:
    with pytest.raises(OutOfRangeError, match="0 h"):
        step(0.0, duration_h)


def test_only_an_intravenous_dose_runs_over_time() -> None:
    with pytest.raises(ConflictError, match="route im"):
        single_dose(Drug.KETAMINE, Route.IM, 35.0, over_h=0.5)


def test_a_regimen_holds_a_dose() -> None:
    with pytest.raises(OutOfRangeError, match="without a dose"):
        Regimen(drug=Drug.KETAMINE, administrations=())


def test_administrations_stand_in_order() -> None:
    with pytest.raises(ConflictError, match="out of order"):
        Regimen(drug=Drug.KETAMINE, administrations=(step(1.0, 0.5), step(0.0, 0.5)))


def test_a_pump_has_one_rate_at_a_time() -> None:
    with pytest.raises(ConflictError, match=r"until 60 min, the next starts at 30 min"):
        Regimen(drug=Drug.KETAMINE, administrations=(step(0.0, 1.0), step(0.5, 1.0)))


def test_a_bolus_may_fall_into_a_running_rate() -> None:
    regimen = Regimen(drug=Drug.KETAMINE, administrations=(step(0.0, 1.0), step(0.5, 0.0)))

    assert regimen.administrations[1].is_bolus
    assert regimen.end_h == 1.0


def test_a_rate_may_begin_where_the_last_one_ends() -> None:
    regimen = Regimen(drug=Drug.KETAMINE, administrations=(step(0.0, 1.0), step(1.0, 1.0)))

    assert (regimen.start_h, regimen.end_h, regimen.total_mg) == (0.0, 2.0, 20.0)


def test_nasal_devices_follow_one_another() -> None:
    regimen = nasal_devices(Drug.ESKETAMINE, [28.0, 28.0, 28.0], apart_h=5 / 60)

    assert [a.start_h for a in regimen.administrations] == pytest.approx([0.0, 1 / 12, 1 / 6])
    assert regimen.total_mg == 84.0
    assert regimen.routes == {Route.INTRANASAL}


@given(times=st.integers(1, 20), every_h=st.floats(1.0, 500.0))
def test_a_repeated_regimen_gives_the_same_each_time(times: int, every_h: float) -> None:
    course = repeated(INFUSION, every_h=every_h, times=times)

    assert course.total_mg == pytest.approx(times * INFUSION.total_mg)
    assert course.end_h == pytest.approx((times - 1) * every_h + INFUSION.end_h)
