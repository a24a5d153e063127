"""What the run sheet shows of one session, as frozen values."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, tzinfo
from enum import StrEnum
from itertools import pairwise


class Standing(StrEnum):
    """Whether an entry holds, or was replaced by a later one and stays visible, struck through."""

    HOLDS = "holds"
    CORRECTED = "corrected"


@dataclass(frozen=True, slots=True, kw_only=True)
class Vitals:
    """One set of vital signs as recorded; what was not taken is None.

    `flag` is the clinic's own word for a blood pressure outside its thresholds ("high", "low"), or empty; `words` are
    those for the other values, by the name of their field here.
    """

    at: datetime
    entered_at: datetime
    systolic_mmhg: int | None = None
    diastolic_mmhg: int | None = None
    pulse_per_min: int | None = None
    spo2_pct: int | None = None
    resp_per_min: int | None = None
    sedation_moaas: int | None = None
    dissociation: int | None = None
    standing: Standing = Standing.HOLDS
    flag: str = ""
    words: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class RateStep:
    """The pump at one rate; `end` is None while it runs."""

    start: datetime
    end: datetime | None
    rate_ml_per_h: float


@dataclass(frozen=True, slots=True, kw_only=True)
class SingleDose:
    """A dose given at once."""

    at: datetime
    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DrugRow:
    """One drug over the session: pump steps, single doses and what they come to."""

    name: str
    steps: tuple[RateStep, ...] = ()
    doses: tuple[SingleDose, ...] = ()
    total: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """Something that happened: a side effect, a pause, a note."""

    at: datetime
    words: str
    standing: Standing = Standing.HOLDS


@dataclass(frozen=True, slots=True, kw_only=True)
class Expected:
    """Systolic pressure expected for this plan: edges of the 50 and 90 % bands at each time."""

    at: tuple[datetime, ...]
    q05: tuple[float, ...]
    q25: tuple[float, ...]
    q75: tuple[float, ...]
    q95: tuple[float, ...]

    def __post_init__(self) -> None:
        edges = (self.q05, self.q25, self.q75, self.q95)
        if any(len(edge) != len(self.at) for edge in edges):
            raise ValueError("Each edge of the band needs one value for each time.")
        if any(later <= earlier for earlier, later in pairwise(self.at)):
            raise ValueError("The times of the band must rise.")
        if any(low > high for values in zip(*edges, strict=True) for low, high in pairwise(values)):
            raise ValueError("The edges of the band must rise from q05 to q95.")


@dataclass(frozen=True, slots=True, kw_only=True)
class RunSheet:
    """One session from its start to where its sheet ends; `now` is None once it is closed."""

    title: str
    start: datetime
    end: datetime
    now: datetime | None
    zone: tzinfo
    vitals: tuple[Vitals, ...] = ()
    drugs: tuple[DrugRow, ...] = ()
    events: tuple[Event, ...] = ()
    expected: Expected | None = None
    stop_systolic_mmhg: int | None = None

    def __post_init__(self) -> None:
        if self.end <= self.start:
            raise ValueError(f"The sheet ends at {self.end}, which is not after its start {self.start}.")
        if any(moment.tzinfo is None for moment in moments(self)):
            raise ValueError("Every time on a run sheet needs its offset from UTC.")


def rows_of(sheet: RunSheet) -> tuple[tuple[str, str], ...]:
    """Name and field of each row below the pressures; breaths only where some were counted."""
    breaths = (("breaths /min", "resp_per_min"),) if any(one.resp_per_min is not None for one in sheet.vitals) else ()
    return (("SpO\u2082 %", "spo2_pct"), *breaths, ("MOAA/S", "sedation_moaas"), ("dissociation", "dissociation"))


def moments(sheet: RunSheet) -> tuple[datetime, ...]:
    """Every time that must stand on the sheet."""
    steps = [step for drug in sheet.drugs for step in drug.steps]
    return (
        sheet.start,
        sheet.end,
        *([sheet.now] if sheet.now else []),
        *(entry.at for entry in sheet.vitals),
        *(event.at for event in sheet.events),
        *(step.start for step in steps),
        *(step.end for step in steps if step.end),
        *(dose.at for drug in sheet.drugs for dose in drug.doses),
        *(sheet.expected.at if sheet.expected else ()),
    )
