"""Published statements beside the answers of `wane how-long`, and the settings of its questions, from one data file."""

import functools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final, cast

from wane.errors import UnsupportedError
from wane.evidence.reading import DATA, Row, load_register, load_table, load_yaml

Fields = Mapping[str, object]
FILE: Final = DATA / "effect" / "how_long.yaml"
USES: Final = frozenset({"prior", "fit"})
"""What a row shown here may be used for: a row marked `validate` stays unseen."""
WEAKEST_FIRST: Final = ("unverified", "secondary", "secondary_source", "abstract_only", "full_text_table", "full_text")


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """What was published, in a sentence; `confidence` is how its weakest row was read."""

    question: str
    text: str
    confidence: str
    evidence: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class UsualSpacing:
    """Sessions on `days` of every `every` days."""

    days: tuple[float, ...]
    every: float
    words: str
    evidence: tuple[str, ...]

    def first(self, count: int) -> tuple[float, ...]:
        """Days of the first `count` sessions."""
        return tuple(self.every * (k // len(self.days)) + self.days[k % len(self.days)] for k in range(count))


def statements(condition: str, *, question: str, kinds: frozenset[str] = frozenset()) -> tuple[Statement, ...]:
    """What is published on a question in a condition; of those on medicines, the ones about these kinds, or all."""
    return tuple(
        _statement(question, entry)
        for entry in _entries()
        if entry["question"] == question
        and condition in cast(Sequence[str], entry["conditions"])
        and (not kinds or kinds & spoken_of(entry))
    )


def spoken_of(entry: Fields) -> frozenset[str]:
    """Medicines and classes that an entry is about."""
    return frozenset([*cast(Sequence[str], entry.get("medicines", ())), *cast(Sequence[str], entry.get("classes", ()))])


def misfits(condition: str) -> tuple[Statement, ...]:
    """Where the model is known to be wrong in this condition."""
    found = cast(Mapping[str, Fields], _file()["misfits"])
    return tuple(
        _statement(question, entry)
        for question, entry in found.items()
        if condition in cast(Sequence[str], entry["conditions"])
    )


def number(name: str) -> float:
    """One setting."""
    return float(cast(float, _setting(name)["value"]))


def numbers(name: str) -> tuple[float, ...]:
    """One setting of several numbers."""
    return tuple(float(value) for value in cast(Sequence[float], _setting(name)["value"]))


def look_h(family: str) -> float:
    """[h] after the last session at which an effect is judged."""
    return float(cast(float, cast(Mapping[str, Fields], _setting("look_h"))[family]["value"]))


def usual_spacing(family: str) -> UsualSpacing:
    """When sessions follow each other where nobody says."""
    entry = cast(Mapping[str, Fields], _file()["spacing"])[family]
    return UsualSpacing(
        days=tuple(cast(Sequence[float], entry["days"])),
        every=float(cast(float, entry["every"])),
        words=str(entry["words"]),
        evidence=tuple(cast(Sequence[str], entry["rows"])),
    )


def usual_sessions(family: str) -> int:
    """How many sessions make a series where nobody says."""
    return cast(Mapping[str, int], _file()["sessions"])[family]


def common_doses(family: str) -> Sequence[tuple[str, str, str]]:
    """(drug, route, dose) of the ways that are compared."""
    ways = cast(Mapping[str, Sequence[Sequence[str]]], _file()["routes"])[family]
    return tuple((drug, route, dose) for drug, route, dose in ways)


def shown_medicines(family: str) -> tuple[str, ...]:
    """Medicines and classes that are shown where nobody says what a person takes."""
    return tuple(cast(Mapping[str, Sequence[str]], _file()["medicines"])[family])


def classes_of(medicine: str) -> frozenset[str]:
    """A medicine's name and classes."""
    known = cast(Mapping[str, Mapping[str, Sequence[str]]], load_register("medicines")["medicines"])
    return frozenset([medicine, *(known[medicine]["classes"] if medicine in known else ())])


def _statement(question: str, entry: Fields) -> Statement:
    rows = [_row(name) for name in cast(Sequence[str], entry["rows"])]
    return Statement(
        question=question,
        text=str(entry["text"]),
        confidence=min((row["confidence"] for row in rows), key=WEAKEST_FIRST.index),
        evidence=tuple(row["id"] for row in rows),
    )


def _row(name: str) -> Row:
    """A row that may be shown; UnsupportedError for one that may not."""
    row = next(r for r in load_table(name.split(".", maxsplit=1)[0]) if r["id"] == name)
    if row["use"] not in USES:
        raise UnsupportedError(f"{name} is marked {row['use']}; it may not be shown beside an answer: leave it out.")
    return row


@functools.cache
def _file() -> Fields:
    return load_yaml(FILE)


def _entries() -> Sequence[Fields]:
    return cast(Sequence[Fields], _file()["statements"])


def _setting(name: str) -> Fields:
    return cast(Mapping[str, Fields], _file()["settings"])[name]
