"""The bridge: what it computes is what `wane` computes of the same person, and computing it again gives the same."""

import json
import uuid
from datetime import timedelta
from typing import Any

import pytest
from typer.testing import CliRunner

from tests.clinic.bedside import LATER, Bedside, at_bedside
from wane_clinic.actions.amend import void
from wane_clinic.actions.courses import open_course
from wane_clinic.actions.errors import ActionError
from wane_clinic.actions.forecasts import store_course_plan, store_forecast, store_plan
from wane_clinic.actions.notes import record_fact
from wane_clinic.actions.scores import record_score
from wane_clinic.actions.tick import reforecast_changed, tick
from wane_clinic.actions.vitals import record_vitals
from wane_clinic.bridge.computed import Json, NotComputedError
from wane_clinic.bridge.course import compute_course, options_to_book
from wane_clinic.bridge.evidence import evidence_card
from wane_clinic.bridge.forecast import compute_forecast, forecast_course, view_forecast
from wane_clinic.bridge.session_plan import Order, compute_plan, run_sheet_bands, view_plan
from wane_clinic.care.current import forecast_of, released_forecast_of
from wane_clinic.care.models import OwnData, StoredForecast
from wane_clinic.people.models import Patient
from wane_clinic.people.settled import current

pytestmark = pytest.mark.django_db
NOW = LATER + timedelta(days=9)


@pytest.fixture
def here(db: None) -> Bedside:
    found = at_bedside(session_begun="infusing")
    record_fact(patient=found.patient, kind="weight", value=70.0, **found.said(5))
    for day, total in ((0, 18.0), (6, 9.0)):
        record_score(course=found.course, instrument="phq9", total=total, item9=0, **found.said(5 + 1440 * day))
    return found


def at(here: Bedside, days: float = 0.0) -> dict[str, Any]:
    when = NOW + timedelta(days=days)
    return here.said(0) | {"happened_at": when, "entered_at": when}


def test_a_forecast_is_the_one_of_the_command_on_the_same_records(here: Bedside, tmp_path: Any) -> None:
    from wane.cli.forecast import app

    answer = forecast_course(here.course, now=NOW).answer
    rows = [
        {key: value for key, value in row.items() if value}
        for row in forecast_course(here.course, now=NOW).inputs["rows"]
    ]
    file = tmp_path / "patient.json"
    file.write_text(json.dumps(rows), encoding="utf-8")
    said = [str(file), "--weight", "70 kg", "--zone", current().zone, "--now", NOW.isoformat()]
    found = CliRunner().invoke(app, [*said, "--condition", "depression", "--instrument", "phq9", "--json"])

    assert json.loads(found.stdout)["days_to_relapse"] == answer["days_to_relapse"]
    assert json.loads(found.stdout)["score"] == answer["score"]


def test_a_stored_answer_computed_again_is_the_same(here: Bedside) -> None:
    forecast = store_forecast(course=here.course, **at(here))
    plan = store_plan(session=here.session, **at(here))
    course = store_course_plan(course=here.course, **at(here))
    for stored, compute in ((forecast, compute_forecast), (plan, compute_plan), (course, compute_course)):
        stored.refresh_from_db()
        again = compute(stored.inputs)
        assert again.answer == stored.answer
        assert (again.inputs_hash, again.evidence_digest) == (stored.inputs_hash, stored.evidence_digest)
        assert stored.code_version
        assert stored.models_used


def test_only_changed_records_are_forecast_again(here: Bedside) -> None:
    first = reforecast_changed(now=NOW)
    second = reforecast_changed(now=NOW + timedelta(hours=3))
    assert (first.stored, second.stored, second.unchanged) == (3, 0, 1)

    record_score(course=here.course, instrument="phq9", total=11.0, item9=0, **at(here))
    assert reforecast_changed(now=NOW + timedelta(hours=4)).stored == 3
    assert tick(now=NOW + timedelta(hours=5)) == "0 answers stored, 1 courses unchanged, forecasts judged."
    assert tick(now=NOW + timedelta(hours=6)) == "0 answers stored, 1 courses unchanged."


def test_of_many_people_only_the_one_with_a_new_score_is_forecast_again(here: Bedside, patient: Patient) -> None:
    other = open_course(
        patient=patient, condition="depression", instrument="phq9", lead=here.nurse, by=here.nurse, happened_at=NOW,
        entered_at=NOW, client_key=uuid.uuid4(),
    )  # fmt: skip
    record_score(course=other, instrument="phq9", total=9.0, item9=0, **at(here))
    reforecast_changed(now=NOW)
    record_score(course=here.course, instrument="phq9", total=11.0, item9=0, **at(here))

    second = reforecast_changed(now=NOW + timedelta(hours=4))

    assert second.stored == 3
    made = StoredForecast.objects.values_list("course", "own_data")
    assert [made.filter(course=one, own_data="used").count() for one in (here.course, other)] == [2, 1]


