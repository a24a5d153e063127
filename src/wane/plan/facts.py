"""Facts: what is known of one person and one session, by the vocabulary's names; what is absent is not known."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Final

from wane.errors import ConflictError, UnitError, UnknownNameError
from wane.models.person import Covariates, OrganFunction, Sex
from wane.plan.vocabulary import (
    FactWord,
    Kind,
    Part,
    Vocabulary,
    folded,
    medicine_name,
    medicines,
    resolved,
    unknown,
    vocabulary,
)
from wane.units import shown

FactValue = bool | float | str

NOTHING: Final = "none"
NOTHING_TAKEN: Final = frozenset({"none", "nothing", "no medicines"})
NOTHING_ELSE: Final = frozenset({"nothing else", "none else"})
_CHILD_PUGH: Final[Mapping[OrganFunction, str]] = {
    OrganFunction.NORMAL: "none",
    OrganFunction.MILD: "A",
    OrganFunction.MODERATE: "B",
    OrganFunction.SEVERE: "C",
}
_YES, _NO = frozenset({"yes", "true", "1", "y"}), frozenset({"no", "false", "0", "n"})
_NUMBER = re.compile(r"[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?=\s|$|[a-zA-Z/])")


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """Known facts by name; `open_questions` are those that another fact made doubtful and nobody settled.

    `taking` is None where nobody said what is taken. A list of medicines is read as what is known to be taken, never as
    proof that nothing else is, unless `is_taking_complete`.
    """

    known: Mapping[str, FactValue] = field(default_factory=dict)
    open_questions: frozenset[str] = frozenset()
    taking: frozenset[str] | None = None
    is_taking_complete: bool = False
    indication: str | None = None

    def value(self, name: str) -> FactValue | None:
        """The fact, or None where it is not known; a medicine fact is read from what is taken."""
        if name in self.known:
            return self.known[name]
        word = vocabulary().facts[name]
        if word.part is not Part.MEDICINE or self.taking is None:
            return None
        if any(medicines().classes[medicine] & word.any_of for medicine in self.taking):
            return True
        return False if self.is_taking_complete else None


def read_facts(
    covariates: Covariates,
    *,
    history: Iterable[str] = (),
    conditions: Iterable[str] = (),
    taking: Iterable[str] | None = None,
    extra: Mapping[str, FactValue] | None = None,
    indication: str | None = None,
) -> Facts:
    """Facts from what people typed and from covariates.

    Args:
        covariates: facts that they already tell are not asked again.
        history: `aneurysm`, `no aneurysm`, `psychosis=no`, `hours_since_food=1`, or `none` for "none of these".
        conditions: the same, and an indication; both lists read any fact.
        taking: medicines or classes; `none` for nothing, and `nothing else` ends a complete list.
        extra: facts by name or synonym.
        indication: what is treated; None where it is not said, or is among the conditions.

    Raises:
        UnknownNameError: a word that no register knows, with near matches.
        ConflictError: the same fact said to be true and false.
    """
    words = vocabulary()
    reader = _Reader(words=words)
    for texts, part in ((history, Part.HISTORY), (conditions, Part.CONDITION)):
        for text in texts:
            reader.read(text, part)
    for name, value in (extra or {}).items():
        reader.put(resolved(name, words.spellings, "The fact"), value)
    for name, value in _from_covariates(covariates).items():
        reader.known.setdefault(name, value)
    medicine_names, is_complete = _medicine_names(taking, covariates.taking)
    reader.follow()
    return Facts(
        known=reader.known,
        open_questions=frozenset(reader.asked - reader.known.keys()),
        taking=medicine_names,
        is_taking_complete=is_complete,
        indication=reader.indication_of(indication),
    )


@dataclass(slots=True, kw_only=True)
class _Reader:
    """What was read so far."""

    words: Vocabulary
    known: dict[str, FactValue] = field(default_factory=dict)
    asked: set[str] = field(default_factory=set)
    indication: str | None = None
    nothing_in: set[Part] = field(default_factory=set)
    stated: dict[Part, set[str]] = field(default_factory=dict)

    def read(self, text: str, part: Part) -> None:
        """One item of a list from a person."""
        bare = " ".join(text.split())
        name, _, value = (piece.strip() for piece in bare.partition("="))
        spelling = name.casefold().replace("_", " ")
        if spelling in (NOTHING, "nothing", "no history") and "=" not in bare:
            self.nothing_in.add(part)
        elif not name or ("=" in bare and not value):
            raise UnitError(f'A fact of "{shown(text)}" came; a name and its value are needed: write "escort=yes".')
        elif not value and spelling in self.words.indications:
            self.indication = self.words.indications[spelling]
        elif not value and spelling.startswith(("no ", "not ", "without ")):
            self.put(self._fact(bare.split(" ", 1)[1]), value=False)
        elif value:
            fact = self._fact(name)
            self.put(fact, _valued(self.words.facts[fact], value))
        else:
            before = set(self.known)
            self._state(name)
            self.stated[part] = self.stated.get(part, set()) | self.known.keys() - before

    def _fact(self, text: str) -> str:
        name = resolved(text, self.words.spellings, "The fact")
        if name in self.words.terms:
            raise UnknownNameError(
                f'"{shown(text)}" stands for more than one fact and cannot take a value: '
                f"state {' or '.join(self.words.terms[name].sets)}."
            )
        return name

    def _state(self, text: str) -> None:
        if folded(text) not in self.words.spellings:
            raise UnknownNameError(unknown(text, {**self.words.spellings, **self.words.indications}, "The condition"))
        name = self.words.spellings[folded(text)]
        if name in self.words.terms:
            for fact, value in self.words.terms[name].sets.items():
                self.put(fact, value)
            self.asked |= set(self.words.terms[name].asks)
            return
        word = self.words.facts[name]
        if word.kind is not Kind.BOOL:
            raise UnitError(f'"{shown(text)}" came without a value; {_needed(word)} is needed: write "{name}=...".')
        self.put(name, value=True)

    def put(self, name: str, value: FactValue) -> None:
        """One fact; said twice with two values it is a conflict."""
        if name in self.known and self.known[name] != value:
            raise ConflictError(f'"{name}" came as {self.known[name]} and as {value}; only one can hold: give it once.')
        self.known[name] = value

    def follow(self) -> None:
        """What the facts imply, what they raise, and "none of these", which settles nothing that a fact raised."""
        for name in [name for name, value in self.known.items() if value is True]:
            for other in self.words.implies.get(name, ()):
                if self.known.get(other) is False:
                    raise ConflictError(
                        f'"{name}" came as true and "{other}" as false, but the first includes the second: correct one.'
                    )
                self.known[other] = True
        for name in [name for name, value in self.known.items() if value is True]:
            self.asked |= set(self.words.raises.get(name, ()))
        self._refuse_none_beside_some()
        for word in self.words.facts.values():
            if word.part in self.nothing_in and word.kind is Kind.BOOL and word.name not in self.asked:
                self.known.setdefault(word.name, False)

    def _refuse_none_beside_some(self) -> None:
        """ConflictError where a list says "none" and it, or another, states a fact of its part."""
        for part in self.nothing_in:
            here = self.stated.get(part, set())
            for name, value in self.known.items():
                if value is True and (self.words.facts[name].part is part or name in here):
                    raise ConflictError(f'"none" came for the {part.value}, and "{name}" beside it: leave one out.')

    def indication_of(self, text: str | None) -> str | None:
        """The indication by its register name."""
        if text is None:
            return self.indication
        return resolved(text, self.words.indications, "The indication")


def _valued(word: FactWord, text: str) -> FactValue:
    """A value as the fact's kind needs it."""
    plain = text.casefold()
    if word.kind is Kind.BOOL and plain in _YES | _NO:
        return plain in _YES
    number = _NUMBER.match(text)
    if word.kind is Kind.NUMBER and number:
        return float(number[0])
    level = next((level for level in word.levels if level.casefold() == plain), None)
    if level is not None:
        return level
    raise UnitError(f'"{word.name}" came as "{shown(text)}"; {_needed(word)} is needed.')


