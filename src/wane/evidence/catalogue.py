"""The catalogue of all evidence: every entry by its id, and what uses each."""

import functools
import re
from collections.abc import Iterator, Mapping
from typing import cast

from wane.errors import UnknownNameError
from wane.evidence.entry import Entry, construct_entries, fitted_entries, model_entries, plain_entry, row_entry
from wane.evidence.reading import (
    CONSTRUCT_FOLDER,
    DATA,
    FITTED_FOLDER,
    MODEL_FOLDER,
    PARTIAL_FOLDER,
    REGISTER_FOLDER,
    Fields,
    constructs,
    load_model,
    load_register,
    load_table,
    load_yaml,
    model_ids,
    table_files,
    table_names,
    unknown,
)

_USING_FOLDERS = (CONSTRUCT_FOLDER, "effect", FITTED_FOLDER, REGISTER_FOLDER, MODEL_FOLDER)
_ID = re.compile(r"[A-Za-z][A-Za-z0-9_]*(?:\.[A-Za-z0-9_]+)*")


def find(evidence_id: str) -> Entry:
    """The entry of any id: model, alias, parameter, spread, row, rule, construct, relation, fitted number.

    UnknownNameError names near ids.
    """
    known = _by_folded_id()
    folded = evidence_id.strip().casefold()
    head, _, part = folded.partition(".")
    entry = known.get(folded) or (known.get(f"{known[head].id}.{part}".casefold()) if head in known else None)
    if entry is None:
        raise _unknown_id(evidence_id, folded)
    return entry


def catalogue() -> tuple[Entry, ...]:
    """Every entry: models, constructs, relations, partial models, fitted numbers, then tables by name."""
    return _entries()


@functools.cache
def used_by(evidence_id: str) -> tuple[str, ...]:
    """What names this id, or the model it is a part of: defaults, constructs, relations, fits and models, sorted."""
    folded, known = find(evidence_id).id.casefold(), _by_folded_id()
    head = folded.split(".", maxsplit=1)[0]
    wholes = {folded, head} if head in known else {folded}
    users = {user for whole in wholes for user in _uses().get(whole, frozenset())}
    return tuple(sorted(users | _readers(find(evidence_id))))


def _readers(entry: Entry) -> set[str]:
    """What reads a whole table, or its rows of one use, without naming each."""
    table = "rules" if entry.kind == "rule" else entry.id.split(".", maxsplit=1)[0]
    readers = cast(list[Mapping[str, str]], load_register("readers")["readers"])
    return {r["reader"] for r in readers if r["table"] == table and r.get("use", entry.use) == entry.use}


@functools.cache
def _entries() -> tuple[Entry, ...]:
    return tuple(_read_all())


def _read_all() -> Iterator[Entry]:
    for model_id in model_ids():
        yield from model_entries(load_model(model_id))
    for construct in constructs():
        yield from construct_entries(construct)
    for raw in _mappings(load_register("relations")["relations"]):
        yield plain_entry(str(raw["id"]), "relation", "kinetics", raw, {})
    for register in ("clinic", "course"):
        for raw in _mappings(load_register(register)["settings"]):
            yield plain_entry(str(raw["id"]), "clinic setting", "rules", raw, {})
    yield from studied_dose_entries()
    for path in sorted((DATA / PARTIAL_FOLDER).glob("*.yaml")):
        raw = load_yaml(path)
        yield plain_entry(str(raw["id"]), "partial model", "kinetics", raw, {})
    for path in sorted((DATA / FITTED_FOLDER).glob("*.yaml")):
        yield from fitted_entries(path.stem, load_yaml(path))
    for name in table_names():
        passport = load_yaml(table_files()[name].with_suffix(".yaml"))
        yield from (row_entry(row, passport) for row in load_table(name))


def studied_dose_entries() -> Iterator[Entry]:
    """The doses that were studied, by drug, route and speed."""
    for raw in _mappings(load_register("studied_doses")["doses"]):
        yield plain_entry(str(raw["id"]), "studied doses", "rules", raw, {})


def _mappings(raw: object) -> Iterator[Fields]:
    yield from cast(Mapping[str, Fields], raw).values()


@functools.cache
def _by_folded_id() -> Mapping[str, Entry]:
    by_id = {entry.id.casefold(): entry for entry in _entries()}
    for model_id in model_ids():
        by_id.setdefault(load_model(model_id).alias.casefold(), by_id[model_id.casefold()])
    return by_id


@functools.cache
def _uses() -> Mapping[str, set[str]]:
    """Folded evidence id to the files and default names that name it; a part counts for its whole."""
    uses: dict[str, set[str]] = {}
    known = _by_folded_id()
    for folder in _USING_FOLDERS:
        for path in sorted((DATA / folder).glob("*.yaml")):
            is_passport = path.with_suffix(".csv").is_file()
            for user, text in () if is_passport else _named_texts(folder, path.stem, load_yaml(path)):
                for word in set(_ID.findall(text)):
                    folded = word.casefold()
                    if folded in known and not known[folded].id.casefold().startswith(user.casefold()):
                        uses.setdefault(known[folded].id.casefold(), set()).add(user)
    return uses


def _named_texts(folder: str, stem: str, fields: Fields) -> Iterator[tuple[str, str]]:
    """(who, what it says) of one file: each default apart, every other file as one."""
    if folder == REGISTER_FOLDER and stem == "defaults":
        for name, raw in cast(Mapping[str, object], fields["defaults"]).items():
            yield f"default {name}", str(raw)
    elif folder in (CONSTRUCT_FOLDER, MODEL_FOLDER):
        yield str(fields["id"]), str(fields)
    else:
        yield f"{folder}.{stem}", str(fields)


def _unknown_id(evidence_id: str, folded: str) -> UnknownNameError:
    """The near ids of a miss: those of the same table or model first."""
    ids = [entry.id for entry in _entries()]
    head = folded.rsplit(".", 1)[0]
    family = [known for known in ids if known.casefold().startswith(head + ".")]
    return unknown("evidence id", evidence_id, family or ids)
