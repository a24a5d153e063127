"""The hash of an event: SHA-256 over its canonical JSON, the hash before included."""

import hashlib
import json
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Final, TypeAlias

JsonValue: TypeAlias = "str | int | float | bool | list[JsonValue] | dict[str, JsonValue] | None"
Detail: TypeAlias = Mapping[str, "JsonValue"]
START: Final = "0" * 64
"""What the first event holds in place of a hash before."""


def canonical(value: object) -> str:
    """One spelling of JSON: sorted keys, no spaces, plain ASCII, no NaN; a date or an id as its text."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=True, allow_nan=False, default=str)


def instant(at: datetime) -> str:
    """A time in UTC with microseconds, as it is hashed."""
    if at.tzinfo is None:
        raise ValueError(f"{at} has no time zone; an event happens at an aware time, in UTC.")
    return at.astimezone(UTC).isoformat(timespec="microseconds")


def hash_of(fields: Mapping[str, object]) -> str:
    """Hash of the fields of an event, its own hash aside."""
    at = fields["at"]
    if not isinstance(at, datetime):
        raise TypeError(f"at is {at!r}; a datetime is needed.")
    return hashlib.sha256(canonical({**fields, "at": instant(at)}).encode("ascii")).hexdigest()
