"""A course's forecast: rows in, the JSON of `wane forecast --json` out."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Final

from wane import __version__
from wane.cli.patient_file import records_of_rows
from wane.cli.patient_rows import NOMINAL_KG
from wane.errors import WaneError
from wane.forecast.case import forecast_person
from wane.forecast.person_forecast import OwnData, PersonRequest
from wane.models.instruments import instrument_named
from wane.models.person import Covariates
from wane.report.forecast_json import forecast_object
from wane_clinic.bridge.beforehand import DAY_S, expected_at
from wane_clinic.bridge.computed import Computed, Json, NotComputedError, as_json, inputs_hash
from wane_clinic.bridge.on_record import OnRecord, on_record
from wane_clinic.bridge.patient_rows import cells
from wane_clinic.care.models import Course, Score, StoredForecast
from wane_clinic.people.settled import current

HORIZON_DAYS: Final = 90
SEED: Final = 1


def forecast_inputs(course: Course, *, now: datetime, own_data: str = "used", seed: int = SEED) -> Json:
    """Everything that the forecast of a course depends on, as JSON."""
    return forecast_inputs_of(on_record(course), now=now, own_data=own_data, seed=seed)


def forecast_inputs_of(known: OnRecord, *, now: datetime, own_data: str = "used", seed: int = SEED) -> Json:
    """The same from what was read before."""
    settled, course = current(), known.course
    line = settled.relapse_lines.get(course.instrument) if course.relapse_line is None else course.relapse_line
    return {
        "rows": cells(known.rows, now=now),
        "now": now.isoformat(),
        "zone": settled.zone,
        "weight_kg": known.weight_kg,
        "condition": course.condition,
        "instrument": course.instrument,
        "line": line,
        "risk": settled.risk if course.risk is None else course.risk,
        "horizon_days": HORIZON_DAYS,
        "own_data": str(own_data),
        "seed": seed,
    }


def compute_forecast(inputs: Json) -> Computed:
    """The forecast of stored inputs, the same each time; NotComputedError says what stands in its way."""
    if not inputs["rows"]:
        raise NotComputedError("No score and no session is on record yet.")
    kg = NOMINAL_KG if inputs["weight_kg"] is None else inputs["weight_kg"]
    try:
        rows = [(number, cells) for number, cells in enumerate(inputs["rows"], start=1)]
        found = forecast_person(
            PersonRequest(
                records=records_of_rows(rows, "Record", zone=inputs["zone"], weight_kg=inputs["weight_kg"]),
                now=datetime.fromisoformat(inputs["now"]),
                covariates=Covariates(weight_kg=kg),
                code_version=__version__,
                condition=inputs["condition"],
                instrument=instrument_named(inputs["instrument"]),
                line=inputs["line"],
                risk=inputs["risk"],
                horizon_days=inputs["horizon_days"],
                own_data=OwnData(inputs["own_data"]),
                seed=inputs["seed"],
            )
        )
    except WaneError as error:
        raise NotComputedError(str(error)) from None
    made = found.provenance
    return Computed(
        inputs=inputs,
        answer=as_json(forecast_object(found)),
        models_used=made.models,
        evidence_digest=made.evidence_digest,
        seed=made.seed,
    )


def forecast_course(course: Course, *, now: datetime, own_data: str = "used", seed: int = SEED) -> Computed:
    """The forecast of a course from what is on record."""
    return compute_forecast(forecast_inputs(course, now=now, own_data=own_data, seed=seed))


def knows_all_but(stored: StoredForecast, answer: Score, *, now: datetime) -> bool:
    """Whether a stored forecast rests on everything on record but one answer, and had expected that answer (90 %)."""
    known = on_record(stored.course)
    before = tuple(one for one in known.rows.scores if one.pk != answer.pk)
    told = forecast_inputs_of(replace(known, rows=replace(known.rows, scores=before)), now=now)
    if stored.inputs_hash != inputs_hash(told):
        return False
    if answer.instrument != stored.answer["asked"]["instrument"]:
        return True
    columns, day = stored.answer["score"], (answer.happened_at - stored.happened_at).total_seconds() / DAY_S
    return day <= columns["day"][-1] and (
        expected_at(columns, "q05", day) <= answer.total <= expected_at(columns, "q95", day)
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class StillWell:
    """Chance of still being well on a day after the last session."""

    day: int
    date: str
    p: float


@dataclass(frozen=True, slots=True, kw_only=True)
class PastInterval:
    """One interval of the patient's own, in days from a session to what ended it."""

    start: str
    days: float
    ended_by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ForecastView:
    """What a page shows of a stored forecast; `answer` is the whole of it."""

    event: str
    withheld: str | None
    days: Json | None
    still_well: tuple[StillWell, ...]
    options: tuple[Json, ...]
    intervals: tuple[PastInterval, ...]
    basis: str
    own_scores: int
    limits: tuple[str, ...]
    findings: tuple[Json, ...]
    models: tuple[str, ...]
    answer: Json


def view_forecast(stored: StoredForecast) -> ForecastView:
    """The values of a stored forecast."""
    answer: dict[str, Any] = stored.answer
    return ForecastView(
        event=answer["event"],
        withheld=answer["withheld"],
        days=answer["days_to_relapse"],
        still_well=tuple(StillWell(**one) for one in answer["chance_still_well"]),
        options=tuple(answer["next_session"]),
        intervals=tuple(PastInterval(**one) for one in answer["past_intervals"]),
        basis=answer["basis"]["sentence"],
        own_scores=answer["basis"]["own_scores"],
        limits=tuple(answer["limits"]),
        findings=tuple(answer["findings"]),
        models=tuple(stored.models_used),
        answer=answer,
    )
