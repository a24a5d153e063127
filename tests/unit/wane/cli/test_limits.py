"""What a slip of a unit or a key must not get through: times, lengths, repeats, files that never end, a full disk."""

import subprocess
import sys
from pathlib import Path

import pytest

from wane.cli import run

SESSION = ["session", "--drug", "ketamine", "--route", "iv", "--weight", "70 kg"]


@pytest.mark.parametrize(
    ("arguments", "code", "says"),
    [
        (["--dose", "20 g", "--over", "100 days"], 11, "Dosing over 100 d without a pause"),
        (["--dose", "60 g", "--over", "5 days"], 11, "gave more than 840 mg/kg"),
        (["--dose", "35 mg", "--over", "40 months"], 11, "Dosing over"),
        (["--dose", "1e-300 mg", "--over", "40 min"], 11, "check the number and its unit"),
        (["--dose", "1e-6 mg", "--over", "40 min"], 11, "check the number and its unit"),
        (["--dose", "35 mg", "--over", "40 min", "--compare", "20 mg"], 10, "In --compare: A comparison of"),
        (["--dose", "35 mg", "--over", "40 min", "--compare", "35 mg/kg over 1 h"], 11, "In --compare: A dose of 35"),
        (["--dose", "35 mg", "--over", "1e9 h"], 11, "days after the start"),
        (["--dose", "35 mg", "--over", "40 min", "--at", "1e9 h"], 11, "check its unit"),
        (["--dose", "35 mg", "--over", "40 min", "--weight", "80 kg"], 15, "--weight came 2 times"),
        (["--dose", "35 mg", "--over=40 min", "--over", "50 min"], 15, "--over came 2 times"),
        (["--steps", "/dev/zero"], 14, "not a file"),
        (["--dose", "35 mg", "--over", "40 min", "--figure", "a" * 300 + ".svg"], 14, "too long"),
    ],
)
def test_a_slip_is_one_sentence_and_an_exit_code(
    capsys: pytest.CaptureFixture[str], arguments: list[str], code: int, says: str
) -> None:
    assert run([*SESSION, *arguments]) == code
    error = capsys.readouterr().err
    assert says in error
    assert error.count("\n") == 1


def test_options_that_may_stand_twice_still_may() -> None:
    limits = ["--below", "5 ng/mL", "--below", "10 ng/mL", "--json"]
    assert run([*SESSION, "--dose", "35 mg", "--over", "40 min", *limits]) == 0


def test_a_limit_below_every_model_is_no_number(capsys: pytest.CaptureFixture[str]) -> None:
    assert run([*SESSION, "--dose", "35 mg", "--over", "40 min", "--below", "1e-30 ng/mL"]) == 0
    assert "Not known: Ketamine below 1e-30 ng/mL, venous" in capsys.readouterr().out


def test_a_full_disk_is_one_sentence() -> None:
    if not Path("/dev/full").exists():
        pytest.fail("this test needs /dev/full, which every Linux has")
    command = [sys.executable, "-m", "wane.cli", *SESSION, "--dose", "35 mg", "--over", "40 min"]
    with Path("/dev/full").open("w") as full:
        done = subprocess.run(command, stdout=full, stderr=subprocess.PIPE, text=True, check=False)
    assert done.returncode == 14
    assert done.stderr.startswith("wane: Reading or writing failed (No space left on device)")
    assert "Traceback" not in done.stderr
