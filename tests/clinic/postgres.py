"""A private PostgreSQL: a cluster of its own in a new folder, on loopback, stopped when it is no longer needed."""

import os
import pwd
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

VERSIONS = Path("/usr/lib/postgresql")
PATIENCE_S = 60
SETTINGS = {"listen_addresses": "127.0.0.1", "max_connections": "60", "shared_buffers": "128MB"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Cluster:
    folder: Path
    port: int
    account: str | None
    """Whose the server is: it refuses to run as root."""

    @property
    def data(self) -> Path:
        return self.folder / "data"

    def url(self, name: str) -> str:
        return f"postgres://clinic@127.0.0.1:{self.port}/{name}"

    def sql(self, statement: str) -> None:
        self.sql_in("postgres", statement)

    def sql_in(self, name: str, statement: str) -> None:
        where = ("-h", "127.0.0.1", "-p", str(self.port), "-U", "clinic", "-d", name)
        self._run("psql", "-q", *where, "-c", statement)

    def new_database(self, name: str) -> str:
        """An empty database, and its address."""
        self.sql(f"CREATE DATABASE {name}")
        return self.url(name)

    def start(self) -> None:
        told = {**SETTINGS, "port": str(self.port), "unix_socket_directories": str(self.folder)}
        options = " ".join(f"-c {name}={value}" for name, value in told.items())
        log = self.folder / "log"
        self._run("pg_ctl", "-D", str(self.data), "-l", str(log), "-o", options, "-w", "-t", str(PATIENCE_S), "start")

    def stop(self) -> None:
        self._run("pg_ctl", "-D", str(self.data), "-m", "immediate", "-w", "-t", str(PATIENCE_S), "stop")

    def initialise(self) -> None:
        self._run("initdb", "-D", str(self.data), "-U", "clinic", "-A", "trust", "-E", "UTF8", "--no-locale")

    def _run(self, name: str, *words: str) -> None:
        # Not captured by pipes: the server would inherit them, and the wait for their end would not end.
        command = [str(program(name)), *words]
        with tempfile.TemporaryFile() as said:
            code = subprocess.run(
                command, user=self.account, group=self.account, extra_groups=[] if self.account else None,
                stdin=subprocess.DEVNULL, stdout=said, stderr=said, check=False, timeout=2 * PATIENCE_S, cwd="/",
            ).returncode  # fmt: skip
            said.seek(0)
            assert code == 0, f"{name} ended with {code}: {said.read().decode(errors='replace')}"


def program(name: str) -> Path:
    """A program of the server; Debian keeps them out of PATH."""
    named = os.environ.get("WANE_POSTGRESQL")
    folders = ([Path(named)] if named else []) + sorted(VERSIONS.glob("*/bin"), reverse=True)
    found = next((folder / name for folder in folders if (folder / name).is_file()), None) or shutil.which(name)
    if found is None:
        raise FileNotFoundError(f"{name} is not here: ./test installs the PostgreSQL server, or names the one command.")
    return Path(found)


@contextmanager
def running_cluster() -> Iterator[Cluster]:
    """A cluster for as long as it is needed."""
    with tempfile.TemporaryDirectory(prefix="wane-postgresql-", ignore_cleanup_errors=True) as folder:
        account = "postgres" if os.geteuid() == 0 else None
        if account:
            os.chown(folder, pwd.getpwnam(account).pw_uid, pwd.getpwnam(account).pw_gid)
        cluster = Cluster(folder=Path(folder), port=free_port(), account=account)
        cluster.initialise()
        cluster.start()
        try:
            yield cluster
        finally:
            cluster.stop()


def free_port() -> int:
    with socket.socket() as door:
        door.bind(("127.0.0.1", 0))
        return int(door.getsockname()[1])
