"""One session with everything that its sheet shows, in a constant number of queries."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any, Final
from zoneinfo import ZoneInfo

from wane_clinic.care.current import Sheet, delivered_mg, order_given_at, sheet, stand, standing
from wane_clinic.care.models import (
    DoseEvent,
    DoseKind,
    FactKind,
    IntakeFact,
    Session,
    SessionVersion,
    State,
    StoredPlan,
    VitalSigns,
)
from wane_clinic.people.models import Clinician, ClinicSettings
from wane_clinic.people.settled import current, thresholds_in_force
from wane_clinic.web.clinic_lines import Lines

PLAN_FIELDS: Final = {
    "answer__plan__ordered": "ordered", "answer__plan__monitoring": "monitoring", "answer__plan__leaving": "leaving",
    "answer__plan__pump_steps": "pump_steps", "answer__courses__systolic_rise": "systolic_rise",
    "answer__findings": "findings", "answer__limits": "limits", "entered_at": "entered_at", "public_id": "public_id",
    "code_version": "code_version", "models_used": "models",
}  # fmt: skip
"""What the sheet needs of a stored plan: the whole of it is long, and the sheet asks often."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanBehind:
    """The stored plan as the sheet uses it."""

    ordered: str
    monitoring: Sequence[Mapping[str, Any]]
    leaving: Mapping[str, Any]
    pump_steps: Sequence[Mapping[str, Any]]
    systolic_rise: Mapping[str, Any] | None
    findings: Sequence[Mapping[str, Any]]
    limits: Sequence[str]
    entered_at: datetime
    public_id: object
    code_version: str
    models: Sequence[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened:
    """A session, what is on record of it, the clinic's lines and settings, and the time of asking."""

    session: Session
    sheet: Sheet
    plan: PlanBehind | None
    lines: Lines
    settled: ClinicSettings
    allergies: tuple[str, ...]
    versions: tuple[SessionVersion, ...]
    who: Clinician
    now: datetime

    @property
    def zone(self) -> ZoneInfo:
        """Where the clinic is."""
        return ZoneInfo(self.settled.zone)

    @property
    def seated(self) -> datetime | None:
        """When the patient took the chair."""
        return self.sheet.reached(State.PREP)

    @property
    def dosing(self) -> datetime | None:
        """When the dose began."""
        return self.sheet.reached(State.INFUSING)

    @property
    def over(self) -> datetime | None:
        """When the session was closed or called off."""
        return self.sheet.reached(State.CLOSED) or self.sheet.reached(State.CANCELLED)

    @property
    def doses(self) -> tuple[DoseEvent, ...]:
        """Dose events that stand, by time."""
        return stand(self.sheet.doses)

    @property
    def pump(self) -> "Pump":
        """The pump as the records have it now."""
        return pump_of(self.doses)

    @property
    def given_mg(self) -> float:
        """[mg] given by now, or by the end."""
        return delivered_mg(self.doses, at=self.over or self.now)

    def order_reached(self) -> datetime | None:
        """When the running pump had given the order, by the rates recorded; None where it has not, or none runs."""
        return order_given_at(self.session, self.doses, now=self.now)

    def base_pressure(self) -> VitalSigns | None:
        """The last whole pressure before the dose began."""
        found = [one for one in stand(self.sheet.vitals) if one.systolic_mmhg is not None]
        before = [one for one in found if self.dosing is None or one.happened_at <= self.dosing]
        return before[-1] if before else None

    def last_pressure(self) -> VitalSigns | None:
        """The newest whole pressure."""
        found = [one for one in stand(self.sheet.vitals) if one.systolic_mmhg is not None]
        return found[-1] if found else None

    def runs_out(self) -> datetime | None:
        """When the order will have been given at the rate recorded; None where nothing runs."""
        left = self.session.dose_mg - self.given_mg
        if self.session.state != State.INFUSING or not self.pump.rate_mg_h or left <= 0:
            return None
        return self.now + timedelta(hours=left / self.pump.rate_mg_h)


@dataclass(frozen=True, slots=True, kw_only=True)
class Pump:
    """What was recorded of it last: rates of drug and pump, strength of its bag, whether it is paused."""

    rate_mg_h: float = 0.0
    rate_ml_h: float | None = None
    bag_mg_ml: float | None = None
    is_paused: bool = False
    is_running: bool = False


def pump_of(doses: Sequence[DoseEvent]) -> Pump:
    """The pump after these events."""
    pump = Pump()
    kept = pump
    for dose in doses:
        bag = dose.bag_mg_ml or pump.bag_mg_ml
        match DoseKind(dose.kind):
            case DoseKind.START | DoseKind.RATE:
                pump = kept = Pump(
                    rate_mg_h=dose.rate_mg_h or 0.0, rate_ml_h=dose.rate_ml_h, bag_mg_ml=bag, is_running=True
                )
            case DoseKind.PAUSE:
                pump = Pump(bag_mg_ml=bag, is_paused=True)
            case DoseKind.RESUME:
                pump = (
                    kept
                    if dose.rate_mg_h is None
                    else Pump(rate_mg_h=dose.rate_mg_h, rate_ml_h=dose.rate_ml_h, bag_mg_ml=bag, is_running=True)
                )
            case DoseKind.STOP:
                pump = Pump(bag_mg_ml=bag)
            case DoseKind.BOLUS:
                pass
    return pump


def opened(session: Session, *, who: Clinician, now: datetime) -> Opened:
    """Everything of one session."""
    facts = standing(IntakeFact.objects.filter(patient=session.patient, kind=FactKind.ALLERGY))
    allergies = tuple(dict.fromkeys(fact.name or fact.words for fact in facts))
    return replace(opened_for_entries(session, who=who, now=now), plan=plan_behind(session), allergies=allergies)


def opened_for_entries(session: Session, *, who: Clinician, now: datetime) -> Opened:
    """What the list of entries shows, which answers each entry: no plan and no allergies were asked for."""
    return Opened(
        session=session, sheet=sheet(session), plan=None, lines=thresholds_in_force(), settled=current(),
        versions=tuple(SessionVersion.objects.filter(session=session).select_related("entered_by")), allergies=(),
        who=who, now=now,
    )  # fmt: skip


def plan_behind(session: Session) -> PlanBehind | None:
    """The newest stored plan of the session's own order."""
    rows = StoredPlan.objects.filter(session=session, alternative="").order_by("-entered_at", "-id")
    row = rows.values(*PLAN_FIELDS).first()
    return None if row is None else PlanBehind(**{name: row[field] for field, name in PLAN_FIELDS.items()})
