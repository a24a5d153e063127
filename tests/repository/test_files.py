"""What no tracked file may hold: a place on one machine, an address without a name, the host of a package index."""

import re
from pathlib import Path

import pytest

from tests.repository.tracked import read_text, tracked_files

THIS_FILE = Path("tests/repository/test_files.py")
LOCKS = ".lock"  # versions of four numbers; test_locks.py judges these files
TEXTS = tuple(
    name for name in tracked_files() if name != THIS_FILE and name.suffix != LOCKS and read_text(name) is not None
)

MACHINE_PATH = re.compile(r"(?<![\w.$}-])/(?:work|root|home/\w+|Users/\w+|opt/(?:wheels|pypi))(?=/|\b(?!/))(?!\w)")
BYTE = r"(?:25[0-5]|2[0-4]\d|1?\d?\d)"
HARMLESS = r"127\.0\.0\.1|0\.0\.0\.0|192\.0\.2\."  # this machine, any address, and the range kept for examples
BARE_ADDRESS = re.compile(rf"(?<![\d.])(?!{HARMLESS}){BYTE}(?:\.{BYTE}){{3}}(?![\d.])")
INDEX_HOST = re.compile(r"pypi\.org|pythonhosted\.org|registry\.npmjs\.org|deb\.debian\.org|archive\.ubuntu\.com")
UNFINISHED = re.compile(r"#.*\b(?:TODO|FIXME|XXX|HACK)\b")


def found(pattern: re.Pattern[str], name: Path) -> list[str]:
    text = read_text(name) or ""
    return [line.strip()[:160] for line in text.splitlines() if pattern.search(line)]


@pytest.mark.parametrize("pattern", [MACHINE_PATH, BARE_ADDRESS, INDEX_HOST], ids=["path", "address", "index"])
def test_no_file_names_a_machine(pattern: re.Pattern[str]) -> None:
    offences = {str(name): lines for name in TEXTS if (lines := found(pattern, name))}

    assert offences == {}


def test_nothing_is_left_for_later() -> None:
    sources = [
        name for name in TEXTS if name.suffix in {".py", ".sh", ".yaml", ".toml"} or name.name in {"run", "test"}
    ]

    assert {str(name): lines for name in sources if (lines := found(UNFINISHED, name))} == {}


@pytest.mark.parametrize(
    ("pattern", "offence"),
    [
        (MACHINE_PATH, "read from /work/shared/pk.csv"),
        (MACHINE_PATH, "cd /root"),
        (BARE_ADDRESS, "read at 54.146.12.9/label"),
        (INDEX_HOST, "--index-url https://pypi.org/simple"),
    ],
)
def test_the_patterns_see_what_they_are_for(pattern: re.Pattern[str], offence: str) -> None:
    assert pattern.search(offence)


@pytest.mark.parametrize("harmless", ["1/work done", "version 1.2.3", "at 127.0.0.1:8000", "0.5/root-mean-square"])
def test_the_patterns_leave_prose_alone(harmless: str) -> None:
    assert not MACHINE_PATH.search(harmless)
    assert not BARE_ADDRESS.search(harmless)
