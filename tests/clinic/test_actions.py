"""Every action: audited once, the same when sent twice, refused where it makes no sense."""

import inspect
import pkgutil
import uuid
from collections.abc import Callable
from datetime import timedelta
from importlib import import_module
from typing import Any

import pytest
from django.db import models

import wane_clinic.actions
from tests.clinic.bedside import ACTIONS, COMPOSED, KETAMINE, LATER, OPENED, Bedside, at_bedside, proposed
from wane_clinic.actions.amend import amend, undo, void
from wane_clinic.actions.bookings import accept_booking, move_booking, refuse_booking
from wane_clinic.actions.checks import answer_leaving
from wane_clinic.actions.courses import open_course
from wane_clinic.actions.errors import ActionError
from wane_clinic.actions.notes import write_note
from wane_clinic.actions.orders import plan_session
from wane_clinic.actions.scores import record_score
from wane_clinic.actions.sessions import close_session, prepare_session
from wane_clinic.actions.surveys import answer_link, link_of, make_link
from wane_clinic.actions.vitals import record_vitals
from wane_clinic.audit.actions import AuditAction
from wane_clinic.audit.models import AuditEvent
from wane_clinic.care.current import delivered_mg, leaving_gaps, open_alerts, sheet, stand
from wane_clinic.care.models import Alert, DoseEvent, Leaving, Score, Session, State, VitalSigns
from wane_clinic.people.models import Clinician
from wane_clinic.people.roles import Role
from wane_clinic.web.audit_words import OF_RECORDS

pytestmark = pytest.mark.django_db
OF_PEOPLE = {"people", "settings", "emergency"}
OF_THE_CLINIC = {"judge_now"}
"""About no one patient: `test_judged` holds it to one row and one event."""
HELPERS = {"beside", "entries", "whole", "tick", "errors", "sentences"}


def ready(name: str) -> tuple[Bedside, Callable[[], object]]:
    state, prepared = (ACTIONS | COMPOSED)[name]
    here = at_bedside(session_begun=state)
    return here, prepared(here)


def test_no_action_is_left_out_of_the_registry() -> None:
    found = set()
    for module in pkgutil.iter_modules(wane_clinic.actions.__path__):
        if module.name in OF_PEOPLE | HELPERS:
            continue
        loaded = import_module(f"wane_clinic.actions.{module.name}")
        for name, function in inspect.getmembers(loaded, inspect.isfunction):
            is_ours = inspect.unwrap(function).__module__ == loaded.__name__
            if is_ours and "client_key" in inspect.signature(function).parameters and not name.startswith("_"):
                found.add(name)
    assert found <= set(ACTIONS) | set(COMPOSED) | OF_THE_CLINIC


@pytest.mark.parametrize("name", sorted(COMPOSED))
def test_several_actions_at_once_are_audited_each_by_whoever_did_it_and_once(name: str) -> None:
    here, act = ready(name)
    before = AuditEvent.objects.count()

    act()

    events = list(AuditEvent.objects.order_by("seq")[before:])
    assert len(events) > 1
    assert {(event.actor, event.patient) for event in events} == {(here.nurse.username, str(here.patient.public_id))}
    act()
    assert AuditEvent.objects.count() == before + len(events)


@pytest.mark.parametrize("name", sorted(ACTIONS))
def test_action_is_audited_exactly_once_by_whoever_did_it(name: str) -> None:
    here, act = ready(name)
    before = AuditEvent.objects.count()

    act()

    events = list(AuditEvent.objects.order_by("seq")[before:])
    assert len(events) == 1
    assert events[0].action in {*OF_RECORDS, *AuditAction}, "the audit page lets it be chosen"
    other = {"answer_link": "(patient)", "confirm_order": "p.bedside"}
    assert events[0].actor == other.get(name, here.nurse.username)
    assert name == "register_patient" or events[0].patient == str(here.patient.public_id)


@pytest.mark.parametrize("name", sorted(set(ACTIONS) - {"change_patient", "propose_booking"}))
def test_the_same_entry_sent_twice_is_one_row_and_one_event(name: str) -> None:
    _, act = ready(name)
    first = act()
    before = AuditEvent.objects.count()

    second = act()

    assert AuditEvent.objects.count() == before
    if isinstance(first, models.Model) and isinstance(second, models.Model):
        assert first.pk == second.pk


def test_the_same_key_with_other_content_is_refused() -> None:
    here = at_bedside()
    said = here.said(5)
    record_vitals(session=here.session, systolic_mmhg=120, diastolic_mmhg=80, **said)
    with pytest.raises(ActionError, match="sent before"):
        record_vitals(session=here.session, systolic_mmhg=121, diastolic_mmhg=80, **said)
    assert VitalSigns.objects.count() == 1


