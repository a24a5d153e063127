"""A session of the fictional clinic, entered as a nurse would enter it."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

import numpy as np

from wane_clinic.actions.checks import answer_leaving_list
from wane_clinic.actions.doses import record_dose
from wane_clinic.actions.ratings import record_rating
from wane_clinic.actions.sessions import (
    check_ready,
    close_session,
    plan_session,
    prepare_session,
    start_session,
    watch_session,
)
from wane_clinic.actions.vitals import record_vitals
from wane_clinic.care.models import Course, DoseKind, Leaving, Session
from wane_clinic.demo.cast import Part
from wane_clinic.demo.lives import Living
from wane_clinic.demo.stage import Stage
from wane_clinic.people.models import Patient

WATCH_MIN = 60.0


@dataclass(slots=True, kw_only=True)
class Who:
    """One patient on the stage."""

    part: Part
    patient: Patient
    course: Course
    living: Living
    began_at: datetime
    pressure: tuple[int, int]
    planned: list[Session] = field(default_factory=list)

    @property
    def rng(self) -> np.random.Generator:
        """The patient's own chance."""
        return self.living.rng

    def day(self, at: datetime) -> float:
        """[days] since the first visit."""
        return max((at - self.began_at).total_seconds() / 86400.0, 0.0)


def plan(stage: Stage, who: Who, *, said_at: datetime, planned_for: datetime) -> Session:
    """A session in the book."""
    order = who.part.order
    dose_mg = order.dose_mg(who.part.weight_kg)
    per_kg = "" if order.mg_per_kg is None else f"{order.mg_per_kg:g} mg/kg, "
    over = "" if order.duration_min is None else f" over {order.duration_min:g} min"
    return plan_session(
        course=who.course, drug=order.drug, route=order.route, dose_mg=dose_mg, duration_min=order.duration_min,
        weight_kg=who.part.weight_kg, planned_for=planned_for, order_words=f"{per_kg}{dose_mg:g} mg{over}",
        **stage.said("prescriber", said_at),
    )  # fmt: skip


def length_min(who: Who) -> float:
    """[min] from the start of dosing to the watch."""
    return 1.0 if who.part.order.duration_min is None else who.part.order.duration_min


def give(stage: Stage, who: Who, at: datetime, *, chair: int, nurse: str = "nurse") -> None:
    """A whole session that began to be dosed at a time, closed by its checklist."""
    planned = plan(stage, who, said_at=at - timedelta(minutes=12), planned_for=at)
    sit_down(stage, who, planned, at, chair=chair, nurse=nurse)
    start(stage, who, planned, at, nurse=nurse)
    end = length_min(who)
    for minute in (20.0, end):
        if minute <= end:
            signs(stage, who, planned, at, minute, nurse=nurse)
    rated(stage, who, planned, at, end, dissociation=int(who.rng.integers(2, 7)), moaas=4, nurse=nurse)
    let_watch(stage, who, planned, at, nurse=nurse)
    signs(stage, who, planned, at, end + 30.0, nurse=nurse)
    leave(stage, planned, at + timedelta(minutes=end + WATCH_MIN), nurse=nurse)
    who.living.treated(who.day(at))


def sit_down(stage: Stage, who: Who, session: Session, at: datetime, *, chair: int, nurse: str) -> None:
    """To the chair, and the pressure before anything is given."""
    prepare_session(session=session, chair=chair, **stage.said(nurse, at - timedelta(minutes=9)))
    signs(stage, who, session, at, -7.0, nurse=nurse)


def start(stage: Stage, who: Who, session: Session, at: datetime, *, nurse: str) -> None:
    """The pump at its rate, or the devices."""
    minutes = who.part.order.duration_min
    if minutes is None:
        start_session(session=session, bolus_mg=session.dose_mg, **stage.said(nurse, at))
        return
    rate_mg_h = round(session.dose_mg / minutes * 60.0, 1)
    start_session(session=session, rate_mg_h=rate_mg_h, rate_ml_h=rate_mg_h, **stage.said(nurse, at))


def let_watch(stage: Stage, who: Who, session: Session, at: datetime, *, nurse: str) -> None:
    """The dose is in."""
    end = at + timedelta(minutes=length_min(who))
    if who.part.order.duration_min is not None:
        record_dose(session=session, kind=DoseKind.STOP, total_mg=session.dose_mg, **stage.said(nurse, end))
    watch_session(session=session, **stage.said(nurse, end))


def signs(stage: Stage, who: Who, session: Session, at: datetime, minute: float, *, nurse: str) -> None:
    """A set of vital signs, higher in the middle of the dose."""
    end = length_min(who)
    up = 0.0 if minute < 0 else 16.0 * min(minute / end, 1.0) * (1.0 if minute <= end else 0.4)
    noise = who.rng.normal(0.0, 3.0, size=3)
    systolic, diastolic = who.pressure
    record_vitals(
        session=session,
        systolic_mmhg=round(systolic + up + noise[0]),
        diastolic_mmhg=round(diastolic + 0.6 * up + noise[1]),
        pulse_per_min=round(70.0 + 0.5 * up + noise[2]),
        spo2_pct=int(who.rng.integers(96, 100)),
        **stage.said(nurse, at + timedelta(minutes=minute)),
    )


def rated(
    stage: Stage, who: Who, session: Session, at: datetime, minute: float, *, dissociation: int, moaas: int, nurse: str
) -> None:
    """A quick rating."""
    said = stage.said(nurse, at + timedelta(minutes=minute))
    record_rating(session=session, dissociation=dissociation, moaas=moaas, **said)


def leave(stage: Stage, session: Session, at: datetime, *, nurse: str) -> None:
    """The checklist, each line answered, and the way home."""
    check_ready(session=session, **stage.said(nurse, at))
    answers = {item.value: "" for item in Leaving}
    answer_leaving_list(session=session, answers=answers, **stage.said(nurse, at + timedelta(minutes=2)))
    close_session(session=session, **stage.said(nurse, at + timedelta(minutes=4)))
