"""The server: prepared, then listening."""

import gc
import importlib.util
import socket
import sys
import webbrowser
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, final

from django.conf import settings
from django.core.management import call_command
from django.db import connections
from django.template.loader import get_template
from django.urls import resolve
from gunicorn.app.base import BaseApplication

from wane_clinic import web
from wane_clinic.command.checks import unsafe
from wane_clinic.command.start import complain

KEEP_ALIVE_S: Final = 15
"""[s] that a connection is kept for the next question: board and sheet ask every 10 s, and TLS is slow to agree."""
TURN_S: Final = 0.001
"""[s] after which a thread that computes lets another one go on; see `_take_turns`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Listening:
    """Where a server listens, and how."""

    bind: str
    port: int
    cert: Path | None
    key: Path | None
    processes: int
    threads: int
    """Of each process."""
    opens: bool = False
    """Whether a browser of this machine opens it."""

    @property
    def address(self) -> str:
        """As a browser needs it."""
        host = "127.0.0.1" if self.bind == "0.0.0.0" else self.bind
        return f"{'https' if self.cert else 'http'}://{host}:{self.port}/"


def prepare() -> None:
    """Refuse what is unsafe, bring the tables up to date, gather static files."""
    sentences = unsafe()
    if sentences:
        complain("This server does not start.\n" + "\n".join(sentences), code=1)
    call_command("migrate", interactive=False, verbosity=0)
    write_scripts()
    if settings.IS_PRODUCTION:
        call_command("collectstatic", interactive=False, verbosity=0)


def write_scripts() -> None:
    """Scripts that are built from installed wheels, among the static files."""
    if importlib.util.find_spec("wane_clinic.web.bundle") is not None:
        importlib.import_module("wane_clinic.web.bundle").write_bundle(settings.BUNDLES)


def listen(listening: Listening, *, beside: Callable[[], object] | None = None) -> None:
    """Serve until told to stop; a worker that dies is replaced. `beside` is started once the server is ready."""
    _needs_free_port(listening)
    connections.close_all()  # a worker opens its own
    _Server(listening, beside).run()


def page_names() -> list[str]:
    """Every page and part of one, by the name that a view calls it."""
    folder = Path(web.__file__).parent / "templates"
    return sorted(file.relative_to(folder).as_posix() for file in folder.rglob("*.html"))


def _take_turns(_server: object, _worker: object) -> None:
    """Let threads of a process change places often.

    A page asks the database some twenty times. Each time its thread steps aside, and would by default wait up to 5 ms
    until another one, that is laying out a page, makes room: a tenth of a second in all, in which it computes nothing.
    """
    sys.setswitchinterval(TURN_S)


def _needs_free_port(listening: Listening) -> None:
    with socket.socket(socket.AF_INET6 if ":" in listening.bind else socket.AF_INET) as door:
        door.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            door.bind((listening.bind, listening.port))
        except OSError as error:
            complain(f"{listening.bind}:{listening.port} cannot be used ({error.strerror}): try --port.", code=1)


@final
class _Server(BaseApplication):  # type: ignore[misc]  # gunicorn has no types
    """gunicorn, told everything here."""

    def __init__(self, listening: Listening, beside: Callable[[], object] | None) -> None:
        self.listening, self.beside = listening, beside
        super().__init__()

    def load_config(self) -> None:
        """Processes, for the processors; threads in each, for browsers that are slow. No log of paths.

        The application is loaded once, before the processes are made, so that they share its memory.
        """
        told: dict[str, Any] = {
            "bind": f"{self.listening.bind}:{self.listening.port}",
            "worker_class": "gthread",
            "preload_app": True,
            "workers": self.listening.processes,
            "threads": self.listening.threads,
            "keepalive": KEEP_ALIVE_S,
            "timeout": 60,
            "graceful_timeout": 10,
            "accesslog": None,
            "loglevel": "warning",
            "certfile": str(self.listening.cert) if self.listening.cert else None,
            "keyfile": str(self.listening.key) if self.listening.key else None,
            "when_ready": self._say_where,
            "post_fork": _take_turns,
        }
        for name, value in told.items():
            if value is not None:
                self.cfg.set(name, value)

    def load(self) -> object:
        """The application with its pages read, so that the first one asked for is no slower than the next."""
        from wane_clinic.wsgi import application

        resolve("/board/")
        for name in page_names():
            get_template(name)
        connections.close_all()  # each thread of each process opens its own
        gc.freeze()  # what is there now stays: counting it again would copy every page of memory into each process
        return application

    def _say_where(self, _: object) -> None:
        print(f"The clinic is at {self.listening.address}  (Ctrl+C stops it)", flush=True)
        if self.beside is not None:
            self.beside()
        if self.listening.opens:
            webbrowser.open_new_tab(self.listening.address)
