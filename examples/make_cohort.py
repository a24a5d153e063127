"""Write an example cohort: a simulated clinic, nobody in it exists. `python examples/make_cohort.py FOLDER 40`.

A name that ends in .parquet makes one table instead of a folder of files. The people are iller, respond less often and
relapse sooner than the published prior for PHQ-9 in depression says, so that there is something to learn.
"""

import csv
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np

from wane.forecast.simulate_clinic import simulate_course, unlike_published
from wane.models.relief import History, Score, Treatment
from wane.models.relief_prior import load_relief_prior

COLUMNS = ("when", "record", "instrument", "value", "drug", "route", "dose", "duration")
FIRST = datetime(2025, 1, 6, 9, 0, tzinfo=UTC)
DAYS = 120.0
SEED = 3

Row = dict[str, str]


def main() -> None:
    """As the command line says."""
    write_example(Path(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 40)


def write_example(target: Path, count: int) -> None:
    """Draw so many people and write them."""
    prior, rng = unlike_published(load_relief_prior("depression__phq9")), np.random.default_rng(SEED)
    people = {f"fictional-{i:04d}": simulate_course(prior, DAYS, rng) for i in range(1, count + 1)}
    sexes = {name: "female" if rng.random() < 0.6 else "male" for name in people}
    if target.suffix == ".parquet":
        write_table(target, people, sexes)
    else:
        write_folder(target, people, sexes)


def write_folder(folder: Path, people: dict[str, History], sexes: dict[str, str]) -> None:
    """One patient file for each person, and people.csv."""
    folder.mkdir(parents=True, exist_ok=True)
    for i, (name, history) in enumerate(people.items()):
        write_csv(folder / f"{name}.csv", COLUMNS, rows_of(history, FIRST + timedelta(days=i)))
    write_csv(folder / "people.csv", ("person", "sex"), [{"person": name, "sex": sex} for name, sex in sexes.items()])


def write_csv(path: Path, columns: tuple[str, ...], rows: list[Row]) -> None:
    """The rows under these columns."""
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, columns)
        writer.writeheader()
        writer.writerows(rows)


def write_table(path: Path, people: dict[str, History], sexes: dict[str, str]) -> None:
    """One Parquet table of everybody."""
    import polars as pl

    rows = [
        {"person": name, "sex": sexes[name], **row}
        for i, (name, history) in enumerate(people.items())
        for row in rows_of(history, FIRST + timedelta(days=i))
    ]
    pl.DataFrame(rows).write_parquet(path)


def rows_of(history: History, first: datetime) -> list[Row]:
    """The rows of one patient file."""
    rows = []
    for record in history.records:
        row = dict.fromkeys(COLUMNS, "") | {"when": (first + timedelta(days=record.day)).isoformat()}
        match record:
            case Score():
                row |= {"record": "score", "instrument": "PHQ-9", "value": f"{record.value:g}"}
            case Treatment():
                row |= {
                    "record": "session",
                    "drug": "ketamine",
                    "route": "iv",
                    "dose": "0.5 mg/kg",
                    "duration": "40 min",
                }
            case _:
                row |= {"record": "relapse"}
        rows.append(row)
    return rows


if __name__ == "__main__":
    main()
