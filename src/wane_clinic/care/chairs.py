"""The chairs as the board shows them: each open session with what was seen last, in a constant number of queries."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import OuterRef, QuerySet, Subquery

from wane_clinic.care.current import standing
from wane_clinic.care.models import OPEN, QuickRating, Session, SessionEvent, State, VitalSigns


@dataclass(frozen=True, slots=True, kw_only=True)
class Chair:
    """One open session as the board shows it."""

    session: Session
    begun: datetime | None
    dosing: datetime | None
    vitals: VitalSigns | None
    rating: QuickRating | None


def chairs() -> tuple[Chair, ...]:
    """Every open session with its last vital signs and rating: four queries, no row before the last."""
    sessions = Session.objects.filter(state__in=OPEN).select_related("patient", "course").order_by("chair")
    found = list(sessions.annotate(last_signs=_last(VitalSigns), last_rating=_last(QuickRating)))
    events = {
        (event.session_id, event.state): event.happened_at
        for event in standing(SessionEvent.objects.filter(session__in=found))
    }
    vitals = VitalSigns.objects.in_bulk([one.last_signs for one in found if one.last_signs is not None])
    ratings = QuickRating.objects.in_bulk([one.last_rating for one in found if one.last_rating is not None])
    return tuple(
        Chair(
            session=session,
            begun=events.get((session.pk, State.PREP.value)),
            dosing=events.get((session.pk, State.INFUSING.value)),
            vitals=vitals.get(session.last_signs),
            rating=ratings.get(session.last_rating),
        )
        for session in found
    )


def _last(kind: type[VitalSigns] | type[QuickRating]) -> Subquery:
    """The key of the newest row that stands of a session."""
    rows: QuerySet[Any] = standing(kind._base_manager.filter(session=OuterRef("pk")))
    return Subquery(rows.order_by("-happened_at", "-id").values("pk")[:1])
