"""Monitoring times and lists come from rules, each with its id."""

import pytest

from wane.models.regimen import Drug, Regimen, Route, nasal_devices, single_dose
from wane.plan.rules import Domain, load_rules
from wane.plan.scope import Session
from wane.plan.watching import after_list, checklist, longterm_list, monitoring, stop_list, watch_list

IV = single_dose(Drug.KETAMINE, Route.IV, 35.0, over_h=40.0 / 60.0)
IV_SESSION = Session(drug=Drug.KETAMINE, routes=frozenset({Route.IV}))
NASAL_SESSION = Session(drug=Drug.ESKETAMINE, routes=frozenset({Route.INTRANASAL}))


def test_an_infusion_is_watched_every_ten_minutes_and_then_every_fifteen() -> None:
    points = monitoring(IV, shown_min=100.0)
    assert [round(p.minute) for p in points] == [0, 10, 20, 30, 40, 55, 70, 85, 100]
    assert [p.source for p in points][1:4] == ["KR051"] * 3
    assert [p.source for p in points][5:8] == ["KR052"] * 3


def test_nasal_esketamine_is_read_at_forty_minutes() -> None:
    regimen = nasal_devices(Drug.ESKETAMINE, (28.0,), apart_h=0.1)
    at_40 = [p for p in monitoring(regimen, shown_min=120.0) if p.minute == pytest.approx(40.0)]
    assert [p.source for p in at_40] == ["KR047"]


def test_a_subcutaneous_dose_is_watched_for_its_published_ninety_minutes() -> None:
    points = monitoring(single_dose(Drug.KETAMINE, Route.SC, 35.0), shown_min=60.0)
    assert max(p.minute for p in points) == pytest.approx(90.0)


def test_a_day_long_infusion_is_not_read_every_ten_minutes() -> None:
    points = monitoring(single_dose(Drug.KETAMINE, Route.IV, 500.0, over_h=24.0), shown_min=1500.0)
    assert len(points) < 40


@pytest.mark.parametrize("regimen", [IV, single_dose(Drug.KETAMINE, Route.ORAL, 50.0)], ids=["iv", "oral"])
def test_points_stand_in_order_and_once(regimen: Regimen) -> None:
    minutes = [point.minute for point in monitoring(regimen, shown_min=110.0)]
    assert minutes == sorted(set(minutes))
    assert minutes[0] == 0.0


@pytest.mark.parametrize("session", [IV_SESSION, NASAL_SESSION], ids=["iv", "nasal"])
def test_every_stop_rule_stands_in_every_stop_list(session: Session) -> None:
    lines = stop_list(session)
    for rule in load_rules():
        if rule.domain is Domain.STOP:
            assert any(rule.id in line for line in lines)


def test_the_checklist_is_ticked_by_people_and_carries_thresholds() -> None:
    lines = checklist(NASAL_SESSION)
    assert any("At least 120 min" in line and "KR068" in line for line in lines)
    assert any("9 or more" in line for line in lines)


def test_another_routes_floor_is_not_in_the_checklist() -> None:
    assert not any("KR068" in line for line in checklist(IV_SESSION))


def test_what_was_written_for_another_session_says_so() -> None:
    assert any("KR070, written for esketamine intranasal" in line for line in checklist(IV_SESSION))


def test_programme_duties_stay_with_their_programme() -> None:
    assert any("KR077" in line for line in after_list(NASAL_SESSION))
    assert not any("KR077" in line for line in after_list(IV_SESSION))


def test_bladder_and_liver_stand_in_the_longterm_list() -> None:
    lines = " ".join(longterm_list(IV_SESSION))
    assert "KR081" in lines
    assert "KR083" in lines


def test_lists_leave_no_placeholder_open() -> None:
    for session in (IV_SESSION, NASAL_SESSION):
        for build in (stop_list, watch_list, checklist, after_list, longterm_list):
            assert not [line for line in build(session) if "{" in line]


def test_a_urine_window_says_how_weakly_it_was_read() -> None:
    window = next(line for line in longterm_list(IV_SESSION) if "KR088" in line)
    assert "secondary, not re-checked" in window
