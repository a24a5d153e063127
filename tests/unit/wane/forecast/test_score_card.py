"""Score card: forecasts that cannot see ahead, and figures judged by brute force and by a world that is known."""

import math

import numpy as np
import pytest

from tests.factories.cohort import CLINIC, PUBLISHED, members
from tests.factories.relief import induction
from wane.forecast.cohort import Member
from wane.forecast.crossing import Crossings, crossings
from wane.forecast.linked import LinkedScale
from wane.forecast.posterior import infer
from wane.forecast.score_card import ScoreCard, Verdict, score_card, verdict
from wane.forecast.score_card_columns import Columns, packed, unpacked
from wane.forecast.score_card_durations import days_missed, known_crps
from wane.forecast.score_card_figures import (
    dressed_crps,
    inside,
    normal_crps,
    pit_histogram,
    ratio,
    resampling,
    root_skill,
    widened_to,
)
from wane.forecast.score_card_rows import rows_of
from wane.forecast.scores import level_forecast, score_chances
from wane.forecast.visits import first_visit_over
from wane.models.relief import History, Relapse, Score, Treatment
from wane.models.relief_prior import ReliefPrior, load_relief_prior

RNG = np.random.default_rng(6)


def member(history: History, linked: tuple[LinkedScale, ...] = ()) -> Member:
    routes = ("iv",) * len(history.treatments)
    return Member(
        name="p", condition="depression", instrument="phq9", history=history, routes=routes, sex=None, linked=linked
    )


def card_of(prior: ReliefPrior, world: ReliefPrior, people: int) -> ScoreCard:
    rows = (
        (i, one, rows_of(prior, one, np.random.default_rng(i)))
        for i, one in enumerate(members(people, 8, world, days=60.0))
    )
    return score_card(unpacked([packed(rows, 21.0)]), people)


@pytest.fixture(scope="module")
def calibrated() -> ScoreCard:
    return card_of(PUBLISHED, PUBLISHED, 60)


def test_in_a_world_as_the_prior_says_intervals_hold_what_they_promise(calibrated: ScoreCard) -> None:
    for figures in (calibrated.scores, calibrated.durations):
        for nominal, found in figures.coverage.items():
            assert found.value is not None
            assert found.low95 is not None
            assert found.high95 is not None
            room = 0.02 + 0.5 * (found.high95 - found.low95)  # two intervals' worth and a little: this is one draw
            assert abs(found.value - nominal) < room
    assert calibrated.verdict is Verdict.OPEN
    assert calibrated.widened_to == pytest.approx(0.9, abs=0.04)


def test_a_forecast_that_is_too_sure_is_widened_and_the_page_stays_shut() -> None:
    import dataclasses

    from wane.models.relief_prior import Spread

    sure = dataclasses.replace(PUBLISHED, log_se=Spread(mean=-0.5, sd=0.05), log_sd=Spread(mean=-0.5, sd=0.05), w_s=0.1)

    found = card_of(sure, CLINIC, 12)

    assert found.verdict is Verdict.WIDEN
    assert found.widened_to is None or found.widened_to > 0.95
    assert (found.scores.coverage[0.9].value or 1.0) < 0.85


def test_every_subgroup_is_a_part_and_the_parts_make_the_whole(calibrated: ScoreCard) -> None:
    for kind in {group.kind for group in calibrated.subgroups} - {"response"}:  # unknown before the first session
        parts = [group.figures.forecasts for group in calibrated.subgroups if group.kind == kind]
        assert sum(parts) == calibrated.scores.forecasts


