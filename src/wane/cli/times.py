"""Times from people: ISO 8601 with a zone, or a local time in a zone that was named."""

from datetime import UTC, datetime, timedelta, timezone, tzinfo
from typing import Final
from zoneinfo import ZoneInfo

from wane.errors import ConflictError, FileFormatError, OutOfRangeError, UnitError, UnknownNameError
from wane.units import shown

EARLIEST_YEAR, LATEST_YEAR = 1970, 2200
EXAMPLE: Final = "2026-03-02T09:30+01:00"


def named_zone(text: str) -> tzinfo:
    """The zone of this name (`Europe/London`, `UTC`) or offset (`+01:00`)."""
    name = text.strip()
    if name.upper() in {"UTC", "Z"}:
        return UTC
    try:
        offset = datetime.strptime(name, "%z").tzinfo if name[:1] in {"+", "-"} else None
        return ZoneInfo(name) if offset is None else offset
    except (ValueError, OSError, LookupError):
        raise UnknownNameError(
            f'The zone "{shown(text)}" is not known; a name or an offset is needed: Europe/London, UTC, +01:00.'
        ) from None


def parse_when(text: str, zone: tzinfo | None) -> datetime:
    """The aware time of an ISO text; without its own zone it is a local time in `zone`."""
    if not text:
        raise FileFormatError(f"No time came; it is needed: write {EXAMPLE}.")
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        raise FileFormatError(f'The time "{shown(text)}" is not ISO 8601: write {EXAMPLE}.') from None
    if len(text) <= len("2026-03-02") or not any(mark in text for mark in "T t:"):
        raise FileFormatError(f'The day "{shown(text)}" came without a time of day; it is needed: write {EXAMPLE}.')
    if not EARLIEST_YEAR <= found.year < LATEST_YEAR:
        raise OutOfRangeError(f'The time "{shown(text)}" came; years {EARLIEST_YEAR} to {LATEST_YEAR - 1} are read.')
    if found.tzinfo is not None:
        return found
    if zone is None:
        raise UnitError(f'The time "{shown(text)}" came without a zone: write {EXAMPLE}, or give --zone Europe/London.')
    return _in_zone(found, zone, text)


def _in_zone(local: datetime, zone: tzinfo, text: str) -> datetime:
    """The local time in its zone; ConflictError where a clock change skips or repeats it."""
    first, second = (local.replace(tzinfo=zone, fold=fold) for fold in (0, 1))
    if first.astimezone(UTC).astimezone(zone).replace(tzinfo=None) != local:
        raise ConflictError(f'The time "{shown(text)}" does not exist: clocks went forward over it; give its offset.')
    if first.utcoffset() != second.utcoffset():
        raise ConflictError(f'The time "{shown(text)}" came twice that day: clocks went back; give its offset.')
    offset = first.utcoffset()
    assert offset is not None
    return first.replace(tzinfo=timezone(offset))  # two times of one named zone would be told apart by the wall clock


def fixed_words(zone: tzinfo) -> str:
    """`UTC+01:00` of an offset, or the zone's own name."""
    offset = zone.utcoffset(None)
    return str(zone) if offset is None else str(timezone(offset)) if offset != timedelta(0) else "UTC"
