"""The live sheet: one entry once, corrections that show, times that tell, a checklist that alone closes."""

import re
import uuid
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.clinic.sheet import ORDER, Queue, a_session, ago, said
from wane_clinic.actions.forecasts import store_plan
from wane_clinic.actions.vitals import record_vitals
from wane_clinic.care.leaving import LEAVING
from wane_clinic.care.models import DoseEvent, Leaving, QuickRating, Session, State, VitalSigns
from wane_clinic.people.models import Clinician, Threshold
from wane_clinic.people.roles import Role
from wane_clinic.web.session_sheet.opened import opened
from wane_clinic.web.session_sheet.strip import driving_words

pytestmark = pytest.mark.django_db
PERSON = Callable[[Role], Clinician]
PRESSURE = {"systolic_mmhg": "142", "diastolic_mmhg": "88"}
SET = PRESSURE | {"pulse_per_min": "84", "spo2_pct": "97", "moaas": "4", "dissociation": "6"}


@pytest.fixture
def nurse(person: PERSON) -> Clinician:
    return person(Role.NURSE)


@pytest.fixture
def client(browser: Callable[[Role], Client]) -> Client:
    return browser(Role.NURSE)


def queue(client: Client, nurse: Clinician, *, state: str = "infusing") -> Queue:
    return Queue(client=client, session=a_session(nurse, state=state))


def page(beside: Queue) -> str:
    return beside.client.get(f"/session/{beside.session.public_id}/").content.decode()


def test_a_whole_set_is_one_entry_and_answers_with_its_key(client: Client, nurse: Clinician) -> None:
    beside, key = queue(client, nurse), str(uuid.uuid4())
    answer = beside.send("set", SET, client_key=key)

    assert (answer.status_code, answer.headers["Wane-Entry"]) == (200, key)
    words = re.sub(r"<[^>]+>|\s+", " ", answer.content.decode())
    assert re.search(r"BP 142/88 +HR 84 +SpO₂ 97 +MOAA/S 4 +dissociation 6", words)


def test_an_entry_sent_twice_counts_once(client: Client, nurse: Clinician) -> None:
    beside = queue(client, nurse)
    fields = SET | {"client_key": str(uuid.uuid4()), "happened_at": ago(1).isoformat()}
    answers = [beside.send("set", fields) for _ in range(2)]

    assert [answer.status_code for answer in answers] == [200, 200]
    assert (VitalSigns.objects.count(), QuickRating.objects.count()) == (1, 1)


def test_a_key_with_another_content_is_refused_in_a_sentence(client: Client, nurse: Clinician) -> None:
    beside = queue(client, nurse)
    fields = SET | {"client_key": str(uuid.uuid4()), "happened_at": ago(1).isoformat()}
    beside.send("set", fields)
    answer = beside.send("set", fields | {"systolic_mmhg": "150"})

    assert answer.status_code == 422
    assert "sent before" in answer.content.decode()


def test_the_timer_restarts_by_itself(client: Client, nurse: Clinician) -> None:
    beside = queue(client, nurse)
    before = page(beside)
    beside.send("set", SET)
    after = beside.client.get(f"/session/{beside.session.public_id}/live/?was=open").content.decode()

    assert "BP set late by" in before
    assert re.search(r"BP set in \d+ min", after)


def test_a_correction_shows_the_old_value_struck_with_name_time_and_reason(client: Client, nurse: Clinician) -> None:
    beside = queue(client, nurse)
    beside.send("set", SET)
    key = f"vitalsigns.{VitalSigns.objects.get().public_id} quickrating.{QuickRating.objects.get().public_id}"
    form = beside.client.get(f"/session/{beside.session.public_id}/correct/", {"entries_id": key}).content.decode()
    answer = beside.send("correct", SET | {"systolic_mmhg": "122", "entries_id": key, "reason": "mistyped"})

    assert 'value="142"' in form
    told = answer.content.decode()
    assert "<del>BP 142/88" in told
    assert "BP 122/88" in told
    assert re.search(r"corrected \d\d:\d\d by Nora Nurse: mistyped", told)
    assert QuickRating.objects.count() == 1


