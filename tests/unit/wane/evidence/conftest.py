"""A small data folder, in order, that a test may spoil: registers, two models, a construct, four tables."""

import csv
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import cast

import pytest
import yaml

from wane.evidence.reading import DATA, checksum

REGISTERS = ("analytes", "routes", "sites", "confidence", "uses", "units", "links", "relations")
TABLES = ("acute/acute_pkpd", "acute/rules", "acute/scales", "pk/interactions")

Fields = dict[str, object]


class DataFolder:
    """A data folder with the means to spoil it."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def edit(self, file: str, change: Callable[[Fields], object]) -> None:
        """Change the fields of one YAML file."""
        fields = yaml.safe_load((self.path / file).read_text())
        change(fields)
        (self.path / file).write_text(yaml.safe_dump(fields, sort_keys=False))

    def edit_row(self, table: str, row_id: str, **cells: str) -> None:
        """Change cells of one row, and sign the passport again."""
        path = self.path / f"{table}.csv"
        with path.open(newline="") as lines:
            rows = list(csv.DictReader(lines))
        next(row for row in rows if row["id"] == row_id).update(cells)
        with path.open("w", newline="") as out:
            writer = csv.DictWriter(out, list(rows[0]), lineterminator="\n")
            writer.writeheader()
            writer.writerows(rows)
        self.edit(f"{table}.yaml", lambda passport: passport.update(sha256=checksum(path)))

    def give_ids(self) -> None:
        """Write the list of given ids anew."""
        ids = ["elkomy_2015_cardiac_children", "otto_2021_s_ketamine_iv", "im_racemate"]
        for table in TABLES:
            with (self.path / f"{table}.csv").open(newline="") as lines:
                ids += [row["id"] for row in csv.DictReader(lines)]
        (self.path / "registers/given_ids.csv").write_text("\n".join(["id", *ids]) + "\n")


@pytest.fixture
def folder(tmp_path: Path) -> DataFolder:
    """A data folder in which the gate finds nothing."""
    for name in ("registers", "pk", "acute", "constructs", "partial", "fitted"):
        (tmp_path / name).mkdir()
    files = [f"registers/{name}.yaml" for name in REGISTERS]
    files += ["pk/elkomy_2015.yaml", "pk/otto_2021.yaml", "constructs/im_racemate.yaml"]
    files += [f"{table}.{ending}" for table in TABLES for ending in ("csv", "yaml")]
    for file in files:
        shutil.copy(DATA / file, tmp_path / file)
    folder = DataFolder(tmp_path)
    folder.edit("constructs/im_racemate.yaml", lambda fields: fields.update(evidence=[]))
    folder.edit("registers/relations.yaml", lambda fields: cast(Fields, fields["relations"]).pop("construct_doubt"))
    folder.edit(
        "pk/otto_2021.yaml", lambda fields: fields.update(reproduces=cast(list[object], fields["reproduces"])[:2])
    )
    folder.give_ids()
    return folder
