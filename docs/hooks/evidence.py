"""The pages of evidence that mkdocs builds from the evidence itself: one page a source, and an index by family."""

import re
from collections.abc import Iterable, Mapping, Sequence
from html import escape
from typing import Final, cast

import pathspec
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files

from wane.evidence.catalogue import catalogue, used_by
from wane.evidence.entry import Entry
from wane.evidence.reading import digest, load_register, load_yaml, model_ids, table_files

FOLDER: Final = "reference/evidence"
FAMILIES: Final = ("kinetics", "mechanism", "acute", "mood", "pain", "rules", "scales", "fitted")
OPENING: Final = """# Evidence

Every number that Wane holds, one page a source. A number is found by its id: `wane evidence show ID` prints what these
pages say. What is marked *not re-checked* was read once, and never a second time at its source."""
NUMBER_HEAD: Final = (
    "| id | what | value | unit | uncertainty | how, where | use | used by |\n|---|---|---|---|---|---|---|---|"
)

_UNSAFE = re.compile(r"[^a-z0-9]+")


def on_config(config: MkDocsConfig) -> MkDocsConfig:
    """Pages of single sources are reached from the index, not from the menu."""
    config.not_in_nav = pathspec.gitignore.GitIgnoreSpec.from_lines([f"/{FOLDER}/*", f"!/{FOLDER}/index.md"])
    return config


def on_files(files: Files, config: MkDocsConfig) -> Files:
    """Add the generated pages to those that were written."""
    for path, content in pages().items():
        files.append(File.generated(config, path, content=content))
    return files


def pages() -> Mapping[str, str]:
    """Path to Markdown of every page."""
    sources = by_source(catalogue())
    built = {f"{FOLDER}/{name}.md": source_page(entries) for name, entries in sources.items()}
    return {f"{FOLDER}/index.md": index_page(sources), **built}


def by_source(entries: Iterable[Entry]) -> Mapping[str, Sequence[Entry]]:
    """Page name to the entries read in one source: one DOI, else PubMed Central or PubMed id, address, or study."""
    groups: dict[str, list[Entry]] = {}
    for entry in entries:
        groups.setdefault(_page_name(entry), []).append(entry)
    return dict(sorted(groups.items()))


def index_page(sources: Mapping[str, Sequence[Entry]]) -> str:
    """All sources by family, the tables and how many rows each has, the registers of confidence and use."""
    parts = [OPENING, f"Digest of the data behind these pages: `{digest()}`.", "## Tables", _table_list()]
    for family in FAMILIES:
        mine = {name: entries for name, entries in sources.items() if entries[0].family == family}
        lines = [f"- [{_heading(entries)}]({name}.md), {len(entries)}" for name, entries in mine.items()]
        if lines:
            parts += [
                f"## {family.capitalize()}",
                "The number after each source is how many entries come from it.",
                "\n".join(lines),
            ]
    return "\n\n".join([*parts, "## Confidence", _words("confidence"), "## Use", _words("uses")]) + "\n"


def source_page(entries: Sequence[Entry]) -> str:
    """One source: where it is, how it was read, and every number taken from it."""
    first = entries[0]
    links = list(dict.fromkeys(link for entry in entries for link in _links(entry)))
    via = list(dict.fromkeys(text for entry in entries if (text := entry.details.get("read_via"))))
    where = "\n".join([*(f"- <{link}>" for link in links), *(f"- Read at: {_cell(text)}." for text in via)])
    where = where or "No stable public address is known; the name above is the citation."
    people = list(dict.fromkeys(entry.population for entry in entries if entry.population))
    flags = ", ".join(dict.fromkeys(entry.confidence for entry in entries if entry.confidence)) or "none"
    checked = "" if all(entry.is_checked for entry in entries) else " Not re-checked at its source."
    parts = [f"# {_heading(entries)}", where, f"Read: {flags}.{checked}"]
    if people:
        parts.append("## People\n\n" + "\n".join(f"- {_cell(text)}" for text in people))
    parts.append("## Numbers\n\n" + "\n".join([NUMBER_HEAD, *map(_number_row, entries)]))
    notes = [f"- `{entry.id}`: {_cell(entry.note)}" for entry in entries if entry.note]
    if notes:
        parts.append("## Notes\n\n" + "\n".join(notes))
    return "\n\n".join(parts) + f"\n\n[All sources](index.md) of family *{first.family}*.\n"


def _page_name(entry: Entry) -> str:
    model = entry.id.split(".", maxsplit=1)[0]
    if entry.kind in ("rule", "construct", "relation", "fit", "fitted number"):
        named = {"rule": "rules", "relation": "relations", "construct": model}.get(entry.kind, "fitted")
        return "constructs" if entry.kind == "construct" else named
    if model in model_ids():
        return model
    return _UNSAFE.sub(
        "-", (entry.doi or entry.pmc or entry.pmid or _read_at(entry) or entry.id.rsplit(".", 1)[0]).casefold()
    ).strip("-")


def _read_at(entry: Entry) -> str:
    return entry.read_at.split()[0].removeprefix("https://") if entry.read_at else ""


def _heading(entries: Sequence[Entry]) -> str:
    first = entries[0]
    named = {
        "rule": "Clinical rules",
        "construct": "Route constructs",
        "relation": "Relations",
        "fit": "Fits of this project",
    }
    citation = first.details.get("citation") or first.details.get("study") or first.title
    return _cell(named.get(first.kind, citation))


def _links(entry: Entry) -> Iterable[str]:
    if entry.link:
        yield entry.link
    yield from entry.read_at.split()


def _number_row(entry: Entry) -> str:
    cells = (
        f'<span id="{escape(entry.id)}">`{entry.id}`</span>',
        entry.title,
        entry.value,
        entry.unit,
        entry.uncertainty,
        ", ".join(text for text in (entry.how, entry.where) if text),
        entry.use,
        ", ".join(used_by(entry.id)),
    )
    return f"| {' | '.join(cells[:1] + tuple(map(_cell, cells[1:])))} |"


def _table_list() -> str:
    head = "| table | what | rows | source |\n|---|---|---|---|"
    passports = [load_yaml(path.with_suffix(".yaml")) for _, path in sorted(table_files().items())]
    return "\n".join([head, *(f"| `{p['table']}` | {p['title']} | {p['rows']} | {p['source']} |" for p in passports)])


def _words(register: str) -> str:
    named = cast(Mapping[str, Mapping[str, str]], load_register(register)[register])
    return "\n".join(f"- `{name}`: {fields['words']}" for name, fields in named.items())


def _cell(text: str) -> str:
    """Text that is safe in a Markdown table."""
    plain = escape(" ".join(text.split()), quote=False)
    return re.sub(r"([\\`*_\[\]|])", r"\\\1", plain)
