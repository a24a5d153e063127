"""What was typed about a course, as values: clinic days, money, phases, rules, an earlier plan."""

import json
import re
from datetime import date, datetime, time
from decimal import Decimal
from pathlib import Path
from typing import Final

from wane.cli.names import nearest
from wane.errors import ConflictError, FileFormatError, OutOfRangeError, UnitError, UnknownNameError
from wane.plan.course_request import BookingRule, EarlierPlan, Fee
from wane.plan.course_schedule import Phase, ScheduleName
from wane.units import shown

DAYS: Final = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
RULES: Final = {
    "1": BookingRule.RISK, "risk": BookingRule.RISK,
    "2": BookingRule.BAD_DAYS, "bad days": BookingRule.BAD_DAYS,
    "ladder": BookingRule.LADDER,
}  # fmt: skip
MONEY: Final = re.compile(r"([0-9]{1,9}(?:\.[0-9]{1,4})?)\s*([^\W\d_]{1,12}|[^\w\s])")
MOST_CLOSED, MAX_BYTES = 1000, 5_000_000


def parse_clinic_days(text: str) -> frozenset[int]:
    """`mon,tue,thu` as days of the week, 0 is Monday."""
    found = set()
    for word in (piece.strip().casefold() for piece in text.split(",")):
        if word[:3] not in DAYS or not f"{word}".isalpha():
            raise UnknownNameError(f'The clinic day "{shown(word)}" is not known; write mon,tue,wed,thu,fri,sat,sun.')
        found.add(DAYS.index(word[:3]))
    return frozenset(found)


def parse_day(text: str, what: str) -> date:
    """`2026-12-25` as a date."""
    try:
        found = datetime.strptime(text.strip(), "%Y-%m-%d").date()  # noqa: DTZ007  a day of the clinic, without a time
    except ValueError:
        raise FileFormatError(
            f'{what} "{shown(text)}" is no date; year, month and day are needed: 2026-12-25.'
        ) from None
    if not 1970 <= found.year < 2200:
        raise OutOfRangeError(f'{what} "{shown(text)}" came; years 1970 to 2199 are read: check the year.')
    return found


def parse_closed(text: str) -> frozenset[date]:
    """`2026-12-25,2026-12-26` as the days a clinic is closed."""
    words = [word for word in text.split(",") if word.strip()]
    if len(words) > MOST_CLOSED:
        raise OutOfRangeError(f"{len(words)} closed days came; at most {MOST_CLOSED} are read: give those ahead.")
    return frozenset(parse_day(word, "The closed day") for word in words)


def parse_time_of_day(text: str) -> time:
    """`10:00` as a time on the clinic's wall."""
    if re.fullmatch(r"([01]?\d|2[0-3]):[0-5]\d", text.strip()):
        hour, minute = text.strip().split(":")
        return time(hour=int(hour), minute=int(minute))
    raise UnitError(f'A time of day of "{shown(text)}" came; hours and minutes are needed: write 10:00.')


def parse_rule(text: str) -> BookingRule:
    """`1`, `2` or `ladder`."""
    name = " ".join(text.casefold().replace("_", " ").split()).removeprefix("rule ")
    if name not in RULES:
        raise UnknownNameError(f'The rule "{shown(text)}" is not known; one of 1, 2, ladder is needed: give one.')
    return RULES[name]


def parse_phase(text: str) -> Phase:
    """A phase by its name."""
    name, known = " ".join(text.casefold().replace("-", " ").split()), [phase.value for phase in Phase]
    if name not in known:
        raise UnknownNameError(
            f'The phase "{shown(text)}" is not known; one of {", ".join(known)} is needed{nearest(name, known)}'
        )
    return Phase(name)


def parse_schedule(text: str) -> ScheduleName:
    """`clinic` or `label`."""
    name = text.strip().casefold()
    if name not in {one.value for one in ScheduleName}:
        raise UnknownNameError(f'The schedule "{shown(text)}" is not known; clinic or label is needed: give one.')
    return ScheduleName(name)


def parse_fee(cost: str | None, covered: str | None) -> Fee | None:
    """What one session costs and what is covered of it, both in one currency."""
    if cost is None:
        if covered is not None:
            raise ConflictError("--covered came without --cost; what a session costs is needed: give both.")
        return None
    amount, currency = _money(cost, "A cost")
    part, other = (Decimal(0), currency) if covered is None else _money(covered, "A covered amount")
    if other != currency:
        raise ConflictError(f"The cost is in {currency} and what is covered in {other}; nothing is converted: use one.")
    return Fee(cost=amount, covered=part, currency=currency)


def _money(text: str, what: str) -> tuple[Decimal, str]:
    found = MONEY.fullmatch(text.strip())
    if found is None:
        raise UnitError(f'{what} of "{shown(text)}" came; an amount and a currency are needed: write "450 EUR".')
    return Decimal(found[1]), found[2]


def read_earlier_plan(path: Path) -> EarlierPlan:
    """A plan that `wane course --json` printed before, as far as it is compared."""
    try:
        raw = path.read_bytes()
    except OSError as error:
        why = error.strerror or "it cannot be read"
        raise FileFormatError(
            f'The previous plan "{shown(str(path))}" cannot be read ({why}): check its name.'
        ) from None
    needed = f"The previous plan {path.name} is not what wane course --json prints; give that file."
    if len(raw) > MAX_BYTES:
        raise FileFormatError(needed)
    try:
        found = json.loads(raw)
        sessions = {int(one["number"]): datetime.fromisoformat(one["at"]) for one in found["sessions"]}
        now = datetime.fromisoformat(found["asked"]["now"])
        phase = Phase(found["phase"])
    except (ValueError, KeyError, TypeError, RecursionError):
        raise FileFormatError(needed) from None
    if any(at.tzinfo is None for at in (now, *sessions.values())):
        raise FileFormatError(needed)
    return EarlierPlan(now=now, phase=phase, sessions=sessions)
