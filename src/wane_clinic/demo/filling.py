"""A session of the demo that fills itself: `python -m wane_clinic.demo.filling`, beside the server of the demo.

One chair goes on as its fictional nurse would enter it, so that a newcomer sees board and sheet move; it ends as soon
as anybody else records a pressure there, or the session leaves the watch. The clock is the real one: a set comes every
90 s where a clinic takes one every 15 min.
"""

import os
import time
import uuid
from datetime import UTC, datetime
from typing import Any, Final

import numpy as np

EVERY_S: Final = 90.0
LOOKS_S: Final = 1.0
"""[s] between looks whether the server is still there."""
MOST_SETS: Final = 40
CHAIR: Final = 2
USERNAME: Final = "nurse2"
NEAR: Final = {"systolic_mmhg": (2.0, 100, 159), "diastolic_mmhg": (1.5, 56, 99), "pulse_per_min": (1.5, 51, 109)}
"""[same unit] by how much a sign drifts from set to set, and between what it stays."""


def fill_once(*, now: datetime, rng: np.random.Generator) -> bool:
    """One more set, near the last one; False where the session is somebody else's, or over."""
    from wane_clinic.actions.ratings import record_rating
    from wane_clinic.actions.vitals import record_vitals
    from wane_clinic.care.current import standing
    from wane_clinic.care.models import Session, State, VitalSigns

    session = Session.objects.select_related("patient").filter(chair=CHAIR, state=State.WATCH).first()
    if session is None:
        return False
    last = standing(VitalSigns.objects.filter(session=session, systolic_mmhg__isnull=False)).last()
    if last is None or last.entered_by is None or last.entered_by.username != USERNAME:
        return False
    signs: dict[str, Any] = {
        name: int(np.clip(round(getattr(last, name) + rng.normal(0.0, spread)), low, high))
        for name, (spread, low, high) in NEAR.items()
        if getattr(last, name) is not None
    }
    said: dict[str, Any] = {"by": last.entered_by, "happened_at": now, "entered_at": now}
    record_vitals(session=session, **signs, spo2_pct=int(rng.integers(96, 100)), client_key=uuid.uuid4(), **said)
    record_rating(session=session, moaas=5, dissociation=int(rng.integers(0, 2)), client_key=uuid.uuid4(), **said)
    return True


def main() -> None:
    """Until taken over, or the server that started this has ended."""
    import django

    django.setup()
    rng, parent = np.random.default_rng(), os.getppid()
    for _ in range(MOST_SETS):
        until = time.monotonic() + EVERY_S
        while time.monotonic() < until:
            time.sleep(LOOKS_S)
            if os.getppid() != parent:
                return
        if not fill_once(now=datetime.now(UTC), rng=rng):
            return


if __name__ == "__main__":
    main()