def test_a_correction_needs_a_reason_and_a_difference(client: Client, nurse: Clinician) -> None:
    beside = queue(client, nurse)
    beside.send("set", {"systolic_mmhg": "142", "diastolic_mmhg": "88"})
    fields = PRESSURE | {"entries_id": f"vitalsigns.{VitalSigns.objects.get().public_id}"}

    assert "Say why" in beside.send("correct", fields).content.decode()
    assert "Nothing differs" in beside.send("correct", fields, reason="mistyped").content.decode()


def test_an_entry_of_the_wrong_patient_is_taken_back_and_stays_struck(client: Client, nurse: Clinician) -> None:
    beside = queue(client, nurse)
    beside.send("note", {"text": "Not this patient"})
    row = beside.session.notes.get()
    fields = {"text": "Not this patient", "entries_id": f"note.{row.public_id}", "is_taken_back": "on"}
    told = beside.send("correct", fields, reason="another patient").content.decode()

    assert "<del>Not this patient" in told
    assert "taken back" in told


def test_an_entry_is_undone_within_10_s_by_whoever_made_it_and_by_nobody_later(
    client: Client, nurse: Clinician
) -> None:
    beside = queue(client, nurse)
    told = beside.send("set", SET).content.decode()
    keys = re.search(r'name="entries_id" value="([^"]+)"', told)
    assert keys is not None
    old = record_vitals(session=beside.session, systolic_mmhg=120, diastolic_mmhg=80, **said(nurse, 5))
    late = beside.send("undo", {"entries_id": f"vitalsigns.{old.public_id}"})

    assert beside.send("undo", {"entries_id": keys[1]}).status_code == 200
    assert VitalSigns.objects.filter(is_void=True).count() == QuickRating.objects.filter(is_void=True).count() == 1
    assert (late.status_code, "10 s" in late.content.decode()) == (422, True)


def test_a_late_entry_carries_a_clock_mark(client: Client, nurse: Clinician) -> None:
    beside = queue(client, nurse)
    late = beside.send("set", SET, happened_at=ago(9).isoformat()).content.decode()

    assert "late-mark" in late
    assert "late-mark" not in beside.send("note", {"text": "at once"}).content.decode().split("</li>")[0]


def test_an_earlier_time_typed_in_words_is_the_clinic_s(client: Client, nurse: Clinician) -> None:
    beside = queue(client, nurse)
    at = ago(12)
    beside.send("set", SET | {"happened_clock": f"{at:%H:%M}"})

    assert f"{VitalSigns.objects.get().happened_at:%H:%M}" == f"{at:%H:%M}"
    assert "14:05" in beside.send("set", SET | {"happened_clock": "quarter past"}).content.decode()


@pytest.mark.parametrize(("systolic", "word"), [("165", "high"), ("195", "very high"), ("85", "very low"), ("140", "")])
def test_a_crossed_line_of_the_clinic_adds_its_word(client: Client, nurse: Clinician, systolic: str, word: str) -> None:
    beside = queue(client, nurse)
    lines = {"low_red": 90, "low_amber": 100, "high_amber": 160, "high_red": 180}
    Threshold.objects.create(vital="systolic_mmhg", citation="fictional", signed_by=nurse, signed_at=ago(9), **lines)
    told = beside.send("set", {"systolic_mmhg": systolic, "diastolic_mmhg": "70"}).content.decode()

    assert (f"<b>{word}</b>" in told) == bool(word)
    assert ("flag is-" in told) == bool(word)


def test_without_lines_of_the_clinic_nothing_is_flagged(client: Client, nurse: Clinician) -> None:
    beside = queue(client, nurse)

    assert "flag is-" not in beside.send("set", {"systolic_mmhg": "230", "diastolic_mmhg": "120"}).content.decode()


