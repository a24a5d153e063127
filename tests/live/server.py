"""A real server of a clinic: its own process group, killed whole and started again on the same port."""

import json
import os
import signal
import subprocess
import sys
import time
import urllib.request
from dataclasses import dataclass, field
from pathlib import Path

from tests.clinic.postgres import free_port

ROOT = Path(__file__).parents[2]
PATIENCE_S = 90


@dataclass(slots=True, kw_only=True)
class LiveClinic:
    """One clinic on one database. `database_url` empty is SQLite in the home."""

    home: Path
    database_url: str = ""
    port: int = field(default_factory=free_port)
    server: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def environment(self) -> dict[str, str]:
        told = {
            "WANE_CLINIC_MODE": "development",
            "WANE_CLINIC_HOME": str(self.home),
            "DATABASE_URL": self.database_url,
        }
        kept = {name: value for name, value in os.environ.items() if not name.startswith("COVERAGE")}  # it is killed
        return {**kept, **told, "PYTHONPATH": f"{ROOT / 'src'}{os.pathsep}{ROOT}"}

    def run(self, *command: str) -> str:
        """What a program of the clinic printed."""
        answer = subprocess.run(
            [sys.executable, *command], env=self.environment, cwd=ROOT, capture_output=True, text=True, check=False,
            timeout=300,
        )  # fmt: skip
        assert answer.returncode == 0, answer.stdout + answer.stderr
        return answer.stdout

    def furnish(self, n_sessions: int) -> list[str]:
        """The public ids of its planned sessions."""
        for folder in ("bundles", "static"):
            (self.home / folder).mkdir(parents=True, exist_ok=True)
        found: list[str] = json.loads(self.run("tests/live/furnish.py", str(n_sessions)))
        return found

    def start(self) -> None:
        command = [
            sys.executable, "-m", "wane.cli", "clinic", "serve", "--home", str(self.home), "--port", str(self.port),
        ]  # fmt: skip
        self.server = subprocess.Popen(command, env=self.environment, stdout=subprocess.DEVNULL, start_new_session=True)
        until = time.monotonic() + PATIENCE_S
        while not self.answers():
            assert self.server.poll() is None, "The server ended."
            assert time.monotonic() < until, "The server does not answer."
            time.sleep(0.05)

    def answers(self) -> bool:
        try:
            with urllib.request.urlopen(f"{self.url}/account/login/", timeout=10) as answer:
                return bool(answer.status == 200)
        except OSError:
            return False

    def kill(self) -> None:
        """Signal 9 to master and workers at once: nothing gets to tidy up."""
        if self.server is not None:
            os.killpg(self.server.pid, signal.SIGKILL)
            self.server.wait()
            self.server = None
