"""What stands on a sheet."""

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from wane_clinic.bridge.session_plan import view_plan
from wane_clinic.bridge.visits import Told, after_visit, fasting
from wane_clinic.care.current import plan_of
from wane_clinic.care.models import Session, State
from wane_clinic.people.models import ClinicSettings, Patient


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """One time at which staff check something, in minutes from the start."""

    minute: str
    what: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """One sheet of one patient: name and day, and rules with their sources."""

    patient: Patient
    next_visit: str
    fasting: tuple[Told, ...]
    after: tuple[Told, ...]
    looks: tuple[Look, ...]

    @property
    def sources(self) -> str:
        """Ids of the evidence, for the foot of the sheet."""
        return ", ".join(dict.fromkeys(told.source for told in (*self.fasting, *self.after) if told.source))


def sheet_of(patient: Patient, *, settled: ClinicSettings, at: datetime) -> Sheet:
    """Everything that the three sheets print; times come from the stored plan of the next session, if one is."""
    session = next_session(patient, at=at)
    zone = ZoneInfo(settled.zone)
    return Sheet(
        patient=patient,
        next_visit="" if session is None else f"{session.planned_for.astimezone(zone):%A %-d %B %Y, %H:%M}",
        fasting=fasting(session),
        after=after_visit(settled),
        looks=() if session is None else _looks(session),
    )


def next_session(patient: Patient, *, at: datetime) -> Session | None:
    """The next session that is planned."""
    planned = Session.objects.filter(patient=patient, state=State.PLANNED, planned_for__gt=at)
    return planned.order_by("planned_for").first()


def _looks(session: Session) -> tuple[Look, ...]:
    stored = plan_of(session)
    if stored is None:
        return ()
    return tuple(Look(minute=f"{one['minute']:.0f} min", what=str(one["what"])) for one in view_plan(stored).monitoring)
