"""AU-2 on a file, as a clinic has it: several processes at once still make one chain."""

import os
import subprocess
import sys
from pathlib import Path

PROGRAM = """
import sys
from datetime import UTC, datetime
import django
django.setup()
from wane_clinic.audit.record import record
from wane_clinic.audit.subjects import SYSTEM, Subject
for k in range(25):
    record(action="change", by=SYSTEM, at=datetime.now(UTC), subject=Subject(kind="thing", id=str(k)))
"""


def test_au_2_several_processes_make_one_chain(tmp_path: Path) -> None:
    where = os.environ | {"WANE_CLINIC_HOME": str(tmp_path), "DJANGO_SETTINGS_MODULE": "wane_clinic.settings"}
    subprocess.run([sys.executable, "-m", "django", "migrate", "-v", "0"], env=where, check=True)

    writers = [subprocess.Popen([sys.executable, "-c", PROGRAM], env=where) for _ in range(3)]
    codes = [writer.wait(timeout=120) for writer in writers]
    verify = [sys.executable, "-m", "wane.cli", "clinic", "verify-audit", "--home", str(tmp_path)]
    said = subprocess.run(
        verify, env=where | {"WANE_CLINIC_MODE": "development"}, capture_output=True, text=True, check=False
    )

    assert codes == [0, 0, 0]
    assert said.returncode == 0, said.stderr
    assert "75 events" in said.stdout
