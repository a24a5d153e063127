"""Slips at the bedside: too much on record, a time that cannot be, leaving early, a value that nobody asked about."""

import re
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.test import Client

from tests.clinic.sheet import ORDER, Queue, a_session, ago, said
from wane_clinic.actions.forecasts import store_plan
from wane_clinic.actions.notes import record_fact
from wane_clinic.actions.ratings import record_rating
from wane_clinic.actions.vitals import record_vitals
from wane_clinic.care.models import DoseEvent, Leaving, Session, SessionEvent, State, VitalSigns
from wane_clinic.people.models import Clinician, Threshold
from wane_clinic.people.roles import Role
from wane_clinic.web.entry_forms import earlier

pytestmark = pytest.mark.django_db
PRESSURE = {"systolic_mmhg": "142", "diastolic_mmhg": "88"}


@pytest.fixture
def nurse(person: Callable[[Role], Clinician]) -> Clinician:
    return person(Role.NURSE)


@pytest.fixture
def client(browser: Callable[[Role], Client]) -> Client:
    return browser(Role.NURSE)


def beside_of(client: Client, nurse: Clinician, **how: Any) -> Queue:
    return Queue(client=client, session=a_session(nurse, **how))


def page(beside: Queue) -> str:
    return beside.client.get(f"/session/{beside.session.public_id}/").content.decode()


def key_of(row: Any) -> str:
    return f"{row._meta.model_name}.{row.public_id}"


def answer_all(beside: Queue) -> None:
    for item in Leaving:
        beside.send("leaving", {"item": item.value, "answer": "done"})


def test_ten_times_the_rate_is_marked_on_strip_and_board_and_the_end_of_the_order_is_late(
    client: Client, nurse: Clinician
) -> None:
    beside = beside_of(client, nurse)
    assert "Over the order" not in page(beside)

    beside.send("rate", {"rate_ml_h": "600"}, happened_at=ago(10).isoformat())

    # 20 min at 60 mg/h, then 10 min at 600 mg/h: 120 mg of 40; the order was reached 2 min into the slip
    assert "Over the order: 120.0 of 40 mg recorded as given" in page(beside)
    assert re.search(r"End of order late by [78] min", page(beside))
    board = client.get("/board/").content.decode()
    assert "Over the order: 120.0 of 40 mg" in board
    assert re.search(r"(End of order|BP|MOAA/S) late", board)


def test_the_end_of_an_order_that_still_runs_is_late_on_the_board(client: Client, nurse: Clinician) -> None:
    session = a_session(nurse, order=ORDER | {"dose_mg": 20.0, "duration_min": 20.0})
    record_vitals(session=session, systolic_mmhg=121, diastolic_mmhg=80, **said(nurse, 1))
    record_rating(session=session, moaas=5, **said(nurse, 1))

    assert "End of order late" in client.get("/board/").content.decode()  # 60 mg/h since 30 min


@pytest.mark.parametrize("minutes", [36, 60, 24 * 60])
def test_a_correction_moves_nothing_before_the_session(client: Client, nurse: Clinician, minutes: float) -> None:
    beside = beside_of(client, nurse)
    beside.send("set", PRESSURE)
    row = VitalSigns.objects.get()
    told = beside.send("correct", PRESSURE | {
        "entries_id": key_of(row), "reason": "earlier", "happened_clock": f"{ago(minutes - 1):%H:%M}",
        "happened_at": ago(0 if minutes < 100 else minutes).isoformat(),
    })  # fmt: skip

    assert told.status_code == 422
    assert "before the session" in told.content.decode()
    assert VitalSigns.objects.get() == row


def test_the_time_that_stood_is_struck_with_the_value(client: Client, nurse: Clinician) -> None:
    beside = beside_of(client, nurse)
    beside.send("set", PRESSURE)
    row, at = VitalSigns.objects.get(), ago(12)
    told = beside.send("correct", PRESSURE | {
        "entries_id": key_of(row), "reason": "taken earlier", "happened_clock": f"{at:%H:%M}"
    })  # fmt: skip

    assert re.search(rf"<del>{row.happened_at:%H:%M} BP 142/88", told.content.decode())
    assert f">{at:%H:%M}</time>" in told.content.decode()


