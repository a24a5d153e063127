"""Nothing is given without a prescriber's order, whoever put the session in the book; and the way back to the watch."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction

from tests.clinic.bedside import KETAMINE, LATER, NEXT, at_bedside, by_the_nurse, prescriber, proposed
from wane_clinic.actions.bookings import accept_booking
from wane_clinic.actions.doses import record_dose
from wane_clinic.actions.errors import ActionError
from wane_clinic.actions.sessions import (
    check_ready,
    close_session,
    confirm_order,
    prepare_session,
    replan_session,
    start_session,
    watch_again,
    watch_session,
)
from wane_clinic.audit.models import AuditEvent
from wane_clinic.care.chairs import chairs
from wane_clinic.care.current import sheet
from wane_clinic.care.models import DoseEvent, Session, State
from wane_clinic.people.models import Clinician
from wane_clinic.people.roles import Role

pytestmark = pytest.mark.django_db
UNORDERED = "No prescriber has confirmed this order"


def test_a_session_that_a_nurse_planned_is_not_started() -> None:
    here = at_bedside(session_begun="planned")
    session = by_the_nurse(here)
    prepare_session(session=session, chair=2, **here.said(5))

    with pytest.raises(ActionError, match=UNORDERED):
        start_session(session=session, rate_mg_h=52.5, **here.said(10))
    with pytest.raises(ActionError, match=UNORDERED):
        record_dose(session=session, kind="bolus", dose_mg=35.0, **here.said(10))

    assert not DoseEvent.objects.exists()
    assert Session.objects.get(pk=session.pk).state == State.PREP


def test_a_prescriber_confirms_it_and_then_it_is_started() -> None:
    here = at_bedside(session_begun="planned")
    session = by_the_nurse(here)
    prepare_session(session=session, chair=2, **here.said(5))

    confirm_order(session=session, **here.said(6, by=prescriber()))
    start_session(session=session, rate_mg_h=52.5, **here.said(10))

    assert session.ordered_by == prescriber()
    assert session.state == State.INFUSING


@pytest.mark.parametrize("role", [Role.NURSE, Role.FRONT_DESK, Role.OWNER, Role.RESEARCHER, Role.AUDITOR])
def test_nobody_else_confirms_an_order(role: Role) -> None:
    here = at_bedside(session_begun="planned")
    session = by_the_nurse(here)
    other = Clinician.objects.create_user(username="other", full_name="Other", role=role, password=None)

    with pytest.raises(ActionError, match="prescriber"):
        confirm_order(session=session, **here.said(2, by=other))


def test_who_takes_a_date_prescribes_nothing_not_even_a_prescriber() -> None:
    here = at_bedside()
    for by in (here.nurse, prescriber()):
        booking = accept_booking(booking=proposed(here), **here.said(125, by=by))

        assert booking.session is not None
        assert booking.session.dose_mg == here.session.dose_mg
        assert booking.session.ordered_by is None


def test_a_nurses_new_plan_needs_its_own_order() -> None:
    here = at_bedside(session_begun="planned")
    changed = KETAMINE | {"dose_mg": 70.0}

    again = replan_session(session=here.session, planned_for=NEXT, reason="weighed", **changed, **here.said(1))

    assert here.session.ordered_by is not None
    assert again.ordered_by is None


def test_an_order_is_not_confirmed_afterwards_nor_ahead() -> None:
    here = at_bedside(session_begun="planned")
    session = by_the_nurse(here)
    ahead = here.said(2, by=prescriber()) | {"happened_at": LATER + timedelta(hours=2)}
    with pytest.raises(ActionError, match="future"):
        confirm_order(session=session, **ahead)
    with pytest.raises(ActionError, match="before"):
        confirm_order(session=session, **here.said(0, by=prescriber()))


def test_the_database_itself_holds_that_nothing_is_given_without_an_order() -> None:
    here = at_bedside()
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE care_session SET state = 'infusing', ordered_by_id = NULL, ordered_at = NULL")
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE care_session SET ordered_by_id = NULL")
    assert here.session.state == State.PREP


def test_a_patient_who_is_not_ready_is_watched_again_with_a_reason() -> None:
    here = at_bedside(session_begun="ready_check")

    with pytest.raises(ActionError, match="Say why"):
        watch_again(session=here.session, **here.said(112, reason=" "))
    watch_again(session=here.session, **here.said(112, reason="dizzy on standing"))
    with pytest.raises(ActionError, match="watch"):
        close_session(session=here.session, **here.said(113))
    check_ready(session=here.session, **here.said(140))

    states = [event.state for event in sheet(here.session).events]
    assert states == ["prep", "infusing", "watch", "ready_check", "watch", "ready_check"]
    assert here.session.state == State.READY_CHECK
    assert sheet(here.session).reached(State.WATCH) == LATER + timedelta(minutes=50)
    assert chairs()[0].dosing == LATER + timedelta(minutes=10)
    assert AuditEvent.objects.filter(action="session_watch", why="dizzy on standing").count() == 1
    assert DoseEvent.objects.filter(kind="stop").count() == 1


def test_the_way_back_is_from_the_check_alone_and_the_usual_step_is_no_way_back() -> None:
    here = at_bedside(session_begun="infusing")
    with pytest.raises(ActionError, match="cannot become"):
        watch_again(session=here.session, **here.said(20, reason="x"))
    watch_session(session=here.session, **here.said(50))
    check_ready(session=here.session, **here.said(110))
    with pytest.raises(ActionError, match="cannot become"):
        watch_session(session=here.session, **here.said(111))
