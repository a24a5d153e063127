"""Words: the interval first, the unknown said, times rounded up."""

from dataclasses import replace

import numpy as np
import pytest

from tests.factories.session_plan import band, item, session_plan
from wane.models.person import Covariates, OrganFunction
from wane.models.timecourse import TimeCourse
from wane.plan.session_plan import SessionPlan
from wane.report.page import headline, page_of
from wane.report.panels import given_steps
from wane.report.sources import Describe
from wane.report.wording import item_sentence, minutes_words, person_words


@pytest.mark.parametrize(
    ("numbers", "expected"),
    [
        ((187.2, 110.4, 310.1), "110–310 mmHg (90 %), median 190"),
        ((9.2, -1.4, 20.3), "-1 to 20 mmHg (90 %), median 9"),
        ((40.0, 40.0, 40.0), "40 mmHg"),
        ((24.0, None, None), "24 mmHg"),
    ],
)
def test_the_interval_stands_before_the_median(
    numbers: tuple[float | None, float | None, float | None], expected: str
) -> None:
    assert item_sentence(item("a.b", "Rise", numbers, "mmHg")) == expected


@pytest.mark.parametrize(
    ("minutes", "expected"),
    [(35.0, "35 min"), (35.01, "36 min"), (60.0, "60 min (1 h)"), (130.2, "131 min (2 h 11 min)")],
)
def test_a_time_to_leave_is_rounded_up(minutes: float, expected: str) -> None:
    assert minutes_words(minutes) == expected


def test_organ_function_is_named_as_labels_grade_it() -> None:
    words = person_words(
        Covariates(weight_kg=70.0, height_cm=170.0, liver=OrganFunction.MODERATE, kidney=OrganFunction.NORMAL)
    )

    assert {"height 170 cm", "liver moderate impairment", "kidney normal", "age not known"} <= set(words)


def test_without_any_peak_the_headline_says_so() -> None:
    assert headline(()) == "Expected peak not known."


def test_a_peak_without_a_time_stands_alone() -> None:
    peak = item("cmax.s_ketamine.arterial", "Peak", (100.0, 50.0, 150.0), "ng/mL")

    assert headline((peak,)) == "Expected peak 50–150 ng/mL (90 %), median 100, arterial."


def without_a_bag(plan: SessionPlan) -> SessionPlan:
    """The plan with its rate as a course in mg/h, as where nobody named a bag."""
    minutes = np.array([0.0, 0.0, 40.0, 40.0])
    rate: TimeCourse = band(
        "pump_rate", "mg/h", np.array([0.0, 52.5, 52.5, 0.0]), minutes=minutes, spread=1.0, evidence=()
    )
    return replace(plan, bag=None, pump_steps=(), courses=(*plan.courses, rate))


def test_without_a_bag_the_rate_is_in_mg_per_hour() -> None:
    steps, unit = given_steps(without_a_bag(session_plan()))

    assert unit == "mg/h"
    assert [(step.start_min, step.end_min, step.rate) for step in steps] == [(0.0, 40.0, 52.5)]


def test_equal_salt_and_base_are_said_once(describe: Describe) -> None:
    page = page_of(replace(session_plan(), total_base_mg=35.0), describe=describe)

    assert ("35 mg in all",) in [glance.lines for glance in page.glance]


def test_a_note_that_a_finding_says_is_not_said_again(describe: Describe) -> None:
    plan = session_plan()
    said = replace(plan.provenance, notes=(plan.findings[0].sentence, "Another note."))
    page = page_of(replace(plan, provenance=said), describe=describe)

    assert page.limits == (*plan.limits, "Another note.")
