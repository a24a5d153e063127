"""A clinical rule in words: what it asks about, whom it was written for, and why."""

from collections.abc import Mapping
from typing import Final, cast

from wane.evidence.reading import load_register

_COMPARED: Final = {"<": "less than", "<=": "at most", ">": "more than", ">=": "at least"}
_UNITS: Final = {"score": "", "category": "", "class": "", "x ULN": "times the upper limit of normal"}


def rule_words(row: Mapping[str, str]) -> str:
    """One line: "Age less than 18 years (written for esketamine, intranasal): not approved in children"."""
    return f"{_condition(row)} (written for {row['applies_to'].replace(';', ',')}): {row['rationale']}"


def _condition(row: Mapping[str, str]) -> str:
    """A fact of yes or no already says its own side; a number and a level are said with the comparison."""
    facts = cast(Mapping[str, Mapping[str, object]], load_register("facts")["facts"])
    name = row["condition_variable"]
    fact = facts.get(name) or facts.get(name.split(" (")[0], {})
    says = str(fact.get("says") or name.replace("_", " "))
    if fact.get("kind") not in ("number", "category"):
        return says
    parts = (says, _COMPARED.get(row["operator"], ""), row["threshold"], _UNITS.get(row["unit"], row["unit"]))
    return " ".join(part for part in parts if part)
