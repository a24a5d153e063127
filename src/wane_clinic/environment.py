"""What the environment says of this server, read once, before Django starts."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from ipaddress import IPv4Network, IPv6Network, ip_network
from pathlib import Path
from typing import Final, TypeVar
from urllib.parse import parse_qsl, unquote, urlsplit

NOT_SECRET: Final = "not-a-secret-development-and-demo-only-not-a-secret"
Network = IPv4Network | IPv6Network
Word = TypeVar("Word", bound=StrEnum)


class Mode(StrEnum):
    """What the server is for."""

    DEMO = "demo"
    DEVELOPMENT = "development"
    PRODUCTION = "production"


class Tls(StrEnum):
    """Who ends the encrypted connection."""

    NOBODY = "nobody"
    PROXY = "proxy"
    OURSELVES = "ourselves"


@dataclass(frozen=True, slots=True, kw_only=True)
class Environment:
    """One server's environment."""

    mode: Mode
    home: Path
    secret: str
    hosts: tuple[str, ...]
    tls: Tls
    has_second_factor: bool
    is_debugging: bool
    database_url: str
    proxies: tuple[Network, ...] = ()
    """Whose word on where a request came from is taken: nobody's, unless they are named."""


class VariableError(ValueError):
    """A variable that says nothing we know."""


def read(variables: Mapping[str, str] = os.environ) -> Environment:
    """The environment; a word that is not known is refused here, what is unsafe in production by the checks."""
    mode = _word(Mode, variables, "WANE_CLINIC_MODE", Mode.DEVELOPMENT)
    is_production = mode is Mode.PRODUCTION
    hosts = tuple(host for host in variables.get("WANE_CLINIC_HOSTS", "").replace(",", " ").split() if host)
    return Environment(
        mode=mode,
        home=Path(variables.get("WANE_CLINIC_HOME") or _default_home(variables, mode)),
        secret=variables.get("WANE_CLINIC_SECRET", "" if is_production else NOT_SECRET),
        hosts=hosts or (() if is_production else ("127.0.0.1", "localhost", "[::1]", "testserver")),
        tls=_word(Tls, variables, "WANE_CLINIC_TLS", Tls.NOBODY),
        has_second_factor=_is_on(variables, "WANE_CLINIC_SECOND_FACTOR", "on" if is_production else "off"),
        is_debugging=_is_on(variables, "WANE_CLINIC_DEBUG", "off"),
        database_url=variables.get("DATABASE_URL", ""),
        proxies=tuple(_network(word) for word in variables.get("WANE_CLINIC_PROXIES", "").replace(",", " ").split()),
    )


def databases(environment: Environment) -> dict[str, dict[str, object]]:
    """SQLite in the home, or the PostgreSQL that `DATABASE_URL` names.

    SQLite writes a log ahead and waits for the disk at each commit; a transaction takes the writer's place at once, so
    that it never has to give up half way. A thread keeps its connection: opening one reads the whole scheme anew.
    """
    if environment.database_url:
        return {"default": _postgresql(environment.database_url)}
    pragmas = "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA busy_timeout=20000;"
    options = {"transaction_mode": "IMMEDIATE", "timeout": 20, "init_command": pragmas}
    file = environment.home / "clinic.sqlite3"
    told: dict[str, object] = {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": str(file),
        "CONN_MAX_AGE": None,
        "OPTIONS": options,
    }
    return {"default": told}


def _postgresql(url: str) -> dict[str, object]:
    parts = urlsplit(url)
    if parts.scheme not in {"postgres", "postgresql"}:
        raise VariableError(f"DATABASE_URL begins with {parts.scheme!r}; postgres://user:password@host/name is read.")
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": unquote(parts.hostname or ""),
        "PORT": str(parts.port or ""),
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": dict(parse_qsl(parts.query)),
    }


def _default_home(variables: Mapping[str, str], mode: Mode) -> Path:
    data = Path(variables.get("XDG_DATA_HOME") or Path.home() / ".local/share")
    return data / ("wane-clinic" if mode is Mode.PRODUCTION else f"wane-clinic-{mode}")


def _word(kind: type[Word], variables: Mapping[str, str], name: str, otherwise: Word) -> Word:
    said = variables.get(name) or otherwise.value
    try:
        return kind(said)
    except ValueError:
        raise VariableError(f"{name} is {said!r}; one of {', '.join(kind)} is read.") from None


def _network(word: str) -> Network:
    try:
        return ip_network(word)
    except ValueError:
        said = f"WANE_CLINIC_PROXIES has {word!r}"
        raise VariableError(f"{said}; addresses or networks are read, 127.0.0.1 or 192.0.2.0/24.") from None


def _is_on(variables: Mapping[str, str], name: str, otherwise: str) -> bool:
    said = variables.get(name) or otherwise
    if said not in {"on", "off"}:
        raise VariableError(f"{name} is {said!r}; on or off is read.")
    return said == "on"
