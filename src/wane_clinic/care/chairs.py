"""The chairs as the board shows them: each open session with what was seen last, in a constant number of queries."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import OuterRef, QuerySet, Subquery

from wane_clinic.care.current import standing
from wane_clinic.care.models import OPEN, DoseEvent, QuickRating, Session, SessionEvent, State, VitalSigns


@dataclass(frozen=True, slots=True, kw_only=True)
class Chair:
    """One open session as the board shows it."""

    session: Session
    begun: datetime | None
    dosing: datetime | None
    pressure: VitalSigns | None
    """The last set that holds a blood pressure: a pulse alone neither hides one nor counts as one; so for sedation."""
    sedation: QuickRating | None
    doses: tuple[DoseEvent, ...] = ()
    """Dose events that stand, by time."""


def chairs() -> tuple[Chair, ...]:
    """Every open session with its last blood pressure and sedation, and its doses, in a constant number of queries."""
    sessions = Session.objects.filter(state__in=OPEN).select_related("patient", "course").order_by("chair")
    pressure = VitalSigns.objects.filter(systolic_mmhg__isnull=False)
    sedation = QuickRating.objects.filter(moaas__isnull=False)
    found = list(sessions.annotate(last_pressure=_last(pressure), last_sedation=_last(sedation)))
    events = {
        (event.session_id, event.state): event.happened_at
        for event in standing(SessionEvent.objects.filter(session__in=found))
    }
    pressures = VitalSigns.objects.in_bulk([one.last_pressure for one in found if one.last_pressure is not None])
    ratings = QuickRating.objects.in_bulk([one.last_sedation for one in found if one.last_sedation is not None])
    doses: dict[int, list[DoseEvent]] = {}
    for dose in standing(DoseEvent.objects.filter(session__in=found)):
        doses.setdefault(dose.session_id, []).append(dose)
    return tuple(
        Chair(
            session=session,
            begun=events.get((session.pk, State.PREP.value)),
            dosing=events.get((session.pk, State.INFUSING.value)),
            pressure=pressures.get(session.last_pressure),
            sedation=ratings.get(session.last_sedation),
            doses=tuple(doses.get(session.pk, ())),
        )
        for session in found
    )


def _last(entries: QuerySet[Any]) -> Subquery:
    """The key of the newest of these that stands of a session."""
    rows = standing(entries.filter(session=OuterRef("pk")))
    return Subquery(rows.order_by("-happened_at", "-id").values("pk")[:1])
