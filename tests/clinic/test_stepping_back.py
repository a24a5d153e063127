"""The start and the end of dosing taken back: the session stands where it stood, and what was said stays visible."""

import re
import uuid
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from tests.clinic.bedside import at_bedside
from tests.clinic.sheet import ORDER, Queue, a_session, ago, said
from wane_clinic.actions.doses import record_dose
from wane_clinic.actions.errors import ActionError
from wane_clinic.actions.sessions import check_ready, start_session, watch_again, watch_session
from wane_clinic.actions.stepping_back import take_back_step, undo_step
from wane_clinic.audit.models import AuditEvent
from wane_clinic.bridge.patient_rows import cells_of
from wane_clinic.care.chairs import chairs
from wane_clinic.care.current import sheet, stand
from wane_clinic.care.models import DoseEvent, Session, SessionEvent, State
from wane_clinic.people.models import Clinician
from wane_clinic.people.roles import Role

pytestmark = pytest.mark.django_db
BOLUS = ORDER | {"duration_min": None}


@pytest.fixture
def nurse(person: Callable[[Role], Clinician]) -> Clinician:
    return person(Role.NURSE)


@pytest.fixture
def client(browser: Callable[[Role], Client]) -> Client:
    return browser(Role.NURSE)


def back(session: Session, by: Clinician, **more: Any) -> SessionEvent:
    told: dict[str, Any] = {"by": by, "entered_at": ago(0), "client_key": uuid.uuid4(), "reason": "tapped too soon"}
    return take_back_step(session=session, **told | more)


def correct(beside: Queue, row: Any, **fields: str) -> Any:
    return beside.send("correct", {"entries_id": f"{row._meta.model_name}.{row.public_id}"} | fields)


def test_a_start_taken_back_leaves_the_patient_in_the_chair_and_starts_again(nurse: Clinician) -> None:
    session = a_session(nurse)

    back(session, nurse)

    session.refresh_from_db()
    assert (session.state, session.chair) == (State.PREP, 1)
    assert stand(sheet(session).doses) == ()
    assert chairs()[0].dosing is None
    assert cells_of(session.course, now=ago(0)) == [], "nothing was given"
    start_session(session=session, rate_ml_h=30.0, rate_mg_h=30.0, **said(nurse, 1))
    assert [dose.rate_mg_h for dose in stand(sheet(session).doses)] == [30.0]
    assert DoseEvent.objects.count() == 3, "what was said stays"


def test_a_stop_taken_back_lets_the_pump_run_on(nurse: Clinician) -> None:
    session = a_session(nurse, state="watch")

    back(session, nurse)

    session.refresh_from_db()
    assert session.state == State.INFUSING
    assert [dose.kind for dose in stand(sheet(session).doses)] == ["start"]
    watch_session(session=session, total_mg=40.0, **said(nurse, 1))
    assert [dose.total_mg for dose in stand(sheet(session).doses) if dose.kind == "stop"] == [40.0]


def test_it_is_one_event_of_the_audit_with_its_reason_and_the_same_twice(nurse: Clinician) -> None:
    session, key = a_session(nurse), uuid.uuid4()
    at = ago(0)

    rows = [back(session, nurse, client_key=key, entered_at=at) for _ in range(2)]

    assert rows[0].pk == rows[1].pk
    event = AuditEvent.objects.get(action="take_back_step")
    assert (event.actor, event.why, event.patient) == ("nurse", "tapped too soon", str(session.patient.public_id))


def test_only_the_last_step_of_dosing_goes_and_nothing_that_others_followed(nurse: Clinician) -> None:
    with pytest.raises(ActionError, match="only the start and the end of dosing"):
        back(a_session(nurse, state="prep"), nurse)
    running = a_session(nurse, chair=2)
    record_dose(session=running, kind="rate", rate_ml_h=30.0, rate_mg_h=30.0, **said(nurse, 5))
    with pytest.raises(ActionError, match="take that back first"):
        back(running, nurse)
    checked = a_session(nurse, state="watch", chair=3)
    check_ready(session=checked, **said(nurse, 4))
    watch_again(session=checked, reason="dizzy", **said(nurse, 3))
    with pytest.raises(ActionError, match="leaving check has begun"):
        back(checked, nurse)
    with pytest.raises(ActionError, match="Say why"):
        back(a_session(nurse, chair=4), nurse, reason=" ")


