"""Booking a planned order: a session by action, or another order for the one that is planned, and its stored plan."""

import uuid
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from wane_clinic.actions.entries import derived
from wane_clinic.actions.errors import ActionError
from wane_clinic.actions.forecasts import store_plan
from wane_clinic.actions.orders import plan_session, replan_session
from wane_clinic.bridge.computed import Computed
from wane_clinic.care.models import Course, Session, State
from wane_clinic.people.models import Clinician


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """When and where, and the key and time of the asking."""

    chair: int
    planned_for: datetime
    client_key: uuid.UUID
    asked_at: datetime


def book(
    *, course: Course, old: Session | None, plan: Computed, words: str, place: Place, by: Clinician, at: datetime
) -> Session:
    """The session with its order, and the plan stored with everything that it was computed from."""
    given = plan.answer["plan"]
    first = given["administrations"][0]
    order: dict[str, Any] = {
        "drug": plan.inputs["order"]["drug"],
        "route": first["route"],
        "dose_mg": round(float(given["total_base_mg"]), 3),
        "duration_min": first["duration_min"] or None if first["route"] == "iv" else None,
        "weight_kg": plan.inputs["person"]["weight_kg"],
        "bag_mg_ml": None if given["bag"] is None else round(float(given["bag"]["concentration_mg_ml"]), 4),
        "planned_for": place.planned_for,
        "chair": place.chair,
        "order_words": words[:120],
    }
    how: dict[str, Any] = {"by": by, "happened_at": place.asked_at, "entered_at": at}
    if old is None:
        made = plan_session(course=course, client_key=place.client_key, **order, **how)
    elif _is_the_same(old, order):
        made = old
    else:
        made = replan_session(session=old, client_key=place.client_key, reason="order planned anew", **order, **how)
    store_plan(session=made, client_key=derived(place.client_key, "plan"), **how)
    return made


def _is_the_same(old: Session, order: dict[str, Any]) -> bool:
    if old.state != State.PLANNED:
        raise ActionError("This session has begun; its order stands.")
    return all(getattr(old, name) == value for name, value in order.items())