def test_cds_4_the_band_is_named_expected_and_raises_no_alarm(client: Client, nurse: Clinician) -> None:
    beside = queue(client, nurse)
    record_vitals(session=beside.session, systolic_mmhg=128, diastolic_mmhg=78, **said(nurse, 33))
    store_plan(session=beside.session, **said(nurse, 31))
    beside.send("set", {"systolic_mmhg": "260", "diastolic_mmhg": "120"})
    told = page(beside)

    assert "expected systolic" in told
    assert "raises no alarm" in told
    assert "flag is-" not in told
    words = re.sub(r"<[^>]+>", " ", told.split("<dialog")[0]).lower()
    assert not re.search(r"\b(safe|unsafe|danger zone|stop)\b", words.replace("infusion stopped", ""))


def test_cds_5_and_6_the_earliest_time_ticks_nothing_and_driving_is_the_longer_rule(
    client: Client, nurse: Clinician
) -> None:
    beside = queue(client, nurse, state="ready_check")
    store_plan(session=beside.session, **said(nurse, 4))
    told = page(beside)

    assert "Earliest expected" in told
    assert "It ticks nothing" in told
    assert "No driving for 24 h" in told
    assert "10 of 10 open" in told


@pytest.mark.parametrize(("rule_h", "model_h", "shown"), [(24, 30, 30), (48, 30, 48), (24, 6, 24)])
def test_cds_6_driving_is_the_longer_of_the_clinic_s_rule_and_the_model(
    client: Client, nurse: Clinician, rule_h: int, model_h: int, shown: int
) -> None:
    beside = queue(client, nurse, state="ready_check")
    plan = store_plan(session=beside.session, **said(nurse, 4))
    found = opened(beside.session, who=nurse, now=ago(0))
    assert found.plan is not None
    leaving = {**plan.answer["plan"]["leaving"], "driving_hours": model_h}
    settled = found.settled
    settled.driving_h = rule_h

    words = driving_words(replace(found, plan=replace(found.plan, leaving=leaving), settled=settled))
    assert f"No driving for {shown} h" in words


@pytest.mark.parametrize(("state", "ended_min"), [("infusing", 30), ("watch", 20), ("ready_check", 20)])
def test_cds_5_dosing_that_ended_later_than_ordered_moves_the_earliest_time_with_it(
    client: Client, nurse: Clinician, state: str, ended_min: float
) -> None:
    beside = Queue(client=client, session=a_session(nurse, state=state, order=ORDER | {"duration_min": 5.0}))
    plan = store_plan(session=beside.session, **said(nurse, 4))
    after_end = plan.answer["plan"]["leaving"]["shown_min"] - 5.0

    found = re.search(r"Earliest expected \d\d:\d\d \((\d+) min after the start; dosing ends", page(beside))
    assert found is not None
    assert after_end >= 60.0, "the floor of this route"
    assert float(found[1]) >= ended_min + after_end - 1.0


def test_cds_7_nothing_looks_like_control_of_a_pump() -> None:
    folder = Path(__file__).parents[2] / "src/wane_clinic/web/templates/session"
    words = " ".join(re.sub(r"<[^>]+>", " ", each.read_text()) for each in folder.glob("*.html"))

    assert not re.search(r"\b(Stop|Start|Pause|Resume) the (pump|infusion)\b", words)
    assert "This page controls no pump" in words


def test_only_a_checklist_without_gaps_closes_a_session(client: Client, nurse: Clinician) -> None:
    beside = queue(client, nurse, state="ready_check")
    refused = beside.send("close", {})
    for item in list(Leaving)[1:]:
        beside.send("leaving", {"item": item.value, "answer": "done"})
    still = beside.send("close", {})
    no_reason = beside.send("leaving", {"item": "alert", "answer": "not_done"})
    beside.send("leaving", {"item": "alert", "answer": "not_done", "because": "sleeps, the ward takes over"})

    assert (refused.status_code, still.status_code, no_reason.status_code) == (422, 422, 422)
    assert LEAVING[Leaving.ALERT] in still.content.decode()
    assert beside.send("close", {"reason": "the ward takes over"}).status_code == 200
    assert Session.objects.get().state == State.CLOSED
    assert 'id="set"' not in page(beside)
    assert 'id="step-close"' not in page(beside)