@pytest.mark.parametrize("minute", [-5.0, 60.0 * 24 * 365])
def test_a_time_before_the_session_or_in_the_future_is_refused(minute: float) -> None:
    here = at_bedside()
    said = here.said(5) | {"happened_at": LATER + timedelta(minutes=minute)}
    with pytest.raises(ActionError, match=r"before the session|in the future"):
        record_vitals(session=here.session, pulse_per_min=70, **said)


def test_a_time_without_a_zone_is_refused() -> None:
    here = at_bedside()
    said = here.said(5) | {"happened_at": LATER.replace(tzinfo=None)}
    with pytest.raises(ActionError, match="zone"):
        record_vitals(session=here.session, pulse_per_min=70, **said)


def test_nothing_is_written_where_an_action_is_refused() -> None:
    here = at_bedside()
    before = AuditEvent.objects.count()
    with pytest.raises(ActionError, match="above diastolic"):
        record_vitals(session=here.session, systolic_mmhg=70, diastolic_mmhg=80, **here.said(5))
    assert (VitalSigns.objects.count(), AuditEvent.objects.count()) == (0, before)


def test_a_note_about_another_patients_session_is_refused() -> None:
    here = at_bedside()
    other = type(here.patient).objects.create(
        given_name="Cy", family_name="Sample", birth_date=here.patient.birth_date, created_at=OPENED
    )
    with pytest.raises(ActionError, match="another patient"):
        write_note(patient=other, session=here.session, text="x", **here.said(5))


@pytest.mark.parametrize("text", ["x" * 5000, "  "])
def test_a_text_too_long_or_empty_is_refused(text: str) -> None:
    here = at_bedside()
    with pytest.raises(ActionError):
        write_note(patient=here.patient, text=text, **here.said(5))


def test_odd_characters_are_kept_or_shown_as_unreadable() -> None:
    here = at_bedside()
    note = write_note(patient=here.patient, text="a\x00b \ud800 \U0001f600 \u202e", **here.said(5))
    note.refresh_from_db()
    assert note.text == "a\ufffdb ? \U0001f600 \u202e"


def test_a_session_closes_only_when_each_line_of_the_checklist_is_answered() -> None:
    here = at_bedside(session_begun="ready_check")
    for item in list(Leaving)[:-1]:
        answer_leaving(session=here.session, item=item, **here.said(111))
    with pytest.raises(ActionError, match="Next contact agreed"):
        close_session(session=here.session, **here.said(112))
    said = here.said(113)
    answer_leaving(session=here.session, item=Leaving.NEXT_CONTACT, not_done_because="declined to say", **said)

    close_session(session=here.session, **here.said(114))

    assert leaving_gaps(here.session) == ()
    assert Session.objects.get(pk=here.session.pk).state == State.CLOSED


def test_a_taken_chair_is_refused_in_words() -> None:
    here = at_bedside()
    other = type(here.patient).objects.create(
        given_name="Cy", family_name="Sample", birth_date=here.patient.birth_date, created_at=OPENED
    )
    course = open_course(patient=other, condition="depression", instrument="phq9", lead=here.nurse, **here.said(1))
    session = plan_session(course=course, planned_for=LATER, **KETAMINE, **here.said(2))
    with pytest.raises(ActionError, match="Somebody sits in this chair"):
        prepare_session(session=session, chair=1, **here.said(3))


def test_a_step_out_of_order_is_refused() -> None:
    here = at_bedside()
    with pytest.raises(ActionError, match="is prep; it cannot become closed"):
        close_session(session=here.session, **here.said(5))


def test_item_9_above_zero_reaches_the_courses_named_clinician() -> None:
    here = at_bedside()
    record_score(course=here.course, instrument="phq9", items=[0] * 8 + [1], **here.said(5))
    assert [alert.to for alert in open_alerts(here.nurse)] == [here.nurse]
    record_score(course=here.course, instrument="phq9", items=[3] * 8 + [0], **here.said(6))
    assert Alert.objects.count() == 1


def test_a_total_that_the_answers_do_not_make_is_refused() -> None:
    here = at_bedside()
    with pytest.raises(ActionError, match="make 9"):
        record_score(course=here.course, instrument="phq9", items=[1] * 9, total=10.0, **here.said(5))


@pytest.mark.parametrize(
    ("instrument", "total"), [("phq9", 28.0), ("phq9", 3.5), ("pain_nrs", -1.0), ("madrs", 61.0), ("nothing", 1.0)]
)
def test_a_total_outside_its_instrument_is_refused(instrument: str, total: float) -> None:
    here = at_bedside()
    with pytest.raises(ActionError):
        record_score(course=here.course, instrument=instrument, total=total, **here.said(5))
    assert Score.objects.count() == 0


