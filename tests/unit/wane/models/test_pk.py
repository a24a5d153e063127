"""The fast public door: people of one model, and what it predicts for them."""

import numpy as np
import pytest

from wane.errors import UnknownNameError, UnsupportedError
from wane.evidence.reading import load_model, model_ids
from wane.models.person import Covariates
from wane.models.pk import draw, predict, rate_matrix, typical
from wane.models.regimen import Administration, Drug, Regimen, Route, nasal_devices, single_dose

ADULT = Covariates(weight_kg=70.0, age_y=40.0)
TIMES_H = np.linspace(0.0, 12.0, 49)
INFUSION = single_dose(Drug.ESKETAMINE, Route.IV, 20.0, over_h=0.5)


@pytest.mark.parametrize("model_id", model_ids())
def test_no_amount_is_made_from_nothing(model_id: str) -> None:
    matrix = rate_matrix(draw(load_model(model_id), ADULT, 50, np.random.default_rng(1)))
    assert np.all(matrix.sum(axis=1) <= 1e-9 * np.abs(matrix).max(axis=(1, 2))[:, None])
    assert np.all(matrix - matrix * np.eye(matrix.shape[1]) >= 0.0)


def test_predictions_are_written_where_asked() -> None:
    people = draw(load_model("otto_2021"), ADULT, 30, np.random.default_rng(1))
    out = np.empty((30, 2, TIMES_H.size))
    found = predict(people, INFUSION, TIMES_H, out=out)
    assert np.shares_memory(found["norketamine"], out)
    alone = predict(people, INFUSION, TIMES_H, ["s_ketamine"])["s_ketamine"]
    assert found["s_ketamine"] == pytest.approx(alone, rel=1e-12)


def test_the_typical_person_is_one_person() -> None:
    assert predict(typical(load_model("otto_2021"), ADULT), INFUSION, TIMES_H)["s_ketamine"].shape == (1, TIMES_H.size)


def test_a_later_device_of_a_session_absorbs_less_and_one_of_the_next_day_does_not() -> None:
    person = typical(load_model("perezruixo_2020"), ADULT)

    def area(*starts_h: float) -> float:
        doses = tuple(Administration(route=Route.INTRANASAL, start_h=h, dose_mg=28.0) for h in starts_h)
        fine = np.linspace(0.0, 200.0, 40_001)
        found = predict(person, Regimen(drug=Drug.ESKETAMINE, administrations=doses), fine, ["s_ketamine"])
        return float(np.trapezoid(found["s_ketamine"][0], fine))

    assert area(0.0, 24.0) == pytest.approx(2.0 * area(0.0), rel=1e-3)
    assert area(0.0, 5.0 / 60.0) < 1.75 * area(0.0)


def test_an_analyte_that_the_model_lacks_is_named() -> None:
    with pytest.raises(UnknownNameError, match="has no hydroxynorketamine"):
        predict(typical(load_model("otto_2021"), ADULT), INFUSION, TIMES_H, ["hydroxynorketamine"])


def test_a_route_that_the_model_lacks_is_named() -> None:
    with pytest.raises(UnsupportedError, match="no way in for route intranasal"):
        predict(typical(load_model("otto_2021"), ADULT), nasal_devices(Drug.ESKETAMINE, [28.0], apart_h=0.1), TIMES_H)
