"""Blocks: one answer whoever computes them, and none lost or repeated when something is killed."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest

from tests.factories.blocks import BLOCKS, always_dying, calls, drawn, dying_once, noted_job, plain_job
from tests.factories.cluster import running_cluster
from wane.blocks.folder import MANIFEST, finished, open_folder
from wane.blocks.job import Block, generator
from wane.blocks.run import Progress, run_blocks
from wane.blocks.workers import Cluster, Processes, ThisProcess, Workers, started
from wane.errors import ConflictError, FileFormatError, UnsupportedError

ROOT = Path(__file__).parents[4]
EXPECTED = [drawn(Block(index=i, seed=7), 5) for i in range(BLOCKS)]


@pytest.mark.parametrize("workers", [ThisProcess(), Processes(count=1), Processes(count=3)], ids=str)
def test_any_number_of_workers_gives_the_same_answers_in_order(tmp_path: Path, workers: Workers) -> None:
    assert list(run_blocks(plain_job(), tmp_path / "out", workers=workers)) == EXPECTED


def test_blocks_have_streams_of_their_own_that_the_seed_moves() -> None:
    first, second = (generator(Block(index=i, seed=7)).standard_normal() for i in (0, 1))

    assert first != second
    assert first != generator(Block(index=0, seed=8)).standard_normal()
    assert first == generator(Block(index=0, seed=7)).standard_normal()


def test_what_is_finished_is_not_computed_again(tmp_path: Path) -> None:
    log, told = tmp_path / "log", list[Progress]()
    log.mkdir()
    list(run_blocks(noted_job(log, 0.0), tmp_path / "out"))
    (tmp_path / "out" / finished(open_folder(tmp_path / "out", plain_job()))[4].name).unlink()

    again = list(run_blocks(noted_job(log, 0.0), tmp_path / "out", tell=told.append))

    assert again == EXPECTED
    assert calls(log) == sorted([*range(BLOCKS), 4])
    assert told[0] == Progress(done=BLOCKS - 1, total=BLOCKS, found=BLOCKS - 1)
    assert told[-1].done == BLOCKS


def test_a_block_that_was_damaged_is_computed_again(tmp_path: Path) -> None:
    list(run_blocks(plain_job(), tmp_path / "out"))
    finished(open_folder(tmp_path / "out", plain_job()))[2].write_bytes(b"half")

    assert list(run_blocks(plain_job(), tmp_path / "out")) == EXPECTED


@pytest.mark.parametrize(
    "other",
    [
        replace(plain_job(), seed=8),
        replace(plain_job(), depends_on={"data": "abd"}),
        replace(plain_job(), inputs=(5,) * (BLOCKS + 1)),
        replace(plain_job(), name="other"),
    ],
    ids=["seed", "data", "blocks", "name"],
)
def test_the_folder_of_another_job_is_refused(tmp_path: Path, other: object) -> None:
    list(run_blocks(plain_job(), tmp_path / "out"))

    with pytest.raises(ConflictError, match="another job"):
        run_blocks(other, tmp_path / "out")  # type: ignore[arg-type]  # a plan of another kind


def test_a_folder_with_other_files_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "thesis.txt").write_text("mine")

    with pytest.raises(ConflictError, match="other files"):
        run_blocks(plain_job(), tmp_path)

    assert [path.name for path in tmp_path.iterdir()] == ["thesis.txt"]


def test_a_broken_manifest_and_a_file_in_the_way_are_one_sentence_each(tmp_path: Path) -> None:
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / MANIFEST).write_text("{")
    (tmp_path / "file").write_text("")

    with pytest.raises(FileFormatError, match="no JSON"):
        run_blocks(plain_job(), tmp_path / "out")
    with pytest.raises(FileFormatError, match="cannot hold blocks"):
        run_blocks(plain_job(), tmp_path / "file")


def test_the_manifest_says_what_the_job_is(tmp_path: Path) -> None:
    list(run_blocks(plain_job(), tmp_path / "out"))

    found = json.loads((tmp_path / "out" / MANIFEST).read_text())

    assert found == {
        "job": "drawn", "digest": plain_job().digest, "blocks": BLOCKS, "seed": 7, "depends_on": {"data": "abc"}
    }  # fmt: skip


def test_an_error_in_a_block_comes_out_and_leaves_the_finished_ones(tmp_path: Path) -> None:
    inputs = [5] * BLOCKS
    inputs[6] = -1  # no array has this size

    for workers in (ThisProcess(), Processes(count=2)):
        with pytest.raises(ValueError, match="negative"):
            run_blocks(plain_job(inputs), tmp_path / "out", workers=workers)

    assert set(finished(open_folder(tmp_path / "out", plain_job()))) >= set(range(6))


def test_a_killed_worker_costs_nothing(tmp_path: Path) -> None:
    job = replace(plain_job(), work=partial(dying_once, mark=tmp_path / "killed"))

    assert list(run_blocks(job, tmp_path / "out", workers=Processes(count=2))) == EXPECTED
    assert (tmp_path / "killed").exists()


def test_a_block_that_always_kills_is_given_up_and_the_others_are_kept(tmp_path: Path) -> None:
    job = replace(plain_job(), work=always_dying)

    with pytest.raises(UnsupportedError, match="block 3"):
        run_blocks(job, tmp_path / "out", workers=Processes(count=1))

    assert set(finished(open_folder(tmp_path / "out", job))) == {0, 1, 2}


def client(folder: Path, how: str) -> "subprocess.Popen[str]":
    (folder / "log").mkdir(exist_ok=True)
    command = [sys.executable, "-m", "tests.factories.blocks", str(folder / "out"), str(folder / "log"), how]
    environment = os.environ | {"PYTHONPATH": os.pathsep.join([str(ROOT / "src"), str(ROOT)])}
    return subprocess.Popen(command, cwd=ROOT, env=environment, stderr=subprocess.PIPE, text=True)


def blocks_in(folder: Path) -> set[int]:
    return {int(path.name.split("-")[1]) for path in (folder / "out").glob("block-*")}


def wait_for_blocks(folder: Path, count: int) -> None:
    deadline = time.monotonic() + 30.0
    while len(blocks_in(folder)) < count:
        assert time.monotonic() < deadline, "no block came"
        time.sleep(0.02)


@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGINT], ids=lambda how: how.name)
def test_a_killed_client_goes_on_where_it_was_and_leaves_no_worker(tmp_path: Path, how: signal.Signals) -> None:
    first = client(tmp_path, "processes")
    wait_for_blocks(tmp_path, 3)
    first.send_signal(how)
    first.communicate(timeout=20)
    begun, kept = calls(tmp_path / "log"), blocks_in(tmp_path)
    time.sleep(0.4)  # a worker that outlived its client would begin another block
    still = calls(tmp_path / "log")

    again = list(run_blocks(noted_job(tmp_path / "log", 0.0), tmp_path / "out", workers=Processes(count=2)))

    assert first.returncode != 0
    assert 3 <= len(kept) < BLOCKS
    assert len(still) <= len(begun) + 1
    assert again == EXPECTED
    assert [calls(tmp_path / "log").count(index) for index in kept] == [1] * len(kept)


@pytest.fixture
def cluster(tmp_path: Path) -> Iterator[tuple[str, list["subprocess.Popen[str]"]]]:
    """A scheduler and two workers."""
    with running_cluster(tmp_path, workers=2) as running:
        yield running


def test_on_a_cluster_a_killed_worker_and_a_killed_client_cost_nothing(
    tmp_path: Path, cluster: tuple[str, list["subprocess.Popen[str]"]]
) -> None:
    address, workers = cluster
    first = client(tmp_path, address)
    wait_for_blocks(tmp_path, 2)
    workers[0].kill()
    wait_for_blocks(tmp_path, 5)
    first.kill()
    first.communicate()
    kept = sorted(blocks_in(tmp_path))
    before = [calls(tmp_path / "log").count(index) for index in kept]

    again = list(run_blocks(noted_job(tmp_path / "log", 0.0), tmp_path / "out", workers=Cluster(address=address)))

    assert 5 <= len(kept) < BLOCKS
    assert again == EXPECTED
    assert [calls(tmp_path / "log").count(index) for index in kept] == before


def test_a_cluster_started_here_serves_several_jobs(tmp_path: Path) -> None:
    with started(Cluster(address="local")) as workers:
        assert isinstance(workers, Cluster)
        assert workers.address != "local"
        for name in ("one", "two"):
            assert list(run_blocks(plain_job(), tmp_path / name, workers=workers)) == EXPECTED
    with started(ThisProcess()) as workers:
        assert workers == ThisProcess()


def test_a_scheduler_that_does_not_answer_is_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(UnsupportedError, match="No dask scheduler answers at nowhere"):
        run_blocks(plain_job(), tmp_path / "out", workers=Cluster(address="nowhere"))


def test_a_cluster_that_is_not_there_is_one_sentence(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "distributed", None)

    with pytest.raises(UnsupportedError, match="wane\\[cluster\\]"):
        run_blocks(plain_job(), tmp_path / "out", workers=Cluster(address="local"))
