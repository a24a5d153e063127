"""Maintenance: the next session of each person, by each rule."""

import numpy as np
import pytest

from tests.factories.designs import design, design_text, simulated
from wane.simulate.chances import Chances
from wane.simulate.design import MaintenanceRule
from wane.simulate.lived import Walk, _wanders
from wane.simulate.numbers import most_probable
from wane.simulate.people import draw_virtual_people
from wane.simulate.plan import plan_trial
from wane.simulate.reading import read_design
from wane.simulate.trial import Who, arms_of


def walked(rule: str, *, people: int = 30, observe: str = "{every: 7, from: 7, until: 91}", **more: str) -> Walk:
    """The first arm of a design under this rule, lived through."""
    plan = plan_trial(design(people=people, observe=observe, more=f"    maintenance: {rule}", **more))
    chances = Chances(seed=2, block=0, people=people)
    persons = draw_virtual_people(plan, chances)
    walk = Walk(plan, plan.design.arms[0], persons, most_probable(plan.fit), chances)
    walk.live(_wanders(plan, persons, chances))
    return walk


def gaps_of(walk: Walk, person: int) -> list[float]:
    """Days between this person's sessions, from the last planned one on."""
    days = [day for day, _, who in walk.attended if who[0, person] and day >= 7.0]
    return np.diff(days).tolist()


def test_a_fixed_spacing_is_kept() -> None:
    walk = walked("{rule: fixed, every: 14, among: everyone}")

    assert {gap for i in range(30) for gap in gaps_of(walk, i)} == {14.0}
    assert walk.sessions.tolist() == [[3 + 6] * 30]


def test_a_ladder_lengthens_and_shortens_by_its_step_within_its_ends() -> None:
    walk = walked("{rule: ladder, every: 14, step: 7, low_line: 10, line: 20, shortest: 7, longest: 28}")
    seen = set()
    for i in range(30):
        gaps = gaps_of(walk, i)
        seen |= set(gaps)
        assert gaps[0] == 14.0
        assert set(np.abs(np.diff(gaps))) <= {0.0, 7.0}
    assert seen <= {7.0, 14.0, 21.0, 28.0}
    assert len(seen) >= 3


def test_as_needed_follows_a_score_over_the_line_and_no_other() -> None:
    walk = walked("{rule: as needed, line: 20, shortest: 7}")
    over = {
        (day, i) for day, scores in zip(walk.visits, walk.scores, strict=True) for i in range(30) if scores[0, i] >= 20
    }
    given = {(day, i) for day, _, who in walk.attended if day > 7.0 for i in range(30) if who[0, i]}

    assert given
    assert given <= over
    assert min(gap for i in range(30) for gap in gaps_of(walk, i)) >= 7.0


def test_only_those_meant_go_on() -> None:
    walk = walked("{rule: fixed, every: 14, among: responders}")
    judged = walk.in_maintenance[0]

    assert 0 < judged.sum() < 30
    assert set(walk.sessions[0, judged]) == {9}
    assert set(walk.sessions[0, ~judged]) == {3}


def test_a_missed_session_is_booked_again() -> None:
    walk = walked("{rule: fixed, every: 14, among: everyone, shortest: 7}\n    adherence: 0.5")

    assert {gap % 7.0 for i in range(30) for gap in gaps_of(walk, i)} == {0.0}
    assert walk.sessions.mean() < 9


@pytest.mark.parametrize("rule", ["{rule: rule 1, risk: 20 %, shortest: 7}", "{rule: rule 2, shortest: 7}"])
def test_each_person_is_forecast_and_sessions_keep_their_spacing(rule: str) -> None:
    walk = walked(rule, people=3, observe="[7, 8, 21, 35, 49]", days="[0, 3, 7]")
    gaps = [gap for i in range(3) for gap in gaps_of(walk, i)]

    assert gaps
    assert min(gaps) >= 7.0


@pytest.mark.parametrize("rule", ["rule 1", "rule 2"])
def test_rules_that_forecast_have_an_interval_of_a_smaller_crowd(rule: str) -> None:
    of = design(people=2, observe="[7, 8, 21]", more=f"    maintenance: {{rule: {rule}}}", draws=2)

    arm, control = simulated(of).arms

    assert (arm.reason, control.reason) == (None, None)
    for found in (arm.by_day[-1].mean, arm.bad_days, arm.by_day[-1].change):
        assert found.low90 is not None
        assert found.high90 is not None
        assert found.low90 < found.high90
    assert [arms_of(plan_trial(of), who) for who in (Who.CROWD, Who.FORECAST_CROWD)] == [of.arms[1:], of.arms[:1]]


def test_without_draws_an_arm_that_forecasts_says_why_it_has_no_interval() -> None:
    more = "    maintenance: {rule: rule 1}"
    text = design_text(people=2, observe="[7, 8, 21]", more=more, draws=2).replace(
        "forecast_people: 4", "forecast_draws: 0"
    )

    arm, control = simulated(read_design(text)).arms

    assert arm.reason is not None
    assert control.reason is None
    assert arm.by_day[-1].mean.low90 is None
    assert control.by_day[-1].mean.low90 is not None


def test_only_rules_one_and_two_forecast() -> None:
    assert [rule.value for rule in MaintenanceRule if rule.is_forecast] == ["rule 1", "rule 2"]