@pytest.mark.parametrize(("field", "value", "words"), [
    ("spo2_pct", "30", "SpO₂ must lie between 40 and 100 %;"), ("spo2_pct", "101", "between 40 and 100 %;"),
    ("resp_per_min", "1", "Breaths must lie between 2 and 80 a minute"),
])  # fmt: skip
def test_an_impossible_value_is_refused_in_a_sentence(
    client: Client, nurse: Clinician, field: str, value: str, words: str
) -> None:
    told = beside_of(client, nurse).send("set", {field: value})

    assert (told.status_code, words in told.content.decode()) == (422, True)
    assert not VitalSigns.objects.exists()


def test_breaths_are_counted_beside_the_other_signs_and_drawn(client: Client, nurse: Clinician) -> None:
    beside = beside_of(client, nurse)
    assert "breaths /min" not in page(beside)
    beside.send("set", {"resp_per_min": "14"})

    assert VitalSigns.objects.get().resp_per_min == 14
    assert "breaths /min" in page(beside)


@pytest.mark.parametrize(("field", "value", "shown"), [
    ("spo2_pct", "88", "88 very low"), ("moaas", "2", "2 low"), ("dissociation", "9", "9 high"),
    ("pulse_per_min", "130", "pulse high"), ("spo2_pct", "97", ""),
])  # fmt: skip
def test_a_value_outside_the_clinic_s_line_has_its_word_on_the_run_sheet(
    client: Client, nurse: Clinician, field: str, value: str, shown: str
) -> None:
    for vital, lines in (
        ("spo2_pct", {"low_red": 90, "low_amber": 93}), ("moaas", {"low_amber": 3}),
        ("dissociation", {"high_amber": 8}), ("pulse_per_min", {"high_amber": 120}),
    ):  # fmt: skip
        Threshold.objects.create(vital=vital, citation="fictional", signed_by=nurse, signed_at=ago(9), **lines)
    beside = beside_of(client, nurse)
    beside.send("set", {field: value})
    drawn = page(beside).split('id="run-sheet-place"', 1)[1].split("</svg>", 1)[0]
    words = re.findall(r'rs-flag-words"[^>]*>([^<]+)<', drawn)

    assert words == ([shown] if shown else [])


def test_a_closed_sheet_still_corrects_what_was_typed_wrong(client: Client, nurse: Clinician) -> None:
    beside = beside_of(client, nurse, state="ready_check")
    beside.send("set", PRESSURE)
    answer_all(beside)
    beside.send("close", {"reason": "the ward takes over"})
    row = VitalSigns.objects.get()
    told = page(beside)
    address = re.search(rf'hx-get="([^"]*{row.public_id}[^"]*)"', told)

    assert address is not None
    assert 'id="correct-place"' in told
    assert 'value="142"' in client.get(address[1].replace("&amp;", "&")).content.decode()
    beside.send("correct", PRESSURE | {
        "systolic_mmhg": "124", "entries_id": key_of(row), "reason": "mistyped", "happened_clock": "",
    })  # fmt: skip
    assert "<del>BP 142/88" in page(beside)


def test_leaving_early_or_with_a_late_set_asks_why_and_the_answer_is_on_record(
    client: Client, nurse: Clinician
) -> None:
    beside = beside_of(client, nurse, state="ready_check")
    store_plan(session=beside.session, **said(nurse, 4))
    record_vitals(session=beside.session, systolic_mmhg=128, diastolic_mmhg=78, **said(nurse, 33))
    answer_all(beside)
    told = page(beside)
    early = beside.send("close", {})

    assert "last 128/78" in told
    assert "before the dose 128/78" in told
    assert 'data-opens="close-dialog"' in told
    assert early.status_code == 422
    assert "before the earliest expected time" in early.content.decode()
    assert "BP set late" in early.content.decode()
    assert beside.send("close", {"reason": "goes to the ward"}).status_code == 200
    assert SessionEvent.objects.get(state=State.CLOSED).why == "goes to the ward"
    assert re.search(r"Earliest expected \d\d:\d\d .* Closed \d\d:\d\d\.", page(beside))


