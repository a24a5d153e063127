"""The answers of `wane how-long`: ordered, monotonic where the model says so, weak where it is weak, silent by name."""

import math
import re
from itertools import pairwise

import numpy as np
import pytest

from tests.factories.how_long import CONDITIONS, answer, answered, value
from wane.errors import OutOfRangeError, UnsupportedError
from wane.evidence.reading import load_table
from wane.forecast import how_long_statements as published
from wane.forecast.how_long_answers import Between, Question, Strength
from wane.forecast.how_long_plan import planned
from wane.forecast.how_long_timing import days_to_peak
from wane.kernels.relief import waning
from wane.models.instruments import instrument_of, prior_for
from wane.models.relief_fitted import fitted_relief, schedule_of

MOOD = ("depression", "bipolar", "ptsd", "anxiety")


@pytest.mark.parametrize("condition", CONDITIONS)
def test_every_condition_answers_every_question_with_an_interval(condition: str) -> None:
    found = answered(condition)

    for one in found.answers:
        assert one.value is not None or one.reason
        bounds = [one.low90, one.low50, one.value, one.high50, one.high90]
        numbers = [math.inf if b is None else b for b in bounds]
        assert one.between is Between.NOTHING or numbers == sorted(numbers), one
    assert {one.question for one in found.answers} == set(Question)


@pytest.mark.parametrize("condition", ["depression", "ptsd", "crps"])
def test_a_larger_dose_works_for_more_and_lasts_longer_in_everybody(condition: str) -> None:
    found = answered(condition, sessions=1)
    more = answered(condition, dose="1 mg/kg", sessions=1)

    works = [held.works.value for held in found.doses if held.works]
    assert works == sorted(works)  # type: ignore[type-var]  # each has a value
    assert value(more, "one.lasts_all") >= value(found, "one.lasts_all")


@pytest.mark.parametrize("condition", ["depression", "neuropathic_pain"])
def test_more_sessions_last_longer(condition: str) -> None:
    lasts = [value(answered(condition, sessions=n), "series.lasts") for n in (1, 3, 6)]

    assert lasts == sorted(lasts)
    assert lasts[0] < lasts[-1]


def test_the_series_at_half_a_milligram_is_the_series_that_was_asked() -> None:
    found = answered("depression")

    assert value(found, "dose.0.5.lasts") == value(found, "series.lasts")
    assert value(found, "route.ketamine.iv.works") == value(found, "series.works")


def test_relief_is_shorter_in_drug_free_research() -> None:
    found = answered("depression")

    assert value(found, "research.lasts") < value(found, "series.lasts")
    assert value(found, "setting.ratio") == fitted_relief("depression").estimates["setting"].value


def test_closer_boosters_keep_more_people_well() -> None:
    kept = [one.value for one in answered("depression").boosters]

    assert all(first < second for first, second in pairwise(kept))  # type: ignore[operator]  # each has a value


def test_pain_has_two_clocks_hours_after_a_short_infusion_weeks_after_days() -> None:
    short = answered("crps", sessions=1)
    long = answered("crps", dose="1800 mg", over_h=100.0)

    assert value(short, "one.lasts") < 4.0
    assert value(long, "one.lasts") > 21.0
    assert long.course_days == 4


def test_an_infusion_over_days_counts_as_a_session_a_day() -> None:
    long = answered("crps", dose="1800 mg", over_h=100.0)

    plan = planned(long.request, fitted_relief("crps"))

    assert [session.day for session in plan.course(1.0, 1)] == [0.0, 1.0, 2.0, 3.0]
    assert plan.lag_days + 3.0 == pytest.approx(100.0 / 24.0)


def test_sessions_follow_each_other_as_in_published_series() -> None:
    plan = planned(answered("depression").request, fitted_relief("depression"))

    assert [session.day for session in plan.course(1.0, 6)] == list(schedule_of("2/wk x3wk"))


def test_courses_of_days_need_room_between_them() -> None:
    with pytest.raises(OutOfRangeError, match="each must end before the next begins"):
        answered("crps", dose="1800 mg", over_h=100.0, sessions=2)


@pytest.mark.parametrize("condition", MOOD)
def test_onset_is_when_half_of_what_was_given_is_felt(condition: str) -> None:
    found = answered(condition)

    rise = prior_for(condition, instrument_of(condition)).rise_per_day
    felt, _ = waning(np.array(value(found, "onset.half") / 24.0), rise, np.zeros(1))

    assert felt[0] == pytest.approx(0.5, abs=1e-3)


