"""One person's forecast from records: what shifts nothing, what is left aside, what is said."""

from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.factories.patient import EXAMPLE, example_forecast, forecast_of, records_of, request_of, score, session
from wane.cli.patient_file import read_patient
from wane.evidence.catalogue import find
from wane.forecast.case import forecast_person, last_record
from wane.forecast.exposures import exposures
from wane.forecast.person_forecast import OwnData, local_date
from wane.forecast.statements import limit_sentences
from wane.models.instruments import instruments
from wane.models.patient_records import PatientRecords
from wane.models.relief_evidence import relief_evidence
from wane.models.relief_prior import load_relief_prior
from wane.report.forecast_text import render_forecast_text
from wane.report.forecast_words import still_well_days

COURSE = [score(0, 19), *(session(3 * i + 0.1) for i in range(6)), score(16, 8), score(23, 7)]


def shifted(records: PatientRecords, weeks: int) -> PatientRecords:
    return replace(records, records=tuple(replace(r, at=r.at + timedelta(weeks=weeks)) for r in records.records))


@settings(max_examples=5, deadline=None)
@given(weeks=st.integers(min_value=-200, max_value=2000))
def test_shifting_everything_by_whole_weeks_changes_nothing(weeks: int) -> None:
    records = read_patient(EXAMPLE, zone="UTC", weight_kg=None)
    first = forecast_person(request_of(records))
    later = shifted(records, weeks)
    second = forecast_person(request_of(later, now=last_record(later)))

    assert second.relief.days_to_relapse == first.relief.days_to_relapse
    assert np.array_equal(second.relief.score.median, first.relief.score.median)


def test_the_forecast_is_of_the_instrument_with_most_scores_that_has_a_prior(tmp_path: Path) -> None:
    others = [score(day, 8, "daily mood") for day in range(20)]
    found = forecast_of(tmp_path, [*COURSE, *others])

    assert found.instrument.id == "phq9"
    assert [(n.instrument, n.scores) for n in found.basis.not_used] == [("daily mood", 20)]


def test_scores_of_an_instrument_without_a_link_do_not_move_the_forecast(tmp_path: Path) -> None:
    first = forecast_of(tmp_path, COURSE)
    second = forecast_of(tmp_path, [*COURSE, score(20, 3, "GAD-7"), score(20, 3, "PCL-5")])

    assert first.relief.days_to_relapse == second.relief.days_to_relapse
    assert {n.instrument for n in second.basis.not_used} == {"GAD-7", "PCL-5"}
    assert all("no prior links it" in n.reason for n in second.basis.not_used)


def test_scores_of_a_linked_instrument_move_the_forecast_and_say_so(tmp_path: Path) -> None:
    first = forecast_of(tmp_path, COURSE)
    second = forecast_of(tmp_path, [*COURSE, score(0, 36, "MADRS"), score(20, 4, "MADRS")])

    assert second.relief.a_posteriori.chance_of_responding > first.relief.a_posteriori.chance_of_responding
    assert [(a.instrument, a.scores) for a in second.basis.also_used] == [("MADRS", 2)]
    assert second.basis.not_used == ()
    assert any("same on every instrument" in limit for limit in second.limits)
    assert "Also used: 2 of MADRS" in render_forecast_text(second)


def test_prior_only_leaves_linked_scores_out_too(tmp_path: Path) -> None:
    rows = [*COURSE, score(0, 36, "MADRS"), score(20, 4, "MADRS")]
    with_both = forecast_of(tmp_path, rows, own_data=OwnData.LEFT_OUT)
    alone = forecast_of(tmp_path, COURSE, own_data=OwnData.LEFT_OUT)

    assert with_both.relief.days_to_relapse == alone.relief.days_to_relapse
    assert [(n.instrument, n.reason) for n in with_both.basis.not_used] == [("MADRS", "own scores are left out")]


def test_a_depressed_person_with_mostly_gad7_is_forecast_on_the_phq9(tmp_path: Path) -> None:
    found = forecast_of(tmp_path, [*(score(day, 8, "GAD-7") for day in range(20)), *COURSE])

    assert (found.condition, found.instrument.id) == ("depression", "phq9")
    assert "GAD-7 has more scores" in found.basis.chosen
    assert "--instrument and --condition ask for another" in render_forecast_text(found)


def test_mostly_gad7_with_too_few_others_is_anxiety(tmp_path: Path) -> None:
    rows = [score(0, 19), session(0.1), *(score(day, 8, "GAD-7") for day in range(1, 9))]
    found = forecast_of(tmp_path, rows)

    assert (found.condition, found.instrument.id) == ("anxiety", "gad7")
    assert "most scores" in found.basis.chosen


def test_a_named_condition_is_kept(tmp_path: Path) -> None:
    rows = [*COURSE, *(score(day, 8, "GAD-7") for day in range(1, 9))]

    assert forecast_of(tmp_path, rows, condition="anxiety").instrument.id == "gad7"
    assert forecast_of(tmp_path, rows, condition="depression").instrument.id == "phq9"


def test_a_larger_dose_has_a_larger_exposure_and_lasts_longer(tmp_path: Path) -> None:
    medians = []
    for dose in ("0.25 mg/kg", "0.5 mg/kg", "1 mg/kg"):
        rows = [score(0, 19), *(session(3 * i + 0.1, f"session,,,ketamine,iv,{dose},40 min") for i in range(6))]
        found = forecast_of(tmp_path, rows)
        assert found.exposures[0].median == pytest.approx(float(dose.split()[0]) / 0.5, rel=1e-6)
        assert found.relief.chance_still_well is not None
        medians.append(float(np.sum(found.relief.chance_still_well)))

    assert medians == sorted(medians)


