"""Covariates: what no person can have is refused, with what to do."""

import math

import pytest

from wane.errors import OutOfRangeError
from wane.models.person import Covariates


@pytest.mark.parametrize("weight_kg", [19.9, 7000.0, -70.0, math.nan])
def test_a_weight_that_no_patient_has_is_refused(weight_kg: float) -> None:
    with pytest.raises(OutOfRangeError, match="Check the weight and its unit"):
        Covariates(weight_kg=weight_kg)


def test_a_weight_that_may_be_in_pounds_is_offered_in_kilograms() -> None:
    with pytest.raises(OutOfRangeError, match='Is it in pounds. Then give "159 kg" or "350 lb"'):
        Covariates(weight_kg=350.0)


def test_an_age_that_no_person_has_is_refused() -> None:
    with pytest.raises(OutOfRangeError, match="check the age"):
        Covariates(weight_kg=70.0, age_y=130.0)


def test_a_height_that_no_person_has_is_refused() -> None:
    with pytest.raises(OutOfRangeError, match="check the unit"):
        Covariates(weight_kg=70.0, height_cm=1.75)


def test_what_nobody_said_stays_unknown() -> None:
    person = Covariates(weight_kg=70.0)

    assert (person.age_y, person.sex, person.liver) == (None, None, None)
