"""The demo clinic in a process of its own, as somebody would start it; it can be stopped and started again."""

import fcntl
import os
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
import time
import urllib.request
from dataclasses import dataclass, field
from pathlib import Path

PASSWORD = "only-for-the-demo-26"
PATIENCE_S = 60.0
COMMAND = (sys.executable, "-m", "wane.cli", "clinic", "demo")


def free_port() -> int:
    with socket.socket() as door:
        door.bind(("127.0.0.1", 0))
        return int(door.getsockname()[1])


def environment() -> dict[str, str]:
    """That of somebody's own machine; coverage is left to the tests inside a process, for it makes this one slow."""
    kept = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("WANE_CLINIC", "DATABASE", "DJANGO", "COVERAGE"))
    }
    return kept | {"PYTHONPATH": str(Path(__file__).parents[2] / "src")}


def made_in(home: Path) -> Path:
    """The fictional clinic, made in a folder."""
    subprocess.run([*COMMAND, "--no-serve", "--home", str(home)], env=environment(), check=True, capture_output=True)
    return home


def made_once(shared: Path, home: Path) -> Path:
    """A copy of the one fictional clinic that all workers share: whoever comes first makes it."""
    with (shared / "clinic.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (shared / "clinic").exists():
            made_in(shared / "making").rename(shared / "clinic")
    return Path(shutil.copytree(shared / "clinic", home))


@dataclass
class ClinicServer:
    home: Path
    port: int = field(default_factory=free_port)
    process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> None:
        asked = [*COMMAND, "--keep", "--still", "--home", str(self.home), "--port", str(self.port)]
        with self._log.open("ab") as log:
            self.process = subprocess.Popen(asked, env=environment(), stdout=log, stderr=subprocess.STDOUT)
        until = time.monotonic() + PATIENCE_S
        while time.monotonic() < until:
            try:
                urllib.request.urlopen(f"{self.url}/account/login/", timeout=2).close()
                return
            except OSError:
                time.sleep(0.1)
        raise AssertionError(f"The server did not start.\n{self.said}")

    @property
    def _log(self) -> Path:
        return self.home / "server.log"

    @property
    def said(self) -> str:
        """All that the server printed."""
        return self._log.read_text(encoding="utf-8")

    def run(self, code: str) -> str:
        """What a short program prints in the clinic's own settings."""
        setup = "import django; django.setup()\nfrom datetime import UTC, datetime, timedelta\nimport uuid\n"
        where = {"WANE_CLINIC_MODE": "demo", "WANE_CLINIC_HOME": str(self.home)}
        where |= {"DJANGO_SETTINGS_MODULE": "wane_clinic.settings"}
        command = [sys.executable, "-c", setup + code]
        done = subprocess.run(command, env=environment() | where, capture_output=True, text=True, check=True)
        return done.stdout.strip()

    def stop(self) -> None:
        if self.process is not None:
            self.process.send_signal(signal.SIGTERM)
            self.process.wait(PATIENCE_S)
            self.process = None

    def ask(self, question: str, *values: object) -> list[tuple[str, ...]]:
        """What stands in the database."""
        place = sqlite3.connect(f"file:{self.home / 'clinic.sqlite3'}?mode=ro", uri=True)
        try:
            return place.execute(question, values).fetchall()
        finally:
            place.close()

    def session_of(self, given_name: str, state: str) -> str:
        """The address of somebody's session in a state."""
        rows = self.ask(
            "select s.public_id from care_session s join people_patient p on p.id = s.patient_id"
            " where p.given_name = ? and s.state = ?", given_name, state,
        )  # fmt: skip
        text = str(rows[0][0])
        return f"{text[:8]}-{text[8:12]}-{text[12:16]}-{text[16:20]}-{text[20:]}" if "-" not in text else text