def test_the_horizon_counts_from_now(tmp_path: Path) -> None:
    found = forecast_of(tmp_path, COURSE, horizon_days=30)

    assert found.relief.score.days[-1] <= 30
    assert found.relief.chance_still_well is not None
    assert len(found.relief.chance_still_well) == 38  # the last session was 7.9 d before now


def test_the_score_on_the_second_week_is_there_whatever_the_clock(tmp_path: Path) -> None:
    now = request_of(read_patient(EXAMPLE, zone="UTC", weight_kg=None)).now + timedelta(hours=5, minutes=7, seconds=11)
    found = example_forecast(now=now)

    assert 14.0 in found.relief.score.days.tolist()


def test_each_proposed_session_lies_at_or_after_now() -> None:
    found = example_forecast()
    dated = [option for option in found.options if option.date is not None]

    assert dated
    assert all(option.date >= found.request.now.date() for option in dated if option.date)
    assert found.options[0].risk_before is not None
    assert found.options[0].risk_before <= found.risk


def test_without_scores_the_basis_says_that_it_is_an_average(tmp_path: Path) -> None:
    found = forecast_of(tmp_path, [session(0)], condition="depression")

    assert "No own score yet" in found.basis.sentence
    assert found.response is None


def test_what_the_prior_is_and_is_not_stands_among_the_limits() -> None:
    limits = " ".join(example_forecast().limits)

    assert "fitted to published arms" in limits
    assert "factor of two" in limits
    assert "BEDROC" in limits
    assert "convention" in limits
    assert "Placebo" in limits


def test_the_studies_behind_the_prior_are_named() -> None:
    basis = example_forecast().basis

    assert basis.prior == "depression__phq9"
    assert f"of {len(basis.studies)} studies" in basis.prior_source
    assert any("Murrough" in study for study in basis.studies)


def test_nasal_esketamine_counts_as_the_fit_found_it_and_says_so(tmp_path: Path) -> None:
    sprays = [score(0, 19), session(0.1, "session,,,esketamine,intranasal,84 mg,")]
    records = records_of(tmp_path, sprays, weight_kg=70.0)
    found = forecast_person(request_of(records))
    nasal = found.exposures[0].nasal
    plain = exposures(records.sessions, request_of(records).covariates, 1)

    assert nasal is not None
    assert float(find(nasal.evidence).value) == nasal.value
    assert found.exposures[0].median == pytest.approx(nasal.value * next(iter(plain.values())).median)
    assert any("Intranasal esketamine counts with" in limit for limit in found.limits)
    assert nasal.evidence in render_forecast_text(found)


def test_an_infusion_counts_whole() -> None:
    assert {one.nasal for one in example_forecast().exposures} == {None}


def test_a_borrowed_prior_says_from_whom(tmp_path: Path) -> None:
    found = forecast_of(tmp_path, [score(0, 50, "PCL-5"), session(0.1), score(7, 30, "PCL-5")])

    assert found.condition == "ptsd"
    assert any("borrows from the fit of depression" in limit for limit in found.limits)
    assert len(found.basis.studies) == 41


def test_without_a_fit_the_forecast_is_called_an_assumption() -> None:
    prior = load_relief_prior("starting_phq9")

    assert relief_evidence(prior) is None
    assert "No fit to studies" in limit_sentences("depression", prior, None, instruments()["phq9"], ())[0]


def test_a_days_chance_in_the_table_is_that_of_its_date_in_the_curve() -> None:
    found = example_forecast()
    assert found.relief.crossed is not None
    assert found.last_session is not None
    of_date = {
        local_date(found.last_session, day, found.request): float(p)
        for day, p in enumerate(found.relief.crossed.still_well, start=1)
    }

    for words, p in list(still_well_days(found))[1:]:
        shown = datetime.strptime(words.split("(")[1].rstrip(")"), "%d %b %Y").date()  # noqa: DTZ007  a day, no time
        assert of_date[shown] == p


def test_every_proposed_day_is_whole() -> None:
    now = request_of(read_patient(EXAMPLE, zone="UTC", weight_kg=None)).now + timedelta(days=20, hours=5)

    days = [option.day for option in example_forecast(now=now).options]

    assert all(day is None or day == int(day) for day in days)


def test_what_a_forecast_was_read_from_can_be_asked_again() -> None:
    relief = example_forecast().relief

    assert relief.crossed is not None
    assert relief.posterior.effective_nodes == relief.effective_nodes
    assert relief.chance_still_well is not None
    assert np.array_equal(relief.crossed.still_well, relief.chance_still_well)


def test_under_frequent_maintenance_the_first_limit_is_that_relapse_is_too_rare(tmp_path: Path) -> None:
    weekly = [score(0, 19), *(session(7 * i + 0.1) for i in range(8)), score(50, 6)]

    assert forecast_of(tmp_path, weekly).limits[0].startswith("Sessions come often here")
    assert "BEDROC" in forecast_of(tmp_path, weekly).limits[0]
    assert not any("come often" in limit for limit in forecast_of(tmp_path, COURSE).limits)
