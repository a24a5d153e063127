"""What is not predicted says why, row by row."""

import pytest

from wane.errors import UnsupportedError
from wane.evidence.reading import Row, load_table
from wane.validate.concentrations import compare_concentration
from wane.validate.effects import compare_effect


def changed(table: str, row_id: str, **changes: str) -> Row:
    """A stored row with something changed."""
    return dict(next(row for row in load_table(table) if row["id"] == row_id)) | changes


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"metric": "protein_binding"}, "no model of protein_binding"),
        ({"metric": "F"}, "goes into the model"),
        ({"metric": "conc", "time_h": ""}, "when the blood was taken"),
        ({"metric": "Css"}, "steady rate"),
        ({"analyte": "dehydronorketamine"}, "no shipped model holds dehydronorketamine"),
        ({"analyte": "R-2,6-HNK/R-ketamine", "metric": "AUC_ratio", "unit": "ratio"}, "R-hydroxynorketamine"),
        ({"route": "rectal"}, "rectal"),
        ({"value": "", "value_low": "", "value_high": ""}, "no number"),
    ],
)
def test_a_concentration_row_without_a_prediction_says_why(changes: dict[str, str], says: str) -> None:
    row = changed("pk_observations", "pk_observations.zarate_2006.1", **changes)
    with pytest.raises(UnsupportedError, match=says):
        compare_concentration(row, people=1000, seed=1)


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"endpoint": "CADSS", "stat": "duration"}, "no model of CADSS, duration"),
        ({"endpoint": "HR"}, "heart rate"),
        ({"endpoint": "CADSS", "stat": "mean", "time_min": "0"}, "before the dose"),
        ({"endpoint": "CADSS", "stat": "peak_mean", "route": "nose drops"}, "nose drops"),
        ({"endpoint": "CADSS", "stat": "peak_mean", "population": "children 2-9 y, 10-30 kg, halothane"}, "5.5 years"),
        ({"endpoint": "plasma_ketamine", "population": "children 2-9 y, 10-30 kg, halothane"}, "5.5 years"),
    ],
)
def test_an_effect_row_without_a_prediction_says_why(changes: dict[str, str], says: str) -> None:
    row = changed("acute_timecourse", "acute_timecourse.lapidus_2014.2", **changes)
    with pytest.raises(UnsupportedError, match=says):
        compare_effect(row, people=1000, seed=1)


def test_a_concentration_at_a_stated_hour_is_on_the_way_down() -> None:
    at_peak = changed("pk_observations", "pk_observations.zarate_2006.1")
    later = changed("pk_observations", "pk_observations.zarate_2006.1", metric="conc", time_h="4")
    peak, trough = (compare_concentration(row, people=1000, seed=1).predicted for row in (at_peak, later))
    assert 0.0 < trough < peak
    in_umol = changed("pk_observations", "pk_observations.zarate_2006.1", unit="umol/L")
    assert compare_concentration(in_umol, people=1000, seed=1).predicted * 237.73 == pytest.approx(peak)