def test_a_session_closed_in_time_asks_nothing(client: Client, nurse: Clinician) -> None:
    beside = beside_of(client, nurse, state="ready_check")
    record_vitals(session=beside.session, systolic_mmhg=128, diastolic_mmhg=78, **said(nurse, 1))
    record_rating(session=beside.session, moaas=5, **said(nurse, 1))
    answer_all(beside)

    assert 'close-dialog"' not in page(beside).split('id="leaving"')[1].split("</section>")[0]
    assert beside.send("close", {}).status_code == 200


def test_not_asked_is_not_none_known(client: Client, nurse: Clinician) -> None:
    beside = beside_of(client, nurse)
    patient = beside.session.patient
    assert "allergies: not asked" in page(beside)

    record_fact(patient=patient, kind="allergy", name="none known", **said(nurse, 30))
    assert "allergies: none known" in page(beside)

    record_fact(patient=patient, kind="allergy", words="penicillin", **said(nurse, 20))
    assert "allergies: penicillin" in page(beside)


def test_cds_9_a_band_for_somebody_nobody_studied_says_so(client: Client, nurse: Clinician) -> None:
    heavy = beside_of(client, nurse, order=ORDER | {"weight_kg": 250.0, "dose_mg": 125.0})
    record_vitals(session=heavy.session, systolic_mmhg=128, diastolic_mmhg=78, **said(nurse, 33))
    store_plan(session=heavy.session, **said(nurse, 31))

    assert "Outside what was studied:" in page(heavy)
    usual = Queue(client=client, session=a_session(nurse, chair=2))
    record_vitals(session=usual.session, systolic_mmhg=128, diastolic_mmhg=78, **said(nurse, 33))
    store_plan(session=usual.session, **said(nurse, 31))
    assert "Outside what was studied:" not in page(usual)


def test_every_number_of_the_plan_on_the_sheet_leads_to_its_source(client: Client, nurse: Clinician) -> None:
    beside = beside_of(client, nurse, state="ready_check")
    record_vitals(session=beside.session, systolic_mmhg=128, diastolic_mmhg=78, **said(nurse, 33))
    store_plan(session=beside.session, **said(nurse, 31))
    told = page(beside)

    for of in ("the band", "the time to leave", "the rule about driving"):
        addresses = re.findall(rf'href="([^"]+)" data-evidence>source[ 0-9]*<span class="unseen"> of {of}<', told)
        assert addresses, of
        assert {client.get(one).status_code for one in addresses} == {200}
    behind = told.split("The plan behind the band")[1].split("</section>")[0]
    linked = re.findall(r'href="([^"]+)" data-evidence', behind)
    assert len(linked) >= 2
    assert {client.get(one).status_code for one in linked} == {200}


def test_a_dose_event_is_corrected_within_its_session_only(client: Client, nurse: Clinician) -> None:
    beside = beside_of(client, nurse)
    start = DoseEvent.objects.get()
    told = beside.send("correct", {
        "rate_ml_h": "60", "bag_mg_ml": "1", "words": "", "entries_id": key_of(start), "reason": "earlier",
        "happened_clock": f"{ago(50):%H:%M}",
    })  # fmt: skip

    assert told.status_code == 422
    assert Session.objects.get().state == State.INFUSING


