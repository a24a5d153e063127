"""What stands now: entries that no later entry amends or voids, in a constant number of queries."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise
from typing import Any, Generic, TypeVar

from django.db.models import Q, QuerySet

from wane_clinic.care.models import (
    Alert,
    Booking,
    BookingState,
    Course,
    DoseEvent,
    DoseKind,
    Entry,
    FactKind,
    IntakeFact,
    Leaving,
    LeavingItem,
    Note,
    OwnData,
    PhaseChange,
    QuickRating,
    RescueDrug,
    Score,
    Session,
    SessionEvent,
    SideEffect,
    State,
    StoredCoursePlan,
    StoredForecast,
    StoredPlan,
    StoredScoreCard,
    VitalSigns,
)
from wane_clinic.people.models import Clinician, Patient

E = TypeVar("E", bound=Entry)


@dataclass(frozen=True, slots=True, kw_only=True)
class Line(Generic[E]):
    """One entry as it stands, and its earlier versions, oldest first; a void one is shown struck through."""

    row: E
    earlier: tuple[E, ...]

    @property
    def is_corrected(self) -> bool:
        """Whether an earlier version is shown beside it."""
        return bool(self.earlier)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """Everything recorded in one session, by time, with what was corrected."""

    session: Session
    steps: tuple[Line[SessionEvent], ...]
    doses: tuple[Line[DoseEvent], ...]
    vitals: tuple[Line[VitalSigns], ...]
    ratings: tuple[Line[QuickRating], ...]
    effects: tuple[Line[SideEffect], ...]
    rescues: tuple[Line[RescueDrug], ...]
    notes: tuple[Line[Note], ...]
    leaving: tuple[Line[LeavingItem], ...]

    @property
    def events(self) -> tuple[SessionEvent, ...]:
        """Steps that stand, by time."""
        return stand(self.steps)

    def reached(self, state: State) -> datetime | None:
        """When the session came to a state."""
        return next((event.happened_at for event in self.events if event.state == state), None)


def standing(rows: QuerySet[E]) -> QuerySet[E]:
    """Those that no later entry amends, without void ones."""
    return rows.filter(amendment=None, is_void=False)


def every(kind: type[E], **of: Any) -> tuple[E, ...]:
    """All entries of a kind, corrected ones too, as `lines` takes them: unsorted, for it sorts what stands."""
    return tuple(kind._base_manager.filter(**of).order_by())


def lines(rows: Iterable[E]) -> tuple[Line[E], ...]:
    """Entries with their earlier versions, by the time of what stands; give all rows, corrected ones too."""
    by_id: dict[int | None, E] = {row.pk: row for row in rows}
    amended = {row.earlier_id for row in by_id.values()}
    found = [Line(row=row, earlier=_earlier(row, by_id)) for row in by_id.values() if row.pk not in amended]
    return tuple(sorted(found, key=lambda line: (line.row.happened_at, line.row.entered_at, line.row.pk)))


def stand(found: Iterable[Line[E]]) -> tuple[E, ...]:
    """The rows of lines that are not void."""
    return tuple(line.row for line in found if not line.row.is_void)


def _earlier(row: E, by_id: dict[int | None, E]) -> tuple[E, ...]:
    chain: list[E] = []
    while row.earlier_id in by_id:
        row = by_id[row.earlier_id]
        chain.append(row)
    return tuple(reversed(chain))


def sheet(session: Session) -> Sheet:
    """The run sheet of a session: nine queries, however much was recorded."""
    events, doses = every(SessionEvent, session=session), every(DoseEvent, session=session)
    vitals, ratings = every(VitalSigns, session=session), every(QuickRating, session=session)
    effects, rescues = every(SideEffect, session=session), every(RescueDrug, session=session)
    notes, leaving = every(Note, session=session), every(LeavingItem, session=session)
    name_who_entered(*events, *doses, *vitals, *ratings, *effects, *rescues, *notes, *leaving)
    return Sheet(
        session=session, steps=lines(events), doses=lines(doses), vitals=lines(vitals), ratings=lines(ratings),
        effects=lines(effects), rescues=lines(rescues), notes=lines(notes), leaving=lines(leaving),
    )  # fmt: skip


def name_who_entered(*rows: Entry) -> None:
    """Give rows of any tables their `entered_by` by one query: the same few people entered most of them."""
    people = Clinician.objects.in_bulk({row.entered_by_id for row in rows if row.entered_by_id is not None})
    for row in rows:
        if row.entered_by_id is not None:
            row.entered_by = people[row.entered_by_id]


def delivered_mg(doses: Sequence[DoseEvent], *, at: datetime) -> float:
    """[mg] given by a time: boluses, and the pump's rate over the time that it ran. Standing rows, by time."""
    given, rate_mg_h, kept_mg_h, since = 0.0, 0.0, 0.0, None
    for dose in doses:
        if dose.happened_at > at:
            break
        if since is not None:
            given += rate_mg_h * (dose.happened_at - since).total_seconds() / 3600.0
        since = dose.happened_at
        match DoseKind(dose.kind):
            case DoseKind.BOLUS:
                given += dose.dose_mg or 0.0
            case DoseKind.START | DoseKind.RATE:
                rate_mg_h = kept_mg_h = dose.rate_mg_h or 0.0
            case DoseKind.RESUME:
                rate_mg_h = kept_mg_h if dose.rate_mg_h is None else dose.rate_mg_h
            case DoseKind.PAUSE:
                rate_mg_h = 0.0
            case DoseKind.STOP:
                rate_mg_h = 0.0
                given = given if dose.total_mg is None else dose.total_mg
    return given if since is None else given + rate_mg_h * (at - since).total_seconds() / 3600.0


