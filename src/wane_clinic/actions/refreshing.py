"""Forecasts and plan of one course as of now, because somebody asks: also where nothing was recorded since."""

import uuid
from datetime import datetime

from wane_clinic.actions.entries import derived
from wane_clinic.actions.errors import ActionError
from wane_clinic.actions.forecasts import store_course_plan, store_forecast
from wane_clinic.care.models import Course, OwnData
from wane_clinic.people.models import Clinician


def refresh_now(
    *, course: Course, by: Clinician, happened_at: datetime, entered_at: datetime, client_key: uuid.UUID
) -> str:
    """Both forecasts and the plan; empty, or why there is no plan although there is a forecast."""
    _forecast(course, by, happened_at, entered_at, client_key)
    try:
        _plan(course, by, happened_at, entered_at, client_key)
    except ActionError as error:
        return str(error)
    return ""


def plan_now(
    *, course: Course, by: Clinician, happened_at: datetime, entered_at: datetime, client_key: uuid.UUID
) -> str:
    """The plan and both forecasts; empty, or why there is no forecast although there is a plan."""
    _plan(course, by, happened_at, entered_at, client_key)
    try:
        _forecast(course, by, happened_at, entered_at, client_key)
    except ActionError as error:
        return f" No forecast: {error}"
    return ""


def _forecast(
    course: Course, by: Clinician, happened_at: datetime, entered_at: datetime, client_key: uuid.UUID
) -> None:
    _open(course)
    for own_data in OwnData:
        store_forecast(
            course=course, own_data=own_data, by=by, happened_at=happened_at, entered_at=entered_at,
            client_key=derived(client_key, own_data),
        )  # fmt: skip


def _plan(course: Course, by: Clinician, happened_at: datetime, entered_at: datetime, client_key: uuid.UUID) -> None:
    _open(course)
    store_course_plan(
        course=course, by=by, happened_at=happened_at, entered_at=entered_at, client_key=derived(client_key, "plan")
    )


def _open(course: Course) -> None:
    if course.closed_at is not None:
        raise ActionError("This course is closed; nothing more is forecast or planned of it.")
