"""The verdict in words: what was missed, what to show meanwhile, how sure that is."""

from dataclasses import replace

import numpy as np
import pytest

from wane.forecast.score_card import ScoreCard, Verdict, score_card, verdict
from wane.forecast.score_card_columns import unpacked
from wane.forecast.score_card_figures import Figure
from wane.report.score_card_words import ScoreCardReport, verdict_sentences

EMPTY = score_card(unpacked([]), 1)


def figure(value: float) -> Figure:
    return Figure(value=value, low95=value - 0.02, high95=value + 0.02)


def card(people: int, held: float, skill: float, widened_to: float | None) -> ScoreCard:
    scores = replace(
        EMPTY.scores, people=people, forecasts=500, coverage={0.5: figure(0.5), 0.8: figure(0.8), 0.9: figure(held)},
        rmse_skill_last=figure(skill), rmse_skill_own_mean=figure(0.1), crps_skill_last=figure(0.1),
        crps_skill_own_mean=figure(0.1),
    )  # fmt: skip
    return replace(EMPTY, people=people, scores=scores, widened_to=widened_to, verdict=verdict(scores))


def said(one: ScoreCard) -> str:
    report = ScoreCardReport(
        card=one, subjects={("depression", "phq9"): one.people}, priors=("p",), left_out=(), fixed_days=21.0,
        code_version="test", evidence_digest="0" * 64, seed=1,
    )  # fmt: skip
    return " ".join(verdict_sentences(report))


@pytest.mark.parametrize("held", [0.85, 0.9, 0.95])
def test_the_gate_opens_inside_its_bounds(held: float) -> None:
    one = card(50, held, 0.1, 0.9)

    assert one.verdict is Verdict.OPEN
    assert said(one).startswith("Passed: ")
    assert "easily turn out otherwise" not in said(one)


@pytest.mark.parametrize(
    ("held", "skill", "widened_to", "words"),
    [
        (0.80, 0.1, 0.96, ("They held 80 %", "a wider interval: the one called 96.0 %")),
        (0.97, 0.1, 0.8, ("They held 97 %", "a narrower interval: the one called 80.0 %")),
        (0.90, -0.1, 0.9, ("no better than the last score", "keep the page silent")),
        (0.60, 0.1, None, ("No interval of this forecast holds 90 %",)),
    ],
)
def test_a_closed_gate_says_why_and_what_to_show(
    held: float, skill: float, widened_to: float | None, words: tuple[str, ...]
) -> None:
    one = card(50, held, skill, widened_to)

    assert one.verdict is Verdict.WIDEN
    assert all(word in said(one) for word in words)


def test_few_people_are_said_to_be_few() -> None:
    assert "With 12 people it can easily turn out otherwise" in said(card(12, 0.9, 0.1, 0.9))
    assert said(card(9, 0.9, 0.1, 0.9)).startswith("No verdict: 9 people and 500 forecasts")


def test_a_card_of_nobody_holds_zeros_not_errors() -> None:
    assert np.all(EMPTY.pit_scores == 0.0)
    assert EMPTY.widened_to is None
