"""What moved since an earlier plan, session by session."""

from collections.abc import Iterator, Sequence
from datetime import datetime, tzinfo

from wane.plan.course_plan import GivenSession, Occasion
from wane.plan.course_request import EarlierPlan
from wane.plan.course_schedule import Phase


def changes_since(
    earlier: EarlierPlan | None, given: Sequence[GivenSession], sessions: Sequence[Occasion], phase: Phase, zone: tzinfo
) -> tuple[str, ...]:
    """A sentence for each change; one that says so where nothing moved; nothing without an earlier plan."""
    if earlier is None:
        return ()
    found = list(_changes(earlier, given, sessions, phase, zone))
    return tuple(found) or (f"Nothing moved since the plan of {_when(earlier.now, zone)}.",)


def _changes(
    earlier: EarlierPlan, given: Sequence[GivenSession], sessions: Sequence[Occasion], phase: Phase, zone: tzinfo
) -> Iterator[str]:
    if earlier.phase is not phase:
        yield f"Phase: {earlier.phase} -> {phase}."
    held, now = {one.number: one.at for one in given}, {one.number: one.at for one in sessions}
    for number, planned in sorted(earlier.sessions.items()):
        if number in held:
            if held[number] != planned:
                yield f"Session {number}: planned {_when(planned, zone)}, given {_when(held[number], zone)}."
        elif number not in now:
            yield f"Session {number} ({_when(planned, zone)}): no longer planned."
        elif now[number] != planned:
            yield f"Session {number}: {_when(planned, zone)} -> {_when(now[number], zone)}."
    new = [one for one in sessions if one.number not in earlier.sessions]
    if new:
        numbers = f"{new[0].number}" if len(new) == 1 else f"{new[0].number} to {new[-1].number}"
        yield f"New: session{'s' if len(new) > 1 else ''} {numbers}, from {_when(new[0].at, zone)}."


def _when(at: datetime, zone: tzinfo) -> str:
    return f"{at.astimezone(zone):%a %-d %b %Y %H:%M}"
