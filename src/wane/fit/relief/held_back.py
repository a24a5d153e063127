"""Rows held back: the `validate` rows as readings, by the rules of the fit and the words that only they print.

They are read to be predicted, and only by `wane validate relief`: no fit asks for them.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import cast

from wane.errors import EvidenceError
from wane.evidence.reading import DATA, load_table, load_yaml
from wane.fit.relief.rows import TABLES, Block, Row, Rules, Sorted, read_rows

HELD_BACK = DATA / "effect" / "relief_validate.yaml"
ADDED = ("scales", "schedules", "routes", "drugs", "printed_dose")


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """What a reader must know of a row: its arm, assumptions of its own, why it is no blind or no independent test."""

    arm: str
    assumptions: tuple[str, ...]
    remark: str | None


def held_back_rows() -> tuple[Row, ...]:
    """The `validate` rows of all four tables, in their order."""
    return tuple(row for table in TABLES for row in load_table(table) if row["use"] == "validate")


def read_held_back(rows: Iterable[Row], rules: Rules) -> Sorted:
    """Every row read or left out with its reason; EvidenceError for a row that a fit may see."""
    rows = tuple(rows)
    refused = sorted(row["id"] for row in rows if row["use"] != "validate")
    if refused:
        raise EvidenceError(f"Rows that a fit may see came: {', '.join(refused)}: judge rows held back only.")
    return read_rows(rows, held_back_rules(rows, rules))


def held_back_rules(rows: Iterable[Row], rules: Rules) -> Rules:
    """The rules of the fit with the additions of data/effect/relief_validate.yaml; single readings are those alone."""
    more, fields = load_yaml(HELD_BACK), dict(rules.fields)
    for name in ADDED:
        fields[name] = {**_block(rules.fields, name), **_block(more, name)}
    added = cast(Mapping[str, Sequence[str]], more["conditions"])
    fields["conditions"] = {
        name: {**cast(Block, block), "rows": [*cast(list[str], cast(Block, block)["rows"]), *added.get(name, ())]}
        for name, block in _block(rules.fields, "conditions").items()
    }
    arms = cast(Mapping[str, Sequence[str]], rules.fields["arms"])
    treated = [*arms["new_treatment_studies"], *cast(Sequence[str], more["new_treatment_studies"])]
    fields["arms"] = {**arms, "new_treatment_studies": treated}
    fields["left_out"] = [*cast(Sequence[object], more["left_out"]), *cast(Sequence[object], fields["left_out"])]
    fields["durability"] = more["durability"]
    fields["rows"] = _singly(rows, more)
    return replace(rules, fields=fields)


def said_of(row_id: str) -> Said:
    """What relief_validate.yaml says to the reader of a row."""
    more = load_yaml(HELD_BACK)
    remarks = _matching(more, "remarks", row_id)
    return Said(
        arm="; ".join(_matching(more, "arms", row_id)),
        assumptions=_matching(more, "assumptions", row_id),
        remark="; ".join(remarks) or None,
    )


def _singly(rows: Iterable[Row], more: Block) -> Mapping[str, Block]:
    """What is said of single rows and of groups of rows, together."""
    out: dict[str, Block] = {}
    for row in rows:
        said = dict(cast(Block, _block(more, "rows").get(row["id"], {})))
        for group in cast(Sequence[Block], more["groups"]):
            if re.search(str(group["like"]), row["id"]):
                limits = cast(Mapping[str, float], group["remission"])
                said |= {"earlier": group["earlier"], "remission": limits[row["scale"]]}
        if said:
            out[row["id"]] = said
    return out


def _matching(more: Block, name: str, row_id: str) -> tuple[str, ...]:
    entries = cast(Sequence[Mapping[str, str]], more[name])
    return tuple(entry["why"] for entry in entries if re.search(entry["like"], row_id))


def _block(fields: Block, name: str) -> Mapping[str, object]:
    return cast(Mapping[str, object], fields[name])
