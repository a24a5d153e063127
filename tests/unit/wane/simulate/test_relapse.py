"""Who is followed for relapse, over which line, seen by what; and people from a table. Judged row by row."""

from io import BytesIO

import numpy as np
import polars as pl
import pytest

from tests.factories.designs import design_text, simulated
from wane.simulate.chances import Chances
from wane.simulate.people import draw_virtual_people
from wane.simulate.plan import plan_trial
from wane.simulate.reading import read_design
from wane.simulate.trial import BlockResult

OBSERVE = "[0, 8, 15, 22, 29, 36]"


def rows_of(relapse: str, end: str = "") -> tuple[pl.DataFrame, pl.DataFrame]:
    """Visits and people of the ketamine arm of 400 people."""
    text = design_text(observe=OBSERVE, draws=0, end=end)
    before = "relapse: {among: responders, line: 20, from: 8}"
    kept: list[BlockResult] = []
    simulated(read_design(text.replace(before, f"relapse: {relapse}")), keep=kept.append)
    visits, people = (
        pl.concat([pl.read_parquet(BytesIO(raw)) for raw in raws]).filter(pl.col("arm") == "ketamine")
        for raws in ([block.visits for block in kept], [block.people for block in kept])
    )
    return visits, people


@pytest.mark.parametrize("dropout", ["", "dropout: {share: 0.5, by_day: 36}"])
@pytest.mark.parametrize(
    ("relapse", "among", "line"),
    [
        ("{among: responders, line: 20, from: 8, seen_by: score}", lambda s, e: s <= 0.5 * e, lambda e: 20.0 + 0.0 * e),
        ("{among: remitters, line: 80 % of entry, from: 8, seen_by: score}", lambda s, e: s < 11, lambda e: 0.8 * e),
        ("{among: below the line, line: 22, from: 8, seen_by: score}", lambda s, e: s < 22, lambda e: 22.0 + 0.0 * e),
        ("{among: everyone, line: 22, from: 8, until: 29, seen_by: score}", lambda s, e: s < 99, lambda e: 22 + 0 * e),
    ],
)  # fmt: skip
def test_a_relapse_by_score_is_the_first_visit_over_the_line(relapse, among, line, dropout) -> None:  # type: ignore[no-untyped-def]
    visits, people = rows_of(relapse, dropout)
    scores = {(row["person"], row["day"]): row["score"] for row in visits.iter_rows(named=True)}
    last = 29.0 if "until" in relapse else 36.0

    for row in people.iter_rows(named=True):
        entry, on_day = row["entry"], scores.get((row["person"], 8.0))
        assert row["is_followed"] == (on_day is not None and bool(among(on_day, entry)))
        if not row["is_followed"]:
            continue
        later = [(day, scores[row["person"], day]) for day in (15.0, 22.0, 29.0, 36.0)
                 if day <= last and (row["person"], day) in scores]  # fmt: skip
        over = [day for day, score in later if score >= line(np.float64(entry)) - 1e-6]
        assert row["relapse_day"] == (over[0] - 8.0 if over else None)
        assert row["watched_days"] == (over[0] - 8.0 if over else (later[-1][0] - 8.0 if later else 0.0))


def test_a_relapse_by_level_comes_no_later_than_people_stand_over_the_line() -> None:
    _, people = rows_of("{among: everyone, line: 20, from: 8}")
    days = people["relapse_day"].drop_nulls()

    assert (days == days.round()).all()
    assert days.min() == 0.0  # who stood over it on the first day was not well
    assert people["bad_days"].to_numpy()[people["relapse_day"].is_null().to_numpy()].max() <= 8


def test_people_come_from_the_rows_of_a_table() -> None:
    table: dict[str, tuple[float | str, ...]] = {
        "weight_kg": (60.0, 90.0, 120.0), "age_y": (20.0, 40.0, 60.0), "sex": ("female", "male", "female"),
        "taking": ("", "rifampicin", "rifampicin+clarithromycin"), "genotype": ("a", "b", "a"),
        "baseline": (30.0, 33.0, 40.0),
    }  # fmt: skip
    text = design_text(end="covariates: {table: people.csv}")
    plan = plan_trial(read_design(text, "trial.yaml", lambda name: table))
    found = draw_virtual_people(plan, Chances(seed=3, block=0, people=300))
    row = np.searchsorted([60.0, 90.0, 120.0], found.weight_kg)

    assert set(row) == {0, 1, 2}
    assert np.array_equal(found.age_y, np.array(table["age_y"])[row])
    assert np.array_equal(found.is_female, np.array([True, False, True])[row])
    assert np.array_equal(found.untreated, np.array(table["baseline"])[row])
    assert np.array_equal(found.taken, row)


def test_distributions_are_cut_at_their_ends() -> None:
    end = "covariates: {weight: {mean: 80, sd: 30, low: 60, high: 90}, age: {mean: 40, sd: 12}, sex: {female: 0.65}}"
    found = draw_virtual_people(plan_trial(read_design(design_text(end=end))), Chances(seed=3, block=0, people=4000))

    assert found.weight_kg.min() >= 60.0
    assert found.weight_kg.max() <= 90.0
    assert found.age_y.mean() == pytest.approx(40.0, abs=1.0)
    assert found.age_y.std() == pytest.approx(12.0, rel=0.05)
    assert found.is_female.mean() == pytest.approx(0.65, abs=0.03)