def width(answer: Json) -> float:
    """[points] of the 90 % band, over the four weeks to come."""
    score = answer["score"]
    ends = [high - low for day, low, high in zip(score["day"], score["q05"], score["q95"], strict=True) if day <= 28]
    return float(sum(ends) / len(ends))


def test_own_data_off_is_the_prior_and_wider(here: Bedside) -> None:
    own = view_forecast(store_forecast(course=here.course, **at(here)))
    prior = view_forecast(store_forecast(course=here.course, own_data=OwnData.LEFT_OUT, **at(here)))
    assert (own.own_scores, prior.own_scores) == (2, 0)
    assert width(own.answer) < width(prior.answer), "own scores narrow what is expected of the next one"
    assert all(0 <= one.p <= 1 for one in own.still_well)
    assert own.days is not None
    assert prior.days is not None
    for share in (50, 80, 90):
        wide, narrow = (days[f"high{share}"] - days[f"low{share}"] for days in (prior.days, own.days))
        assert wide > narrow, share


def test_a_void_score_no_longer_moves_the_forecast(here: Bedside) -> None:
    extra = record_score(course=here.course, instrument="phq9", total=27.0, item9=0, **here.said(1440 * 7))
    before = forecast_course(here.course, now=NOW).inputs_hash
    void(entry=extra, by=here.nurse, entered_at=NOW, client_key=extra.public_id, reason="wrong patient")
    assert forecast_course(here.course, now=NOW).inputs_hash != before


def test_records_after_now_are_left_out(here: Bedside) -> None:
    record_score(course=here.course, instrument="phq9", total=20.0, item9=0, **at(here, days=5))
    whens = [row["when"] for row in forecast_course(here.course, now=NOW).inputs["rows"]]
    assert all(when <= NOW.isoformat() for when in whens)


def test_a_patient_sees_no_forecast_that_nobody_released(here: Bedside) -> None:
    store_forecast(course=here.course, **at(here))
    assert forecast_of(here.course) is not None
    assert released_forecast_of(here.course) is None


def test_a_plan_has_bands_on_the_pressure_before_the_dose_and_says_what_it_did_not_understand(here: Bedside) -> None:
    record_vitals(session=here.session, systolic_mmhg=128, diastolic_mmhg=78, **here.said(5))
    record_fact(patient=here.patient, kind="medicine", name="blorpitol", **here.said(6))
    here.session.planned_for += timedelta(days=1)
    plan = store_plan(session=here.session, **at(here))
    bands = run_sheet_bands(plan)
    assert bands["systolic"].median[0] == pytest.approx(128.0, abs=0.5)
    assert all(low <= high for low, high in zip(bands["systolic"].q05, bands["systolic"].q95, strict=True))
    assert view_plan(plan).not_understood == ("blorpitol",)
    assert all(evidence_card(one).source or evidence_card(one).how for one in bands["systolic"].evidence)


def test_another_order_is_planned_beside_the_sessions_own(here: Bedside) -> None:
    slower = Order(drug="ketamine", route="iv", dose_mg=35.0, duration_min=60.0)
    own, other = (
        store_plan(session=here.session, **at(here)),
        store_plan(session=here.session, order=slower, **at(here)),
    )
    peaks = [view_plan(one).summary[0]["value"] for one in (own, other)]
    assert peaks[0] > peaks[1]
    assert "60 min" in other.alternative


def test_a_course_proposes_at_least_two_options(here: Bedside) -> None:
    options = options_to_book(store_course_plan(course=here.course, **at(here)).answer)
    assert len(options) >= 2
    assert options[0]["is_chosen"]


def test_what_the_science_refuses_is_said_in_its_words() -> None:
    here = at_bedside(session_begun="planned")
    with pytest.raises(ActionError, match="No score and no session"):
        store_forecast(course=here.course, **at(here))
    assert StoredForecast.objects.count() == 0
    with pytest.raises(NotComputedError, match="evidence id"):
        evidence_card("nothing.of.the.kind")


@pytest.mark.parametrize(
    "evidence_id", ["depression__phq9", "depression__qids", "otto_2021_s_ketamine_iv", "fitted.acute"]
)
def test_every_id_of_an_answer_opens_a_card(evidence_id: str) -> None:
    card = evidence_card(evidence_id)
    assert card.id == evidence_id
    assert card.sentence
    assert card.how or card.where
