"""A plan of a session: order and patient in, the JSON of `wane session --json` out, and bands for the run sheet."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from wane.cli.bag import BagText
from wane.cli.order import OrderText
from wane.cli.session import ordered
from wane.errors import WaneError
from wane.plan.request import SessionRequest
from wane.plan.session import plan_session
from wane.report.as_json import session_object
from wane.units import parse_bp
from wane_clinic.bridge.computed import Computed, Json, NotComputedError, as_json
from wane_clinic.bridge.patient_rows import duration_words
from wane_clinic.bridge.persons import clinic_inputs, clinic_of, covariates_of, indication_of, person_inputs
from wane_clinic.care.current import standing
from wane_clinic.care.models import Session, SessionEvent, State, StoredPlan, VitalSigns

SEED: Final = 1
PEOPLE: Final = 1000


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """An order to plan beside the session's own."""

    dose_mg: float
    route: str
    drug: str
    duration_min: float | None = None


def plan_inputs(session: Session, *, order: Order | None = None, seed: int = SEED) -> Json:
    """Everything that the plan depends on, as JSON; `order` takes the place of the session's own."""
    asked = session if order is None else order
    has_bag = order is None and session.bag_mg_ml is not None
    return ({"bag": f"{session.bag_mg_ml:g} mg/mL"} if has_bag else {}) | {
        "order": {
            "drug": asked.drug,
            "route": asked.route,
            "dose": f"{asked.dose_mg:g} mg",
            "over": duration_words(asked.duration_min) if asked.route == "iv" else None,
        },
        "person": person_inputs(session.patient, on=session.planned_for, weight_kg=session.weight_kg),
        "indication": indication_of(session.course.condition),
        "bp": _pressure_before(session),
        "session_number": session.number,
        "clinic": clinic_inputs(),
        "seed": seed,
        "people": PEOPLE,
    }


def compute_plan(inputs: Json) -> Computed:
    """The plan of stored inputs, the same each time; NotComputedError says what stands in its way."""
    person = inputs["person"]
    covariates = covariates_of(person)
    text = OrderText(**inputs["order"], steps=None)
    try:
        bag = BagText(concentration=inputs.get("bag"), volume=None, vial=None)
        found = ordered(text, bag, covariates)
        plan = plan_session(
            SessionRequest(
                regimen=found.regimen,
                covariates=covariates,
                ordered=found.ordered,
                ordered_mg=found.ordered_mg,
                bag=found.bag,
                history=tuple(person["history"]),
                conditions=tuple(person["conditions"]),
                taking=None if person["taking"] is None else tuple(person["taking"]),
                indication=inputs["indication"],
                blood_pressure=None if inputs["bp"] is None else parse_bp(inputs["bp"]),
                session_number=inputs["session_number"],
                clinic=clinic_of(inputs["clinic"]),
                seed=inputs["seed"],
                people=inputs["people"],
            )
        )
    except WaneError as error:
        raise NotComputedError(str(error)) from None
    made = plan.provenance
    return Computed(
        inputs=inputs,
        answer=as_json(session_object(plan)),
        models_used=made.models,
        evidence_digest=made.evidence_digest,
        seed=made.seed,
    )


def plan_of_session(session: Session, *, order: Order | None = None, seed: int = SEED) -> Computed:
    """The plan of a session from what is on record."""
    return compute_plan(plan_inputs(session, order=order, seed=seed))


def _pressure_before(session: Session) -> str | None:
    """The last whole pressure of the session before its dose began."""
    steps = standing(SessionEvent.objects.filter(session=session, state=State.INFUSING))
    begun: datetime | None = steps.values_list("happened_at", flat=True).first()
    found = standing(VitalSigns.objects.filter(session=session, systolic_mmhg__isnull=False))
    if begun is not None:
        found = found.filter(happened_at__lte=begun)
    last = found.order_by("-happened_at", "-id").first()
    return None if last is None else f"{last.systolic_mmhg}/{last.diastolic_mmhg}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Band:
    """One quantity over minutes from the start of dosing: median, half of people, nine in ten; ids of its evidence."""

    quantity: str
    unit: str
    minutes: tuple[float, ...]
    median: tuple[float, ...]
    q05: tuple[float, ...]
    q25: tuple[float, ...]
    q75: tuple[float, ...]
    q95: tuple[float, ...]
    evidence: tuple[str, ...]

    def raised_by(self, baseline: float, quantity: str) -> "Band":
        """The same band on top of a baseline."""
        names = ("median", "q05", "q25", "q75", "q95")
        moved = {name: tuple(baseline + value for value in getattr(self, name)) for name in names}
        return Band(quantity=quantity, unit=self.unit, minutes=self.minutes, evidence=self.evidence, **moved)


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanView:
    """What pages show of a stored plan; `answer` is the whole of it."""

    ordered: str
    bands: dict[str, Band]
    summary: tuple[Json, ...]
    findings: tuple[Json, ...]
    missing_facts: tuple[Json, ...]
    not_understood: tuple[str, ...]
    monitoring: tuple[Json, ...]
    pump_steps: tuple[Json, ...]
    leaving: Json
    limits: tuple[str, ...]
    models: tuple[str, ...]
    answer: Json


def view_plan(stored: StoredPlan) -> PlanView:
    """The values of a stored plan."""
    answer, inputs = stored.answer, stored.inputs
    plan = answer["plan"]
    return PlanView(
        ordered=plan["ordered"],
        bands={name: _band(name, course) for name, course in answer["courses"].items() if course["median"]},
        summary=tuple(answer["summary"]),
        findings=tuple(answer["findings"]),
        missing_facts=tuple(answer["missing_facts"]),
        not_understood=tuple(inputs["person"]["not_understood"]),
        monitoring=tuple(plan["monitoring"]),
        pump_steps=tuple(plan["pump_steps"]),
        leaving=plan["leaving"],
        limits=tuple(answer["limits"]),
        models=tuple(stored.models_used),
        answer=answer,
    )


def run_sheet_bands(stored: StoredPlan) -> dict[str, Band]:
    """Bands to draw behind recorded dots: `systolic` and `diastolic` on the pressure before the dose, where one is
    known, and `dissociation` in CADSS points, which a quick rating of 0 to 10 is not.
    """
    bands, pressure = view_plan(stored).bands, stored.inputs["bp"]
    found = {name: bands[name] for name in ("dissociation",) if name in bands}
    if pressure is not None:
        for name, base in zip(("systolic", "diastolic"), pressure.split("/"), strict=True):
            found |= {name: bands[f"{name}_rise"].raised_by(float(base), name)} if f"{name}_rise" in bands else {}
    return found


def _band(name: str, course: Json) -> Band:
    columns = {key: tuple(course[key]) for key in ("minutes", "median", "q05", "q25", "q75", "q95")}
    return Band(quantity=name, unit=course["unit"], evidence=tuple(course["evidence"]), **columns)
