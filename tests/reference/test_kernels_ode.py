"""The kernels against a solver of ordinary differential equations, for the network of every shipped model."""

import numpy as np
import pytest

from tests.factories.networks import doses, exact, integrated, worst_error
from wane.evidence.reading import load_model, model_ids
from wane.kernels import FloatArray, respond
from wane.models.person import Covariates
from wane.models.pk import rate_matrix, typical

TIMES_H = np.unique(np.concatenate([np.linspace(0.01, 3.0, 40), np.geomspace(3.0, 72.0, 30)]))


def matrix_of(model_id: str) -> FloatArray:
    return rate_matrix(typical(load_model(model_id), Covariates(weight_kg=70.0, age_y=40.0)))


@pytest.mark.parametrize("model_id", model_ids())
def test_every_state_of_every_model_follows_its_differential_equation(model_id: str) -> None:
    matrix = matrix_of(model_id)
    last = matrix.shape[1] - 1
    regimen = doses((0.0, 2.0 / 3.0, 35.0, 0), (1.0, 0.0, 7.0, last), (24.0, 0.5, 20.0, 0), (24.5, 0.5, 5.0, 0))
    answer = respond(matrix, np.eye(last + 1)[None], TIMES_H, regimen)[0]
    assert worst_error(answer, integrated(matrix[0], TIMES_H, regimen)) < 1e-8


@pytest.mark.parametrize("model_id", model_ids())
def test_every_state_of_every_model_is_right_to_forty_digits(model_id: str) -> None:
    matrix = matrix_of(model_id)
    last = matrix.shape[1] - 1
    regimen = doses((0.0, 2.0 / 3.0, 35.0, 0), (1.0, 0.0, 7.0, last))
    times_h = np.array([1e-4, 0.01, 0.2, 0.7, 1.0, 4.0, 30.0])
    answer = respond(matrix, np.eye(last + 1)[None], times_h, regimen)[0]
    assert worst_error(answer, exact(matrix[0], times_h, regimen)) < 1e-9
