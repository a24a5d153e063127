"""What went on record of a patient after a session was ordered: whoever confirms or starts it reads that first."""

from collections.abc import Iterator
from datetime import tzinfo
from typing import Final

from wane_clinic.care.current import standing, weight_of
from wane_clinic.care.models import FactKind, IntakeFact, PhaseChange, Session
from wane_clinic.web.patient.history import words_of

FAR_KG: Final = 0.5
"""[kg] by which a weight may lie off the order's without a word."""
MEASURED: Final = (FactKind.WEIGHT, FactKind.HEIGHT)


def since_ordered(session: Session, zone: tzinfo) -> tuple[str, ...]:
    """Sentences, each about one thing; none where nothing came."""
    return tuple(_since(session, zone))


def _since(session: Session, zone: tzinfo) -> Iterator[str]:
    weight = weight_of(session.patient)
    if weight is not None and weight.value is not None and abs(weight.value - session.weight_kg) >= FAR_KG:
        yield (
            f"The newest weight is {weight.value:g} kg, of {weight.happened_at.astimezone(zone):%-d %b %Y}; "
            f"the order is for {session.weight_kg:g} kg."
        )
    facts = standing(IntakeFact.objects.filter(patient=session.patient, entered_at__gt=session.entered_at))
    for fact in facts.exclude(kind__in=[one.value for one in MEASURED]):
        yield f"New on record: {words_of(fact)}."
    for change in standing(PhaseChange.objects.filter(course=session.course, entered_at__gt=session.entered_at)):
        yield f"The course entered the phase {change.phase}: {change.why or 'no reason given'}."