def test_what_comes_later_moves_no_earlier_forecast() -> None:
    whole = members(1, 21)[0].history
    cut = whole.records[len(whole.records) // 2].day
    early = History(records=tuple(record for record in whole.records if record.day < cut))

    all_rows, early_rows = (rows_of(PUBLISHED, member(one), np.random.default_rng(1)) for one in (whole, early))

    assert len(early_rows.scores) > 3
    assert all_rows.scores[: len(early_rows.scores)] == early_rows.scores
    shared = all_rows.durations[: len(early_rows.durations) - 1]
    assert [row.median for row in shared] == [row.median for row in early_rows.durations[:-1]]


def test_another_instrument_informs_only_what_comes_after_it() -> None:
    history = History(
        records=(*induction(), Score(day=0.0, value=20.0), Score(day=10.0, value=8.0), Score(day=24.0, value=9.0))
    )
    gad = load_relief_prior("depression__madrs")
    late = History(records=(*induction(), Score(day=20.0, value=40.0)))
    linked = (LinkedScale(prior=gad, history=late),)

    plain = rows_of(PUBLISHED, member(history), np.random.default_rng(1)).scores
    informed = rows_of(PUBLISHED, member(history, linked), np.random.default_rng(1)).scores

    assert plain[0] == informed[0]  # day 10: the other scale's score is of day 20
    assert plain[1].expected != informed[1].expected


def test_the_crps_of_a_score_is_that_of_its_distribution() -> None:
    history = History(records=(*induction(), Score(day=0.0, value=20.0), Score(day=24.0, value=9.0)))
    row = rows_of(PUBLISHED, member(history), np.random.default_rng(1)).scores[0]
    posterior = infer(PUBLISHED, History(records=history.records[:-1]))
    values, up_to = score_chances(posterior, level_forecast(posterior, np.array([24.0 - posterior.filtered.day])))
    p = np.diff(up_to[0], prepend=0.0)

    apart = np.abs(values[:, None] - values[None, :])
    assert row.crps == pytest.approx(p @ np.abs(values - 9.0) - 0.5 * p @ apart @ p)
    assert row.up_to - row.below == pytest.approx(p[9])
    assert row.expected == pytest.approx(p @ values)


def test_the_chance_at_one_visit_is_the_closed_form() -> None:
    posterior = infer(PUBLISHED, History(records=(*induction(), Score(day=10.0, value=8.0))))
    values, up_to = score_chances(posterior, level_forecast(posterior, np.array([21.0])))

    (found,) = first_visit_over(posterior, np.array([21.0]), PUBLISHED.line, RNG, paths=40_000)

    assert found == pytest.approx(1.0 - up_to[0][values == PUBLISHED.line - 1.0][0], abs=0.01)


def test_by_later_visits_the_chance_never_falls() -> None:
    posterior = infer(PUBLISHED, History(records=induction()))

    found = first_visit_over(posterior, np.array([1.0, 7.0, 8.0, 30.0]), PUBLISHED.line, RNG)

    assert found == sorted(found)


def said_for_certain(day: float) -> Crossings:
    return crossings(np.array([day]), 180)


@pytest.mark.parametrize(
    ("said", "earliest", "latest"),
    [(20, 30, 37), (33, 30, 37), (50, 30, 37), (20, 30, None), (50, 30, None), (1, 0, 7)],
)
def test_a_day_said_for_certain_is_missed_by_its_distance_to_what_the_records_allow(
    said: int, earliest: float, latest: float | None
) -> None:
    distance = (
        0.0 if latest is None and said >= earliest else min(abs(said - day) for day in allowed(earliest, latest, said))
    )

    assert days_missed(said, earliest, latest) == distance
    assert known_crps(said_for_certain(said), earliest, latest) == distance


def allowed(earliest: float, latest: float | None, said: float) -> list[float]:
    return [earliest, latest or earliest, *([said] if earliest <= said <= (latest or math.inf) else [])]


def test_the_censored_crps_prefers_the_truth() -> None:
    """A proper score: over draws of truth and look days, the true forecast scores best."""
    true, late = (crossings(RNG.geometric(p, 20_000).astype(float), 180) for p in (0.05, 0.03))
    scores: dict[str, list[float]] = {"true": [], "late": []}
    for day in RNG.geometric(0.05, 3000).astype(float):
        end = float(RNG.integers(7, 60))
        seen = day <= end
        before = 7.0 * math.floor((day - 1.0) / 7.0)
        earliest, latest = (before, min(before + 7.0, end)) if seen else (end, None)
        for name, shown in (("true", true), ("late", late)):
            scores[name].append(known_crps(shown, earliest, latest))

    gained = np.array(scores["late"]) - np.array(scores["true"])
    assert gained.mean() > 2.0 * gained.std() / math.sqrt(len(gained))


def test_coverage_and_histogram_are_those_of_a_random_place_in_each_range() -> None:
    below = RNG.random(3000) * 0.9
    up_to = np.minimum(below + RNG.random(3000) * 0.3, 1.0)
    places = below + (up_to - below) * RNG.random((400, 3000))

    for nominal in (0.5, 0.9):
        drawn = (np.abs(places - 0.5) <= 0.5 * nominal).mean()
        assert inside(below, up_to, nominal).mean() == pytest.approx(drawn, abs=0.002)
    counts = np.histogram(places, 10, (0.0, 1.0))[0] / places.size
    assert pit_histogram(below, up_to) == pytest.approx(counts, abs=0.002)


def test_the_widened_level_holds_what_was_wanted() -> None:
    pit = 0.5 + 0.49 * np.sign(RNG.random(2000) - 0.5) * RNG.random(2000) ** 0.3  # far too sure

    level = widened_to(pit, pit)

    assert level is not None
    assert 0.9 < level < 1.0
    assert (np.abs(pit - 0.5) <= 0.5 * level).mean() == pytest.approx(0.9, abs=0.01)
    assert widened_to(np.zeros(10), np.zeros(10)) is None


def test_the_crps_of_a_dressed_rule_is_that_of_a_normal() -> None:
    from scipy.integrate import quad
    from scipy.stats import norm

    for miss in (0.0, 1.5, -4.0):
        below = quad(lambda x: norm.cdf(x, 0.0, 2.0) ** 2, -40.0, miss)[0]
        above = quad(lambda x: norm.sf(x, 0.0, 2.0) ** 2, miss, 40.0)[0]
        assert normal_crps(np.array([miss]), 2.0)[0] == pytest.approx(below + above, rel=1e-6)
    assert dressed_crps(np.zeros(0), np.zeros(0)).size == 0


def columns_of(
    values: "np.ndarray[tuple[int], np.dtype[np.float64]]", person: "np.ndarray[tuple[int], np.dtype[np.int64]]"
) -> Columns:
    return Columns(numbers={"x": values}, person=person.astype(np.float64), groups={})


def test_the_interval_of_a_mean_is_that_of_people_not_of_rows() -> None:
    of_person = RNG.normal(5.0, 2.0, 200)
    person = np.repeat(np.arange(200), 10)
    columns = columns_of(np.repeat(of_person, 10), person)

    found = ratio(columns, columns.numbers["x"], np.ones(2000), resampling(200))

    assert found.value == pytest.approx(of_person.mean())
    assert found.low95 is not None
    assert found.high95 is not None
    half = 1.96 * of_person.std() / math.sqrt(200)  # ten rows of a person say no more than one
    assert found.high95 - found.low95 == pytest.approx(2.0 * half, rel=0.15)


def test_few_people_have_no_interval_and_nothing_has_no_figure() -> None:
    person = np.arange(4)
    columns = columns_of(np.ones(4), person)

    few = ratio(columns, np.ones(4), np.ones(4), resampling(4))
    nothing = root_skill(columns, np.ones(4), np.full(4, np.nan), resampling(4))

    assert (few.value, few.low95) == (1.0, None)
    assert nothing.value is None


def test_with_few_people_there_is_no_verdict() -> None:
    assert card_of(PUBLISHED, PUBLISHED, 4).verdict is Verdict.TOO_FEW


def test_a_cohort_without_one_forecast_gives_an_empty_card() -> None:
    history = History(records=(Treatment(day=0.0), Score(day=7.0, value=9.0)))
    rows = rows_of(PUBLISHED, member(history), np.random.default_rng(1))

    found = score_card(unpacked([packed([(0, member(history), rows)], 21.0)]), 1)

    assert found.scores.forecasts == 0
    assert found.scores.rmse.value is None
    assert verdict(found.scores) is Verdict.TOO_FEW


def test_a_recorded_relapse_ends_an_interval() -> None:
    records = (
        Score(day=0.0, value=20.0),
        Treatment(day=1.0),
        Score(day=8.0, value=4.0),
        Relapse(day=12.0),
        Score(day=30.0, value=5.0),
    )

    (row,) = rows_of(PUBLISHED, member(History(records=records)), np.random.default_rng(1)).durations

    assert (row.earliest, row.latest) == (7.0, 11.0)
