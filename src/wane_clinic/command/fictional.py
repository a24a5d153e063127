"""The fictional clinic: what is left of the last one removed, the next one made."""

from datetime import datetime

from django.conf import settings
from django.db import connection

from wane_clinic.command.start import complain
from wane_clinic.environment import Mode


def remove_last() -> None:
    """Remove the demo's own database file; nothing else, and never a database that was named by `DATABASE_URL`."""
    if settings.ENVIRONMENT.mode is not Mode.DEMO or settings.ENVIRONMENT.database_url:
        complain("A fictional clinic is made in a file of its own: unset DATABASE_URL.", code=1)
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
