"""The fictional clinic: what is left of the last one removed, the next one made."""

import subprocess
import sys
from datetime import datetime
from typing import Final

from django.conf import settings
from django.db import connection

from wane_clinic.command.start import complain
from wane_clinic.environment import Mode

MARK: Final = "fictional"
"""A file in the home of a fictional clinic; without it, nothing that stands there is removed."""


def needs_fictional_home() -> None:
    """Refuse a database that was named, and a home whose clinic is not fictional: neither removed nor opened."""
    if settings.ENVIRONMENT.mode is not Mode.DEMO or settings.ENVIRONMENT.database_url:
        complain("A fictional clinic is made in a file of its own: unset DATABASE_URL.", code=1)
    mark, file = settings.ENVIRONMENT.home / MARK, settings.ENVIRONMENT.home / "clinic.sqlite3"
    if file.exists() and not mark.exists():
        complain(f"{file} holds a clinic that is not fictional: name another folder with --home.", code=1)
    mark.touch()


def remove_last() -> None:
    """Remove the last fictional clinic."""
    needs_fictional_home()
    connection.close()
    file = settings.ENVIRONMENT.home / "clinic.sqlite3"
    for each in (file, file.with_name(f"{file.name}-wal"), file.with_name(f"{file.name}-shm")):
        each.unlink(missing_ok=True)


def make(*, seed: int, now: datetime) -> None:
    """Make it, where there is none, and print what it says of itself."""
    from wane_clinic.people.models import Clinician

    if Clinician.objects.exists():
        return
    from wane_clinic.demo import build

    print(build(now=now, seed=seed))


def let_fill() -> None:
    """Let one session of the fictional clinic fill itself, by a process that ends with this one."""
    subprocess.Popen([sys.executable, "-m", "wane_clinic.demo.filling"])
