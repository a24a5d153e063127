"""Cost of the planned sessions: charged, covered and out of pocket, by phase and in all, in decimal arithmetic."""

from collections.abc import Sequence

from wane.plan.course_plan import CostLine, Occasion
from wane.plan.course_request import Fee
from wane.plan.course_schedule import Phase


def cost_lines(sessions: Sequence[Occasion], fee: Fee | None) -> tuple[CostLine, ...]:
    """One line for each phase with planned sessions, then the sum; none without a fee."""
    if fee is None:
        return ()
    phases = dict.fromkeys(one.phase for one in sessions)
    lines = [_line(phase, sum(one.phase is phase for one in sessions), fee) for phase in phases]
    return (*lines, _line(None, len(sessions), fee))


def _line(phase: Phase | None, sessions: int, fee: Fee) -> CostLine:
    return CostLine(
        phase=phase,
        sessions=sessions,
        charged=sessions * fee.cost,
        covered=sessions * fee.covered,
        own=sessions * (fee.cost - fee.covered),
        currency=fee.currency,
    )
