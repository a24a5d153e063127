"""What the response of a network must be, whatever its numbers."""

import numpy as np

from wane.kernels import Doses, respond

ONE_COMPARTMENT = np.array([[[-0.5]]])
ONE_OUTPUT = np.array([[[2.0]]])


def bolus(amount_mg: float, *, start_h: float = 0.0, state: int = 0) -> Doses:
    return Doses(
        start_h=np.array([start_h]),
        duration_h=np.array([0.0]),
        amount_mg=np.array([[amount_mg]]),
        state=np.array([state]),
    )


def infusion(amount_mg: float, over_h: float, *, start_h: float = 0.0, state: int = 0) -> Doses:
    return Doses(
        start_h=np.array([start_h]),
        duration_h=np.array([over_h]),
        amount_mg=np.array([[amount_mg]]),
        state=np.array([state]),
    )


def test_a_bolus_fades_exponentially() -> None:
    times_h = np.array([0.0, 1.0, 5.0])
    answer = respond(ONE_COMPARTMENT, ONE_OUTPUT, times_h, bolus(10.0))
    np.testing.assert_allclose(answer[0, 0], 20.0 * np.exp(-0.5 * times_h), rtol=1e-14)


def test_nothing_is_there_before_the_first_dose_and_a_bolus_is_seen_at_its_own_time() -> None:
    answer = respond(ONE_COMPARTMENT, ONE_OUTPUT, np.array([-1.0, 0.999, 1.0]), bolus(10.0, start_h=1.0))
    np.testing.assert_allclose(answer[0, 0], [0.0, 0.0, 20.0])


def test_an_infusion_follows_the_textbook_during_and_after() -> None:
    times_h = np.array([0.0, 0.5, 2.0, 3.0])
    answer = respond(ONE_COMPARTMENT, ONE_OUTPUT, times_h, infusion(10.0, 2.0))
    held = 10.0 / 2.0 / 0.5 * (1.0 - np.exp(-0.5 * np.minimum(times_h, 2.0)))
    np.testing.assert_allclose(answer[0, 0], 2.0 * held * np.exp(-0.5 * np.maximum(0.0, times_h - 2.0)), rtol=1e-13)


def test_the_answer_is_written_where_told() -> None:
    out = np.full((1, 1, 2), np.nan)
    assert respond(ONE_COMPARTMENT, ONE_OUTPUT, np.array([0.0, 1.0]), bolus(1.0), out=out) is out
    np.testing.assert_allclose(out[0, 0], [2.0, 2.0 * np.exp(-0.5)])
