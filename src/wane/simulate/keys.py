"""Keys of a YAML file as they are asked for: each with its place, each fault one sentence with that place in it."""

import difflib
import math
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Final, TypeVar

import yaml

from wane.errors import FileFormatError, OutOfRangeError, UnknownNameError, WaneError
from wane.units import shown

CLOSE: Final = 0.6
MOST_CHARACTERS: Final = 1_000_000
MOST_ENTRIES: Final = 100_000

Name = TypeVar("Name", bound=str)


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One value of the file: a text, a number, a truth, None, or entries by key or in order; and where it stands."""

    value: "str | float | bool | Mapping[str, Entry] | tuple[Entry, ...] | None"
    path: str
    line: int
    file: str

    @property
    def place(self) -> str:
        """File, line and key, as an error begins."""
        return f"{self.file}, line {self.line}" + (f", {self.path}" if self.path else "")

    def wrong(self, needed: str) -> FileFormatError:
        """The error that this value is not what is needed there."""
        return FileFormatError(f"{self.place}: {_said(self.value)} came; {needed} is needed.")

    def at(self, error: WaneError) -> WaneError:
        """The same error with this place in front."""
        return type(error)(f"{self.place}: {error}")

    def text(self) -> str:
        """A text; a number is taken as it was written."""
        if isinstance(self.value, str) and self.value.strip():
            return self.value.strip()
        if isinstance(self.value, float) and not isinstance(self.value, bool):
            return f"{self.value:g}"
        raise self.wrong("a text")

    def truth(self) -> bool:
        """True or false."""
        if isinstance(self.value, bool):
            return self.value
        raise self.wrong("yes or no")

    def number(self, low: float = -math.inf, high: float = math.inf) -> float:
        """A finite number from `low` to `high`."""
        if not isinstance(self.value, float) or isinstance(self.value, bool) or not math.isfinite(self.value):
            raise self.wrong("a number")
        if not low <= self.value <= high:
            raise OutOfRangeError(f"{self.place}: {self.value:g} came; {_range(low, high)} is needed.")
        return self.value

    def whole(self, low: float, high: float) -> int:
        """A whole number from `low` to `high`."""
        found = self.number(low, high)
        if found != int(found):
            raise self.wrong("a whole number")
        return int(found)

    def one_of(self, names: Mapping[str, Name]) -> Name:
        """What the text names, whatever its case, spaces and dashes."""
        folded = {_folded(name): found for name, found in names.items()}
        said = _folded(self.text())
        if said not in folded:
            raise UnknownNameError(
                f'{self.place}: "{shown(self.text())}" is not known; one of {_known(names.values())} is needed'
                f"{_near(said, list(folded))}"
            )
        return folded[said]

    def items(self) -> "tuple[Entry, ...]":
        """Entries in order; at least one."""
        if isinstance(self.value, tuple) and self.value:
            return self.value
        raise self.wrong("a list with one entry or more")

    def section(self, known: Iterable[str]) -> "Section":
        """Entries by key, of these keys and no others."""
        if not isinstance(self.value, Mapping):
            raise self.wrong(f"keys and values ({', '.join(known)})")
        names = tuple(known)
        for key, entry in self.value.items():
            if key not in names:
                raise UnknownNameError(
                    f'{entry.place}: the key "{shown(key)}" is not known; the keys here are {", ".join(names)}'
                    f"{_near(key, list(names))}"
                )
        return Section(entry=self, entries=self.value)


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """Entries by key, where every key is known."""

    entry: Entry
    entries: Mapping[str, Entry]

    def need(self, key: str) -> Entry:
        """The entry of this key; FileFormatError where it is absent."""
        if key not in self.entries:
            raise FileFormatError(f'{self.entry.place}: the key "{key}" is absent: give it.')
        return self.entries[key]

    def get(self, key: str) -> Entry | None:
        """The entry of this key; None where it is absent or says null."""
        found = self.entries.get(key)
        return None if found is None or found.value is None else found


def read_yaml(text: str, file: str) -> Entry:
    """The whole file as one entry; FileFormatError where it is no YAML, or says a key twice."""
    if len(text) > MOST_CHARACTERS:
        raise FileFormatError(f"{file} holds {len(text)} characters; a design has at most {MOST_CHARACTERS}.")
    try:
        node = yaml.compose(text, Loader=yaml.SafeLoader)
        if node is None:
            raise FileFormatError(f"{file} is empty: write a design into it.")
        return _entry(node, "", file, _Count())
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        mark = getattr(error, "problem_mark", None)
        where = f", line {mark.line + 1}" if mark is not None else ""
        why = getattr(error, "problem", None) or "it is no YAML"
        raise FileFormatError(f"{file}{where} cannot be read as YAML ({why}): correct it.") from None


class _Count:
    """How many entries were read, so that a file of references to references ends."""

    def __init__(self) -> None:
        self.left = MOST_ENTRIES

    def one(self) -> None:
        self.left -= 1
        if self.left < 0:
            raise ValueError("too many entries")


def _entry(node: yaml.Node, path: str, file: str, count: _Count) -> Entry:
    count.one()
    empty = Entry(value=None, path=path, line=node.start_mark.line + 1, file=file)
    if isinstance(node, yaml.MappingNode):
        return replace(empty, value=_by_key(node, empty, count))
    if isinstance(node, yaml.SequenceNode):
        return replace(
            empty, value=tuple(_entry(child, f"{path}[{i + 1}]", file, count) for i, child in enumerate(node.value))
        )
    return replace(empty, value=_scalar(node))


def _by_key(node: yaml.MappingNode, owner: Entry, count: _Count) -> dict[str, Entry]:
    found: dict[str, Entry] = {}
    for key_node, child in node.value:
        key = str(key_node.value) if isinstance(key_node, yaml.ScalarNode) else ""
        if not key:
            raise FileFormatError(f"{owner.place}: a key that is no text came: write a name before the colon.")
        if key in found:
            raise FileFormatError(f'{found[key].place}: the key "{shown(key)}" stands twice: keep one.')
        found[key] = _entry(child, f"{owner.path}.{key}" if owner.path else key, owner.file, count)
    return found


def _scalar(node: yaml.Node) -> str | float | bool | None:
    """What YAML makes of the word; a whole number as a float, a date as its text."""
    found: object = yaml.SafeLoader("").construct_object(node, deep=True)
    if found is None or isinstance(found, bool | str):
        return found
    return float(found) if isinstance(found, int | float) and abs(found) < 1e300 else str(node.value)


def _said(value: object) -> str:
    if value is None:
        return "nothing"
    if isinstance(value, Mapping):
        return "a block of keys"
    if isinstance(value, tuple):
        return "a list"
    if isinstance(value, bool):
        return "yes" if value else "no"
    return f'"{shown(value)}"' if isinstance(value, str) else f"{value}"


def _range(low: float, high: float) -> str:
    if math.isinf(high):
        return f"{low:g} or more"
    return f"a number from {low:g} to {high:g}"


def _folded(text: str) -> str:
    return "".join(c for c in text[:80].casefold() if c.isalnum())


def _known(names: Iterable[str]) -> str:
    return ", ".join(dict.fromkeys(str(name) for name in names))


def _near(said: str, known: list[str]) -> str:
    close: Iterator[str] = iter(difflib.get_close_matches(said, known, n=1, cutoff=CLOSE))
    found = next(close, None)
    return f': did you mean "{found}"?' if found else ": give one of these."