def test_a_corrected_score_adds_up_again_and_may_raise_the_alert() -> None:
    here = at_bedside()
    score = record_score(course=here.course, instrument="phq9", items=[1] * 8 + [0], **here.said(5))
    said = here.said(6)
    del said["happened_at"]
    fixed = amend(entry=score, changes={"items": [1] * 9}, reason="read wrongly", **said)
    assert (fixed.total, fixed.item9, Alert.objects.count()) == (9.0, 1, 1)


def test_both_rows_stand_after_a_correction() -> None:
    here = at_bedside()
    first = record_vitals(session=here.session, systolic_mmhg=158, diastolic_mmhg=80, **here.said(5))
    said = here.said(6)
    del said["happened_at"]
    amend(entry=first, changes={"systolic_mmhg": 138}, reason="mistyped", **said)
    (line,) = sheet(here.session).vitals
    assert (line.row.systolic_mmhg, [row.systolic_mmhg for row in line.earlier]) == (138, [158])
    with pytest.raises(ActionError, match="corrected before"):
        amend(entry=first, changes={"systolic_mmhg": 139}, reason="again", **said | {"client_key": uuid.uuid4()})


def test_an_undo_is_for_ones_own_entry_within_ten_seconds() -> None:
    here = at_bedside()
    row = record_vitals(session=here.session, pulse_per_min=70, **here.said(5))
    late: dict[str, Any] = {
        "by": here.nurse,
        "entered_at": row.entered_at + timedelta(seconds=11),
        "client_key": uuid.uuid4(),
    }
    with pytest.raises(ActionError, match="10 s"):
        undo(entry=row, **late)
    undo(entry=row, **late | {"entered_at": row.entered_at + timedelta(seconds=9)})
    assert stand(sheet(here.session).vitals) == ()


def test_a_session_is_not_taken_back_and_whose_an_entry_is_never_changes() -> None:
    here = at_bedside()
    row = record_vitals(session=here.session, pulse_per_min=70, **here.said(5))
    said = here.said(6, reason="x")
    del said["happened_at"]
    with pytest.raises(ActionError, match="cannot be taken back"):
        void(entry=here.session, **said)
    with pytest.raises(ActionError, match="session"):
        amend(entry=row, changes={"session": here.session}, **said)


def test_a_link_is_answered_once_and_tells_nothing_of_why_not() -> None:
    here = at_bedside()
    made = make_link(course=here.course, questionnaire_id="phq9", expires_at=LATER + timedelta(days=3), **here.said(5))
    assert made.token is not None
    assert len(made.token) >= 22
    said = here.said(6)
    del said["by"]
    answer_link(token=made.token, items=[0] * 9, **said)
    sentences = set()
    for token, at in ((made.token, LATER), ("guessed", LATER), ("x" * 10_000, LATER)):
        with pytest.raises(ActionError) as refused:
            link_of(token, at=at)
        sentences.add(str(refused.value))
    with pytest.raises(ActionError, match="cannot be used"):
        answer_link(token=made.token, items=[1] * 9, **said | {"client_key": uuid.uuid4()})
    assert len(sentences) == 1
    assert Score.objects.count() == 1


def test_an_accepted_booking_plans_the_next_session_with_the_last_order() -> None:
    here = at_bedside()
    booking = accept_booking(booking=proposed(here), **here.said(125))
    assert booking.session is not None
    assert (booking.session.number, booking.session.dose_mg) == (2, here.session.dose_mg)
    with pytest.raises(ActionError, match="was accepted before"):
        refuse_booking(booking=booking, reason="late", **here.said(126))


def test_a_move_into_the_past_or_without_a_reason_is_refused() -> None:
    here = at_bedside()
    booking = proposed(here)
    for to, reason in ((OPENED, "earlier"), (LATER + timedelta(days=2), "")):
        with pytest.raises(ActionError):
            move_booking(booking=booking, to=to, reason=reason, **here.said(125))


def test_what_was_given_follows_the_pump() -> None:
    here = at_bedside(session_begun="infusing")
    doses = stand(sheet(here.session).doses)
    given = delivered_mg(doses, at=LATER + timedelta(minutes=30))
    assert given == pytest.approx(52.5 * 20 / 60)
    assert DoseEvent.objects.count() == 1


def test_an_alert_to_somebody_who_has_left_reaches_everybody() -> None:
    here = at_bedside()
    other = Clinician.objects.create_user(username="other", full_name="Other", role=Role.NURSE, password=None)
    alert = record_score(course=here.course, instrument="phq9", items=[1] * 9, **here.said(5)).alerts.get()
    assert alert not in open_alerts(other)

    here.nurse.is_active = False
    here.nurse.save()

    assert alert in open_alerts(other)
