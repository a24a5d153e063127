"""The gate's checks of one table: columns, ids, numbers, units, links, flags, uses; rules and scales must parse."""

import re
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, cast

from wane.evidence.gate_models import reads_as_unit, refused
from wane.evidence.offence import Offence
from wane.evidence.registers import Registers

Row = Mapping[str, str]

OPERATORS: Final = frozenset({"==", "<", "<=", ">", ">="})
ACTIONS: Final = frozenset({"block", "warn", "monitor", "inform"})
STRENGTHS: Final = frozenset({"label", "guideline", "trial", "expert"})
COMMON: Final = ("doi", "pmid", "pmc", "read_at", "read_via", "confidence", "note", "use", "duplicate_of", "checked")
_DOI: Final = re.compile(r"10\.\d{4,9}/\S+")
_PMID: Final = re.compile(r"\d{5,8}")
_PMC: Final = re.compile(r"PMC\d{5,9}")
_DAY: Final = re.compile(r"\d{4}-\d\d-\d\d")
_RULE_ID: Final = re.compile(r"KR\d{3}")
_RANGE: Final = re.compile(r"-?\d+(?:\.\d+)?-\d+(?:\.\d+)?")


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Table:
    """One table as read, with its passport."""

    file: str
    passport: Mapping[str, object]
    rows: Sequence[Row]


def table_offences(table: Table, registers: Registers) -> Iterator[Offence]:
    """Everything wrong with one table whose passport keeps to the schema."""
    columns = cast(Mapping[str, str], table.passport["columns"])
    found = list(table.rows[0]) if table.rows else []
    if found != list(columns):
        differing = sorted(set(found) ^ set(columns)) or ["their order"]
        yield Offence(file=table.file, at="columns", what=f"table and passport differ in {', '.join(differing)}")
        return
    missing = [name for name in ("id", *COMMON) if name not in columns]
    if missing:
        yield Offence(file=table.file, at="columns", what=f"lacks {', '.join(missing)}")
        return
    for row in table.rows:
        for what in _row_offences(row, table.passport, registers):
            yield Offence(file=table.file, at=row["id"] or "(no id)", what=what)


def _row_offences(row: Row, passport: Mapping[str, object], registers: Registers) -> Iterator[str]:
    name = str(passport["table"])
    if None in row or None in row.values():
        yield "has more or fewer cells than the head"
        return
    if not (_RULE_ID if name == "rules" else re.compile(rf"{name}\.[a-z0-9_]+\.\d+")).fullmatch(row["id"]):
        yield f"the id must be {'KR and three digits' if name == 'rules' else f'{name}.<study>.<n>'}"
    for column in cast(Sequence[str], passport["numbers"]):
        if row[column] and not _is_number(row[column]):
            yield f"{column} is {row[column]!r}; a number is needed, other text goes to {column}_printed"
    yield from _span_offences(row)
    for column in ("unit", "dose_unit"):
        if row.get(column) and not reads_as_unit(row[column], registers):
            yield f"{column} {row[column]!r} is neither a unit nor a word of the units register"
    yield from _reference_offences(row, registers)
    yield from _PARSERS.get(name, _nothing)(row)


def _span_offences(row: Row) -> Iterator[str]:
    for column in (name.removesuffix("_low") for name in row if name.endswith("_low")):
        low, high = row[f"{column}_low"], row.get(f"{column}_high", "")
        if low and high and _is_number(low) and _is_number(high) and float(low) > float(high):
            yield f"{column}_low {low} is above {column}_high {high}"


def _reference_offences(row: Row, registers: Registers) -> Iterator[str]:
    for column, pattern in (("doi", _DOI), ("pmid", _PMID), ("pmc", _PMC), ("checked", _DAY)):
        if row[column] and not pattern.fullmatch(row[column]):
            yield f"{column} {row[column]!r} is not well formed"
    for link in row["read_at"].split():
        why = refused(link, registers)
        if why is not None:
            yield why
    if row["confidence"] not in registers.confidence:
        yield f"confidence {row['confidence']!r} is not in the register"
    if row["use"] not in registers.uses:
        yield f"use {row['use']!r} is not one of {', '.join(sorted(registers.uses))}"
    if not any(row[column] for column in ("doi", "pmid", "pmc", "read_at", "read_via")):
        yield "no DOI, PubMed id or address, and read_via does not say why"


def _rule_offences(row: Row) -> Iterator[str]:
    for column, known in (("operator", OPERATORS), ("action", ACTIONS), ("strength", STRENGTHS)):
        if row[column] not in known:
            yield f"{column} {row[column]!r} is not one of {', '.join(sorted(known))}"
    if not row["condition_variable"]:
        yield "names no fact"
    number, category = row["threshold_number"], row["threshold_category"]
    if bool(number) == bool(category) or row["threshold"] != number + category:
        yield f"the threshold {row['threshold']!r} must be either a number or a category"
    if row["unit"] == "bool" and (row["operator"] != "==" or number not in {"0", "1"}):
        yield "a bool is compared with == to 0 or 1"


def _scale_offences(row: Row) -> Iterator[str]:
    parsed = _RANGE.search(row["total_range"])
    if parsed is None and not row["note"]:
        yield f"the range {row['total_range']!r} is not low-high, and no note says why"
    if parsed is not None and parsed[0] != f"{row['total_low']}-{row['total_high']}":
        yield f"total_low {row['total_low']!r} and total_high {row['total_high']!r} do not say {parsed[0]}"


def _nothing(row: Row) -> Iterator[str]:
    yield from ()


_PARSERS: Final[Mapping[str, Callable[[Row], Iterator[str]]]] = {"rules": _rule_offences, "scales": _scale_offences}


def mixed_uses(tables: Sequence[Table]) -> list[str]:
    """Studies whose rows are fitted to in one family and kept for validation in another, or in the same one: listed,
    for a reader.
    """
    uses: dict[str, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    for table in tables:
        for row in table.rows:
            study = row.get("doi") or row["id"].split(".")[-2:][0]
            uses[study][str(table.passport["family"])].add(row.get("use", ""))
    return [
        f"{study}: "
        + "; ".join(f"{family} {' and '.join(sorted(kinds))}" for family, kinds in sorted(by_family.items()))
        for study, by_family in sorted(uses.items())
        if {"fit", "validate"} <= set().union(*by_family.values())
    ]


def _is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True
