"""Invented records of one person, as values and as the text of a file."""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from pathlib import Path

from wane.cli.patient_file import read_patient
from wane.forecast.case import forecast_person
from wane.forecast.person_forecast import PersonForecast, PersonRequest
from wane.models.patient_records import PatientRecords
from wane.models.person import Covariates

HEADER = "when,record,instrument,value,drug,route,dose,duration"
FIRST = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
INFUSION = "session,,,ketamine,iv,0.5 mg/kg,40 min"
EXAMPLE = Path(__file__).parents[2] / "examples" / "patient.csv"


def score(day: float, value: float, instrument: str = "PHQ-9") -> tuple[float, str]:
    return day, f"score,{instrument},{value:g},,,,"


def session(day: float, what: str = INFUSION) -> tuple[float, str]:
    return day, what


def relapse(day: float) -> tuple[float, str]:
    return day, "relapse,,,,,,"


def text_of(rows: Iterable[tuple[float, str]], first: datetime = FIRST) -> str:
    lines = [f"{(first + timedelta(days=day)).isoformat()},{rest}" for day, rest in rows]
    return "\n".join([HEADER, *lines]) + "\n"


def records_of(folder: Path, rows: Iterable[tuple[float, str]], *, weight_kg: float | None = None) -> PatientRecords:
    path = folder / "patient.csv"
    path.write_text(text_of(rows))
    return read_patient(path, zone="UTC", weight_kg=weight_kg)


def request_of(records: PatientRecords, **changes: object) -> PersonRequest:
    fields: dict[str, object] = {
        "records": records, "now": records.records[-1].at, "covariates": Covariates(weight_kg=70.0),
        "code_version": "test",
    }  # fmt: skip
    return PersonRequest(**(fields | changes))  # type: ignore[arg-type]  # the dataclass checks its own names


def example_forecast(**changes: object) -> PersonForecast:
    return forecast_person(request_of(read_patient(EXAMPLE, zone="Europe/London", weight_kg=None), **changes))


def forecast_of(folder: Path, rows: Iterable[tuple[float, str]], **changes: object) -> PersonForecast:
    return forecast_person(request_of(records_of(folder, rows), **changes))
