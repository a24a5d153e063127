"""Instruments: every line has evidence or a reason, names are found, and a prior that is not there is refused."""

import pytest

from wane.errors import OutOfRangeError, UnknownNameError, UnsupportedError
from wane.evidence.catalogue import find
from wane.models.instruments import (
    Instrument,
    condition_named,
    conditions,
    has_prior,
    instrument_named,
    instrument_of,
    instruments,
    prior_for,
)
from wane.models.relief_evidence import relief_evidence

EVERY = list(instruments().values())


@pytest.mark.parametrize("found", EVERY, ids=lambda one: one.id)
def test_every_line_has_a_source_that_opens_or_says_why_it_is_not_there(found: Instrument) -> None:
    for line in (found.response, found.remission, found.relapse, found.noise):
        if line.value is None:
            assert line.where
        else:
            assert line.source is not None
            assert find(line.source).use != "validate"


@pytest.mark.parametrize("found", EVERY, ids=lambda one: one.id)
def test_a_relapse_line_lies_inside_the_scale_and_above_remission(found: Instrument) -> None:
    if found.relapse.value is not None:
        assert found.low < found.relapse.value < found.high
        assert found.remission.value is None or found.remission.value <= found.relapse.value


@pytest.mark.parametrize("found", EVERY, ids=lambda one: one.id)
def test_an_instrument_belongs_to_a_condition_that_exists(found: Instrument) -> None:
    assert found.condition in conditions()


@pytest.mark.parametrize("text", ["PHQ-9", "phq9", "PHQ 9", " Phq-9 ", "phq"])
def test_one_instrument_has_many_spellings(text: str) -> None:
    assert instrument_named(text).id == "phq9"


def test_an_unknown_instrument_is_told_which_exist() -> None:
    with pytest.raises(UnknownNameError, match="PHQ-9, GAD-7"):
        instrument_named("BDI-II")


@pytest.mark.parametrize(("text", "name"), [("TRD", "depression"), ("bipolar", "bipolar"), ("CRPS", "crps")])
def test_a_condition_is_known_by_its_synonyms(text: str, name: str) -> None:
    assert condition_named(text) == name


def test_an_unknown_condition_is_told_which_exist() -> None:
    with pytest.raises(UnknownNameError, match="depression"):
        condition_named("sadness")


@pytest.mark.parametrize(("name", "value"), [("phq9", 28), ("phq9", -1), ("phq9", 7.5), ("pain_nrs", 6.25)])
def test_a_value_that_the_instrument_cannot_show_is_refused(name: str, value: float) -> None:
    with pytest.raises(OutOfRangeError, match="runs from"):
        instruments()[name].check(value)


def test_a_value_on_the_scale_is_kept() -> None:
    assert instruments()["pain_nrs"].check(6.4) == 6.4
    assert instruments()["phq9"].check(27) == 27


def test_each_instrument_that_has_a_prior_gets_that_of_its_own_scale() -> None:
    for condition in set(conditions()) - {"acute_pain"}:
        for found in EVERY:
            if has_prior(condition, found):
                prior = prior_for(condition, found)
                assert (prior.condition, prior.scale_max) == (condition, found.high)
                assert relief_evidence(prior) is not None, "a starting prior serves nobody"


@pytest.mark.parametrize("condition", sorted(set(conditions()) - {"acute_pain"}))
def test_every_condition_but_acute_pain_is_served(condition: str) -> None:
    assert has_prior(condition, instrument_of(condition))


def test_acute_pain_is_refused_since_its_relief_lasts_hours() -> None:
    with pytest.raises(UnsupportedError, match="Acute pain is not forecast: relief of acute pain lasts hours"):
        prior_for("acute_pain", instruments()["pain_nrs"])
    with pytest.raises(UnsupportedError, match="hours"):
        instrument_of("acute_pain")
    assert find("fitted.relief_acute_pain.h0_days").value
    assert not has_prior("acute_pain", instruments()["pain_nrs"])


@pytest.mark.parametrize("name", ["peg", "daily_mood", "phq9_item9"])
def test_without_a_prior_there_is_no_forecast(name: str) -> None:
    found = instruments()[name]
    with pytest.raises(UnsupportedError, match="PHQ-9 in depression"):
        prior_for(found.condition, found)


def test_a_condition_names_its_instrument() -> None:
    assert instrument_of("chronic_pain").id == "pain_nrs"
    assert instrument_of("ptsd").id == "pcl5"


def test_an_instrument_without_a_prior_in_a_condition_is_told_what_there_is() -> None:
    with pytest.raises(UnsupportedError, match="no prior for PHQ-9 in migraine"):
        prior_for("migraine", instruments()["phq9"])
