"""A course's plan: rows in, the JSON of `wane course --json` out, and the options of the next session to book."""

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any, Final
from zoneinfo import ZoneInfo

from wane import __version__
from wane.cli.bag import BagText
from wane.cli.order import OrderText
from wane.cli.patient_file import records_of_rows
from wane.cli.session import ordered
from wane.errors import WaneError
from wane.models.instruments import instrument_named
from wane.plan.course import plan_course
from wane.plan.course_request import BookingRule, ClinicCalendar, CourseOrder, CourseRequest, Fee
from wane.plan.course_schedule import Phase
from wane.report.course_json import course_object
from wane_clinic.bridge.computed import Computed, Json, NotComputedError, as_json
from wane_clinic.bridge.gate import Gate, opened
from wane_clinic.bridge.on_record import OnRecord, on_record
from wane_clinic.bridge.patient_rows import cells, order_cells
from wane_clinic.bridge.persons import clinic_inputs, clinic_of, covariates_of, person_inputs
from wane_clinic.care.current import phase_of, score_card_of_clinic
from wane_clinic.care.models import Course, State
from wane_clinic.people.settled import current

SEED: Final = 1
DAYS: Final = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
SAID: Final = frozenset({"response check", "taper", "maintenance", "pause", "stop"})
"""Phases in which what a clinician recorded goes before what the records show; an induction ends by itself."""


def course_inputs(course: Course, *, now: datetime, seed: int = SEED) -> Json:
    """Everything that the plan of a course depends on, as JSON."""
    return course_inputs_of(on_record(course), now=now, seed=seed)


def course_inputs_of(known: OnRecord, *, now: datetime, seed: int = SEED) -> Json:
    """The same from what was read before, with what the plan alone depends on."""
    settled, course = current(), known.course
    phase = phase_of(course)
    first = course.sessions.filter(amendment=None).exclude(state=State.CANCELLED).order_by("number", "id").first()
    line = settled.relapse_lines.get(course.instrument) if course.relapse_line is None else course.relapse_line
    return {
        "rows": cells(known.rows, now=now),
        "order": None if first is None else order_cells(first),
        "now": now.isoformat(),
        "zone": settled.zone,
        "weekdays": list(settled.weekdays),
        "person": person_inputs(course.patient, on=now, weight_kg=known.weight_kg),
        "condition": course.condition,
        "instrument": course.instrument,
        "line": line,
        "risk": settled.risk if course.risk is None else course.risk,
        "phase": phase.phase if phase is not None and phase.phase in SAID else None,
        "rule": str(rule_now()),
        "clinic": clinic_inputs(),
        "fee": fee_inputs(),
        "seed": seed,
    }


def rule_now() -> BookingRule:
    """What may date a session here: the forecast once it has shown its skill, until then the ladder of scores."""
    return BookingRule.LADDER if opened(score_card_of_clinic()).gate is Gate.SILENT else BookingRule.RISK


def phase_words(recorded: str, planned: str | None) -> str:
    """Where a course stands, in one word for every page: what a clinician recorded where that goes before the records,
    else what the plan found in them; None where there is no plan.
    """
    return recorded if planned is None or recorded in SAID else planned


def fee_inputs() -> Json | None:
    """What a session costs and how much of it is covered, as decimal text; None where the clinic has not said."""
    settled = current()
    if settled.session_cost is None:
        return None
    cost = Decimal(settled.session_cost)
    covered = (cost * Decimal(str(settled.coverage or 0))).quantize(Decimal("0.01"))
    return {"cost": str(cost), "covered": str(covered), "currency": settled.currency}


def _fee(inputs: Json | None) -> Fee | None:
    if inputs is None:
        return None
    return Fee(cost=Decimal(inputs["cost"]), covered=Decimal(inputs["covered"]), currency=inputs["currency"])


def compute_course(inputs: Json) -> Computed:
    """The plan of stored inputs, the same each time; NotComputedError says what stands in its way."""
    try:
        plan = plan_course(_request(inputs))
    except WaneError as error:
        raise NotComputedError(str(error)) from None
    made = plan.provenance
    return Computed(
        inputs=inputs,
        answer=as_json(course_object(plan)),
        models_used=made.models,
        evidence_digest=made.evidence_digest,
        seed=inputs["seed"],
    )


def plan_of_course(course: Course, *, now: datetime, seed: int = SEED) -> Computed:
    """The plan of a course from what is on record."""
    return compute_course(course_inputs(course, now=now, seed=seed))


def options_to_book(answer: Json) -> tuple[dict[str, Any], ...]:
    """The options of the next session that have a date, as a proposal takes them; the chosen one first."""
    found = [one for one in answer["next_session"] if one["at"] is not None]
    return tuple(sorted(found, key=lambda one: not one["is_chosen"]))


def _request(inputs: Json) -> CourseRequest:
    covariates, zone = covariates_of(inputs["person"]), inputs["zone"]
    rows = [(number, cells) for number, cells in enumerate(inputs["rows"], start=1)]
    records = records_of_rows(rows, "Record", zone=zone, weight_kg=covariates.weight_kg) if rows else None
    has_sessions = records is not None and bool(records.sessions)
    order = None
    if not has_sessions:
        if inputs["order"] is None:
            raise NotComputedError("No session is on record or planned; plan the first one, then plan the course.")
        cells = inputs["order"]
        text = OrderText(
            drug=cells["drug"], route=cells["route"], dose=cells["dose"], over=cells["duration"] or None, steps=None
        )
        found = ordered(text, BagText(concentration=None, volume=None, vial=None), covariates)
        order = CourseOrder(regimen=found.regimen, ordered=found.ordered)
    place = UTC if zone == "UTC" else ZoneInfo(zone)
    return CourseRequest(
        now=datetime.fromisoformat(inputs["now"]),
        covariates=covariates,
        code_version=__version__,
        calendar=ClinicCalendar(
            zone=place,
            zone_words=f"{zone}, as given",
            weekdays=frozenset(DAYS.index(day) for day in inputs["weekdays"]),
        ),
        records=records,
        order=order,
        condition=inputs["condition"],
        instrument=instrument_named(inputs["instrument"]),
        line=inputs["line"],
        risk=inputs["risk"],
        rule=BookingRule(inputs.get("rule", BookingRule.RISK)),
        phase=None if inputs["phase"] is None else Phase(inputs["phase"]),
        history=tuple(inputs["person"]["history"]),
        conditions=tuple(inputs["person"]["conditions"]),
        taking=None if inputs["person"]["taking"] is None else tuple(inputs["person"]["taking"]),
        clinic=clinic_of(inputs["clinic"]),
        fee=_fee(inputs.get("fee")),
        seed=inputs["seed"],
    )
