"""Pages of a forecast: text, JSON, picture and PDF show the same values, in words that a person can read."""

import io
import json
import re
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from tests.factories.patient import example_forecast, forecast_of, relapse, score, session
from wane.forecast.chances import chance_words
from wane.forecast.person_forecast import OwnData, PersonForecast
from wane.report.forecast_figures import render_forecast_spec, render_forecast_svg
from wane.report.forecast_json import SCHEMA_FILE, render_forecast_json
from wane.report.forecast_pdf import render_forecast_pdf
from wane.report.forecast_text import render_forecast_text, write_forecast_text
from wane.report.forecast_words import headline, icons

SCHEMA = json.loads(SCHEMA_FILE.read_text(encoding="utf-8"))
GOLDEN = Path(__file__).parents[3] / "golden" / "forecast.json"
COURSE = [score(0, 19), *(session(3 * i + 0.1) for i in range(6)), score(16, 8), score(23, 7)]
HOLDS_STILL = ("event", "asked", "past_intervals", "baselines", "exposures", "basis", "limits", "findings")


@pytest.fixture(scope="module")
def found() -> PersonForecast:
    return example_forecast()


def shown(forecast: PersonForecast) -> dict[str, Any]:
    made: dict[str, Any] = json.loads(render_forecast_json(forecast))
    return made


def test_the_schema_is_a_schema() -> None:
    Draft202012Validator.check_schema(SCHEMA)


def test_the_golden_example_is_valid_by_the_schema() -> None:
    Draft202012Validator(SCHEMA).validate(json.loads(GOLDEN.read_text(encoding="utf-8")))


def test_the_example_says_what_the_golden_example_says(found: PersonForecast) -> None:
    """Words and dates to the letter, the chances of the drawn paths within what paths allow."""
    golden, now = json.loads(GOLDEN.read_text(encoding="utf-8")), shown(found)

    assert list(now) == list(golden)
    assert {key: now[key] for key in HOLDS_STILL} == {key: golden[key] for key in HOLDS_STILL}
    chances = [[day["p"] for day in one["chance_still_well"]] for one in (now, golden)]
    assert chances[0] == pytest.approx(chances[1], abs=0.03)


def test_the_same_forecast_gives_the_same_bytes(found: PersonForecast) -> None:
    again = example_forecast()

    assert render_forecast_json(found) == render_forecast_json(again)
    assert render_forecast_svg(found) == render_forecast_svg(again)
    assert render_forecast_pdf(found) == render_forecast_pdf(again)


def test_the_chance_of_still_being_well_never_rises(found: PersonForecast) -> None:
    chances = [day["p"] for day in shown(found)["chance_still_well"]]

    assert chances == sorted(chances, reverse=True)


def test_quantiles_keep_their_order(found: PersonForecast) -> None:
    score_ = shown(found)["score"]
    for row in zip(*(score_[q] for q in ("q05", "q10", "q25", "median", "q75", "q90", "q95")), strict=True):
        assert list(row) == sorted(row)


def test_intervals_lie_inside_each_other(found: PersonForecast) -> None:
    days = found.relief.days_to_relapse
    assert days is not None
    bounds = [days.low90, days.low80, days.low50, days.median, days.high50, days.high80, days.high90]
    known = [bound for bound in bounds if bound is not None]

    assert known == sorted(known)


def test_the_headline_gives_the_days_their_interval_and_the_risk(found: PersonForecast) -> None:
    assert re.fullmatch(
        r"Relief expected to last \d+ days after the last session, to \d+ \w+ 2026 \(80 %: \d+ \w+ to \d+ \w+ 2026\); "
        r"1 in 5 chance of relapse by day \d+ \(\d+ May 2026\)\.",
        headline(found),
    )


@pytest.mark.parametrize(
    ("rows", "says"),
    [
        ([score(0, 19)], "No session is recorded"),
        ([score(0, 19), session(0.1), session(3.1), session(6.1), score(9, 22), score(12, 23)], "at or above"),
        ([*COURSE, relapse(60)], "probably ended"),
        ([score(0, 19), *(session(7 * i) for i in range(9)), *(score(7 * i + 1, 2) for i in range(9))], "beyond day"),
    ],
)  # fmt: skip
def test_the_headline_fits_the_course(tmp_path: Path, rows: list[tuple[float, str]], says: str) -> None:
    assert says in headline(forecast_of(tmp_path, rows, horizon_days=14))


def test_the_page_is_at_most_100_columns_and_names_every_limit(found: PersonForecast) -> None:
    text = render_forecast_text(found)

    assert max(len(line) for line in text.splitlines()) <= 100
    for limit in found.limits:
        assert limit.split()[0] in text
    assert found.event.split(",")[0] in " ".join(text.split())


def test_a_stream_that_carries_only_ascii_gets_ascii(found: PersonForecast) -> None:
    raw = io.BytesIO()
    stream = io.TextIOWrapper(raw, encoding="ascii")
    write_forecast_text(found, stream)
    stream.flush()

    assert b"CHANCE STILL WELL" in raw.getvalue()
    assert b"?" not in raw.getvalue()


def test_the_picture_marks_sessions_scores_and_the_line(found: PersonForecast) -> None:
    spec = render_forecast_spec(found)

    assert "relapse line 10" in spec
    assert "triangle-up" in spec
    assert "Chance of still being well" in spec
    assert render_forecast_svg(found).startswith("<svg")


def test_left_out_scores_are_hollow() -> None:
    spec = render_forecast_spec(example_forecast(own_data=OwnData.LEFT_OUT))

    assert "Hollow points" in spec
    assert "own scores left out" in spec


@pytest.mark.parametrize(
    ("p", "words"), [(0.0, "0 %"), (0.004, "< 1 %"), (0.5, "50 %"), (0.996, "> 99 %"), (1.0, "100 %")]
)
def test_a_chance_is_never_rounded_to_certainty(p: float, words: str) -> None:
    assert chance_words(p) == words


@pytest.mark.parametrize(("p", "well"), [(0.0, 0), (0.8, 16), (1.0, 20)])
def test_twenty_icons_stand_for_the_chance(p: float, well: int) -> None:
    assert len(icons(p)) == 20
    assert icons(p).count("●") == well
