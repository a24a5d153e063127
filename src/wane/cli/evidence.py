"""`wane evidence`: list, show, check and export what Wane knows, and where each number comes from."""

import json
import textwrap
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

import typer

from wane.cli.output import output_path, write_whole
from wane.errors import UnknownNameError

if TYPE_CHECKING:
    from wane.evidence.entry import Entry

app = typer.Typer(help="What Wane knows: every number with its source.", no_args_is_help=True)

COLUMNS: Final = (
    "id", "kind", "family", "title", "value", "unit", "uncertainty", "how", "where", "population", "confidence", "doi",
    "pmid", "pmc", "read_at", "use", "checked", "note",
)  # fmt: skip
NOT_CHECKED: Final = "not re-checked at its source"
_WIDE: Final = 110


@app.command("list", short_help="List all evidence, one line each.")
def list_evidence(
    family: Annotated[
        str | None, typer.Option(help="Only this family: kinetics, acute, mood, pain, rules, ...")
    ] = None,
    kind: Annotated[
        str | None, typer.Option(help="Only this kind: model, parameter, row, rule, construct, ...")
    ] = None,
) -> None:
    """List all evidence, one line each: id, value, unit, title; * marks what was not re-checked."""
    for entry in _chosen(family, kind):
        typer.echo(_line(entry))


@app.command(short_help="Show one piece of evidence and what uses it.")
def show(evidence_id: Annotated[str, typer.Argument(help="Any id that Wane prints, such as KR001.")]) -> None:
    """Show one piece of evidence: value, unit, uncertainty, how, where, population, confidence, DOI, what uses it."""
    from wane.evidence.catalogue import find, used_by

    entry = find(evidence_id)
    users = used_by(evidence_id)
    for name, text in (*_described(entry), ("used by", ", ".join(users) or "nothing that is shipped")):
        typer.echo(
            textwrap.fill(text, _WIDE, initial_indent=f"{name:<20}", subsequent_indent=" " * 20, break_long_words=False)
        )


@app.command(short_help="Hold all evidence against the gate (exit code 20).")
def check() -> None:
    """Hold all evidence against the gate; every offence is listed at once (exit code 20)."""
    from wane.evidence.gate import require

    report = require()
    typer.echo(f"{report.models} models, {report.tables} tables, {report.rows} rows: nothing wrong.")
    if report.mixed_uses:
        typer.echo("Studies that are fitted to in one place and kept for validation in another:")
        for line in report.mixed_uses:
            typer.echo(f"  {line}")


@app.command(short_help="List every name that --taking and --fact know.")
def names() -> None:
    """List every medicine and fact by the name that options take, each with its other spellings."""
    from wane.plan.vocabulary import folded, medicines, vocabulary

    words = vocabulary()
    for title, spellings in (
        ("Medicines and classes, for --taking", medicines().spellings),
        ("Facts, for --history, --condition and --fact", words.spellings),
        ("Indications, for --condition", words.indications),
    ):
        typer.echo(f"{title}:")
        for name in sorted(set(spellings.values())):
            others = [word for word in spellings if spellings[word] == name and word != folded(name)]
            typer.echo(f"  {name}" + (f" ({', '.join(others)})" if others else ""))


@app.command(short_help="Write evidence to a file or a folder.")
def export(
    out: Annotated[str, typer.Option(help="A .csv or .json file, or an existing folder: then one CSV a table.")],
    family: Annotated[str | None, typer.Option(help="Only this family.")] = None,
) -> None:
    """Write all evidence, or one family of it, to a file or a folder."""
    if Path(out).is_dir():
        _export_folder(Path(out), family)
        return
    path = output_path(out, (".csv", ".json"), "The evidence")
    entries = _chosen(family, None)
    write_whole(path, _as_json(entries) if path.suffix.lower() == ".json" else _as_csv(entries))
    typer.echo(f"{len(entries)} entries written to {path}")


def _chosen(family: str | None, kind: str | None) -> "Sequence[Entry]":
    """The entries of one family and kind; UnknownNameError where none has the name."""
    from wane.evidence.catalogue import catalogue

    entries = catalogue()
    for what, wanted, names in (
        ("family", family, {entry.family for entry in entries}),
        ("kind", kind, {entry.kind for entry in entries}),
    ):
        if wanted is not None and wanted not in names:
            raise UnknownNameError(f'The {what} "{wanted}" came; it must be one of {", ".join(sorted(names))}.')
    return [e for e in entries if family in (None, e.family) and kind in (None, e.kind)]


def _line(entry: "Entry") -> str:
    mark = " " if entry.is_checked else "*"
    number = " ".join(text for text in (entry.value, entry.unit) if text)
    line = f"{mark} {entry.id}  {number}  {entry.title}"
    return line if len(line) <= _WIDE else f"{line[: _WIDE - 3]}..."


def _described(entry: "Entry") -> "Sequence[tuple[str, str]]":
    """(name, text) of everything that is known of an entry."""
    told = [(name, str(getattr(entry, name))) for name in COLUMNS if name not in ("checked", "read_at")]
    told += [("checked", entry.checked or NOT_CHECKED), ("link", entry.link or ""), ("read at", entry.read_at)]
    told += [(name.replace("_", " "), text) for name, text in entry.details.items()]
    return [(name, text) for name, text in told if text]


def _as_json(entries: "Sequence[Entry]") -> str:
    from wane.evidence.reading import digest

    listed = [{name: getattr(e, name) for name in COLUMNS} | {"details": dict(e.details)} for e in entries]
    return json.dumps({"digest": digest(), "entries": listed}, ensure_ascii=False, indent=1) + "\n"


def _as_csv(entries: "Sequence[Entry]") -> str:
    import csv
    import io

    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(COLUMNS)
    writer.writerows([getattr(entry, name) for name in COLUMNS] for entry in entries)
    return text.getvalue()


def _export_folder(folder: Path, family: str | None) -> None:
    """One CSV a table as it is stored, and models.csv with every number that stands in no table."""
    from wane.evidence.reading import load_yaml, table_files

    entries = _chosen(family, None)
    tables = {
        name: path
        for name, path in table_files().items()
        if family in (None, load_yaml(path.with_suffix(".yaml"))["family"])
    }
    for name, path in sorted(tables.items()):
        write_whole(folder / f"{name}.csv", path.read_bytes())
    others = [entry for entry in entries if entry.kind not in ("row", "rule")]
    if others:
        write_whole(folder / "models.csv", _as_csv(others))
    typer.echo(f"{len(tables)} tables and {len(others)} entries of models written to {folder}")
