"""Courses that are not tidy: each gets an honest answer, or one sentence that says why not."""

import json
import random
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.factories.patient import FIRST, HEADER, relapse, score, session, text_of
from wane.cli import run

Rows = Sequence[tuple[float, str]]
Ask = Callable[..., dict[str, Any]]
Refused = Callable[..., tuple[int, str]]
SPRAY = "session,,,esketamine,intranasal,84 mg,"
INDUCTION = [session(3 * i + 0.1) for i in range(6)]
COURSE = [score(0, 19), *INDUCTION, score(16, 8), score(23, 7)]


@pytest.fixture
def ask(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Ask:
    def answered(rows: Rows, *options: str, first: datetime = FIRST) -> dict[str, Any]:
        path = tmp_path / "patient.csv"
        path.write_text(text_of(rows, first))
        assert run(["forecast", str(path), "--json", *options]) == 0, capsys.readouterr().err
        shown: dict[str, Any] = json.loads(capsys.readouterr().out)
        return shown

    return answered


@pytest.fixture
def refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Refused:
    def sentence(rows: Rows, *options: str) -> tuple[int, str]:
        path = tmp_path / "patient.csv"
        path.write_text(text_of(rows))
        code = run(["forecast", str(path), *options])
        printed = capsys.readouterr()
        assert printed.out == ""
        assert printed.err.count("\n") == 1
        return code, printed.err

    return sentence


def ids(shown: dict[str, Any]) -> list[str]:
    return [finding["id"] for finding in shown["findings"]]


def test_a_drug_and_route_switched_in_mid_course_both_count_by_their_exposure(ask: Ask) -> None:
    rows = [*COURSE, session(25, SPRAY), session(32, SPRAY), score(33, 7)]
    found = ask(rows, "--weight", "70 kg")

    assert len(found["exposures"]) == 2
    assert found["exposures"][0]["median"] != found["exposures"][1]["median"]
    assert found["basis"]["own_sessions"] == 8


def test_what_is_repeated_is_the_last_kind_of_session(ask: Ask) -> None:
    rows = [*COURSE, session(25, "session,,,ketamine,iv,0.1 mg/kg,40 min"), score(26, 7)]
    weak = ask(rows)["next_session"][1]
    full = ask([*rows[:-2], session(25), score(26, 7)])["next_session"][1]

    assert weak["reason"] != full["reason"]


def test_after_a_gap_of_months_the_old_interval_is_not_repeated(ask: Ask) -> None:
    found = ask([*COURSE, score(200, 18), session(200.1), score(207, 8)])

    assert found["baselines"]["ladder"]["days"] <= 84
    assert "too long to repeat" in found["baselines"]["ladder"]["reason"]
    assert found["days_to_relapse"]["median"] < 60


def test_a_first_visit_forecasts_scores_and_says_why_nothing_else(ask: Ask) -> None:
    found = ask([score(0, 19)])

    assert "No session is recorded" in found["withheld"]
    assert (found["days_to_relapse"], found["chance_still_well"]) == (None, [])
    assert all(option["date"] is None for option in found["next_session"])
    assert found["score"]["median"][0] == pytest.approx(19, abs=1)


@pytest.mark.parametrize(("value", "well"), [(0, True), (27, False)])
def test_scores_that_all_stand_at_one_end_are_read_as_beyond_it(ask: Ask, value: float, well: bool) -> None:
    found = ask([score(0, value), session(0.1), *(score(7 * i, value) for i in range(1, 5))])

    chance = found["chance_still_well"][30]["p"]
    assert chance > 0.8 if well else chance < 0.01
    assert all(0 <= q <= 27 for q in [*found["score"]["q05"], *found["score"]["q95"]])


def test_relapses_alone_need_a_condition(ask: Ask, refused: Refused) -> None:
    code, said = refused([relapse(0), relapse(5)])
    assert code == 14
    assert "--condition" in said

    found = ask([session(0), relapse(5), relapse(9)], "--condition", "depression")
    assert found["basis"]["own_relapses"] == 2
    assert "relapse.recorded" in ids(found)
    assert found["chance_still_well"][4]["p"] == 0.0


def test_two_scores_of_one_minute_are_refused_and_two_of_one_day_are_read(ask: Ask, refused: Refused) -> None:
    code, said = refused([score(0, 19), score(0, 17), session(1)])

    assert code == 15
    assert "keep one" in said
    assert ask([score(0, 19), score(0.3, 17), session(1), score(5, 8)])["basis"]["own_scores"] == 3


def test_a_clock_that_goes_back_is_told_apart_by_offsets(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    head = f"{HEADER}\n2026-10-01T09:00,session,,,ketamine,iv,0.5 mg/kg,40 min\n"
    path = tmp_path / "patient.csv"
    path.write_text(f"{head}2026-10-25T01:30,score,PHQ-9,9,,,,\n")
    assert run(["forecast", str(path), "--zone", "Europe/London"]) == 15
    assert "clocks went back" in capsys.readouterr().err

    path.write_text(f"{head}2026-10-25T01:30+01:00,score,PHQ-9,9,,,,\n2026-10-25T01:30+00:00,score,PHQ-9,10,,,,\n")
    assert run(["forecast", str(path), "--zone", "Europe/London", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["basis"]["own_scores"] == 2


def test_a_record_of_the_future_is_refused(refused: Refused) -> None:
    code, said = refused([*COURSE, score(90, 5)], "--now", "2026-04-01T09:00Z")

    assert code == 15
    assert "after now" in said


def test_two_sessions_on_one_day_are_read_and_overlapping_ones_refused(ask: Ask, refused: Refused) -> None:
    found = ask([score(0, 19), session(0.1), session(0.3), score(5, 8)])
    assert found["basis"]["own_sessions"] == 2
    assert found["baselines"]["ladder"]["days"] == 3.0

    code, said = refused([score(0, 19), session(0.1), session(0.11), score(5, 8)])
    assert code == 15
    assert "still runs" in said


def test_a_score_minutes_after_a_session_is_used_and_pointed_out(ask: Ask) -> None:
    found = ask([score(0, 19), session(0.1), score(0.1 + 50 / 1440, 9)])

    assert "score.soon_after_session" in ids(found)
    assert "50 min" in found["findings"][-1]["sentence"]
    assert found["basis"]["own_scores"] == 2
    assert "score.soon_after_session" not in ids(ask([score(0, 19), session(0.1), score(1.1, 9)]))


def test_before_the_first_look_nobody_is_called_well(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "patient.csv"
    path.write_text(text_of([score(0, 19), session(0.1)]))
    assert run(["forecast", str(path)]) == 0

    shown = capsys.readouterr().out
    assert "in 1 day (" in shown
    assert "  now (" not in shown


def test_before_any_score_after_a_session_the_plan_is_not_judged(ask: Ask) -> None:
    reason = ask([score(0, 19), session(0.1)])["next_session"][1]["reason"]

    assert "score before the plan is judged" in reason
    assert "review the plan" not in reason


@settings(max_examples=5, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(weeks=st.integers(-100, 1000))
def test_whole_weeks_move_every_date_and_nothing_else(ask: Ask, weeks: int) -> None:
    now = FIRST + timedelta(days=25, hours=3)
    first = ask(COURSE, "--zone", "UTC", "--now", now.isoformat())
    moved = timedelta(weeks=weeks)
    later = ask(COURSE, "--zone", "UTC", "--now", (now + moved).isoformat(), first=(FIRST + moved).astimezone(UTC))

    for key in ("score", "days_to_relapse", "person", "exposures", "baselines"):
        assert first[key] == later[key]
    for one, other in zip(first["next_session"], later["next_session"], strict=True):
        assert one["day"] == other["day"]
        if one["date"] is not None:
            assert datetime.fromisoformat(other["date"]) - datetime.fromisoformat(one["date"]) == moved


@settings(max_examples=5, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(seed=st.integers(0, 1000))
def test_the_order_of_rows_changes_no_number(ask: Ask, seed: int) -> None:
    shuffled = random.Random(seed).sample(COURSE, len(COURSE))
    first, second = ask(COURSE), ask(shuffled)

    for key in ("score", "days_to_relapse", "chance_still_well", "next_session", "person", "past_intervals"):
        assert first[key] == second[key]


def test_the_busiest_course_still_makes_one_page(tmp_path: Path) -> None:
    from pypdf import PdfReader

    rows = [
        score(0, 19), score(0, 2, "PHQ-9 item 9"), *(session(7 * i + 0.1) for i in range(10)),
        *(session(75 + 7 * i, SPRAY) for i in range(10)), session(150, "session,,,ketamine,oral,1 mg/kg,"),
        *(score(9 * i + 1, 9, name) for i in range(15) for name in ("MADRS", "PHQ-9", "GAD-7")),
        score(150.1, 26), score(150.1, 3, "PHQ-9 item 9"), score(3, 4, "daily mood"), relapse(150.2),
    ]  # fmt: skip
    path, pdf = tmp_path / "patient.csv", tmp_path / "forecast.pdf"
    path.write_text(text_of(rows))

    assert run(["forecast", str(path), "--weight", "70 kg", "--pdf", str(pdf)]) == 0
    reader = PdfReader(pdf)
    assert len(reader.pages) == 1
    words = " ".join(reader.pages[0].extract_text().split())
    assert all(part in words for part in ("Look at this first", "Also used: 15 of MADRS", "Sessions come often here"))
