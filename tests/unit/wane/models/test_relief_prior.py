"""Priors of the relief model, read from their files."""

from dataclasses import replace

import numpy as np
import pytest

from wane.errors import FileFormatError, OutOfRangeError, UnknownNameError
from wane.evidence.reading import DATA, load_yaml
from wane.models.relief_prior import Spread, load_relief_prior, prior_from_fields, relief_prior_ids, theta

PHQ9_FILE = DATA / "relief" / "starting_phq9.yaml"


@pytest.mark.parametrize("name", relief_prior_ids())
def test_every_prior_that_ships_can_be_read_and_says_where_it_is_from(name: str) -> None:
    prior = load_relief_prior(name)

    assert prior.id == name
    assert prior.source


def test_every_number_of_a_starting_prior_has_its_passport() -> None:
    for name in relief_prior_ids():
        parameters = load_yaml(DATA / "relief" / f"{name}.yaml")["parameters"]
        assert isinstance(parameters, dict)
        assert [key for key, entry in parameters.items() if set(entry) != {"value", "unit", "how", "where"}] == []


def test_the_middle_node_has_the_typical_parameters() -> None:
    node = theta(load_relief_prior("starting_phq9"), np.zeros((1, 6)))

    assert node.h0_days[0] == pytest.approx(14.0, rel=1e-5)
    assert node.f[0] == pytest.approx(1.0 / (1.0 + np.exp(-1.7)))


def test_an_unknown_prior_lists_those_that_exist() -> None:
    with pytest.raises(UnknownNameError, match="starting_phq9"):
        load_relief_prior("starting_phq")


def test_a_file_without_a_parameter_names_it() -> None:
    fields = dict(load_yaml(PHQ9_FILE))
    parameters = fields["parameters"]
    assert isinstance(parameters, dict)
    fields["parameters"] = {key: entry for key, entry in parameters.items() if key != "tau_d_days"}

    with pytest.raises(FileFormatError, match="tau_d_days"):
        prior_from_fields(fields)


def test_a_parameter_that_is_no_number_is_refused() -> None:
    fields = dict(load_yaml(PHQ9_FILE)) | {"parameters": {"pi": {"value": "much"}}}

    with pytest.raises(FileFormatError, match="starting_phq9"):
        prior_from_fields(fields)


def test_impossible_priors_are_refused() -> None:
    prior = load_relief_prior("starting_phq9")

    with pytest.raises(OutOfRangeError, match="pi inside"):
        replace(prior, pi=1.0)
    with pytest.raises(OutOfRangeError, match="line"):
        replace(prior, line=27.0)
    with pytest.raises(OutOfRangeError, match="gamma"):
        replace(prior, gamma=Spread(mean=0.5, sd=0.0))
