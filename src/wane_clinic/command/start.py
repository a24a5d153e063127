"""Starting Django for one command."""

import importlib.util
import os
import sys
from pathlib import Path
from typing import NoReturn

import typer

MISSING = "The clinic needs its extra: pip install 'wane[clinic]'."


def complain(sentence: str, *, code: int) -> NoReturn:
    """One sentence on standard error, and out."""
    print(f"wane: {sentence}", file=sys.stderr)
    raise typer.Exit(code)


def needs_the_extra() -> None:
    """One sentence where Django is not installed."""
    if importlib.util.find_spec("django") is None:
        complain(MISSING, code=13)


def start(*, mode: str, home: Path | None, tls: str | None) -> None:
    """Set the environment that a command means, make the home, start Django; a mode already set wins but over demo."""
    given = {"WANE_CLINIC_MODE": mode, "WANE_CLINIC_HOME": str(home) if home else None, "WANE_CLINIC_TLS": tls}
    for name, value in given.items():
        if value and (mode == "demo" or name != "WANE_CLINIC_MODE" or name not in os.environ):
            os.environ[name] = value
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "wane_clinic.settings")
    from wane_clinic.environment import VariableError, read

    try:
        environment = read()
    except VariableError as error:
        complain(str(error), code=2)
    make_home(environment.home)
    import django

    django.setup()


def open_to_the_network(bind: str) -> None:
    """Let a fictional clinic answer to any name where it listens beyond this machine, as for a phone with a QR."""
    if bind not in {"127.0.0.1", "localhost", "::1"}:
        os.environ.setdefault("WANE_CLINIC_HOSTS", "*")


def make_home(home: Path) -> None:
    """The folder of the clinic's data, for nobody else to read."""
    try:
        for folder in ("bundles", "static"):
            (home / folder).mkdir(parents=True, exist_ok=True)
        home.chmod(0o700)
    except OSError as error:
        complain(f"{home} cannot be written ({error.strerror}): name another folder with --home.", code=14)


def home_of() -> Path:
    """Where this clinic's data are."""
    from django.conf import settings

    return Path(settings.ENVIRONMENT.home)