def test_ones_own_step_is_undone_within_10_s_and_nobody_elses() -> None:
    here = at_bedside(session_begun="infusing")
    at = here.said(10)["entered_at"]
    told: dict[str, Any] = {"session": here.session, "by": here.nurse, "client_key": uuid.uuid4()}

    with pytest.raises(ActionError, match="The 10 s"):
        undo_step(**told, entered_at=at + timedelta(seconds=11))
    other = Clinician.objects.get(username="p.bedside")
    with pytest.raises(ActionError, match="Only whoever entered it"):
        undo_step(**told | {"by": other}, entered_at=at + timedelta(seconds=1))
    undo_step(**told, entered_at=at + timedelta(seconds=9))
    undo_step(**told, entered_at=at + timedelta(seconds=30))  # the same request, late
    here.session.refresh_from_db()
    assert here.session.state == State.PREP


def test_the_sheet_undoes_a_start_at_once(client: Client, nurse: Clinician) -> None:
    beside = Queue(client=client, session=a_session(nurse, state="prep"))
    told = beside.send("start", {"rate_ml_h": "60", "bag_mg_ml": "1"}).content.decode()
    keys = re.search(r'name="entries_id" value="(doseevent[^"]+)"', told)
    assert keys is not None

    undone = beside.send("undo", {"entries_id": keys[1]})

    assert undone.status_code == 200
    assert "<del>Infusion started: 60 mL/h (60 mg/h)" in undone.content.decode()
    assert "undone at once" in undone.content.decode()
    beside.session.refresh_from_db()
    assert beside.session.state == State.PREP
    assert "Record: infusion started" in client.get(f"/session/{beside.session.public_id}/").content.decode()


def test_the_sheet_takes_a_stop_back_with_a_reason_once(client: Client, nurse: Clinician) -> None:
    beside = Queue(client=client, session=a_session(nurse, state="watch"))
    stop, key = DoseEvent.objects.get(kind="stop"), str(uuid.uuid4())
    form = client.get(f"/session/{beside.session.public_id}/correct/", {"entries_id": f"doseevent.{stop.public_id}"})
    fields = {"is_taken_back": "on", "client_key": key, "happened_at": ago(0).isoformat()}

    assert "Take it back whole" in form.content.decode()
    assert "Say why" in correct(beside, stop, **fields).content.decode()
    assert [correct(beside, stop, reason="it ran on", **fields).status_code for _ in range(2)] == [200, 200]
    beside.session.refresh_from_db()
    assert beside.session.state == State.INFUSING
    assert SessionEvent.objects.filter(is_void=True).count() == 1


def test_a_watch_without_a_pump_has_its_own_line_and_goes_back_too(client: Client, nurse: Clinician) -> None:
    beside = Queue(client=client, session=a_session(nurse, state="watch", order=BOLUS))
    watch = SessionEvent.objects.get(state="watch")
    assert "Watch begins" in client.get(f"/session/{beside.session.public_id}/").content.decode()

    told = correct(beside, watch, reason="still asleep", is_taken_back="on").content.decode()

    assert "<del>Watch begins" in told
    beside.session.refresh_from_db()
    assert beside.session.state == State.INFUSING
    bolus = DoseEvent.objects.get(kind="bolus")
    assert correct(beside, bolus, dose_mg="40", reason="not given", is_taken_back="on").status_code == 200
    beside.session.refresh_from_db()
    assert beside.session.state == State.PREP


def test_a_step_that_is_no_line_of_the_sheet_is_not_corrected(client: Client, nurse: Clinician) -> None:
    beside = Queue(client=client, session=a_session(nurse))

    answer = correct(beside, SessionEvent.objects.get(state="prep"), reason="x", is_taken_back="on")

    assert (answer.status_code, "not of this session" in answer.content.decode()) == (422, True)


def test_a_start_corrected_in_time_moves_the_clock_of_the_session(client: Client, nurse: Clinician) -> None:
    session = a_session(nurse)
    beside, start = Queue(client=client, session=session), DoseEvent.objects.get(kind="start")
    earlier = (start.happened_at - timedelta(minutes=3)).replace(second=0, microsecond=0)
    fields = {
        "rate_ml_h": "60",
        "bag_mg_ml": "1",
        "reason": "looked at the pump",
        "happened_clock": f"{earlier:%H:%M}",
    }

    assert correct(beside, start, **fields).status_code == 200
    assert sheet(session).reached(State.INFUSING) == earlier
    assert [dose.happened_at for dose in stand(sheet(session).doses)] == [earlier]
    too_early = fields | {"happened_clock": f"{earlier - timedelta(minutes=60):%H:%M}"}
    answer = correct(beside, DoseEvent.objects.get(amendment=None), **too_early)
    assert (answer.status_code, "before the step before it" in answer.content.decode()) == (422, True)