def order_given_at(session: Session, doses: Sequence[DoseEvent], *, now: datetime) -> datetime | None:
    """When a pump that still runs had given the whole order; None where it has not, or nothing runs. Rows by time."""
    pumped = [dose.kind for dose in doses if dose.kind != DoseKind.BOLUS]
    if session.state != State.INFUSING or not pumped or pumped[-1] in (DoseKind.PAUSE, DoseKind.STOP):
        return None
    return _reached_mg(doses, mg=session.dose_mg, until=now)


def _reached_mg(doses: Sequence[DoseEvent], *, mg: float, until: datetime) -> datetime | None:
    """When so much had been given, by the rates recorded; None where less was given by `until`."""
    times = [*(dose.happened_at for dose in doses if dose.happened_at <= until), until]
    for start, end in pairwise(times):
        before, after = delivered_mg(doses, at=start), delivered_mg(doses, at=end)
        if before >= mg:
            return start
        if after >= mg:
            return start + (end - start) * ((mg - before) / (after - before))
    return None


def leaving_gaps(session: Session) -> tuple[Leaving, ...]:
    """Lines of the checklist that nobody answered."""
    answered = set(standing(LeavingItem.objects.filter(session=session)).values_list("item", flat=True))
    return tuple(item for item in Leaving if item.value not in answered)


def scores_of(course: Course) -> tuple[Score, ...]:
    """Scores that stand, by time."""
    return tuple(standing(Score.objects.filter(course=course)).order_by("happened_at", "id"))


def phase_of(course: Course) -> PhaseChange | None:
    """Where the course stands."""
    return standing(PhaseChange.objects.filter(course=course)).order_by("-happened_at", "-id").first()


def facts_of(patient: Patient) -> tuple[IntakeFact, ...]:
    """Facts that stand, by time."""
    return tuple(standing(IntakeFact.objects.filter(patient=patient)).order_by("happened_at", "id"))


def weight_of(patient: Patient) -> IntakeFact | None:
    """The newest weight [kg]; how old it is, its time says."""
    found = standing(IntakeFact.objects.filter(patient=patient, kind=FactKind.WEIGHT))
    return found.order_by("-happened_at", "-id").first()


def plan_of(session: Session) -> StoredPlan | None:
    """The newest stored plan of the session's own order."""
    return StoredPlan.objects.filter(session=session, alternative="").order_by("-entered_at", "-id").first()


def forecast_of(course: Course, own_data: OwnData = OwnData.USED) -> StoredForecast | None:
    """The newest stored forecast."""
    found = StoredForecast.objects.filter(course=course, own_data=own_data)
    return found.order_by("-happened_at", "-id").first()


def released_forecast_of(course: Course) -> StoredForecast | None:
    """All that a patient may see: the newest forecast, where a clinician has released it and nobody withdrew it."""
    newest = forecast_of(course)
    is_shared = newest is not None and newest.released_at is not None and newest.withdrawn_at is None
    return newest if is_shared else None


def course_plan_of(course: Course) -> StoredCoursePlan | None:
    """The newest stored plan of the course."""
    return StoredCoursePlan.objects.filter(course=course).order_by("-happened_at", "-id").first()


def score_card_of_clinic() -> StoredScoreCard | None:
    """The newest stored score card."""
    return StoredScoreCard.objects.order_by("-happened_at", "-id").first()


def open_alerts(to: Clinician | None = None) -> QuerySet[Alert]:
    """Alerts that nobody has acknowledged, oldest first: all, or one clinician's and those to somebody who left."""
    found = Alert.objects.filter(acknowledged_at__isnull=True).select_related("score__patient", "score__course", "to")
    return found if to is None else found.filter(Q(to=to) | Q(to__is_active=False))


def open_proposals() -> QuerySet[Booking]:
    """Proposals that wait for a decision, soonest first."""
    found = Booking.objects.filter(state=BookingState.PROPOSED)
    return found.select_related("course__patient").order_by("proposed_for")
