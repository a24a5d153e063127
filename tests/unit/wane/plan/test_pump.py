"""The pump's steps give the ordered dose, in settings that the pump can make."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wane.errors import OutOfRangeError
from wane.models.regimen import Administration, Drug, Regimen, Route, single_dose
from wane.plan.pump import pump_program
from wane.plan.session_plan import Bag

BAG = Bag(concentration_mg_ml=1.0, volume_ml=50.0, vial_strength_mg_ml=50.0)
SESSION = single_dose(Drug.KETAMINE, Route.IV, 35.0, over_h=40.0 / 60.0)


def steps(*amounts: tuple[float, float, float]) -> Regimen:
    """Infusions as (start_h, duration_h, dose_mg)."""
    return Regimen(
        drug=Drug.KETAMINE,
        administrations=tuple(
            Administration(route=Route.IV, start_h=start_h, duration_h=duration_h, dose_mg=dose_mg)
            for start_h, duration_h, dose_mg in amounts
        ),
    )


def test_the_reference_session_runs_at_one_rate() -> None:
    program = pump_program(SESSION, BAG, resolution_ml_h=0.1)
    [step] = program.steps
    assert (step.start_min, step.end_min) == pytest.approx((0.0, 40.0))
    assert step.rate_ml_h == pytest.approx(52.5)
    assert step.rate_mg_h == pytest.approx(52.5)
    assert step.cumulative_mg == pytest.approx(35.0)
    assert program.delivered_mg == pytest.approx(35.0)
    assert BAG.drawn_up_ml == pytest.approx(1.0)


def test_without_a_bag_the_rate_is_in_mg_per_hour_alone() -> None:
    program = pump_program(SESSION, None, resolution_ml_h=0.1)
    [step] = program.steps
    assert step.rate_ml_h is None
    assert step.rate_mg_h == pytest.approx(52.5)
    assert program.rounding == 0.0


def test_vials_say_what_to_draw_up_and_nothing_else() -> None:
    bag = Bag(concentration_mg_ml=1.0, volume_ml=50.0)
    assert bag.drawn_up_ml is None
    assert pump_program(SESSION, bag, resolution_ml_h=0.1) == pump_program(SESSION, BAG, resolution_ml_h=0.1)


def test_a_pause_is_a_step_at_zero() -> None:
    program = pump_program(steps((0.0, 0.5, 20.0), (1.0, 0.5, 10.0)), BAG, resolution_ml_h=0.1)
    assert [step.rate_ml_h for step in program.steps] == [40.0, 0.0, 20.0]
    assert [step.cumulative_mg for step in program.steps] == [20.0, 20.0, 30.0]


def test_a_salt_order_is_pumped_as_salt() -> None:
    program = pump_program(
        single_dose(Drug.KETAMINE, Route.IV, 35.0, over_h=1.0), BAG, resolution_ml_h=0.1, per_base_mg=1.2
    )
    assert program.ordered_mg == pytest.approx(42.0)
    assert program.steps[0].rate_mg_h == pytest.approx(42.0)


def test_what_is_not_infused_does_not_go_through_the_pump() -> None:
    program = pump_program(single_dose(Drug.KETAMINE, Route.IM, 35.0), BAG, resolution_ml_h=0.1)
    assert (program.steps, program.rounding) == ((), 0.0)


def test_a_rate_under_the_pumps_step_is_refused() -> None:
    with pytest.raises(OutOfRangeError, match="weaker bag"):
        pump_program(single_dose(Drug.KETAMINE, Route.IV, 1.0, over_h=100.0), BAG, resolution_ml_h=0.1)


@pytest.mark.parametrize("bag", [Bag(concentration_mg_ml=0.0, volume_ml=50, vial_strength_mg_ml=50)])
def test_a_bag_without_a_concentration_is_refused(bag: Bag) -> None:
    with pytest.raises(OutOfRangeError, match="concentration"):
        pump_program(SESSION, bag, resolution_ml_h=0.1)


@given(
    parts=st.lists(st.tuples(st.floats(0.0, 2.0), st.floats(0.1, 3.0), st.floats(1.0, 200.0)), min_size=1, max_size=6),
    concentration=st.floats(0.1, 10.0),
    per_base=st.floats(1.0, 1.2),
)
def test_the_steps_add_up_to_the_dose(
    parts: list[tuple[float, float, float]], concentration: float, per_base: float
) -> None:
    now_h, infusions = 0.0, []
    for pause_h, duration_h, dose_mg in parts:
        infusions.append((now_h + pause_h, duration_h, dose_mg))
        now_h += pause_h + duration_h
    bag = Bag(concentration_mg_ml=concentration, volume_ml=500.0, vial_strength_mg_ml=50.0)
    resolution_ml_h = 0.001

    program = pump_program(steps(*infusions), bag, resolution_ml_h=resolution_ml_h, per_base_mg=per_base)

    dose_mg = per_base * sum(dose for _, _, dose in infusions)
    assert sum(s.rate_mg_h * (s.end_min - s.start_min) / 60.0 for s in program.steps) == pytest.approx(dose_mg)
    assert program.steps[-1].cumulative_mg == pytest.approx(dose_mg)
    hours = sum(duration_h for _, duration_h, _ in infusions)
    assert abs(program.delivered_mg - dose_mg) <= 0.5 * resolution_ml_h * hours * concentration + 1e-3
    for earlier, later in zip(program.steps, program.steps[1:], strict=False):
        assert later.start_min == pytest.approx(earlier.end_min)
