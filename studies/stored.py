"""Results as they are stored: one JSON and one figure a study, and their tables in the page of the documentation."""

import json
import os
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final, cast

from studies.figures import write_figure
from studies.study import Rows, Scale, Study, code_digest
from wane import __version__
from wane.errors import FileFormatError

DOCS: Final = Path("docs/validation")
PAGE: Final = "relief-studies.md"
FOLDER: Final = "studies"


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """What is stored of one study: how large it was, from which code, and its rows."""

    study: str
    scale: Scale
    rows: Rows


def write(study: Study, scale: Scale, rows: Rows, docs: Path) -> Result:
    """Put down JSON and figure; nothing is left half-written."""
    folder = docs / FOLDER
    folder.mkdir(parents=True, exist_ok=True)
    fields = {
        "study": study.name, "title": study.title, "scale": str(scale), "seed": study.seed, "wane": __version__,
        "code_sha256": code_digest(study),
    }  # fmt: skip
    lines = ",\n  ".join(json.dumps(dict(row), allow_nan=False, ensure_ascii=False) for row in rows)
    head = json.dumps(fields, indent=1)[:-2]
    _whole(folder / f"{study.name}.json", f'{head},\n "rows": [\n  {lines}\n ]\n}}\n')
    part = folder / f".{study.name}.svg"
    write_figure(study.draw(rows), part)
    part.replace(folder / f"{study.name}.svg")
    return Result(study=study.name, scale=scale, rows=rows)


def read(name: str, docs: Path) -> Result:
    """What is stored of a study; FileFormatError where there is nothing."""
    path = docs / FOLDER / f"{name}.json"
    if not path.is_file():
        raise FileFormatError(f"{path} is not there: run `python -m studies {name}` first.")
    fields = cast(Mapping[str, object], json.loads(path.read_text(encoding="utf-8")))
    return Result(study=name, scale=Scale(str(fields["scale"])), rows=cast(Rows, fields["rows"]))


def with_tables(page: str, tables: Mapping[str, str]) -> str:
    """The page with the text between `<!-- study NAME -->` and `<!-- end -->` replaced."""
    for name, table in tables.items():
        pattern = re.compile(rf"(<!-- study {name} -->\n).*?(<!-- end -->)", re.DOTALL)
        if not pattern.search(page):
            raise FileFormatError(f"{PAGE} has no place for {name}: add `<!-- study {name} -->` and `<!-- end -->`.")
        page = pattern.sub(lambda found, table=table: f"{found[1]}{table}{found[2]}", page)  # type: ignore[misc]
    return page


def shown(study: Study, rows: Rows) -> str:
    """What stands on the page: the figure, then the table."""
    return f"![{study.title}]({FOLDER}/{study.name}.svg)\n\n{study.table(rows)}"


def update_page(studies: Sequence[tuple[Study, Rows]], docs: Path) -> None:
    """Write the tables of these studies into the page."""
    path = docs / PAGE
    tables = {study.name: shown(study, rows) for study, rows in studies}
    _whole(path, with_tables(path.read_text(encoding="utf-8"), tables))


def _whole(path: Path, content: str) -> None:
    part = path.with_name(f".{path.name}.{os.getpid()}")
    part.write_text(content, encoding="utf-8")
    part.replace(path)