def test_a_corrected_rate_keeps_its_bag_and_the_drug_follows(client: Client, nurse: Clinician) -> None:
    beside = beside_of(client, nurse)
    start = DoseEvent.objects.get()
    form = client.get(f"/session/{beside.session.public_id}/correct/", {"entries_id": key_of(start)}).content.decode()
    told = beside.send("correct", {
        "rate_ml_h": "45", "bag_mg_ml": "1", "words": "", "entries_id": key_of(start), "reason": "misread",
    })  # fmt: skip

    assert 'name="rate_mg_h"' not in form
    assert 'data-asks-dose="0.2"' in form
    assert told.status_code == 200
    assert DoseEvent.objects.filter(amends=start).values_list("rate_ml_h", "rate_mg_h").get() == (45.0, 45.0)
    assert "Another bag than planned" not in page(beside)
    beside.send("rate", {"rate_ml_h": "30"})
    assert DoseEvent.objects.latest("id").rate_mg_h == 30.0


def test_a_pause_is_not_taken_back_from_under_its_resumption(client: Client, nurse: Clinician) -> None:
    beside = beside_of(client, nurse)
    beside.send("pause", {"words": ""})
    beside.send("resume", {"words": ""})
    pause, resume = (DoseEvent.objects.get(kind=kind) for kind in ("pause", "resume"))

    refused = beside.send("undo", {"entries_id": key_of(pause)})
    assert (refused.status_code, "take that back first" in refused.content.decode()) == (422, True)
    assert beside.send("undo", {"entries_id": key_of(resume)}).status_code == 200
    assert beside.send("undo", {"entries_id": key_of(pause)}).status_code == 200


def test_a_last_value_beyond_a_red_line_asks_why_before_closing(client: Client, nurse: Clinician) -> None:
    for vital, lines in (("systolic_mmhg", {"high_red": 180}), ("spo2_pct", {"low_red": 90})):
        Threshold.objects.create(vital=vital, citation="fictional", signed_by=nurse, signed_at=ago(9), **lines)
    beside = beside_of(client, nurse, state="ready_check")
    record_rating(session=beside.session, moaas=5, **said(nurse, 1))
    record_vitals(session=beside.session, systolic_mmhg=190, diastolic_mmhg=110, spo2_pct=86, **said(nurse, 2))
    answer_all(beside)
    told = beside.send("close", {})

    assert told.status_code == 422
    assert "systolic 190 is very high; SpO₂ 86 is very low" in told.content.decode()
    record_vitals(session=beside.session, systolic_mmhg=130, diastolic_mmhg=80, spo2_pct=97, **said(nurse, 1))
    assert beside.send("close", {}).status_code == 200


@pytest.mark.parametrize(("tapped", "typed", "means"), [
    ("2026-03-02T10:00", "09:55", "2026-03-02T09:55"), ("2026-03-02T10:00", "10:05", "2026-03-02T10:05"),
    ("2026-03-02T10:00", "23:59", "2026-03-02T23:59"), ("2026-03-02T00:10", "23:50", "2026-03-01T23:50"),
])  # fmt: skip
def test_a_time_of_yesterday_is_meant_only_over_midnight(tapped: str, typed: str, means: str) -> None:
    """What then lies ahead is refused as such by whoever takes the entry."""
    before = datetime.fromisoformat(tapped).replace(tzinfo=UTC)

    assert earlier(typed, before=before, zone=ZoneInfo("UTC")) == datetime.fromisoformat(means).replace(tzinfo=UTC)


def test_what_came_after_the_order_stands_before_whoever_confirms_it(client: Client, nurse: Clinician) -> None:
    session = a_session(nurse, state="prep")
    beside = Queue(client=client, session=session)
    assert "On record since this order" not in page(beside)

    record_fact(patient=session.patient, kind="weight", value=71.0, **said(nurse, 3))
    record_fact(patient=session.patient, kind="medicine", name="tranylcypromine", **said(nurse, 2))
    told = page(beside)
    assert "The newest weight is 71 kg" in told
    assert "the order is for 80 kg" in told
    assert "New on record: medicine: tranylcypromine." in told
