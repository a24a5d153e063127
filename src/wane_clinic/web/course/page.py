"""The parts of a course's page."""

from datetime import datetime
from typing import Any

from wane_clinic.actions.deciding import booked_session
from wane_clinic.bridge.computed import inputs_hash
from wane_clinic.bridge.course import course_inputs
from wane_clinic.bridge.gate import Gate, opened
from wane_clinic.care.current import forecast_of, score_card_of_clinic
from wane_clinic.care.models import Booking, BookingState, StoredCoursePlan
from wane_clinic.web.course.dated import dated_words
from wane_clinic.web.course.statements import statements
from wane_clinic.web.course.values import (
    activity_rows,
    days_to_choose,
    later_rows,
    option_cards,
    phase_rows,
)
from wane_clinic.web.evidence.values import hit_rate
from wane_clinic.web.patient.page import course_words
from wane_clinic.web.times import clinic_zone, when_words


def course_page(plan: StoredCoursePlan, *, now: datetime) -> dict[str, Any]:
    """What the template shows of a stored plan."""
    course, answer, card, zone = plan.course, plan.answer, score_card_of_clinic(), clinic_zone()
    gate = opened(card)
    booked, forecast = booked_session(course, now), None if gate.gate is Gate.SILENT else forecast_of(course)
    options = option_cards(answer, now=now, gate=gate)
    told = inputs_hash(course_inputs(course, now=now))
    decided = Booking.objects.filter(course=course).exclude(state=BookingState.PROPOSED).select_related("decided_by")
    return {
        "answer": answer, "options": options, "later": later_rows(answer, now=now),
        "phases": phase_rows(answer, now=now), "activities": activity_rows(answer, now=now),
        "days": days_to_choose(plan, forecast, now=now), "is_stale": plan.inputs_hash != told,
        "booked": None if booked is None else when_words(booked.planned_for, zone, now=now),
        "gate": gate, "hit_rate": hit_rate(card), "statements": statements(plan, hit_rate=hit_rate(card)),
        "made": when_words(plan.happened_at, zone, now=now),
        "course_words": course_words(course), "decided": decided.order_by("-decided_at")[:5],
        "costs": answer["costs"], "dated": dated_words(answer),
        "enough": sum(one["at"] is not None for one in answer["next_session"]) >= 2,
        "query": f"?course={course.public_id}",
        "is_waiting": Booking.objects.filter(course=course, plan=plan, state=BookingState.PROPOSED).exists(),
    }  # fmt: skip
