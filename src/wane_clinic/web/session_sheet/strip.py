"""The header strip: who, how long, at what rate, what is due; and the words of leaving beside the checklist."""

import math
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from wane_clinic.care.allergies import allergy_words
from wane_clinic.care.current import stand
from wane_clinic.care.models import OPEN, State
from wane_clinic.web.board.values import phase_word
from wane_clinic.web.clinic_lines import flag_of
from wane_clinic.web.due_times import Due, next_set, planned_minutes
from wane_clinic.web.order_words import ordered_words, other_bag, over_order
from wane_clinic.web.session_sheet.entry_lines import clock
from wane_clinic.web.session_sheet.opened import Opened
from wane_clinic.web.session_sheet.words import number

NAMED: Final = {
    "systolic_mmhg": "systolic", "diastolic_mmhg": "diastolic", "pulse_per_min": "pulse", "spo2_pct": "SpO\u2082",
    "resp_per_min": "breaths", "moaas": "MOAA/S", "dissociation": "dissociation",
}  # fmt: skip
MINUTE: Final = timedelta(minutes=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class StripDue:
    """One thing due, as the page's clock takes it."""

    at: str
    what: str
    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Strip:
    """What stays in sight while the page scrolls."""

    who: str
    facts: str
    started: str
    elapsed: str
    clock: str
    phase: str
    rate: str
    given: str
    order: str
    bag: str
    over: str
    due: tuple[StripDue, ...]


def strip(opened: Opened) -> Strip:
    """The strip of a session."""
    session, patient = opened.session, opened.session.patient
    since = opened.dosing or opened.seated
    ended = opened.over is not None
    chair = f"chair {session.chair}" if session.chair else "no chair yet"
    age = patient.age_years(on=opened.now.astimezone(opened.zone).date())
    return Strip(
        who=f"{patient.full_name} · {age} y · {number(session.weight_kg)} kg",
        facts=" · ".join(_facts(opened)),
        started=since.isoformat() if since and not ended else "",
        elapsed=_elapsed(since, opened.over or opened.now),
        clock=f"{'since' if opened.dosing else 'seated'} {clock(since, opened.zone)}, {chair}" if since else chair,
        phase=phase_word(session),
        rate=_rate(opened),
        given=_given(opened),
        order=ordered_words(session, opened.zone),
        bag=other_bag(session, opened.pump.bag_mg_ml),
        over=over_order(session, opened.given_mg),
        due=tuple(_shown(due, opened.now) for due in dues(opened)),
    )


def _facts(opened: Opened) -> Iterator[str]:
    session = opened.session
    yield f"born {session.patient.birth_date:%d %b %Y}"
    yield session.course.condition.replace("_", " ")
    yield f"session {session.number}"
    yield allergy_words(opened.allergies)
    base = opened.base_pressure()
    if base is not None:
        yield f"BP before {base.systolic_mmhg}/{base.diastolic_mmhg}"


def _rate(opened: Opened) -> str:
    pump = opened.pump
    if pump.is_paused:
        return "Paused"
    if not pump.is_running:
        return phase_word(opened.session)
    return f"{number(pump.rate_ml_h)} mL/h" if pump.rate_ml_h is not None else f"{number(pump.rate_mg_h)} mg/h"


def _given(opened: Opened) -> str:
    session = opened.session
    ordered = f"{number(session.dose_mg)} mg {session.drug} {session.route}"
    if opened.dosing is None:
        over = f" over {number(session.duration_min)} min" if session.duration_min else ""
        bag = f", bag {number(session.bag_mg_ml)} mg/mL" if session.bag_mg_ml else ""
        return f"order {ordered}{over}{bag}"
    return f"{round(opened.given_mg, 1):g} of {ordered} given"


def dues(opened: Opened) -> Iterator[Due]:
    """What is due, in the order of a glance: signs, ratings, the end of the order."""
    if opened.session.state not in OPEN or opened.seated is None:
        return
    monitoring = opened.plan.monitoring if opened.plan else None
    pressures = [row.happened_at for row in stand(opened.sheet.vitals) if row.systolic_mmhg is not None]
    sedation = [row.happened_at for row in stand(opened.sheet.ratings) if row.moaas is not None]
    for what, word, times in (("BP set", "", pressures), ("MOAA/S", "sedation", sedation)):
        last = max(times, default=None)
        minutes = planned_minutes(monitoring, word)
        yield Due(what=what, at=next_set(minutes, seated=opened.seated, dosing=opened.dosing, last=last))
    ends = opened.runs_out() or opened.order_reached()
    if ends is not None:
        yield Due(what="End of order", at=ends)


def _shown(due: Due, now: datetime) -> StripDue:
    return StripDue(at=due.at.isoformat(), what=due.what, words=due.words(now))


def _elapsed(since: datetime | None, until: datetime) -> str:
    minutes = 0 if since is None else max(0, int((until - since).total_seconds() // 60))
    return f"{minutes // 60:02d}:{minutes % 60:02d}"


def leaving_words(opened: Opened) -> str:
    """The earliest expected time to leave, as text: it ticks nothing, and a person decides.

    The plan counts from its own end of dosing: as much as the real one comes later, so much later is the time to leave.
    """
    plan, dosing, at = opened.plan, opened.dosing, earliest(opened)
    if plan is None or dosing is None or at is None:
        return ""
    later = _end_after_planned(opened, dosing)
    minutes = (at - dosing) / MINUTE
    why = f"; dosing ends {math.ceil(later / MINUTE)} min later than planned" if later >= MINUTE else ""
    rule = str(plan.leaving["decided_by"]).partition(" (")[0]  # its id opens with the number on the plan's page
    told = f"Earliest expected {clock(at, opened.zone)} ({minutes:.0f} min after the start{why}), decided by {rule}. "
    if opened.over is not None:
        return f"{told}Closed {clock(opened.over, opened.zone)}."
    return f"{told}It ticks nothing: only a complete checklist closes the session."


def earliest(opened: Opened) -> datetime | None:
    """The earliest expected time to leave; None before the dose, without a plan, or of a session called off."""
    plan, dosing = opened.plan, opened.dosing
    if plan is None or dosing is None or opened.session.state == State.CANCELLED:
        return None
    return dosing + timedelta(minutes=float(plan.leaving["shown_min"])) + _end_after_planned(opened, dosing)


def ask_before_closing(opened: Opened) -> str:
    """What whoever closes answers in words: it is early by the plan, a set is late, or a value lies beyond a red line
    that the clinic has typed; empty where none of them.
    """
    at = earliest(opened)
    early = f"it is before the earliest expected time, {clock(at, opened.zone)}" if at and opened.now < at else ""
    late = [due.words(opened.now) for due in dues(opened) if due.is_late(opened.now)]
    return "; ".join(part for part in (early, *late, *red_words(opened)) if part)


def red_words(opened: Opened) -> list[str]:
    """The newest values that lie beyond a red line of the clinic, in words."""
    newest: dict[str, int] = {}
    for row in (*stand(opened.sheet.vitals), *stand(opened.sheet.ratings)):
        newest |= {name: getattr(row, name) for name in NAMED if getattr(row, name, None) is not None}
    flags = {name: flag_of(name, value, opened.lines) for name, value in newest.items()}
    return [f"{NAMED[name]} {newest[name]} is {flag.word}" for name, flag in flags.items() if flag.level == "red"]


def pressure_words(opened: Opened) -> str:
    """The last pressure beside the one before the dose, for whoever judges whether it has settled."""
    last, base = opened.last_pressure(), opened.base_pressure()
    if last is None:
        return "no BP recorded yet"
    before = f", before the dose {base.systolic_mmhg}/{base.diastolic_mmhg}" if base else ", none before the dose"
    return f"last {last.systolic_mmhg}/{last.diastolic_mmhg} at {clock(last.happened_at, opened.zone)}{before}"


def _end_after_planned(opened: Opened, dosing: datetime) -> timedelta:
    """How much later than ordered dosing ended, will end at the rate recorded, or has not ended yet; not below zero."""
    session = opened.session
    planned = dosing + timedelta(minutes=session.duration_min or 0.0)
    if session.duration_min is None:
        ended = max((dose.happened_at for dose in opened.doses), default=dosing)
    else:
        ended = opened.sheet.reached(State.WATCH) or opened.runs_out() or opened.now
    return max(timedelta(), ended - planned)


def driving_words(opened: Opened) -> str:
    """The rule about driving: the longest of the clinic's and the plan's."""
    planned = float(opened.plan.leaving["driving_hours"]) if opened.plan else 0.0
    hours = max(planned, float(opened.settled.driving_h))
    return f"No driving for {hours:g} h after the end of dosing, and only after a night's sleep."
