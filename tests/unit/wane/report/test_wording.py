"""Words: the interval first, the unknown said, times rounded up."""

from dataclasses import replace

import pytest

from tests.factories.session_plan import item, session_plan
from wane.models.person import Covariates, OrganFunction
from wane.models.regimen import Drug, nasal_devices, repeated
from wane.plan.session_plan import Bag, SessionPlan
from wane.report.glance import headline
from wane.report.page import page_of
from wane.report.panels import given_steps
from wane.report.sources import Describe
from wane.report.wording import id_words, interval_words, item_sentence, median_words, minutes_words, person_words


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


def test_medicines_that_nobody_told_of_are_not_known() -> None:
    person = Covariates(weight_kg=70.0)
    assert person_words(person)[-1] == "medicines not known"
    assert person_words(person, taking=frozenset())[-1] == "taking no medicines"
    assert person_words(person, taking=frozenset({"st_johns_wort"}))[-1] == "taking st johns wort"


def test_a_long_time_without_a_band_keeps_every_minute() -> None:
    long = item("tmax.ketamine.venous", "Time of peak", (10120.0, 10120.0, 10120.0), "min")
    assert (median_words(long), interval_words(long)) == ("10120", "10120")


def test_without_any_peak_the_headline_says_so() -> None:
    assert headline(()) == "Expected peak not known."


def test_a_peak_without_a_time_stands_alone() -> None:
    peak = item("cmax.s_ketamine.arterial", "Peak S-ketamine, arterial", (100.0, 50.0, 150.0), "ng/mL")

    assert headline((peak,)) == "Expected peak 50–150 ng/mL (90 %), median 100, arterial."


def without_a_bag(plan: SessionPlan) -> SessionPlan:
    """The plan as where nobody named a bag."""
    return replace(plan, bag=None, pump_steps=tuple(replace(step, rate_ml_h=None) for step in plan.pump_steps))


def test_without_a_bag_the_rate_is_in_mg_per_hour() -> None:
    steps, unit = given_steps(without_a_bag(session_plan()))

    assert unit == "mg/h"
    assert [(step.start_min, step.end_min, step.rate) for step in steps] == [(0.0, 40.0, 52.5)]


def test_equal_salt_and_base_are_said_once(describe: Describe) -> None:
    page = page_of(replace(session_plan(), total_base_mg=35.0), describe=describe)

    assert ("35 mg in all: 52.5 mg/h for 40 min",) in [glance.lines for glance in page.glance]


def test_a_note_that_a_finding_says_is_not_said_again(describe: Describe) -> None:
    plan = session_plan()
    said = replace(plan.provenance, notes=(plan.findings[0].sentence, "Another note."))
    page = page_of(replace(plan, provenance=said), describe=describe)

    assert page.limits == (*plan.limits, "Another note.")


def test_neighbouring_rules_are_one_range() -> None:
    assert id_words(("KR001", "KR003", "KR004", "KR005", "KR007", "KR008")) == "KR001, KR003–KR005, KR007, KR008"


def test_a_weight_in_pounds_is_rounded_for_people() -> None:
    assert person_words(Covariates(weight_kg=154 * 0.45359237))[0] == "weight 69.9 kg"


def test_a_missing_vial_is_said_where_it_matters(describe: Describe) -> None:
    bag = Bag(concentration_mg_ml=1.0, volume_ml=50.0)
    page = page_of(replace(session_plan(), bag=bag), describe=describe)

    assert page.bag is not None
    assert "50 mL at 1 mg/mL" in page.bag
    assert "not known without the strength of the vial" in page.bag


def test_numbers_withheld_for_one_reason_share_a_line(describe: Describe) -> None:
    why = "the model has none"
    ids = ("cmax.norketamine.venous", "auc.norketamine.venous", "half_life.norketamine")
    gone = tuple(item(name, f"Label of {name}", (None, None, None), "h", (), why) for name in ids)
    page = page_of(replace(session_plan(), summary=gone), describe=describe)

    assert page.reasons == (("Not known: norketamine", why),)


def test_a_series_says_which_session_its_minutes_are_of(describe: Describe) -> None:
    plan = session_plan()
    series = repeated(plan.regimen, every_h=72.0, times=3)
    shown = replace(plan.leaving, shown_min=2 * 72 * 60.0 + 100.0)
    page = page_of(replace(plan, regimen=series, leaving=shown), describe=describe)
    leave = next(glance.lines[0] for glance in page.glance if glance.word == "Leave")

    assert "100 min (1 h 40 min) after the start of the last session (3 of 3, 6 days after the first)" in leave


def test_devices_are_counted_with_their_pause(describe: Describe) -> None:
    nasal = nasal_devices(Drug.ESKETAMINE, (28.0, 28.0, 28.0), apart_h=5.0 / 60.0)
    plan = replace(session_plan(), regimen=nasal, total_mg=84.0, total_base_mg=84.0, pump_steps=())
    give = next(glance.lines[0] for glance in page_of(plan, describe=describe).glance if glance.word == "Give")

    assert give == "84 mg in all: 3 devices of 28 mg, 5 minutes apart"


def test_the_summary_counts_leaving_from_the_last_session(describe: Describe) -> None:
    plan = session_plan()
    series = repeated(plan.regimen, every_h=72.0, times=2)
    ready = item("readiness.plan", "Readiness", (72.0 * 60.0 + 100.0, None, None), "min")
    [row] = page_of(replace(plan, regimen=series, summary=(ready,)), describe=describe).summary

    assert (row.label, row.median) == ("Readiness, session 2", "100")


def test_a_pump_rate_is_printed_as_it_is_set(describe: Describe) -> None:
    plan = session_plan()
    fast = tuple(replace(step, rate_ml_h=123.4, rate_mg_h=61.72) for step in plan.pump_steps)
    page = page_of(replace(plan, pump_steps=fast), describe=describe)
    pump = next(glance.lines[0] for glance in page.glance if glance.word == "Pump")

    assert pump.startswith("123.4 mL/h from 0 to 40 min")
    assert page.pump[0][1:3] == ("123.4 mL/h", "61.72 mg/h")
