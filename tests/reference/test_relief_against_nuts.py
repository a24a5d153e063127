"""The engine against stored results of NUTS on the same model; `python -m studies.nuts_reference` made them."""

import json

import numpy as np
import pytest

from studies.nuts_histories import AHEAD_DAYS, PEOPLE, STORED, Person, history_of, person_fields
from wane.forecast.posterior import infer
from wane.forecast.scores import chance_at_or_above, level_forecast
from wane.models.relief import History, Score
from wane.models.relief_prior import load_relief_prior

FILE = json.loads(STORED.read_text(encoding="utf-8"))
FOUND = {person["name"]: person for person in FILE["people"]}
BAR = 0.01
NOISE_BAR = 0.003  # Monte Carlo standard error of what is stored: a third of the bar at most


@pytest.mark.parametrize("person", PEOPLE, ids=lambda person: person.name)
def test_what_is_stored_was_sampled_with_this_history_and_this_prior(person: Person) -> None:
    asked = json.loads(json.dumps(person_fields(person)))

    stored = {key: FOUND.get(person.name, {}).get(key) for key in asked}

    assert stored == asked, f"{person.name}: history or prior changed; run `python -m studies.nuts_reference` again"


@pytest.mark.parametrize("person", PEOPLE, ids=lambda person: person.name)
def test_the_chance_of_being_over_the_line_is_that_of_nuts_to_one_in_a_hundred(person: Person) -> None:
    prior = load_relief_prior(person.prior)

    posterior = infer(prior, history_of(person.records))

    chance = chance_at_or_above(posterior, level_forecast(posterior, np.array(AHEAD_DAYS)), prior.line)
    np.testing.assert_allclose(chance, FOUND[person.name]["chance"], rtol=0.0, atol=BAR)


@pytest.mark.parametrize("person", PEOPLE, ids=lambda person: person.name)
def test_the_chains_mixed_and_their_own_noise_is_well_within_the_bar(person: Person) -> None:
    found = FOUND[person.name]

    assert max(found["r_hat"]) < 1.01
    assert max(found["mcse"]) <= NOISE_BAR
    assert found["diverging"] <= FILE["chains"] * FILE["draws"] // 1000


def test_censored_scores_and_relapses_are_among_the_histories() -> None:
    at_floor, at_ceiling, relapsed = (
        [person.name for person in PEOPLE if _holds(person, what)] for what in ("floor", "ceiling", "relapse")
    )

    assert len(at_floor) >= 3
    assert len(at_ceiling) >= 3
    assert len(relapsed) >= 2


def test_a_censored_score_taken_as_plain_would_be_seen() -> None:
    """The bar is tight enough to tell: half a step off the ends, the same scores miss it."""
    person = next(person for person in PEOPLE if person.name == "mostly at the floor")
    prior = load_relief_prior(person.prior)
    plain = tuple(
        Score(day=record.day, value=max(record.value, 0.001)) if isinstance(record, Score) else record
        for record in history_of(person.records).records
    )

    posterior = infer(prior, History(records=plain))

    chance = chance_at_or_above(posterior, level_forecast(posterior, np.array(AHEAD_DAYS)), prior.line)
    assert np.abs(chance - np.array(FOUND[person.name]["chance"])).max() > BAR


def _holds(person: Person, what: str) -> bool:
    top = load_relief_prior(person.prior).scale_max
    ends = {"floor": ("score", 0.0), "ceiling": ("score", top)}
    return any(
        kind == "relapse" if what == "relapse" else (kind, value) == ends[what] for kind, _, value in person.records
    )
