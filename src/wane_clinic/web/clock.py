"""The server's clock, watched: a jump beside a clock that nobody sets is an event of the audit, and a line of the log.

Times of entries are only as good as this clock. The steady clock counts while the machine sleeps, where it can. Each
process of the server looks for itself; the event says by how much the one clock is ahead of the other since then, so
that a jump which another process has recorded is not recorded again.
"""

import logging
import time
from typing import Final, final

from wane_clinic.audit.actions import AuditAction
from wane_clinic.audit.chain import Detail
from wane_clinic.audit.models import AuditEvent
from wane_clinic.audit.record import record
from wane_clinic.audit.subjects import SYSTEM, Subject
from wane_clinic.web.people_here import now

TOLERATED_S: Final = 60.0
STEADY: Final = getattr(time, "CLOCK_BOOTTIME", time.CLOCK_MONOTONIC)


@final
class Watch:
    """What the clock was ahead of the steady one when somebody looked last."""

    def __init__(self) -> None:
        self._ahead_s: float | None = None

    @property
    def ahead_s(self) -> float:
        """[s] as of that look."""
        return self._ahead_s or 0.0

    def jumped_s(self, *, wall_s: float, steady_s: float) -> float:
        """[s] that the clock was set forward since the last look, negative where backward."""
        before, self._ahead_s = self._ahead_s, wall_s - steady_s
        return 0.0 if before is None else self._ahead_s - before


WATCH: Final = Watch()


def look(watch: Watch = WATCH) -> None:
    """Record a jump, if there was one and no other process has."""
    jumped_s = watch.jumped_s(wall_s=time.time(), steady_s=time.clock_gettime(STEADY))
    if abs(jumped_s) <= TOLERATED_S or _is_recorded(watch.ahead_s):
        return
    logging.getLogger("wane_clinic").warning("The server's clock jumped by %d s.", round(jumped_s))
    about = Subject(kind="clock", id="")
    detail: Detail = {"seconds": round(jumped_s), "ahead_s": round(watch.ahead_s)}
    record(action=AuditAction.CLOCK_JUMP, by=SYSTEM, at=now(), subject=about, detail=detail)


def _is_recorded(ahead_s: float) -> bool:
    """Whether the last jump on record left the clocks as they are now, to a second."""
    last = AuditEvent.objects.filter(action=AuditAction.CLOCK_JUMP).first()
    known = None if last is None else last.detail.get("ahead_s")
    return isinstance(known, int) and abs(known - ahead_s) <= 1.0
