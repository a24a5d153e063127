"""`wane simulate`: from a design to numbers, tables and a page, whoever computes, whatever is killed on the way."""

import json
import os
import resource
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import cast

import html5lib
import jsonschema
import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.factories.cluster import running_cluster
from tests.factories.designs import design_text
from wane.cli import run
from wane.cli.people_file import read_people
from wane.errors import FileFormatError
from wane.report import trial_json

ROOT = Path(__file__).parents[4]
GOLDEN = ROOT / "tests" / "golden" / "simulate.json"
SMALL = design_text(
    people=300, observe="[0, 1, 8, 21, 40, 120]", more="    session_cost: 400", end="currency: GBP"
)  # fmt: skip
SLOW = design_text(people=32, observe="[0, 8, 15]", more="    maintenance: {rule: rule 1}")


@pytest.fixture
def small(tmp_path: Path) -> Path:
    path = tmp_path / "trial.yaml"
    path.write_text(SMALL)
    return path


def told(capsys: pytest.CaptureFixture[str], *arguments: str) -> dict[str, object]:
    assert run(["simulate", *arguments, "--workers", "1", "--json"]) == 0
    return cast(dict[str, object], json.loads(capsys.readouterr().out))


def judge() -> jsonschema.Draft202012Validator:
    return jsonschema.Draft202012Validator(json.loads(trial_json.SCHEMA_FILE.read_text(encoding="utf-8")))


def test_the_json_keeps_the_schema_and_is_the_golden_example(small: Path, capsys: pytest.CaptureFixture[str]) -> None:
    found, golden = told(capsys, str(small)), json.loads(GOLDEN.read_text(encoding="utf-8"))
    judge().validate(found)
    judge().validate(golden)
    for one in (found, golden):
        one.pop("provenance")

    assert list(found) == list(golden)
    assert numbers(found) == pytest.approx(numbers(golden), rel=1e-4)


def numbers(value: object, path: str = "") -> dict[str, float]:
    """Every number by where it stands."""
    if isinstance(value, dict):
        return {k: v for key, one in value.items() for k, v in numbers(one, f"{path}/{key}").items()}
    if isinstance(value, list):
        return {k: v for i, one in enumerate(value) for k, v in numbers(one, f"{path}/{i}").items()}
    return {path: float(value)} if isinstance(value, int | float) else {}


def test_the_schema_refuses_a_number_without_its_ends(small: Path, capsys: pytest.CaptureFixture[str]) -> None:
    found = told(capsys, str(small))
    del found["arms"][0]["by_day"][0]["mean"]["low90"]  # type: ignore[index]

    assert list(judge().iter_errors(found))