def test_the_pump_is_recorded_as_the_nurse_did_it(client: Client, nurse: Clinician) -> None:
    beside = queue(client, nurse, state="prep")
    beside.send("start", {"rate_ml_h": "60", "bag_mg_ml": "1"})
    beside.send("rate", {"rate_ml_h": "45"})
    beside.send("pause", {"words": "felt sick"})
    beside.send("resume", {"words": ""})
    told = beside.send("stop", {"total_mg": "38"}).content.decode()

    events = list(DoseEvent.objects.order_by("id"))
    assert [event.kind for event in events] == ["start", "rate", "pause", "resume", "stop"]
    assert [event.rate_mg_h for event in events] == [60, 45, None, None, None]
    assert events[-1].total_mg == 38
    assert "Infusion stopped, 38 mg given in all" in told
    assert Session.objects.get().state == State.WATCH


def test_a_rate_without_a_known_bag_asks_for_it(client: Client, nurse: Clinician) -> None:
    beside = queue(client, nurse, state="prep")

    assert "strength of the bag" in beside.send("start", {"rate_ml_h": "60"}).content.decode()
    assert "strength of the bag" in beside.send("rate", {"rate_ml_h": "60"}).content.decode()


def test_the_number_of_queries_does_not_grow_with_the_entries(client: Client, nurse: Clinician) -> None:
    beside, counts = queue(client, nurse), []
    page(beside)  # whoever asks for its parts has opened it: the first time is in the audit
    for entries in (1, 20):
        for place in range(entries):
            record_vitals(session=beside.session, systolic_mmhg=120, diastolic_mmhg=80, **said(nurse, 20 - place))
        with CaptureQueriesContext(connection) as caught:
            beside.client.get(f"/session/{beside.session.public_id}/live/?was=open", headers={"HX-Request": "true"})
        counts.append(len(caught))

    assert counts[0] == counts[1] <= 25


def test_the_whole_page_and_an_entry_ask_as_often_with_30_entries_as_with_3(client: Client, nurse: Clinician) -> None:
    beside, pages, answers = queue(client, nurse), [], []
    beside.send("set", SET)
    for entries in (3, 27):
        for place in range(entries):
            record_vitals(session=beside.session, systolic_mmhg=120, diastolic_mmhg=80, **said(nurse, 30 - place))
        with CaptureQueriesContext(connection) as caught:
            assert beside.client.get(f"/session/{beside.session.public_id}/").status_code == 200
        pages.append(len(caught))
        with CaptureQueriesContext(connection) as caught:
            assert beside.send("set", SET).status_code == 200
        answers.append(len(caught))

    assert (pages[0], answers[0]) == (pages[1], answers[1])


def test_a_page_whose_forms_have_changed_is_loaded_again(client: Client, nurse: Clinician) -> None:
    beside = queue(client, nurse)
    answer = beside.client.get(f"/session/{beside.session.public_id}/live/?was=planned")

    assert answer.headers["HX-Refresh"] == "true"


def test_the_sheet_prints_with_everything_and_printing_is_in_the_audit(client: Client, nurse: Clinician) -> None:
    from wane_clinic.audit.models import AuditEvent

    beside = queue(client, nurse)
    beside.send("set", SET)
    told = beside.client.get(f"/session/{beside.session.public_id}/print/").content.decode()

    assert "Nora Nurse" in told
    assert "<form" not in told.split("<main")[1].split("</main>")[0]
    assert AuditEvent.objects.filter(action="print", subject_kind="session").count() == 1


def test_an_entry_of_another_session_is_not_corrected_here(client: Client, nurse: Clinician) -> None:
    one, other = queue(client, nurse), Queue(client=client, session=a_session(nurse, chair=2))
    one.send("note", {"text": "mine"})
    key = f"note.{one.session.notes.get().public_id}"

    for what, fields in (("correct", {"reason": "x", "text": "taken"}), ("undo", {})):
        answer = other.send(what, fields | {"entries_id": key})
        assert (answer.status_code, "not of this session" in answer.content.decode()) == (422, True)
