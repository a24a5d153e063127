"""What must hold on both databases, run anew on a real PostgreSQL: actions, entries, constraints, chain, writers."""

import os
import re
import subprocess
import sys
from pathlib import Path

from tests.clinic.postgres import Cluster

HERE = Path(__file__).parent
SELECTION = [
    "test_actions.py", "test_entries.py", "test_closed_ways.py", "test_audit_chain.py", "test_audit_writers.py",
    "test_kept.py",
]  # fmt: skip
AT_LEAST = 100


def test_actions_constraints_chain_and_writers_hold_on_postgresql(postgres: Cluster, tmp_path: Path) -> None:
    command = [
        sys.executable, "-m", "pytest", "-q", "-x", "-p", "no:cacheprovider",
        f"--basetemp={tmp_path / 'tests'}",
        *(str(HERE / name) for name in SELECTION),
    ]  # fmt: skip
    variables = {name: value for name, value in os.environ.items() if not name.startswith("PYTEST_")}
    variables["DATABASE_URL"] = postgres.url("postgres")
    answer = subprocess.run(command, env=variables, capture_output=True, text=True, check=False, timeout=600)

    assert answer.returncode == 0, answer.stdout[-4000:] + answer.stderr[-2000:]
    passed = re.search(r"(\d+) passed", answer.stdout)
    assert passed is not None
    assert int(passed.group(1)) >= AT_LEAST
    assert "skipped" not in answer.stdout
