"""The demo clinic, served by its own command in a process of its own, with its log kept for reading."""

import os
import re
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

PATIENCE_S = 240.0
PORT = re.compile(r"http://127\.0\.0\.1:(\d+)/")


@dataclass
class ClinicServer:
    """Where the clinic is, and every line that its process printed."""

    url: str
    home: Path
    lines: list[str] = field(default_factory=list)

    def ask(self, code: str) -> str:
        """What a short program prints in the clinic's own settings."""
        setup = "import django; django.setup()\nfrom datetime import UTC, datetime, timedelta\nimport uuid\n"
        done = subprocess.run(
            [sys.executable, "-c", setup + code], env=environment(self.home), capture_output=True, text=True, check=True
        )
        return done.stdout.strip()


def environment(home: Path) -> dict[str, str]:
    ours = {"WANE_CLINIC_MODE": "demo", "WANE_CLINIC_HOME": str(home), "DJANGO_SETTINGS_MODULE": "wane_clinic.settings"}
    return {name: value for name, value in os.environ.items() if name != "DATABASE_URL"} | ours


@contextmanager
def clinic_served(home: Path, port: int) -> Iterator[ClinicServer]:
    command = [str(Path(sys.executable).with_name("wane")), "clinic", "demo", "--port", str(port), "--home", str(home)]
    process = subprocess.Popen(
        command, env=environment(home), stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    )
    server = ClinicServer(url=f"http://127.0.0.1:{port}", home=home)
    reader = threading.Thread(target=lambda: server.lines.extend(process.stdout or ()))
    reader.start()
    try:
        began = time.monotonic()
        while not any(PORT.search(line) for line in server.lines):
            if process.poll() is not None or time.monotonic() - began > PATIENCE_S:
                raise RuntimeError("".join(server.lines))
            time.sleep(0.1)
        yield server
    finally:
        process.terminate()
        process.wait()
        reader.join()
        assert process.stdout is not None
        process.stdout.close()
