"""A plan that somebody asks for with typed words, before any session stands: words in, the inputs of a plan out."""

from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from json import dumps, loads

from wane.cli.person import PersonText, read_person
from wane.errors import WaneError
from wane.report.rounding import round_without_band
from wane_clinic.bridge.computed import Computed, Json, NotComputedError
from wane_clinic.bridge.persons import clinic_inputs, indication_of, person_inputs
from wane_clinic.bridge.session_plan import PEOPLE, SEED, compute_plan
from wane_clinic.people.models import Patient


@dataclass(frozen=True, slots=True, kw_only=True)
class Regimen:
    """One order as typed, each quantity with its unit; `over` is for IV alone."""

    drug: str
    route: str
    dose: str
    over: str | None = None
    bag: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """Who it is for, as typed, and what is given; a patient brings history, conditions and medicines."""

    weight: str
    age: str | None
    regimen: Regimen
    bp: str | None = None
    patient: Patient | None = None
    condition: str = ""
    session_number: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Doubt:
    """A dose outside what was studied by its route: the order in words that say it in all, and how far off it lies."""

    order: str
    sentences: tuple[str, ...]


def doubt_of(plan: Computed) -> Doubt | None:
    """What to ask back before a plan is shown; None for a dose as it was studied in sessions."""
    found = tuple(one["sentence"] for one in plan.answer["findings"] if str(one["id"]).startswith("dose."))
    if not found:
        return None
    given = plan.answer["plan"]
    return Doubt(order=f"{given['ordered']}, {round_without_band(given['total_base_mg'])} mg in all", sentences=found)


def asked_inputs(asked: Asked, *, now: datetime) -> Json:
    """The inputs of a plan; NotComputedError where a quantity cannot be read."""
    try:
        typed = read_person(PersonText(weight=asked.weight, age=asked.age))
    except WaneError as error:
        raise NotComputedError(str(error)) from None
    person: Json = {
        "weight_kg": typed.weight_kg, "height_cm": None, "age_y": typed.age_y, "sex": None, "history": [],
        "conditions": [], "taking": None, "not_understood": [],
    }  # fmt: skip
    if asked.patient is not None:
        known = person_inputs(asked.patient, on=now, weight_kg=typed.weight_kg)
        person = known | {"age_y": known["age_y"] if typed.age_y is None else typed.age_y}
    regimen = asked.regimen
    order = {"drug": regimen.drug, "route": regimen.route, "dose": regimen.dose, "over": regimen.over}
    inputs = {
        "order": order, "person": person, "indication": indication_of(asked.condition), "bp": asked.bp,
        "session_number": asked.session_number, "clinic": clinic_inputs(), "seed": SEED, "people": PEOPLE,
    }  # fmt: skip
    return inputs | ({} if regimen.bag is None else {"bag": regimen.bag})


def plan_asked(asked: Asked, *, now: datetime) -> Computed:
    """The plan; asked for again, it is not computed again."""
    return _computed(dumps(asked_inputs(asked, now=now), sort_keys=True))


@lru_cache(maxsize=32)
def _computed(inputs: str) -> Computed:
    return compute_plan(loads(inputs))
