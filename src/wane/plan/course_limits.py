"""Limits of a course plan: what it is, what it rests on, what it does not know."""

from typing import Final

from wane.forecast.statements import misfits_first
from wane.plan.course_outlook import Outlook

PROPOSED: Final = "Every date is proposed and none is booked; a clinician decides."
REPLANNED: Final = (
    "The forecast dates the next session alone. Later ones keep its spacing, or the printed one: plan again at every "
    "score and every session. A score a week between sessions makes the next date surer."
)
SPACING: Final = (
    "No session is closer than {shortest} d to the one before it; a rule may only lengthen what a label or the clinic "
    "sets."
)
MAINTENANCE: Final = (
    "No controlled trial compares ways to space maintenance (mood_practice.racemic_maintenance_range_in_literature.1)."
)
MONEY: Final = "Costs are the clinic's own numbers times planned sessions; sessions already given are not in them."


def course_limits(seen: Outlook, shortest_days: int) -> tuple[str, ...]:
    """The sentences that stand under every course plan, then those of its forecast, its known misfits first."""
    own = () if seen.now is None else misfits_first(seen.now.limits)
    return (PROPOSED, REPLANNED, SPACING.format(shortest=shortest_days), MAINTENANCE, *own)