def test_a_folder_gets_design_summary_tables_and_page(small: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = small.with_name("results")
    found = told(capsys, str(small), "--out", str(out))

    assert sorted(path.name for path in out.iterdir()) == [
        "design.yaml", "people", "report.html", "summary.json", "visits",
    ]  # fmt: skip
    assert json.loads((out / "summary.json").read_text()) == found
    assert (out / "design.yaml").read_text() == SMALL
    people, visits = pl.read_parquet(out / "people"), pl.read_parquet(out / "visits")
    assert people.height == 2 * 300
    assert visits.height == 2 * 300 * 6
    assert people.filter(pl.col("arm") == "ketamine")["cost"].unique().to_list() == [1200.0]
    first = {path.name: path.read_bytes() for path in out.rglob("*") if path.is_file()}

    told(capsys, str(small), "--out", str(out))

    assert {path.name: path.read_bytes() for path in out.rglob("*") if path.is_file()} == first


def test_tables_may_be_left_out_and_the_page_is_whole(small: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = small.with_name("results")
    told(capsys, str(small), "--out", str(out), "--no-tables")
    page = (out / "report.html").read_text(encoding="utf-8")
    root = html5lib.HTMLParser(strict=True, namespaceHTMLElements=False).parse(page)

    assert not (out / "people").exists()
    assert {node.tag for node in root.iter()} & {"script", "link", "iframe", "img"} == set()
    assert "http" not in page.replace("http-equiv", "")
    assert len([node for node in root.iter() if node.tag.endswith("}svg")]) == 2
    captions = [node.text for node in root.iter("caption")]
    assert any("curves of relapse" in str(text) for text in captions)
    assert len(captions) == 6
    assert {"At risk", "Free 14 d, %"} <= {node.text for node in root.iter("th")}
    assert "points of 0 to 60 (33 at entry)" in page
    assert "days from day 8, where relapse counts" in page


def test_the_text_says_what_the_page_says(small: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["simulate", str(small), "--workers", "1"]) == 0
    text = capsys.readouterr().out

    for words in ("Ketamine against midazolam", "SCORES    ketamine", "RELAPSE", "BURDEN", "1200 GBP", "ONE SESSION"):
        assert words in text
    assert max(map(len, text.splitlines())) <= 140


def test_people_and_seed_may_be_said_again(small: Path, capsys: pytest.CaptureFixture[str]) -> None:
    first, second = (told(capsys, str(small), "--people", "60", "--seed", seed) for seed in ("1", "2"))

    assert first["people"] == 60
    assert numbers(first["arms"]) != numbers(second["arms"])
    assert first == told(capsys, str(small), "--people", "60", "--seed", "1")


def test_a_design_reads_its_people_from_a_table(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "people.csv").write_text("weight_kg,sex,taking\n60,female,\n95,male,rifampicin\n\n")
    (tmp_path / "trial.yaml").write_text(SMALL + "covariates: {table: people.csv}\n")

    found = told(capsys, str(tmp_path / "trial.yaml"), "--out", str(tmp_path / "out"))

    judge().validate(found)
    assert set(pl.read_parquet(tmp_path / "out" / "people")["weight_kg"]) == {60.0, 95.0}


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        ([], 14, "No design came"),
        (["absent.yaml"], 14, "cannot be read"),
        (["SMALL", "--example", "six-infusions"], 15, "leave one out"),
        (["--example", "seven"], 12, "six-infusions"),
        (["SMALL", "--people", "0"], 2, "--people"),
        (["SMALL", "--out", "FULL"], 15, "other files (thesis.txt)"),
        (["SMALL", "--out", "SMALL"], 14, "cannot be made"),
        (["SMALL", "--workers", "1", "--cluster", "local"], 15, "leave one out"),
        (["BROKEN"], 14, "line 1"),
        (["TABLE"], 14, "nobody.csv cannot be read"),
    ],
)
def test_a_fault_is_one_sentence_and_a_code(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], arguments: list[str], code: int, words: str
) -> None:
    places = {name: tmp_path / name for name in ("SMALL", "FULL", "BROKEN", "TABLE")}
    places["SMALL"].write_text(SMALL)
    places["BROKEN"].write_text("name: [")
    places["TABLE"].write_text(SMALL + "covariates: {table: nobody.csv}")
    places["FULL"].mkdir()
    (places["FULL"] / "thesis.txt").write_text("mine")

    assert run(["simulate", *(str(places.get(one, one)) for one in arguments)]) == code
    said = capsys.readouterr().err.strip()

    assert words in said
    assert "\n" not in said
    assert "Traceback" not in said
    assert (places["FULL"] / "thesis.txt").read_text() == "mine"