def _needed(word: FactWord) -> str:
    if word.kind is Kind.NUMBER:
        return f"a number of {word.unit}"
    return " or ".join(word.levels) if word.levels else "yes or no"


def _from_covariates(covariates: Covariates) -> dict[str, FactValue]:
    """Facts that a person's covariates already tell."""
    facts: dict[str, FactValue] = {}
    if covariates.age_y is not None:
        facts["age"] = covariates.age_y
    if covariates.liver is not None:
        facts["hepatic_impairment"] = NOTHING if covariates.liver is OrganFunction.NORMAL else covariates.liver.value
        facts["child_pugh"] = _CHILD_PUGH[covariates.liver]
    if covariates.sex is Sex.MALE:
        facts |= dict.fromkeys(("pregnant", "breastfeeding", "female_reproductive_potential"), False)
    return facts


def _medicine_names(taking: Iterable[str] | None, known: frozenset[str]) -> tuple[frozenset[str] | None, bool]:
    """(names or None where nobody said, whether the list is said to be complete)."""
    texts = [*(taking or ()), *known]
    if not texts:
        return None, False
    said = {" ".join(text.casefold().split()) for text in texts}
    names = frozenset(medicine_name(text) for text in said if text not in NOTHING_TAKEN | NOTHING_ELSE)
    if names and said & NOTHING_TAKEN:
        raise ConflictError(
            f'"none" came for what is taken, and "{min(names)}" beside it: leave one out, or write "nothing else".'
        )
    return names, bool(said & (NOTHING_TAKEN | NOTHING_ELSE))
