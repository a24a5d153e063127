"""The words for facts and medicines: one controlled name each, with synonyms, read from the registers."""

import functools
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final, cast

from wane.errors import UnknownNameError
from wane.evidence.reading import load_register
from wane.units import shown

CLOSE: Final = 0.75
"""How alike a spelling must be to be offered [share of letters, by difflib]."""


class Kind(StrEnum):
    """How a fact is stated."""

    BOOL = "bool"
    NUMBER = "number"
    CATEGORY = "category"
    ADVICE = "advice"


class Part(StrEnum):
    """When in a session's life a fact can be known."""

    PERSON = "person"
    HISTORY = "history"
    CONDITION = "condition"
    PRE_SESSION = "pre_session"
    CLINIC = "clinic"
    PLAN = "plan"
    MEDICINE = "medicine"
    DURING = "during"
    STOP = "stop"
    DISCHARGE = "discharge"
    AFTER = "after"
    LONGTERM = "longterm"

    @property
    def is_before(self) -> bool:
        """Whether a fact of this part exists, and is asked for, before the session."""
        return self not in (Part.DURING, Part.STOP, Part.DISCHARGE, Part.AFTER, Part.LONGTERM)


@dataclass(frozen=True, slots=True, kw_only=True)
class FactWord:
    """One fact of the vocabulary: `says` heads a finding's sentence, `line` a line in a list for later."""

    name: str
    kind: Kind
    part: Part
    unit: str
    question: str
    says: str
    line: str
    levels: tuple[str, ...]
    any_of: frozenset[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Term:
    """A word that states some facts and leaves others open."""

    sets: Mapping[str, bool]
    asks: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Vocabulary:
    """Every fact and term, the way from any spelling to its name, and what one fact raises or implies."""

    facts: Mapping[str, FactWord]
    spellings: Mapping[str, str]
    terms: Mapping[str, Term]
    raises: Mapping[str, tuple[str, ...]]
    implies: Mapping[str, tuple[str, ...]]
    indications: Mapping[str, str]
    stays: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Medicines:
    """Every medicine with its classes, and the way from any spelling to its name."""

    classes: Mapping[str, frozenset[str]]
    spellings: Mapping[str, str]


def folded(text: str) -> str:
    """A spelling without case, underscores, hyphens and doubled spaces."""
    return " ".join(re.sub(r"[_\-]", " ", text.casefold()).split())


@functools.cache
def vocabulary() -> Vocabulary:
    """The facts register, read once."""
    register = load_register("facts")
    entries, terms = _fields(register["facts"]), _fields(register["terms"])
    facts = {name: _fact_word(name, _fields(entry)) for name, entry in entries.items()}
    spellings = _spellings(entries, "synonyms") | _spellings(terms, "words")
    return Vocabulary(
        facts=facts,
        spellings=spellings,
        terms={name: _term(_fields(entry)) for name, entry in terms.items()},
        indications={
            folded(word): name
            for name, words in _fields(register["indications"]).items()
            for word in (name, *_words(words))
        },
        stays={name: str(reason) for name, reason in _fields(register["stays"]).items()},
        raises={name: _words(others) for name, others in _fields(register["raises"]).items()},
        implies={name: _words(others) for name, others in _fields(register["implies"]).items()},
    )


@functools.cache
def medicines() -> Medicines:
    """The medicines register, read once; a class may be named where a medicine is asked for ("an SSRI")."""
    register = load_register("medicines")
    entries, kinds = _fields(register["medicines"]), _fields(register["classes"])
    classes = {name: frozenset({name}) for name in kinds}
    classes |= {name: frozenset({name, *_words(_fields(entry)["classes"])}) for name, entry in entries.items()}
    return Medicines(
        classes=classes, spellings={folded(name): name for name in kinds} | _spellings(entries, "synonyms")
    )


def _fact_word(name: str, entry: Mapping[str, object]) -> FactWord:
    return FactWord(
        name=name,
        kind=Kind(str(entry["kind"])),
        part=Part(str(entry["part"])),
        unit=str(entry.get("unit", "")),
        question=str(entry["question"]),
        says=str(entry["says"]),
        line=str(entry.get("line", entry["says"])),
        levels=_words(entry.get("levels", ())),
        any_of=frozenset(_words(entry.get("any_of", ()))),
    )


def _term(entry: Mapping[str, object]) -> Term:
    return Term(sets={name: bool(value) for name, value in _fields(entry["sets"]).items()}, asks=_words(entry["asks"]))


def _spellings(entries: Mapping[str, object], key: str) -> dict[str, str]:
    """Every spelling of every entry, folded, to its name."""
    return {
        folded(word): name for name, entry in entries.items() for word in (name, *_words(_fields(entry).get(key, ())))
    }


def _fields(raw: object) -> Mapping[str, object]:
    return cast(Mapping[str, object], raw)


def _words(raw: object) -> tuple[str, ...]:
    return tuple(str(word) for word in cast(Sequence[object], raw))


def medicine_name(text: str) -> str:
    """The register's name of a medicine or class; UnknownNameError offers near matches."""
    return resolved(text, medicines().spellings, "The medicine")


def resolved(text: str, spellings: Mapping[str, str], what: str) -> str:
    """The name that a spelling stands for, or UnknownNameError with the nearest names."""
    name = spellings.get(folded(text[:200]))
    if name is None:
        raise UnknownNameError(unknown(text, spellings, what))
    return name


def unknown(text: str, spellings: Mapping[str, str], what: str) -> str:
    """The sentence for a name that no register knows."""
    import difflib

    near = difflib.get_close_matches(folded(text[:200]), spellings, n=3, cutoff=CLOSE)
    offer = " or ".join(f'"{name}"' for name in dict.fromkeys(spellings[n] for n in near))
    offer = f"did you mean {offer}?" if near else "nothing in it is near."
    return f'{what} "{shown(text)}" is not in the register: {offer} `wane evidence names` lists every name.'