def test_the_peak_is_where_relief_is_greatest() -> None:
    rise, rate = np.array([6.4, 170.0, 2.0]), np.array([0.03, 0.9, 1.999999999])
    grid = np.linspace(0.001, 6.0, 60_000)

    best = [grid[np.argmax(waning(grid, k, w)[0])] for k, w in zip(rise.tolist(), rate, strict=True)]

    assert days_to_peak(rise, rate) == pytest.approx(best, rel=5e-3)


def test_a_score_before_is_answered_for() -> None:
    assert value(answered("depression", entry=18.0), "series.works") == value(
        answered("depression"), "severity.18.works"
    )


def test_somebody_who_is_well_has_nothing_to_relieve() -> None:
    with pytest.raises(OutOfRangeError, match="under the relapse line of 10"):
        answered("depression", entry=6.0)


@pytest.mark.parametrize(
    ("condition", "instrument", "words"),
    [
        ("acute_pain", None, "hours"),
        ("depression", "QIDS-SR16", "no relapse line"),
        ("depression", "PEG", "not forecast"),
    ],
)
def test_what_cannot_be_answered_is_refused(condition: str, instrument: str | None, words: str) -> None:
    with pytest.raises(UnsupportedError, match=words):
        answered(condition, instrument=instrument)


def test_the_skin_is_said_to_be_assumed() -> None:
    found = answered("depression", route="sc")

    assert answer(found, "session.exposure").strength is Strength.ASSUMED
    assert value(found, "session.exposure") == pytest.approx(0.9)
    assert "assumed" in found.provenance.notes[0]


def test_a_medicine_moves_the_exposure_where_a_row_gives_a_number() -> None:
    found = answered("depression", drug="esketamine", route="oral", dose="0.25 mg/kg", taking=("clarithromycin",))

    assert value(found, "medicine.clarithromycin") == pytest.approx(2.6, rel=0.05)


def test_a_medicine_without_a_row_is_named_as_silent() -> None:
    found = answered("depression", taking=("lamotrigine",))

    assert [one.about for one in found.silences if one.question is Question.MEDICINES] == ["lamotrigine"]
    assert answer(found, "medicine.lamotrigine").strength is Strength.NONE


@pytest.mark.parametrize("condition", CONDITIONS)
def test_a_question_is_silent_exactly_where_no_row_speaks(condition: str) -> None:
    found = answered(condition)
    silent = {one.question for one in found.silences}

    for question in (Question.DOSE, Question.SEVERITY, Question.ROUTE, Question.BOOSTERS, Question.PEAK):
        assert (question in silent) is not any(one.question == question for one in found.statements)


@pytest.mark.parametrize("condition", CONDITIONS)
def test_no_row_of_validation_is_shown(condition: str) -> None:
    found = answered(condition)
    shown = {row for one in (*found.statements, *found.misfits) for row in one.evidence}
    shown |= {row for one in found.answers for row in one.evidence if row.split(".")[0] == "interactions"}

    for row in shown:
        use = next(r["use"] for r in load_table(row.split(".")[0]) if r["id"] == row)
        assert use in published.USES


@pytest.mark.parametrize("condition", CONDITIONS)
def test_every_number_of_a_statement_stands_in_its_rows(condition: str) -> None:
    found = answered(condition)

    for one in (*found.statements, *found.misfits):
        rows = [r for name in one.evidence for r in load_table(name.split(".")[0]) if r["id"] == name]
        printed = " ".join(cell for row in rows for cell in row.values() if cell)
        for number in re.findall(r"\d+(?:\.\d+)?", one.text):
            assert re.search(rf"(?<![\d.]){re.escape(number)}(?!\d|\.\d)", printed), (number, one)


def test_a_row_of_validation_is_refused() -> None:
    row = next(r["id"] for r in load_table("mood_durability") if r["use"] == "validate")

    with pytest.raises(UnsupportedError, match="may not be shown"):
        published._row(row)


@pytest.mark.parametrize("condition", MOOD)
def test_the_known_misfit_stands_beside_boosters(condition: str) -> None:
    assert [one.question for one in answered(condition).misfits] == ["boosters"]


def test_weak_priors_are_called_weak() -> None:
    ptsd = answered("ptsd")

    assert answer(ptsd, "onset.half").strength is Strength.ASSUMED
    assert answer(answered("depression"), "one.works").strength is Strength.LEARNED
    assert "borrowed from depression" in " ".join(ptsd.limits)


def test_the_same_seed_gives_the_same_answers_and_another_one_hardly_others() -> None:
    first, again, other = (answered("depression", seed=seed, sessions=6) for seed in (5, 5, 6))

    assert list(first.answers) == list(again.answers)
    assert value(other, "series.works") == pytest.approx(value(first, "series.works"), abs=0.04)
    assert value(other, "series.lasts") == pytest.approx(value(first, "series.lasts"), rel=0.2)
