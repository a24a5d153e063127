"""The lock files: pinned, hashed, one version of a package in all of them, and no word about where it comes from."""

import re
import tomllib
from pathlib import Path

import pytest

from tests.repository.tracked import ROOT

LOCKS = sorted((ROOT / "requirements").glob("*.lock"))
PIN = re.compile(r"^([a-z0-9][a-z0-9._-]*)(?:\[[a-z0-9,_-]+\])?==(\S+)", re.MULTILINE)
DIGEST = re.compile(r"--hash=sha256:[0-9a-f]{64}\b")
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
by_name = pytest.mark.parametrize("lock", LOCKS, ids=lambda lock: lock.stem)


def pins(lock: Path) -> dict[str, str]:
    return dict(PIN.findall(lock.read_text(encoding="utf-8")))


def canonical(requirement: str) -> str:
    return re.sub(r"[-_.]+", "-", re.split(r"[<>=!~;\[ ]", requirement)[0]).lower()


def test_the_five_locks_are_there() -> None:
    assert [lock.stem for lock in LOCKS] == ["bench", "docs", "pharmpy", "run", "test"]


@by_name
def test_every_package_is_pinned_and_hashed(lock: Path) -> None:
    entries = re.split(r"\n(?=\S)", lock.read_text(encoding="utf-8").strip())

    assert [entry for entry in entries if not (PIN.match(entry) and DIGEST.search(entry))] == []


@by_name
def test_a_lock_names_no_address(lock: Path) -> None:
    text = lock.read_text(encoding="utf-8")

    assert not re.search(r"://|--index|--find-links|--extra-index|file:|^-", text, re.MULTILINE)


@by_name
def test_no_lock_brings_torch(lock: Path) -> None:
    assert not any(name == "torch" or name.startswith("nvidia-") for name in pins(lock))


def test_a_package_has_one_version_in_all_locks_of_one_environment() -> None:
    versions: dict[str, set[str]] = {}
    together = [lock for lock in LOCKS if lock.stem != "pharmpy"]  # never installed beside another
    for lock in together:
        for name, version in pins(lock).items():
            versions.setdefault(name, set()).add(version)

    assert {name: found for name, found in versions.items() if len(found) > 1} == {}


def test_the_locks_hold_what_the_project_asks_for() -> None:
    extras = PROJECT["optional-dependencies"]
    asked = {
        "run": PROJECT["dependencies"] + extras["clinic"],
        "test": extras["test"] + extras["cluster"] + extras["clinic"],
        "docs": extras["docs"],
        "bench": extras["bench"] + extras["fit"],
        "pharmpy": PROJECT["dependencies"] + extras["pharmpy"],
    }

    for lock, requirements in asked.items():
        missing = {canonical(name) for name in requirements} - pins(ROOT / f"requirements/{lock}.lock").keys()
        assert missing == set(), f"{lock}.lock is behind pyproject.toml: run `make lock`"


@pytest.mark.parametrize("group", ["dependencies", "clinic"])
def test_every_dependency_has_its_reason_beside_it(group: str) -> None:
    text = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    block = text.split(f"\n{group} = [")[1].split("\n]")[0]
    lines = [line.strip() for line in block.splitlines() if line.strip()]

    assert [line for line in lines if not re.search(r'",\s+# \w', line)] == []