@pytest.mark.parametrize(
    ("text", "words"),
    [("", "is empty"), ("a,a\n1,2\n", "twice"), ("a,b\n1\n", "line 2: 1 cells"), ('a\n"x', "no CSV")],
)
def test_a_broken_table_of_people_is_one_sentence(tmp_path: Path, text: str, words: str) -> None:
    (tmp_path / "p.csv").write_text(text)

    with pytest.raises(FileFormatError, match=words):
        read_people(tmp_path / "p.csv")


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.binary(max_size=300))
def test_whatever_the_files_hold_the_answer_is_a_sentence(tmp_path: Path, raw: bytes) -> None:
    design, table = tmp_path / "fuzz.yaml", tmp_path / "fuzz.csv"
    design.write_bytes(raw)
    table.write_bytes(raw)

    assert run(["simulate", str(design)]) in range(10, 16)
    try:
        columns = read_people(table)
    except FileFormatError as error:
        assert "\n" not in str(error)
    else:
        assert len({len(column) for column in columns.values()}) == 1


def test_a_cluster_gives_the_same_bytes(small: Path, capsys: pytest.CaptureFixture[str]) -> None:
    here = told(capsys, str(small))

    assert run(["simulate", str(small), "--cluster", "local", "--json"]) == 0
    assert json.loads(capsys.readouterr().out) == here


def client(
    folder: Path, *, limit_bytes: int | None = None, workers: Sequence[str] = ("--workers", "2")
) -> "subprocess.Popen[str]":
    """The command as a process of its own, two workers of its own or those of a cluster."""
    (folder / "slow.yaml").write_text(SLOW)
    command = [sys.executable, "-m", "wane.cli", "simulate", str(folder / "slow.yaml"), "--out", str(folder / "out"),
               *workers, "--json"]  # fmt: skip
    environment = os.environ | {"PYTHONPATH": str(ROOT / "src")}
    if limit_bytes is not None:  # coverage would write its own file and meet the limit too
        environment = {name: value for name, value in environment.items() if not name.startswith("COV")}

    def limited() -> None:
        if limit_bytes is not None:
            resource.setrlimit(resource.RLIMIT_FSIZE, (limit_bytes, limit_bytes))

    return subprocess.Popen(
        command, cwd=folder, env=environment, text=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        preexec_fn=limited,  # noqa: PLW1509  the test runs no threads, and no other call limits a file
    )  # fmt: skip


def blocks_in(folder: Path) -> dict[str, int]:
    """Blocks that are finished, with when they were."""
    found = {}
    for path in (folder / "out" / "blocks").glob("block-*"):
        with suppress(FileNotFoundError):  # all are cleared away once the trial is written
            found[path.name] = path.stat().st_mtime_ns
    return found


def wait_for_blocks(folder: Path, count: int) -> None:
    deadline = time.monotonic() + 120.0
    while len(blocks_in(folder)) < count:
        assert time.monotonic() < deadline, "no block came"
        time.sleep(0.01)


def workers_of(pid: int) -> list[int]:
    """Children of this process that compute."""
    found = []
    for place in Path("/proc").glob("[0-9]*"):
        try:
            parent = (place / "stat").read_text().rsplit(")", 1)[1].split()[1]
            if int(parent) == pid and b"spawn_main" in (place / "cmdline").read_bytes():
                found.append(int(place.name))
        except OSError:
            continue
    return found


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """What the slow design gives when nothing happens."""
    folder = tmp_path_factory.mktemp("undisturbed")
    done = client(folder)
    out, _ = done.communicate(timeout=120)
    assert done.returncode == 0
    assert json.loads(out)["people"] == 32
    return results(folder)


def results(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in (folder / "out").rglob("*") if path.is_file()}


def test_a_killed_worker_and_a_killed_client_lose_and_repeat_nothing(
    tmp_path: Path, undisturbed: dict[str, bytes]
) -> None:
    first = client(tmp_path)
    wait_for_blocks(tmp_path, 1)
    os.kill(workers_of(first.pid)[0], signal.SIGKILL)
    wait_for_blocks(tmp_path, 2)
    first.kill()
    first.communicate()
    kept = blocks_in(tmp_path)
    assert not (tmp_path / "out" / "summary.json").exists()

    again = client(tmp_path)
    wait_for_blocks(tmp_path, len(kept) + 1)
    still = blocks_in(tmp_path)
    again.communicate(timeout=120)

    assert again.returncode == 0
    assert kept.items() <= still.items()  # the finished blocks are the same files, written once
    assert results(tmp_path) == undisturbed


