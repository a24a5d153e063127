"""Reading evidence: models, tables, registers and constructs from the package data, with nothing but YAML and CSV.

Package data has passed the gate (`wane.evidence.gate`), so reading trusts it. Answers are cached: the data cannot
change while the program runs.
"""

import csv
import difflib
import functools
import hashlib
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final, cast

import yaml

from wane.errors import UnknownNameError
from wane.evidence.constructs import Construct, construct_from_fields
from wane.evidence.model_file import model_from_fields
from wane.evidence.population_model import PopulationModel
from wane.units import shown

if TYPE_CHECKING:
    from wane.evidence.entry import Entry

Row = Mapping[str, str]
Fields = Mapping[str, object]

DATA: Final = Path(__file__).parent / "data"
MODEL_FOLDER: Final = "pk"
REGISTER_FOLDER: Final = "registers"
CONSTRUCT_FOLDER: Final = "constructs"
PARTIAL_FOLDER: Final = "partial"
FITTED_FOLDER: Final = "fitted"
SHOWN_NAMES: Final = 20
TABLE_FOLDERS: Final = ("pk", "acute", "mood", "pain")


def load_model(name: str) -> PopulationModel:
    """The model of this id or alias; UnknownNameError lists those that exist."""
    path = _model_files().get(name)
    if path is None:
        raise unknown("model", name, _model_files())
    return _model_in(path)


@functools.cache
def _model_in(path: Path) -> PopulationModel:
    """One file read once, whether it was asked for by id or by alias."""
    return model_from_fields(load_yaml(path))


@functools.cache
def model_ids() -> tuple[str, ...]:
    """Ids of all complete models, sorted."""
    return tuple(sorted({_first_id(path) for path in _model_files().values()}))


@functools.cache
def load_table(name: str) -> tuple[Row, ...]:
    """All rows of one table, in file order; every row has an `id`, and empty text where nothing is known."""
    path = table_files().get(name)
    if path is None:
        raise unknown("table", name, table_names())
    with path.open(encoding="utf-8", newline="") as lines:
        return tuple(csv.DictReader(lines))


def table_names() -> tuple[str, ...]:
    """Names of all tables, sorted."""
    return tuple(sorted(table_files()))


@functools.cache
def load_register(name: str) -> Fields:
    """One controlled vocabulary: name to its fields."""
    path = DATA / REGISTER_FOLDER / f"{name}.yaml"
    if not path.is_file():
        raise unknown("register", name, (p.stem for p in (DATA / REGISTER_FOLDER).glob("*.yaml")))
    return load_yaml(path)


@functools.cache
def constructs() -> tuple[Construct, ...]:
    """All route constructs, by id."""
    paths = sorted((DATA / CONSTRUCT_FOLDER).glob("*.yaml"))
    return tuple(construct_from_fields(load_yaml(path)) for path in paths)


def load_construct(construct_id: str) -> Construct:
    """The construct of this id; UnknownNameError lists those that exist."""
    for construct in constructs():
        if construct.id == construct_id:
            return construct
    raise unknown("construct", construct_id, (construct.id for construct in constructs()))


def find(evidence_id: str) -> "Entry":
    """The entry of any id (see `wane.evidence.catalogue.find`); reads all evidence once, so it is no part of a
    session's path.
    """
    from wane.evidence.catalogue import find as find_entry

    return find_entry(evidence_id)


@functools.cache
def digest() -> str:
    """SHA-256 over all package data: names and contents, line ends as LF, so that it is the same on every machine."""
    total = hashlib.sha256()
    for path in sorted(data_files(), key=lambda path: path.relative_to(DATA).as_posix()):
        total.update(path.relative_to(DATA).as_posix().encode() + b"\0")
        total.update(checksum(path).encode() + b"\0")
    return total.hexdigest()


def checksum(path: Path) -> str:
    """SHA-256 of one file with its line ends as LF."""
    return hashlib.sha256(path.read_bytes().replace(b"\r\n", b"\n")).hexdigest()


def data_files() -> Iterable[Path]:
    """Every file of the package data: YAML and CSV."""
    return (path for path in DATA.rglob("*") if path.suffix in {".yaml", ".csv"})


def table_files() -> Mapping[str, Path]:
    """Table name to its CSV."""
    return {path.stem: path for folder in TABLE_FOLDERS for path in (DATA / folder).glob("*.csv")}


def load_yaml(path: Path) -> Fields:
    """The mapping in one YAML file, by the fast loader."""
    with path.open(encoding="utf-8") as text:
        return cast(Fields, yaml.load(text, Loader=yaml.CSafeLoader))


def unknown(kind: str, name: str, known: Iterable[str]) -> UnknownNameError:
    """The error for a name that does not exist, with the near ones first."""
    names = sorted(known)
    if near := _near(shown(name), names):
        hint = f"did you mean {' or '.join(near)}?"
    elif len(names) <= SHOWN_NAMES:
        hint = f"use one of: {', '.join(names)}."
    else:
        hint = "`wane evidence list` shows them."
    return UnknownNameError(f'The {kind} "{shown(name)}" came; it must be one of {len(names)} that exist: {hint}')


def _near(name: str, names: Sequence[str]) -> list[str]:
    """At most three names spelled alike, whatever the case; else those that begin with the same word."""
    folded = {known.casefold(): known for known in names}
    near = [folded[key] for key in difflib.get_close_matches(name.casefold(), folded, n=3)]
    word = name.casefold().partition("_")[0]
    return near or [known for key, known in folded.items() if len(word) > 2 and key.startswith(f"{word}_")][:3]


@functools.cache
def _model_files() -> Mapping[str, Path]:
    """Model id and alias to its file; the alias is the file's name, the id its first line (the gate holds both)."""
    paths = sorted((DATA / MODEL_FOLDER).glob("*_[12][0-9][0-9][0-9].yaml"))
    return {name: path for path in paths for name in (path.stem, _first_id(path))}


@functools.cache
def _first_id(path: Path) -> str:
    with path.open(encoding="utf-8") as text:
        return text.readline().removeprefix("id: ").strip()
