"""What a reader is told about an evidence id: title, citation, population, confidence, address.

Only the file that an id belongs to is read: the page of one session must not wait for the whole catalogue.
"""

import functools
from collections.abc import Iterator

from wane.evidence import catalogue
from wane.evidence.entry import Entry, construct_entries, fitted_entries, model_entries, row_entry
from wane.evidence.reading import (
    DATA,
    FITTED_FOLDER,
    Fields,
    constructs,
    load_model,
    load_table,
    load_yaml,
    model_ids,
    table_files,
)
from wane.plan.clinic import settings
from wane.report.sources import Described

CLINIC, RULE, FITTED, STUDIED = "clinic.", "KR", "fitted", "studied_doses"
CLINIC_CONFIDENCE = "clinic setting"


def describe(evidence_id: str) -> Described:
    """Title, where it was read and of whom, confidence and address; UnknownNameError for an id that is no evidence."""
    if evidence_id.startswith(CLINIC):
        return _described_setting(evidence_id.removeprefix(CLINIC))
    entry = _entry(evidence_id)
    return Described(
        text=_rule_words(entry) if entry.kind == "rule" else _entry_words(entry),
        confidence=entry.confidence,
        is_checked=entry.is_checked,
        link=entry.link,
    )


def _entry(evidence_id: str) -> Entry:
    """One entry, from its own file where the id tells which that is, else from the catalogue."""
    head, _, rest = evidence_id.partition(".")
    table = "rules" if evidence_id.startswith(RULE) else head
    if table in _tables():
        row = next((row for row in load_table(table) if row["id"] == evidence_id), None)
        if row is not None:
            return row_entry(row, _passport(table))
    near = next((entry for entry in _neighbours(head, rest) if entry.id == evidence_id), None)
    return catalogue.find(evidence_id) if near is None else near


def _neighbours(head: str, rest: str) -> Iterator[Entry]:
    """The entries of the one file that an id's first words name; none where they name no file."""
    if head == FITTED:
        yield from _fit(rest.partition(".")[0])
    elif head == STUDIED:
        yield from catalogue.studied_dose_entries()
    elif head in model_ids():
        yield from model_entries(load_model(head))
    else:
        yield from (
            entry for construct in constructs() if construct.id == head for entry in construct_entries(construct)
        )


@functools.cache
def _fit(stem: str) -> tuple[Entry, ...]:
    """The fit and each of its numbers."""
    path = DATA / FITTED_FOLDER / f"{stem}.yaml"
    return tuple(fitted_entries(stem, load_yaml(path))) if path.is_file() else ()


@functools.cache
def _tables() -> frozenset[str]:
    return frozenset(table_files())


def _rule_words(entry: Entry) -> str:
    """A rule in words: why it stands, of which kind, for whom it was written."""
    found = entry.details
    return f"{found['rationale']} ({found['strength']}, written for {found['applies_to'].replace(';', ',')})"


def _entry_words(entry: Entry) -> str:
    """Title, citation, who was studied: each once."""
    parts = (entry.title, entry.details.get("citation") or entry.where, entry.population)
    return "; ".join(part for part in dict.fromkeys(parts) if part)


@functools.cache
def _passport(table: str) -> Fields:
    """What a table says of itself."""
    return load_yaml(table_files()[table].with_suffix(".yaml"))


def _described_setting(name: str) -> Described:
    """A clinic's own decision, by the words of its default."""
    setting = settings().get(name)
    text = f"{name.replace('_', ' ')} of this clinic" if setting is None else setting.source
    return Described(text=text, confidence=CLINIC_CONFIDENCE, is_checked=True, link=None)