def test_a_killed_client_of_a_cluster_loses_and_repeats_nothing(tmp_path: Path, undisturbed: dict[str, bytes]) -> None:
    with running_cluster(tmp_path, workers=2) as (address, _):
        first = client(tmp_path, workers=("--cluster", address))
        wait_for_blocks(tmp_path, 2)
        first.kill()
        first.communicate()
        kept = blocks_in(tmp_path)

        again = client(tmp_path, workers=("--cluster", address))
        wait_for_blocks(tmp_path, len(kept) + 1)
        still = blocks_in(tmp_path)
        again.communicate(timeout=120)

    assert first.returncode == -signal.SIGKILL
    assert again.returncode == 0
    assert kept.items() <= still.items()  # the finished blocks are the same files, written once
    assert results(tmp_path) == undisturbed  # which is of two processes, and of no cluster


def test_a_full_disk_is_one_sentence_and_the_same_command_goes_on(
    tmp_path: Path, undisturbed: dict[str, bytes]
) -> None:
    full = client(tmp_path, limit_bytes=2_500)  # a manifest fits, some block does not
    _, said = full.communicate(timeout=120)

    assert full.returncode == 14
    assert "could not be written" in said
    assert said.strip().count("\n") == 0
    assert list((tmp_path / "out").glob("*.json")) == []

    again = client(tmp_path)
    again.communicate(timeout=120)

    assert again.returncode == 0
    assert results(tmp_path) == undisturbed


def test_a_trial_that_nobody_stays_in_says_so_everywhere(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Nobody remits, and everybody has left before the last visit."""
    text = SMALL.replace("people: 300", "people: 12").replace("among: responders", "among: remitters")
    text = text.replace("0.5 mg/kg", "0.001 mg/kg") + "dropout: {share: 0.999, by_day: 2}\nremission: 1\n"
    (tmp_path / "empty.yaml").write_text(text)

    found = told(capsys, str(tmp_path / "empty.yaml"), "--out", str(tmp_path / "out"))

    judge().validate(found)
    arm = found["arms"][0]  # type: ignore[index]
    assert arm["relapse"]["n"] == 0
    assert arm["relapse"]["curve"] == []
    assert arm["relapse"]["median_days"] == {
        "value": None, "low90": None, "high90": None, "low90_study": None, "high90_study": None,
        "reason": "nobody was there",
    }  # fmt: skip
    assert arm["by_day"][-1]["n"] == 0
    assert arm["by_day"][-1]["mean"]["reason"] == "nobody was there"
    assert run(["simulate", str(tmp_path / "empty.yaml"), "--workers", "1"]) == 0
    assert "not reached" not in capsys.readouterr().out  # nobody was followed, so nothing could be


def test_instruments_without_a_line_and_designs_without_relapse_are_told(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    text = "\n".join(line for line in SMALL.splitlines() if not line.startswith(("relapse", "response")))
    text = text.replace("people: 300", "people: 20").replace("MADRS", "PCL-5").replace("depression", "PTSD")
    (tmp_path / "plain.yaml").write_text(text.replace("mean: 33", "mean: 48").replace("draws: 4", "draws: 0"))

    found = told(capsys, str(tmp_path / "plain.yaml"), "--out", str(tmp_path / "out"))

    judge().validate(found)
    assert found["relapse"] is None
    assert "RELAPSE" not in (tmp_path / "out" / "report.html").read_text()
    assert found["arms"][0]["interval_reason"]  # type: ignore[index]
    assert run(["simulate", str(tmp_path / "plain.yaml"), "--workers", "1"]) == 0
    assert "RELAPSE" not in capsys.readouterr().out
