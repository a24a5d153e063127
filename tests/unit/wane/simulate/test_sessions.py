"""The hours of a session: what has an interval, and what says why it has none."""

from collections.abc import Mapping
from typing import cast

import pytest

from tests.factories.designs import design, simulated
from wane.evidence.expression import names_in
from wane.evidence.population_model import PopulationModel
from wane.evidence.reading import load_model, load_register, model_ids
from wane.simulate.sessions import NO_ERRORS


def hosts() -> list[str]:
    """Every model that carries the drug of a default, by itself or below a construct."""
    defaults = cast(Mapping[str, Mapping[str, str]], load_register("defaults")["defaults"])
    return sorted({one["model"] for one in defaults.values()} & set(model_ids()))


def moves_the_parent(model: PopulationModel) -> set[str]:
    parents = set(model.summary.parent_states)
    return set().union(*(names_in(flow.rate) for flow in model.flows if flow.source in parents))


@pytest.mark.parametrize("name", hosts())
def test_no_default_model_prints_the_errors_of_all_that_moves_its_drug(name: str) -> None:
    """The day one does, concentrations can have an interval, and their sentence is wrong."""
    model = load_model(name)

    unsure = {one for one in moves_the_parent(model) if model.parameters[one].estimate.uncertainty is None}

    assert unsure


def test_a_concentration_says_why_its_mean_has_no_interval() -> None:
    drug, control = simulated(design(people=20, draws=2)).arms

    assert control.session is None
    assert drug.session is not None
    for found in (drug.session.peak_ng_ml, drug.session.auc_ng_h_ml):
        assert found is not None
        assert found.mean_low90 is None
        assert found.mean_reason == f"{NO_ERRORS} (otto_2021_s_ketamine_iv)"
    assert drug.session.dissociation is not None
    assert drug.session.dissociation.mean_reason is None
    assert drug.session.dissociation.mean_low90 is not None
