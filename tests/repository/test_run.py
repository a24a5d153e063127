"""`./run` ends in the running clinic, and holds up no script."""

import os
import socket
import subprocess
import sys
from pathlib import Path

from tests.repository.tracked import ROOT

ANSWERS = [sys.executable, str(ROOT / "examples" / "clinic_answers.py")]


def free_port() -> str:
    with socket.socket() as door:
        door.bind(("127.0.0.1", 0))
        return str(door.getsockname()[1])


def test_without_a_terminal_it_ends_once_the_clinic_has_answered(tmp_path: Path) -> None:
    """The very command of ./run, for another home."""
    port = free_port()
    script = (ROOT / "run").read_text(encoding="utf-8")
    assert 'set -- .venv/bin/wane clinic demo --home out/clinic --port "${WANE_PORT:-8000}"' in script
    command = [sys.executable, "-m", "wane.cli", "clinic", "demo", "--home", str(tmp_path / "clinic"), "--port", port]

    answer = subprocess.run(
        [*ANSWERS, port, *command], stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False, timeout=200
    )

    assert answer.returncode == 0, answer.stderr
    assert f"http://127.0.0.1:{port}/" in answer.stdout
    assert "password" in answer.stdout
    assert "The clinic answered." in answer.stdout


def test_a_clinic_that_does_not_start_ends_it_with_an_error() -> None:
    answer = subprocess.run(
        [*ANSWERS, free_port(), sys.executable, "-c", "raise SystemExit(3)"],
        capture_output=True, text=True, check=False, timeout=60,
    )  # fmt: skip

    assert answer.returncode == 1
    assert "did not answer" in answer.stderr


def test_an_unknown_word_is_refused_before_anything_is_installed() -> None:
    answer = subprocess.run(
        ["sh", str(ROOT / "run"), "--nonsense"], capture_output=True, text=True, check=False, timeout=60, env=os.environ
    )

    assert answer.returncode == 2
    assert "usage: ./run" in answer.stderr
