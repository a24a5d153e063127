"""Times: a zone is never guessed, and a clock time that did not exist or came twice is asked about."""

from datetime import UTC, datetime

import pytest

from wane.cli.times import fixed_words, named_zone, parse_when
from wane.errors import ConflictError, FileFormatError, OutOfRangeError, UnitError, UnknownNameError

LONDON = named_zone("Europe/London")


@pytest.mark.parametrize(
    "text", ["2026-07-01T10:00", "2026-07-01 10:00", "2026-07-01T10:00+01:00", "2026-07-01T09:00Z"]
)
def test_one_moment_can_be_written_in_many_ways(text: str) -> None:
    assert parse_when(text, LONDON).astimezone(UTC) == datetime(2026, 7, 1, 9, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "zone", "error", "says"),
    [
        ("", None, FileFormatError, "No time"),
        ("2026-07-01", None, FileFormatError, "time of day"),
        ("01/07/2026 10:00", None, FileFormatError, "ISO 8601"),
        ("1026-07-01T10:00Z", None, OutOfRangeError, "1970"),
        ("2026-07-01T10:00", None, UnitError, "--zone"),
        ("2026-03-29T01:30", LONDON, ConflictError, "does not exist"),
        ("2026-10-25T01:30", LONDON, ConflictError, "twice"),
    ],
)
def test_what_is_wrong_with_a_time_is_said(text: str, zone: object, error: type[Exception], says: str) -> None:
    with pytest.raises(error, match=says):
        parse_when(text, zone)  # type: ignore[arg-type]  # a zone or None


def test_a_repeated_time_with_its_offset_is_one_moment() -> None:
    assert parse_when("2026-10-25T01:30+00:00", LONDON).astimezone(UTC).hour == 1


@pytest.mark.parametrize(
    ("text", "words"), [("UTC", "UTC"), ("+01:00", "UTC+01:00"), ("Europe/London", "Europe/London")]
)
def test_a_zone_is_a_name_or_an_offset(text: str, words: str) -> None:
    assert fixed_words(named_zone(text)) == words


@pytest.mark.parametrize("text", ["Europe/Londonn", "+99:99", "../etc/passwd", "", "Mars"])
def test_an_unknown_zone_is_refused(text: str) -> None:
    with pytest.raises(UnknownNameError, match="Europe/London"):
        named_zone(text)
